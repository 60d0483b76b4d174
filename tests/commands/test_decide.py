"""The command as its user meets it: what it prints, what it writes, how it ends."""

import csv
import io
import json
import os
import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook
from running import EXAMPLES, Run

AS_OF = ("--as-of", "2026-11-23")
REPORT = EXAMPLES / "returns-report.txt"
POLICY = ("--policy", EXAMPLES / "policy.xlsx", "--overrides", EXAMPLES / "overrides.xlsx")
FAULTY = ("--sku", "A-1", "--reason", "defective", "--delivered", "2026-11-01", "--requested", "2026-11-10")


def test_the_first_command_that_a_newcomer_types_works(run: Run) -> None:
    result = run("decide", *FAULTY, "--amount", "24.90", *AS_OF)
    assert result.out.splitlines()[0] == "replace · the customer keeps the item"
    assert "rule   19 faulty" in result.out
    assert result.code == 0


@pytest.mark.parametrize(
    ("arguments", "option", "words"),
    [
        (("--sku", "A-1"), "--sku", "both --sku and --reason"),
        ((*FAULTY[:3], "defectiv"), "--reason", "did you mean"),
        ((*FAULTY, "--amount", "12 USD"), "--amount", "12 USD"),
        ((*FAULTY, "--quantity", "0"), "--quantity", "0"),
        ((*FAULTY, "--in-policy", "maybe"), "--in-policy", "maybe"),
        ((*FAULTY, "--fulfilment", "me"), "--fulfilment", "merchant or amazon"),
        ((*FAULTY, "--store", "QQQ"), "--store", "write one of US"),
        ((*FAULTY, "--fail-on", "reviw"), "--fail-on", "did you mean `review`"),
        ((*FAULTY, "--format", "pdf"), "--format", "table, json, jsonl, csv, xlsx"),
        ((*FAULTY, "--output", "answer.pdf"), "--output", "names no format"),
        ((*FAULTY, "--as-of", "yesterday"), "--as-of", "2026-11-23"),
        ((REPORT, *FAULTY), "--sku", "together"),
    ],
)
def test_wrong_usage_names_the_option_and_ends_with_2(
    run: Run, arguments: tuple[object, ...], option: str, words: str
) -> None:
    result = run("decide", *arguments)
    assert result.code == 2
    assert option in result.err
    assert words in " ".join(result.err.split()).replace("│ ", "")


def test_every_row_comes_out_once_in_every_format(run: Run, tmp_path: Path) -> None:
    rows = len(REPORT.read_text(encoding="utf-8").splitlines()) - 1
    document = json.loads(run("decide", REPORT, *POLICY, *AS_OF, "--format", "json").out)
    lines = [json.loads(line) for line in run("decide", REPORT, *POLICY, *AS_OF, "--format", "jsonl").out.splitlines()]
    table = list(csv.DictReader(io.StringIO(run("decide", REPORT, *POLICY, *AS_OF, "--format", "csv").out, newline="")))
    assert document["summary"]["rows"] == document["summary"]["decided"] + document["summary"]["flagged"]
    assert len(document["decisions"]) == len(lines) == len(table) == document["summary"]["rows"] <= rows
    assert document["decisions"] == lines
    assert [row["row"] for row in table] == [str(line["row"]) for line in lines]
    for row, line in zip(table, lines, strict=True):
        for name in (
            "sku",
            "reason",
            "recommendation",
            "rule",
            "because",
            "item",
            "note",
            "authorization",
            "respond_by",
        ):
            assert row[name] == (line[name] or ""), (row["row"], name)
        assert row["rules"] == "; ".join(line["rules"])


def test_a_changed_override_cell_is_named_in_the_answer(run: Run, tmp_path: Path) -> None:
    overrides = tmp_path / "mine.csv"
    overrides.write_text("sku,return_window_days\nA-1,10\n", encoding="utf-8")
    request = ("--sku", "A-1", "--reason", "no longer needed", "--delivered", "2026-10-01", "--requested", "2026-10-13")
    result = run("decide", *request, "--store", "US", "--overrides", overrides, "--explain", *AS_OF)
    assert result.out.startswith("review")
    assert f"{overrides}:2 (return_window_days)" in result.out
    assert "window-below-minimum" in result.out


def test_a_contradictory_override_flags_every_request_on_its_sku_and_no_other(run: Run, tmp_path: Path) -> None:
    overrides = tmp_path / "mine.csv"
    overrides.write_text("sku,return_window_days\nA-1,10\nA-1,20\n", encoding="utf-8")
    requests = tmp_path / "requests.csv"
    requests.write_text("sku,reason,in_policy\nA-1,CR-DEFECTIVE,Y\nB-2,CR-DEFECTIVE,Y\n", encoding="utf-8")
    result = run("decide", requests, "--overrides", overrides, "--format", "json", *AS_OF)
    document = json.loads(result.out)
    assert result.code == 1
    assert [each["recommendation"] for each in document["decisions"]] == [None, "replace"]
    assert document["summary"]["flagged"] == 1


def test_rows_that_could_not_be_decided_are_told_by_what_has_to_be_mended(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)  # short names, so that no line breaks within one
    overrides, requests = Path("mine.csv"), Path("requests.csv")
    overrides.write_text("sku,return_window_days\nA-1,thirty\nB-2,3O\n", encoding="utf-8")
    skus = ["B-2", "A-1", "C-3", "A-1", "", "A-1", "B-2"]
    requests.write_text("sku,reason\n" + "".join(f"{sku},CR-DEFECTIVE\n" for sku in skus), encoding="utf-8")
    result = run("decide", requests, "--overrides", overrides, "--output", "work.xlsx", *AS_OF)
    told = " ".join(result.out.split())
    assert f"could not be decided: 6 3 requests on SKU A-1: {overrides}:2 (return_window_days): `ret" in told
    assert told.index("SKU A-1") < told.index("2 requests on SKU B-2") < told.index("1 row: the SKU is blank")
    assert "\nbad-override: the same for 2 more: the override of `A-1` cannot be used, see" in result.err
    assert "\nbad-override: the same for 1 more: the override of `B-2` cannot be used, see" in result.err


def test_one_request_is_told_what_concerns_its_sku_and_how_much_more_there_is(run: Run, tmp_path: Path) -> None:
    overrides = tmp_path / "my overrides.csv"
    bad = "A-1,thirty,\nB-2,3O,\n,10,\nC-3,0,\nD-4,14,\nD-4,15,\nE-5,20,\nE-5,20,\n"
    overrides.write_text(f"sku,return_window_days,mine\n{bad}", encoding="utf-8")
    rest = f'{overrides}: {{}} on other SKUs, shown by: returnctl validate "{overrides}"'
    good = run("decide", "--sku", "X-9", *FAULTY[2:], "--overrides", overrides, *AS_OF)
    told = [line for line in good.err.splitlines() if str(overrides) in line]
    assert ["unknown-column" in told[0], "blank-sku" in told[1]] == [True, True]
    assert told[2:] == [rest.format("5 findings (4 errors)")]
    assert (good.code, good.out[:7]) == (1, "replace")
    flagged = run("decide", *FAULTY, "--overrides", overrides, *AS_OF)
    assert f"{overrides}:2 (return_window_days): error" in flagged.err
    assert rest.format("4 findings (3 errors)") in flagged.err
    assert "the override of A-1 cannot be used" in flagged.err
    asked = ("--sku", "X-9", *FAULTY[2:], "--overrides", overrides, "--format", "json")
    document = json.loads(run("decide", *asked, *AS_OF).out)
    assert sum(finding["file"] == str(overrides) for finding in document["findings"]) == 7


def test_a_slip_in_an_option_is_told_before_any_file_is_complained_about(run: Run, tmp_path: Path) -> None:
    overrides = tmp_path / "mine.csv"
    overrides.write_text("sku,return_window_days\nA-1,thirty\n", encoding="utf-8")
    for slip in (("--reason", "defectiv"), ("--amount", "12 USD")):
        result = run("decide", *FAULTY, *slip, "--overrides", overrides, *AS_OF)
        assert (result.code, str(overrides) in result.err) == (2, False)


def test_keep_columns_puts_the_inputs_own_first_and_leaves_out_the_buyer(run: Run, tmp_path: Path) -> None:
    requests = tmp_path / "requests.csv"
    requests.write_text("Buyer name,sku,remark,reason\nJane,A-1,=1+1,CR-DEFECTIVE\n", encoding="utf-8")
    table = list(csv.reader(io.StringIO(run("decide", requests, "--format", "csv", "--keep-columns", *AS_OF).out)))
    assert table[0][:4] == ["sku", "remark", "reason", "file"]
    assert table[1][:3] == ["A-1", "'=1+1", "CR-DEFECTIVE"]


@pytest.mark.parametrize("form", ["csv", "json", "jsonl", "xlsx"])
def test_no_format_keeps_a_cell_of_a_buyer_whatever_its_header_is_called(run: Run, tmp_path: Path, form: str) -> None:
    header = "sku,reason,ship-phone-number,bill-address-1,cpf,Käufername,Recipient,remark"
    requests, out = tmp_path / "requests.csv", tmp_path / f"out.{form}"
    requests.write_text(f"{header}\nA-1,CR-DEFECTIVE,5551,5552,5553,5554,5555,kept-one\n", encoding="utf-8")
    result = run("decide", requests, "--format", form, "--keep-columns", "-o", out, *AS_OF)
    if form == "xlsx":
        with zipfile.ZipFile(out) as book:
            written = b"".join(map(book.read, book.namelist())).decode("utf-8")
    else:
        written = out.read_text(encoding="utf-8")
    assert "555" not in written
    assert "kept-one" in written
    assert "note[buyers-data-left-out]: 5 columns that hold data of buyers, by the header, left out: " in result.err


def test_without_kept_columns_nothing_is_said_of_those_that_are_left_out(run: Run, tmp_path: Path) -> None:
    requests = tmp_path / "requests.csv"
    requests.write_text("sku,reason,Buyer name\nA-1,CR-DEFECTIVE,Jane\n", encoding="utf-8")
    assert "buyers-data" not in run("decide", requests, *AS_OF).err
    requests.write_text("sku,reason,remark\nA-1,CR-DEFECTIVE,Jane\n", encoding="utf-8")
    assert "buyers-data" not in run("decide", requests, "--format", "csv", "--keep-columns", *AS_OF).err


def test_fail_on_ends_with_1_only_when_it_comes_up(run: Run) -> None:
    assert run("decide", *FAULTY, *AS_OF, "--fail-on", "replace").code == 1
    assert run("decide", *FAULTY, *AS_OF, "--fail-on", "review,decline").code == 0
    assert run("decide", REPORT, *POLICY, *AS_OF, "--format", "jsonl", "--fail-on", "overdue").code == 1


@pytest.mark.parametrize(("name", "code"), [("missing.txt", 3), (".", 3)])
def test_an_input_that_cannot_be_used_ends_with_3(run: Run, tmp_path: Path, name: str, code: int) -> None:
    result = run("decide", tmp_path / name, *AS_OF)
    assert result.code == code
    assert not result.out
    assert "nothing was decided and nothing was written" in result.err


def test_an_output_that_is_an_input_is_wrong_usage_and_stays_as_it_was(run: Run, tmp_path: Path) -> None:
    requests = tmp_path / "requests.csv"
    requests.write_text("sku,reason\nA-1,CR-DEFECTIVE\n", encoding="utf-8")
    result = run("decide", requests, "--output", requests, *AS_OF)
    assert result.code == 2
    assert requests.read_text(encoding="utf-8") == "sku,reason\nA-1,CR-DEFECTIVE\n"


def test_an_output_into_no_folder_ends_with_4_before_any_work(run: Run, tmp_path: Path) -> None:
    result = run("decide", REPORT, "--output", tmp_path / "none" / "out.csv", *AS_OF)
    assert result.code == 4
    assert not result.out


def test_the_worklist_is_the_same_twice_and_holds_no_formula(run: Run, tmp_path: Path) -> None:
    from openpyxl import load_workbook

    for name in ("one.xlsx", "two.xlsx"):
        assert run("decide", REPORT, *POLICY, *AS_OF, "--output", tmp_path / name).code == 0
    assert (tmp_path / "one.xlsx").read_bytes() == (tmp_path / "two.xlsx").read_bytes()
    book = load_workbook(tmp_path / "one.xlsx")
    assert book.sheetnames == ["Decisions", "Summary"]
    assert not [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]


@pytest.mark.parametrize("given", [(REPORT,), FAULTY])
def test_a_worklist_in_which_something_was_entered_is_never_written_over(
    run: Run, tmp_path: Path, given: tuple[object, ...]
) -> None:
    from openpyxl import load_workbook

    path = tmp_path / "work.xlsx"
    for _ in range(2):
        assert run("decide", *given, *AS_OF, "--output", path).code == 0
    book = load_workbook(path)
    headers = [cell.value for cell in book["Decisions"][1]]
    book["Decisions"].cell(2, headers.index("remarks") + 1, "refunded 34.90")
    book.save(path)
    before = path.read_bytes()
    refused = run("decide", *given, *AS_OF, "--output", path)
    assert (refused.code, refused.out, path.read_bytes()) == (2, "", before)
    assert "work.xlsx:Decisions!" in "".join(refused.err.split())
    assert run("decide", *given, *AS_OF, "--output", tmp_path / "other.xlsx").code == 0


@pytest.mark.parametrize("name", ["one.csv", "one.json", "one.xlsx"])
def test_one_answer_in_a_file_says_where_it_is(run: Run, tmp_path: Path, name: str) -> None:
    assert run("decide", *FAULTY, *AS_OF, "--output", tmp_path / name).out == f"written to {tmp_path / name}\n"
    assert "written to" not in run("decide", *FAULTY, *AS_OF, "--format", "csv").out


def test_one_answer_names_the_override_that_made_it_so_also_without_a_warning(run: Run, tmp_path: Path) -> None:
    overrides = tmp_path / "overrides.csv"
    overrides.write_text("sku,return_window_days,note\nA-1,40,\nB-1,,fragile\n", encoding="utf-8")
    asked = ("--reason", "unwanted item", "--delivered", "2026-09-20", "--requested", "2026-10-28", "--amount", "20")
    answers = {
        sku: run("decide", "--sku", sku, *asked, *AS_OF, "--store", "US", "--overrides", overrides).out
        for sku in ("A-1", "B-1")
    }
    assert f"  cells  {overrides}:2 (return_window_days)\n" in answers["A-1"]
    assert "return-and-refund" in answers["A-1"]
    assert "cells" not in answers["B-1"]


@pytest.mark.parametrize(
    ("name", "one", "other"),
    [
        ("order_item_id", "77,A-1", "77 ,A-1"),
        ("order_item_id", "77,A-1", " 77,A-2"),
        ("order_id", "1,A-1", " 1 ,A-1"),
        ("order_id", "1,A-1", "1,A-1 "),
        ("order_id", "1,A-1", "1,A-1\u00a0"),
        ("order_id", "1,A-1", "1,\u200bA\u20111"),
    ],
)
@pytest.mark.parametrize("delimiter", [",", "\t"])
def test_an_order_line_is_known_again_with_blanks_around_its_name(
    run: Run, tmp_path: Path, name: str, one: str, other: str, delimiter: str
) -> None:
    requests = tmp_path / "requests.csv"
    rows = "".join(f"{line},CR-DEFECTIVE,R{number},1,1\n" for number, line in enumerate((one, other)))
    text = f"{name},sku,reason,rma_id,quantity,order_quantity\n{rows}"
    requests.write_text(text.replace(",", delimiter), encoding="utf-8")
    table = csv.DictReader(io.StringIO(run("decide", requests, "--format", "csv", *AS_OF).out))
    assert [row["rule"] for row in table] == ["asked-twice", "asked-twice"]


def test_an_order_line_in_a_workbook_is_known_again_in_text(run: Run, tmp_path: Path) -> None:
    from openpyxl import Workbook

    header = ("order_item_id", "sku", "reason", "rma_id", "quantity", "order_quantity")
    book = Workbook()
    for row in (header, ("77 ", "A-1", "CR-DEFECTIVE", "R1", 1, 1), (77, "A-1", "CR-DEFECTIVE", "R2", 1, 1)):
        book.worksheets[0].append(row)
    book.save(tmp_path / "requests.xlsx")
    (tmp_path / "more.csv").write_text(f"{','.join(header)}\n77,A-1,CR-DEFECTIVE,R3,1,1\n", encoding="utf-8")
    out = run("decide", tmp_path / "requests.xlsx", tmp_path / "more.csv", "--format", "csv", *AS_OF).out
    assert [row["rule"] for row in csv.DictReader(io.StringIO(out))] == ["asked-twice"] * 3


def test_a_row_keeps_its_own_reason_beside_an_older_one_with_the_same_text(run: Run, tmp_path: Path) -> None:
    header = "sku,reason,order_id,rma_id,request_date\n"
    rows = {
        "old.csv": "A-1,CR-DEFECTIVE,1,R1,2026-11-01\nA-2,CR-DEFECTIVE,2,R2,2026-11-01\n",
        "new.csv": "A-1,CR-UNWANTED_ITEM,1,R1,2026-11-02\nA-3,CR-DEFECTIVE,3,R3,2026-11-02\n",
    }
    for name, text in rows.items():
        (tmp_path / name).write_text(header + text, encoding="utf-8")
    files = [tmp_path / name for name in rows]
    table = list(csv.DictReader(io.StringIO(run("decide", *files, "--format", "csv", *AS_OF).out)))
    mind, fault = ("CR-UNWANTED_ITEM", "change-of-mind"), ("CR-DEFECTIVE", "product-fault")
    assert [row["reason"] for row in table][:2] == ["CR-DEFECTIVE"] * 2
    assert [(row["reason_code"], row["family"]) for row in table] == [mind, fault, mind, fault]


def test_a_conversation_answers_each_line_also_a_broken_one(run: Run) -> None:
    first, last = b'{"sku": "A-1", "reason": "CR-DEFECTIVE", "in_policy": true}', b'{"sku": "A-2", "reason": "OTHER"}'
    lines = first + b'\n{"sku": \n\n' + last
    result = run("decide", *AS_OF, stdin=lines)
    answers = [json.loads(line) for line in result.out.splitlines()]
    assert [answer["row"] for answer in answers] == [1, 2, 4]
    assert answers[0]["recommendation"] == "replace"
    assert "recommendation" not in answers[1]
    assert answers[1]["findings"][0]["severity"] == "error"
    assert result.code == 1


def test_a_conversation_sees_only_the_lines_before(run: Run) -> None:
    known = '"sku": "A-1", "reason": "CR-DEFECTIVE", "order_id": "1", "order_quantity": 1, "in_policy": "Y"'
    line = f'{{{{{known}, "rma_id": "{{}}"}}}}\n'
    result = run("decide", *AS_OF, stdin=(line.format("R1") + line.format("R2")).encode())
    assert [json.loads(answer)["rule"] for answer in result.out.splitlines()] == ["faulty", "asked-twice"]


def test_standard_input_is_read_as_any_other_file(run: Run) -> None:
    piped = run("decide", "-", *POLICY, *AS_OF, "--format", "csv", stdin=REPORT.read_bytes())
    named = run("decide", REPORT, *POLICY, *AS_OF, "--format", "csv")
    assert piped.out.replace("<stdin>", str(REPORT)) == named.out


def test_the_environment_names_policy_and_store(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RETURNCTL_STORE", "de")
    monkeypatch.setenv("RETURNCTL_OVERRIDES", os.pathsep.join([str(EXAMPLES / "overrides.xlsx")]))
    document = json.loads(run("decide", *FAULTY, *AS_OF, "--format", "json").out)
    assert document["decisions"][0]["store"] == "DE"


def test_the_older_row_of_the_same_request_gets_the_newer_rows_decision(run: Run, tmp_path: Path) -> None:
    head = "order_id,rma_id,sku,reason,request_date,delivery_date,in_policy\n"
    for name, day in (("old.csv", "2026-11-01"), ("new.csv", "2026-11-09")):
        row = f"1,R1,A-1,CR-DEFECTIVE,{day},2026-10-30,\n"
        (tmp_path / name).write_text(head + row, encoding="utf-8")
    result = run("decide", tmp_path / "old.csv", tmp_path / "new.csv", *AS_OF, "--format", "json")
    older, newer = json.loads(result.out)["decisions"]
    assert older["recommendation"] == newer["recommendation"] == "replace"
    assert "superseded" in older["note"]
    assert "superseded" not in (newer["note"] or "")
    assert older["file"].endswith("old.csv")


def test_what_is_to_be_done_is_counted_once_where_a_request_stands_in_two_files(run: Run, tmp_path: Path) -> None:
    rows = [f"{number},R{number},A-1,CR-DEFECTIVE,2026-11-20,2026-11-01,Y,buyer\n" for number in range(4)]
    head = "order_id,rma_id,sku,reason,request_date,delivery_date,in_policy,label_paid_by\n"
    overrides = tmp_path / "mine.csv"
    overrides.write_text("sku,authorization\nA-1,AUTOMATIC\n", encoding="utf-8")
    for name, more in (("old.csv", rows[:2]), ("new.csv", rows)):
        (tmp_path / name).write_text("".join((head, *more)), encoding="utf-8")
    files = (tmp_path / "old.csv", tmp_path / "new.csv", "--overrides", overrides)
    twice = run("decide", *files, *AS_OF).out.splitlines()
    assert twice[:3] == [
        "6 rows as of 2026-11-23: 6 decided, 0 flagged",
        "  2 of them stand again in another file and get the same answer; counted once:",
        "  4 replace",
    ]
    assert "  4 buyer-charged-for-our-fault" in twice
    assert any(line.endswith("authorization AUTOMATIC (4)") for line in twice)
    summary = json.loads(run("decide", *files, *AS_OF, "--format", "json").out)["summary"]
    assert (summary["recommendations"]["replace"], summary["superseded"]) == (6, 2)
    alone = run("decide", tmp_path / "old.csv", *AS_OF).out
    assert alone.startswith("2 requests as of 2026-11-23: 2 decided, 0 flagged\n  2 replace")


def test_a_constant_checked_long_ago_is_one_note(run: Run) -> None:
    result = run("decide", REPORT, "--as-of", "2028-01-01", "--format", "jsonl")
    assert result.err.count("constant-old") == 1
    assert "constant-old" not in run("decide", REPORT, *AS_OF, "--format", "jsonl").err


def test_a_request_without_its_day_is_taken_to_be_of_the_as_of_day_and_that_is_said(run: Run) -> None:
    assert "request-date-assumed" in run("decide", *FAULTY[:-2], *AS_OF).err
    assert "request-date-assumed" not in run("decide", *FAULTY, *AS_OF).err


@pytest.mark.parametrize(
    ("store", "asked", "by"), [((), "2026-11-24", "2026-11-25"), (("--store", "DE"), "2026-11-25", "2026-11-26")]
)
def test_a_request_without_its_day_is_of_the_local_day_and_answered_by_a_day(
    run: Run, store: tuple[str, ...], asked: str, by: str
) -> None:
    late = ("--as-of", "2026-11-24T23:30:00Z")
    result = run("decide", *FAULTY[:-2], *store, *late)
    assert f"asked for on {asked}, the day" in result.err
    assert f"\n  answer by {by}\n" in result.out
    document = json.loads(run("decide", *FAULTY[:-2], *store, *late, "--format", "json").out)
    assert document["decisions"][0]["respond_by"] == by
    assert document["decisions"][0]["as_of"] == "2026-11-24T23:30:00+00:00"


def test_a_moment_is_shown_by_the_clock_of_its_store_and_written_as_it_is(run: Run, tmp_path: Path) -> None:
    requests, late = tmp_path / "requests.csv", ("--as-of", "2026-11-24T23:30:00Z", "--store", "DE")
    rows = "".join(f"{store},A-1,CR-DEFECTIVE,2026-11-20T20:00:00Z\n" for store in ("JP", "", "", "US"))
    requests.write_text(f"store,sku,reason,request_date\n{rows}", encoding="utf-8")
    shown = run("decide", requests, *late, "--output", tmp_path / "work.csv").out.splitlines()
    assert shown[0] == "4 requests as of 2026-11-25 00:30 (Europe/Berlin): 4 decided, 0 flagged"
    due = [line.split(": row")[0] for line in shown if "answer was due" in line]
    assert due == [
        f"  answer was due 2026-11-{moment})"
        for moment in (
            "22 05:00 (Asia/Tokyo",
            "21 21:00 (Europe/Berlin",
            "21 21:00 (Europe/Berlin",
            "21 12:00 (America/Los_Angeles",
        )
    ]
    table = list(csv.DictReader(io.StringIO((tmp_path / "work.csv").read_text(encoding="utf-8"))))
    assert {(row["respond_by"], row["as_of"]) for row in table} == {
        ("2026-11-21T20:00:00+00:00", "2026-11-24T23:30:00+00:00")
    }
    for row in run("decide", requests, *late).out.splitlines()[-8::2]:
        assert " 2026-11-2" in row
        assert "overdue" in row


def test_a_row_of_a_sheet_whose_last_cells_are_blank_is_decided(run: Run, tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (("sku", "reason", "amount", "store"), ("A-1", "defective"), ("A-2", "defective", 24.9, "US")):
        sheet.append(row)
    book.save(tmp_path / "requests.xlsx")
    result = run("decide", tmp_path / "requests.xlsx", "--as-of", "2026-11-23")
    assert "2 requests as of 2026-11-23: 2 decided, 0 flagged" in result.out
    assert "short-row" not in result.err


def test_rows_that_end_early_are_decided_with_files_beside_the_report(run: Run, tmp_path: Path) -> None:
    report, deliveries = tmp_path / "returns.txt", tmp_path / "deliveries.csv"
    head = "Order ID\tAmazon RMA ID\tMerchant SKU\tReturn Reason\tIn policy\tLabel type\tOrder Item ID\n"
    rows = "".join(f"111-{number}\tD{number}RRMA\tA-1\tCR-DEFECTIVE\tY\n" for number in range(5))
    report.write_text(head + rows, encoding="utf-8")
    deliveries.write_text("Order ID,Date delivered\n111-3,2026-11-02\n", encoding="utf-8")
    for beside in ((), ("--deliveries", deliveries)):
        result = run("decide", report, "--format", "csv", *beside, *AS_OF)
        assert (result.code, len(list(csv.reader(io.StringIO(result.out))))) == (0, 6)


@pytest.mark.parametrize("name", sorted(path.name for path in (EXAMPLES / "variants").iterdir()))
@pytest.mark.parametrize("more", [(), ("--keep-columns",)], ids=["alone", "with kept columns"])
def test_every_variant_becomes_csv_with_the_answers_of_its_json(run: Run, name: str, more: tuple[str, ...]) -> None:
    path = EXAMPLES / "variants" / name
    lines = run("decide", path, "--format", "csv", *more, *AS_OF)
    records = run("decide", path, "--format", "jsonl", *AS_OF)
    assert (lines.code, records.code) == (0, 0)
    told = [(row["row"], row["recommendation"], row["because"]) for row in csv.DictReader(io.StringIO(lines.out))]
    decided = [json.loads(line) for line in records.out.splitlines()]
    assert told == [(str(each["row"]), each["recommendation"], each["because"]) for each in decided]


@pytest.mark.parametrize(("sku", "told"), [("A-1", True), ("A-2", True), ("B-1", False)])
def test_a_misspelt_header_concerns_every_sku_with_something_below_it(
    run: Run, tmp_path: Path, sku: str, told: bool
) -> None:
    overrides = tmp_path / "o.csv"
    overrides.write_text("sku,return_windows_days\nA-1,30\nA-2,14\nB-1,\n", encoding="utf-8")
    result = run("decide", "--sku", sku, "--reason", "defective", "--overrides", overrides, *AS_OF)
    assert ("error[unknown-column]" in result.err) == told
    assert ("on other SKUs" in result.err) != told
    assert ("nothing was decided" in result.err) == told


def test_a_store_of_the_environment_stands_for_no_other_currency_and_one_that_is_given_does(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = ("decide", "--sku", "A", "--reason", "defective", "--amount", "20", "--currency", "GBP", *AS_OF)
    given = run(*asked, "--store", "US")
    assert "error[other-currency]" in given.err
    assert given.code == 1
    monkeypatch.setenv("RETURNCTL_STORE", "US")
    assert "note[store-not-taken]" in run(*asked).err
    assert "store" not in run(*asked, "--store", "UK").err
