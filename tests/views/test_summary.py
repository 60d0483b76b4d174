from collections.abc import Callable
from datetime import date

from returnctl.deciding.decision import Decision
from returnctl.values.finding import Code, Finding
from returnctl.values.location import Location
from returnctl.values.request import ReturnRequest
from returnctl.views.summary import Tally, missing_lines, summary_record, summary_rows

Decide = Callable[..., Decision]


def filled(decide: Decide, undecided: Decision) -> Tally:
    tally = Tally("2026-11-23", "c0ffee")
    tally.add(decide())
    tally.add(undecided)
    tally.add(undecided)
    tally.add(decide(claim=True, status="Approved"))
    tally.add(decide(reason="CR-QUIRKY_NEW_CODE", stock=2), superseded=True)
    tally.add_flagged(ReturnRequest("", "x"), [Finding(Code.BLANK_SKU, Location("r.txt", None, 9), "the SKU is blank")])
    tally.findings["error"] += 1
    tally.supplied["orders"] = 4
    return tally


def test_the_summary_counts_every_row_once(decide: Decide, undecided: Decision) -> None:
    assert summary_record(filled(decide, undecided)) == {
        "rows": 6,
        "decided": 5,
        "flagged": 1,
        "recommendations": {
            "replace": 1,
            "return-and-refund": 0,
            "accept": 1,
            "refund-only": 0,
            "decline": 0,
            "review": 3,
            "no-action": 0,
        },
        "overdue": 3,
        "review": 3,
        "undecided": 2,
        "missing": [{"alternatives": [["delivery_date"], ["estimated_delivery_date"], ["in_policy"]], "requests": 2}],
        "warnings": {"unknown-reason": 1},
        "findings": {"error": 1, "warning": 0, "note": 0},
        "superseded": 1,
        "supplied": {"orders": 4},
        "stock_assumed": 1,
        "store_unknown": 0,
        "as_of": "2026-11-23",
        "policy_hash": "c0ffee",
    }


def test_an_empty_tally_has_all_its_names() -> None:
    shown = summary_record(Tally())
    assert (shown["rows"], shown["missing"], shown["warnings"], shown["as_of"]) == (0, [], {}, None)


def test_what_would_settle_the_undecided_is_said_in_a_line(decide: Decide, undecided: Decision) -> None:
    assert missing_lines(filled(decide, undecided)) == [
        "2 of 2 need one of delivery_date, estimated_delivery_date, in_policy"
    ]
    tally = Tally(undecided=5)
    tally.missing.update({(("amount",),): 1, (("delivery_date", "store"), ("in_policy",)): 3, (): 1})
    assert missing_lines(tally) == [
        "3 of 5 need one of delivery_date with store, in_policy",
        "1 of 5 would not be settled by any field",
        "1 of 5 needs amount",
    ]


def test_a_superseded_request_is_neither_overdue_nor_for_a_person(undecided: Decision) -> None:
    tally = Tally()
    tally.add(undecided, superseded=True)
    assert (tally.decided, tally.superseded, tally.overdue, tally.reviews, tally.undecided) == (1, 1, 0, 0, 0)


def test_nothing_is_overdue_where_nothing_is_to_be_done(decide: Decide) -> None:
    tally = Tally()
    tally.add(decide(fulfilment="amazon"))
    assert tally.overdue == 0


def test_of_the_overdue_those_due_first_are_kept(decide: Decide) -> None:
    tally = Tally()
    for day in (9, 3, 8, 4, 7, 5, 6, 2):
        tally.add(decide(request_date=date(2026, 11, day), row=day))
    assert tally.overdue == 8
    rows = [said.partition(": row ")[2].partition(" ")[0] for _, said in tally.latest]
    assert rows == ["2", "3", "4", "5", "6"]


def test_memory_stays_bounded_however_many_reasons_there_are(decide: Decide) -> None:
    tally = Tally()
    for number in range(300):
        tally.add(decide(reason=f"CR-QUIRKY_{number}", claim=True))
    assert len(tally.people) <= 201
    assert tally.reviews == 300
    assert max(len(group.first) for group in tally.people.values()) == 3


def test_the_sheet_of_the_summary_holds_labels_and_values(decide: Decide, undecided: Decision) -> None:
    rows = summary_rows(filled(decide, undecided))
    assert rows[:5] == [("as of", "2026-11-23"), ("rows", 6), ("decided", 5), ("flagged", 1), ("replace", 1)]
    settling = ("what would settle them", "2 of 2 need one of delivery_date, estimated_delivery_date, in_policy")
    assert settling in rows
    assert rows[rows.index(settling) + 1] == ("could not be decided", "1 row: the SKU is blank: r.txt:9")
    assert rows[-1] == ("policy", "c0ffee")
