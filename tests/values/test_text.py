"""Amounts in text files: each can be read in one way only."""

from decimal import Decimal

import pytest

from returnctl.schema.readers import DecimalMark, amount
from returnctl.values.text import TextForm


@pytest.mark.parametrize(
    ("value", "mark", "text"),
    [
        ("12.50", ".", "12.50"),
        ("12.50", ",", "12,50"),
        ("1234", ",", "1234"),
        ("1.234", ".", "1.2340"),
        ("1.234", ",", "1,2340"),
        ("0.125", ",", "0,125"),
        ("1234.567", ",", "1234,567"),
        ("1E+3", ".", "1000"),
    ],
)
def test_an_amount_is_written_so_that_it_is_read_alone_as_what_it_is(value: str, mark: str, text: str) -> None:
    assert TextForm(";", mark).number(Decimal(value)) == text
    assert amount(text, DecimalMark.UNDECIDED, 0, 10_000).value == Decimal(value)
