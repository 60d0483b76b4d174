"""Mended copies: the repairs about which there is no doubt."""
