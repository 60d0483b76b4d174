"""The rules as Polars expressions, lazy and streaming, as somebody at home in Polars writes them."""

import sys

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
uk = column("Currency code") == "GBP"
by_law = column("Currency code").is_in(list(plain.BY_LAW))
short = uk & column("Category").str.to_lowercase().is_in(list(plain.SHORT_WINDOW))
family = column("Return Reason").replace_strict(plain.FAMILIES, default="other")
due = column("Order Amount") * column("Return quantity") / column("Order quantity")
all_of_it = refunded & ((status == "Completed") | (column("Refunded Amount") >= due).fill_null(value=False))
is_done = (resolution == "ReplacementIssued") | (resolution.is_in(list(plain.DONE)) & ~new)
on_scan = authorised & ((label == "AmazonPrePaidLabel") | resolution.is_in(list(plain.ON_SCAN)))
mind, fault, wrong = (column("family") == name for name in (plain.MIND, plain.FAULT, plain.WRONG))
must = (column("In policy") == "Y") | (mind & by_law & (days <= 14))
refusable = mind & (column("In policy") == "N")
late = days > pl.when(short).then(14).otherwise(30)
limit = pl.when(column("Currency code") == "CAD").then(70).otherwise(50)
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
    (~must & (late | refusable), "review", ""),
    ((fault | wrong) & on_scan, "return-and-refund", "send-back"),
    (wrong, "replace", "undecided"),
    (fault & (due <= limit), "replace", "keep"),
    (fault, "replace", "send-back"),
    (mind, "return-and-refund", "send-back"),
    (pl.lit(value=True), "accept", "send-back"),
)


def first_that_fits(place: int) -> pl.Expr:
    """The recommendation (1) or the item (2)."""
    return pl.coalesce([pl.when(outcome[0]).then(pl.lit(outcome[place])) for outcome in OUTCOMES])


text = pl.scan_csv(sys.argv[1], separator="\t", quote_char=None, infer_schema=False)
report = (
    text.select(list(dict.fromkeys((*plain.NAMES, *plain.COLUMNS))))
    .with_columns(pl.all().fill_null("").str.strip_chars())
    .with_columns(
        column(DATES).str.to_date("%d-%b-%Y", strict=False),
        column(AMOUNTS).cast(pl.Float64, strict=False),
        column(COUNTS).cast(pl.Int64),
    )
    .with_columns(line=line, family=family)
)
asked_twice = (
    report.filter(~closed)
    .group_by("line")
    .agg(units=column("Return quantity").sum(), rmas=column("Amazon RMA ID").n_unique())
    .filter(column("rmas") > 1)
)
(
    report.join(asked_twice, on="line", how="left", maintain_order="left")
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
