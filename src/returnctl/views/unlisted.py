"""How many requests and SKUs a listing report has no stock for, in words."""

from typing import NamedTuple


class Unlisted(NamedTuple):
    """Requests for which a listing report has no stock; how many SKUs are not in it, or in it without a quantity."""

    requests: int = 0
    absent: int = 0
    blank: int = 0


def unlisted_words(unlisted: Unlisted) -> str:
    """Why a listing report did not supply the stock of every request."""
    said = [(unlisted.absent, "not in it"), (unlisted.blank, "in it without a quantity")]
    return ", ".join(f"{count} SKU{' is' if count == 1 else 's are'} {how}" for count, how in said if count)


def unlisted_rows(unlisted: Unlisted) -> list[tuple[str, str | int]]:
    """The same as labels and values for a sheet."""
    rows = [("SKUs not in inventory", unlisted.absent), ("SKUs without quantity in inventory", unlisted.blank)]
    return [(label, count) for label, count in rows if count]
