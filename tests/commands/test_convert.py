"""Conversions as their user meets them: what is written, what is told, how they end."""

import json
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from running import EXAMPLES, Run

from returnctl.files.policies.loading import load_policy

OVERRIDES = EXAMPLES / "overrides.xlsx"
AMAZON = EXAMPLES / "amazon-overrides.txt"
TO_AMAZON = ("--to", "amazon", "--as-of", "2026-11-23")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def here() -> list[str]:
    return [path.name for path in Path().iterdir()]


def table(name: str, *lines: str) -> str:
    Path(name).write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return name


def book(name: str, **sheets: list[list[Any]]) -> str:
    made = Workbook()
    made.remove(made.active)  # type: ignore[arg-type]
    for title, rows in sheets.items():
        page = made.create_sheet(title)
        for row in rows:
            page.append(row)
    made.save(name)
    return name


def test_without_output_the_file_is_named_after_the_input_and_nothing_is_replaced(run: Run) -> None:
    result = run("convert", OVERRIDES, *TO_AMAZON)
    assert result.code == 0
    assert "written to overrides.txt: 3 rows (1 AUTOMATIC, 2 MANUAL)" in result.out
    before = Path("overrides.txt").read_bytes()
    again = run("convert", AMAZON, *TO_AMAZON[:2], "-o", "other.txt")
    assert again.code == 0
    refused = run("convert", OVERRIDES, *TO_AMAZON)
    assert refused.code == 2
    assert "already there" in refused.err
    assert Path("overrides.txt").read_bytes() == before
    assert run("convert", OVERRIDES, *TO_AMAZON, "-o", "overrides.txt").code == 0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--to", "pdf"), "not one of amazon"),
        (("--to", "csv", "--format", "yaml"), "neither text nor json"),
        (("--to", "csv", "--store", "US"), "for --to amazon only"),
        (("--to", "csv", "-o", "x.xlsx"), "ends in .xlsx"),
        (("--to", "amazon", "-o", "x.csv"), "name it .txt"),
        (("--to", "xlsx", "-o", "-"), "standard output"),
        (("--to", "csv", "-o", "-", "--format", "json"), "cannot both"),
        (("--to", "returnctl", "-o", "x.pdf"), "names no kind"),
        (("--to", "amazon", "--store", "XX"), "not a store"),
        (("--to", "xlsx", "-o", str(OVERRIDES)), "also an input"),
        (("--to", "amazon", "--template", str(AMAZON), "-o", str(AMAZON)), "also an input"),
        (("--to", "csv", "-o", ""), "empty"),
        (("--to", "csv", "--delimiter", ";"), "`;` is not comma, semicolon or tab; write the word"),
        (("--to", "csv", "--decimal", ","), "`,` is not point or comma; write the word"),
        (("--to", "xlsx", "--delimiter", "comma"), "for text files (csv) only"),
        (("--to", "amazon", "--decimal", "comma"), "for text files (csv) only"),
        (("--to", "tsv", "--delimiter", "semicolon"), "write a .csv with --delimiter semicolon"),
    ],
)
def test_wrong_usage_ends_with_2_and_writes_nothing(run: Run, arguments: tuple[str, ...], words: str) -> None:
    before = OVERRIDES.read_bytes(), AMAZON.read_bytes()
    result = run("convert", OVERRIDES, *arguments)
    assert result.code == 2
    assert words in " ".join(result.err.split())
    assert (OVERRIDES.read_bytes(), AMAZON.read_bytes()) == before
    assert not here()


@pytest.mark.parametrize("to", ["amazon", "csv", "xlsx", "returnctl"])
def test_an_input_that_cannot_be_used_ends_with_3_and_writes_nothing(run: Run, to: str) -> None:
    for name in ("no-such-file.xlsx", EXAMPLES / "broken" / "report-truncated.xlsx", EXAMPLES):
        result = run("convert", name, "--to", to, "-o", "x.csv" if to == "returnctl" else "x")
        assert result.code == 3, name
        assert "nothing was written" in result.err
    assert not here()


def test_a_row_that_cannot_be_read_is_left_out_and_named(run: Run) -> None:
    result = run("convert", EXAMPLES / "broken" / "overrides-error-cell.xlsx", "--to", "csv", "-o", "o.csv")
    assert result.code == 1
    assert "Overrides!D5: error[error-cell]" in result.err
    assert "4 rows read: 3 written, 1 left out" in result.out
    assert "1 that cannot be read" in result.out


def test_what_excel_has_changed_never_becomes_a_sku(run: Run) -> None:
    book("o.xlsx", Overrides=[["sku", "keep_up_to"], [date(2026, 3, 1), 5], [12345678901234567890, 5], ["A-1", 5]])
    result = run("convert", "o.xlsx", "--to", "csv", "-o", "o.csv")
    assert result.code == 1
    assert Path("o.csv").read_text(encoding="utf-8-sig").splitlines() == ["sku,keep_up_to", "A-1,5"]


def test_json_names_every_lost_cell_and_adds_up(run: Run) -> None:
    result = run("convert", OVERRIDES, *TO_AMAZON, "--format", "json")
    document = json.loads(result.out)
    summary = document["summary"]
    assert summary["rows"] == summary["kept"] + sum(summary["left_out"].values())
    assert summary["lost"] == len(document["lost"]) == 43
    assert {"term": "return_window_days", "value": "10", "cell": "D2"}.items() <= document["lost"][0].items()
    assert document["written"] == [{"file": "overrides.txt", "tables": [], "rows": 3}]
    told = [finding for finding in document["findings"] if finding["code"] == "not-in-target"]
    assert len(told) == len({loss["term"] for loss in document["lost"]})


def test_the_table_goes_to_standard_output_and_the_summary_beside_it(run: Run) -> None:
    result = run("convert", AMAZON, "--to", "returnctl", "-o", "-")
    assert result.out.splitlines()[0] == "sku,authorization"
    assert "5 rows read: 4 written, 1 left out" in result.err
    assert not here()


def test_standard_input_is_converted(run: Run) -> None:
    result = run("convert", "-", *TO_AMAZON, "-o", "-", stdin=b"sku,authorization\nA-1,manual\n")
    assert result.out.splitlines()[2:] == ["A-1\tMANUAL"]
    assert run("convert", "-", *TO_AMAZON, stdin=b"sku,authorization\nA-1,manual\n").code == 0
    assert here() == ["converted.txt"]


def test_more_than_fifty_thousand_skus_become_numbered_files_and_older_ones_are_told(run: Run) -> None:
    table("many.csv", "sku,authorization", *(f"S-{n},MANUAL" for n in range(50_001)))
    table("up-3.txt", "old")
    result = run("convert", "many.csv", *TO_AMAZON, "-o", "up.txt")
    assert result.code == 0
    assert "up-3.txt: warning[older-output]" in result.err
    lines = [Path(name).read_text(encoding="utf-8").splitlines() for name in ("up-1.txt", "up-2.txt")]
    assert [len(found) for found in lines] == [50_002, 3]
    assert lines[0][:2] == lines[1][:2]
    assert lines[1][2] == "S-50000\tMANUAL"
    assert not Path("up.txt").exists()
    refused = run("convert", "many.csv", *TO_AMAZON, "-o", "-")
    assert refused.code == 2


def test_several_files_are_written_all_or_none(run: Run) -> None:
    Path("policy-Tests.csv").mkdir()
    result = run("convert", EXAMPLES / "policy.xlsx", "--to", "csv", "-o", "policy.csv")
    assert result.code == 4
    assert here() == ["policy-Tests.csv"]


def test_nothing_has_changed_since_the_last_upload(run: Run) -> None:
    run("convert", OVERRIDES, *TO_AMAZON, "-o", "last.txt")
    result = run("convert", OVERRIDES, *TO_AMAZON, "--previous", "last.txt", "-o", "new.txt")
    assert result.code == 0
    assert "last.txt: note[nothing-to-write]" in result.err
    assert "3 unchanged since the last upload" in result.out
    assert not Path("new.txt").exists()


def test_an_earlier_upload_of_the_seller_s_own_kind_will_do(run: Run) -> None:
    table("before.csv", "sku,authorization", "A-1,AUTOMATIC", "A-2,MANUAL", "A-3,MANUAL")
    table("now.csv", "sku,authorization", "A-1,MANUAL", "A-2,MANUAL")
    run("convert", "now.csv", *TO_AMAZON, "--previous", "before.csv", "-o", "up.txt")
    assert Path("up.txt").read_text(encoding="utf-8").splitlines()[2:] == ["A-1\tMANUAL", "A-3\tDELETE"]


def test_an_earlier_upload_that_cannot_be_read_ends_the_command(run: Run) -> None:
    assert run("convert", OVERRIDES, *TO_AMAZON, "--previous", "none.txt").code == 3
    assert run("convert", OVERRIDES, *TO_AMAZON, "--template", "none.txt").code == 3
    assert not here()


def test_a_policy_means_the_same_after_a_visit_to_text(run: Run) -> None:
    table(
        "settings.csv",
        "setting;default;DE",
        "review_above;1.250,50;none",
        "return_window_days;30;40",
        "guarantee_days;;900",
    )
    table("holidays.csv", "store,from,to,request_by", "DE,01.11.2026,24.12.2026,31.01.2027")
    run("convert", "settings.csv", "holidays.csv", EXAMPLES / "policy-own-rules.xlsx", "--to", "xlsx", "-o", "p.xlsx")
    run("convert", "p.xlsx", "--to", "tsv", "-o", "q.tsv")
    run("convert", "p.xlsx", "--to", "csv", "--decimal", "comma", "-o", "g.csv")
    assert "review_above;1250,5" in Path("g-Settings.csv").read_text(encoding="utf-8")
    ways = [
        sorted(str(path) for path in Path().glob("g-*.csv")),
        ["settings.csv", "holidays.csv", str(EXAMPLES / "policy-own-rules.xlsx")],
        ["p.xlsx"],
        sorted(str(path) for path in Path().glob("q-*.tsv")),
    ]
    loaded = [load_policy(paths) for paths in ways]
    assert len({found.policy.hash for found in loaded if found.policy is not None}) == 1
    assert None not in [found.policy for found in loaded]
    page = load_workbook("p.xlsx")["Settings"]
    assert (page["B2"].value, page["C2"].value, page["B3"].value) == (1250.5, "none", 30)
    assert load_workbook("p.xlsx")["Holidays"]["B2"].number_format == "yyyy-mm-dd"


def test_two_tables_of_one_kind_stand_under_one_another_and_two_of_rules_are_refused(run: Run) -> None:
    table("a.csv", "sku,keep_up_to,mine", "A-1,5,x")
    table("b.csv", "sku,note,keep_up_to", "A-2,hello,6")
    assert run("convert", "a.csv", "b.csv", "--to", "csv", "-o", "c.csv").code == 0
    assert Path("c.csv").read_text(encoding="utf-8-sig").splitlines() == [
        "sku,keep_up_to,mine,note",
        "A-1,5,x,",
        "A-2,6,,hello",
    ]
    rules = EXAMPLES / "policy-own-rules.xlsx"
    run("convert", rules, "--to", "xlsx", "-o", "rules.xlsx")
    assert run("convert", rules, "rules.xlsx", "--to", "xlsx", "-o", "both.xlsx").code == 3


def decided(run: Run, name: object) -> list[tuple[Any, ...]]:
    said = run("decide", name, "--store", "US", "--as-of", "2026-11-23", "--format", "jsonl").out
    rows = [json.loads(line) for line in said.splitlines()]
    assert rows
    return [(row["sku"], row["order_id"], row["recommendation"], row["respond_by"], row["quantity"]) for row in rows]


SEMICOLONS = ("--delimiter", "semicolon")
COMMAS = ("--delimiter", "comma", "--decimal", "comma")


@pytest.mark.parametrize("path", sorted((EXAMPLES / "variants").iterdir()), ids=lambda path: path.name)
def test_requests_are_decided_the_same_in_a_workbook_and_in_text(run: Run, path: Path) -> None:
    before = decided(run, path)
    for name, arguments in (("r.xlsx", ("--to", "xlsx")), ("r.csv", ("--to", "csv", *COMMAS))):
        run("convert", path, *arguments, "-o", name)
        assert decided(run, name) == before


@pytest.mark.parametrize("name", ["columns-33.txt", "requests.csv"])
def test_requests_are_decided_the_same_after_many_conversions(run: Run, name: str) -> None:
    source: object = EXAMPLES / "variants" / name
    before = decided(run, source)
    forms: list[tuple[str, tuple[str, ...]]] = [
        ("xlsx", ()),
        ("csv", ()),
        ("tsv", ()),
        ("csv", SEMICOLONS),
        ("csv", COMMAS),
    ]
    for number, (to, arguments) in enumerate(forms):
        run("convert", source, "--to", to, *arguments, "-o", f"{number}.{to}")
        source = Path(f"{number}.{to}")
        assert decided(run, source) == before


def test_buyers_data_is_never_copied(run: Run) -> None:
    table("r.csv", "sku,reason,Customer Comments,mine", "A-1,defective,call me on 555,x")
    result = run("convert", "r.csv", "--to", "tsv", "-o", "r.tsv")
    assert "`Customer Comments` holds data of buyers" in result.err
    assert "555" not in Path("r.tsv").read_text(encoding="utf-8")
    table("s.csv", "Merchant SKU,Return Reason,Telefonnummer,Item Name", "A-1,CR-DEFECTIVE,555,Lamp")
    assert "`Telefonnummer` holds data of buyers" in run("convert", "s.csv", "--to", "tsv", "-o", "s.tsv").err
    assert "555" not in Path("s.tsv").read_text(encoding="utf-8")


def test_what_the_target_cannot_hold_is_named_and_left_blank(run: Run) -> None:
    book("o.xlsx", Overrides=[["sku", "keep_up_to", "my text"], ["A-1", 5, "line\n" * 60], ["A-2", 5, "x\ty\nz"]])
    result = run("convert", "o.xlsx", "--to", "tsv", "-o", "o.tsv")
    assert result.code == 0
    assert "Overrides!C2: warning[not-in-target]" in result.err
    assert Path("o.tsv").read_text(encoding="utf-8-sig").splitlines() == [
        "sku\tkeep_up_to\tmy text",
        "A-1\t5\t",
        "A-2\t5\t",
    ]


def test_titles_above_the_header_and_stray_cells_are_told(run: Run) -> None:
    book("o.xlsx", Overrides=[["My exceptions"], ["sku", "keep_up_to"], ["A-1", 5, "stray"]])
    result = run("convert", "o.xlsx", "--to", "csv", "-o", "o.csv")
    assert "above the header in row 2" in result.err
    assert "[stray-cell]" in result.err


def test_converted_text_opens_no_formula_in_a_spreadsheet(run: Run) -> None:
    table("o.csv", "sku,note", "'=1+1,'+49 30", "-A,@x", "''=1,")
    run("convert", "o.csv", "--to", "xlsx", "-o", "o.xlsx")
    page = load_workbook("o.xlsx")["Overrides"]
    assert [[cell.value for cell in row] for row in page.iter_rows(min_row=2)] == [
        ["=1+1", "+49 30"],
        ["-A", "@x"],
        ["'=1", None],
    ]
    assert all(cell.data_type != "f" for row in page.iter_rows() for cell in row)
    run("convert", "o.xlsx", "--to", "csv", "-o", "again.csv")
    lines = Path("again.csv").read_text(encoding="utf-8-sig").splitlines()
    assert lines == ["sku,note", "'=1+1,'+49 30", "'-A,'@x", "''=1,"]


def test_a_workbook_holds_skus_as_text_days_as_days_and_numbers_as_numbers(run: Run) -> None:
    table("o.csv", "sku,return_window_days,keep_up_to,valid_from", "00123,30,12.50,2026-01-31", "1E5,thirty,none,")
    run("convert", "o.csv", "--to", "xlsx", "-o", "o.xlsx")
    page = load_workbook("o.xlsx")["Overrides"]
    assert [cell.value for cell in page[2]][:3] == ["00123", 30, 12.5]
    assert (page["D2"].value.date(), page["D2"].number_format) == (date(2026, 1, 31), "yyyy-mm-dd")  # type: ignore[union-attr]
    assert [cell.value for cell in page[3]] == ["1E5", "thirty", "none", None]
    assert page["A2"].number_format == page["A3"].number_format == "@"
    assert page.freeze_panes == "A2"


@pytest.mark.parametrize(
    ("cells", "left"),
    [
        (["1,234", 12.5], 1),  # as text both would be read, beside `12.5`, as 1234 and 12.5
        (["1.234,50", "12.50", "thirty"], 0),
        (["1,234", "5,678"], 2),
        (["1,5", "2,5"], 0),
        (["none", "20 USD", 3], 0),
    ],
)
def test_a_cell_that_means_nothing_is_not_made_to_mean_something(run: Run, cells: list[Any], left: int) -> None:
    book("o.xlsx", Overrides=[["sku", "keep_up_to"], *([f"A-{n}", cell] for n, cell in enumerate(cells))])
    result = run("convert", "o.xlsx", "--to", "csv", "-o", "o.csv")
    assert result.code == (1 if left else 0)
    assert f"{left} left out" in result.out
    before, after = load_policy([], ["o.xlsx"]).policy, load_policy([], ["o.csv"]).policy
    assert before is not None
    assert after is not None
    assert set(after.broken) <= set(before.broken)
    assert {sku for sku in after.overrides if after.overrides[sku]} <= set(before.overrides) - set(before.broken)


def test_dates_that_may_mean_two_days_stay_what_they_are(run: Run) -> None:
    table("o.csv", "sku,keep_up_to,valid_from", "A-1,5,03/04/2026", "A-2,5,2026-05-01")
    run("convert", "o.csv", "--to", "xlsx", "-o", "o.xlsx")
    run("convert", "o.xlsx", "--to", "csv", "-o", "again.csv")
    assert Path("again.csv").read_text(encoding="utf-8-sig").splitlines()[1:] == [
        "A-1,5,03/04/2026",
        "A-2,5,2026-05-01",
    ]
    table("q.csv", "sku,keep_up_to,valid_from", "A-1,5,13/04/2026", "A-2,5,03/04/2026")
    run("convert", "q.csv", "--to", "csv", "-o", "days.csv")
    assert Path("days.csv").read_text(encoding="utf-8-sig").splitlines()[1:] == ["A-1,5,2026-04-13", "A-2,5,2026-04-03"]


GERMAN = 'sku;keep_up_to;valid_from;note;mine\n00123;3,5;2026-11-01;a, b;0,5\nA-2;1,2340;;"c;d";\n'


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (("--delimiter", "semicolon"), GERMAN),
        (("--decimal", "comma"), GERMAN),
        (("--delimiter", "semicolon", "--decimal", "comma"), GERMAN),
        (
            ("--delimiter", "tab"),
            "sku\tkeep_up_to\tvalid_from\tnote\tmine\n00123\t3.5\t2026-11-01\ta, b\t0.5\nA-2\t1.2340\t\tc;d\t\n",
        ),
        (
            ("--delimiter", "semicolon", "--decimal", "point"),
            GERMAN.replace("3,5", "3.5").replace("1,2340", "1.2340").replace("0,5", "0.5"),
        ),
        (
            ("--delimiter", "comma", "--decimal", "comma"),
            'sku,keep_up_to,valid_from,note,mine\n00123,"3,5",2026-11-01,"a, b","0,5"\nA-2,"1,2340",,c;d,\n',
        ),
    ],
)
def test_a_csv_can_be_written_as_the_excel_of_the_country_opens_it(
    run: Run, arguments: tuple[str, ...], text: str
) -> None:
    header = ["sku", "keep_up_to", "valid_from", "note", "mine"]
    rows = [["00123", 3.5, date(2026, 11, 1), "a, b", 0.5], ["A-2", 1.234, None, "c;d", None]]
    book("o.xlsx", Overrides=[header, *rows])
    assert run("convert", "o.xlsx", "--to", "csv", *arguments, "-o", "o.csv").code == 0
    assert Path("o.csv").read_bytes() == ("\ufeff" + text.replace("\n", "\r\n")).encode()
    before, after = load_policy([], ["o.xlsx"]), load_policy([], ["o.csv"])
    assert before.policy is not None
    assert after.policy is not None
    assert before.policy.hash == after.policy.hash
    assert [finding.code for finding in after.findings] == [finding.code for finding in before.findings]


def test_a_pattern_in_quotes_is_opened_out(run: Run) -> None:
    table("a.csv", "sku,keep_up_to", "A-1,5")
    table("b.csv", "sku,keep_up_to", "A-2,6")
    assert "2 rows read: 2 written" in run("convert", "*.csv", "--to", "xlsx", "-o", "both.xlsx").out
    assert "no-such-*.csv" in run("convert", "no-such-*.csv", "--to", "xlsx", "-o", "x.xlsx").err


@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("variants/requests.csv", "your return requests"),
        ("returns-report.txt", "Amazon's returns report"),
        ("policy.xlsx", "your policy"),
        ("amazon-processing-report.txt", "a processing report of Amazon"),
    ],
)
def test_a_file_that_is_no_overrides_is_named_and_refused(run: Run, name: str, what: str) -> None:
    for arguments in ((EXAMPLES / name,), (OVERRIDES, "--previous", EXAMPLES / name)):
        result = run("convert", *arguments, *TO_AMAZON, "-o", "x.txt")
        assert (result.code, result.out) == (3, "")
        assert f"{name}: error[unknown-table]: expected overrides, found {what}" in result.err
        assert result.err.count("error[") == 1
        assert not here()


@pytest.mark.parametrize("name", ["returns-report.txt", "variants/requests.csv"])
@pytest.mark.parametrize("output", [(), ("-o", "x.txt")])
def test_requests_cannot_become_overrides_whatever_the_output_is_called(
    run: Run, name: str, output: tuple[str, ...]
) -> None:
    shutil.copy(EXAMPLES / name, "report.txt")
    result = run("convert", "report.txt", *TO_AMAZON, *output)
    assert result.code == 3
    assert "which cannot become overrides: it holds what customers ask for" in result.err
    assert "hint: give your overrides, a table with `sku` and `authorization`" in result.err
    assert "--output" not in result.err
    assert here() == ["report.txt"]


def test_an_output_named_after_the_input_is_still_refused_where_it_is_the_input(run: Run) -> None:
    shutil.copy(EXAMPLES / "amazon-overrides.txt", "mine.txt")
    before = Path("mine.txt").read_bytes()
    result = run("convert", "mine.txt", *TO_AMAZON)
    assert result.code == 2
    assert "the output `mine.txt` is also an input" in result.err
    assert Path("mine.txt").read_bytes() == before


def test_tests_of_a_policy_are_no_overrides_and_its_sheet_of_overrides_is_used(run: Run) -> None:
    tests = [["sku", "reason", "label_paid_by", "expect"], ["A-1", "defective", "seller", "approve"]]
    book("p.xlsx", Settings=[["setting", "default"], ["review_above", 10]], Tests=tests)
    assert "found your policy" in run("convert", "p.xlsx", *TO_AMAZON, "-o", "x.txt").err
    assert "found your policy" in run("template", "overrides", "--from", "p.xlsx", "-o", "x.xlsx").err
    assert "found your policy" in run("decide", EXAMPLES / "returns-report.txt", "--overrides", "p.xlsx").err
    assert here() == ["p.xlsx"]
    book("p.xlsx", Settings=tests[:0], Tests=tests, Overrides=[["sku", "authorization"], ["A-1", "MANUAL"]])
    result = run("convert", "p.xlsx", *TO_AMAZON, "-o", "x.txt")
    assert (result.code, result.err.count("sheet")) == (0, 0)
    assert Path("x.txt").read_text(encoding="utf-8").splitlines()[2:] == ["A-1\tMANUAL"]


def test_overrides_with_a_column_of_requests_are_still_overrides(run: Run) -> None:
    table("o.csv", "sku,reason,authorization", "A-1,because,MANUAL")
    assert run("convert", "o.csv", *TO_AMAZON, "-o", "x.txt").code == 0
    table("r.csv", "sku,reason,note", "A-1,defective,hello")
    assert run("convert", "r.csv", *TO_AMAZON, "-o", "y.txt").code == 3


def test_an_upload_is_cleaned_without_losing_a_delete(run: Run) -> None:
    table("up.txt", "T\tV", "SKU\taction", "HOSE-M\tMANUAL", "HOSE-XL\tDELETE", "HOSE-M\tmanual")
    result = run("convert", "up.txt", *TO_AMAZON, "-o", "clean.txt")
    assert "written to clean.txt: 2 rows (1 MANUAL, 1 DELETE)" in result.out
    assert "no longer have an action" not in result.out
    assert Path("clean.txt").read_text(encoding="utf-8").splitlines()[2:] == ["HOSE-M\tMANUAL", "HOSE-XL\tDELETE"]


def test_why_no_file_is_written_is_the_true_reason(run: Run) -> None:
    table("o.csv", "sku,authorization,keep_up_to", "A,MANUAL,", "A,AUTOMATIC,", "B,MANUAL,x", "C,,5")
    result = run("convert", "o.csv", *TO_AMAZON, "-o", "x.txt")
    assert result.code == 1
    told = "every row with an action is left out (1 that cannot be read, 2 that contradict another row), and Amazon"
    assert told in result.err
    assert "header-assumed" not in result.err
    assert "2 that contradict another row" in result.out


def test_the_sheet_of_a_template_that_names_nothing_is_taken_from_and_told(run: Run) -> None:
    book("t.xlsx", Help=[["How to"], ["do it"]], Data=[["Vorlage", "v7"], ["Artikelnummer", "Aktion"]])
    result = run("convert", OVERRIDES, *TO_AMAZON, "--template", "t.xlsx", "-o", "x.txt")
    assert result.code == 0
    assert "t.xlsx:Data: warning[sheet-chosen]: no sheet begins with `TemplateType=`" in result.err
    assert Path("x.txt").read_text(encoding="utf-8").splitlines()[:2] == ["Vorlage\tv7", "Artikelnummer\tAktion"]


def test_what_has_no_place_is_one_finding_with_a_line_for_each_column(run: Run) -> None:
    result = run("convert", OVERRIDES, *TO_AMAZON)
    assert result.err.count("[not-in-target]") == 1
    assert "overrides.xlsx:Overrides: warning[not-in-target]: 43 cells of 13 columns have no place in" in result.err
    lines = [line for line in result.err.splitlines() if line.startswith("    ")]
    assert len(lines) == 13
    assert lines[0].split(maxsplit=1) == ["return_window_days", "3 cells, first D2"]
    assert all(len(line) < 80 for line in lines)


def test_losses_of_several_kinds_are_told_apart(run: Run) -> None:
    lines = ["A-1,MANUAL,2026-12-01,,x", "A-2,MANUAL,,DE,", "A-3,AUTOMATIC,,,y"]
    table("o.csv", "sku,authorization,valid_from,store,note", *lines)
    result = run("convert", "o.csv", *TO_AMAZON, "--store", "US", "-o", "x.txt")
    assert "o.csv: warning[not-in-target]: 3 cells of 2 columns have no place in Amazon's file" in result.err
    assert "    note        2 cells, first line 2" in result.err
    assert "o.csv:2 (authorization): warning[not-in-target]: `authorization` does not hold on 2026-11-23" in result.err
    assert "o.csv:3 (authorization): warning[not-in-target]: `authorization` holds in DE" in result.err
    assert "hint: Amazon's file knows no dates" in result.err


def test_colours_are_for_those_who_want_them(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = run("convert", OVERRIDES, *TO_AMAZON, "-o", "x.txt")
    assert "\x1b" not in plain.out + plain.err
    monkeypatch.setenv("FORCE_COLOR", "1")
    coloured = run("convert", OVERRIDES, *TO_AMAZON, "-o", "x.txt")
    assert "\x1b[1mwritten to x.txt" in coloured.out
    assert "warning[not-in-target]\x1b[0m: " in coloured.err.replace("\n", " ")
    monkeypatch.setenv("NO_COLOR", "1")
    assert run("convert", OVERRIDES, *TO_AMAZON, "-o", "x.txt") == plain


@pytest.mark.parametrize("command", [("convert", "--to", "amazon"), ("convert", "--to", "csv"), ("template", "--from")])
def test_a_row_of_amazons_file_that_is_too_long_is_told_with_the_remedy_for_that_file(
    run: Run, command: tuple[str, ...]
) -> None:
    table("up.txt", "T\tV", "SKU\taction", "A-1\tMANUAL\tDE", "A-2\tMANUAL")
    name, option, *value = command
    first = ("overrides", option, "up.txt") if name == "template" else ("up.txt", option, *value)
    result = run(name, *first, "-o", "x.xlsx" if name == "template" else "x")
    assert "up.txt:3: error[long-row]" in result.err
    assert "hint: delete what stands to the right of the action" in result.err
    assert "in quotes" not in result.err


def test_a_policy_with_empty_sheets_is_read_without_a_word_after_a_visit_to_text(run: Run) -> None:
    run("template", "policy", "-o", "p.xlsx")
    made = load_workbook("p.xlsx")
    made["Reasons"].append(["CR-OWN", "own words", "defective", "seller"])
    made["Categories"].append([None, "shoes", 60])
    made.save("p.xlsx")
    result = run("convert", "p.xlsx", "--to", "csv", "-o", "q.csv")
    empty = "p.xlsx: note[not-in-target]: `Rules`, `Holidays`, `Tests` have no rows: they set nothing, and are not"
    assert empty in result.err
    names = sorted(name for name in here() if name.startswith("q-"))
    assert names == ["q-Categories.csv", "q-Reasons.csv", "q-Settings.csv"]
    run("convert", "q-*.csv", "--to", "xlsx", "-o", "back.xlsx")
    assert load_workbook("back.xlsx").sheetnames == ["Settings", "Reasons", "Categories"]
    assert "[no-data-rows]" not in run("validate", "back.xlsx").out
    before, after = load_policy(["p.xlsx"]), load_policy(["back.xlsx"])
    assert before.policy is not None
    assert after.policy is not None
    assert before.policy.hash == after.policy.hash


def test_a_table_that_is_alone_is_converted_even_if_it_is_empty(run: Run) -> None:
    table("o.csv", "sku,keep_up_to")
    result = run("convert", "o.csv", "--to", "xlsx", "-o", "o.xlsx")
    assert (result.code, "0 rows read" in result.out) == (0, True)
    assert load_workbook("o.xlsx").sheetnames == ["Overrides"]


def test_rows_above_the_first_good_one_of_amazons_file_are_told_too(run: Run) -> None:
    lines = [["T", "V"], ["SKU", "action"], ["A-1", "MANUEL"], ["A-2"], ["A-3", "MANUAL"]]
    table("up.txt", *("\t".join(line) for line in lines))
    book("up.xlsx", Template=lines)
    for name, places in (("up.txt", ("3 (action)", "4")), ("up.xlsx", ("Template!B3",))):
        result = run("convert", name, *TO_AMAZON, "-o", "x.txt")
        assert result.code == 1
        assert all(f"{name}:{place}: error[" in result.err for place in places)
        assert "3 rows read: 1 written, 2 left out" in result.out


def test_a_row_whose_sku_no_cell_can_hold_is_left_out_and_told(run: Run, tmp_path: Path) -> None:
    mine, target = tmp_path / "mine.csv", tmp_path / "mine.xlsx"
    mine.write_text("sku,keep_up_to\n" + "x" * 40_000 + ",45\nB-1,50\n", encoding="utf-8")
    result = run("convert", mine, "--to", "xlsx", "-o", target)
    assert result.code == 1
    assert "mine.csv:2 (sku): error[text-too-long]" in result.err
    assert "2 rows read: 1 written, 1 left out" in result.out
