"""The rows of our own files as Pydantic models: what may stand in them, and their JSON Schemas.

A term that is absent is inherited, one that is null is *explicitly nothing*. The bounds and choices
are those of `returnctl.schema.settings`.
"""

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic.fields import FieldInfo
from pydantic_core import PydanticCustomError

from returnctl.schema.settings import SETTINGS
from returnctl.values.decision import Item, Recommendation


def _bounds(setting: str) -> FieldInfo:
    kind = SETTINGS[setting]
    field: FieldInfo = Field(ge=kind.least, le=kind.most)
    return field


Authorization: TypeAlias = Literal["authorize-each", "automatic-in-policy", "automatic-all"]
WindowDays: TypeAlias = Annotated[int, _bounds("return_window_days")]
Limit: TypeAlias = Annotated[Decimal, _bounds("keep_up_to")] | None
Ground: TypeAlias = Literal["hygiene-unsealed", "perishable", "made-to-order", "media-unsealed", "digital", "hazmat"]
Payer: TypeAlias = Literal["seller", "buyer", "fault"]
Start: TypeAlias = Literal["delivery", "estimated-delivery", "shipment", "order"]
FreeText: TypeAlias = Annotated[str, Field(max_length=10_000)]
Named: TypeAlias = Annotated[str, Field(min_length=1)]


class _Row(BaseModel):
    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")


class _Dated(_Row):
    """A row that may hold for a period only; both ends inclusive."""

    valid_from: date | None = None
    valid_to: date | None = None

    @model_validator(mode="after")
    def ends_after_it_begins(self) -> "_Dated":
        if self.valid_from is not None and self.valid_to is not None and self.valid_to < self.valid_from:
            raise PydanticCustomError("period_backwards", "the period ends before it begins")
        return self


class OverrideRow(_Dated):
    """The terms of one row of the sheet `Overrides`, for one SKU."""

    store: str | None = None
    authorization: Literal["automatic", "manual"] = "manual"
    return_window_days: WindowDays = 30
    returnable: bool = True
    not_returnable_because: Ground | None = None
    replacement: bool = True
    returnless_up_to: Limit = None
    keep_up_to: Limit = None
    review_above: Limit = None
    label_paid_by: Payer = "seller"
    restocking_fee_percent: Annotated[Decimal, _bounds("restocking_fee_percent")] | None = None
    note: FreeText | None = None


class SettingsRow(_Dated):
    """One value of the sheet `Settings`, under the name of its setting, for every store or one."""

    store: str | None = None
    authorization: Authorization = "authorize-each"
    automatic_window_days: Annotated[int, _bounds("automatic_window_days")] = 30
    return_window_days: WindowDays = 30
    guarantee_days: Annotated[int, _bounds("guarantee_days")] = 0
    window_starts: tuple[Start, ...] = ("delivery",)
    longest_delivery_days: Annotated[int, _bounds("longest_delivery_days")] | None = None
    returnless_up_to: Limit = None
    keep_up_to: Limit = None
    review_above: Limit = None
    label_paid_by: Payer = "seller"
    respond_within_hours: Annotated[int, _bounds("respond_within_hours")] = 24
    label: Literal["amazon-prepaid", "amazon-unpaid", "own-prepaid"] = "amazon-prepaid"
    rma_number: Literal["amazon", "own"] = "amazon"
    notify_by_email: bool = True
    return_instructions: FreeText | None = None
    return_address: FreeText | None = None


class CategoryRow(_Row):
    """One row of the sheet `Categories`."""

    category: Named
    store: str | None = None
    return_window_days: WindowDays = 30
    returnable: bool = True
    not_returnable_because: Ground | None = None


class HolidayRow(_Row):
    """One row of the sheet `Holidays`: bought or shipped from `first` to `last`, asked back by `request_by`."""

    store: str | None = None
    category: str | None = None
    counted_from: Literal["order", "shipment"] = "order"
    first: date = Field(alias="from")
    last: date = Field(alias="to")
    request_by: date

    @model_validator(mode="after")
    def ends_after_it_begins(self) -> "HolidayRow":
        if self.last < self.first or self.request_by < self.first:
            raise PydanticCustomError("period_backwards", "the season ends before it begins")
        return self


class ReasonRow(_Row):
    """One row of the sheet `Reasons`."""

    code: Named
    label: str = ""
    family: Named
    fault: Literal["seller", "carrier", "buyer", "undecided"] | None = None
    note: FreeText = ""
    store: str | None = None


class RuleRow(_Row):
    """One row of the sheet `Rules`: the answers that it names for each fact, and what it recommends."""

    rule: Named
    recommendation: Recommendation
    item: Item | None = None
    note: FreeText = ""
    facts: dict[str, tuple[str, ...]] = Field(default_factory=dict)
