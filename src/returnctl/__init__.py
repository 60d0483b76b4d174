"""The return desk of an Amazon seller who ships his own orders."""

__version__ = "0.1.0"
