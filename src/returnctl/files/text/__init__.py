"""Text files: their encoding, and the tables and JSON in them."""
