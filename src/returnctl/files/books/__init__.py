"""Workbooks read: their sheets, rows and number formats."""
