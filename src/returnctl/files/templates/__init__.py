"""Templates to be filled in."""
