"""What a person has entered in a worklist is seen before it would be lost."""

from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest

from returnctl.files.document import open_document
from returnctl.files.new_workbook import untouched
from returnctl.files.worklists.entries import first_entry
from returnctl.files.worklists.worklist import write_worklist
from returnctl.values.location import Location

TO_FILL = ("done", "by", "remarks")


@pytest.fixture
def worklist(tmp_path: Path) -> Path:
    """As the program writes it, with a column of the input that has the name of one of ours."""
    path = tmp_path / "work.xlsx"
    with path.open("wb") as stream:
        write_worklist(stream, "work.xlsx", ("done", "sku", *TO_FILL), [("theirs", "A-1", "", "", "")] * 3)
    return path


def _entered(path: Path, cell: str, value: object, sheet: str = "Decisions") -> None:
    book = openpyxl.load_workbook(path)
    book[sheet][cell] = value
    book.save(path)


def test_a_worklist_as_it_was_written_has_no_entries(worklist: Path) -> None:
    assert untouched(open_document(str(worklist)).archive)
    assert first_entry(open_document(str(worklist)), TO_FILL) is None


@pytest.mark.parametrize(("cell", "value"), [("C3", "yes"), ("E4", "refunded"), ("D2", 7), ("E2", "=1+1")])
def test_the_first_entry_is_named(worklist: Path, cell: str, value: object) -> None:
    _entered(worklist, cell, value)
    assert not untouched(open_document(str(worklist)).archive)
    found = first_entry(open_document(str(worklist)), TO_FILL)
    assert found is not None
    assert str(found) == f"{worklist}:Decisions!{cell}"


@pytest.mark.parametrize(("cell", "value"), [("A2", "other"), ("B3", "A-2"), ("C2", "  "), ("F2", "elsewhere")])
def test_what_stands_elsewhere_or_is_blank_is_no_entry(worklist: Path, cell: str, value: object) -> None:
    _entered(worklist, cell, value)
    assert first_entry(open_document(str(worklist)), TO_FILL) is None


def test_a_worklist_behind_a_password_may_hold_entries(tmp_path: Path) -> None:
    path = tmp_path / "work.xlsx"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "EncryptedPackage".encode("utf-16-le"))
    assert str(first_entry(open_document(str(path)), TO_FILL)) == str(path)


def test_a_damaged_worklist_never_ends_in_an_exception(worklist: Path) -> None:
    _entered(worklist, "C3", "yes")
    whole = worklist.read_bytes()
    for place in range(0, len(whole), 97):
        for damaged in (whole[:place], whole[:place] + bytes([whole[place] ^ 0x5A]) + whole[place + 1 :]):
            worklist.write_bytes(damaged)
            assert first_entry(open_document(str(worklist)), TO_FILL) in {
                None,
                Location(str(worklist), "Decisions", 3, 3, "done"),
            }


def test_a_worklist_that_another_program_saved_is_not_untouched(worklist: Path) -> None:
    with ZipFile(worklist) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    core = "docProps/core.xml"
    with ZipFile(worklist, "w") as archive:  # LibreOffice leaves the days as they were
        for name, part in parts.items():
            archive.writestr(name, part.replace(b"<dc:creator>", b"<dc:language>en-US</dc:language><dc:creator>"))
    assert parts[core].count(b"<dc:creator>") == 1
    assert not untouched(open_document(str(worklist)).archive)
    assert first_entry(open_document(str(worklist)), TO_FILL) is None


def test_other_workbooks_and_files_have_no_entries(worklist: Path, tmp_path: Path) -> None:
    _entered(worklist, "E1", "notes")
    _entered(worklist, "C2", "yes")
    assert first_entry(open_document(str(worklist)), TO_FILL) is None  # no worklist of ours
    other, text = tmp_path / "other.xlsx", tmp_path / "text.xlsx"
    openpyxl.Workbook().save(other)
    text.write_text("done\nyes\n", encoding="utf-8")
    for path in (other, text, tmp_path / "none.xlsx", tmp_path):
        assert not untouched(open_document(str(path)).archive)
        assert first_entry(open_document(str(path)), TO_FILL) is None
