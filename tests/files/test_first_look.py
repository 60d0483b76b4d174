"""The first look: which order lines come up again, wherever their rows stand."""

from array import array
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from returnctl.files.document import open_document
from returnctl.files.requests.first_look import FirstLook, first_look, places_again
from returnctl.files.requests.rows import parser_of
from returnctl.files.requests.tables import open_requests
from returnctl.files.tables.table import Table
from returnctl.schema.readers import DecimalMark
from returnctl.values.request import AMOUNTS

HEADER = "Order ID\tAmazon RMA ID\tMerchant SKU\tItem Name\tReturn quantity\tReturn Reason\tOrder Item ID\n"
HASHES = st.one_of(st.integers(-5, 5), st.integers(-(2**63), 2**63 - 1))


@given(st.lists(HASHES, max_size=60), st.integers(1, 16), st.integers(1, 80))
def test_what_comes_again_is_what_is_there_more_than_once(hashes: list[int], slots: int, rows: int) -> None:
    often = Counter(hashes)
    expected = [place for place, each in enumerate(hashes) if each and often[each] > 1]
    assert list(places_again(array("q", hashes), slots, rows)) == expected
    assert list(places_again(array("q", hashes))) == expected


def _look(folder: Path, *bodies: str, header: str = HEADER) -> FirstLook:
    tables = [_table(folder, f"r{number}.txt", header, body) for number, body in enumerate(bodies)]
    return first_look(tables, lambda _rows: None)


def _table(folder: Path, name: str, header: str, body: str) -> Table:
    path = folder / name
    path.write_text(header + body, encoding="utf-8")
    table = open_requests(open_document(str(path), path.name))
    assert isinstance(table, Table), table
    return table


def _row(rma: str, item: str, order: str = "O-1", name: str = "lamp") -> str:
    return f"{order}\t{rma}\tA-1\t{name}\t1\tCR-DEFECTIVE\t{item}\n"


def test_two_requests_for_one_order_line_name_one_another_past_quotes_blanks_and_short_rows(tmp_path: Path) -> None:
    body = (
        _row("R1", "7")
        + "\n"
        + _row("R2", "8", name='"two\nlines"')
        + "O-9\tR3\tA-1\n"
        + _row("R4", "7", name='24" lamp')
    )
    look = _look(tmp_path, body)
    assert look.rows == (4,)
    assert {place: [at.row for at in asked.at] for place, asked in look.asked_back.items()} == {
        (0, 0): [7],
        (0, 3): [2],
    }


@pytest.mark.parametrize("blank", ["", " ", "   "])
def test_a_blank_order_item_id_leaves_order_and_sku_to_name_the_line(tmp_path: Path, blank: str) -> None:
    look = _look(tmp_path, _row("R1", blank) + _row("R2", "7"), _row("R3", " ") + _row("R4", " ", "O-2"))
    assert sorted(look.asked_back) == [(0, 0), (1, 0)]


def test_without_a_column_of_order_item_ids_order_and_sku_name_the_line(tmp_path: Path) -> None:
    header = HEADER.replace("\tOrder Item ID", "")
    rows = [_row(f"R{n}", "", order)[:-2] + "\n" for n, order in enumerate(("O-1", "O-2", " ", " ", "O-1"))]
    assert sorted(_look(tmp_path, "".join(rows), header=header).asked_back) == [(0, 0), (0, 4)]


def test_an_older_row_of_one_request_in_another_file_is_superseded(tmp_path: Path) -> None:
    look = _look(tmp_path, _row("R1", "7"), _row("R2", "8") + _row("R1", "7"))
    assert list(look.superseded) == [(0, 0)]
    assert look.superseded[0, 0].row == 3


def test_of_a_superseded_row_the_newest_knows_of_others_for_its_line(tmp_path: Path) -> None:
    look = _look(tmp_path, _row("R1", "7"), _row("R1", "7") + _row("R2", "7"))
    newest = look.superseded[0, 0]
    assert newest.asked_back == look.asked_back[1, 0]
    assert newest.asked_back is not None
    assert newest.asked_back.units == 2


def test_order_and_sku_name_the_line_where_only_one_file_has_order_item_ids(tmp_path: Path) -> None:
    with_items = _table(tmp_path, "a.txt", HEADER, _row("R1", "7") + _row("R2", "8", "O-2") + _row("R3", "9", " "))
    bare = HEADER.replace("\tOrder Item ID", "")
    without = _table(tmp_path, "b.txt", bare, _row("R1", "")[:-2] + "\n" + _row("R4", "", "O-2")[:-2] + "\n")
    look = first_look([with_items, without], lambda _: None)
    assert list(look.superseded) == [(0, 0)]
    assert sorted(look.asked_back) == [(0, 1), (1, 1)]


HEADER_OF_DATES = "Order ID\tAmazon RMA ID\tMerchant SKU\tReturn request date\tOrder Amount\tReturn Reason\n"


def _dated(day: str, amount: str = "1.00", name: str = "A-1") -> str:
    return f"O-1\tR1\t{name}\t{day}\t{amount}\tCR-DEFECTIVE\n"


def test_dates_of_numbers_are_looked_at_in_the_whole_file_when_one_is_met(tmp_path: Path) -> None:
    named = _dated("05-Oct-2026") * 3_000
    (notations,) = _look(
        tmp_path, _dated("03/04/2026") + named + _dated("13/04/2026"), header=HEADER_OF_DATES
    ).notations
    read = parser_of("request_date", notations["request_date"])
    assert read("03/04/2026").value == date(2026, 4, 3)
    assert read("2026-04-03").value == date(2026, 4, 3)


def test_dates_that_name_the_month_ask_for_no_second_look(tmp_path: Path) -> None:
    (notations,) = _look(tmp_path, _dated("05-Oct-2026"), header=HEADER_OF_DATES).notations
    (tmp_path / "r0.txt").unlink()
    assert parser_of("request_date", notations["request_date"])("05-Oct-2026").value == date(2026, 10, 5)


@pytest.mark.parametrize("delimiter", ["\t", ";", ","])
def test_a_comma_in_an_amount_counts_wherever_it_stands(tmp_path: Path, delimiter: str) -> None:
    name, amount = ("A, 1", "24,90") if delimiter != "," else ('"A, 1"', '"24,90"')
    body = _dated("2026-10-05") * 3_000 + _dated("2026-10-05", name=name) + _dated("2026-10-05", amount)
    header, rows = (text.replace("\t", delimiter) for text in (HEADER_OF_DATES, body))
    (notations,) = _look(tmp_path, rows, header=header).notations
    assert {name: notations[name].mark for name in AMOUNTS if name in notations} == {"amount": DecimalMark.COMMA}


def test_an_amount_that_is_a_list_in_json_tells_nothing_of_how_amounts_are_written(tmp_path: Path) -> None:
    path = tmp_path / "r.jsonl"
    path.write_text('{"sku": "A-1", "reason": "defective", "amount": [], "order_date": {}}\n', encoding="utf-8")
    table = open_requests(open_document(str(path), path.name))
    assert isinstance(table, Table), table
    assert first_look([table], lambda _rows: None).notations[0].keys().isdisjoint(AMOUNTS)
