"""Records as JSON: one text each, a line each, or one document of all."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

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


def json_text(value: object) -> str:
    """The value as JSON on one line; control, bidi and all non-ASCII characters are escaped."""
    import json

    return json.dumps(value, ensure_ascii=True, allow_nan=False).replace("\x7f", "\\u007f")


def json_line(record: Mapping[str, object]) -> str:
    """One line of a JSONL file."""
    return json_text(record) + "\n"
