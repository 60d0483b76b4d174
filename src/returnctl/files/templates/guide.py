"""What a template says: the sheet `Instructions`, and of each column what it is for, with an example."""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Final, NamedTuple

from returnctl.files.built_in import data_rows
from returnctl.files.templates.fields import Field, may_hold
from returnctl.files.templates.form import Filled, Template
from returnctl.files.templates.tables import (
    POLICY_SETTINGS,
    RULES_SHEET,
    SETTINGS_SHEET,
    advised_days,
    built_in_words,
    holds_values,
    rules_fields,
    setting_row,
)

SETTING: Final = "Setting"
_SETTINGS: Final = "Settings"
_STORE: Final = "store"
# Tables that have the columns of another one too.
_ALSO: Final = {"Tests": "Requests"}
_TITLES: Final = {
    "policy": "Your policy",
    "overrides": "Your exceptions for single SKUs",
    "requests": "Return requests",
}
_FILE: Final = "{file}"
_OF_ONE_STORE: Final = "What is built in for one store, for example DE, shows: returnctl template policy --store DE"


class Line(NamedTuple):
    """A row of the instructions: its cells, and whether it is a title, a heading, a remark or a row of the table."""

    style: str
    cells: tuple[str, ...]


def guide(template: Template) -> Iterator[Line]:
    """The instructions of a template, from top to bottom."""
    yield Line("title", (_TITLES[template.kind],))
    for number, step in enumerate(steps(template.kind), 1):
        yield Line("remark", (f"{number}. {step.replace(_FILE, _called(template.file))}",))
    if template.store is not None:
        yield Line("remark", (_made_for(template),))
    for table in template.tables:
        yield Line("remark", ("",))
        yield Line("heading", (f"Sheet {table.form.name}",))
        yield Line("remark", (text_of(table.form.name).description,))
        yield Line("header", ("Column", "What it says", "May hold", "Example"))
        for field in table.form.fields:
            yield Line("row", _row(table, field, currency_of(template)))
        if table.form.name == SETTINGS_SHEET:
            yield from _settings(template)
        if table.form.name == RULES_SHEET:
            yield from _more_facts(table)


def _called(file: str) -> str:
    """The workbook's own name, as it is typed on a command line."""
    return (f'"{file}"' if " " in file else file) or "and the name of this file"


def currency_of(template: Template) -> str | None:
    """The currency of the store for which a template is made."""
    return template.store.currency if template.store else None


def _made_for(template: Template) -> str:
    store = template.store
    assert store is not None  # noqa: S101 - asked for by the caller
    days = advised_days(store.code)
    assert days is not None  # noqa: S101 - there is a store
    but = f" The least that Amazon or the law grants is {days.least}." if 0 < days.least < days.own else ""
    said = f"Made for the store {store.code}: amounts are in {store.currency}"
    return f"{said}, and Excel warns of fewer than {days.own} return_window_days, Amazon's own window.{but}"


def _row(table: Filled, field: Field, currency: str | None) -> tuple[str, ...]:
    text = text_of(table.form.name, field.name)
    name = f"{field.name} (needed)" if field.name in table.form.needed else field.name
    below = table.form.name == SETTINGS_SHEET and (field.name == "setting" or holds_values(field))
    holds = "see below" if below else may_hold(field, currency)
    return (name, text.description, holds, text.example)


def _more_facts(table: Filled) -> Iterator[Line]:
    """Columns that a table of rules may have besides."""
    there = {field.name for field in table.form.fields}
    for name, field in rules_fields().items():
        if name not in there:
            line = _row(table, field, None)
            yield Line("row", (f"{name} (may be added)", *line[1:]))


def _settings(template: Template) -> Iterator[Line]:
    """What each setting means, and what is built in."""
    code = template.store.code if template.store else None
    yield Line("remark", (_OF_ONE_STORE if code is None else "",))
    where = f"Built in for {code}" if code else "Built in where the store is not known"
    yield Line("header", ("Setting", "What it says", "May hold", "Example", where))
    for name in POLICY_SETTINGS:
        text = text_of(SETTING, name)
        holds = may_hold(setting_row(name), currency_of(template))
        yield Line("row", (name, text.description, holds, text.example, built_in_words(name, code)))


class Text(NamedTuple):
    """What a column is for, and an example of what may stand in it."""

    description: str
    example: str


@cache
def texts() -> Mapping[tuple[str, str], Text]:
    """The texts by table and column; the column of a table itself is empty."""
    rows = data_rows("templates.csv")
    return {(row["table"], row["column"]): Text(row["description"], row["example"]) for row in rows}


def text_of(table: str, column: str = "") -> Text:
    """The text of a column; in the sheet `Settings` every store's column has the same."""
    found = texts().get((table, column)) or texts().get((_ALSO.get(table, ""), column))
    return found or texts()[_SETTINGS if table == _SETTINGS else table, _STORE]


def steps(kind: str) -> list[str]:
    """What to do with a template of this kind, in order."""
    return [text.description for (table, _), text in texts().items() if table in ("all", kind)]
