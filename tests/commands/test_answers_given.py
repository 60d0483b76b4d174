"""Answers of ours are no input: wherever one is wanted, a worklist is named and refused, and nothing is written."""

from pathlib import Path

import openpyxl
import pytest
from running import EXAMPLES, Run

REQUESTS = EXAMPLES / "variants" / "requests.csv"
AS_OF = ("--as-of", "2026-11-23")
WHERE = (
    "decide {w}",
    "decide {r} --policy {w}",
    "decide {r} --overrides {w}",
    "decide {r} --orders {w}",
    "decide {r} --inventory {w}",
    "decide {r} --deliveries {w}",
    "validate {w}",
    "validate {r} --policy {w}",
    "convert {w} --to csv -o {o}.csv",
    "convert {w} --to amazon -o {o}.txt",
    "template policy --from {w} -o {o}.xlsx",
    "template overrides --from {w} -o {o}.xlsx",
    "template requests --from {w} -o {o}.xlsx",
)


@pytest.fixture(params=[("w.xlsx",), ("w.csv", "--keep-columns")], ids=str)
def worklist(run: Run, tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """Answers as a run writes them."""
    name, *more = request.param
    path = tmp_path / name
    assert run("decide", REQUESTS, *AS_OF, *more, "-o", path).code == 0
    return path


@pytest.mark.parametrize("command", WHERE)
def test_a_worklist_is_named_and_refused_wherever_an_input_is_wanted(
    run: Run, tmp_path: Path, worklist: Path, command: str
) -> None:
    before = sorted(tmp_path.iterdir())
    result = run(*command.format(w=worklist, r=REQUESTS, o=tmp_path / "out").split())
    assert result.code == 3
    assert "error[wrong-report]" in result.out + result.err
    assert "a worklist of returnctl, which holds answers" in result.out + result.err
    assert "--overrides" not in result.out + result.err
    assert sorted(tmp_path.iterdir()) == before


@pytest.mark.parametrize("form", ["json", "jsonl"])
@pytest.mark.parametrize(
    "command", [each for each in WHERE if not any(beside in each for beside in ("--orders", "--inv", "--del"))]
)
def test_answers_in_json_are_named_and_refused_too(run: Run, tmp_path: Path, form: str, command: str) -> None:
    path = tmp_path / f"w.{form}"
    assert run("decide", REQUESTS, *AS_OF, "-o", path).code == 0
    result = run(*command.format(w=path, r=REQUESTS, o=tmp_path / "out").split())
    assert result.code == 3
    assert "a worklist of returnctl, which holds answers" in result.out + result.err
    assert list(tmp_path.iterdir()) == [path]


def test_a_worklist_is_known_whichever_of_its_sheets_comes_first_and_whatever_they_are_called(
    run: Run, tmp_path: Path
) -> None:
    path = tmp_path / "w.xlsx"
    run("decide", REQUESTS, *AS_OF, "-o", path)
    book = openpyxl.load_workbook(path)
    book.move_sheet("Summary", -1)
    book["Decisions"].title = "November"
    book["November"].insert_rows(1)
    book["November"]["A1"] = "what I did in November"
    book.save(path)
    for arguments in ((path,), (REQUESTS, "--overrides", path), (REQUESTS, "--policy", path)):
        result = run("decide", *arguments)
        assert result.code == 3
        assert "a worklist of returnctl" in result.err
    book["November"].title = "Overrides"
    book.save(path)
    assert "a worklist of returnctl" in run("decide", REQUESTS, "--overrides", path).err


@pytest.mark.parametrize(
    "more", ["recommendation", "rule", "because", "recommendation,because", "recommendation,rule", "done,by,remarks"]
)
def test_a_request_table_with_some_such_columns_is_still_read(run: Run, tmp_path: Path, more: str) -> None:
    path = tmp_path / "mine.csv"
    blanks = "," * (more.count(",") + 1)
    path.write_text(f"sku,reason,{more}\nA-1,defective{blanks}\n", encoding="utf-8")
    assert "1 decided" in run("decide", path, *AS_OF).out
    assert run("validate", path, *AS_OF).out.splitlines()[0].startswith(f"{path}: your return requests")


def test_overrides_beside_a_worklist_in_one_workbook_are_still_read(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "all.xlsx"
    run("decide", REQUESTS, *AS_OF, "-o", path)
    book = openpyxl.load_workbook(path)
    sheet = book.create_sheet("Overrides")
    sheet.append(("sku", "return_window_days"))
    sheet.append(("LAMP-DESK-BLK", 45))
    book.save(path)
    result = run("decide", REQUESTS, "--overrides", path, *AS_OF, "--format", "csv")
    assert result.code == 0
    assert f"{path}:Overrides!B2" in result.out
    assert "your overrides, 1 row in sheet `Overrides`" in run("validate", path, *AS_OF).out.replace("\n ", "")


def test_requests_in_json_lines_that_speak_of_a_rule_are_still_read(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "mine.jsonl"
    path.write_text('{"sku": "A-1", "reason": "defective", "rule": "\\"because\\": no"}\n', encoding="utf-8")
    assert "1 decided" in run("decide", path, *AS_OF).out
