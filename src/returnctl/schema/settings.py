"""The settings of a policy and the terms of an override, each declared once; all else is made from this list."""

from enum import StrEnum
from typing import Final, NamedTuple


class Kind(StrEnum):
    """What the cells of a column or of a setting hold. The value of a kind of whole numbers is their unit."""

    TEXT = "text"
    LABEL = "label"  # short text, of which Excel knows no bound
    NAME = "name"  # text in which Excel must change nothing
    SKU = "sku"
    WORDS = "words"  # text for which there are suggestions
    CHOICE = "choice"
    YES_NO = "yes-no"
    STORE = "store"
    SETTING = "setting"
    RECOMMENDATION = "recommendation"
    STARTS = "starts"  # an order of preference
    ANSWERS = "answers"  # of a fact; those of the seller's own families may be among them
    DAYS = "days"
    HOURS = "hours"
    UNITS = "units"
    MONEY = "money"
    PERCENT = "percent"
    DAY = "day"


class Field(NamedTuple):
    """What may stand in the cells of a column, or in those of one setting. `least` and `most` are inclusive.

    `choices` are all there are, and suggestions where other words may stand. `none` says that *explicitly
    nothing* may be written, `needed` that a row cannot be without. Of a setting, `default` is what holds where
    nobody has set it, `decides` says that it changes decisions (the others are only recorded), `policy`,
    `category` and `override` in which tables it may stand, `desk` that it holds by the day for which we answer,
    not by that of the order.
    """

    name: str
    kind: Kind
    least: int = 0
    most: int = 0
    choices: tuple[str, ...] = ()
    none: bool = False
    needed: bool = False
    default: object = None
    decides: bool = True
    policy: bool = False
    category: bool = False
    override: bool = False
    desk: bool = False

    @property
    def is_amount(self) -> bool:
        """Whether its cells have a decimal mark."""
        return self.kind in (Kind.MONEY, Kind.PERCENT)

    @property
    def is_closed(self) -> bool:
        """Whether nothing else than its choices may stand in a cell."""
        return self.kind in (Kind.CHOICE, Kind.YES_NO, Kind.STORE, Kind.SETTING, Kind.RECOMMENDATION)


FIRST_YEAR, LAST_YEAR = 2000, 2100
YES_NO: Final = ("yes", "no")
LONGEST_TEXT: Final = 10_000
OVERRIDE_AUTHORIZATIONS: Final = ("AUTOMATIC", "MANUAL")
_AUTHORIZATIONS: Final = ("authorize-each", "automatic-in-policy", "automatic-all")
_GROUNDS_IN_LAW: Final = ("hygiene-unsealed", "perishable", "made-to-order", "media-unsealed", "digital", "hazmat")
_STARTS: Final = ("delivery", "estimated-delivery", "shipment", "order")
_PAYERS: Final = ("seller", "buyer", "fault")
_LABELS: Final = ("amazon-prepaid", "amazon-unpaid", "own-prepaid")


def _limit(name: str, *, desk: bool = True) -> Field:
    return Field(name, Kind.MONEY, 0, 1_000_000_000, none=True, policy=True, override=True, desk=desk)


def _recorded(name: str) -> Field:
    return Field(name, Kind.TEXT, 0, LONGEST_TEXT, none=True, policy=True, decides=False)


_DECLARED: Final = (
    Field(
        *("authorization", Kind.CHOICE),
        choices=_AUTHORIZATIONS,
        default="authorize-each",
        policy=True,
        override=True,
        desk=True,
    ),
    Field("automatic_window_days", Kind.DAYS, 1, 30, policy=True, desk=True),
    Field("return_window_days", Kind.DAYS, 1, 3650, default=30, policy=True, category=True, override=True),
    Field("guarantee_days", Kind.DAYS, 0, 36500, default=0, policy=True),
    Field("window_starts", Kind.STARTS, choices=_STARTS, default=("delivery",), policy=True),
    Field("longest_delivery_days", Kind.DAYS, 0, 365, none=True, policy=True),
    Field("returnable", Kind.YES_NO, choices=YES_NO, default=True, category=True, override=True),
    Field("not_returnable_because", Kind.CHOICE, choices=_GROUNDS_IN_LAW, none=True, category=True, override=True),
    Field("replacement", Kind.YES_NO, choices=YES_NO, override=True, desk=True),
    _limit("returnless_up_to", desk=False),
    _limit("keep_up_to"),
    _limit("review_above"),
    Field("label_paid_by", Kind.CHOICE, choices=_PAYERS, default="seller", policy=True, override=True),
    Field("restocking_fee_percent", Kind.PERCENT, 0, 100, none=True, decides=False, override=True),
    Field("respond_within_hours", Kind.HOURS, 1, 720, default=24, policy=True, desk=True),
    Field("note", Kind.TEXT, 0, LONGEST_TEXT, none=True, override=True, desk=True),
    Field("label", Kind.CHOICE, choices=_LABELS, policy=True, decides=False),
    Field("rma_number", Kind.CHOICE, choices=("amazon", "own"), policy=True, decides=False),
    Field("notify_by_email", Kind.YES_NO, choices=YES_NO, policy=True, decides=False),
    _recorded("return_instructions"),
    _recorded("return_address"),
)
SETTINGS: Final = {field.name: field for field in _DECLARED}
# Amazon's and the law's own, which no seller sets.
CONSTANTS: Final = {
    field.name: field
    for field in (
        Field("minimum_window_days", Kind.DAYS),
        Field("withdrawal_days", Kind.DAYS, default=0),
        Field("fault_table", Kind.CHOICE, default="inferred"),
        Field("authorizes_itself", Kind.YES_NO, default=False),
    )
}
POLICY_SETTINGS: Final = tuple(field.name for field in _DECLARED if field.policy)
OVERRIDE_TERMS: Final = tuple(field.name for field in _DECLARED if field.override)
CATEGORY_TERMS: Final = tuple(field.name for field in _DECLARED if field.category)


def override_setting(name: str) -> Field:
    """A term as an override writes it: blank inherits, and Amazon has two actions for three choices of the policy."""
    field = SETTINGS[name]._replace(default=None)
    return field._replace(choices=OVERRIDE_AUTHORIZATIONS) if name == "authorization" else field
