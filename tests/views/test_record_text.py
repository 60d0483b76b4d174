"""JSON put together from kept parts is that of the record itself, whatever came before."""

import json
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_recalled import AS_OF, FIELDS, FORMATS, LAW, POLICY, SOURCE, Row, mixed, row, rows

from returnctl.deciding.desk import Decision, Desk
from returnctl.files.requests.rows import Flagged, row_reader
from returnctl.values.cite import Cite, Origin
from returnctl.values.decision import Warn
from returnctl.values.location import Location
from returnctl.values.policy import Policy, Reason
from returnctl.values.request import AskedBack, Column, ReturnRequest, Source
from returnctl.views import record_text
from returnctl.views.json_lines import json_text
from returnctl.views.record import record
from returnctl.views.record_text import Records

Twist = Callable[[ReturnRequest], ReturnRequest]
ELSEWHERE: Final = Cite(Origin.FILE, Location("deliveries.csv", None, 7, 2, "day"), "day", "2026-11-02")
SHARED: Final = {**SOURCE.columns, "delivery_date": SOURCE.columns["request_date"]}


def _from(source: Source) -> Twist:
    return lambda request: request._replace(source=source)


# What sets a request apart from the usual one beside its cells.
TWISTS: Final[dict[str, Twist]] = {
    "a sheet": _from(SOURCE._replace(file="r.xlsx", sheet='Re"turns')),
    "another file": _from(SOURCE._replace(file="räport\x7f.txt")),
    "the file of the overrides": _from(SOURCE._replace(file="o.csv")),
    "two fields in one column": _from(SOURCE._replace(columns=SHARED)),
    "a name like a mark of ours": _from(SOURCE._replace(file=f"{record_text._ROW}.txt")),
    "a header like a mark of ours": _from(
        SOURCE._replace(columns={**SOURCE.columns, "reason": Column(5, record_text._CELL)})
    ),
    "fewer columns": _from(SOURCE._replace(columns={"sku": Column(4, "sku"), "reason": Column(5, "why")})),
    "options": _from(Source("", None, {"reason": Column(1, "--reason")}, Origin.OPTION)),
    "no row": lambda request: request._replace(row=None),
    "a short row": lambda request: request._replace(raw=request.raw[:6]),
    "typed cells": lambda request: request._replace(raw=(None, True, Decimal("1.50"), date(2026, 1, 2), *request.raw)),
    "hostile cells": lambda request: request._replace(raw=['\x7f\u202e"\\\ud800😀'] * len(FIELDS)),
    "a field from elsewhere": lambda request: request._replace(supplied={"delivery_date": ELSEWHERE}),
    "two fields from one cell": lambda request: request._replace(
        supplied={"delivery_date": ELSEWHERE, "request_date": ELSEWHERE}
    ),
    "asked back twice": lambda request: request._replace(asked_back=AskedBack(9, (Location("x.txt", None, 3),))),
    "no store of its own": lambda request: request._replace(store="DE"),
}
twists = st.lists(st.sampled_from([None, None, *TWISTS]), min_size=1, max_size=6)


def requests(batch: Sequence[Row], twisted: Sequence[str | None]) -> list[ReturnRequest]:
    """The requests of a batch, in turn as they came and set apart."""
    read = row_reader(SOURCE, len(FIELDS), FORMATS, amazon=True, typed=False)
    read_rows = [read(number, cells)[0] for number, cells in enumerate(batch, 2)]
    found = [request for request in read_rows if not isinstance(request, Flagged)]
    ways = [twisted[place % len(twisted)] for place in range(len(found))]
    return [TWISTS[way](request) if way else request for way, request in zip(ways, found, strict=True)]


def differing(decisions: Sequence[Decision], desk: Desk) -> list[tuple[str, str]]:
    """The texts that are not those of their records, beside these."""
    records = Records(desk)
    pairs = [(records.text(decision), json_text(record(decision, desk))) for decision in decisions]
    return [(found, expected) for found, expected in pairs if found != expected]


@pytest.mark.parametrize("store", [None, "US", "DE"])
@given(batch=rows, twisted=twists)
@LAW
def test_every_text_of_a_batch_is_that_of_its_record(
    batch: list[Row], twisted: list[str | None], store: str | None
) -> None:
    desk = Desk(POLICY, AS_OF, store)
    assert differing([desk.decide(request) for request in requests([*batch, *batch], twisted)], desk) == []


@given(batch=mixed, twisted=twists)
@LAW
def test_parts_from_different_requests_come_together_as_in_a_record(
    batch: list[Row], twisted: list[str | None]
) -> None:
    desk = Desk(POLICY, AS_OF, None)
    assert differing([desk.decide(request) for request in requests(batch, twisted)], desk) == []


@given(batch=rows)
@LAW
def test_what_is_forgotten_is_made_again(batch: list[Row]) -> None:
    desk = Desk(POLICY, AS_OF, "US")
    decisions = [desk.decide(request) for request in requests([*batch, *batch], [None, "a sheet"])]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(record_text, "_MOST_KEPT", 2)
        assert differing(decisions, desk) == []


@given(batch=rows)
@LAW
def test_an_older_row_has_its_own_name_and_the_newer_ones_decision(batch: list[Row]) -> None:
    desk = Desk(POLICY, AS_OF, "US")
    found = requests(batch, [None, "another file"])
    decisions = [desk.decide(request) for request in found]
    older = [decision._replace(older=other) for decision, other in zip(decisions, reversed(found), strict=True)]
    assert differing([*decisions, *older], desk) == []


def usual(desk: Desk, **cells: str) -> Decision:
    """The decision on a usual row but for these cells."""
    (request,) = requests([row(**cells)], [None])
    return desk.decide(request)


def warned(decision: Decision, *warnings: Warn) -> Decision:
    """The decision with these warnings."""
    return decision._replace(handling=decision.handling._replace(warnings=warnings))


@pytest.mark.parametrize(
    "warnings",
    [
        (Warn("a", "b", (ELSEWHERE,)),),
        (Warn("a", "b", (), ("claim", "amount")), Warn("c", "d", (ELSEWHERE, ELSEWHERE))),
        (Warn("a", "b", (ELSEWHERE,), ("claim",)),),
        (Warn("a", "b"), Warn("a", "b", (), ("delivery_date",))),
    ],
)
@pytest.mark.parametrize("way", [None, "two fields from one cell", "two fields in one column", "no row"])
def test_warnings_cite_terms_and_the_requests_own_cells(way: str | None, warnings: tuple[Warn, ...]) -> None:
    desk = Desk(POLICY, AS_OF, "US")
    decisions = [desk.decide(request) for request in requests([row(), row(claim="Y")], [way])]
    assert differing([warned(decision, *warnings) for decision in decisions], desk) == []


def test_what_two_policies_cite_differs_though_the_words_are_the_same() -> None:
    cites = [Cite(Origin.FILE, Location(file, None, 2, 1, "x"), "x", "y") for file in ("one.csv", "two.csv")]
    for cite in cites:
        policy: Policy = POLICY._replace(reasons=(Reason("CR-X", "", "other", {}, "", cite), *POLICY.reasons))
        desk = Desk(policy, AS_OF, "US")
        assert differing([usual(desk, reason="CR-X")], desk) == []


def test_a_cell_that_is_both_an_override_and_a_field_is_cited_once() -> None:
    desk = Desk(POLICY, AS_OF, "US")
    columns = {field: column for field, column in SOURCE.columns.items() if field != "order_item_id"}
    own = Source("o.csv", None, {**columns, "delivery_date": Column(2, "return_window_days")})
    (request,) = requests([row(sku="N-1", delivery_date="2026-11-02")], [None])
    raw = [request.raw[0], "10", *request.raw[2:]]
    places = [(own._replace(file="p.csv"), 2), (own, 3), (own, 2)]
    decisions = [desk.decide(request._replace(source=source, row=number, raw=raw)) for source, number in places]
    assert differing(decisions, desk) == []
    told = [json_text(record(decision, desk)).count('"return_window_days", "value": "10"') for decision in decisions]
    assert told == [3, 3, 2]  # the window cites it, and the duty


def test_kept_cells_of_the_input_come_first() -> None:
    desk = Desk(POLICY, AS_OF, "US")
    decision = usual(desk)
    text = Records(desk, ("Order ID", 'a "b"\x7f')).text(decision, ("111", "\u202e\x7f"))
    kept = {"input": {"Order ID": "111", 'a "b"\x7f': "\u202e\x7f"}}
    assert text == json_text(kept | record(decision, desk))
    assert next(iter(json.loads(text))) == "input"
