"""What a cell of a workbook can hold exactly."""

from datetime import date, datetime
from decimal import Decimal
from typing import Final

# More digits than these a sheet would round.
_EXACT_DIGITS: Final = 15
_BEFORE_SHEETS: Final = date(1900, 3, 1)


def exact(value: int | Decimal | date) -> bool:
    """Whether a sheet can hold the value as it is: numbers up to 15 digits, days from March 1900 on, no time zone."""
    if isinstance(value, datetime):
        return value.tzinfo is None and value.date() >= _BEFORE_SHEETS
    if isinstance(value, date):
        return value >= _BEFORE_SHEETS
    if isinstance(value, Decimal):
        return value.is_finite() and len(value.as_tuple().digits) <= _EXACT_DIGITS and abs(value.adjusted()) < 100
    return abs(value) < 10**_EXACT_DIGITS
