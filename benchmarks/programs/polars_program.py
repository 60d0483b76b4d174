"""The rules as Polars expressions, lazy and streaming, as somebody at home in Polars writes them."""

import sys
from collections.abc import Mapping
from datetime import date

import plain
import polars as pl

DATES = ("Order date", "Return request date", "Return delivery date")
AMOUNTS = ("Order Amount", "Refunded Amount")
COUNTS = ("Return quantity", "Order quantity")

column = pl.col
status, resolution, label = column("Return request status"), column("Resolution"), column("Label type")
refunded = column("Refunded Amount").fill_null(0) > 0
returned = column("Return delivery date").is_not_null()
new, authorised = status.is_in(list(plain.NEW)), status.is_in(list(plain.AUTHORISED))
closed = ~refunded & ((status == "Completed") | ~(returned | new | authorised))
days = (column("Return request date") - column("Order date")).dt.total_days()
family = column("Return Reason").replace_strict(plain.FAMILIES, default="other")
due = column("Order Amount") * (column("Return quantity") / column("Order quantity"))
all_of_it = refunded & ((status == "Completed") | (column("Refunded Amount") >= due).fill_null(value=False))
is_done = (resolution == "ReplacementIssued") | (resolution.is_in(list(plain.DONE)) & ~new)
on_scan = authorised & ((label == "AmazonPrePaidLabel") | resolution.is_in(list(plain.ON_SCAN)))
mind, fault, wrong = (column("family") == name for name in (plain.MIND, plain.FAULT, plain.WRONG))
faulty = fault | wrong
store, ordered = column("store"), column("Order date")


def by_store(values: dict[str, int]) -> pl.Expr:
    """What the policy sets for the store."""
    return store.replace_strict(values)


def by_day(values: dict[str, tuple[int, int]], turn: date) -> pl.Expr:
    """What the policy sets for the store before and from the day of the order on which it changes."""
    before, after = ({name: pair[place] for name, pair in values.items()} for place in (0, 1))
    return pl.when(ordered >= turn).then(by_store(after)).otherwise(by_store(before))


def by_category(values: Mapping[tuple[str, str], object]) -> pl.Expr:
    """What the policy sets for the category, in the store or in every one."""
    named = column("Category").str.to_lowercase()
    return pl.coalesce(
        [pl.when((named == name) & (store.is_in([where]) if where else True)).then(pl.lit(value))
         for (where, name), value in values.items()]
    )  # fmt: skip


def own(name: str, day: pl.Expr) -> pl.Expr:
    """What the override sets, where it holds in the store on that day."""
    return pl.when(
        (column("own_store").is_null() | (column("own_store") == store))
        & (column("valid_from").is_null() | (column("valid_from") <= day))
        & (column("valid_to").is_null() | (day <= column("valid_to")))
    ).then(column(name))


today = pl.lit(plain.AS_OF)
window = pl.coalesce(
    own("return_window_days", ordered), by_category(plain.CATEGORY_WINDOW), by_day(plain.WINDOW, plain.LONGER_WINDOW)
)
barred = by_category(dict.fromkeys(plain.NOT_RETURNABLE, "no"))
gone = pl.coalesce(own("returnable", ordered), barred, pl.lit("yes")) == "no"
lawful = own("not_returnable_because", ordered).is_not_null()
sold_out = (own("replacement", today) == "no").fill_null(value=False)
returnless = pl.coalesce(
    own("returnless_up_to", ordered), by_day(plain.RETURNLESS_UP_TO, plain.HIGHER_RETURNLESS)
)  # fmt: skip
keep = pl.coalesce(own("keep_up_to", today), by_store(plain.KEEP_UP_TO))
high = due > pl.coalesce(own("review_above", today), by_store(plain.REVIEW_ABOVE))
small, modest = ~high & (due <= returnless), ~high & (due <= keep)
by_law = mind & store.is_in(list(plain.BY_LAW)) & ~lawful
must = (column("In policy") == "Y") | (by_law & (days <= 14))
refusable = mind & (column("In policy") == "N")
season = (ordered >= plain.SEASON) | ((store == "UK") & (ordered >= plain.UK_SEASON))
late = ~season & (days > window)
line = (
    pl.when(column("Order Item ID") == "").then(column("Order ID") + column("Merchant SKU"))
    .otherwise(column("Order Item ID"))
)  # fmt: skip

# The first that fits; the number of the outcome is looked up at the very end.
OUTCOMES = (
    (all_of_it | (~closed & is_done), "no-action", ""),
    (column("A-to-Z Claim") == "Y", "review", ""),
    (closed, "no-action", ""),
    (column("twice") | refunded, "review", ""),
    (returned, "return-and-refund", "arrived"),
    (column("family") == plain.PARCEL, "review", ""),
    (faulty & high, "review", ""),
    (gone & faulty & ~late & (small | modest), "refund-only", "keep"),
    (gone & mind & must, "return-and-refund", "send-back"),
    (gone & mind & ~by_law, "decline", "keep"),
    (gone, "review", ""),
    (~must & (late | refusable), "review", ""),
    (faulty & on_scan, "return-and-refund", "send-back"),
    (wrong & ~sold_out, "replace", "undecided"),
    (fault & ~sold_out & (small | modest), "replace", "keep"),
    (fault & ~sold_out, "replace", "send-back"),
    (faulty & small, "refund-only", "keep"),
    (faulty, "return-and-refund", "send-back"),
    (small, "refund-only", "keep"),
    (mind, "return-and-refund", "send-back"),
    (pl.lit(value=True), "accept", "send-back"),
)


def first_that_fits(place: int) -> pl.Expr:
    """The recommendation (1) or the item (2)."""
    return pl.coalesce([pl.when(outcome[0]).then(pl.lit(outcome[place])) for outcome in OUTCOMES])


overrides = pl.scan_csv(
    sys.argv[3],
    schema_overrides={
        **dict.fromkeys(("sku", "returnable", "not_returnable_because", "replacement"), pl.String),
        **dict.fromkeys(("returnless_up_to", "keep_up_to", "review_above"), pl.Float64),
    },
    try_parse_dates=True,
).rename({"store": "own_store", "sku": "Merchant SKU"})
text = pl.scan_csv(sys.argv[1], separator="\t", quote_char=None, infer_schema=False)
report = (
    text.select(list(dict.fromkeys((*plain.NAMES, *plain.COLUMNS))))
    .with_columns(pl.all().fill_null("").str.strip_chars())
    .with_columns(
        column(DATES).str.to_date("%d-%b-%Y", strict=False),
        column(AMOUNTS).cast(pl.Float64, strict=False),
        column(COUNTS).cast(pl.Int64),
    )
    .with_columns(line=line, family=family, store=column("Currency code").replace_strict(plain.STORES))
)
asked_twice = (
    report.filter(~closed)
    .group_by("line")
    .agg(units=column("Return quantity").sum(), rmas=column("Amazon RMA ID").n_unique())
    .filter(column("rmas") > 1)
)
(
    report.join(asked_twice, on="line", how="left", maintain_order="left")
    .join(overrides, on="Merchant SKU", how="left", maintain_order="left")
    .with_columns(twice=(~closed & (column("units") > column("Order quantity"))).fill_null(value=False))
    .select(
        order_id="Order ID",
        order_item_id="Order Item ID",
        rma_id="Amazon RMA ID",
        sku="Merchant SKU",
        reason="Return Reason",
        recommendation=first_that_fits(1),
        item=first_that_fits(2),
    )
    .sink_csv(sys.argv[2])
)
