"""The tables that a template has: which sheets, with which columns, for every store or made for one."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cache
from typing import Final, NamedTuple

from returnctl.deciding.facts import DESK_FACTS, FACT_NAMES, answers_of
from returnctl.files.built_in import built_in_policy, seller_reasons
from returnctl.files.policies.rules import recommendation
from returnctl.files.policies.settings import setting_name
from returnctl.files.tables.kinds import OVERRIDE_TERMS, PERIOD, TableKind, overrides_kind, policy_kinds
from returnctl.files.templates.fields import (
    Advised,
    Field,
    Holds,
    as_meant,
    choice_field,
    period_field,
    request_field,
    setting_field,
    sku_field,
    store_field,
    text_field,
)
from returnctl.schema.kinds import StoreNames, override_setting
from returnctl.schema.settings import SETTINGS
from returnctl.values.decision import Item, Recommendation
from returnctl.values.policy import COUNTED_FROM, FAMILIES, FAULTS, Policy, Setting, Store
from returnctl.values.request import FIELDS, REQUIRED

REQUESTS: Final = "Requests"
SETTINGS_SHEET: Final = "Settings"
RULES_SHEET: Final = "Rules"
KINDS: Final = ("policy", "overrides", "requests")
# The sheets of a policy in the order in which a person fills them in.
POLICY_SHEETS: Final = (SETTINGS_SHEET, RULES_SHEET, "Reasons", "Holidays", "Categories", "Tests")
POLICY_SETTINGS: Final = tuple(name for name, kind in SETTINGS.items() if kind.policy)
NO_MORE: Final[Mapping[str, Sequence[str]]] = {}
_WINDOW: Final = "return_window_days"
_NAMED: Final = 2  # so many stores are named, more are counted


class TableForm(NamedTuple):
    """A table to be filled in: the sheet it stands in, its columns, and those that must not be left blank."""

    name: str
    fields: tuple[Field, ...]
    needed: frozenset[str]


@cache
def _policy() -> Policy:
    return built_in_policy()


@cache
def stores() -> StoreNames:
    """The stores by every name they have."""
    return StoreNames(_policy().stores)


@cache
def currencies() -> Mapping[str, str]:
    """The currency of each store."""
    return {store.code: store.currency for store in _policy().stores}


def store_of(code: str) -> Store:
    """A store by its short name."""
    return next(store for store in _policy().stores if store.code == code)


def table_forms(
    kind: str, store: str | None = None, columns: Mapping[str, Sequence[str]] = NO_MORE
) -> tuple[TableForm, ...]:
    """The tables of a template. `columns` names for a sheet those of its columns that not every template has."""
    forms = tuple(_forms(kind, columns))
    days = advised_days(store)
    return tuple(
        form._replace(fields=tuple(f._replace(advised=days) if f.name == _WINDOW else f for f in form.fields))
        for form in forms
    )


def advised_days(store: str | None) -> Advised | None:
    """The days of return that a store has anyway, whatever a seller writes; None without a store."""
    if store is None:
        return None
    found = (built_in(name, store) for name in ("minimum_window_days", "withdrawal_days"))
    least = max((days for days in found if isinstance(days, int)), default=0)
    own = built_in(_WINDOW, store)
    return Advised(max(own, least) if isinstance(own, int) else least, least)


def _forms(kind: str, columns: Mapping[str, Sequence[str]]) -> Iterator[TableForm]:
    if kind == "overrides":
        yield _form(overrides_kind(), _override_fields())
    elif kind == "requests":
        yield TableForm(REQUESTS, tuple(_request_fields().values()), frozenset(REQUIRED))
    else:
        by_name = {each.name: each for each in policy_kinds(_policy().stores)}
        for name in POLICY_SHEETS:
            yield _form(by_name[name], _POLICY_FIELDS[name](columns.get(name, ())))


def _form(kind: TableKind, fields: Mapping[str, Field]) -> TableForm:
    return TableForm(kind.name, tuple(fields.values()), frozenset(kind.required))


def _named(fields: Sequence[Field]) -> dict[str, Field]:
    return {field.name: field for field in fields}


def _override_fields() -> dict[str, Field]:
    terms = [setting_field(name, override_setting(name)) for name in OVERRIDE_TERMS if name != "note"]
    last = [*map(period_field, PERIOD), setting_field("note", SETTINGS["note"])]
    return _named([sku_field(), store_field(stores()), *terms, *last])


def _request_fields() -> dict[str, Field]:
    words = {
        "reason": tuple(dict.fromkeys(label for _, label in seller_reasons())),
        "currency": tuple(dict.fromkeys(currencies().values())),
        "category": _categories(),
    }
    return _named([request_field(name, stores(), words) for name in FIELDS])


def _categories() -> tuple[str, ...]:
    return tuple(sorted({setting.category for setting in _policy().settings if setting.category}))


def settings_fields(columns: Sequence[str]) -> dict[str, Field]:
    """The columns of the sheet `Settings`; what stands under `default` and a store depends on the row."""
    values = [text_field(name) for name in ("default", *columns)]
    return _named([choice_field("setting", POLICY_SETTINGS, setting_name), *map(period_field, PERIOD), *values])


def holds_values(field: Field) -> bool:
    """Whether a column of the sheet `Settings` holds the values themselves, of every store or of one."""
    return field.name == "default" or field.name in currencies()


def setting_row(name: str, advised: Advised | None = None) -> Field:
    """The values of one row of the sheet `Settings`."""
    return setting_field(name, SETTINGS[name])._replace(advised=advised if name == _WINDOW else None)


def rules_fields(columns: Sequence[str] = DESK_FACTS) -> dict[str, Field]:
    """The columns of the sheet `Rules`. A column for a fact of the desk puts the built-in rules on it aside."""
    answers = answers_of(FAMILIES)
    names = [fact for fact in FACT_NAMES if fact not in DESK_FACTS or fact in columns]
    facts = [text_field(fact, Holds.SEVERAL, answers[fact]) for fact in names]
    given = [choice_field("recommendation", Recommendation, recommendation), choice_field("item", Item), _note()]
    return _named([text_field("rule"), *facts, *given])


def _reasons_fields(_columns: Sequence[str]) -> dict[str, Field]:
    codes = tuple(code for code, _ in seller_reasons())
    return _named(
        [
            text_field("code", Holds.WORDS, codes),
            text_field("label"),
            text_field("family", Holds.WORDS, FAMILIES),
            choice_field("fault", FAULTS),
            _note(),
            store_field(stores()),
        ]
    )


def _holidays_fields(_columns: Sequence[str]) -> dict[str, Field]:
    days = [period_field(name) for name in ("from", "to", "request_by")]
    counted = choice_field("counted_from", COUNTED_FROM)
    return _named([store_field(stores()), _category(), counted, *days])


def _categories_fields(_columns: Sequence[str]) -> dict[str, Field]:
    terms = [setting_field(name, SETTINGS[name]) for name in (_WINDOW, "returnable", "not_returnable_because")]
    return _named([store_field(stores()), _category(), *terms])


def _tests_fields(_columns: Sequence[str]) -> dict[str, Field]:
    rules = tuple(rule.name for rule in _policy().rules)
    expected = [choice_field("expect", Recommendation, recommendation), text_field("rule", Holds.WORDS, rules)]
    return _request_fields() | _named(expected)


def _category() -> Field:
    return text_field("category", Holds.WORDS, _categories())


def _note() -> Field:
    return text_field("note", most=SETTINGS["note"].most)


_POLICY_FIELDS: Final[Mapping[str, Callable[[Sequence[str]], dict[str, Field]]]] = {
    SETTINGS_SHEET: settings_fields,
    RULES_SHEET: rules_fields,
    "Reasons": _reasons_fields,
    "Holidays": _holidays_fields,
    "Categories": _categories_fields,
    "Tests": _tests_fields,
}


def built_in(name: str, store: str | None) -> object:
    """What is built in for a setting, in a store or in all; None where nothing is, or where nothing is explicit."""
    found = {setting.store: setting for setting in _policy().settings if _general(setting, name)}
    setting = found.get(store) or found.get(None)
    return None if setting is None else setting.value


def built_in_words(name: str, store: str | None) -> str:
    """The same as a person would write it into the sheet; empty where nothing is built in.

    Without a store it is what holds where the store is not known, and how many stores have something else.
    """
    if not any(_general(setting, name) for setting in _policy().settings):
        return ""
    value = built_in(name, store)
    if store is not None:
        return _as_written(value)
    others = {each.code: own for each in _policy().stores if (own := built_in(name, each.code)) != value}
    if not others:
        return _as_written(value)
    where = " and ".join(others) if len(others) <= _NAMED else f"{len(others)} of {len(_policy().stores)} stores"
    return f"{_as_written(value)} (in {where}: {_spread([*others.values()])})"


def _spread(values: Sequence[object]) -> str:
    """What the stores have, in a few words."""
    several = [*dict.fromkeys(_as_written(value) for value in sorted(values, key=_size))]
    return f"{several[0]} to {several[-1]}" if len(several) > 1 and all(map(_size, values)) else " or ".join(several)


def _size(value: object) -> Decimal:
    return Decimal(value) if isinstance(value, int | Decimal) else Decimal(0)


def _as_written(value: object) -> str:
    meant = as_meant(value, None)
    return "none" if meant is None else f"{meant:f}" if isinstance(meant, Decimal) else str(meant)


def _general(setting: Setting, name: str) -> bool:
    return setting.name == name and setting.category is None
