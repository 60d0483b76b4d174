"""What stands where an output is to go, and whether it would be a loss."""
