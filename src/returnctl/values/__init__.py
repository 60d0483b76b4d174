"""The words of the trade as frozen values; nothing here computes a decision."""
