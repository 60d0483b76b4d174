"""Copies of a merchant's own file, annotated or fixed: everything that is not ours stays as it was."""
