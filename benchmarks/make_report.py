"""A made-up returns report in Amazon's own 35-column shape: `python -m benchmarks.make_report FILE [--rows N]`.

True to life in what costs time and what breaks readers: dates over 60 days, reasons by the frequencies of a
real seller's three months, one-space blanks, rows that end early, commas and quotes in item names, several
rows per order, order lines that are asked back twice, 5,000 SKUs. The same seed gives the same bytes.
"""

import argparse
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Final, NamedTuple, TypeVar

T = TypeVar("T")

HEADER: Final = (
    "Order ID\tOrder date\tReturn request date\tReturn request status\tAmazon RMA ID\tMerchant RMA ID\tLabel type\t"
    "Label cost\tCurrency code\tReturn carrier\tTracking ID\tLabel to be paid by\tA-to-Z Claim\tIs prime\tASIN\t"
    "Merchant SKU\tItem Name\tReturn quantity\tReturn Reason\tIn policy\tReturn type\tResolution\tInvoice number\t"
    "Return delivery date\tOrder Amount\tOrder quantity\tSafeT Action reason\tSafeT claim id\tSafeT claim state\t"
    "SafeT claim creation time\tSafeT claim reimbursement amount\tRefunded Amount\tCategory\tVAT\tOrder Item ID"
)
# How often each occurs: a lighting seller's 2,199 returns of three months in the UK, Europe and the US.
REASONS: Final = {
    "CR-NOT_COMPATIBLE": 347,
    "CR-UNWANTED_ITEM": 236,
    "AMZ-PG-BAD-DESC": 118,
    "CR-QUALITY_UNACCEPTABLE": 100,
    "CR-DEFECTIVE": 77,
    "CR-NO_REASON_GIVEN": 65,
    "CR-ORDERED_WRONG_ITEM": 61,
    "CR-DAMAGED_BY_FC": 54,
    "CR-SWITCHEROO": 41,
    "CR-DAMAGED_BY_CARRIER": 38,
    "CR-MISSING_PARTS": 37,
    "NOT_AS_DESCRIBED": 33,
    "CR-MISSED_ESTIMATED_DELIVERY": 22,
    "UNDELIVERABLE_UNKNOWN": 7,
    "CR-FOUND_BETTER_PRICE": 3,
    "CR-EXTRA_ITEM": 3,
    "UNDELIVERABLE_REFUSED": 2,
    "AMZ-PG-APP-TOO-LARGE": 2,
    "CR-UNAUTHORIZED_PURCHASE": 1,
}
CURRENCIES: Final = {"GBP": 1205, " ": 677, "EUR": 182, "USD": 121, "CAD": 14}
STATUSES: Final = {
    "Approved": 70,
    "PendingApproval": 10,
    "Completed": 9,
    "Closed": 6,
    "PendingLabel": 2,
    "Rejected": 2,
    "Canceled": 1,
}
RESOLUTIONS: Final = {"StandardRefund": 88, "RefundAtFirstScan": 5, "ReturnlessRefund": 4, "ReplacementIssued": 3}
LABELS: Final = {("AmazonUnPaidLabel", "Customer"): 60, ("AmazonPrePaidLabel", "Seller"): 25, (" ", " "): 15}
CATEGORIES: Final = {"Lighting": 60, "Kitchen": 12, "Electronics": 10, "Home": 10, "PC": 4, " ": 4}
GOODS: Final = ("Desk Lamp", "Pendant Light", "LED Strip", "Wall Sconce", "Bulb", "Mirror", "Power Supply", "Lampshade")
LOOKS: Final = ("black", "white", "copper", "oak", "warm white", "dimmable", "frosted", "small")
MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
LAST_DAY: Final = date(2026, 11, 22)
DAYS: Final = 60


class Product(NamedTuple):
    """What the rows of one SKU share; a name that opens with a quotation mark is quoted as a whole."""

    sku: str
    asin: str
    name: str
    category: str
    price: int


def products(random: Random, count: int = 5_000) -> list[Product]:
    """The seller's goods. A few of a hundred names hold commas, inch marks or quotation marks."""
    return [
        Product(
            f"{number:05d}" if number % 50 == 0 else f"LS-{number:05d}-{random.choice('ABCDEF')}",
            f"B0{random.randrange(36**5):08d}",
            _name(random, number),
            _one(random, CATEGORIES),
            random.choice((499, 899, 1299, 1999, 2499, 3499, 4999, 5999, 8999, 14900)),
        )
        for number in range(count)
    ]


def _name(random: Random, number: int) -> str:
    goods, look = random.choice(GOODS), random.choice(LOOKS)
    if number % 40 == 0:
        return f'"{goods}, ""{look.title()}"" edition, no. {number}"'
    if number % 40 == 1:
        return f'{random.randrange(10, 60)}" {goods}, {look}, model {number}'
    return f"{goods} {look} model {number} with mounting material"


def _one(random: Random, weights: dict[T, int]) -> T:
    return random.choices(tuple(weights), tuple(weights.values()))[0]


def rows(count: int, seed: int = 20_261_123) -> Iterator[str]:
    """The lines of a report, header first, in the order of the request date."""
    random = Random(seed)
    goods = products(random)
    yield HEADER
    made = 0
    while made < count:
        asked = LAST_DAY - timedelta(days=DAYS - 1 - DAYS * made // count)
        for line in _order(random, goods, asked):
            if made < count:
                yield line
                made += 1


def _order(random: Random, goods: list[Product], asked: date) -> Iterator[str]:
    """The rows of one order: one for each item sent back, and one more where an item is asked back again."""
    order = f"{random.randrange(1000):03d}-{random.randrange(10**7):07d}-{random.randrange(10**7):07d}"
    ordered = _date(asked - timedelta(days=random.randint(2, 29) if random.random() < 0.94 else random.randint(30, 60)))
    currency = _one(random, CURRENCIES)
    for _ in range(random.choices((1, 2, 3, 4), (80, 14, 4, 2))[0]):
        product, item = random.choice(goods), f"{random.randrange(10**14):014d}"
        yield _row(random, product, order, item, ordered, asked, currency)
        if random.random() < 0.01:
            yield _row(random, product, order, item, ordered, asked, currency)


def _row(random: Random, product: Product, order: str, item: str, ordered: str, asked: date, currency: str) -> str:
    status, (label, payer) = _one(random, STATUSES), _one(random, LABELS)
    units = 1 if random.random() < 0.92 else 2
    amount = product.price * units
    came_back = status not in ("PendingApproval", "Rejected") and random.random() < 0.25
    refunded = came_back and random.random() < 0.5
    sent = label != " " and random.random() < 0.5
    cells = [
        order,
        ordered,
        _date(asked),
        status,
        "D" + "".join(random.choices("abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ", k=8)) + "RRMA",
        " ",
        label,
        "4.14" if payer == "Seller" else " ",
        currency,
        "Royal Mail" if sent else " ",
        f"TEST{random.randrange(10**10):010d}" if sent else " ",
        payer,
        "Y" if random.random() < 0.01 else "N",
        "N",
        product.asin,
        product.sku,
        product.name,
        str(random.randint(1, units)),
        _one(random, REASONS),
        random.choices("YN ", (85, 12, 3))[0],
        "C-Returns",
        _one(random, RESOLUTIONS),
        " ",
        _date(min(asked + timedelta(days=9), LAST_DAY)) if came_back else " ",
        _money(amount) if random.random() < 0.995 else " ",
        str(units),
        *[" "] * 5,
        _money(amount if random.random() < 0.8 else amount // 2) if refunded else " ",
        product.category,
        " ",
        item,
    ]
    if random.random() < 0.02:  # without an order item id; Amazon then drops the trailing blanks
        del cells[33:]
    return "\t".join(cells)


def _date(day: date) -> str:
    return f"{day.day:02d}-{MONTHS[day.month - 1]}-{day.year}"


def _money(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02d}"


def main() -> None:
    """Write the report."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("file", type=Path)
    parser.add_argument("--rows", type=int, default=1_000_000)
    wanted = parser.parse_args()
    with wanted.file.open("w", encoding="utf-8", newline="") as file:
        file.writelines(f"{line}\n" for line in rows(wanted.rows))


if __name__ == "__main__":
    main()
