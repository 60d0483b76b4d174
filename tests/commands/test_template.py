"""The command that makes templates, as its user meets it."""

import io
from pathlib import Path

import pytest
from openpyxl import load_workbook
from running import EXAMPLES, Run

from returnctl.commands.exits import Exit

OVERRIDES = EXAMPLES / "overrides.xlsx"


@pytest.mark.parametrize("kind", ["policy", "overrides", "requests"])
def test_a_template_is_written_where_it_was_asked_for(kind: str, run: Run, tmp_path: Path) -> None:
    result = run("template", kind, "-o", tmp_path / "mine.xlsx")
    assert (result.code, result.err) == (0, "")
    assert result.out.startswith(f"written to {tmp_path / 'mine.xlsx'}\nfill it in, save it, then: returnctl validate ")
    assert load_workbook(tmp_path / "mine.xlsx").sheetnames[0] == "Instructions"


def test_an_empty_template_changes_no_answer_and_adds_no_word(run: Run, tmp_path: Path) -> None:
    for kind in ("policy", "overrides"):
        run("template", kind, "-o", tmp_path / f"{kind}.xlsx")
    arguments = ("decide", EXAMPLES / "returns-report.txt", "--as-of", "2026-11-23")
    plain = run(*arguments)
    mine = run(*arguments, "--policy", tmp_path / "policy.xlsx", "--overrides", tmp_path / "overrides.xlsx")
    assert mine == plain


@pytest.mark.parametrize(
    ("arguments", "option", "words"),
    [
        (("overides",), "KIND", "did you mean `overrides`?"),
        (("returns",), "KIND", "did you mean `requests`?"),
        (("Settings",), "KIND", "did you mean `policy`?"),
        (("Policy",), "KIND", "did you mean `policy`?"),
        (("colours-and-sizes",), "KIND", "write one of policy, overrides, requests"),
        (("policy", "--format", "ods"), "--format", "xlsx, csv, tsv"),
        (("policy", "-o", "policy.ods"), "--output", "names no format"),
        (("policy", "-o", "policy.csv", "--format", "xlsx"), "--output", "the format is xlsx"),
        (("policy", "-o", ""), "--output", "empty"),
        (("policy", "--store", "QQQ"), "--store", "write one of US"),
        (("policy", "--sheet", "Rules"), "--sheet", "holds all sheets"),
        (("policy", "--sheet", "Rulse", "--format", "csv"), "--sheet", "did you mean `Rules`?"),
        (("policy", "--sheet", "?", "--format", "csv"), "--sheet", "write one of Settings"),
        (("overrides", "--sheet", "Overrides", "--format", "csv"), "--sheet", "one sheet only"),
        (("overrides", "--from", "-"), "--from", "name a file"),
        (("overrides", "--delimiter", "semicolon"), "--delimiter", "for text files (csv) only"),
        (("overrides", "--format", "tsv", "--delimiter", "comma"), "--delimiter", "a .tsv has tabs"),
    ],
)
def test_wrong_usage_names_its_option(arguments: tuple[str, ...], option: str, words: str, run: Run) -> None:
    result = run("template", *arguments)
    assert result.code == Exit.USAGE
    assert f"Invalid value for {option}" in result.err
    assert words in " ".join(result.err.split())


def test_the_file_that_a_template_is_filled_from_is_never_written_over(run: Run, tmp_path: Path) -> None:
    mine = tmp_path / "overrides.xlsx"
    mine.write_bytes(OVERRIDES.read_bytes())
    result = run("template", "overrides", "--from", mine, "-o", mine)
    assert (result.code, mine.read_bytes()) == (Exit.USAGE, OVERRIDES.read_bytes())


def test_a_file_that_cannot_be_used_leaves_nothing(run: Run, tmp_path: Path) -> None:
    result = run("template", "requests", "--from", EXAMPLES / "broken/report-fba.txt", "-o", tmp_path / "r.xlsx")
    assert (result.code, list(tmp_path.iterdir())) == (Exit.INPUT, [])
    assert "error[wrong-report]" in result.err
    assert result.err.endswith("returnctl: nothing was written\n")


def test_a_folder_that_is_not_there_is_said_before_anything_is_read(run: Run, tmp_path: Path) -> None:
    result = run("template", "overrides", "--from", "not-there.xlsx", "-o", tmp_path / "no" / "o.xlsx")
    assert result.code == Exit.OUTPUT
    assert "make the folder first" in result.err


def test_cells_that_cannot_be_read_are_told_and_the_template_is_written(run: Run, tmp_path: Path) -> None:
    source = EXAMPLES / "broken/overrides-days-as-text.xlsx"
    result = run("template", "overrides", "--from", source, "-o", tmp_path / "o.xlsx")
    assert result.code == Exit.FINDINGS
    assert "Overrides!D5: error[not-a-whole-number]: `return_window_days` must be" in result.err
    assert f"written to {tmp_path / 'o.xlsx'}, with " in result.out
    assert "thirty" in [cell.value for cell in load_workbook(tmp_path / "o.xlsx")["Overrides"]["D"]]


@pytest.mark.parametrize(("form", "delimiter"), [("csv", ","), ("tsv", "\t")])
def test_a_pipe_gets_the_text_itself_and_nothing_else(form: str, delimiter: str, run: Run) -> None:
    result = run("template", "overrides", "--format", form)
    assert (result.code, result.err) == (0, "")
    assert result.out.startswith(delimiter.join(("sku", "store", "authorization")))
    assert result.out.count("\r\n") == 1


@pytest.mark.parametrize(
    ("sheet", "header"), [(None, "setting,valid_from"), ("rules", "rule,family"), ("Holidays", "store,category")]
)
def test_a_text_holds_one_sheet_of_a_policy(sheet: str | None, header: str, run: Run) -> None:
    asked = () if sheet is None else ("--sheet", sheet)
    assert run("template", "policy", "--format", "csv", *asked).out.startswith(header)


def test_a_workbook_can_be_piped(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    import sys

    from returnctl.commands.main import app

    stream = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    monkeypatch.setattr(sys, "stdout", stream)
    with pytest.raises(SystemExit):
        app(["template", "overrides", "-o", "-"])
    stream.flush()
    content = stream.buffer.getvalue()  # type: ignore[attr-defined]
    assert load_workbook(io.BytesIO(content)).sheetnames == ["Instructions", "Overrides"]


def test_a_text_that_had_to_be_marked_is_told(run: Run, tmp_path: Path) -> None:
    source = tmp_path / "own.tsv"
    source.write_text("sku\tkeep_up_to\n=1+1\t5\n@x\t6\n", encoding="utf-8")
    result = run("template", "overrides", "--from", source, "-o", tmp_path / "o.csv")
    assert result.code == 0
    assert ":2 (sku): warning[apostrophe-added]: `=1+1` stands with a `'` before it" in result.err
    assert "; so do one more cell\n" in result.err
    assert b"\r\n'=1+1," in (tmp_path / "o.csv").read_bytes()


def test_the_store_may_come_from_the_environment(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("RETURNCTL_STORE", "amazon.de")
    run("template", "policy", "-o", tmp_path / "p.xlsx")
    assert load_workbook(tmp_path / "p.xlsx")["Settings"]["E1"].value == "DE"


def test_a_csv_for_a_german_excel_has_semicolons_and_decimal_commas(run: Run, tmp_path: Path) -> None:
    source = tmp_path / "own.tsv"
    source.write_text("sku\tkeep_up_to\tnote\nA-1\t3.5\tGröße\n", encoding="utf-8")
    result = run("template", "overrides", "--from", source, "--delimiter", "semicolon", "-o", tmp_path / "o.csv")
    assert result.code == 0
    lines = (tmp_path / "o.csv").read_text(encoding="utf-8-sig").splitlines()
    assert lines[0].startswith("sku;store;authorization;")
    assert [cell for cell in lines[1].split(";") if cell] == ["A-1", "3,5", "Größe"]
    assert (tmp_path / "o.csv").read_bytes().startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize(("name", "command"), [("o.xlsx", "validate o.xlsx"), ("my o.xlsx", 'validate "my o.xlsx"')])
def test_the_instructions_name_the_file_that_was_made(name: str, command: str, run: Run, tmp_path: Path) -> None:
    result = run("template", "overrides", "-o", tmp_path / name)
    steps = [str(cell.value) for cell in load_workbook(tmp_path / name)["Instructions"]["A"]]
    assert any(step.endswith(f"check it: returnctl {command}") for step in steps)
    assert result.out.splitlines()[-1].count('"') == (2 if " " in name else 0)


def test_no_date_is_wider_than_its_column(run: Run, tmp_path: Path) -> None:
    source = tmp_path / "o.csv"
    source.write_text("sku,valid_to,order_date,reason\nA-1,2026-11-01,,\n", encoding="utf-8")
    run("template", "overrides", "-o", tmp_path / "o.xlsx")
    sheet = load_workbook(tmp_path / "o.xlsx")["Overrides"]
    assert [sheet.column_dimensions[letter].width for letter in "MN"] == [16, 16]
    run("template", "requests", "--from", EXAMPLES / "returns-report.txt", "-o", tmp_path / "r.xlsx")
    sheet = load_workbook(tmp_path / "r.xlsx")["Requests"]
    for cell in sheet[2]:
        if cell.is_date:
            moment = "hh" in cell.number_format
            assert sheet.column_dimensions[cell.column_letter].width >= (24 if moment else 14)
