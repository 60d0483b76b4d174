"""The loop that all commands share."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from returnctl import Desk, built_in_policy, decided
from returnctl.files.document import open_document
from returnctl.files.requests.rows import Flagged
from returnctl.files.requests.stream import Conversation, OfFile, Reports
from returnctl.files.requests.tables import open_requests
from returnctl.files.tables.table import Table
from returnctl.run import Decided, Superseded
from returnctl.values.finding import Code, Finding
from returnctl.values.location import Location

AS_OF = date(2026, 11, 23)
HEADER = "sku,reason,order_id,rma_id,request_date,quantity\n"
FIRST = "A-1,defective,O-1,R-1,2026-11-10,1\n"


def desk(**parts: object) -> Desk:
    return Desk(built_in_policy()._replace(**parts), AS_OF)  # type: ignore[arg-type]


def table(folder: Path, name: str, body: str) -> Table:
    path = folder / name
    path.write_text(body, encoding="utf-8")
    found = open_requests(open_document(str(path), name))
    assert isinstance(found, Table), found
    return found


def test_every_row_comes_once_in_the_order_of_the_input(tmp_path: Path) -> None:
    body = (
        HEADER
        + FIRST
        + ",defective,O-2,R-2,2026-11-10,1\n"
        + "B-1,defective\n"
        + "C-1,defective,O-3,R-3,2026-11-10,x\n"
    )
    entries = list(decided(Reports([table(tmp_path, "r.csv", body)]), desk()))
    assert [type(entry) for entry in entries] == [Decided, Flagged, Flagged, Decided]
    codes = [[finding.code for finding in entry.findings] for entry in entries]
    assert codes == [[], [Code.BLANK_SKU], [Code.SHORT_ROW], [Code.NOT_A_WHOLE_NUMBER]]


def test_the_first_look_is_taken_before_the_first_row_is_asked_for(tmp_path: Path) -> None:
    reports = Reports([table(tmp_path, "r.csv", HEADER + FIRST * 2)])
    assert (reports.look.rows, reports.look.of_files) == ((2,), ())


def test_an_older_row_has_the_decision_of_the_newer_one_and_says_where_it_stands(tmp_path: Path) -> None:
    newer = FIRST.replace("2026-11-10", "2026-11-12")
    tables = [table(tmp_path, name, HEADER + row) for name, row in (("old.csv", FIRST), ("new.csv", newer))]
    old, new = decided(Reports(tables), desk())
    assert isinstance(old, Superseded)
    assert isinstance(new, Decided)
    assert old.decision.request == new.decision.request
    assert old.decision.older is not None
    assert [finding.code for finding in old.findings] == [Code.SUPERSEDED]
    assert new.findings == ()


@pytest.mark.parametrize("older", [False, True])
def test_a_broken_override_flags_a_row_and_names_its_own_findings(tmp_path: Path, older: bool) -> None:
    wrong = Finding(Code.NOT_A_WHOLE_NUMBER, Location("overrides.xlsx", "Overrides", 14, 3), "not a number")
    names = ("old.csv", "new.csv") if older else ("new.csv",)
    entries = list(
        decided(Reports([table(tmp_path, name, HEADER + FIRST) for name in names]), desk(broken={"A-1": (wrong,)}))
    )
    for entry in entries:
        assert isinstance(entry, Flagged)
        assert (entry.override, [finding.code for finding in entry.findings]) == ((wrong,), [Code.BAD_OVERRIDE])
    assert len(entries) == len(names)


def test_a_row_with_a_broken_override_keeps_what_is_wrong_in_its_own_cells(tmp_path: Path) -> None:
    wrong = Finding(Code.NOT_A_WHOLE_NUMBER, Location("overrides.xlsx", "Overrides", 14, 3), "not a number")
    row = FIRST.replace(",1\n", ",x\n")
    (entry,) = decided(Reports([table(tmp_path, "r.csv", HEADER + row)]), desk(broken={"A-1": (wrong,)}))
    assert isinstance(entry, Flagged)
    assert [finding.code for finding in entry.cells] == [Code.NOT_A_WHOLE_NUMBER]


def test_what_is_wrong_with_a_file_as_a_whole_comes_where_it_came_up(tmp_path: Path) -> None:
    reports = Reports([table(tmp_path, "r.csv", HEADER + FIRST)])
    with (tmp_path / "r.csv").open("a", encoding="utf-8") as file:
        file.write(FIRST)
    *_, last = decided(reports, desk())
    assert isinstance(last, OfFile)
    assert [finding.code for finding in last.findings] == [Code.FILE_CHANGED]


def test_a_conversation_knows_only_the_lines_before() -> None:
    line = b'{"sku": "A-1", "reason": "defective", "order_id": "O-1", "rma_id": "%s", "order_quantity": 1}\n'
    lines = [line % b"R-1", b"\n", b"{broken\n", line % b"R-2"]
    first, broken, second = decided(Conversation(lines, "<stdin>"), desk())
    assert isinstance(first, Decided)
    assert isinstance(broken, Flagged)
    assert isinstance(second, Decided)
    assert (first.decision.request.asked_back, broken.request.row) == (None, 3)
    assert second.decision.request.asked_back is not None
    assert second.decision.request.asked_back.units == 2


def test_a_conversation_answers_each_line_before_it_asks_for_the_next() -> None:
    asked: list[int] = []

    def lines() -> Iterator[bytes]:
        for number in (1, 2):
            asked.append(number)
            yield b'{"sku": "A-1", "reason": "defective"}\n'

    answers = iter(decided(Conversation(lines(), "<stdin>"), desk()))
    next(answers)
    assert asked == [1]
