"""Marked-up copies: findings as colours and comments."""
