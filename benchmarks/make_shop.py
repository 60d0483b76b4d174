"""A shop's own files, no two rows alike: `python -m benchmarks.make_shop FOLDER [--rows N] [--skus N] [--overrides N]`.

`report.txt` has another amount, label cost, category and date in each row, over the shop's SKUs; `overrides.csv` and
`overrides.xlsx` the same terms of the first so many SKUs, most of them one or two, some for one store or for a
period; `policy.xlsx` has dated rows, categories and two seasons. The same seed gives the same files.
"""

import argparse
import csv
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Final

from benchmarks.make_report import HEADER, LABELS, LAST_DAY, REASONS, RESOLUTIONS, STATUSES, _date, _money, _one

CURRENCIES: Final = {"GBP": 30, "EUR": 40, "USD": 25, "CAD": 5}
NOUNS: Final = ("Lamps", "Kitchen", "Garden", "Audio", "Toys", "Shoes", "Office", "Pets", "Sports", "Tools")
KINDS: Final = ("Home", "Travel", "Outdoor", "Kids", "Pro", "Wall", "Desk", "Mini", "Smart", "Eco")
OVERRIDES: Final = (
    "sku", "store", "authorization", "return_window_days", "returnable", "not_returnable_because", "replacement",
    "returnless_up_to", "keep_up_to", "review_above", "label_paid_by", "valid_from", "valid_to", "note",
)  # fmt: skip
SETTINGS: Final = (
    ("setting", "valid_from", "valid_to", "default", "UK", "DE", "US"),
    ("return_window_days", None, date(2026, 8, 31), 30, 45, 30, 60),
    ("return_window_days", date(2026, 9, 1), None, 30, 60, 45, 60),
    ("keep_up_to", None, None, 40, 30, 35, None),
    ("returnless_up_to", None, date(2026, 10, 31), 5, 4, 5, 6),
    ("returnless_up_to", date(2026, 11, 1), None, 8, 7, 8, 9),
    ("review_above", None, None, 250, 200, None, 300),
    ("label_paid_by", None, None, "fault", None, "seller", None),
)


def category(random: Random) -> str:
    """One of a thousand names."""
    return f"{random.choice(KINDS)} {random.choice(NOUNS)} {random.randrange(10)}"


def sku(number: int) -> str:
    """The SKU of that number."""
    return f"{number:05d}" if number % 50 == 0 else f"{NOUNS[number % 10][:2].upper()}-{number:06d}-{number * 7 % 89}"


def report(rows: int, skus: int) -> Iterator[str]:
    """The lines of the report, header first, in the order of the request date."""
    random = Random(7)
    yield HEADER
    for made in range(rows):
        asked = LAST_DAY - timedelta(days=90 - 90 * made // rows)
        ordered = asked - timedelta(days=random.randint(2, 40) if random.random() < 0.96 else random.randint(41, 120))
        status, (label, payer) = _one(random, STATUSES), _one(random, LABELS)
        units = random.choices((1, 2, 3), (90, 8, 2))[0]
        amount, number = random.randint(299, 39_999), random.randrange(skus)
        came_back = status not in ("PendingApproval", "Rejected") and random.random() < 0.25
        refunded = came_back and random.random() < 0.5
        cells = [
            f"{random.randrange(1000):03d}-{random.randrange(10**7):07d}-{random.randrange(10**7):07d}",
            _date(ordered),
            _date(asked),
            status,
            "D" + "".join(random.choices("abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ", k=8)) + "RRMA",
            " ",
            label,
            _money(random.randint(250, 1900)) if payer == "Seller" else " ",
            _one(random, CURRENCIES),
            random.choice(("DHL", "Royal Mail", "UPS")) if label != " " else " ",
            f"TEST{random.randrange(10**10):010d}" if label != " " else " ",
            payer,
            "Y" if random.random() < 0.01 else "N",
            "N",
            f"B0{random.randrange(36**5):08d}",
            sku(number),
            f"{random.choice(KINDS)} {random.choice(NOUNS)}, model {number}",
            str(random.randint(1, units)),
            _one(random, REASONS),
            random.choices("YN ", (85, 12, 3))[0],
            "C-Returns",
            _one(random, RESOLUTIONS),
            " ",
            _date(min(asked + timedelta(days=random.randint(3, 12)), LAST_DAY)) if came_back else " ",
            _money(amount),
            str(units),
            *[" "] * 5,
            _money(amount if random.random() < 0.8 else random.randint(100, amount)) if refunded else " ",
            category(random),
            " ",
            f"{random.randrange(10**14):014d}",
        ]
        yield "\t".join(cells)


def overrides(count: int) -> Iterator[tuple[object, ...]]:
    """The rows of the overrides, header first."""
    random = Random(8)
    yield OVERRIDES
    for number in range(count):
        row: dict[str, object] = {"sku": sku(number)}
        for name in random.sample(_CHOICES, random.choices((1, 2, 4), (60, 30, 10))[0]):
            row[name] = _term(random, name)
        if row.get("returnable") == "no" and random.random() < 0.5:
            row["not_returnable_because"] = random.choice(("hygiene-unsealed", "made-to-order", "digital"))
        if random.random() < 0.2:
            row["store"] = random.choice(("UK", "DE", "US"))
        if random.random() < 0.1:
            row["valid_from"], row["valid_to"] = date(2026, 9, 1), date(2026, 12, 31)
        yield tuple(row.get(name) for name in OVERRIDES)


_CHOICES: Final = (
    "authorization", "return_window_days", "returnable", "replacement", "returnless_up_to", "keep_up_to",
    "review_above", "label_paid_by", "note",
)  # fmt: skip


def _term(random: Random, name: str) -> object:
    if name in ("returnable", "replacement"):
        return random.choice(("yes", "no"))
    if name == "authorization":
        return random.choice(("AUTOMATIC", "MANUAL"))
    if name == "return_window_days":
        return random.choice((10, 14, 30, 45, 60, 90))
    if name == "label_paid_by":
        return random.choice(("seller", "buyer", "fault"))
    if name == "note":
        return f"checked with supplier {random.randrange(500)}"
    return random.randint(1, 400) + 0.5


def policy() -> Iterator[tuple[str, list[tuple[object, ...]]]]:
    """The sheets of the policy."""
    yield "Settings", list(SETTINGS)
    named = [f"{kind} {noun} {number}" for kind, noun, number in zip(KINDS, NOUNS, range(10), strict=True)]
    yield "Categories", [
        ("store", "category", "return_window_days", "returnable"),
        *[("DE" if n % 2 else None, name, (60, 14, None)[n % 3], "no" if n % 3 == 2 else None)
          for n, name in enumerate(named)],
    ]  # fmt: skip
    yield (
        "Holidays",
        [
            ("store", "counted_from", "from", "to", "request_by"),
            ("UK", "order", date(2026, 10, 1), date(2026, 12, 31), date(2027, 1, 31)),
            (None, "shipment", date(2026, 11, 1), date(2026, 12, 31), date(2027, 1, 31)),
        ],
    )


def main() -> None:
    """Write the files."""
    from openpyxl import Workbook

    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rows", type=int, default=200_000)
    parser.add_argument("--skus", type=int, default=20_000)
    parser.add_argument("--overrides", type=int, default=10_000)
    wanted = parser.parse_args()
    wanted.folder.mkdir(parents=True, exist_ok=True)
    with (wanted.folder / "report.txt").open("w", encoding="utf-8", newline="") as file:
        file.writelines(f"{line}\n" for line in report(wanted.rows, wanted.skus))
    terms = list(overrides(wanted.overrides))
    with (wanted.folder / "overrides.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(terms)
    for name, sheets in (("overrides", [("Overrides", terms)]), ("policy", list(policy()))):
        book = Workbook(write_only=True)
        for title, rows in sheets:
            sheet = book.create_sheet(title)
            for row in rows:
                sheet.append(row)
        book.save(wanted.folder / f"{name}.xlsx")


if __name__ == "__main__":
    main()
