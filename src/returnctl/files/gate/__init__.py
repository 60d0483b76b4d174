"""The safety gate: what kind of file it is, and whether it may be opened at all."""
