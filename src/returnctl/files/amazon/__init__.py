"""Amazon's SKU override file and its processing report."""
