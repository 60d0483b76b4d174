"""`validate` as its user meets it: which file it takes for what, what it prints, how it ends."""

import json
import re
import shutil
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from running import EXAMPLES, Run

AS_OF = ("--as-of", "2026-11-23")
BROKEN = EXAMPLES / "broken"


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("overrides.xlsx", 0),
        ("broken/overrides-repeated-row.xlsx", 0),
        ("broken/overrides-days-as-text.xlsx", 1),
        ("broken/policy-unknown-fact.xlsx", 1),
        ("broken/report-missing-column.csv", 1),
        ("broken/report-no-rows.txt", 0),
        ("broken/report-empty.txt", 3),
        ("broken/report-html.xls", 3),
        ("broken/report-truncated.xlsx", 3),
        ("broken/report-with-entity.xml", 3),
        ("broken/report-two-sheets.xlsx", 3),
        ("broken/report-orders.txt", 3),
        ("not-there.xlsx", 3),
    ],
)
def test_the_exit_code_says_whether_anything_is_to_be_mended(run: Run, name: str, code: int) -> None:
    result = run("validate", EXAMPLES / name, *AS_OF)
    assert result.code == code
    assert result.err == ""
    assert result.out


def test_warnings_count_where_it_is_strict(run: Run) -> None:
    repeated = BROKEN / "overrides-repeated-row.xlsx"
    assert run("validate", repeated, *AS_OF).code == 0
    assert run("validate", repeated, *AS_OF, "--strict").code == 1


def test_every_file_is_checked_though_one_is_of_no_use(run: Run) -> None:
    result = run("validate", BROKEN / "report-empty.txt", BROKEN / "overrides-days-as-text.xlsx", *AS_OF)
    assert result.code == 3
    assert "error[file-empty]" in result.out
    assert "Overrides!D5: error[not-a-whole-number]" in result.out
    assert result.out.splitlines()[-1] == "2 files, 4 rows: 2 errors"


@pytest.mark.parametrize("form", ["text", "json", "jsonl"])
def test_the_findings_are_the_result_in_every_format(run: Run, form: str) -> None:
    result = run("validate", BROKEN / "overrides-days-as-text.xlsx", *AS_OF, "--format", form)
    assert result.code == 1
    assert "not-a-whole-number" in result.out


def test_json_says_what_each_file_is_and_counts_its_findings(run: Run) -> None:
    said = json.loads(run("validate", BROKEN / "overrides-days-as-text.xlsx", *AS_OF, "--format", "json").out)
    assert said["schema_version"] == 1
    [file] = said["files"]
    assert (file["kind"], file["rows"], file["errors"], file["usable"]) == ("overrides", 4, 1, True)
    assert said["summary"] == {"files": 1, "rows": 4, "errors": 1, "warnings": 0, "notes": 0, "only_counted": 0}
    [finding] = said["findings"]
    assert (finding["cell"], finding["amazon_code"], finding["amazon_record"]) == ("D5", None, None)


def test_a_request_is_looked_at_under_the_policy_and_overrides_beside_it(run: Run, tmp_path: Path) -> None:
    requests = tmp_path / "requests.csv"
    requests.write_text("sku,reason\n0815,defective\nA-1,a thing of its own\n", encoding="utf-8")
    reasons = tmp_path / "reasons.csv"
    reasons.write_text("code,label,family\nCR-OWN,a thing of its own,other\n", encoding="utf-8")
    alone = run("validate", requests, *AS_OF).out
    assert "unknown-reason-text" in alone
    assert "sku-near-miss" not in alone
    beside = run("validate", requests, reasons, EXAMPLES / "overrides.xlsx", *AS_OF).out
    assert "unknown-reason-text" not in beside
    assert "`0815` has no override, but `00815` has" in beside


def test_files_of_overrides_that_contradict_one_another_are_told(run: Run, tmp_path: Path) -> None:
    one, other = tmp_path / "one.csv", tmp_path / "other.csv"
    one.write_text("sku,return_window_days,keep_up_to\nA-1,45,10\n", encoding="utf-8")
    other.write_text("sku,return_window_days,keep_up_to\nA-1,60,10\n", encoding="utf-8")
    assert run("validate", one, *AS_OF, "--strict").code == run("validate", other, *AS_OF, "--strict").code == 0
    result = run("validate", one, other, *AS_OF)
    assert result.code == 1
    assert "error[conflicting-rows]: `return_window_days` of `A-1` is `60` here and `45` in" in result.out
    assert "note[repeated-row]" in result.out


def test_standard_input_is_checked_under_its_own_name(run: Run) -> None:
    content = (BROKEN / "overrides-days-as-text.xlsx").read_bytes()
    for arguments in ((), ("-",)):
        result = run("validate", *arguments, *AS_OF, stdin=content)
        assert result.code == 1
        assert result.out.startswith(
            "<stdin>: your overrides, 4 rows in sheet `Overrides`: 1 error\n<stdin>:Overrides!D5:"
        )


def test_patterns_are_opened_out_where_the_shell_does_not(run: Run, tmp_path: Path) -> None:
    for name in ("a.csv", "b.csv"):
        (tmp_path / name).write_text("sku,keep_up_to\nA-1,5\n", encoding="utf-8")
    assert run("validate", tmp_path / "*.csv", *AS_OF).out.count("your overrides") == 2
    assert run("validate", tmp_path / "*.tsv", *AS_OF).code == 3


def test_the_findings_can_be_written_to_a_file(run: Run, tmp_path: Path) -> None:
    target = tmp_path / "findings.json"
    result = run("validate", BROKEN / "overrides-days-as-text.xlsx", *AS_OF, "--output", target)
    assert result.code == 1
    assert json.loads(target.read_text(encoding="utf-8"))["summary"]["errors"] == 1


@pytest.mark.parametrize(
    ("arguments", "option"),
    [
        (("--format", "pdf"), "--format"),
        (("--store", "XX"), "--store"),
        (("--as-of", "soon"), "--as-of"),
    ],
)
def test_wrong_usage_ends_with_2(run: Run, arguments: tuple[str, ...], option: str) -> None:
    result = run("validate", EXAMPLES / "overrides.xlsx", *arguments)
    assert result.code == 2
    assert option in result.err


def test_an_output_that_is_an_input_is_refused(run: Run, tmp_path: Path) -> None:
    mine = tmp_path / "overrides.xlsx"
    shutil.copy(EXAMPLES / "overrides.xlsx", mine)
    before = mine.read_bytes()
    assert run("validate", mine, "--output", mine).code == 2
    assert mine.read_bytes() == before


def test_amazons_file_is_checked_as_amazon_will_check_it(run: Run) -> None:
    result = run("validate", BROKEN / "upload-third-column.txt", *AS_OF, "--format", "json")
    assert result.code == 1
    [error] = [one for one in json.loads(result.out)["findings"] if one["severity"] == "error"]
    assert (error["amazon_code"], error["amazon_record"], error["line"]) == (41009, 2, 4)
    assert "(Amazon: 41009, record 2)" in run("validate", BROKEN / "upload-third-column.txt", *AS_OF).out


@pytest.mark.parametrize(
    ("name", "code", "successful", "last"),
    [
        ("broken/upload-third-column.txt", 1, 1, "2\t41009\terror\t"),
        ("broken/upload-header-only.txt", 1, 0, "0\t41003\tfatal\t"),
        ("amazon-overrides.txt", 0, 5, "original-record-number\t"),
    ],
)
def test_the_answer_can_have_the_form_of_amazons_own(
    run: Run, name: str, code: int, successful: int, last: str
) -> None:
    result = run("validate", EXAMPLES / name, "--as-amazon")
    assert result.code == code
    lines = result.out.splitlines()
    assert lines[0] == "Feed Processing Summary:"
    assert lines[2] == f"Number of records successful: {successful}"
    assert lines[-1].startswith(last)


def test_amazons_form_goes_to_a_file_too(run: Run, tmp_path: Path) -> None:
    target = tmp_path / "answer.txt"
    assert run("validate", EXAMPLES / "amazon-overrides.txt", "--as-amazon", "-o", target).out == ""
    assert target.read_text(encoding="utf-8").startswith("Feed Processing Summary:\n")


def test_amazons_answer_is_laid_beside_the_file_that_was_uploaded(run: Run) -> None:
    uploaded = BROKEN / "amazon-overrides-unknown-action.txt"
    result = run("validate", uploaded, "--report", EXAMPLES / "amazon-processing-report.txt", *AS_OF)
    assert result.code == 1
    assert f"{uploaded}:4 (action): error[amazon-refused]: Amazon refused this row (41010)" in result.out
    assert "the cell holds `AUTO`" in result.out


def test_a_processing_report_alone_says_how_it_is_to_be_used(run: Run) -> None:
    result = run("validate", EXAMPLES / "amazon-processing-report.txt", *AS_OF)
    assert "1 of the rows that were uploaded" in result.out
    assert "--report" in result.out


@pytest.mark.parametrize(
    "option", [("--as-amazon",), ("--report", "answer.txt"), ("--annotate", "a.xlsx"), ("--fix", "a.xlsx")]
)
def test_what_is_about_one_file_is_refused_for_two(run: Run, option: tuple[str, ...]) -> None:
    result = run("validate", EXAMPLES / "overrides.xlsx", EXAMPLES / "amazon-overrides.txt", *option)
    assert result.code == 2
    assert option[0] in result.err


def test_a_file_that_cannot_be_read_gets_no_answer_of_amazons(run: Run) -> None:
    result = run("validate", BROKEN / "report-truncated.xlsx", "--as-amazon")
    assert (result.code, result.out) == (3, "")
    assert "nothing was checked" in result.err


def test_overrides_are_looked_at_under_the_policy_of_the_run(run: Run, tmp_path: Path) -> None:
    mine, policy = tmp_path / "mine.csv", tmp_path / "policy.csv"
    mine.write_text("sku,store,keep_up_to\nA-1,US,80\n", encoding="utf-8")
    policy.write_text("setting,US\nkeep_up_to,80\n", encoding="utf-8")
    assert "changes-nothing" not in run("validate", mine, *AS_OF).out
    for arguments in ((mine, policy), (mine, "--policy", policy)):
        result = run("validate", *arguments, *AS_OF)
        assert "mine.csv:2 (keep_up_to): warning[changes-nothing]" in result.out
        assert result.code == 0


def test_policies_that_contradict_one_another_are_not_laid_together(run: Run, tmp_path: Path) -> None:
    paths = []
    for name, limit in (("one", 80), ("other", 90)):
        path = tmp_path / f"{name}.csv"
        path.write_text(f"setting,US\nkeep_up_to,{limit}\n", encoding="utf-8")
        paths.append(path)
    result = run("validate", *paths, EXAMPLES / "overrides.xlsx", *AS_OF)
    assert "conflicting-rows" not in result.out
    assert "warning[policy-not-used]" in result.out
    assert result.code == 0
    assert "policy-not-used" not in run("validate", paths[0], EXAMPLES / "overrides.xlsx", *AS_OF).out


def test_skus_are_held_against_the_sellers_list(run: Run, tmp_path: Path) -> None:
    mine, listing = tmp_path / "mine.csv", tmp_path / "listing.txt"
    mine.write_text("sku,keep_up_to\n4711,20\nA-1,20\n", encoding="utf-8")
    listing.write_text("seller-sku\tquantity\n0004711\t5\nA-1\t2\n", encoding="utf-8")
    result = run("validate", mine, "--skus", listing, *AS_OF)
    assert f"{listing}: your SKUs, 2 rows: nothing to mend" in result.out
    assert "mine.csv:2 (sku): warning[sku-not-listed]" in result.out
    assert "A-1" not in result.out.replace("mine.csv", "")


def test_a_list_of_skus_that_cannot_be_used_ends_with_3(run: Run, tmp_path: Path) -> None:
    result = run("validate", EXAMPLES / "overrides.xlsx", "--skus", tmp_path / "nowhere.txt", *AS_OF)
    assert result.code == 3
    assert "file-missing" in result.out
    assert "your overrides" in result.out


def test_the_messy_example_shows_what_can_be_wrong_at_once(run: Run) -> None:
    codes = {
        finding["code"]
        for finding in json.loads(run("validate", EXAMPLES / "overrides-messy.xlsx", *AS_OF, "--format", "json").out)[
            "findings"
        ]
    }
    assert len(codes) >= 16


def test_the_marked_up_copy_holds_each_finding_at_its_cell(run: Run, tmp_path: Path) -> None:
    mine, copy = EXAMPLES / "overrides-messy.xlsx", tmp_path / "to-mend.xlsx"
    before = mine.read_bytes()
    result = run("validate", mine, "--annotate", copy, *AS_OF, "--format", "json")
    assert result.code == 1
    assert mine.read_bytes() == before
    book = load_workbook(copy)
    for finding in json.loads(result.out)["findings"]:
        if finding["cell"]:
            comment = book[finding["sheet"]][finding["cell"]].comment
            assert comment is not None
            assert finding["message"].split("`")[-1] in comment.text
    assert "written to" in result.err
    again = run("validate", copy, *AS_OF, "--format", "json")
    assert [one["code"] for one in json.loads(again.out)["findings"]] == [
        one["code"] for one in json.loads(result.out)["findings"]
    ]


def test_the_mended_copy_has_only_the_repairs_that_are_listed(run: Run, tmp_path: Path) -> None:
    mine, copy = EXAMPLES / "overrides-to-fix.csv", tmp_path / "mended.csv"
    said = json.loads(run("validate", mine, "--fix", copy, *AS_OF, "--format", "json").out)
    assert [(one["line"], one["column"], one["after"]) for one in said["repairs"]] == [
        (2, "store", "US"),
        (2, "authorization", "MANUAL"),
        (2, "return_window_days", "45"),
        (2, "returnable", "yes"),
        (3, "sku", "PENDANT-CU-30"),
        (4, "authorization", "AUTOMATIC"),
    ]
    assert "60 days" in copy.read_text(encoding="utf-8")
    again = run("validate", copy, "--fix", tmp_path / "twice.csv", *AS_OF)
    assert "0 cells mended" in again.out.splitlines()[-1]
    assert (tmp_path / "twice.csv").read_bytes() == copy.read_bytes()


def test_what_is_left_is_said_and_that_the_marked_up_copy_is_not_mended(run: Run, tmp_path: Path) -> None:
    made = Workbook()
    assert made.active is not None
    made.active.title = "Overrides"
    for row in (["sku", "keep_up_to", "restocking_fee_percent"], ["A-1", "1,50", "1,234"], ["A-2", "12", None]):
        made.active.append(row)
    made.save(tmp_path / "mine.xlsx")
    both = ("--annotate", tmp_path / "marked.xlsx", "--fix", tmp_path / "mended.xlsx")
    result = run("validate", tmp_path / "mine.xlsx", *both, *AS_OF)
    assert "mended.xlsx: 1 cell mended; left to you: 1 cell, as percentages" in result.out
    assert "it is not mended" in result.err
    assert load_workbook(tmp_path / "marked.xlsx")["Overrides"]["B3"].value == "12"


def test_rows_taken_out_of_amazons_file_are_counted_apart(run: Run, tmp_path: Path) -> None:
    source, copy = tmp_path / "upload.txt", tmp_path / "mended.txt"
    source.write_text("TemplateType=ReturnRequestAuthorization\nSKU\tAction\n\nA-1\tMANUAL\t\n", encoding="utf-8")
    result = run("validate", source, "--fix", copy, *AS_OF)
    assert "upload.txt:3: blank row taken away" in result.out
    assert "1 cell mended, 1 blank row taken out" in result.out.splitlines()[-1]
    assert copy.read_text(encoding="utf-8").endswith("Action\nA-1\tMANUAL\n")


def test_what_cannot_be_mended_leaves_no_copy_and_says_why(run: Run, tmp_path: Path) -> None:
    result = run("validate", EXAMPLES / "returns-report.txt", "--fix", tmp_path / "copy.txt", *AS_OF)
    assert result.code == 1
    assert "unknown-status" in result.out
    assert "Amazon's own report" in result.err
    assert not list(tmp_path.iterdir())


def test_no_copy_is_written_of_a_file_that_cannot_be_read(run: Run, tmp_path: Path) -> None:
    copies = ("--annotate", tmp_path / "a.xlsx", "--fix", tmp_path / "b.xlsx")
    result = run("validate", BROKEN / "report-truncated.xlsx", *copies, *AS_OF)
    assert result.code == 3
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(("option", "name"), [("--annotate", "copy.csv"), ("--fix", "copy.csv")])
def test_a_copy_must_have_the_ending_with_which_it_opens(run: Run, tmp_path: Path, option: str, name: str) -> None:
    result = run("validate", EXAMPLES / "overrides.xlsx", option, tmp_path / name, *AS_OF)
    assert result.code == 2
    assert ".xlsx" in result.err


def test_two_outputs_may_not_be_one(run: Run, tmp_path: Path) -> None:
    one = tmp_path / "one.xlsx"
    assert run("validate", EXAMPLES / "overrides.xlsx", "--annotate", one, "--fix", one, *AS_OF).code == 2


def test_the_findings_can_be_a_workbook(run: Run, tmp_path: Path) -> None:
    target = tmp_path / "findings.xlsx"
    assert run("validate", EXAMPLES / "overrides-messy.xlsx", "-o", target, *AS_OF).code == 1
    page = load_workbook(target).worksheets[0]
    assert page.max_row > 16


def test_amazons_file_is_held_against_the_sellers_list_too(run: Run, tmp_path: Path) -> None:
    upload, listing = tmp_path / "upload.txt", tmp_path / "listing.txt"
    upload.write_text(
        "TemplateType=ReturnAuth\tVersion=2\nSKU\tAction\n4711\tAUTOMATIC\nA-1\tMANUAL\n", encoding="utf-8"
    )
    listing.write_text("seller-sku\tquantity\n0004711\t5\nA-1\t2\n", encoding="utf-8")
    result = run("validate", upload, "--skus", listing, "--store", "US", *AS_OF)
    assert "upload.txt:3 (SKU): warning[sku-not-listed]" in result.out
    assert "upload.txt:4 (action)" in result.out.split("amazon-authorises-anyway")[0]
    assert result.out.count("sku-not-listed") == 1


@pytest.mark.parametrize(("policy", "code"), [("nowhere.xlsx", 3), (BROKEN / "policy-not-a-choice.csv", 1)])
def test_a_policy_that_cannot_be_used_is_named(run: Run, policy: object, code: int) -> None:
    result = run("validate", EXAMPLES / "overrides.xlsx", "--policy", policy, *AS_OF)
    assert result.code == code
    assert f"{policy}" in result.out.splitlines()[0]
    assert "policy-not-used" in result.out


@pytest.mark.parametrize("option", [("--as-amazon",), ("--report", EXAMPLES / "amazon-processing-report.txt")])
def test_the_sellers_own_overrides_are_not_taken_for_an_upload(run: Run, option: tuple[object, ...]) -> None:
    result = run("validate", EXAMPLES / "overrides.xlsx", *option, *AS_OF[: 2 * (len(option) - 1)])
    assert result.code == 3
    assert "expected the SKU override file that Amazon gets, found your overrides" in result.out + result.err


@pytest.mark.parametrize(
    ("arguments", "option"),
    [
        (("--as-amazon", "--format", "json"), "--as-amazon"),
        (("--as-amazon", "-o", "answer.xlsx"), "--as-amazon"),
        (("-o", "findings.csv"), "--output"),
        (("-o", "findings.json", "--format", "xlsx"), "--output"),
        (("--store", "US", "--store", "DE"), "--store"),
        (("--store", "GER"), "did you mean DE?"),
        (("--fix", EXAMPLES / "amazon-overrides.txt"), "--fix"),
    ],
)
def test_what_cannot_be_meant_is_refused(run: Run, arguments: tuple[object, ...], option: str) -> None:
    result = run("validate", EXAMPLES / "amazon-overrides.txt", *arguments)
    assert result.code == 2
    assert option in result.err


def test_a_file_of_findings_is_announced_with_its_counts(run: Run, tmp_path: Path) -> None:
    target = tmp_path / "findings.xlsx"
    result = run("validate", EXAMPLES / "overrides-messy.xlsx", "-o", target, *AS_OF)
    assert result.out == f"1 file, 17 rows: 3 errors · 9 warnings · 6 notes\nwritten to {target}\n"


def test_excels_mark_of_an_open_file_is_passed_over_among_others(run: Run, tmp_path: Path) -> None:
    lock = tmp_path / "~$overrides.xlsx"
    lock.write_bytes(b"\x04Eva")
    result = run("validate", lock, EXAMPLES / "overrides.xlsx", *AS_OF)
    assert result.code == 0
    assert "passed over" in result.err
    assert run("validate", lock, *AS_OF).code == 3


def test_findings_are_broken_at_the_width_of_the_terminal(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    out = run("validate", EXAMPLES / "overrides-messy.xlsx", *AS_OF).out
    bare = re.sub(r"\x1b\[[0-9;]*m", "", out)
    assert "\x1b[" in out
    assert max(map(len, bare.splitlines())) <= 80
    begins = ("  ", str(EXAMPLES)[:10], "more may be found")
    assert [line for line in bare.splitlines() if not line.startswith(begins)] == []


def test_a_copy_from_standard_input_needs_the_right_ending_too(run: Run, tmp_path: Path) -> None:
    content = (EXAMPLES / "overrides.xlsx").read_bytes()
    assert run("validate", "-", "--fix", tmp_path / "z.csv", *AS_OF, stdin=content).code == 2
    assert run("validate", "-", "--fix", tmp_path / "z.xlsx", *AS_OF, stdin=content).code == 0


def test_a_file_of_nothing_but_broken_rows_is_told_in_bounded_memory(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "overrides.csv"
    path.write_text("sku,return_window_days,note\nA-1,30,y\n" + "x\n" * 100_050, encoding="utf-8")
    said = json.loads(run("validate", path, *AS_OF, "--format", "json").out)
    assert said["files"][0]["rows"] == 100_051
    assert said["summary"]["only_counted"] == 50


def test_a_file_for_amazon_that_is_all_manual_is_told_once_that_this_holds_nothing_back(
    run: Run, tmp_path: Path
) -> None:
    upload = tmp_path / "upload.txt"
    rows = "".join(f"A-{number}\tMANUAL\n" for number in range(1, 31))
    upload.write_text(f"TemplateType=ReturnRequestAuthorization\nSKU\tAction\n{rows}", encoding="utf-8")
    result = run("validate", upload, "--store", "US", *AS_OF)
    assert result.code == 0
    assert result.out.count("amazon-authorises-anyway") == 1
    assert "so do 29 more rows" in result.out


@pytest.mark.parametrize("name", ["returns.txt", "returns.csv", "returns.jsonl", "returns.xlsx"])
def test_a_sku_with_requests_in_the_same_run_is_not_to_be_deleted(run: Run, tmp_path: Path, name: str) -> None:
    report = tmp_path / name
    if name == "returns.jsonl":
        report.write_text(
            '{"sku": "B-1", "reason": "defective"}\n{"sku": "A-1", "reason": "defective"}\n', encoding="utf-8"
        )
    elif name == "returns.xlsx":
        book = Workbook()
        for row in (("sku", "reason"), ("B-1", "defective"), ("A-1", "defective")):
            book.active.append(row)  # type: ignore[union-attr]
        book.save(report)
    else:
        mark = "," if name.endswith("csv") else "\t"
        lines = (("sku", "reason"), ("B-1", "defective"), ("A-1", "defective"), ("A-1", "too late"))
        report.write_text("".join(f"{mark.join(line)}\n" for line in lines), encoding="utf-8")
    overrides, listing = tmp_path / "o.csv", tmp_path / "listing.txt"
    overrides.write_text("sku,keep_up_to\nA-1,20\nC-1,20\n", encoding="utf-8")
    listing.write_text("seller-sku\tquantity\nB-1\t4\n", encoding="utf-8")
    told = run("validate", report, overrides, "--skus", listing, "--format", "json", *AS_OF).out
    (said,) = (each for each in findings_told(told) if "`A-1`" in each["message"])
    row = {"returns.jsonl": f"{report}:2", "returns.xlsx": f"{report}:Sheet!A3"}.get(name, f"{report}:3")
    assert said["message"].startswith(f"`A-1` is not among the listed SKUs, yet there are requests for it, see {row}")
    assert "delete" not in said["hint"]
    assert "no request will come for it" in told
    alone = run("validate", overrides, "--skus", listing, *AS_OF).out
    assert "yet there are requests" not in alone


def findings_told(out: str) -> list[dict[str, str]]:
    """The findings of sku-not-listed in JSON."""
    return [finding for finding in json.loads(out)["findings"] if finding["code"] == "sku-not-listed"]
