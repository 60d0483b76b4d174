"""A file is opened once, is read by several at a time, and tells when it becomes another one."""

import io
import os
from pathlib import Path

from policy_tables import workbook

from returnctl.files.books.workbooks import Workbook, open_workbook, rows
from returnctl.files.document import Documents, once, open_document
from returnctl.files.gate.kind import FileForm


def test_readings_that_take_turns_do_not_disturb_one_another(tmp_path: Path) -> None:
    data = bytes(range(256)) * 400
    (tmp_path / "a.txt").write_bytes(b"sku\n" + data)
    with open_document(str(tmp_path / "a.txt")) as document:
        one, other = document.stream(), document.stream()
        parts = [(one.read(1000), other.read(700)) for _ in range(200)]
        assert b"".join(part for part, _ in parts) == b"".join(part for _, part in parts) == b"sku\n" + data
        assert (one.seek(-6, io.SEEK_END), one.read()) == (len(data) - 2, data[-6:])
        other.seek(4)
        other.seek(2, io.SEEK_CUR)
        assert other.read(3) == data[2:5]


def test_sheets_that_are_read_in_turns_stay_apart(tmp_path: Path) -> None:
    sheets = {name: [[f"{name}{number}"] for number in range(5000)] for name in "AB"}
    with open_document(workbook(tmp_path / "b.xlsx", sheets)) as document:
        book = open_workbook(document)
        assert isinstance(book, Workbook)
        assert book is open_workbook(document)
        pairs = zip(*(rows(book, sheet, []) for sheet in book.sheets), strict=True)
        assert [(one[1], other[1]) for one, other in pairs] == [([f"A{n}"], [f"B{n}"]) for n in range(5000)]


def test_a_file_named_twice_is_one_document_and_what_is_found_in_it_is_looked_for_once(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("sku,reason\n", encoding="utf-8")
    looked = []

    @once
    def first_line(document: object) -> str:
        looked.append(document)
        return "sku,reason"

    with Documents() as documents:
        one, other = documents.open_all([str(tmp_path / "a.csv")] * 2)
        assert one is other
        assert first_line(one) == first_line(other) == "sku,reason"
        assert (one.kind, looked) == (FileForm.TEXT, [one])


def test_a_file_that_becomes_another_one_or_goes_has_changed(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("sku\nA-1\n", encoding="utf-8")
    with open_document(str(path)) as document:
        assert not document.changed()
        os.utime(path, ns=(1, 1))
        assert document.changed()
        assert document.stream().read() == b"sku\nA-1\n"
        path.unlink()
        assert document.changed()
