"""Amazon's SKU override file: who is in it, what is deleted, what it looks like."""

import csv
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from policy_tables import text_file, workbook

from returnctl.files.converting.amazon_actions import (
    Actions,
    Target,
    actions_of,
    difference,
    earlier_actions,
    nameless,
    nothing_left,
)
from returnctl.files.converting.amazon_file import (
    Header,
    amazon_files,
    header_of,
    most_bytes,
    refused_by_amazon,
    usual_header,
)
from returnctl.files.converting.grids import open_overrides
from returnctl.files.document import Document, open_document
from returnctl.values.amazon import LONGEST_SKU, MOST_RECORDS
from returnctl.values.finding import Finding

DAY = date(2026, 11, 23)
HEADER = ("sku", "store", "authorization", "return_window_days", "valid_from", "valid_to")


def actions(folder: Path, *rows: Sequence[Any], store: str | None = None, name: str = "overrides.csv") -> Actions:
    path = text_file(folder / name, [HEADER, *rows])
    found, overrides, _ = open_overrides([open_document(path, name)])
    assert overrides is not None
    return actions_of(overrides, found, Target(store, DAY))


def row(
    sku: str, action: str = "", store: str = "", days: str = "", first: str = "", last: str = ""
) -> tuple[str, ...]:
    return sku, store, action, days, first, last


def left_out(found: Actions) -> dict[str, int]:
    return {why: rows for why, rows in found.left_out.items() if rows}


def test_a_sku_with_an_action_is_in_the_file_and_one_without_is_left_out(tmp_path: Path) -> None:
    found = actions(tmp_path, row("A-1", "automatic"), row("A-2", days="10"), row("0004711", "MANUAL"))
    assert found.rows == {"A-1": "AUTOMATIC", "0004711": "MANUAL"}
    assert left_out(found) == {"without `authorization`": 1}
    assert found.seen == 3


@pytest.mark.parametrize(
    ("first", "last", "holds"),
    [
        ("2026-11-23", "", True),
        ("2026-11-24", "", False),
        ("", "2026-11-23", True),
        ("", "2026-11-22", False),
        ("2026-11-23", "2026-11-23", True),
    ],
)
def test_both_days_of_a_period_are_inside_it(tmp_path: Path, first: str, last: str, holds: bool) -> None:
    found = actions(tmp_path, row("A-1", "MANUAL", first=first, last=last))
    assert bool(found.rows) is holds
    terms = [loss.term for loss in found.lost]
    assert terms.count("authorization") == (not holds)
    assert {"valid_from", "valid_to"} & set(terms)


def test_every_term_that_amazon_does_not_know_is_named_with_its_cell(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "overrides.xlsx",
        {
            "Overrides": [
                [*HEADER, "note"],
                ["A-1", "DE", "MANUAL", 10, date(2026, 1, 1), date(2026, 12, 31), "ask Eva"],
            ]
        },
    )
    found, overrides, _ = open_overrides([open_document(path, "overrides.xlsx")])
    assert overrides is not None
    lost = actions_of(overrides, found, Target(None, DAY)).lost
    assert {(str(loss.at), loss.term, loss.value) for loss in lost} == {
        ("overrides.xlsx:Overrides!B2", "store", "DE"),
        ("overrides.xlsx:Overrides!D2", "return_window_days", "10"),
        ("overrides.xlsx:Overrides!E2", "valid_from", "2026-01-01"),
        ("overrides.xlsx:Overrides!F2", "valid_to", "2026-12-31"),
        ("overrides.xlsx:Overrides!G2", "note", "ask Eva"),
    }


def test_actions_that_differ_between_stores_are_an_error_that_names_both_cells(tmp_path: Path) -> None:
    rows = (row("A-1", "MANUAL", "DE"), row("A-1", "AUTOMATIC", "UK"))
    found = actions(tmp_path, *rows)
    assert not found.rows
    assert found.held == {"A-1"}
    (finding,) = found.findings
    assert (finding.code, str(finding.at)) == ("stores-differ", "overrides.csv:2 (authorization)")
    assert "overrides.csv:3 (authorization)" in finding.message
    assert actions(tmp_path, *rows, store="UK").rows == {"A-1": "AUTOMATIC"}
    assert left_out(actions(tmp_path, *rows, store="UK")) == {"for another store": 1}


def test_actions_that_agree_between_stores_are_one_row(tmp_path: Path) -> None:
    found = actions(tmp_path, row("A-1", "MANUAL", "DE"), row("A-1", "MANUAL", "UK"))
    assert found.rows == {"A-1": "MANUAL"}
    assert left_out(found) == {"saying again what another row says": 1}


def test_a_row_for_the_store_is_stronger_than_one_for_all(tmp_path: Path) -> None:
    rows = (row("A-1", "MANUAL"), row("A-1", "AUTOMATIC", "UK"))
    assert actions(tmp_path, *rows).findings
    assert actions(tmp_path, *rows, store="UK").rows == {"A-1": "AUTOMATIC"}
    assert actions(tmp_path, *rows, store="DE").rows == {"A-1": "MANUAL"}


def test_a_sku_with_any_cell_that_cannot_be_read_is_left_out_as_a_whole(tmp_path: Path) -> None:
    found = actions(tmp_path, row("A-1", "MANUAL"), row("A-1", days="ten"), row("A-2", "MANUAL"))
    assert found.rows == {"A-2": "MANUAL"}
    assert left_out(found) == {"that cannot be read": 2}


@pytest.mark.parametrize(
    ("sku", "refused"),
    [
        ("x" * 40, False),
        ("x" * 41, True),
        ("🔥" * 40, False),
        ("a\tb", True),
        ("a\nb", True),
        ("a\x85b", True),
        ('"A"', True),
        ('24" A', False),
        ("=1+1", False),
        ("'A", False),
        ("00123", False),
    ],
)
def test_a_sku_that_amazon_would_refuse_is_told_and_not_written(sku: str, refused: bool) -> None:
    assert (refused_by_amazon(sku) is not None) is refused


def test_a_refused_sku_is_an_error_at_its_own_cell(tmp_path: Path) -> None:
    found = actions(tmp_path, row("x" * 41, "MANUAL"))
    assert [(finding.code, str(finding.at)) for finding in found.findings] == [
        ("sku-not-for-amazon", "overrides.csv:2 (sku)")
    ]
    assert left_out(found) == {"with a SKU that Amazon refuses": 1}


def changes(folder: Path, now: Sequence[Any], before: Sequence[Any], store: str | None = None) -> Actions:
    path = text_file(folder / "before.csv", [HEADER, *before])
    _, earlier, _ = open_overrides([open_document(path, "before.csv")])
    assert earlier is not None
    path = text_file(folder / "now.csv", [HEADER, *now])
    found, overrides, _ = open_overrides([open_document(path, "now.csv")])
    assert overrides is not None
    asked = Target(store, DAY)
    current = actions_of(overrides, found, asked)
    return difference(current, earlier_actions(earlier, asked), deleting=not nameless(overrides))


@pytest.mark.parametrize(
    ("now", "before", "written"),
    [
        ([row("A", "MANUAL")], [row("A", "MANUAL")], {}),
        ([row("A", "MANUAL")], [row("A", "AUTOMATIC")], {"A": "MANUAL"}),
        ([row("A", "MANUAL")], [row("A", days="10")], {"A": "MANUAL"}),
        ([row("A", days="10")], [row("A", "MANUAL")], {"A": "DELETE"}),
        ([row("B", days="10")], [row("A", "MANUAL")], {"A": "DELETE"}),
        ([row("B", days="10")], [row("A", days="9")], {}),
        # over since, and perhaps still at Amazon
        ([row("B", "MANUAL")], [row("A", "MANUAL", last="2026-11-01"), row("B", "MANUAL")], {"A": "DELETE"}),
        ([row("B", "MANUAL")], [row("A", "MANUAL", first="2026-12-01"), row("B", "MANUAL")], {}),
        # one of two actions was uploaded, and nobody knows which
        (
            [row("A", "MANUAL")],
            [row("A", "AUTOMATIC", last="2026-10-01"), row("A", "MANUAL", first="2026-10-02")],
            {"A": "MANUAL"},
        ),
        # in doubt: nothing is deleted
        ([row("A", "MANUAL", days="ten")], [row("A", "MANUAL")], {}),
        ([row("A", "MANUAL", "DE"), row("A", "AUTOMATIC", "UK")], [row("A", "MANUAL")], {}),
        ([row("", "MANUAL"), row("B", "MANUAL")], [row("A", "MANUAL")], {"B": "MANUAL"}),
    ],
)
def test_only_what_differs_is_written_and_nothing_is_deleted_in_doubt(
    tmp_path: Path, now: list[Any], before: list[Any], written: dict[str, str]
) -> None:
    found = changes(tmp_path, now, before)
    assert found.rows == written
    kept = sum(action != "DELETE" for action in found.rows.values())
    assert found.seen == kept + sum(found.left_out.values())


def test_the_file_is_tab_delimited_utf_8_with_windows_line_ends_and_no_quotes() -> None:
    (lines,) = amazon_files(usual_header().lines, [("Ä,1", "MANUAL"), ('5" B', "DELETE")], most_bytes())
    assert b"".join(lines).decode("utf-8") == (
        'TemplateType=ReturnRequestAuthorization\tVersion=1.0\r\nSKU\tAction\r\nÄ,1\tMANUAL\r\n5" B\tDELETE\r\n'
    )


@pytest.mark.parametrize(
    ("rows", "most", "files"), [(1, 2, [1]), (2, 2, [2]), (3, 2, [2, 1]), (4, 2, [2, 2]), (0, 2, [])]
)
def test_more_rows_than_amazon_takes_become_several_files(rows: int, most: int, files: list[int]) -> None:
    found = amazon_files(("a", "b"), [(f"S{n}", "MANUAL") for n in range(rows)], 10_000, most)
    assert [len(lines) - 2 for lines in found] == files


def test_no_file_is_larger_than_amazon_takes() -> None:
    found = list(amazon_files(("a", "b"), [(f"S{n}", "MANUAL") for n in range(10)], 30))
    assert sum(len(lines) - 2 for lines in found) == 10
    assert all(sum(map(len, lines)) <= 30 for lines in found)


def test_amazons_limits_are_those_that_it_states_with_their_source() -> None:
    assert (MOST_RECORDS, most_bytes(), LONGEST_SKU) == (50_000, 60_000_000, 40)
    data = Path(amazon_files.__code__.co_filename).parents[2] / "data" / "override_file.csv"
    with data.open(encoding="utf-8", newline="") as file:
        assert all(line["source"] and date.fromisoformat(line["checked"]) for line in csv.DictReader(file))


def template(folder: Path, content: bytes) -> Header | list[Finding]:
    path = folder / "template.txt"
    path.write_bytes(content)
    return header_of(open_document(str(path)))


@pytest.mark.parametrize(
    "content",
    [
        b"TemplateType=X\tVersion=2 \t\r\nsku \taction\r\n",
        b"TemplateType=X\tVersion=2 \t\nsku \taction\nA-1\tMANUAL\n",
        b"\xef\xbb\xbfTemplateType=X\tVersion=2 \t\nsku \taction",
        "\ufeffTemplateType=X\tVersion=2 \t\r\nsku \taction\r\n".encode("utf-16-le"),
    ],
)
def test_the_header_rows_of_a_template_are_copied_exactly(tmp_path: Path, content: bytes) -> None:
    assert template(tmp_path, content) == Header(("TemplateType=X\tVersion=2 \t", "sku \taction"))


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"only one row\n", "unknown-table"),
        (b"\n\n", "unknown-table"),
        (b"A-1\tMANUAL\nA-2\tAUTOMATIC\n", "data-in-header"),
        (b"", "file-empty"),
        (b"<html><body>sign in</body></html>", "not-a-workbook"),
    ],
)
def test_what_is_no_template_is_refused(tmp_path: Path, content: bytes, code: str) -> None:
    found = template(tmp_path, content)
    assert isinstance(found, list)
    assert [finding.code for finding in found] == [code]


MARKED = [["TemplateType=ReturnRequestAuthorization", "Version=1.0", "Do not delete"], ["SKU", "Action"]]
EXPLAINED = [["How to fill in the template"], ["Fill in each SKU"]]
OWN_WORDS = [["Retouren-Ausnahmen", "v7"], ["Artikelnummer", "Aktion"]]


@pytest.mark.parametrize(
    ("sheets", "taken", "told"),
    [
        ({"Instructions": EXPLAINED, "Template": MARKED}, "Template", ""),
        ({"Sheet1": [["Any words", "1.0"], ["of", "Amazon"]]}, "Sheet1", ""),
        ({"One": EXPLAINED, "Two": OWN_WORDS}, "Two", "no sheet begins with"),
        ({"One": EXPLAINED, "Two": [["Head", "v7"], ["id", "do"], ["A-1", "MANUAL"]]}, "Two", "no sheet begins with"),
        ({"One": EXPLAINED, "Template": [["Head", "v7"], ["id", "do"]]}, "Template", "no sheet begins with"),
        ({"One": EXPLAINED, "Two": [["Head", "v7"], ["id", "do"]]}, "One", "no sheet begins with"),
        ({"One": MARKED, "Two": MARKED}, "One", "several sheets begin with"),
    ],
)
def test_any_two_first_rows_are_a_header_and_a_sheet_in_doubt_is_named(
    tmp_path: Path, sheets: dict[str, Any], taken: str, told: str
) -> None:
    header = header_of(open_document(workbook(tmp_path / "template.xlsx", sheets)))
    assert isinstance(header, Header)
    assert header.lines == tuple("\t".join(row) for row in sheets[taken][:2])
    assert [str(finding.at) for finding in header.findings] == ([f"{tmp_path}/template.xlsx:{taken}"] if told else [])
    assert all(told in finding.message and f"`{taken}`" in finding.message for finding in header.findings)


def test_the_row_of_the_columns_is_the_second_of_the_header_rows(tmp_path: Path) -> None:
    rows = [["Please read the guide"], ["Overrides", "v7"], ["SKU", "Action"]]
    header = header_of(open_document(workbook(tmp_path / "template.xlsx", {"Sheet1": rows})))
    assert isinstance(header, Header)
    assert header.lines == ("Overrides\tv7", "SKU\tAction")


def test_a_template_without_anything_in_it_is_refused(tmp_path: Path) -> None:
    found = header_of(open_document(workbook(tmp_path / "template.xlsx", {"One": [], "Two": []})))
    assert isinstance(found, list)
    assert "no sheet of the template holds anything" in found[0].message


@pytest.mark.parametrize("name", ["returns-report.txt", "policy.xlsx", "overrides.xlsx", "overrides.csv", "orders.txt"])
def test_another_file_is_no_template(name: str) -> None:
    found = header_of(open_document(str(Path(__file__).parents[2] / "examples" / name)))
    assert isinstance(found, list)
    assert found[0].message.startswith("this is" if name == "orders.txt" else "expected Amazon's template, found ")


def test_a_header_that_names_only_what_amazon_knows_is_amazons(tmp_path: Path) -> None:
    rows = [["Overrides", "v7"], ["SKU", "Authorization"]]
    assert isinstance(header_of(open_document(workbook(tmp_path / "template.xlsx", {"Overrides": rows}))), Header)


AMAZONS = "T\tV\nSKU\taction\n"


def uploaded(folder: Path, *lines: str, name: str = "upload.txt") -> Document:
    (folder / name).write_text(AMAZONS + "".join(f"{line}\n" for line in lines), encoding="utf-8")
    return open_document(str(folder / name), name)


def test_delete_in_amazons_own_file_is_an_instruction_and_is_kept(tmp_path: Path) -> None:
    found, overrides, _ = open_overrides([uploaded(tmp_path, "A-1\tMANUAL", "A-2\tdelete", "A-2\tDELETE")])
    assert overrides is not None
    made = actions_of(overrides, found, Target(None, DAY))
    assert made.rows == {"A-1": "MANUAL", "A-2": "DELETE"}
    assert left_out(made) == {"saying again what another row says": 1}
    assert made.seen == 3


@pytest.mark.parametrize(
    ("before", "written"),
    [
        (["A-1\tMANUAL", "A-2\tDELETE"], {}),
        (["A-1\tMANUAL", "A-2\tAUTOMATIC"], {"A-2": "DELETE"}),
        (["A-1\tMANUAL"], {}),
        (["A-1\tDELETE"], {"A-1": "MANUAL"}),
        (["A-1\tMANUAL", "A-3\tMANUAL"], {"A-3": "DELETE"}),
    ],
)
def test_a_delete_is_written_only_where_amazon_may_hold_an_action(
    tmp_path: Path, before: list[str], written: dict[str, str]
) -> None:
    found, overrides, _ = open_overrides([uploaded(tmp_path, "A-1\tMANUAL", "A-2\tDELETE")])
    _, earlier, _ = open_overrides([uploaded(tmp_path, *before, name="before.txt")])
    assert overrides is not None
    assert earlier is not None
    asked = Target(None, DAY)
    made = difference(actions_of(overrides, found, asked), earlier_actions(earlier, asked), deleting=True)
    assert made.rows == written
    assert made.added == ("A-3" in written)
    assert made.seen == len(made.rows) - made.added + sum(made.left_out.values())


def test_a_sku_that_is_deleted_and_set_is_an_error_that_names_both_rows(tmp_path: Path) -> None:
    ours = text_file(tmp_path / "ours.csv", [HEADER, row("A-2", "MANUAL")])
    found, overrides, _ = open_overrides([open_document(ours, "ours.csv"), uploaded(tmp_path, "A-2\tDELETE")])
    assert overrides is not None
    made = actions_of(overrides, found, Target(None, DAY))
    assert (made.rows, made.held) == ({}, {"A-2"})
    assert [finding.code for finding in made.findings] == ["conflicting-rows"]
    assert "MANUAL here, and DELETE in upload.txt:3 (action)" in made.findings[0].message


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        ([row("A-1", days="10")], None),
        ([row("A-1", "MANUAL"), row("A-2", "ten")], None),
        ([row("A-1", "MANUAL"), row("A-1", "AUTOMATIC")], "(2 that contradict another row)"),
        ([row("A-1", "MANUAL", days="ten"), row("A-2")], "(1 that cannot be read)"),
        ([row("A-1", "MANUAL", last="2026-11-01")], "(1 for another day)"),
        ([row("A-1", "MANUAL", "DE"), row("A-1", "AUTOMATIC", "UK")], "(2 different between stores)"),
    ],
)
def test_why_nothing_is_left_to_write_is_said_truly(tmp_path: Path, rows: list[Any], why: str | None) -> None:
    found = nothing_left(actions(tmp_path, *rows))
    assert (found is None) is (why is None)
    assert why is None or (found is not None and found[0].endswith(why))


def test_an_action_under_a_misspelt_header_keeps_its_row_back_and_counts_no_row_twice(tmp_path: Path) -> None:
    rows = [["sku", "store", "authorisation"], ["A-1", "", "MANUAL"], ["A-2", "DE", ""]]
    path = text_file(tmp_path / "o.csv", rows)
    tables, overrides, _ = open_overrides([open_document(path, "o.csv")])
    assert overrides is not None
    found = actions_of(overrides, tables, Target(None, DAY))
    assert (found.rows, found.seen) == ({}, 2)
    assert left_out(found) == {"that cannot be read": 1, "without `authorization`": 1}
    assert nameless(overrides) == 0
