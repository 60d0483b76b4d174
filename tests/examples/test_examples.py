"""The example files: made anew they are the same, and they show what they are said to show."""

import csv
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from typer.testing import CliRunner

from returnctl.commands.main import app
from returnctl.deciding.decision import Decision
from returnctl.deciding.desk import Desk
from returnctl.files.amazon.answers import joined, read_processing_report
from returnctl.files.amazon.checking import check_amazon_file
from returnctl.files.built_in import built_in_policy
from returnctl.files.document import open_document
from returnctl.files.policies.loading import load_policy
from returnctl.files.requests.rows import Flagged, SideTables
from returnctl.files.requests.side_tables import read_side_table
from returnctl.files.requests.stream import Reports
from returnctl.files.requests.tables import open_requests
from returnctl.files.tables.table import Table
from returnctl.run import Decided, decided
from returnctl.values.finding import Code, Finding, Severity
from returnctl.values.policy import Policy

EXAMPLES = Path(__file__).parents[2] / "examples"
AS_OF = date(2026, 11, 23)
MADE = sorted(
    path.relative_to(EXAMPLES).as_posix()
    for path in EXAMPLES.rglob("*")
    if path.is_file() and path.suffix not in {".md", ".py", ".pyc"} and not path.name.startswith(".")
)


class Answers(NamedTuple):
    """All requests of a file decided, what was flagged, and what was found."""

    decisions: list[Decision]
    flagged: list[Any]
    findings: list[Finding]

    @property
    def rules(self) -> set[str]:
        return {each.verdict.rule.name for each in self.decisions if each.verdict.rule is not None}

    @property
    def warnings(self) -> set[str]:
        return {warning.code for each in self.decisions for warning in each.warnings}


def answers(path: Path, policy: Policy, side: SideTables | None = None) -> Answers:
    table = open_requests(open_document(str(path), path.name))
    assert isinstance(table, Table), table
    found = Answers([], [], list(table.findings))
    for entry in decided(Reports([table]), Desk(policy, AS_OF), side):
        found.findings.extend(entry.findings)
        if isinstance(entry, Decided):
            found.decisions.append(entry.decision)
        elif isinstance(entry, Flagged):
            found.flagged.append(entry)
    return found


@pytest.fixture(scope="module")
def policy() -> Policy:
    loaded = load_policy([str(EXAMPLES / "policy.xlsx")], [str(EXAMPLES / "overrides.xlsx")])
    assert not loaded.findings
    assert loaded.policy is not None
    return loaded.policy


@pytest.fixture(scope="module")
def report(policy: Policy) -> Answers:
    return answers(EXAMPLES / "returns-report.txt", policy)


@pytest.fixture(scope="module")
def completed(policy: Policy) -> Answers:
    tables = {}
    for kind, name in (("orders", "orders.txt"), ("inventory", "inventory.txt"), ("deliveries", "deliveries.csv")):
        tables[kind], findings = read_side_table(kind, open_document(str(EXAMPLES / name), name))
        assert not findings
    return answers(EXAMPLES / "returns-report.txt", policy, SideTables(**tables))


# Made anew


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made")
    environment = {**os.environ, "TZ": "Asia/Tokyo", "PYTHONHASHSEED": "7", "PYTHONDONTWRITEBYTECODE": "1"}
    subprocess.run([sys.executable, EXAMPLES / "make_examples.py", folder], check=True, env=environment, timeout=120)
    return folder


@pytest.mark.parametrize("name", MADE)
def test_a_file_made_anew_has_the_same_bytes(name: str, made: Path) -> None:
    assert (made / name).read_bytes() == (EXAMPLES / name).read_bytes()


def test_every_file_is_made_by_the_script_and_named_in_the_readme(made: Path) -> None:
    assert sorted(path.relative_to(made).as_posix() for path in made.rglob("*") if path.is_file()) == MADE
    readme = (EXAMPLES / "README.md").read_text(encoding="utf-8")
    assert [name for name in MADE if f"`{Path(name).name}`" not in readme] == []


# The report


def test_the_report_has_amazons_header_and_traps() -> None:
    lines = (EXAMPLES / "returns-report.txt").read_text(encoding="utf-8").splitlines()
    cells = [line.split("\t") for line in lines]
    assert len(lines) > 90
    assert len(cells[0]) == 35
    assert min(len(row) for row in cells) < 35
    assert " " in cells[1]
    assert re.fullmatch(r"\d\d-[A-Z][a-z]{2}-2026", cells[1][1])
    assert max(Counter(row[0] for row in cells).values()) >= 3


def test_every_row_of_the_report_is_decided_and_only_a_status_in_it_is_unknown(report: Answers) -> None:
    rows = len((EXAMPLES / "returns-report.txt").read_text(encoding="utf-8").splitlines()) - 1
    assert len(report.decisions) == rows
    assert report.flagged == []
    assert [finding.code for finding in report.findings] == [Code.UNKNOWN_STATUS]


def test_the_report_alone_meets_every_built_in_rule_but_the_one_that_needs_the_orders(report: Answers) -> None:
    assert report.rules == {rule.name for rule in built_in_policy().rules} - {"fulfilled-by-amazon"}


def test_with_the_files_beside_it_the_report_meets_every_built_in_rule(completed: Answers) -> None:
    assert completed.rules == {rule.name for rule in built_in_policy().rules}


def test_the_files_beside_the_report_settle_all_that_a_date_a_store_or_a_price_can(
    report: Answers, completed: Answers
) -> None:
    assert sum(bool(each.missing) for each in report.decisions) > 5
    assert {each.missing for each in completed.decisions if each.missing} == {(("status",),)}


def test_the_report_shows_every_warning(report: Answers) -> None:
    from returnctl.deciding.warnings import CODES

    assert report.warnings == set(CODES)


def test_overrides_are_at_work_on_requests_that_amazon_does_not_mark_as_in_policy(report: Answers) -> None:
    at_work = {
        (each.request.sku, each.verdict.rule.name)
        for each in report.decisions
        if each.request.in_policy is not True and each.verdict.rule is not None
    }
    assert at_work >= {
        ("EARBUD-X2", "not-returnable"),
        ("EARBUD-X2", "faulty-not-returnable"),
        ("MUG-PHOTO", "not-returnable-other"),
        ("OUTLET-LAMP-01", "not-returnable"),
    }


def test_one_cell_of_the_overrides_changes_the_answer_and_is_cited(policy: Policy, tmp_path: Path) -> None:
    lines = (EXAMPLES / "overrides.csv").read_text(encoding="utf-8")
    changed = tmp_path / "overrides.csv"
    changed.write_text(lines.replace("EARBUD-X2,,,,no", "EARBUD-X2,,,,yes"), encoding="utf-8")
    loaded = load_policy([str(EXAMPLES / "policy.xlsx")], [str(changed)])
    assert loaded.policy is not None
    before, after = (
        {each.verdict.rule.name for each in found.decisions if each.request.sku == "EARBUD-X2" and each.verdict.rule}
        for found in (answers(EXAMPLES / "returns-report.txt", one) for one in (policy, loaded.policy))
    )
    assert "not-returnable" in before
    assert "not-returnable" not in after


# The policy and its twins


def test_the_sheets_as_text_say_the_same_as_the_workbooks(policy: Policy) -> None:
    from_text = load_policy([str(EXAMPLES / "settings.csv")], [str(EXAMPLES / "overrides.csv")])
    assert not from_text.findings
    assert from_text.policy is not None
    for sku in {line.split(",")[0] for line in (EXAMPLES / "overrides.csv").read_text("utf-8").splitlines()[1:]}:
        assert _terms(from_text.policy, sku) == _terms(policy, sku)


def _terms(policy: Policy, sku: str) -> set[tuple[object, ...]]:
    return {(each.name, each.value, each.store, each.first, each.last) for each in policy.overrides[sku]}


def test_the_leading_zeros_of_a_sku_are_kept(policy: Policy) -> None:
    assert "0004711" in policy.overrides
    assert "4711" not in policy.overrides


def test_amazons_own_override_file_is_read_beside_ours() -> None:
    paths = [str(EXAMPLES / "overrides.xlsx"), str(EXAMPLES / "amazon-overrides.txt")]
    loaded = load_policy([], paths)
    assert not loaded.findings
    assert loaded.policy is not None
    assert ("authorization", "manual") in {(each.name, each.value) for each in loaded.policy.overrides["XMAS-TREE-180"]}


def test_what_the_policy_expects_of_its_tests_is_what_it_decides(policy: Policy, tmp_path: Path) -> None:
    assert len(policy.tests) >= 6
    path = tmp_path / "tests.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, sorted({name for test in policy.tests for name in test.fields}))
        writer.writeheader()
        writer.writerows(test.fields for test in policy.tests)
    table = open_requests(open_document(str(path), path.name))
    assert isinstance(table, Table)
    desk = Desk(policy, date(2027, 2, 1))
    verdicts = [entry.decision.verdict for entry in decided(Reports([table]), desk) if isinstance(entry, Decided)]
    expected = [(test.expect, test.rule) for test in policy.tests]
    assert [(each.recommendation, each.rule and each.rule.name) for each in verdicts] == expected


def test_own_rules_replace_the_built_in_ones_below_the_stages() -> None:
    loaded = load_policy([str(EXAMPLES / "policy-own-rules.xlsx")], [])
    assert not loaded.findings
    assert loaded.policy is not None
    names = [rule.name for rule in loaded.policy.rules]
    assert names[:7] == [rule.name for rule in built_in_policy().rules[:7]]
    assert names[7:] == [
        "recalled", "never-arrived", "too-late", "not-worth-a-parcel", "send-a-new-one", "our-fault", "all-the-rest",
    ]  # fmt: skip
    assert answers(EXAMPLES / "returns-report.txt", loaded.policy).rules >= set(names[7:])


# Variants

VARIANTS = sorted(path.name for path in (EXAMPLES / "variants").iterdir())
KNOWN = {
    "LAMP-DESK-BLK": "replace",
    "E27-4W+E27-6W+SOCKET": "return-and-refund",
    "0004711": "replace",
    "MON-24-IPS": "accept",
    "PENDANT-CU-30": "review",
    "TV-WALL-43": "no-action",
    "HEATER-2KW": "review",
}


@pytest.mark.parametrize("name", VARIANTS)
def test_every_variant_gives_the_same_recommendations_for_the_same_requests(name: str) -> None:
    found = answers(EXAMPLES / "variants" / name, built_in_policy())
    rows = [(each.request.sku, str(each.verdict.recommendation)) for each in found.decisions]
    # In every store with euros the law grants fourteen days, whatever Amazon's mark says.
    by_law = {"HEATER-2KW": "return-and-refund"} if name == "cp1252-german.txt" else {}
    assert dict(rows) == KNOWN | by_law
    assert len(rows) == len(set(rows)) + (name == "amazon.xml")
    assert found.flagged == []
    assert [finding for finding in found.findings if finding.severity is Severity.ERROR] == []


def test_german_names_come_out_of_an_old_encoding_as_they_were() -> None:
    found = answers(EXAMPLES / "variants" / "cp1252-german.txt", built_in_policy())
    assert "Schreibtischlampe für Büro, dimmbar" in {each.request.item_name for each in found.decisions}
    assert [finding.code for finding in found.findings] == [Code.ENCODING_GUESSED]


# Broken twins

ERROR, WARNING = Severity.ERROR, Severity.WARNING
BROKEN = {
    "amazon-overrides-long-sku.txt": (Code.TEXT_TOO_LONG, ERROR),
    "amazon-overrides-unknown-action.txt": (Code.NOT_A_CHOICE, ERROR),
    "amazon-overrides-without-header.txt": (Code.DATA_IN_HEADER, ERROR),
    "overrides-ambiguous-amount.csv": (Code.AMBIGUOUS_AMOUNT, ERROR),
    "overrides-blank-sku.xlsx": (Code.BLANK_SKU, ERROR),
    "overrides-conflicting-rows.xlsx": (Code.CONFLICTING_ROWS, ERROR),
    "overrides-currency-in-amount.xlsx": (Code.NOT_AN_AMOUNT, ERROR),
    "overrides-date-formatted-days.xlsx": (Code.NOT_A_WHOLE_NUMBER, ERROR),
    "overrides-days-as-text.xlsx": (Code.NOT_A_WHOLE_NUMBER, ERROR),
    "overrides-days-out-of-range.xlsx": (Code.NUMBER_OUT_OF_RANGE, ERROR),
    "overrides-days-with-fraction.xlsx": (Code.NOT_A_WHOLE_NUMBER, ERROR),
    "overrides-days-with-unit.xlsx": (Code.NOT_A_WHOLE_NUMBER, ERROR),
    "overrides-error-cell.xlsx": (Code.ERROR_CELL, ERROR),
    "overrides-formula-without-value.xlsx": (Code.FORMULA_WITHOUT_VALUE, ERROR),
    "overrides-missing-column.csv": (Code.MISSING_COLUMN, ERROR),
    "overrides-none-not-allowed.xlsx": (Code.NONE_NOT_ALLOWED, ERROR),
    "overrides-not-yes-or-no.xlsx": (Code.NOT_YES_OR_NO, ERROR),
    "overrides-percent-days.xlsx": (Code.NOT_A_WHOLE_NUMBER, ERROR),
    "overrides-period-backwards.xlsx": (Code.PERIOD_BACKWARDS, ERROR),
    "overrides-repeated-row.xlsx": (Code.REPEATED_ROW, WARNING),
    "overrides-sku-became-a-date.xlsx": (Code.SKU_IS_A_DATE, ERROR),
    "overrides-sku-lost-digits.xlsx": (Code.SKU_LOST_DIGITS, ERROR),
    "overrides-true-as-days.xlsx": (Code.NOT_A_WHOLE_NUMBER, ERROR),
    "overrides-unknown-column.csv": (Code.UNKNOWN_COLUMN, ERROR),
    "overrides-unknown-ground.xlsx": (Code.NOT_A_CHOICE, ERROR),
    "overrides-unknown-store.xlsx": (Code.UNKNOWN_STORE, ERROR),
    "policy-constant-of-amazon.csv": (Code.NOT_ALLOWED_HERE, ERROR),
    "policy-holiday-without-end.xlsx": (Code.INCOMPLETE_ROW, ERROR),
    "policy-none-not-allowed.csv": (Code.NONE_NOT_ALLOWED, ERROR),
    "policy-not-a-choice.csv": (Code.NOT_A_CHOICE, ERROR),
    "policy-overlapping-periods.xlsx": (Code.CONFLICTING_ROWS, ERROR),
    "policy-period-backwards.xlsx": (Code.PERIOD_BACKWARDS, ERROR),
    "policy-reason-without-family.xlsx": (Code.INCOMPLETE_ROW, ERROR),
    "policy-rule-without-advice.xlsx": (Code.INCOMPLETE_ROW, ERROR),
    "policy-unknown-answer.xlsx": (Code.UNKNOWN_ANSWER, ERROR),
    "policy-unknown-fact.xlsx": (Code.UNKNOWN_COLUMN, ERROR),
    "policy-unknown-recommendation.xlsx": (Code.UNKNOWN_RECOMMENDATION, ERROR),
    "policy-unknown-setting.csv": (Code.UNKNOWN_SETTING, ERROR),
    "policy-unknown-store.csv": (Code.UNKNOWN_COLUMN, ERROR),
    "report-ambiguous-dates.csv": (Code.AMBIGUOUS_DATE, ERROR),
    "report-amount-with-sign.csv": (Code.NOT_AN_AMOUNT, ERROR),
    "report-blank-reason.csv": (Code.BLANK_REASON, ERROR),
    "report-blank-sku.csv": (Code.BLANK_SKU, ERROR),
    "report-broken-line.jsonl": (Code.BROKEN_LINE, ERROR),
    "report-column-twice.csv": (Code.DUPLICATE_COLUMN, ERROR),
    "report-empty.txt": (Code.FILE_EMPTY, ERROR),
    "report-fba.txt": (Code.WRONG_REPORT, ERROR),
    "report-future-order.csv": (Code.FUTURE_DATE, ERROR),
    "report-html.xls": (Code.NOT_A_WORKBOOK, ERROR),
    "report-impossible-date.csv": (Code.IMPOSSIBLE_DATE, ERROR),
    "report-inventory.txt": (Code.WRONG_REPORT, ERROR),
    "report-long-row.csv": (Code.LONG_ROW, ERROR),
    "report-missing-column.csv": (Code.MISSING_COLUMN, ERROR),
    "report-no-rows.txt": (Code.NO_DATA_ROWS, ERROR),
    "report-orders.txt": (Code.WRONG_REPORT, ERROR),
    "report-quantity-zero.csv": (Code.NUMBER_OUT_OF_RANGE, ERROR),
    "report-reason-in-own-words.csv": (Code.UNKNOWN_REASON_TEXT, ERROR),
    "report-repeated-header.csv": (Code.REPEATED_HEADER, ERROR),
    "report-settlement.txt": (Code.WRONG_REPORT, ERROR),
    "report-short-row.csv": (Code.SHORT_ROW, ERROR),
    "report-sku-error-cell.xlsx": (Code.ERROR_CELL, ERROR),
    "report-totals-row.csv": (Code.BLANK_SKU, ERROR),
    "report-truncated.xlsx": (Code.BROKEN_WORKBOOK, ERROR),
    "report-two-sheets.xlsx": (Code.UNKNOWN_TABLE, ERROR),
    "report-with-entity.xml": (Code.UNSAFE_XML, ERROR),
}
# Each of these makes the file unusable as a whole.
REFUSED = {
    "report-column-twice.csv", "report-empty.txt", "report-fba.txt", "report-html.xls", "report-inventory.txt",
    "report-missing-column.csv", "report-no-rows.txt", "report-orders.txt", "report-settlement.txt",
    "report-truncated.xlsx", "report-two-sheets.xlsx", "report-with-entity.xml",
}  # fmt: skip


# Files for Amazon: whether all is refused, and what is said beside notes.
UPLOADS = {
    "upload-third-column.txt": (False, [Code.LONG_ROW]),
    "upload-blank-sku.txt": (False, [Code.BLANK_SKU]),
    "upload-no-tab.txt": (False, [Code.SHORT_ROW]),
    "upload-commas.csv": (True, [Code.WRONG_DELIMITER]),
    "upload-header-only.txt": (True, [Code.NO_DATA_ROWS]),
    "upload-none-valid.txt": (True, [Code.NO_VALID_RECORD, Code.NOT_A_CHOICE]),
    "upload-header-blank.txt": (True, [Code.HEADER_MISSING]),
    "upload-wrong-tab.txt": (True, [Code.WRONG_TAB]),
    "upload-tab-behind.xlsx": (False, [Code.WRONG_TAB]),
    "upload-hidden-row.xlsx": (False, [Code.HIDDEN_ROWS]),
    "upload-line-break.txt": (False, [Code.SHORT_ROW, Code.QUOTED_FIELD]),
    "upload-control-character.txt": (False, [Code.CONTROL_CHARACTER]),
    "upload-quotes.txt": (False, [Code.QUOTED_FIELD]),
    "upload-lower-case.txt": (False, [Code.ACTION_NOT_EXACT]),
    "upload-zeros-lost.txt": (False, [Code.LEADING_ZEROS_LOST]),
    "upload-sku-became-a-date.txt": (False, [Code.SKU_IS_A_DATE]),
    "upload-twice.txt": (False, [Code.CONFLICTING_ROWS]),
    "upload-blank-row.txt": (False, [Code.NOT_PUBLISHED]),
}


# What the program does not see yet; a mark that is no longer true fails the test.
def twins(*, reports: bool) -> list[str]:
    """The names of the broken reports, or of the other broken files."""
    return [name for name in BROKEN if name.startswith("report-") is reports]


def test_every_broken_twin_is_in_the_table() -> None:
    assert sorted([*BROKEN, *UPLOADS]) == sorted(path.name for path in (EXAMPLES / "broken").iterdir())


@pytest.mark.parametrize("name", twins(reports=False))
def test_a_broken_policy_or_override_file_shows_just_its_finding(name: str) -> None:
    path = str(EXAMPLES / "broken" / name)
    overrides = "overrides-" in name
    loaded = load_policy([] if overrides else [path], [path] if overrides else [])
    assert [(finding.code, finding.severity) for finding in loaded.findings] == [BROKEN[name]]
    code, severity = BROKEN[name]
    unusable = severity is ERROR and (not overrides or code is Code.MISSING_COLUMN)
    assert (loaded.policy is None) == unusable


@pytest.mark.parametrize("name", UPLOADS)
def test_a_broken_file_for_amazon_shows_just_its_findings(name: str) -> None:
    checked = check_amazon_file(open_document(str(EXAMPLES / "broken" / name), name))
    said = [finding.code for finding in checked.findings if finding.severity is not Severity.NOTE]
    refused = any(finding.amazon is not None and finding.amazon.fatal for finding in checked.findings)
    assert (refused, said) == UPLOADS[name]


def test_amazons_answer_of_the_examples_fits_its_file() -> None:
    report = read_processing_report(open_document(str(EXAMPLES / "amazon-processing-report.txt"), "answer.txt"))
    name = "amazon-overrides-unknown-action.txt"
    found = joined(report, open_document(str(EXAMPLES / "broken" / name), name))
    assert [(finding.code, str(finding.at)) for finding in found] == [(Code.AMAZON_REFUSED, f"{name}:4 (action)")]
    assert not report.findings


@pytest.mark.parametrize("name", twins(reports=True))
def test_a_broken_report_shows_just_its_finding(name: str) -> None:
    told = CliRunner().invoke(
        app, ["decide", str(EXAMPLES / "broken" / name), "--as-of", AS_OF.isoformat(), "--format", "csv"]
    )
    found = re.findall(r": (error|warning)\[([a-z-]+)\]", told.stderr)
    assert found == [(str(severity), str(code)) for code, severity in [BROKEN[name]]]
    assert told.exit_code == (3 if name in REFUSED else 1)


def test_no_example_says_anything_about_a_person() -> None:
    for text in _texts():
        assert "@" not in text
        assert not re.search(r"\b(?:buyer-name|recipient-name|ship-address-1)\b", text)


def _texts() -> Iterator[str]:
    for name in MADE:
        with suppress(UnicodeDecodeError):
            yield (EXAMPLES / name).read_text(encoding="utf-8")
