"""What a template says of its columns: description and example of each, and the steps to take."""

from collections.abc import Mapping
from functools import cache
from typing import Final, NamedTuple

from returnctl.files.built_in import data_rows

SETTING: Final = "Setting"
_SETTINGS: Final = "Settings"
_STORE: Final = "store"
# Tables that have the columns of another one too.
_ALSO: Final = {"Tests": "Requests"}


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
