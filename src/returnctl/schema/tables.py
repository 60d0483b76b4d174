"""The columns of our own tables, each declared once: readers, templates, fixes, conversions and models use them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Final, NamedTuple

from returnctl.schema.data import built_in_stores, data_rows
from returnctl.schema.folding import folded
from returnctl.schema.settings import (
    CATEGORY_TERMS,
    FIRST_YEAR,
    LAST_YEAR,
    LONGEST_TEXT,
    OVERRIDE_TERMS,
    POLICY_SETTINGS,
    SETTINGS,
    YES_NO,
    Field,
    Kind,
    override_setting,
)
from returnctl.values.decision import Item, Recommendation
from returnctl.values.policy import COUNTED_FROM, FAMILIES, FAULTS
from returnctl.values.request import (
    AMOUNTS,
    DAYS,
    FIELDS,
    FULFILMENTS,
    LEAST_UNITS,
    MARKS,
    MOST_AMOUNT,
    MOST_UNITS,
    REQUIRED,
    UNITS,
    Column,
)


@dataclass(frozen=True, eq=False)
class TableKind:
    """A kind of table: its name, its columns, and those by which it is told. `aliases` are other ways to write them."""

    name: str
    fields: tuple[Field, ...]
    telling: tuple[str, ...]
    aliases: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def known(self) -> Mapping[str, str]:
        """For each way to write a column the name that we give it."""
        return {**self.aliases, **{each.name: each.name for each in self.fields}}

    @cached_property
    def required(self) -> tuple[str, ...]:
        """The columns it cannot be without."""
        return tuple(each.name for each in self.fields if each.needed)

    @cached_property
    def _folded(self) -> Mapping[str, str]:
        return {folded(name): target for name, target in self.known.items()}

    def fits(self, cells: Iterable[str]) -> int:
        """How many columns of a header are of this kind; 0 where it is of another."""
        found = self.columns_in(cells)
        fits = found.issuperset(self.required) and not found.isdisjoint(self.telling)
        return len(found) if fits else 0

    def columns_in(self, cells: Iterable[str]) -> set[str]:
        """The columns of this kind that a row names."""
        return {self._folded[fold] for cell in cells if (fold := folded(cell)) in self._folded}


OVERRIDES: Final = "Overrides"
REQUESTS: Final = "Requests"
SETTINGS_SHEET: Final = "Settings"
SETTING: Final = "Setting"  # what its rows are about
RULES_SHEET: Final = "Rules"
TESTS_SHEET: Final = "Tests"
AMAZONS: Final = "ReturnRequestAuthorization"
ACTIONS: Final = ("AUTOMATIC", "MANUAL", "DELETE")
# The columns of Amazon's file, which no header of its own tells.
AMAZONS_HEADER: Final = ("SKU", "action")
AMAZONS_COLUMNS: Final[Mapping[str, Column]] = {"sku": Column(1, "SKU"), "authorization": Column(2, "action")}
AMAZONS_FILE: Final = TableKind(AMAZONS, (), ())
PERIOD: Final = ("valid_from", "valid_to")
SEASON: Final = ("from", "to", "request_by")
# The default of a setting, and the seller's own remark, in `Settings`, where all other columns are stores.
DEFAULT: Final = "default"
NOTE: Final = "note"
# Tables that have the columns of another one too.
_ALSO: Final = {TESTS_SHEET: REQUESTS, SETTING: SETTINGS_SHEET}
_NOTES: Final = ("note", "notes", "remark", "remarks")


def _day(name: str, *, needed: bool = False) -> Field:
    return Field(name, Kind.DAY, FIRST_YEAR, LAST_YEAR, needed=needed)


def _choice(name: str, choices: Iterable[str], *, needed: bool = False) -> Field:
    return Field(name, Kind.CHOICE, choices=tuple(map(str, choices)), needed=needed)


def _words(name: str, choices: Iterable[str], most: int = 0, *, needed: bool = False) -> Field:
    return Field(name, Kind.WORDS, 0, most, tuple(dict.fromkeys(choices)), needed=needed)


def _recommendation(name: str) -> Field:
    return Field(name, Kind.RECOMMENDATION, choices=tuple(map(str, Recommendation)), needed=True)


def _store() -> Field:
    return Field("store", Kind.STORE, choices=tuple(store.code for store in built_in_stores()))


def _category(*, needed: bool = False) -> Field:
    names = sorted({row["category"] for row in data_rows("settings.csv") if row["category"]})
    return _words("category", names, 1000, needed=needed)


_NOTE: Final = Field("note", Kind.TEXT, 0, LONGEST_TEXT)
PERIOD_FIELDS: Final = tuple(map(_day, PERIOD))


@cache
def overrides_kind() -> TableKind:
    """The table of overrides."""
    terms = [override_setting(name) for name in OVERRIDE_TERMS if name != NOTE]
    fields = (Field("sku", Kind.SKU, needed=True), _store(), *terms, *PERIOD_FIELDS, SETTINGS[NOTE])
    return TableKind(OVERRIDES, fields, OVERRIDE_TERMS)


def requests_kind() -> TableKind:
    """Our own table of requests."""
    return TableKind(REQUESTS, request_fields(), ("reason",))


@cache
def columns_of(table: str) -> Mapping[str, Field]:
    """The columns of one of our tables by name; those of facts, which hold text, left aside."""
    kinds = (*policy_kinds({}), overrides_kind(), requests_kind())
    return {each.name: each for kind in kinds if kind.name == table for each in kind.fields}


def setting_fields() -> tuple[Field, ...]:
    """What a value of the sheet `Settings` may be, under the name of its setting, with its store and period."""
    return (_store(), *PERIOD_FIELDS, *(SETTINGS[name] for name in POLICY_SETTINGS))


def policy_kinds(facts: Mapping[str, Sequence[str]]) -> tuple[TableKind, ...]:
    """The sheets of a policy, given the answers of each fact."""
    codes = [row["code"] for row in data_rows("reasons.csv") if row["channel"] != "FBA"]
    reasons = (
        _words("code", codes, 200, needed=True),
        Field("label", Kind.LABEL, 0, 1000),
        _words("family", FAMILIES, 60),
        _choice("fault", FAULTS),
        _NOTE,
        _store(),
    )
    season = [_day(name, needed=True) for name in SEASON]
    holidays = (_store(), _category(), _choice("counted_from", COUNTED_FROM), *season)
    categories = (_store(), _category(needed=True), *(SETTINGS[name] for name in CATEGORY_TERMS))
    return (
        _settings_kind(),
        _tests_kind(),
        _rules_kind(facts),
        TableKind("Reasons", reasons, ("family", "fault")),
        TableKind("Holidays", holidays, ("request_by",)),
        TableKind("Categories", categories, CATEGORY_TERMS),
    )


def _settings_kind() -> TableKind:
    """A column for each store, under any of its names; what one holds depends on the row."""
    names = {name: store.code for store in built_in_stores() for name in (*store.aliases, store.code)}
    setting = Field("setting", Kind.SETTING, choices=POLICY_SETTINGS, needed=True)
    fields = (setting, *PERIOD_FIELDS, Field(DEFAULT, Kind.TEXT))
    return TableKind(SETTINGS_SHEET, fields, (DEFAULT, *names.values()), names | dict.fromkeys(_NOTES, NOTE))


def _tests_kind() -> TableKind:
    """The columns of a request, and what the seller expects of it."""
    rules = [row["rule"] for row in data_rows("rules.csv")]
    request = [each._replace(needed=False) for each in request_fields()]
    fields = (*request, _recommendation("expect"), _words("rule", rules, 200))
    return TableKind(TESTS_SHEET, fields, tuple(name for name in FIELDS if name != "sku"))


def _rules_kind(facts: Mapping[str, Sequence[str]]) -> TableKind:
    answers = [Field(name, Kind.ANSWERS, choices=tuple(given)) for name, given in facts.items()]
    rule = Field("rule", Kind.LABEL, 0, 200, needed=True)
    fields = (rule, *answers, _recommendation("recommendation"), _choice("item", Item), _NOTE)
    return TableKind(RULES_SHEET, fields, tuple(facts))


@cache
def request_fields() -> tuple[Field, ...]:
    """The columns of our own table of requests."""
    reasons = [row["label"] for row in data_rows("reasons.csv") if row["channel"] != "FBA"]
    special = {
        "sku": Field("sku", Kind.SKU),
        "reason": _words("reason", reasons),
        "store": _store(),
        "currency": _words("currency", [store.currency for store in built_in_stores()]),
        "category": _category(),
        "fulfilment": _choice("fulfilment", FULFILMENTS),
        **{name: Field(name, Kind.NAME) for name in ("order_id", "order_item_id", "rma_id", "asin")},
        **{name: _day(name) for name in DAYS},
        **{name: Field(name, Kind.UNITS, LEAST_UNITS, MOST_UNITS) for name in UNITS},
        **{name: Field(name, Kind.MONEY, 0, MOST_AMOUNT) for name in AMOUNTS},
        **{name: Field(name, Kind.YES_NO, choices=YES_NO) for name in MARKS},
    }
    fields = (special.get(name) or Field(name, Kind.TEXT) for name in FIELDS)
    return tuple(each._replace(needed=each.name in REQUIRED) for each in fields)


class Text(NamedTuple):
    """What a column is for, and an example of what may stand in it."""

    description: str
    example: str


@cache
def texts() -> Mapping[tuple[str, str], Text]:
    """The texts by table and column; the column of a table itself is empty."""
    rows = (row for row in data_rows("columns.csv") if row["description"])
    return {(row["table"], row["column"]): Text(row["description"], row["example"]) for row in rows}


def text_of(table: str, column: str = "") -> Text:
    """The text of a column; in the sheet `Settings` every store's column has the same."""
    found = texts().get((table, column)) or texts().get((_ALSO.get(table, table), column))
    return found or texts()[table, "store"]
