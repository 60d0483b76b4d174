"""Tables carried into other kinds of files."""
