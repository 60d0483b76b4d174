"""One row of a file for Amazon: what Amazon would fail it for, and what it would take without a word."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Final, NamedTuple

from returnctl.files.amazon.uploads import OTHER_DELIMITERS, Upload, is_header_row, names_action, unquoted
from returnctl.files.tables.table import TableRow
from returnctl.files.text.encoding import LONGEST_LINE
from returnctl.schema import readers
from returnctl.schema.cells import CellProblem, CellValue, Trouble, as_text, located, troubled
from returnctl.schema.data import data_rows
from returnctl.schema.folding import bare, nearest
from returnctl.schema.readers import is_shown_date
from returnctl.schema.tables import ACTIONS
from returnctl.values.amazon import HEADER_ROWS, LONGEST_SKU
from returnctl.values.finding import AmazonMark, Code, Finding, Severity
from returnctl.values.location import Location
from returnctl.values.text import compared, pattern, visible

TOO_LARGE: Final = 41001
TOO_MANY: Final = 41002
NONE_VALID: Final = 41003
NO_SKU: Final = 41004
LONG_SKU: Final = 41006
BAD_HEADER: Final = 41008
NOT_TWO_FIELDS: Final = 41009
UNKNOWN_ACTION: Final = 41010


class AmazonCode(NamedTuple):
    """What a number means. A fatal one refuses the whole file.

    `column` is what it is about: `sku`, `action`, or blank for the row or the file as a whole.
    """

    fatal: bool
    column: str
    remedy: str


@cache
def amazon_codes() -> Mapping[int, AmazonCode]:
    """What each number means and what to do about it."""
    return {
        int(row["code"]): AmazonCode(row["severity"] == "fatal", row["column"], row["remedy"])
        for row in data_rows("amazon_codes.csv")
    }


def amazon_mark(number: int, row: int | None = None) -> AmazonMark:
    """How Amazon would report a problem of a physical row, or of the header or file as a whole: record 0."""
    return AmazonMark(number, max(0, (row or 0) - HEADER_ROWS), amazon_codes()[number].fatal)


def refused(code: Code, at: Location, message: str, number: int, hint: str = "") -> Finding:
    """What Amazon would report under one of its numbers, with the number's own remedy unless there is a better hint."""
    return Finding(code, at, message, hint or amazon_codes()[number].remedy, amazon=amazon_mark(number, at.row))


# How Excel writes what it took for a date: `01-Mar`, `Mar-01`, `03/01/2026`. A SKU in capitals is left alone.
_MONTHS: Final = "Jan|Feb|Mar|Mrz|Mär|Apr|May|Mai|Jun|Jul|Aug|Sep|Sept|Oct|Okt|Nov|Dec|Dez"
_DATE: Final = pattern(
    rf"\d{{1,2}}[-. ]{{1,2}}(?:{_MONTHS})|(?:{_MONTHS})[- ]\d{{2}}|\d{{1,2}}([/.])\d{{1,2}}\1\d{{2,4}}"
)
_CONTROL: Final = pattern("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_ORDINARY: Final = pattern("[A-Z]{2}(?=[A-Z_-]*[0-9])[A-Z0-9_-]*")
_AS_TEXT: Final = "choose Home > Number Format > Text for column A, then type or paste the SKU again"
# Amazon takes these for a SKU like any other, so that they are no error of the row.
_TAKEN: Final = frozenset({Code.SKU_IS_A_DATE, Code.SKU_LOST_DIGITS, Code.BROKEN_CELL})


class Judged(NamedTuple):
    """What a row comes to: its SKU and action where Amazon can read them, its one error, and warnings."""

    sku: str | None
    action: str
    error: Finding | None
    remarks: tuple[Finding, ...] = ()


def judge(row: TableRow, upload: Upload) -> Judged:
    """Look at a row as Amazon does. The first thing that is wrong with it is its only error."""
    found = row.cells
    if len(found) == 2 and found[1] in ACTIONS and isinstance(found[0], str) and len(found[0]) <= LONGEST_SKU:
        # Beyond doubt: a closer look at each would cost more than all the rest.
        if _ORDINARY().fullmatch(found[0]):
            return Judged(found[0], str(found[1]), None)
    elif upload.table.sheet is not None and len(found) < 2:
        found = [*found, *[None] * (2 - len(found))]
    error = (
        _fields(row.number, found, upload) or _sku(row.number, found[0], upload) or _action(row.number, found, upload)
    )
    if error is not None:
        return Judged(None, "", error)
    sku, action = (unquoted(as_text(cell)) for cell in found[:2])
    return Judged(compared(sku), bare(action).upper(), None, tuple(_remarks(row.number, found, upload)))


def _fields(number: int, found: Sequence[CellValue], upload: Upload) -> Finding | None:
    if len(found) < 2:
        text = as_text(found[0]) if found else ""
        if len(text) > LONGEST_LINE:  # the rest of the line, and a tab in it, were passed over
            return _too_long(number, text, upload)
        message = f"a row needs a SKU, a tab and an action, found one field, `{visible(text)}`"
        return refused(Code.SHORT_ROW, upload.at(number), message, NOT_TWO_FIELDS, _split_hint(text))
    more = next((place for place, cell in enumerate(found[2:], 3) if bare(as_text(cell))), None)
    if more is None:
        return None
    text = visible(as_text(found[more - 1]))
    message = f"a row must have two fields, SKU and action, and here field {more} holds `{text}`"
    hint = "delete what stands to the right of the action: Amazon's file has no days, store or note"
    return refused(Code.LONG_ROW, upload.at(number, more), message, NOT_TWO_FIELDS, hint)


def _split_hint(text: str) -> str:
    if text.count('"') % 2:
        return "perhaps a line break in a cell (Alt+Enter) has cut the row in two: take it out"
    for sign, called in OTHER_DELIMITERS.items():
        if names_action(text.rsplit(sign, 1)):
            return f"{called} stands where a tab must: save the file as Text (Tab delimited)"
    if names_action(text.rsplit(None, 1)):
        return "spaces stand where a tab must: put SKU and action in columns A and B, and save it from Excel"
    return ""


def _sku(number: int, value: CellValue, upload: Upload) -> Finding | None:
    at = upload.at(number, 1)
    if isinstance(value, Trouble):
        return _troubled(value, at, "SKU", amazon_mark(NO_SKU, number) if value.code is Code.MERGED_CELL else None)
    text = compared(unquoted(as_text(value)))
    if not text:
        return refused(Code.BLANK_SKU, at, "`SKU` must not be blank", NO_SKU)
    if _CONTROL().search(text):
        message = f"`SKU` holds a control character, which Amazon forbids without a code for it: `{visible(text)}`"
        return Finding(Code.CONTROL_CHARACTER, at, message, "type the SKU again, without Alt+Enter")
    return _too_long(number, text, upload) if len(text) > LONGEST_SKU else None


def _too_long(number: int, text: str, upload: Upload) -> Finding:
    found = f"{len(text):,}" if len(text) <= LONGEST_LINE else f"more than {LONGEST_LINE:,}"
    message = f"`SKU` must have at most {LONGEST_SKU} characters, found {found}: `{visible(text)}`"
    return refused(Code.TEXT_TOO_LONG, upload.at(number, 1), message, LONG_SKU)


def _troubled(value: Trouble, at: Location, column: str, mark: AmazonMark | None) -> Finding:
    problem = troubled(value).problem or CellProblem(value.code, "cannot be read")
    return located(problem, at, column)._replace(amazon=mark)


def _action(number: int, found: Sequence[CellValue], upload: Upload) -> Finding | None:
    value, at = found[1], upload.at(number, 2)
    if isinstance(value, Trouble):
        mark = None if value.code is Code.FORMULA_WITHOUT_VALUE else amazon_mark(UNKNOWN_ACTION, number)
        return _troubled(value, at, "action", mark)
    text = bare(unquoted(as_text(value)))
    if text.upper() in ACTIONS:
        return None
    message = f"`action` must be `AUTOMATIC`, `MANUAL` or `DELETE`, found {f'`{visible(text)}`' if text else 'nothing'}"
    near = nearest(text, ACTIONS) if text else None
    hint = f"did you mean `{near}`?" if near else ""
    if is_header_row(found):
        hint = "this looks like a header: only the first two rows may be one, delete the rows above that are too many"
    return refused(Code.NOT_A_CHOICE, at, message, UNKNOWN_ACTION, hint)


def _remarks(number: int, found: Sequence[CellValue], upload: Upload) -> Iterator[Finding]:
    """What Amazon would take, and what the seller would hardly want; each a warning."""

    def warning(code: Code, place: int | None, message: str, hint: str) -> Finding:
        return Finding(code, upload.at(number, place), message, hint, Severity.WARNING)

    raw, said = as_text(found[0]), as_text(found[1])
    if raw != unquoted(raw) or said != unquoted(said) or raw.count('"') % 2:
        place, field = (1, raw) if '"' in raw else (2, said)
        message = f"quotes stand in this field, `{visible(field)}`; Amazon may take them as part of it"
        yield warning(Code.QUOTED_FIELD, place, message, _quotes_hint(field))
    if len(found) > 2:
        message = "a tab follows the action, with nothing behind it; Amazon may count a third field (41009)"
        yield warning(Code.LONG_ROW, None, message, "delete column C and those beyond it, save again")
    if unquoted(said) not in ACTIONS:
        message = f"`{visible(said)}` is not written as Amazon writes it; whether that matters is not published"
        yield warning(Code.ACTION_NOT_EXACT, 2, message, "write it in capitals, without spaces")
    if isinstance(found[0], int | float) and not isinstance(found[0], bool):
        message = f"the SKU `{visible(raw)}` is a number in this workbook; zeros in front of it would be gone"
        yield warning(Code.LEADING_ZEROS_LOST, 1, message, _AS_TEXT)
    sku = unquoted(raw) if isinstance(found[0], str) else found[0]
    if isinstance(sku, str) and (is_shown_date(compared(sku)) or _DATE().fullmatch(sku.strip())):
        message = f"`SKU` holds `{visible(sku)}`, which looks like a date that Excel made of a SKU"
        yield warning(Code.SKU_IS_A_DATE, 1, message, _AS_TEXT)
    elif (problem := readers.sku(sku).problem) is not None:
        told = located(problem, upload.at(number, 1), "SKU")
        yield told._replace(severity=Severity.WARNING) if problem.code in _TAKEN else told


def _quotes_hint(text: str) -> str:
    """Whether the quotes are Excel's, or may be the SKU's own."""
    inside = unquoted(text)
    if inside == text:
        return "leave it if it belongs to the SKU, else take it out in a text editor"
    if '"' in inside:
        return (
            "Excel put quotes around this field and doubled those of the SKU: "
            "take away the outer ones and one of each pair in a text editor, or let --fix do it"
        )
    return "take the quotes out in a text editor; Excel adds them where a text holds a comma or a quote"
