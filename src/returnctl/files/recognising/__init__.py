"""Which file is what, told by what stands in it."""
