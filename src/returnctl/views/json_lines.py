"""JSON text, one record a line: only ASCII, so that no character in it can act on a terminal."""

from collections.abc import Mapping


def json_text(value: object) -> str:
    """The value as JSON on one line; control, bidi and all non-ASCII characters are escaped."""
    import json

    return json.dumps(value, ensure_ascii=True, allow_nan=False).replace("\x7f", "\\u007f")


def json_line(record: Mapping[str, object]) -> str:
    """One line of a JSONL file."""
    return json_text(record) + "\n"
