from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from uploads import upload, workbook

from returnctl.files.amazon.answers import joined, read_processing_report
from returnctl.files.amazon.checking import check_amazon_file
from returnctl.files.document import open_document
from returnctl.values.amazon import ProcessingReport, Reported
from returnctl.values.finding import Finding, Severity
from returnctl.views.checked import processing_report

SUMMARY = "Feed Processing Summary:\nNumber of records processed: 4\nNumber of records successful: 3\n\n"
HEADER = "original-record-number\terror-code\terror-type\terror-message\n"
LINE = "2\t41010\terror\tInvalid action.\n"
SENT = ("TV-1\tMANUAL", "TV-2\tAUTO", "TV-3\tDELETE", "TV-4\tDELETE")


def answer(folder: Path, text: str, encoding: str = "utf-8") -> ProcessingReport:
    path = folder / "answer.txt"
    path.write_bytes(text.encode(encoding))
    return read_processing_report(open_document(str(path), "answer.txt"))


def beside(folder: Path, text: str, *rows: str) -> list[str]:
    """What is said of an answer beside a file of these rows."""
    found = joined(answer(folder, text), open_document(upload(folder, *(rows or SENT)), "upload.txt"))
    return [said(finding) for finding in found]


def said(finding: Finding) -> str:
    return f"{finding.severity}[{finding.code}] {finding.at}"


def test_a_report_is_read_as_amazon_writes_it(tmp_path: Path) -> None:
    report = answer(tmp_path, SUMMARY + HEADER + LINE)
    assert (report.processed, report.successful, report.usable) == (4, 3, True)
    assert report.lines == (Reported(6, 2, 41010, False, "Invalid action."),)
    assert report.findings == ()


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_a_report_is_read_in_other_encodings(tmp_path: Path, encoding: str) -> None:
    report = answer(tmp_path, SUMMARY + HEADER + "2\t41010\terror\tUngültig\n", encoding)
    assert [line.message for line in report.lines] == ["Ungültig"]
    assert (report.processed, report.successful) == (4, 3)


@pytest.mark.parametrize(
    "text",
    [
        SUMMARY + HEADER + LINE,
        (SUMMARY + HEADER + LINE).replace("\n", "\r\n"),
        SUMMARY + HEADER + "\n" + LINE + "\n\n",
        HEADER + LINE,
        SUMMARY + "error-type\terror-code\terror-message\toriginal-record-number\nerror\t41010\tInvalid action.\t2\n",
        SUMMARY + HEADER.upper() + LINE.replace("error", "Error"),
        SUMMARY + HEADER + '2\t41010\terror\t"Invalid action."\n',
        SUMMARY + HEADER + LINE.replace("\n", "\t\t\n"),
        (SUMMARY + HEADER + LINE).replace("\t", ","),
    ],
)
def test_a_report_is_read_however_it_was_saved(tmp_path: Path, text: str) -> None:
    report = answer(tmp_path, text)
    assert [line._replace(line=0) for line in report.lines] == [Reported(0, 2, 41010, False, "Invalid action.")]
    assert report.usable
    assert report.findings == ()


def test_a_tab_in_a_quoted_message_and_a_message_that_is_missing_do_no_harm(tmp_path: Path) -> None:
    report = answer(tmp_path, HEADER + '1\t41004\terror\t"one\ttwo"\n2\t41010\terror\n3\t41010\n0\t41008\n')
    assert [(line.record, line.message, line.fatal) for line in report.lines] == [
        (1, "one\ttwo", False),
        (2, "", False),
        (3, "", False),
        (0, "", True),
    ]


def test_numbers_that_are_none_are_findings_and_their_line_is_left_out(tmp_path: Path) -> None:
    report = answer(tmp_path, HEADER + "x\t41010\terror\ta\n2\t\terror\ta\n-1\t41010\terror\ta\n" + LINE)
    assert [said(finding) for finding in report.findings] == [
        "error[not-a-whole-number] answer.txt:2 (original-record-number)",
        "error[not-a-whole-number] answer.txt:3 (error-code)",
        "error[not-a-whole-number] answer.txt:4 (original-record-number)",
    ]
    assert len(report.lines) == 1


@pytest.mark.parametrize(
    ("word", "number", "fatal"), [("fatal", 41010, True), ("error", 41008, False), ("?", 41008, True)]
)
def test_the_type_is_amazons_word_and_else_that_of_the_number(
    tmp_path: Path, word: str, number: int, fatal: bool
) -> None:
    assert answer(tmp_path, f"{HEADER}0\t{number}\t{word}\tx\n").lines[0].fatal is fatal


def test_a_summary_alone_is_a_report_without_refusals(tmp_path: Path) -> None:
    report = answer(tmp_path, "Number of records processed:\t\t1,045\nNumber of records successful:\t\t1,045\n")
    assert (report.processed, report.successful, report.lines, report.usable) == (1045, 1045, (), True)


@pytest.mark.parametrize("text", ["", "sku,reason\nA-1,defective\n", "<html><body>", "TV-1\tMANUAL\n", "{}"])
def test_another_file_is_no_report(tmp_path: Path, text: str) -> None:
    report = answer(tmp_path, text)
    assert not report.usable
    assert report.findings


def test_a_report_saved_as_a_workbook_is_read_too(tmp_path: Path) -> None:
    from policy_tables import workbook as book

    rows = [*(line.split("\t") for line in SUMMARY.splitlines()), HEADER.strip().split("\t"), [2, 41010, "error", "x"]]
    report = read_processing_report(open_document(book(tmp_path / "answer.xlsx", {"answer": rows}), "answer.xlsx"))
    assert (report.processed, report.successful) == (4, 3)
    assert [line._replace(line=0) for line in report.lines] == [Reported(0, 2, 41010, False, "x")]


# Beside the file


def test_a_refused_row_is_told_at_its_cell_with_what_stands_there(tmp_path: Path) -> None:
    found = joined(answer(tmp_path, SUMMARY + HEADER + LINE), open_document(upload(tmp_path, *SENT), "upload.txt"))
    assert [said(finding) for finding in found] == ["error[amazon-refused] upload.txt:4 (action)"]
    assert found[0].message == "Amazon refused this row (41010): `Invalid action.`; the cell holds `AUTO`"
    assert found[0].hint == "did you mean `AUTOMATIC`?"
    assert found[0].amazon == (41010, 2, False)


def test_a_message_with_backticks_of_its_own_stands_in_other_quotes(tmp_path: Path) -> None:
    line = LINE.replace("Invalid action.", "`action` must not be `AUTO`")
    found = joined(answer(tmp_path, SUMMARY + HEADER + line), open_document(upload(tmp_path, *SENT), "upload.txt"))
    said = 'Amazon refused this row (41010): "`action` must not be `AUTO`"; the cell holds `AUTO`'
    assert found[0].message == said


def test_beside_the_workbook_the_cell_is_that_of_the_sheet(tmp_path: Path) -> None:
    path = workbook(tmp_path, [row.split("\t") for row in SENT])
    found = joined(answer(tmp_path, SUMMARY + HEADER + LINE), open_document(path, "t.xlsx"))
    assert [said(finding) for finding in found] == ["error[amazon-refused] t.xlsx:ReturnRequestAuthorization!B4"]


@pytest.mark.parametrize(
    ("line", "row", "place", "holds"),
    [
        ("1\t41004\terror\tx\n", "\tMANUAL", "upload.txt:3 (SKU)", "the cell is blank"),
        ("1\t41006\terror\tx\n", f"{'A' * 41}\tMANUAL", "upload.txt:3 (SKU)", "the cell holds `AAA"),
        ("1\t41009\terror\tx\n", "A-1\tMANUAL\t3", "upload.txt:3", "the row holds `A-1`, `MANUAL`, `3`"),
        ("1\t41010\terror\tx\n", "A-1", "upload.txt:3 (action)", "the row holds `A-1`"),
        ("1\t49999\terror\tx\n", "A-1\tMANUAL", "upload.txt:3", "the row holds `A-1`, `MANUAL`"),
        ("1\t41004\terror\tx\n", "", "upload.txt:3 (SKU)", "the row is blank"),
    ],
)
def test_each_number_points_at_what_it_is_about(tmp_path: Path, line: str, row: str, place: str, holds: str) -> None:
    report = answer(tmp_path, HEADER + line)
    found = [
        f
        for f in joined(report, open_document(upload(tmp_path, row, "B-1\tDELETE"), "upload.txt"))
        if f.code == "amazon-refused"
    ]
    assert [str(finding.at) for finding in found] == [place]
    assert holds in found[0].message
    assert found[0].hint


def test_record_zero_is_the_file(tmp_path: Path) -> None:
    report = answer(tmp_path, HEADER + "0\t41007\tfatal\tToo many uploads.\n")
    found = joined(report, open_document(upload(tmp_path, *SENT), "upload.txt"))
    assert [said(finding) for finding in found] == ["error[amazon-refused] upload.txt"]
    assert "24 hours" in found[0].hint
    assert found[0].amazon == (41007, 0, True)


@pytest.mark.parametrize(("record", "there"), [(4, True), (5, False)])
def test_a_record_that_the_file_does_not_have_is_told_in_the_answer(tmp_path: Path, record: int, there: bool) -> None:
    lines = beside(tmp_path, f"{HEADER}{record}\t49999\terror\tx\n")
    assert lines == (["error[amazon-refused] upload.txt:6"] if there else ["error[not-this-upload] answer.txt:2"])


@pytest.mark.parametrize(("processed", "agrees"), [(3, False), (4, True), (5, False)])
def test_another_number_of_records_is_a_warning(tmp_path: Path, processed: int, agrees: bool) -> None:
    text = f"Number of records processed: {processed}\nNumber of records successful: {processed - 1}\n{HEADER}{LINE}"
    expected = [] if agrees else ["warning[not-this-upload] answer.txt"]
    assert beside(tmp_path, text) == [*expected, "error[amazon-refused] upload.txt:4 (action)"]


def test_blank_rows_may_have_been_counted_or_not(tmp_path: Path) -> None:
    for processed in (4, 5):
        text = f"Number of records processed: {processed}\nNumber of records successful: {processed}\n{HEADER}"
        assert beside(tmp_path, text, *SENT[:3], "", SENT[3]) == []


def test_an_answer_that_names_fewer_rows_than_it_counts_is_a_warning(tmp_path: Path) -> None:
    text = SUMMARY.replace("successful: 3", "successful: 1") + HEADER + LINE
    assert beside(tmp_path, text)[0] == "warning[not-this-upload] answer.txt"


def test_two_problems_of_one_record_are_one_record(tmp_path: Path) -> None:
    lines = beside(tmp_path, SUMMARY + HEADER + LINE + "2\t49999\terror\tx\n")
    assert lines == ["error[amazon-refused] upload.txt:4 (action)", "error[amazon-refused] upload.txt:4"]


def test_a_fault_that_the_row_does_not_have_is_a_warning(tmp_path: Path) -> None:
    lines = beside(tmp_path, HEADER + "1\t41010\terror\tx\n3\t41006\terror\tx\n" + LINE)
    assert lines[0] == "warning[not-this-upload] upload.txt:3"
    assert [line.startswith("error[amazon-refused]") for line in lines[1:]] == [True] * 3


def test_a_file_that_cannot_be_read_is_all_that_is_said(tmp_path: Path) -> None:
    found = joined(answer(tmp_path, HEADER + LINE), open_document(str(tmp_path / "none.txt"), "none.txt"))
    assert [said(finding) for finding in found] == ["error[file-missing] none.txt"]


# There and back

FIELDS = st.sampled_from(["TV-1", "TV-2", "", "A" * 41, "MANUAL", "DELETE", "auto"])


@given(rows=st.lists(st.lists(FIELDS, min_size=1, max_size=3), min_size=1, max_size=8))
def test_our_answer_laid_beside_the_file_names_the_same_rows(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]]
) -> None:
    folder = tmp_path_factory.mktemp("law")
    path = upload(folder, "LAMP-1\tAUTOMATIC", *("\t".join(row) for row in rows))
    checked = check_amazon_file(open_document(path, "upload.txt"))
    report = answer(folder, "\n".join(processing_report(checked)))
    assert (report.processed, report.successful) == (checked.records, checked.passed)
    found = joined(report, open_document(path, "upload.txt"))
    errors = [f for f in checked.findings if f.severity is Severity.ERROR]
    assert sorted(f.amazon for f in found if f.amazon) == sorted(f.amazon for f in errors if f.amazon)
    assert {f.code for f in found} <= {"amazon-refused"}
    assert {(f.at.row, f.hint) for f in found} == {(f.at.row, f.hint) for f in errors}


@given(content=st.binary(max_size=300))
def test_no_bytes_whatever_raise_anything(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    path = tmp_path_factory.mktemp("law") / "answer.txt"
    path.write_bytes(HEADER.encode() + content)
    report = read_processing_report(open_document(str(path), "answer.txt"))
    joined(report, open_document(str(path), "answer.txt"))
