"""A table that is converted and converted back says the same, whatever its SKUs and notes look like."""

import tempfile
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from returnctl.files.converting.amazon_actions import Target, actions_of
from returnctl.files.converting.amazon_file import amazon_files, most_bytes, refused_by_amazon, usual_header
from returnctl.files.converting.carrying import Carriage
from returnctl.files.converting.grids import open_overrides, open_sources
from returnctl.files.converting.table_writing import outputs, table_files, write_tables
from returnctl.files.document import open_document
from returnctl.files.policies.loading import load_policy
from returnctl.values.finding import Severity
from returnctl.values.text import TextForm
from witness import met, must_meet

HOSTILE = (
    "00123", "1E5", "=1+1", "+A", "-1", "-A", "@x", "'=1+1", "''=1", "'tis", "A-1\u00a0B", "ÄÖ-1", "灯-1", "🔥" * 3,
    "x" * 40, "🔥" * 40, '"A"', '5"', "a,b", "a;b", "TRUE", "3-1", "2026-01-01", "#N/A!", '=HYPERLINK("x")',
    "_x0041_", "＝1", "nan", "-", "a\tb", "a\nb", " lead", "0", "1.0", "'", "Σ", "ß", "\u200eA", "A\u2011B",
)  # fmt: skip
NOTES = (
    "plain", "two\nlines", 'he said "no"', "=1+1", "+49 30", "-5", "'=1", "none", "a,b;c\td", "line\r\nend", '"',
    "ends \n", "é", "#N/A", "@home", "'", "''+", "1,5", "00123",
)  # fmt: skip
FORMS = {"german": TextForm(";", ","), "tabs": TextForm("\t", ","), "commas": TextForm(",", ",")}
PERIODS = ((None, None), (date(2026, 1, 1), None), (None, date(2026, 12, 31)), (date(2026, 3, 1), date(2026, 3, 1)))
HEADER = (
    "sku", "store", "authorization", "return_window_days", "returnable", "not_returnable_because", "keep_up_to",
    "restocking_fee_percent", "valid_from", "valid_to", "note", "my remark",
)  # fmt: skip

skus = st.sampled_from(HOSTILE) | st.text(
    st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff"), min_size=1, max_size=45
)
terms = st.tuples(
    st.sampled_from([None, "DE", "us"]),
    st.sampled_from([None, "AUTOMATIC", "manual"]),
    st.sampled_from([None, 10, 30, "45"]),
    st.sampled_from([None, "yes", "no", True, False]),
    st.sampled_from([None, "none", "hazmat"]),
    st.sampled_from([None, "none", 5, 12.5, "7.25", 0.07, 1.234]),
    st.sampled_from([None, "none", 20, "15%", 0.5]),
    st.sampled_from(PERIODS),
    st.sampled_from([None, *NOTES])
    | st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0\ufffe\uffff"), max_size=30),
    st.sampled_from([None, "ask Eva", "=2", 7, date(2026, 5, 1)]),
).map(lambda row: (*row[:7], *row[7], *row[8:]))
tables = st.lists(st.tuples(skus, terms).map(lambda row: (row[0], *row[1])), min_size=1, max_size=3)


def workbook(path: Path, rows: Sequence[Sequence[Any]]) -> str:
    """A workbook as a seller has it: what looks like a formula is text, as he typed it into a text column."""
    book = Workbook(write_only=True)
    page = book.create_sheet("Overrides")
    for row in (HEADER, *rows):
        page.append([_text(page, value) if isinstance(value, str) else value for value in row])
    book.save(path)
    return str(path)


def _text(page: Any, value: str) -> Any:
    from returnctl.files.new_workbook import storable

    cell = WriteOnlyCell(page, storable(value))
    cell.data_type = "s"
    return cell


def meaning(path: str) -> list[tuple[Any, ...]]:
    """What the overrides of a file say, and which SKUs cannot be used."""
    loaded = load_policy([], [path])
    assert loaded.policy is not None, loaded.findings
    policy = loaded.policy
    said = [
        (sku, s.name, str(s.value.normalize()) if isinstance(s.value, Decimal) else s.value, s.store, s.first, s.last)
        for sku, found in policy.overrides.items()
        for s in found
    ]
    return sorted([*said, *((sku, "broken") for sku in policy.broken)], key=repr)


def converted(path: str, to: str) -> tuple[str, Carriage]:
    """The file converted, beside it."""
    grids, findings = open_sources([open_document(path)])
    assert not [finding for finding in findings if finding.severity is Severity.ERROR], findings
    form, to = FORMS.get(to), "csv" if to in FORMS else to
    output = str(Path(path).with_suffix(f".again.{to}"))
    files = table_files(output, to, grids)
    tally = Carriage()
    with outputs(list(files)) as streams:
        write_tables(streams, files, to, grids, tally, bom=True, form=form)
    assert not tally.broken
    return output, tally


def chain(path: str, targets: Sequence[str]) -> Iterator[tuple[str, Carriage]]:
    for to in targets:
        path, tally = converted(path, to)
        yield path, tally


CHAINS = (
    ("csv", "xlsx", "csv"), ("tsv", "csv", "xlsx"), ("xlsx", "tsv", "xlsx"), ("german", "xlsx"), ("german", "csv"),
    ("tabs", "german"), ("commas", "xlsx"),
)  # fmt: skip


@must_meet("all")
@settings(deadline=None, max_examples=40)
@given(tables, st.sampled_from(CHAINS))
def test_a_table_of_overrides_says_the_same_after_any_conversion(rows: list[Any], targets: tuple[str, ...]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = workbook(Path(folder, "overrides.xlsx"), rows)
        before = meaning(path)
        lost: set[str] = set()
        for made, tally in chain(path, targets):
            assert tally.rows == tally.kept + sum(tally.left_out.values())
            lost |= {loss.term for loss in tally.lost}
            met("left out" if tally.left_out else "lost" if lost else "all")
            if not lost and not tally.left_out:
                assert meaning(made) == before
            elif not tally.left_out:
                assert _without(meaning(made), lost) == _without(before, lost)


def _without(said: list[tuple[Any, ...]], lost: set[str]) -> list[tuple[Any, ...]]:
    return [entry for entry in said if entry[1] not in lost]


@must_meet("sent")
@settings(deadline=None, max_examples=20)
@given(tables)
def test_an_action_says_the_same_after_a_visit_to_amazon(rows: list[Any]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = workbook(Path(folder, "overrides.xlsx"), rows)
        found, overrides, _ = open_overrides([open_document(path)])
        assert overrides is not None
        actions = actions_of(overrides, found, Target(None, date(2026, 3, 1)))
        assert actions.seen == len(actions.rows) + sum(actions.left_out.values())
        files = list(amazon_files(usual_header().lines, actions.rows.items(), most_bytes()))
        if not files:
            assert not actions.rows
            return
        target = Path(folder, "amazon.txt")
        target.write_bytes(b"".join(files[0]))
        met("sent")
        made, tally = converted(str(target), "xlsx")
        assert not tally.left_out
        back = {sku: value for sku, name, value, *_ in meaning(made) if name == "authorization"}
        assert {sku: str(value).upper() for sku, value in back.items()} == actions.rows
        assert all(refused_by_amazon(sku) is None for sku in actions.rows)


@must_meet("formula")
@settings(deadline=None, max_examples=10)
@given(tables)
def test_no_cell_of_a_converted_workbook_is_a_formula_and_it_is_the_same_twice(rows: list[Any]) -> None:
    from openpyxl import load_workbook

    with tempfile.TemporaryDirectory() as folder:
        path = workbook(Path(folder, "overrides.xlsx"), rows)
        made, _ = converted(path, "xlsx")
        first = Path(made).read_bytes()
        page = load_workbook(made)["Overrides"]
        if any(isinstance(value, str) and value.startswith("=") for row in rows for value in row):
            met("formula")
        assert all(cell.data_type not in "fe" for row in page.iter_rows() for cell in row)
        assert page.freeze_panes == "A2"
        converted(path, "xlsx")
        assert Path(made).read_bytes() == first
