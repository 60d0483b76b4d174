"""The settings of a policy and the terms of an override: their kinds, bounds and choices."""

from enum import StrEnum
from typing import Final, NamedTuple


class Kind(StrEnum):
    """How a setting is written in a cell."""

    CHOICE = "choice"
    DAYS = "days"
    HOURS = "hours"
    MONEY = "money"
    PERCENT = "percent"
    YES_NO = "yes-no"
    STARTS = "starts"
    TEXT = "text"


class SettingKind(NamedTuple):
    """What may stand in the cells of one setting. `least` and `most` are inclusive.

    `none` says that *explicitly nothing* may be written, `decides` that it changes decisions (the
    others are only recorded), `policy` and `override` in which files it may stand.
    """

    kind: Kind
    least: int = 0
    most: int = 0
    choices: tuple[str, ...] = ()
    none: bool = False
    decides: bool = True
    policy: bool = True
    override: bool = False


AUTHORIZATIONS: Final = ("authorize-each", "automatic-in-policy", "automatic-all")
OVERRIDE_AUTHORIZATIONS: Final = ("AUTOMATIC", "MANUAL")
LABEL_PAYERS: Final = ("seller", "buyer", "fault")
GROUNDS_IN_LAW: Final = (
    "hygiene-unsealed",
    "perishable",
    "made-to-order",
    "media-unsealed",
    "digital",
    "hazmat",
)
WINDOW_STARTS: Final = ("delivery", "estimated-delivery", "shipment", "order")
_MONEY: Final = SettingKind(Kind.MONEY, 0, 1_000_000_000, none=True, override=True)
_RECORDED: Final = SettingKind(Kind.TEXT, 0, 10_000, none=True, decides=False)

SETTINGS: Final = {
    "authorization": SettingKind(Kind.CHOICE, choices=AUTHORIZATIONS, override=True),
    "automatic_window_days": SettingKind(Kind.DAYS, 1, 30),
    "return_window_days": SettingKind(Kind.DAYS, 1, 3650, override=True),
    "guarantee_days": SettingKind(Kind.DAYS, 0, 36500),
    "window_starts": SettingKind(Kind.STARTS, choices=WINDOW_STARTS),
    "longest_delivery_days": SettingKind(Kind.DAYS, 0, 365, none=True),
    "returnable": SettingKind(Kind.YES_NO, policy=False, override=True),
    "not_returnable_because": SettingKind(Kind.CHOICE, choices=GROUNDS_IN_LAW, none=True, policy=False, override=True),
    "replacement": SettingKind(Kind.YES_NO, policy=False, override=True),
    "returnless_up_to": _MONEY,
    "keep_up_to": _MONEY,
    "review_above": _MONEY,
    "label_paid_by": SettingKind(Kind.CHOICE, choices=LABEL_PAYERS, override=True),
    "restocking_fee_percent": SettingKind(Kind.PERCENT, 0, 100, none=True, decides=False, policy=False, override=True),
    "respond_within_hours": SettingKind(Kind.HOURS, 1, 720),
    "note": SettingKind(Kind.TEXT, 0, 10_000, none=True, policy=False, override=True),
    "label": SettingKind(Kind.CHOICE, choices=("amazon-prepaid", "amazon-unpaid", "own-prepaid"), decides=False),
    "rma_number": SettingKind(Kind.CHOICE, choices=("amazon", "own"), decides=False),
    "notify_by_email": SettingKind(Kind.YES_NO, decides=False),
    "return_instructions": _RECORDED,
    "return_address": _RECORDED,
}
