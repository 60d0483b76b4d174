"""Workbooks changed or written: everything that is not ours stays as it was."""
