"""Policies and overrides, and the list of SKUs that they are held against."""
