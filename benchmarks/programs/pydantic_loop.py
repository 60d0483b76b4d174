"""The rules as if and elif over a Pydantic model of each row."""

from datetime import date
from decimal import Decimal
from typing import Annotated

import plain
import rows
from pydantic import BaseModel, BeforeValidator, Field

Day = Annotated[date | None, BeforeValidator(plain.day)]
Paid = Annotated[Decimal, Field(ge=0, le=1_000_000_000)]
Money = Annotated[Paid | None, BeforeValidator(lambda text: text or None)]
Units = Annotated[int, Field(ge=1, le=1_000_000)]


class Row(BaseModel):
    """A row of the report, in the order of `plain.facts`."""

    currency: str
    category: str
    status: str
    resolution: str
    label: str
    reason: str = Field(min_length=1)
    in_policy: str
    claim: str
    ordered: Day
    asked: Day
    returned: Day
    amount: Money
    refunded: Money
    quantity: Units
    order_quantity: Units
    sku: str = Field(min_length=1)


FIELDS = tuple(Row.model_fields)


def recommend(cells: list[str], override: plain.Override | None, repeated: bool) -> tuple[str, str]:
    """One row, validated."""
    row = Row.model_validate(dict(zip(FIELDS, cells, strict=True)))
    known = row.__dict__ | {"override": override, "repeated": repeated}
    del known["sku"]
    return plain.recommend(plain.facts(**known))


rows.run(recommend)
