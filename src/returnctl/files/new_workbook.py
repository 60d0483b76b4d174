"""New workbooks, which openpyxl writes: what a cell of them can hold, and the same bytes for the same content.

Text stays text whatever it begins with. Neither when nor by whom a workbook was made stands in it.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, BinaryIO, Final

from returnctl.values.text import visible

if TYPE_CHECKING:
    from zipfile import ZipFile, ZipInfo

    from openpyxl import Workbook
    from openpyxl.cell.cell import Cell as SheetCell
    from openpyxl.worksheet._write_only import WriteOnlyWorksheet

# So many UTF-16 units fit into one cell.
LONGEST: Final = 32_767
# More digits than these a sheet would round.
_EXACT_DIGITS: Final = 15
_BEFORE_SHEETS: Final = date(1900, 3, 1)
# What XML cannot hold, and what a reader of workbooks would take for such an escape.
_ESCAPED: Final = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
_SURROGATES: Final = re.compile("[\ud800-\udfff]")
_STAMP: Final = (1980, 1, 1, 0, 0, 0)
_AUTHOR: Final = "returnctl"
_SYSTEM, _RIGHTS = 3, 0o600 << 16
_MADE: Final = datetime(*_STAMP)  # noqa: DTZ001


def storable(text: str) -> str:
    """The text as XML can hold it: control characters in the workbook's own escapes, which Excel reads back."""
    if text.isascii() and text.isprintable() and "_x" not in text:
        return text
    return _ESCAPED.sub(lambda match: f"_x{ord(match[0]):04X}_", _SURROGATES.sub(lambda m: visible(m[0]), text))


def stored_length(text: str) -> int:
    """As a workbook counts: in UTF-16 units, escapes included."""
    return len(storable(text).encode("utf-16-le")) // 2


def too_long(value: object) -> int | None:
    """How long a text is that no cell can hold; None for all else."""
    if isinstance(value, str) and len(value) * 2 > LONGEST and (length := stored_length(value)) > LONGEST:
        return length
    return None


def left_out(length: int) -> str:
    """What stands in the cell of a text that no cell can hold: nothing is cut."""
    return f"(left out: {length} characters do not fit into a cell)"


def exact(value: int | Decimal | date) -> bool:
    """Whether a sheet can hold the value as it is: numbers up to 15 digits, days from March 1900 on, no time zone."""
    if isinstance(value, datetime):
        return value.tzinfo is None and value.date() >= _BEFORE_SHEETS
    if isinstance(value, date):
        return value >= _BEFORE_SHEETS
    if isinstance(value, Decimal):
        return value.is_finite() and len(value.as_tuple().digits) <= _EXACT_DIGITS and abs(value.adjusted()) < 100
    return abs(value) < 10**_EXACT_DIGITS


def text_cell(sheet: "WriteOnlyWorksheet", text: str) -> "SheetCell":
    """A cell that holds text whatever it begins with: the type is set after the value."""
    from openpyxl.cell import WriteOnlyCell

    cell = WriteOnlyCell(sheet, storable(text))
    cell.data_type = "s" if text else "n"
    return cell


class StyledCells:
    """The cells of a sheet that is written row by row; `style` styles the cells of a column that are of one sort.

    They share one object: to style a cell costs more than to write it. It holds a value until the column's next.
    """

    def __init__(self, sheet: "WriteOnlyWorksheet", style: Callable[["SheetCell", int, Any], None]) -> None:
        self._sheet, self._style = sheet, style
        self._made: dict[tuple[int, Any], SheetCell] = {}

    def cell(self, place: int, sort: object, value: str | int | Decimal | date | None) -> "SheetCell | None":
        """A cell of the column at a place from 0; none for a blank. Text stays text, one that is too long is told."""
        return None if value is None or value == "" else self.styled(place, sort, value)

    def styled(self, place: int, sort: object, value: str | int | Decimal | date | None) -> "SheetCell":
        """The same for a cell that is there even if it is blank."""
        cell = self._made.get((place, sort))
        if cell is None:
            cell = self._made[place, sort] = text_cell(self._sheet, "")
            self._style(cell, place, sort)
        if isinstance(value, str) and value:
            length = too_long(value)
            cell.value = left_out(length) if length else storable(value)
            cell.data_type = "s"  # whatever it begins with
        else:
            cell.value = None if value == "" else value
        return cell


@contextmanager
def new_workbook(stream: BinaryIO) -> Iterator["Workbook"]:
    """A workbook to be filled row by row, written to `stream` when the block ends.

    Where the block fails, or is interrupted, nothing of the seller's is left behind.
    """
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    unstamp(book)
    try:
        yield book
        save(book, stream)
    except BaseException:
        abandon(book)
        raise


def unstamp(book: "Workbook") -> None:
    """The document says neither when nor by whom it was made."""
    book.properties.creator = _AUTHOR
    book.properties.created = book.properties.modified = _MADE


def save(book: "Workbook", stream: BinaryIO) -> None:
    """Write the workbook; its parts all bear the same time."""
    from xml.etree.ElementTree import register_namespace

    from openpyxl.writer.excel import ExcelWriter

    # The boxes of comments are drawn in an old language, of which not every reader minds the names alone.
    for prefix, name in (("v", "vml"), ("o", "office:office"), ("x", "office:excel")):
        register_namespace(prefix, f"urn:schemas-microsoft-com:{name}")
    with timeless(stream) as archive:
        ExcelWriter(book, archive).write_data()


def abandon(book: "Workbook") -> None:
    """Close and remove the parts that were begun: openpyxl would keep them until the program ends."""
    for sheet in book.worksheets:
        writer = getattr(sheet, "_writer", None)
        if writer is not None:
            with suppress(Exception):
                sheet.close()
            with suppress(Exception):
                writer.cleanup()


def untouched(archive: "ZipFile | None") -> bool:
    """Whether a workbook of ours is as we wrote it: every program that saves one tells more in its properties."""
    if archive is None:
        return False
    from openpyxl.packaging.core import DocumentProperties
    from openpyxl.xml.functions import tostring

    from returnctl.files.gate.parts import BROKEN

    ours: Any = tostring(DocumentProperties(creator=_AUTHOR, created=_MADE, modified=_MADE).to_tree())
    try:
        with archive.open("docProps/core.xml") as part:
            return bool(part.read(len(ours) + 1) == ours)
    except BROKEN:
        return False


def bears_our_time(archive: "ZipFile") -> bool:
    """Whether a workbook is a file that we wrote: other programs give its entries another time or system."""
    ours = (_STAMP, _SYSTEM, _RIGHTS)
    return all((info.date_time, info.create_system, info.external_attr) == ours for info in archive.infolist())


def timeless(stream: BinaryIO) -> "ZipFile":
    """A zip file whose entries all bear the same time and the same system."""
    from pathlib import Path
    from shutil import copyfileobj
    from zipfile import ZIP_DEFLATED, ZipFile

    class Timeless(ZipFile):
        def writestr(self, zinfo_or_arcname: Any, data: Any, *_args: Any, **_named: Any) -> None:
            content = data.encode() if isinstance(data, str) else data
            with self.open(entry(zinfo_or_arcname, len(content)), "w") as part:
                part.write(content)

        def write(self, filename: Any, arcname: Any = None, *_args: Any, **_named: Any) -> None:
            path = Path(filename)
            with path.open("rb") as source, self.open(entry(arcname, path.stat().st_size), "w") as part:
                copyfileobj(source, part)

    return Timeless(stream, "w", ZIP_DEFLATED, allowZip64=True)


def entry(name: Any, size: int) -> "ZipInfo":
    """An entry of such a zip. Its size is told beforehand: only parts that need it get the large form."""
    from zipfile import ZIP_DEFLATED, ZipInfo

    info = ZipInfo(str(name), _STAMP)
    info.compress_type, info.create_system, info.external_attr = ZIP_DEFLATED, _SYSTEM, _RIGHTS
    info.file_size = size
    return info
