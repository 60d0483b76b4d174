"""What may stand in our files: each kind of cell, setting and column, declared once."""
