"""What Excel leaves in Amazon's file of overrides, taken out where it cannot be part of a SKU or an action."""

from collections.abc import Iterator, Sequence
from functools import partial

from returnctl.files.edits.text_records import RawRecord, spans
from returnctl.files.mending.cures import Cure, Why
from returnctl.files.mending.text import Tidied
from returnctl.files.tables.kinds import is_action
from returnctl.files.text.records import InText, records
from returnctl.values.amazon import HEADER_ROWS

_FIELDS = 2


def tidied(record: RawRecord, table: InText) -> tuple[str, Sequence[Tidied]]:
    """A record without the quotes that Excel put around its fields and without empty fields at its end.

    Empty where it is a blank row. The two header rows are left alone, as is a record over several lines.
    """
    body = record.text.rstrip("\r\n")
    if record.line <= HEADER_ROWS or "\n" in body or "\r" in body:
        return record.text, ()
    if not body.strip():
        return "", (Tidied(record.line, 0, Cure("", "", Why.BLANK_ROW)),)
    places = spans(record.text, table.delimiter, record.cells)
    if places is None or len(record.cells) < _FIELDS:
        return record.text, ()
    written = [body[start:end] for start, end in places]
    wanted, changes = list(written), list(_unquoted(record.cells, written))
    for column, cell in changes:
        wanted[column - 1] = cell
    more = any(cell.strip() for cell in written[_FIELDS:])
    text = table.delimiter.join(wanted if more else wanted[:_FIELDS]) + record.text[len(body) :]
    again = next(records(text, 1, table, True))
    if again.broken or again.cells[:_FIELDS] != record.cells[:_FIELDS]:
        return record.text, ()
    tell = partial(Tidied, record.line)
    told = [tell(column, Cure(written[column - 1], cell, Why.QUOTES)) for column, cell in changes]
    if not more and len(written) > _FIELDS:
        end = table.delimiter.join(written[_FIELDS - 1 :])
        told.append(tell(_FIELDS, Cure(end, written[_FIELDS - 1], Why.TAB)))
    return text, told


def _unquoted(cells: Sequence[str], written: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Fields whose quotes are Excel's beyond doubt: around a quote that is doubled, or around an action."""
    for column, (cell, text) in enumerate(zip(cells[:_FIELDS], written, strict=False), 1):
        if cell != text and ('"' in cell if column == 1 else is_action(cell)):
            yield column, cell
