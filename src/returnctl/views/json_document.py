"""A JSON document in parts, so that a long one need never be held as a whole.

The parts in their order: `opening`, `decision_part` for each decision, `findings_part`, `closing`.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from returnctl.views.json_lines import json_text

SCHEMA_VERSION: Final = 1


def opening() -> str:
    """The beginning of the document, up to its first decision."""
    return f'{{"schema_version": {SCHEMA_VERSION},\n"decisions": ['


def decision_part(text: str, *, first: bool) -> str:
    """One decision, of which this is the JSON text, on a line of its own."""
    return ("\n" if first else ",\n") + text


def findings_part(records: Iterable[Mapping[str, object]]) -> Iterator[str]:
    """The end of the decisions and all findings."""
    yield '\n],\n"findings": ['
    for place, record in enumerate(records):
        yield ("\n" if place == 0 else ",\n") + json_text(record)


def closing(summary: Mapping[str, object]) -> str:
    """The end of the findings, and the summary."""
    return f'\n],\n"summary": {json_text(summary)}}}\n'
