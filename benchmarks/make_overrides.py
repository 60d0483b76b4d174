"""An override workbook of many SKUs and twelve columns: `python -m benchmarks.make_overrides FILE [--skus N]`."""

import argparse
from pathlib import Path
from typing import Final

HEADER: Final = (
    "sku",
    "store",
    "authorization",
    "return_window_days",
    "returnable",
    "replacement",
    "returnless_up_to",
    "keep_up_to",
    "review_above",
    "label_paid_by",
    "restocking_fee_percent",
    "note",
)


def row(number: int) -> tuple[object, ...]:
    """The terms of one SKU, every cell filled."""
    return (
        f"LS-{number:06d}",
        ("US", "UK", "DE", "CA")[number % 4],
        "MANUAL" if number % 10 == 0 else "AUTOMATIC",
        (30, 45, 60)[number % 3],
        "no" if number % 25 == 0 else "yes",
        "no" if number % 8 == 0 else "yes",
        number % 10 + 0.99,
        number % 60 + 20.5,
        number % 500 + 300,
        "seller",
        0,
        f"checked with the supplier, file {number % 97}",
    )


def main() -> None:
    """Write the workbook, row by row."""
    from openpyxl import Workbook

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--skus", type=int, default=50_000)
    wanted = parser.parse_args()
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Overrides")
    sheet.append(HEADER)
    for number in range(wanted.skus):
        sheet.append(row(number))
    book.save(wanted.file)


if __name__ == "__main__":
    main()
