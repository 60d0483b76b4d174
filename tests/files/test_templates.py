"""Templates: every column explained, every limit one that Excel takes, nothing set, and nothing lost of a file."""

import csv
import io
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from policy_tables import text_file, workbook

from returnctl import built_in_policy, load_policy, read_requests
from returnctl.commands.templating import table_text
from returnctl.deciding.facts import DESK_FACTS
from returnctl.files.document import open_document
from returnctl.files.policies.policy_hash import policy_hash
from returnctl.files.tables.kinds import our_kinds
from returnctl.files.templates.book import LAST_ROW, MOST_MESSAGE, MOST_TITLE, beyond_sheets, write_template
from returnctl.files.templates.form import (
    KINDS,
    Doubtful,
    TableForm,
    Template,
    blank_template,
    built_in_words,
    currencies,
    guide,
    plain,
    store_of,
    table_forms,
)
from returnctl.files.templates.requests import requests_from
from returnctl.files.templates.taking import Taken, request_reader, template_from
from returnctl.schema.folding import bare
from returnctl.schema.kinds import read_cell
from returnctl.schema.limits import MOST_FORMULA, offered
from returnctl.schema.readers import Notation
from returnctl.schema.settings import POLICY_SETTINGS, SETTINGS, Field
from returnctl.schema.tables import REQUESTS, SETTING, TESTS_SHEET, text_of, texts
from returnctl.values.finding import Code, Severity
from returnctl.values.request import FIELDS
from returnctl.values.text import CSV, TSV, TextForm

EXAMPLES = Path(__file__).parents[2] / "examples"
EXTRA = {"Settings": ["DE", "note"], "Rules": DESK_FACTS}
FORMS = [form for kind in KINDS for form in table_forms(kind, None, EXTRA)]
COLUMNS = [(form, field) for form in FORMS for field in form.fields]
STORES = (None, "DE", "JP", "IN")


def named(value: object) -> str | None:
    return value.name if isinstance(value, TableForm | Field) else None


def book_of(template: Template) -> bytes:
    stream = io.BytesIO()
    write_template(stream, template)
    return stream.getvalue()


def blank(kind: str, store: str | None = None) -> Template:
    return blank_template(kind, store_of(store) if store else None)


def opened(template: Template) -> Any:
    return load_workbook(io.BytesIO(book_of(template)))


def saved(folder: Path, template: Template) -> str:
    path = folder / "template.xlsx"
    path.write_bytes(book_of(template))
    return str(path)


def rows_of(taken: Taken, table: int = 0) -> list[list[Any]]:
    assert taken.template is not None
    return [[plain(entry) for entry in row] for row in taken.template.tables[table].rows]


def test_every_column_of_our_tables_is_in_a_template() -> None:
    forms = {form.name: {field.name for field in form.fields} for form in FORMS}
    assert forms["Requests"] == set(FIELDS)
    for kind in our_kinds():
        assert forms[kind.name] - set(currencies()) == set(kind.known.values()) - set(currencies())


@pytest.mark.parametrize(("form", "field"), COLUMNS, ids=named)
def test_every_column_has_its_text_and_an_example_that_is_read_without_a_word(form: TableForm, field: Field) -> None:
    text = text_of(form.name, field.name)
    assert text.description.endswith(".")
    assert text.example
    plain_text = Notation(typed=False)
    of_request = form.name in (REQUESTS, TESTS_SHEET) and field.name in FIELDS
    read = request_reader(field, plain_text) if of_request else partial(read_cell, field, notation=plain_text)
    value, problem = read(text.example)
    assert problem is None
    assert value is not None


@pytest.mark.parametrize("name", POLICY_SETTINGS)
def test_every_setting_has_its_text_and_an_example_that_is_read_without_a_word(name: str) -> None:
    text = text_of(SETTING, name)
    value, problem = read_cell(SETTINGS[name], text.example, Notation(typed=False))
    assert problem is None
    assert value is not None


def test_no_text_is_of_a_column_that_no_table_has() -> None:
    there = {(form.name, field.name) for form, field in COLUMNS} | {(form.name, "") for form in FORMS}
    there |= {(SETTING, name) for name in POLICY_SETTINGS} | {("Settings", "store")}
    steps = {key for key in texts() if key[0] in ("all", *KINDS)}
    assert set(texts()) - steps <= there
    assert len(steps) == 9


@pytest.mark.parametrize("store", STORES)
@pytest.mark.parametrize("kind", KINDS)
def test_the_same_template_is_the_same_bytes(kind: str, store: str | None) -> None:
    assert book_of(blank(kind, store)) == book_of(blank(kind, store))


@pytest.mark.parametrize("kind", KINDS)
def test_the_instructions_come_first_and_explain_every_column(kind: str) -> None:
    book = opened(blank(kind, "DE"))
    assert book.sheetnames[0] == "Instructions"
    told = {str(row[0].value).split(" (")[0] for row in book["Instructions"]}
    assert told >= {field.name for form in table_forms(kind, None, EXTRA) for field in form.fields}
    assert any(step.cells[0].startswith("5. Save the file") for step in guide(blank(kind)))


@pytest.mark.parametrize("kind", KINDS)
def test_a_table_has_its_header_in_row_one_and_no_example_below(kind: str) -> None:
    book = opened(blank(kind))
    for form in table_forms(kind):
        sheet = book[form.name]
        assert [cell.value for cell in sheet[1]] == [field.name for field in form.fields]
        assert all(cell.comment and "Example: " in cell.comment.text for cell in sheet[1])
        assert (sheet.freeze_panes[1:], sheet.auto_filter.ref, sheet.protection.sheet) == ("2", None, False)
        below = [value for row in sheet.iter_rows(min_row=2, values_only=True) for value in row[1:]]
        assert not any(below)


@pytest.mark.parametrize("store", STORES)
@pytest.mark.parametrize("kind", KINDS)
def test_every_limit_is_one_that_excel_takes(kind: str, store: str | None) -> None:
    book = opened(blank(kind, store))
    for sheet in book:
        for limit in sheet.data_validations.dataValidation:
            assert 0 < len(limit.promptTitle) <= MOST_TITLE
            assert 0 < len(limit.prompt) <= MOST_MESSAGE
            assert 0 < len(limit.error) <= MOST_MESSAGE
            assert len(limit.formula1 or "") <= MOST_FORMULA
            assert limit.allow_blank
            assert not limit.showDropDown  # which would hide the arrow


def limits(sheet: Any) -> dict[str, Any]:
    return {f"{part.coord}": limit for limit in sheet.data_validations.dataValidation for part in limit.sqref.ranges}


def listed(book: Any, formula: str) -> tuple[str, ...]:
    if formula.startswith('"'):
        return tuple(formula.strip('"').split(","))
    sheet, _, area = formula.partition("!")
    return tuple(cell.value for (cell,) in book[sheet][area.replace("$", "")])


@pytest.mark.parametrize("kind", KINDS)
def test_every_list_is_offered_whole_and_only_closed_ones_refuse(kind: str) -> None:
    book = opened(blank(kind))
    for form in table_forms(kind):
        found = limits(book[form.name])
        for place, field in enumerate(form.fields):
            if not field.choices:
                continue
            letters = book[form.name].cell(1, place + 1).column_letter
            limit = found[f"{letters}2:{letters}{LAST_ROW}"]
            assert (limit.type, listed(book, limit.formula1)) == ("list", offered(field))
            assert bool(limit.showErrorMessage) is field.is_closed


def test_a_list_with_commas_or_over_255_signs_stands_on_a_sheet_of_its_own() -> None:
    book = opened(blank("requests"))
    reasons = limits(book["Requests"])[f"E2:E{LAST_ROW}"]
    assert reasons.formula1 == "Choices!$A$2:$A$39"
    assert "Product damaged, but shipping box OK" in listed(book, reasons.formula1)
    assert book.sheetnames == ["Instructions", "Requests", "Choices"]
    assert opened(blank("overrides")).sheetnames == ["Instructions", "Overrides"]


def test_formats_and_limits_hold_for_whole_columns() -> None:
    assert LAST_ROW == 1_048_576
    sheet = opened(blank("overrides"))["Overrides"]
    formats = {sheet[f"{letter}1"].value: sheet.column_dimensions[letter].number_format for letter in "ADHM"}
    assert formats == {"sku": "@", "return_window_days": "0", "returnless_up_to": "0.00", "valid_from": "yyyy-mm-dd"}


@pytest.mark.parametrize(
    ("store", "style", "least"),
    [("DE", "warning", "30"), ("US", "warning", "30"), ("IN", "warning", "30"), (None, "stop", "1")],
)
def test_fewer_days_than_a_store_grants_are_warned_of_and_not_refused(store: str, style: str, least: str) -> None:
    limit = limits(opened(blank("overrides", store))["Overrides"])[f"D2:D{LAST_ROW}"]
    assert (limit.errorStyle, limit.formula1, limit.formula2) == (style, least, "3650")
    assert ("fewer than 14" in limit.error) is (store == "DE")
    assert ("Amazon, whose own window is 30 days" in limit.error) is (store is not None)


def test_a_policy_for_a_store_has_its_column_and_shows_what_is_built_in_without_setting_it() -> None:
    sheet = opened(blank("policy", "DE"))["Settings"]
    assert [cell.value for cell in sheet[1]] == ["setting", "valid_from", "valid_to", "default", "DE"]
    found = limits(sheet)
    row = next(cell.row for cell in sheet["A"] if cell.value == "return_window_days")
    assert "Built in for DE: 30." in found[f"E{row}"].prompt
    assert (found[f"E{row}"].errorStyle, found[f"D{row}"].errorStyle) == ("warning", "stop")
    assert "Built in for DE: 730." in sheet["A5"].comment.text
    assert not any(cell.value for row in sheet.iter_rows(min_row=2, min_col=2) for cell in row)


@pytest.mark.parametrize(
    ("name", "store", "said"),
    [
        ("authorization", None, "authorize-each (in 12 of 23 stores: automatic-in-policy)"),
        ("guarantee_days", None, "0 (in 15 of 23 stores: 90 to 2190)"),
        ("window_starts", None, "delivery (in US: estimated-delivery, delivery)"),
        ("respond_within_hours", None, "24"),
        ("returnless_up_to", None, "none"),
        ("label", None, ""),
        ("guarantee_days", "DE", "730"),
        ("guarantee_days", "IN", "0"),
        ("returnless_up_to", "DE", "none"),
    ],
)
def test_what_is_built_in_without_a_store_says_how_many_stores_have_something_else(
    name: str, store: str | None, said: str
) -> None:
    assert built_in_words(name, store) == said


def test_a_policy_for_no_store_says_that_its_built_in_values_are_those_of_an_unknown_store() -> None:
    lines = [line.cells for line in guide(blank("policy"))]
    header = next(number for number, cells in enumerate(lines) if cells[0] == "Setting")
    assert lines[header][-1] == "Built in where the store is not known"
    assert lines[header - 1][0].endswith("returnctl template policy --store DE")
    comment = opened(blank("policy"))["Settings"]["A5"].comment.text
    assert "Built in where the store is not known: 0 (in 15 of 23 stores: 90 to 2190)." in comment
    made_for_one = [line.cells for line in guide(blank("policy", "DE"))]
    assert not any("template policy --store" in cell for cells in made_for_one for cell in cells)


def test_a_store_that_is_added_by_hand_has_the_limits_of_the_others() -> None:
    found = limits(opened(blank("policy"))["Settings"])
    assert listed(None, found["E1:AA1"].formula1) == tuple(currencies())
    assert (found["D2:AA2"].type, found["D4:AA4"].type, found["D4:AA4"].formula2) == ("list", "whole", "3650")


@pytest.mark.parametrize("store", STORES)
def test_an_empty_template_of_a_policy_or_of_overrides_sets_nothing_and_is_read_without_a_word(
    store: str | None, tmp_path: Path
) -> None:
    policy = load_policy([saved(tmp_path, blank("policy", store))])
    assert policy.findings == ()
    assert policy.policy is not None
    assert (policy.policy.own_stores == (store,)) == (store is not None)
    assert policy.policy.settings == built_in_policy().settings
    assert policy.policy.rules == built_in_policy().rules
    overrides = load_policy([], [saved(tmp_path, blank("overrides", store))])
    assert overrides.findings == ()
    assert overrides.policy is not None
    assert overrides.policy.hash == policy_hash(built_in_policy())


def test_the_requests_of_a_template_are_read_without_a_word_of_its_other_sheets(tmp_path: Path) -> None:
    path = saved(tmp_path, blank("requests"))
    book = load_workbook(path)
    book["Requests"].append([None, None, None, "00123", "No longer needed", "DE", date(2026, 11, 2)])
    book.save(path)
    found = read_requests(path)
    assert found.findings == ()
    assert [(request.sku, request.order_date) for request in found.requests] == [("00123", date(2026, 11, 2))]


@pytest.mark.parametrize("state", ["visible", "hidden"])
def test_sheets_of_instructions_are_read_where_they_hold_a_table(state: str, tmp_path: Path) -> None:
    path = workbook(tmp_path / "own.xlsx", {"Notes": [["x"]], "Choices": [["sku", "keep_up_to"], ["A-1", 5]]})
    book = load_workbook(path)
    book["Choices"].sheet_state = state
    book.save(path)
    loaded = load_policy([], [path])
    assert loaded.policy is not None or state == "hidden"
    assert any("because of its header" in finding.message for finding in loaded.findings) is (state == "visible")


def test_an_empty_sheet_of_another_workbook_is_still_told(tmp_path: Path) -> None:
    path = workbook(tmp_path / "own.xlsx", {"Categories": [["category", "returnable"]]})
    assert [finding.code for finding in load_policy([path]).findings] == [Code.NO_DATA_ROWS]


def test_a_policy_filled_from_its_own_file_is_the_same_policy(tmp_path: Path) -> None:
    source = str(EXAMPLES / "policy.xlsx")
    taken = template_from("policy", None, open_document(source))
    assert taken.findings == ()
    assert taken.template is not None
    assert taken.rows == sum(sheet.max_row - 1 for sheet in load_workbook(source))
    before, after = load_policy([source]), load_policy([saved(tmp_path, taken.template)])
    assert after.findings == before.findings
    assert before.policy is not None
    assert after.policy is not None
    assert after.policy.hash == before.policy.hash
    assert [{**test.fields, "in_policy": ""} for test in after.policy.tests] == [
        {**test.fields, "in_policy": ""} for test in before.policy.tests
    ]


@pytest.mark.parametrize("name", ["overrides.xlsx", "overrides.csv", "amazon-overrides.txt"])
def test_overrides_filled_from_a_file_are_the_same_overrides(name: str, tmp_path: Path) -> None:
    source = str(EXAMPLES / name)
    taken = template_from("overrides", None, open_document(source))
    assert taken.template is not None
    before, after = load_policy([], [source]).policy, load_policy([], [saved(tmp_path, taken.template)]).policy
    assert before is not None
    assert after is not None
    assert after.hash == before.hash
    assert not [finding for finding in taken.findings if finding.severity is not Severity.NOTE]


def test_own_rules_are_taken_over_as_they_stand(tmp_path: Path) -> None:
    source = str(EXAMPLES / "policy-own-rules.xlsx")
    taken = template_from("policy", None, open_document(source))
    assert taken.template is not None
    before, after = load_policy([source]).policy, load_policy([saved(tmp_path, taken.template)]).policy
    assert before is not None
    assert after is not None
    assert after.hash == before.hash


@pytest.mark.parametrize(
    "name", ["returns-report.txt", *(f"variants/{path.name}" for path in sorted((EXAMPLES / "variants").iterdir()))]
)
def test_requests_filled_from_a_report_are_the_same_requests(name: str, tmp_path: Path) -> None:
    source = str(EXAMPLES / name)
    taken = requests_from(None, open_document(source))
    assert taken.template is not None
    before, after = read_requests(source), read_requests(saved(tmp_path, taken.template))
    assert taken.rows == len(before.requests) + len(before.flagged) == len(after.requests) + len(after.flagged)
    for one, other in zip(before.requests, after.requests, strict=True):
        for field in FIELDS:
            here, there = getattr(one, field), getattr(other, field)
            assert here == there or str(here).strip() == str(there), field


def test_columns_without_a_place_are_told_and_those_of_amazon_only_noted(tmp_path: Path) -> None:
    header = ["sku", "reason", "Tracking ID", "Buyer name", "Telefon", "my remark", "another", ""]
    source = text_file(tmp_path / "requests.csv", [header, ["A-1", "defective", "1Z", "Eva", "555", "x", "y", ""]])
    found = requests_from(None, open_document(source)).findings
    assert [(finding.code, finding.severity) for finding in found] == [
        (Code.LEFT_OUT, Severity.NOTE),
        (Code.LEFT_OUT, Severity.WARNING),
    ]
    assert "`Tracking ID`, `Buyer name`, `Telefon`" in found[0].message
    assert "`my remark`, `another`" in found[1].message
    lines = text_file(tmp_path / "requests.jsonl", [['{"sku": "A-1"', '"reason": "defective"', '"shelf": 4}']])
    assert "`shelf`" in requests_from(None, open_document(lines)).findings[0].message


def test_a_column_that_is_nearly_one_of_ours_is_told_with_its_name(tmp_path: Path) -> None:
    source = text_file(tmp_path / "o.csv", [["sku", "keep_up_to", "retrun_window_days"], ["A-1", "5", "9"]])
    (finding,) = template_from("overrides", None, open_document(source)).findings
    assert (finding.code, finding.hint) == (Code.LEFT_OUT, "did you mean `return_window_days`?")
    assert str(finding.at) == f"{source}:1 (retrun_window_days)"


MESSY: list[list[Any]] = [
    ["sku", "store", "return_window_days", "returnable", "keep_up_to", "valid_from", "valid_to", "note"],
    [4711, "Amazon.de", "thirty", "Y", 24.9, datetime(2026, 11, 1), "31.12.2026", "[red]x[/]"],  # noqa: DTZ001
    ["0004711", None, "45", True, "12,50", "2026-11-01", None, "none"],
    [datetime(2026, 3, 1), "Atlantis", 30.5, "perhaps", "$5", "03/04/2026", "never", None],  # noqa: DTZ001
    [None, None, 7, None, None, None, None, None],
    ["Total", None, 99, None, None, None, None, None],
]
MEANT = [
    ["4711", "DE", "thirty", "yes", Decimal("24.9"), date(2026, 11, 1), date(2026, 12, 31), "[red]x[/]"],
    ["0004711", None, 45, "yes", Decimal("12.50"), date(2026, 11, 1), None, "none"],
    [date(2026, 3, 1), "Atlantis", Decimal("30.5"), "perhaps", "$5", "03/04/2026", "never", None],
    [None, None, 7, None, None, None, None, None],
    ["Total", None, 99, None, None, None, None, None],
]


def messy(folder: Path) -> Taken:
    return template_from("overrides", None, open_document(workbook(folder / "messy.xlsx", {"Overrides": MESSY})))


def test_every_cell_is_taken_as_it_was_meant_and_what_cannot_be_read_stays_as_it_stood(tmp_path: Path) -> None:
    taken = messy(tmp_path)
    assert taken.template is not None
    names = [field.name for field in taken.template.tables[0].fields]
    places = [names.index(str(name)) for name in MESSY[0]]
    assert [[row[place] for place in places] for row in rows_of(taken)] == MEANT
    assert taken.rows == len(MESSY) - 1
    assert [str(finding.at).rpartition("!")[2] for finding in taken.findings] == [
        "C2",
        *("A4", "B4", "C4", "D4", "E4", "F4", "G4"),
        "A5",
        "row 6",
    ]


def test_a_cell_that_could_not_be_read_is_coloured_and_says_why(tmp_path: Path) -> None:
    taken = messy(tmp_path)
    assert taken.template is not None
    sheet = opened(taken.template)["Overrides"]
    assert sheet["D2"].fill.start_color.rgb == "FFFFC7CE"
    assert sheet["D2"].comment.text.startswith("This cell must be a whole number of days, found `thirty`.")
    assert sheet["A6"].comment.text.startswith("This row: this looks like a row of totals")
    assert sheet["D3"].comment is None
    assert (sheet["A4"].is_date, sheet["A4"].number_format) == (True, "yyyy-mm-dd")


def test_a_sku_that_excel_has_eaten_is_still_refused_when_the_template_is_read(tmp_path: Path) -> None:
    taken = messy(tmp_path)
    assert taken.template is not None
    found = {finding.code for finding in load_policy([], [saved(tmp_path, taken.template)]).findings}
    assert found == {Code.SKU_IS_A_DATE, Code.NOT_A_WHOLE_NUMBER, Code.BLANK_SKU, Code.TOTALS_ROW}


@pytest.mark.parametrize("text", ["=1+1", "+X1", "-5-A", "@x", "#N/A!", "1E5", "00123", "TRUE", "2026-01-01", "'=1"])
def test_no_text_of_a_file_becomes_anything_else_in_the_workbook(text: str, tmp_path: Path) -> None:
    source = text_file(tmp_path / "o.csv", [["sku", "keep_up_to", "note"], [text, "5", text]])
    taken = template_from("overrides", None, open_document(source))
    assert taken.template is not None
    sheet = opened(taken.template)["Overrides"]
    assert [(cell.value, cell.data_type) for cell in (sheet["A2"], sheet["O2"])] == [(text, "s"), (text, "s")]
    assert sheet["A2"].number_format == "@"


def test_delete_of_amazons_file_leaves_a_row_that_sets_nothing_and_is_told(tmp_path: Path) -> None:
    taken = template_from("overrides", store_of("DE"), open_document(str(EXAMPLES / "amazon-overrides.txt")))
    assert [row[:3] for row in rows_of(taken)] == [
        ["PENDANT-CU-30", "DE", "AUTOMATIC"],
        ["0004711", "DE", "AUTOMATIC"],
        ["CHAND-CRYSTAL", "DE", "MANUAL"],
        ["XMAS-TREE-180", "DE", "MANUAL"],
        ["LAMP-DESK-BLK", "DE", None],
    ]
    (finding,) = taken.findings
    assert (finding.code, finding.severity, finding.at.row) == (Code.LEFT_OUT, Severity.NOTE, 7)


def test_a_store_fills_only_what_would_have_been_meant(tmp_path: Path) -> None:
    overrides = text_file(tmp_path / "o.csv", [["sku", "keep_up_to"], ["A-1", "5"]])
    assert rows_of(template_from("overrides", store_of("DE"), open_document(overrides)))[0][1] is None  # all stores
    requests = text_file(tmp_path / "r.csv", [["sku", "reason", "store"], ["A", "x", ""], ["B", "x", "US"]])
    assert [row[5] for row in rows_of(requests_from(store_of("DE"), open_document(requests)))] == ["DE", "US"]


def test_an_amount_bears_the_currency_of_its_own_store(tmp_path: Path) -> None:
    rows = [["setting", "default", "US", "DE"], ["keep_up_to", 5, 6, 7]]
    taken = template_from("policy", store_of("FR"), open_document(workbook(tmp_path / "p.xlsx", {"Settings": rows})))
    assert taken.template is not None
    sheet = opened(taken.template)["Settings"]
    assert [cell.value for cell in sheet[1]][3:] == ["default", "US", "DE", "FR"]
    assert [cell.number_format for cell in sheet[2]][3:] == ["0.00", '0.00 "USD"', '0.00 "EUR"', '0.00 "EUR"']


def test_a_row_of_another_shape_stays_and_is_told(tmp_path: Path) -> None:
    source = tmp_path / "requests.csv"
    source.write_text('sku,reason\nA-1\nA-2,defective,more\nA-3,"open\nA-4,defective\n', encoding="utf-8")
    taken = requests_from(None, open_document(str(source)))
    assert [row[3] for row in rows_of(taken)] == ["A-1", "A-2", None, "A-4"]
    assert {finding.code for finding in taken.findings} == {Code.SHORT_ROW, Code.LONG_ROW, Code.OPEN_QUOTE}


def test_a_setting_that_is_not_known_keeps_its_values(tmp_path: Path) -> None:
    rows = [["setting", "default"], ["kepe_up_to", 5], ["keep_up_to", "none"], [None, "left"]]
    taken = template_from("policy", None, open_document(workbook(tmp_path / "p.xlsx", {"Settings": rows})))
    assert [row[3] for row in rows_of(taken)[:3]] == [5, "none", "left"]
    assert taken.rows == 3
    assert [finding.code for finding in taken.findings] == [Code.UNKNOWN_SETTING]
    assert [row[0] for row in rows_of(taken)].count("keep_up_to") == 1


def test_overrides_in_a_policy_are_told_as_left_out(tmp_path: Path) -> None:
    sheets = {"Settings": [["setting", "default"], ["keep_up_to", 5]], "Overrides": [["sku", "keep_up_to"], ["A", 5]]}
    (finding,) = template_from("policy", None, open_document(workbook(tmp_path / "p.xlsx", sheets))).findings
    assert (finding.code, finding.at.sheet) == (Code.LEFT_OUT, "Overrides")


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_without_such_a_table_leaves_no_template(kind: str, tmp_path: Path) -> None:
    source = text_file(tmp_path / "colours.csv", [["colour", "size"], ["red", "3"]])
    taken = (
        requests_from(None, open_document(source))
        if kind == "requests"
        else template_from(kind, None, open_document(source))
    )
    assert taken.template is None
    assert taken.findings


def test_what_no_sheet_can_hold_is_told_before_anything_is_written() -> None:
    form = next(table_forms("overrides"))
    row = ["A-1", *[None] * (len(form.fields) - 2), "x" * 32_768]
    template = Template("overrides", None, (form.with_rows([row]),))
    (finding,) = beyond_sheets(template, "o.xlsx")
    assert (finding.code, str(finding.at)) == (Code.TEXT_TOO_LONG, "o.xlsx:Overrides!O2")


CELLS = st.fixed_dictionaries(
    {
        "sku": st.from_regex(r"[0-9A-Z=+@'-][0-9A-Z.-]{0,8}[A-Z]", fullmatch=True).filter(
            lambda text: text.lower() not in {"total", "totals", "sum", "summe", "gesamt", "totaal", "totale", "nil"}
        ),
        "store": st.sampled_from([None, *currencies()]),
        "return_window_days": st.none() | st.integers(1, 3650),
        "returnable": st.sampled_from([None, "yes", "no"]),
        "keep_up_to": st.none() | st.just("none") | st.decimals(0, 10**6, places=2),
        "valid_from": st.none() | st.dates(date(2000, 1, 1), date(2100, 12, 31)),
        "note": st.none()
        | st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=20).filter(
            lambda text: bare(text).lower() != "none"  # the word has a meaning of its own in every cell
        ),
    }
)


@given(rows=st.lists(CELLS, min_size=1, max_size=5))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_template_filled_from_a_template_is_the_same_template(rows: list[dict[str, Any]], tmp_path: Path) -> None:
    form = next(table_forms("overrides"))
    there = [[row.get(field.name) for field in form.fields] for row in rows]
    for row in there:
        row[-1] = row[-1].strip() if bare(row[-1] or "") else None  # what cannot be seen is blank
    first = Template("overrides", None, (form.with_rows(there),))
    taken = template_from("overrides", None, open_document(saved(tmp_path, first)))
    assert taken.template is not None
    assert rows_of(taken) == there
    assert book_of(taken.template) == book_of(first)


def test_text_and_workbook_hold_the_same_rows(tmp_path: Path) -> None:
    taken = template_from("overrides", None, open_document(str(EXAMPLES / "overrides.xlsx")))
    header = [field.name for field in next(table_forms("overrides")).fields]
    for number, form in enumerate((CSV, TSV, TextForm(";", ","), TextForm(",", ","), TextForm("\t", ","))):
        path = tmp_path / f"overrides-{number}.csv"
        path.write_text(table_text([header, *rows_of(taken)], form)[0], encoding="utf-8", newline="")
        again = template_from("overrides", None, open_document(str(path)))
        assert again.findings == ()
        assert rows_of(again) == rows_of(taken)


def test_no_cell_of_a_text_can_become_a_formula_and_each_that_had_to_be_marked_is_named() -> None:
    text, marks = table_text([("sku", "note"), ("=1", "a\nb"), ("-5", "x\ty"), ("@a", '"q"')], CSV)
    cells = list(csv.reader(io.StringIO(text, newline="")))
    assert cells == [["sku", "note"], ["'=1", "a\nb"], ["-5", "x\ty"], ["'@a", '"q"']]
    assert marks == [(2, 1, "=1"), (5, 1, "@a")]


def test_a_doubt_keeps_what_stood_there() -> None:
    assert plain(Doubtful("thirty", "why")) == "thirty"
    assert plain("thirty") == "thirty"


def test_a_store_column_that_is_misspelt_is_an_error_as_it_is_when_the_policy_is_read(tmp_path: Path) -> None:
    rows = [["setting", "default", "DEE"], ["keep_up_to", 5, 7]]
    (finding,) = template_from(
        "policy", None, open_document(workbook(tmp_path / "p.xlsx", {"Settings": rows}))
    ).findings
    assert (finding.code, finding.severity, str(finding.at).rpartition(":")[2]) == (
        Code.LEFT_OUT,
        Severity.ERROR,
        "Settings!C1",
    )


def test_amounts_of_settings_are_read_as_their_rows_show_whatever_the_case_of_their_names(tmp_path: Path) -> None:
    rows = [["setting", "default"], ["Keep up to", "12,50"], ["review_above", "1.250,00"]]
    taken = template_from("policy", None, open_document(text_file(tmp_path / "p.csv", rows, ";")))
    assert taken.findings == ()
    assert [row[0] for row in rows_of(taken)[:2]] == ["keep_up_to", "review_above"]
    assert [row[3] for row in rows_of(taken)[:2]] == [Decimal("12.50"), Decimal(1250)]


def test_a_test_of_a_policy_keeps_its_cells_and_is_told_of_what_cannot_be_expected(tmp_path: Path) -> None:
    rows = [["sku", "reason", "amount", "expect"], ["A-1", "any words", "a lot", "replaec"]]
    taken = template_from("policy", None, open_document(workbook(tmp_path / "p.xlsx", {"Tests": rows})))
    assert [(finding.code, str(finding.at).rpartition("!")[2]) for finding in taken.findings] == [
        (Code.UNKNOWN_RECOMMENDATION, "D2")
    ]
    (row,) = rows_of(taken, 5)
    assert [cell for cell in row if cell is not None] == ["A-1", "any words", "a lot", "replaec"]


def test_a_file_of_overrides_alone_makes_no_policy(tmp_path: Path) -> None:
    taken = template_from(
        "policy", None, open_document(text_file(tmp_path / "o.csv", [["sku", "keep_up_to"], ["A-1", "5"]]))
    )
    assert taken.template is None
    assert [(finding.code, finding.severity) for finding in taken.findings] == [(Code.LEFT_OUT, Severity.ERROR)]


def test_of_a_header_that_cannot_be_used_only_what_it_lacks_is_told(tmp_path: Path) -> None:
    source = text_file(tmp_path / "o.csv", [["artikel", "return_window_days"], ["A-1", "ten"]])
    taken = template_from("overrides", None, open_document(source))
    assert taken.template is None
    assert Code.MISSING_COLUMN in [finding.code for finding in taken.findings]
    assert Code.NOT_A_WHOLE_NUMBER not in [finding.code for finding in taken.findings]


@pytest.mark.parametrize(
    ("kind", "name", "what"),
    [
        ("overrides", "returns-report.txt", "expected overrides, found Amazon's returns report"),
        ("overrides", "policy.xlsx", "expected overrides, found your policy"),
        ("policy", "variants/requests.csv", "expected a policy, found your return requests"),
        ("requests", "policy.xlsx", "expected return requests, found your policy"),
        ("requests", "overrides.xlsx", "expected return requests, found your overrides"),
    ],
)
def test_another_file_is_named_and_makes_no_template(kind: str, name: str, what: str) -> None:
    path = str(EXAMPLES / name)
    taken = (
        requests_from(None, open_document(path))
        if kind == "requests"
        else template_from(kind, None, open_document(path))
    )
    assert taken.template is None
    assert [finding.message for finding in taken.findings] == [what]


def test_a_row_without_a_sku_is_told_and_red_and_a_blank_row_is_not(tmp_path: Path) -> None:
    rows = [["sku", "return_window_days", "mine"], [None, 30, None], ["A-1", 30, None], [None, None, "sum of all"]]
    taken = template_from("overrides", None, open_document(workbook(tmp_path / "o.xlsx", {"Overrides": rows})))
    assert taken.template is not None
    told = [(finding.code, str(finding.at).rpartition("!")[2]) for finding in taken.findings]
    assert told == [(Code.LEFT_OUT, "C1"), (Code.BLANK_SKU, "A2"), (Code.BLANK_SKU, "A4")]
    sheet = opened(taken.template)["Overrides"]
    assert sheet["A2"].fill.start_color.rgb == "FFFFC7CE"
    assert sheet["A2"].comment.text.startswith("This cell must not be blank in a row with terms.")
    assert sheet["A3"].comment is None


def test_a_request_without_a_sku_or_a_reason_is_told_and_red(tmp_path: Path) -> None:
    rows = [["sku", "reason"], [None, "defective"], ["A-1", None], ["A-2", "it hums"], ["A-3", "it hums"]]
    taken = requests_from(None, open_document(workbook(tmp_path / "r.xlsx", {"Requests": rows})))
    assert taken.template is not None
    told = [(finding.code, finding.severity, str(finding.at).rpartition("!")[2]) for finding in taken.findings]
    assert told[:2] == [(Code.BLANK_SKU, Severity.ERROR, "A2"), (Code.BLANK_REASON, Severity.ERROR, "B3")]
    assert [code for code, *_ in told[2:]] == [Code.UNKNOWN_REASON_TEXT]
    assert "`it hums` (2 cells)" in taken.findings[2].message
    names = [field.name for field in taken.template.tables[0].fields]
    sheet = opened(taken.template)["Requests"]
    cells = [sheet.cell(2, names.index("sku") + 1), sheet.cell(3, names.index("reason") + 1)]
    assert all(cell.comment.text.startswith("This cell must not be blank.") for cell in cells)


def test_remarks_in_settings_are_taken_over_and_a_blank_template_has_no_column_for_them(tmp_path: Path) -> None:
    rows = [["setting", "Remarks", "default", "DE"], ["keep_up_to", "as agreed", 30, 31]]
    taken = template_from("policy", None, open_document(workbook(tmp_path / "p.xlsx", {"Settings": rows})))
    assert taken.findings == ()
    assert taken.template is not None
    form = taken.template.tables[0]
    assert [field.name for field in form.fields] == ["setting", "valid_from", "valid_to", "default", "DE", "note"]
    assert rows_of(taken)[0] == ["keep_up_to", None, None, Decimal(30), Decimal(31), "as agreed"]
    blank = blank_template("policy", None).tables[0]
    assert "note" not in [field.name for field in blank.fields]
