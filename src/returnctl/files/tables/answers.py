"""Answers of ours that are given where an input is wanted: told by columns that no input has together."""

from collections.abc import Iterable
from typing import Final

from returnctl.files.document import Document, once
from returnctl.schema.folding import folded
from returnctl.values.finding import Code, Finding
from returnctl.values.location import Location
from returnctl.values.text import pattern

WORKLIST: Final = "a worklist of returnctl, which holds answers"
FROM_WHICH: Final = "give the report or the table from which it was made"
_YOUR_OWN: Final = "give the file that you fill in yourself, such as overrides.xlsx or policy.xlsx"
# The sheet of what was found in a file; the last column, which is hidden, holds the colours that cells had.
FINDINGS_HEADER: Final = (
    "number",
    "severity",
    "finding",
    "place",
    "message",
    "hint",
    "Amazon's code",
    "Amazon's record",
    "fill before",
)
# A request table of the seller's may have some of them: only with all of them it is an answer.
_COLUMNS: Final = frozenset(map(folded, ("sku", "recommendation", "rule", "because")))
# What stands around the decisions in a JSON document.
_DOCUMENT: Final = frozenset(map(folded, ("schema_version", "decisions")))
_HEAD: Final = 64 * 1024
_NAME: Final = pattern(r'"(\w+)"\s*:')


def holds_answers(header: Iterable[object]) -> bool:
    """Whether a header, or the names of a JSON object, are those of our answers."""
    names = {folded(str(name or "")) for name in header}
    return names >= _COLUMNS or names >= _DOCUMENT


def json_answers(document: Document) -> bool:
    """Whether a file of JSON begins as our answers do."""
    return holds_answers(json_names(document))


@once
def json_names(document: Document) -> list[str]:
    """The names in the beginning of a file of JSON; the rest of it is not read."""
    try:
        return _NAME().findall(document.stream().read(_HEAD).decode("utf-8", "replace"))
    except OSError:
        return []


def answers_given(at: Location, expected: str, hint: str = _YOUR_OWN) -> Finding:
    """That answers were given where something else is expected."""
    return Finding(Code.WRONG_REPORT, at, f"expected {expected}, found {WORKLIST}", hint)
