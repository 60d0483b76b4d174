"""One thin file per command; the only clock and the only streams."""
