from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from uploads import GOOD, HEAD, checked, numbers, told, upload, workbook

from returnctl.files.amazon.checking import check_amazon_file
from returnctl.files.amazon.rows import amazon_codes
from returnctl.files.document import open_document
from returnctl.files.recognising.roles import Role, role_of
from returnctl.values.finding import Severity

# What Amazon fails a row for


@pytest.mark.parametrize(
    ("row", "said", "number"),
    [
        ("TV-1", "short-row", 41009),
        ("TV-1,MANUAL", "short-row", 41009),
        ("TV-1\tMANUAL\t30", "long-row", 41009),
        ("TV-1\t\tMANUAL", "long-row", 41009),
        ("\tMANUAL", "blank-sku", 41004),
        ('""\tMANUAL', "blank-sku", 41004),
        ("\u200b\tMANUAL", "blank-sku", 41004),
        (f"{'A' * 41}\tMANUAL", "text-too-long", 41006),
        ("TV-1\t", "not-a-choice", 41010),
        ("TV-1\tAUTO", "not-a-choice", 41010),
        ("TV-1\tMANUAL DELETE", "not-a-choice", 41010),
        ("TV-1\tnone", "not-a-choice", 41010),
    ],
)
def test_a_row_that_amazon_fails_is_one_error_with_amazons_number(
    tmp_path: Path, row: str, said: str, number: int
) -> None:
    found = checked(tmp_path, row)
    errors = [finding for finding in found.findings if finding.severity is Severity.ERROR]
    assert [(str(finding.code), finding.at.row) for finding in errors] == [(said, 4)]
    assert numbers(found) == [(number, 2, False)]
    assert (found.records, found.failed, found.passed, found.usable) == (2, 1, 1, True)
    assert errors[0].hint


@pytest.mark.parametrize(
    "row",
    [
        "TV-1\tAUTOMATIC",
        "TV-1\tMANUAL",
        "TV-1\tDELETE",
        f"{'A' * 40}\tMANUAL",
        f" {'A' * 40} \tMANUAL",
        f'"{"A" * 40}"\tMANUAL',
        f"{'Ü' * 40}\tMANUAL",
        "TV-1\tmanual",
        "TV-1\t Manual ",
        '"TV,1"\t"MANUAL"',
        "TV-1\tMANUAL\t",
        "N/A\tMANUAL",
        "A" + "\u00ad" + "B\tMANUAL",
    ],
)
def test_what_amazon_does_not_forbid_is_no_error(tmp_path: Path, row: str) -> None:
    found = checked(tmp_path, row)
    assert not [line for line in told(found) if line.startswith("error")]
    assert (found.records, found.failed) == (2, 0)


@pytest.mark.parametrize(
    "row", ["A-1\tMANUAL", "00815\tMANUAL", "a b (c)\tDELETE", "LAMP 24in\tAUTOMATIC", "MAR-01\tMANUAL"]
)
def test_an_ordinary_row_is_passed_in_silence(tmp_path: Path, row: str) -> None:
    assert told(checked(tmp_path, row)) == []


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("TV-1\tmanual", "action-not-exact"),
        ("TV-1\tMANUAL ", "action-not-exact"),
        ('"TV,1"\tMANUAL', "quoted-field"),
        ('TV-1\t"MANUAL"', "quoted-field"),
        ('TV 24"\tMANUAL', "quoted-field"),
        (" TV-1\tMANUAL", "sku-cleaned"),
        ("TV-1\u00a0\tMANUAL", "sku-cleaned"),
        ("TV-1\tMANUAL\t", "long-row"),
        ("01-Mar\tMANUAL", "sku-is-a-date"),
        ("Mar-01\tMANUAL", "sku-is-a-date"),
        ("01. Mrz\tMANUAL", "sku-is-a-date"),
        ("Mrz 26\tMANUAL", "sku-is-a-date"),
        ("01-mars\tMANUAL", "sku-is-a-date"),
        ("1.2E+13\tMANUAL", "sku-lost-digits"),
        ("03/01/2026\tMANUAL", "sku-is-a-date"),
        ("4.01235E+12\tMANUAL", "sku-lost-digits"),
        ("n/a\tMANUAL", "sku-looks-empty"),
    ],
)
def test_what_silently_ruins_an_upload_is_a_warning_at_its_row(tmp_path: Path, row: str, said: str) -> None:
    found = checked(tmp_path, row)
    assert [line.split(" upload")[0] for line in told(found)] == [f"warning[{said}]"]
    assert [finding.at.row for finding in found.findings if finding.severity is Severity.WARNING] == [4]
    assert numbers(found) == []


def test_quotes_that_excel_added_are_told_from_those_of_the_sku_itself(tmp_path: Path) -> None:
    rows = ['"TV,1"\tMANUAL', '"KISSEN ""ROT"""\tMANUAL', 'TV 24"\tMANUAL', '"SOFA ""XL"""\tMANUAL']
    found = [finding for finding in checked(tmp_path, *rows).findings if finding.code == "quoted-field"]
    assert [(finding.at.row, finding.hint.split()[0]) for finding in found] == [(4, "take"), (5, "Excel"), (6, "leave")]
    assert [finding.message.endswith("(and one more row like it)") for finding in found] == [False, True, False]


def test_a_control_character_is_an_error_of_ours_and_fails_no_record(tmp_path: Path) -> None:
    found = checked(tmp_path, "TV\x00-1\tMANUAL", "TV\x0b-1\tMANUAL")
    assert told(found) == [f"error[control-character] upload.txt:{row} (SKU)" for row in (4, 5)]
    assert (found.failed, numbers(found)) == (0, [])


def test_an_unknown_action_is_told_the_nearest(tmp_path: Path) -> None:
    hints = [finding.hint for finding in checked(tmp_path, "TV-1\tAUTOMATISCH", "TV-2\tXYZ").findings][-2:]
    assert hints == ["did you mean `AUTOMATIC`?", "write AUTOMATIC, MANUAL or DELETE"]


def test_a_line_break_in_a_cell_is_two_records_of_which_one_fails(tmp_path: Path) -> None:
    found = checked(tmp_path, '"TV', '1"\tMANUAL')
    assert told(found) == ["error[short-row] upload.txt:4", "warning[quoted-field] upload.txt:5 (SKU)"]
    assert "Alt+Enter" in next(finding.hint for finding in found.findings if finding.at.row == 4)
    assert (found.records, found.failed) == (3, 1)


def test_what_has_one_cause_is_told_once_with_the_number_of_rows(tmp_path: Path) -> None:
    found = checked(tmp_path, *(f"TV-{number}\tmanual" for number in range(30)))
    assert told(found) == ["warning[action-not-exact] upload.txt:4 (action)"]
    assert "(and 29 more rows like it)" in found.findings[-1].message


# The file as a whole


@pytest.mark.parametrize("head", ["", "\n\n\n", "\ufeff", " \t \n"])
def test_an_empty_file_is_refused(tmp_path: Path, head: str) -> None:
    found = check_amazon_file(open_document(upload(tmp_path, head=head), "upload.txt"))
    assert told(found) == ["error[file-empty] upload.txt"]
    assert numbers(found) == [(41003, 0, True)]
    assert (found.records, found.usable) == (0, True)


def test_a_header_without_records_is_refused(tmp_path: Path) -> None:
    found = check_amazon_file(open_document(upload(tmp_path), "upload.txt"))
    assert told(found) == ["error[no-data-rows] upload.txt"]
    assert numbers(found) == [(41003, 0, True)]


def test_a_file_whose_every_record_fails_is_refused(tmp_path: Path) -> None:
    found = check_amazon_file(open_document(upload(tmp_path, "A-1\tx", "B-1\ty"), "upload.txt"))
    assert numbers(found) == [(41003, 0, True), (41010, 1, False), (41010, 2, False)]
    assert (found.records, found.failed) == (2, 2)


@pytest.mark.parametrize(("records", "refused"), [(50_000, False), (50_001, True)])
def test_fifty_thousand_records_are_taken_and_one_more_is_not(tmp_path: Path, records: int, refused: bool) -> None:
    path = upload(tmp_path, *(f"TV-{n}\tMANUAL" for n in range(records)))
    found = check_amazon_file(open_document(path, "upload.txt"))
    assert numbers(found) == [(41002, 0, True)] * refused
    assert (found.records, found.failed) == (records, records * refused)


def test_beyond_the_limit_records_are_counted_but_not_for_ever(tmp_path: Path) -> None:
    found = check_amazon_file(open_document(upload(tmp_path, *["x"] * 500), "upload.txt"), most_records=10)
    assert "more than 200" in found.findings[0].message
    assert len(found.findings) < 20


@pytest.mark.parametrize(("over", "refused"), [(0, False), (1, True)])
def test_the_last_byte_that_amazon_takes_is_taken(tmp_path: Path, over: int, refused: bool) -> None:
    path = upload(tmp_path, "TV-1\tMANUAL")
    found = check_amazon_file(open_document(path, "upload.txt"), most_bytes=Path(path).stat().st_size - over)
    assert told(found) == ["error[file-too-large] upload.txt"] * refused
    assert numbers(found) == [(41001, 0, True)] * refused


@pytest.mark.parametrize(
    ("head", "said", "row"),
    [
        ("A-1\tAUTOMATIC\nB-1\tMANUAL\n", "data-in-header", 1),
        ("SKU\tAction\nB-1\tMANUAL\n", "data-in-header", 2),
        ("\n\n", "header-missing", 1),
    ],
)
def test_a_header_that_is_none_refuses_the_file(tmp_path: Path, head: str, said: str, row: int) -> None:
    found = checked(tmp_path, head=head)
    assert [(str(f.code), f.at.row) for f in found.findings] == [(said, row)]
    assert numbers(found) == [(41008, 0, True)]
    assert (found.records, found.failed) == (1, 1)


@pytest.mark.parametrize(
    "head",
    ["SKU\tAction\nSKU\tAction\n", "a\tb\nc\td\n", "TemplateType=ReturnRequestAuthorization\nRéf. vendeur\tOption\n"],
)
def test_any_two_header_rows_are_taken_and_a_note_says_so(tmp_path: Path, head: str) -> None:
    found = checked(tmp_path, head=head)
    assert [(str(f.code), f.severity) for f in found.findings] == [("not-published", Severity.NOTE)]
    assert "41007" in found.findings[0].message


@pytest.mark.parametrize(
    ("head", "said"),
    [
        ("\nSKU\tAction\n", "warning[not-published] upload.txt:1"),
        ("SKU\tAction\n\n", "warning[not-published] upload.txt:2"),
        ("x\ty\nSKU\tAction\tDays\n", "warning[not-published] upload.txt:2"),
        ("TemplateType=ReturnAttributes\tVersion=1\nSKU\tAction\n", "warning[wrong-tab] upload.txt:1"),
    ],
)
def test_a_header_that_looks_odd_is_a_warning(tmp_path: Path, head: str, said: str) -> None:
    found = checked(tmp_path, head=head)
    assert told(found) == [said]
    assert found.failed == 0


def test_a_third_header_row_is_a_record_that_fails(tmp_path: Path) -> None:
    found = checked(tmp_path, "SKU\tAction", "TV-1\tMANUAL")
    assert numbers(found) == [(41010, 2, False)]
    assert "header" in found.findings[-1].hint


@pytest.mark.parametrize(("sign", "called"), [(",", "a comma"), (";", "a semicolon"), ("|", "a bar")])
def test_another_sign_than_a_tab_is_one_error_for_the_whole_file(tmp_path: Path, sign: str, called: str) -> None:
    text = (HEAD + GOOD * 3).replace("\t", sign)
    Path(tmp_path / "upload.txt").write_text(text, encoding="utf-8")
    found = check_amazon_file(open_document(str(tmp_path / "upload.txt"), "upload.txt"))
    assert numbers(found) == [(41008, 0, True)]
    assert found.findings[0].message.startswith(called)
    assert (found.records, found.failed) == (3, 3)


@pytest.mark.parametrize(
    "text",
    [
        "Instructions\n\nEnter the SKU in column A\nEnter the action: AUTOMATIC, MANUAL or DELETE\n",
        "Valid values\n\nAUTOMATIC\trequests are authorised at once\nMANUAL\trequests wait for you\n",
    ],
)
def test_another_tab_saved_as_text_is_one_error(tmp_path: Path, text: str) -> None:
    found = check_amazon_file(open_document(upload(tmp_path, head=text), "upload.txt"))
    assert told(found) == ["error[wrong-tab] upload.txt:1"]
    assert numbers(found) == [(41008, 0, True)]


def test_rows_with_unknown_actions_are_not_taken_for_another_tab(tmp_path: Path) -> None:
    found = check_amazon_file(open_document(upload(tmp_path, head="a\tb\nc\td\nTV-1\tYES\nTV-2\tNO\n"), "upload.txt"))
    assert [number for number, _, _ in numbers(found)] == [41003, 41010, 41010]


# Rows beside one another


def test_a_sku_that_stands_twice_is_a_warning_that_names_the_first_row(tmp_path: Path) -> None:
    found = checked(tmp_path, "TV-1\tMANUAL", "LAMP-1\tDELETE", "TV-1\tMANUAL", "tv-1\tMANUAL")
    assert told(found) == [
        "warning[conflicting-rows] upload.txt:5 (SKU)",
        "warning[repeated-row] upload.txt:6 (SKU)",
    ]
    assert ["line 3" in found.findings[1].message, "line 4" in found.findings[2].message] == [True, True]


@pytest.mark.parametrize(
    ("skus", "warned"), [(("0004711", "815"), True), (("4711", "815"), True), (("0004711", "0000815"), False)]
)
def test_skus_of_digits_that_are_shorter_than_others_may_have_lost_zeros(
    tmp_path: Path, skus: tuple[str, ...], warned: bool
) -> None:
    found = checked(tmp_path, *(f"{sku}\tMANUAL" for sku in skus))
    assert told(found) == ["warning[leading-zeros-lost] upload.txt:5 (SKU)"] * warned


def test_blank_rows_count_as_lines_and_not_as_records(tmp_path: Path) -> None:
    found = checked(tmp_path, "", "\t", "TV-1\tX", "", "\t\t")
    assert told(found) == ["warning[not-published] upload.txt:4", "error[not-a-choice] upload.txt:6 (action)"]
    assert numbers(found) == [(41010, 4, False)]
    assert (found.records, found.failed) == (2, 1)


# Encodings and line ends


@pytest.mark.parametrize(
    ("encoding", "said"),
    [("utf-8", []), ("utf-8-sig", []), ("utf-16", ["not-published"]), ("cp1252", ["encoding-guessed"])],
)
def test_a_file_is_read_in_the_encodings_that_excel_writes(tmp_path: Path, encoding: str, said: list[str]) -> None:
    found = checked(tmp_path, "KÜBEL-1\tMANUAL", encoding=encoding)
    assert [str(f.code) for f in found.findings if f.severity is Severity.WARNING] == said
    assert (found.records, found.failed) == (2, 0)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_line_end_counts_once(tmp_path: Path, end: str) -> None:
    path = tmp_path / "upload.txt"
    path.write_bytes((HEAD + GOOD + "TV-1\tX\n").replace("\n", end).encode())
    assert numbers(check_amazon_file(open_document(str(path), "upload.txt"))) == [(41010, 2, False)]


def test_a_line_of_many_megabytes_is_a_sku_that_is_too_long(tmp_path: Path) -> None:
    found = checked(tmp_path, "A" * 5_000_000 + "\tMANUAL", "TV-1\tX")
    assert numbers(found) == [(41006, 2, False), (41010, 3, False)]
    assert all(len(finding.message) < 250 for finding in found.findings)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("none.txt", None),
        ("page.txt", b"<html><body>Sign in</body></html>"),
        ("data.json", b'[{"sku": "A-1"}]'),
        ("locked.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "EncryptedPackage".encode("utf-16-le")),
        ("half.xlsx", b"PK\x03\x04" + bytes(100)),
        ("picture.txt", b"\x89PNG\r\n\x1a\n" + bytes(100)),
    ],
)
def test_a_file_that_cannot_be_read_is_not_usable(tmp_path: Path, name: str, content: bytes | None) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    found = check_amazon_file(open_document(str(path), name))
    assert not found.usable
    assert [finding.severity for finding in found.findings][:1] == [Severity.ERROR]
    assert role_of(open_document(str(path), name)).role is not Role.AMAZON_OVERRIDES


# The workbook


def _hide(sheet: Any) -> None:
    sheet.row_dimensions[4].hidden = True


def _merge(sheet: Any) -> None:
    sheet.merge_cells("A3:A4")


def test_the_workbook_of_amazons_template_is_checked_in_place_of_its_text(tmp_path: Path) -> None:
    path = workbook(tmp_path, [["TV-1", "MANUAL"], ["TV-2", "AUTO"], [], ["TV-3", "MANUAL", "30"], ["TV-4"]])
    found = check_amazon_file(open_document(path, "t.xlsx"))
    at = "t.xlsx:ReturnRequestAuthorization!"
    assert told(found) == [
        f"error[not-a-choice] {at}B4",
        f"warning[not-published] {at}row 5",
        f"error[long-row] {at}C6",
        f"error[not-a-choice] {at}B7",
    ]
    assert numbers(found) == [(41010, 2, False), (41009, 4, False), (41010, 5, False)]


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ({}, []),
        ({"front": 0}, ["wrong-tab"]),
        ({"then": _hide}, ["hidden-rows"]),
        ({"then": _merge}, ["merged-cell"]),
    ],
)
def test_what_excel_does_when_it_saves_text_is_a_warning(tmp_path: Path, how: dict[str, Any], said: list[str]) -> None:
    found = check_amazon_file(
        open_document(workbook(tmp_path, [["TV-1", "MANUAL"], ["TV-2", "DELETE"]], **how), "t.xlsx")
    )
    assert [str(f.code) for f in found.findings if f.severity is not Severity.NOTE] == said
    assert found.failed == (said == ["merged-cell"])


@pytest.mark.parametrize(
    ("sku", "said"),
    [
        (4711, "warning[leading-zeros-lost]"),
        (date(2026, 3, 1), "warning[sku-is-a-date]"),
        (40123456789012345, "warning[sku-lost-digits]"),
        (True, "warning[broken-cell]"),
        ("#N/A", "error[error-cell]"),
        ("=A1", "error[formula-without-value]"),
    ],
)
def test_a_sku_that_excel_has_changed_is_told_at_its_cell(tmp_path: Path, sku: Any, said: str) -> None:
    found = check_amazon_file(open_document(workbook(tmp_path, [["TV-1", "MANUAL"], [sku, "MANUAL"]]), "t.xlsx"))
    lines = [line for line in told(found) if line.startswith(said)]
    assert [line.partition(" ")[2] for line in lines] == ["t.xlsx:ReturnRequestAuthorization!A4"]
    assert found.failed == 0


def test_skus_that_are_numbers_are_told_once(tmp_path: Path) -> None:
    found = check_amazon_file(open_document(workbook(tmp_path, [[4711, "MANUAL"], [815, "MANUAL"]]), "t.xlsx"))
    assert told(found) == ["warning[leading-zeros-lost] t.xlsx:ReturnRequestAuthorization!A3"]
    assert "one more row" in found.findings[-1].message


def test_a_text_and_its_workbook_have_the_same_numbers(tmp_path: Path) -> None:
    rows = [["TV-1", "MANUAL"], ["TV-2", "AUTO"], ["A" * 41, "MANUAL"], ["TV-3", "DELETE", "x"], ["", "MANUAL"]]
    text = check_amazon_file(open_document(upload(tmp_path, *("\t".join(row) for row in rows)), "t.txt"))
    book = check_amazon_file(open_document(workbook(tmp_path, rows), "t.xlsx"))
    assert numbers(text) == numbers(book)
    assert (text.records, text.failed) == (book.records, book.failed)


# Laws

FIELDS = st.sampled_from(["TV-1", "TV-2", "0815", "815", "", " ", "A" * 41, '"x"', "MANUAL", "DELETE", "auto", "x\x0b"])


@given(rows=st.lists(st.lists(FIELDS, min_size=1, max_size=4), max_size=8))
def test_records_are_failed_or_passed_and_a_broken_row_is_one_error(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]]
) -> None:
    found = checked(tmp_path_factory.mktemp("law"), *("\t".join(row) for row in rows))
    assert found.records == found.failed + found.passed == 1 + sum(bool("".join(row).strip()) for row in rows)
    errors = [finding.at.row for finding in found.findings if finding.severity is Severity.ERROR]
    assert len(errors) == len(set(errors))
    assert found.failed == len(numbers(found))
    assert [row for row in errors if row is None or row < 4] == []
    for finding in found.findings:
        if finding.amazon is not None:
            assert finding.amazon.record + 2 == finding.at.row
            assert finding.amazon.fatal is amazon_codes()[finding.amazon.code].fatal


@given(content=st.binary(max_size=300))
def test_no_bytes_whatever_raise_anything(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    path = tmp_path_factory.mktemp("law") / "upload.txt"
    path.write_bytes(content)
    found = check_amazon_file(open_document(str(path), "upload.txt"))
    assert found.records >= found.failed >= 0
    assert found.usable or found.findings
    role_of(open_document(str(path), "upload.txt"))


# Told by its look


@pytest.mark.parametrize(
    "text",
    [
        HEAD + GOOD,
        HEAD,
        "TemplateType=ReturnRequestAuthorization\n",
        "a\tb\nc\td\nTV-1\tMANUAL\n",
        "TV-1\tMANUAL\n",
        HEAD + "TV-1\tYES\nTV-2\tNO\n",
        "a\tb\nc\td\nTV-1\tMANUAL\t30\nTV-2\tDELETE\t20\n",
        "a\tb\nc\td\nTV-1\tAUTOMATISCH\n",
        (HEAD + GOOD).replace("\t", ";"),
    ],
)
def test_amazons_file_is_known_also_where_its_rows_are_broken(tmp_path: Path, text: str) -> None:
    assert role_of(open_document(upload(tmp_path, head=text), "upload.txt")).role is Role.AMAZON_OVERRIDES


@pytest.mark.parametrize(
    "text",
    [
        "sku,authorization\nA-1,MANUAL\n",
        "sku\tauthorization\nA-1\tMANUAL\n",
        "sku\tauthorization\treturn_window_days\nA-1\tMANUAL\t30\n",
        "my overrides\n\nsku;authorization\nA-1;MANUAL\n",
        "sku,reason\nA-1,defective\n",
        "setting,default\nauthorization,authorize-each\n",
        "original-record-number\terror-code\terror-type\terror-message\n1\t41010\terror\tx\n",
        "TemplateType=ReturnAttributes\tVersion=1\nSKU\tExemption\nA-1\tREQUIRES_SPECIAL_SHIPPING\n",
        "Dear Eva,\n\nplease set the lamps to MANUAL\n",
        "",
    ],
)
def test_other_files_are_not_taken_for_amazons(tmp_path: Path, text: str) -> None:
    assert role_of(open_document(upload(tmp_path, head=text), "upload.txt")).role is not Role.AMAZON_OVERRIDES


def test_a_workbook_is_known_by_its_rows_and_ours_by_the_name_of_its_sheet(tmp_path: Path) -> None:
    assert role_of(open_document(workbook(tmp_path, [["TV-1", "AUTO", "x"]]), "t.xlsx")).role is Role.AMAZON_OVERRIDES
    from policy_tables import workbook as own

    ours = own(tmp_path / "Flat.File.ReturnRequestAuthorization.xlsx", {"Overrides": [["sku"], ["A-1", "MANUAL"]]})
    assert role_of(open_document(ours, "t.xlsx")).role is not Role.AMAZON_OVERRIDES
