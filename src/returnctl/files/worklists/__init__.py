"""The worklist, and what a person has entered in it."""
