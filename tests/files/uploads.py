"""Files for Amazon as a seller saves them, for the tests; valid by default."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from returnctl.files.amazon.checking import check_amazon_file
from returnctl.files.document import open_document
from returnctl.values.amazon import AmazonFile

HEAD = "TemplateType=ReturnRequestAuthorization\tVersion=1.0\nSKU\tAction\n"
GOOD = "LAMP-1\tAUTOMATIC\n"


def upload(folder: Path, *rows: str, head: str = HEAD, encoding: str = "utf-8", name: str = "upload.txt") -> str:
    """The path of a text file: the header, and the rows below it."""
    path = folder / name
    path.write_bytes((head + "".join(f"{row}\n" for row in rows)).encode(encoding))
    return str(path)


def checked(folder: Path, *rows: str, **how: Any) -> AmazonFile:
    """A text file with one good row and the given ones."""
    return check_amazon_file(open_document(upload(folder, GOOD.strip(), *rows, **how), "upload.txt"))


def workbook(
    folder: Path, rows: Sequence[Sequence[Any]], *, front: int = 1, then: Callable[[Any], None] | None = None
) -> str:
    """Amazon's template filled in: instructions on the first tab, the rows on the second."""
    from openpyxl import Workbook

    book = Workbook()
    first = book.active
    assert first is not None
    first.title = "Instructions"
    first.append(["Enter the SKU in column A and the action in column B: AUTOMATIC, MANUAL or DELETE."])
    first.append(["AUTOMATIC", "requests are authorised at once"])
    sheet = book.create_sheet("ReturnRequestAuthorization")
    for row in (["TemplateType=ReturnRequestAuthorization", "Version=1.0"], ["SKU", "Action"], *rows):
        sheet.append(list(row))
    if then is not None:
        then(sheet)
    book.active = front
    path = folder / "Flat.File.ReturnRequestAuthorization.xlsx"
    book.save(path)
    return str(path)


def told(found: AmazonFile) -> list[str]:
    """All but notes, as severity, code and place."""
    return [f"{f.severity}[{f.code}] {f.at}" for f in found.findings if f.severity != "note"]


def numbers(found: AmazonFile) -> list[tuple[int, int, bool]]:
    """Amazon's numbers with its records, in the order of the file."""
    return [tuple(f.amazon) for f in found.findings if f.amazon is not None]  # type: ignore[misc]
