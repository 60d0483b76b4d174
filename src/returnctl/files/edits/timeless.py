"""Workbooks that say neither when nor by whom they were made: the same content makes the same bytes."""

from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING, Any, BinaryIO, Final

if TYPE_CHECKING:
    from zipfile import ZipFile, ZipInfo

    from openpyxl import Workbook

_STAMP: Final = (1980, 1, 1, 0, 0, 0)
_AUTHOR: Final = "returnctl"
_SYSTEM, _RIGHTS = 3, 0o600 << 16
_MADE: Final = datetime(*_STAMP)  # noqa: DTZ001


def unstamp(book: "Workbook") -> None:
    """The document says neither when nor by whom it was made."""
    book.properties.creator = _AUTHOR
    book.properties.created = book.properties.modified = _MADE


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


def save(book: "Workbook", stream: BinaryIO) -> None:
    """Write the workbook; its parts all bear the same time."""
    from openpyxl.writer.excel import ExcelWriter

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
