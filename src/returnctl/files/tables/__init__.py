"""Tables of our own kinds, whether they stand in a sheet or in a text file."""
