"""Findings while a table is read: the first are kept, the others counted."""

from returnctl.files.tables.pages import FindingList
from returnctl.values.finding import Code, Finding
from returnctl.values.location import Location


def finding(row: int) -> Finding:
    return Finding(Code.SHORT_ROW, Location("o.csv", None, row), "the row is short")


def test_the_first_are_kept_and_the_others_counted_however_they_come() -> None:
    found = FindingList([finding(1)], most=3)
    found.append(finding(2))
    found.extend([finding(3), finding(4)])
    found += [finding(5)]
    assert [one.at.row for one in found] == [1, 2, 3]
    assert found.more == 2


def test_nothing_is_counted_where_all_are_kept() -> None:
    assert FindingList([finding(1), finding(2), finding(3)], most=3).more == 0
