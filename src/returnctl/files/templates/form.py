"""A template ready to be written: its tables with what stands in them so far."""

from collections.abc import Sequence
from typing import NamedTuple

from returnctl.files.tables.kinds import NOTE
from returnctl.files.templates.fields import Advised, Field
from returnctl.files.templates.tables import (
    POLICY_SETTINGS,
    SETTINGS_SHEET,
    TableForm,
    advised_days,
    setting_row,
    stores,
    table_forms,
)
from returnctl.files.worklists.worklist import Cell
from returnctl.values.policy import Store


class Doubtful(NamedTuple):
    """A cell of a file that could not be read: what stood there, and what is wrong with it."""

    cell: Cell
    why: str


Entry = Cell | Doubtful
Rows = Sequence[Sequence[Entry]]


class Filled(NamedTuple):
    """A table and its rows. In the sheet `Settings` each row has a kind of value of its own, None where unknown."""

    form: TableForm
    rows: Rows = ()
    of_row: Sequence[Field | None] = ()


class Template(NamedTuple):
    """What is to be filled in: a policy, overrides or requests, for all stores or made for one.

    `file` is what its workbook will be called, blank where that is not known.
    """

    kind: str
    store: Store | None
    tables: tuple[Filled, ...]
    file: str = ""


def blank_template(kind: str, store: Store | None) -> Template:
    """A template in which nothing is set."""
    code = store.code if store else None
    forms = table_forms(kind, code, {SETTINGS_SHEET: store_columns((), store)})
    return Template(kind, store, tuple(with_rows(form, (), store) for form in forms))


def with_rows(form: TableForm, rows: Rows, store: Store | None) -> Filled:
    """A table with its rows; the sheet `Settings` gets a blank row for each setting that it does not have."""
    if form.name != SETTINGS_SHEET:
        return Filled(form, rows)
    there = {row[0] for row in rows}
    rest = [[name, *[None] * (len(form.fields) - 1)] for name in POLICY_SETTINGS if name not in there]
    every = [*rows, *rest]
    days = advised_days(store.code if store else None)
    return Filled(form, every, [_of_row(row[0], days) for row in every])


def _of_row(name: Entry, advised: Advised | None) -> Field | None:
    return setting_row(name, advised) if isinstance(name, str) and name in POLICY_SETTINGS else None


def plain(entry: Entry) -> Cell:
    """What stands in a cell, readable or not."""
    return entry.cell if isinstance(entry, Doubtful) else entry


def store_columns(names: Sequence[str], store: Store | None) -> list[str]:
    """The stores for which the sheet `Settings` gets a column: those of a file, and the one that was asked for.

    Behind them stands the column of the seller's own remarks, where the file has one.
    """
    known = {each.code for each in stores().stores}
    codes = [*(name for name in names if name in known), *([store.code] if store else [])]
    return [*dict.fromkeys(codes), *([NOTE] if NOTE in names else [])]
