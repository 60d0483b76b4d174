"""Templates as another program reads them: LibreOffice opens each and writes it again."""

import re
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from returnctl.files.templates.book import write_template
from returnctl.files.templates.form import KINDS, blank_template, store_of

OFFICE = shutil.which("soffice") or shutil.which("libreoffice")
pytestmark = pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed (soffice)")
# What a person may type into a limit that admits a number or the word none, and whether it is admitted.
TYPED = {5: True, "none": True, " None ": True, 5.5: False, -1: False, 366: False, "never": False}


def through_office(folder: Path, *paths: Path) -> Path:
    """The workbooks as LibreOffice writes them, in a folder of their own."""
    back = folder / "back"
    command = [str(OFFICE), f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless"]
    command += ["--convert-to", "xlsx", "--outdir", str(back), *map(str, paths)]
    subprocess.run(command, check=True, capture_output=True, timeout=240)
    return back


@pytest.fixture(scope="module")
def again(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, tuple[Any, Any]]:
    """Each template, as it was written and as it came back."""
    folder = tmp_path_factory.mktemp("office")
    paths = [folder / f"{kind}.xlsx" for kind in KINDS]
    for kind, path in zip(KINDS, paths, strict=True):
        with path.open("wb") as stream:
            write_template(stream, blank_template(kind, store_of("DE")))
    (folder / "typed.xlsx").write_bytes(b"")
    _type_into_limits(folder / "typed.xlsx")
    back = through_office(folder, *paths, folder / "typed.xlsx")
    found = {path.stem: (load_workbook(path), load_workbook(back / path.name)) for path in paths}
    return found | {"typed": (None, load_workbook(back / "typed.xlsx", data_only=True))}


def _type_into_limits(path: Path) -> None:
    """The formula of a limit, asked of LibreOffice for each of the values."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    limit = 'IF(ISNUMBER(A{0}),AND(A{0}>=0,A{0}<=365,A{0}=INT(A{0})),LOWER(TRIM(A{0}))="none")'
    for row, value in enumerate(TYPED, 1):
        sheet.append([value, "=" + limit.format(row)])
    book.save(path)


def limits(sheet: Any) -> dict[str, tuple[Any, ...]]:
    """Every limit by the cells it begins in; LibreOffice leaves out the unused end of a column."""
    return {
        re.sub(r":[A-Z]+\d+", "", str(limit.sqref)): (
            limit.type,
            limit.formula1 or "0",
            (limit.formula2 or "0") if limit.operator in (None, "between") else "0",
            limit.errorStyle or "stop",
            bool(limit.showErrorMessage),
            limit.prompt,
            limit.error,
            limit.errorTitle,
        )
        for limit in sheet.data_validations.dataValidation
    }


@pytest.mark.parametrize("kind", KINDS)
def test_libreoffice_keeps_every_limit_and_its_words(kind: str, again: Mapping[str, tuple[Any, Any]]) -> None:
    before, after = again[kind]
    assert after.sheetnames == before.sheetnames
    for sheet in before:
        assert limits(after[sheet.title]) == limits(sheet)


@pytest.mark.parametrize("kind", KINDS)
def test_libreoffice_keeps_every_text_and_comment(kind: str, again: Mapping[str, tuple[Any, Any]]) -> None:
    before, after = again[kind]
    for sheet in before:
        for row in sheet.iter_rows():
            for cell in row:
                other = after[sheet.title][cell.coordinate]
                assert other.value == cell.value
                if cell.comment:
                    assert other.comment.text.split() == cell.comment.text.split()


@pytest.mark.parametrize("kind", KINDS)
def test_libreoffice_keeps_the_formats_of_whole_columns(kind: str, again: Mapping[str, tuple[Any, Any]]) -> None:
    before, after = again[kind]
    for sheet in before:
        for column in sheet.iter_cols(max_row=1):
            letter = column[0].column_letter
            wanted = sheet.column_dimensions[letter].number_format
            # LibreOffice gathers equal columns and marks signs that stand for themselves.
            place = max(
                (name for name, found in after[sheet.title].column_dimensions.items() if found.min <= column[0].column),
                key=lambda name: after[sheet.title].column_dimensions[name].min,
            )
            found = after[sheet.title].column_dimensions[place].number_format
            assert found.replace("\\", "").replace('"', "") == wanted.replace('"', "")


def test_a_limit_that_admits_none_admits_what_it_should(again: Mapping[str, tuple[Any, Any]]) -> None:
    sheet = again["typed"][1].active
    assert {row[0].value: row[1].value for row in sheet.iter_rows()} == TYPED
    formula = next(
        limit.formula1
        for limit in again["policy"][0]["Settings"].data_validations.dataValidation
        if limit.type == "custom" and "INT(D7)" in limit.formula1
    )
    assert formula == 'IF(ISNUMBER(D7),AND(D7>=0,D7<=365,D7=INT(D7)),LOWER(TRIM(D7))="none")'
