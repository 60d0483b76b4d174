"""Recalled lines are those of rows decided alone; nothing is counted otherwise than without a memory."""

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Final

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from returnctl.commands.sinks import _readable
from returnctl.deciding.desk import Decision, Desk
from returnctl.deciding.facts import FACT_NAMES
from returnctl.files.built_in import built_in_policy
from returnctl.files.cells.readers import DateOrder, DecimalMark
from returnctl.files.requests.rows import Flagged, Formats, row_reader
from returnctl.files.text.columns import Columns
from returnctl.files.text.pieces import Piece
from returnctl.values.cite import Cite, Origin
from returnctl.values.decision import Recommendation
from returnctl.values.finding import Code, Finding, Severity
from returnctl.values.inert import inert
from returnctl.values.location import Location
from returnctl.values.policy import Holiday, Layer, Policy, Setting
from returnctl.values.request import AskedBack, Column, Source
from returnctl.views import recalled
from returnctl.views.csv_text import Lines, all_plain_ids, kept_text, plain_ids
from returnctl.views.findings import findings_of
from returnctl.views.flat import flat_row
from returnctl.views.kept_lines import kept_lines
from returnctl.views.recalled import Recall
from returnctl.views.recalled_rows import Table
from returnctl.views.summary import Tally

AS_OF: Final = date(2026, 11, 23)
# Each column of the made-up report with cells that tell its cases apart; the first is the usual one.
CELLS: Final[Mapping[str, tuple[str, ...]]] = {
    "order_id": ("111-1111111-1111111", "026-1", " ", "=1+1", 'a "b", c', "ordér"),
    "order_item_id": ("93371655379896", ""),
    "rma_id": ("DMcXKErThRRMA", " "),
    "sku": ("A-1", "A-2", "00123", "N-1", "n-1", " A-1", "=A", "1.23457E+12"),
    "reason": ("CR-DEFECTIVE", "CR-UNWANTED_ITEM", "CR-ORDERED_WRONG_ITEM", "CR-QUIRKY_NEW", "what?", "Return Reason"),
    "order_date": ("2026-11-01", "2026-09-01", " ", "2027-01-01", "x"),
    "request_date": ("2026-11-10", "2026-11-22", " "),
    "delivery_date": (" ", "2026-11-02", "2026-10-01", "2026-11-15"),
    "return_delivery_date": (" ", "2026-11-20", "y"),
    "status": ("PendingApproval", "Approved", "Completed", " ", "Odd"),
    "resolution": ("StandardRefund", "RefundAtFirstScan", " "),
    "label_type": (" ", "AmazonPrePaidLabel", "MerchantPrePaidLabel"),
    "label_paid_by": ("Customer", "Seller", " "),
    "in_policy": ("N", "Y", " ", "?"),
    "claim": ("N", "Y", " "),
    "quantity": ("1", "2", "5", " ", "0"),
    "order_quantity": ("1", "5", " "),
    "amount": ("24.90", "4.99", "749.00", " ", "z", "1,234"),
    "refunded_amount": (" ", "0", "10.00", "24.90"),
    "currency": ("USD", "GBP", "EUR", " "),
    "category": (" ", "Lighting"),
}
FIELDS: Final = tuple(CELLS)
SOURCE: Final = Source(
    "report.txt",
    None,
    {field: Column(place, "Return Reason" if field == "reason" else field) for place, field in enumerate(FIELDS, 1)},
)
FORMATS: Final = Formats(
    {field: DateOrder.ISO for field in FIELDS if field.endswith("_date")},
    {"amount": DecimalMark.POINT, "refunded_amount": DecimalMark.POINT},
)
LAW: Final = settings(
    derandomize=True,
    database=None,
    deadline=None,
    max_examples=30,
    phases=(Phase.explicit, Phase.generate, Phase.shrink),
    suppress_health_check=[HealthCheck.too_slow],
)

Row = list[str]


def _own(name: str, value: object) -> Setting:
    return Setting(
        name, value, Cite(Origin.FILE, Location("o.csv", None, 2, 2, name), name, str(value)), Layer.OVERRIDE
    )


WINDOW: Final = Cite(Origin.FILE, Location("p.csv", None, 2, 2, "return_window_days"), "return_window_days", "9")
POLICY: Final = built_in_policy()._replace(
    hash="c0ffee",
    overrides={
        "A-2": (_own("returnable", False), _own("note", "look, twice")),
        "N-1": (_own("return_window_days", 10), _own("returnless_up_to", Decimal(5))),
    },
)


# From a day on other terms hold: which of them, the day of the order tells.
DATED: Final = POLICY._replace(
    settings=(
        *POLICY.settings,
        Setting("return_window_days", 9, WINDOW, Layer.POLICY, first=date(2026, 9, 15)),
        Setting("keep_up_to", Decimal(9), WINDOW, Layer.POLICY, store="UK", last=date(2026, 10, 15)),
    )
)


# Amazon's own window is another than the seller's in its days, its start and its seasons.
_SEASON: Final = Holiday(date(2026, 8, 15), date(2026, 9, 5), date(2026, 11, 15), Cite(Origin.BUILT_IN))
OWN: Final = POLICY._replace(
    settings=(
        *POLICY.settings,
        Setting("return_window_days", 40, WINDOW, Layer.POLICY, store="UK"),
        Setting("window_starts", ("order",), WINDOW, Layer.POLICY),
        Setting("window_starts", ("order",), WINDOW, Layer.BUILT_IN, category="lamps"),
        Setting("authorization", "automatic-in-policy", WINDOW, Layer.POLICY),
    ),
    holidays=(
        *POLICY.holidays,
        _SEASON,
        Holiday(date(2026, 8, 1), date(2026, 10, 1), date(2026, 11, 1), WINDOW, category="lighting"),
        Holiday(date(2026, 11, 1), date(2026, 11, 9), date(2027, 1, 31), WINDOW, store="US"),
    ),
)


def row(**cells: str) -> Row:
    """A usual row but for these cells."""
    return [cells.get(field, CELLS[field][0]) for field in FIELDS]


# Most cells are usual, so that rows are alike and differ in few groups.
rows = st.lists(
    st.builds(
        lambda chosen: row(**chosen),
        st.dictionaries(st.sampled_from(FIELDS), st.integers(0, 7), max_size=4).map(
            lambda picked: {field: CELLS[field][place % len(CELLS[field])] for field, place in picked.items()}
        ),
    ),
    min_size=2,
    max_size=40,
)

# Rows of few columns, each with cells that are right: groups that were seen in other rows come together anew.
mixed = st.lists(
    st.builds(
        row,
        **{
            field: st.sampled_from(CELLS[field][:most])
            for field, most in {
                "reason": 4,
                "delivery_date": 4,
                "request_date": 2,
                "in_policy": 3,
                "claim": 2,
                "status": 3,
                "label_paid_by": 2,
                "amount": 3,
                "sku": 2,
            }.items()
        },
        currency=st.sampled_from(("EUR", "USD", "GBP", " ")),
    ),
    min_size=20,
    max_size=60,
)


def page(batch: Sequence[Row], lines: Sequence[int], records: list[str | list[str]] | None = None) -> Columns:
    """Rows as they come from a file."""
    kept = list(batch) if records is None else records
    return Columns(Piece(kept, lines, [], mixed=True, height=0, used=0), len(FIELDS), "\t", may_be_short=True)


class Run:
    """A batch as a run decides it: recalled where that is possible."""

    def __init__(self, policy: Policy, store: str | None = None, *, keep: bool = False, recalls: bool = True) -> None:
        self.desk = Desk(policy, AS_OF, store)
        self.lines, self.tally = Lines(self.desk), Tally()
        places = {field: place for place, field in enumerate(FIELDS)}
        self.kept: Callable[[Sequence[str]], Sequence[str]] | None = (lambda cells: cells) if keep else None
        table = Table(SOURCE, places, self.kept, _readable, keep)
        self.recall = Recall(self.desk, self.lines, self.tally, table) if recalls else None
        self.read = row_reader(SOURCE, len(FIELDS), FORMATS, amazon=True, typed=False)
        self.recalled = 0
        self.notes = 0

    def take(self, number: int, cells: Row) -> str | None:
        """The line of one row; None where the row is flagged."""
        known = self.recall.page(page([cells], [number]), self.read)(0, 1) if self.recall else []
        if known:
            self.recalled += 1
            return known[0]
        return self.decided(number, cells)

    def decided(self, number: int, cells: Row, asked: AskedBack | None = None) -> str | None:
        """The line of a row that the desk decides, and that may be remembered."""
        request, found = self.read(number, cells)
        if isinstance(request, Flagged):
            return None
        request = request._replace(asked_back=asked)
        decision = self.desk.decide(request)
        notes = findings_of(decision)
        if self.recall and not found and all(note.severity is Severity.NOTE for note in notes):
            self.recall.learn(cells, decision, notes)
        self.notes += sum(note.severity is Severity.NOTE for note in notes)
        self.tally.add(decision)
        return self.lines.line(decision, (*found, *notes), cells if self.kept else None)

    def pages(
        self, batch: Sequence[Row], number: int = 2, asked: Mapping[int, AskedBack] = MappingProxyType({})
    ) -> list[str | None]:
        """The lines of rows that come as one page of a file, most of them as lines of text.

        `asked` is what others ask back of the order line of a row, by its place.
        """
        assert self.recall is not None
        joined: list[str | list[str]] = ["\t".join(cells) for cells in batch]
        by_hand = ('"', "\n")
        records = [
            cells if any(sign in line for sign in by_hand) else line for line, cells in zip(joined, batch, strict=True)
        ]
        numbers = range(number, number + len(batch))
        answers = self.recall.page(page(batch, numbers, records), self.read, (), asked)
        found: list[str | None] = []
        while len(found) < len(batch):
            known = answers(len(found), len(batch))
            self.recalled += len(known)
            found += known
            if len(found) < len(batch):
                place = len(found)
                found.append(self.decided(number + place, batch[place], asked.get(place)))
        return found

    def batch(self, batch: Sequence[Row]) -> list[str | None]:
        """The lines of all rows, with everything counted."""
        lines = [self.take(number, cells) for number, cells in enumerate(batch, 2)]
        for _, times in self.recall.close() if self.recall else ():
            self.notes += times
        return lines


def alone(number: int, cells: Row, policy: Policy, store: str | None, *, keep: bool) -> list[str] | None:
    """The cells of a row that a desk of its own decides."""
    request, found = row_reader(SOURCE, len(FIELDS), FORMATS, amazon=True, typed=False)(number, cells)
    if isinstance(request, Flagged):
        return None
    desk = Desk(policy, AS_OF, store)
    decision: Decision = desk.decide(request)
    findings: tuple[Finding, ...] = (*found, *findings_of(decision))
    return [inert(cell) for cell in (*(cells if keep else ()), *flat_row(decision, desk, findings))]


def cells_of(line: str | None) -> list[str] | None:
    """The cells of a line, which is exactly one."""
    if line is None:
        return None
    (found,) = csv.reader(io.StringIO(line, newline=""))
    return found


@pytest.mark.parametrize("keep", [False, True], ids=["alone", "with kept columns"])
@pytest.mark.parametrize("store", [None, "US", "DE"])
@given(batch=rows)
@LAW
def test_every_line_of_a_batch_is_that_of_its_row_alone(batch: list[Row], store: str | None, keep: bool) -> None:
    twice = [*batch, *batch]
    lines = Run(POLICY, store, keep=keep).batch(twice)
    for number, (cells, line) in enumerate(zip(twice, lines, strict=True), 2):
        assert cells_of(line) == alone(number, cells, POLICY, store, keep=keep)


@pytest.mark.parametrize("policy", [POLICY, DATED, OWN], ids=["always", "dated", "own"])
@pytest.mark.parametrize("keep", [False, True], ids=["alone", "with kept columns"])
@given(batch=st.one_of(rows, mixed))
@LAW
def test_every_line_of_a_page_is_that_of_its_row_alone(batch: list[Row], keep: bool, policy: Policy) -> None:
    twice = [*batch, *batch]
    remembering, forgetful = Run(policy, keep=keep), Run(policy, keep=keep, recalls=False)
    assert remembering.pages(twice) == forgetful.batch(twice)
    for _, times in remembering.recall.close() if remembering.recall else ():
        remembering.notes += times
    assert asdict(remembering.tally) == asdict(forgetful.tally)
    assert remembering.notes == forgetful.notes


# A rule of the seller's own asks for answers that nobody need have given.
QUIET: Final = POLICY._replace(
    rules=(
        POLICY.rules[0]._replace(
            name="quiet",
            accepts=tuple(
                1 << fact.answers.index(wanted[name]) if name in wanted else (1 << len(fact.answers)) - 1
                for name, fact in zip(FACT_NAMES, Desk(POLICY, AS_OF).facts, strict=True)
                for wanted in ({"claim": "none", "stage": "new"},)
            ),
            recommendation=Recommendation.REVIEW,
        ),
        *POLICY.rules,
    )
)


@pytest.mark.parametrize(
    ("policy", "batch"),
    [
        (POLICY, [row(sku=sku, currency=" ") for sku in ("A-1", "N-1")]),
        (POLICY, [row(currency=currency, status="Completed") for currency in (" ", "USD", "CAD", "GBP")]),
        (QUIET, [row(claim=claim, status=status) for claim in ("N", " ") for status in ("PendingApproval", " ")]),
        (QUIET, [row(reason=reason) for reason in ("CR-UNWANTED_ITEM", "CR-FOUND_BETTER_PRICE", "CR-EXTRA_ITEM")]),
    ],
    ids=["an override", "stores", "what nobody gave", "reasons for a person"],
)
def test_what_differs_though_the_same_was_concluded_is_never_shared(policy: Policy, batch: list[Row]) -> None:
    remembering, forgetful = Run(policy), Run(policy, recalls=False)
    assert remembering.pages([*batch, *batch]) == forgetful.batch([*batch, *batch])
    for _ in remembering.recall.close() if remembering.recall else ():
        pass
    assert asdict(remembering.tally) == asdict(forgetful.tally)
    assert remembering.recalled > len(batch)


def test_cells_with_line_ends_are_never_taken_for_the_cells_of_another_row() -> None:
    batch = [
        row(status="Approved\nStandardRefund", resolution=" "),
        row(status="Approved", resolution="StandardRefund\n "),
        row(order_id="two\nlines"),
        row(order_id="two\nlines"),
        row(sku="A-2\n"),
        row(sku="A\n-2"),
    ]
    page_by_page, one_by_one, forgetful = Run(POLICY), Run(POLICY), Run(POLICY, recalls=False)
    expected = forgetful.batch([*batch, *batch])
    assert page_by_page.pages([*batch, *batch]) == expected
    assert one_by_one.batch([*batch, *batch]) == expected
    assert page_by_page.recalled == one_by_one.recalled == 4  # what decides nothing may hold them


@pytest.mark.parametrize("policy", [POLICY, DATED, OWN], ids=["always", "dated", "own"])
@pytest.mark.parametrize("store", [None, "DE"])
@given(batch=mixed)
@LAW
def test_groups_from_different_rows_come_together_as_in_a_row_alone(
    batch: list[Row], store: str | None, policy: Policy
) -> None:
    remembering, forgetful = Run(policy, store), Run(policy, store, recalls=False)
    assert remembering.batch([*batch, *batch]) == forgetful.batch([*batch, *batch])
    assert asdict(remembering.tally) == asdict(forgetful.tally)
    assert remembering.notes == forgetful.notes


@pytest.mark.parametrize("store", [None, "UK"])
@given(batch=rows)
@LAW
def test_a_batch_is_counted_alike_with_and_without_a_memory(batch: list[Row], store: str | None) -> None:
    remembering, forgetful = Run(POLICY, store), Run(POLICY, store, recalls=False)
    remembering.batch([*batch, *batch])
    forgetful.batch([*batch, *batch])
    assert asdict(remembering.tally) == asdict(forgetful.tally)
    assert remembering.notes == forgetful.notes


@given(batch=rows)
@LAW
def test_what_is_forgotten_is_counted_and_learned_again(batch: list[Row]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(recalled, "_LEAST", 20)
        patch.setattr(recalled, "_MOST_KEPT", 20)
        remembering, forgetful = Run(POLICY), Run(POLICY, recalls=False)
        assert remembering.batch(batch * 3) == forgetful.batch(batch * 3)
    assert asdict(remembering.tally) == asdict(forgetful.tally)


@pytest.mark.parametrize(
    "cells",
    [
        {},
        {"sku": "never seen"},
        {"order_id": " 111-1 "},
        {"amount": " "},
        {"currency": " "},
        {"reason": "CR-UNWANTED_ITEM", "in_policy": "Y"},
        {"return_delivery_date": "2026-11-20", "refunded_amount": "10.00", "status": "Approved"},
    ],
)
def test_a_row_like_one_before_is_recalled(cells: dict[str, str]) -> None:
    run = Run(POLICY, "US")
    run.batch([row(), row(**{**cells, "sku": "A-1"}), row(**cells)])
    assert run.recalled >= 1
    assert run.take(9, row(**cells)) is not None
    assert run.recalled >= 2


@pytest.mark.parametrize("policy", [POLICY, DATED, OWN], ids=["always", "dated", "own"])
@given(batch=st.one_of(rows, mixed), data=st.data())
@LAW
def test_rows_of_an_order_line_that_others_ask_back_are_those_of_a_row_alone(
    batch: list[Row], data: st.DataObject, policy: Policy
) -> None:
    twice = [*batch, *batch]
    units = data.draw(st.dictionaries(st.integers(0, len(twice) - 1), st.sampled_from([None, 1, 2, 9])))
    asked = {place: AskedBack(count, (SOURCE.at(place + 900),)) for place, count in units.items()}
    remembering, forgetful = Run(policy), Run(policy, recalls=False)
    expected = [forgetful.decided(number, cells, asked.get(number - 2)) for number, cells in enumerate(twice, 2)]
    assert remembering.pages(twice, asked=asked) == expected
    for _, times in remembering.recall.close() if remembering.recall else ():
        remembering.notes += times
    assert asdict(remembering.tally) == asdict(forgetful.tally)
    assert remembering.notes == forgetful.notes


def test_a_row_that_others_ask_back_is_recalled_with_its_own_words() -> None:
    run = Run(POLICY, "US")
    asked = {place: AskedBack(2, (SOURCE.at(40 + place),)) for place in (1, 2)}
    lines = run.pages([row(), row(), row()], asked=asked)
    assert run.recalled == 2 + 1, "the first is established, the others are put together"
    assert [f"see also report.txt:{40 + place}" in (lines[place] or "") for place in range(3)] == [False, True, True]


def test_groups_that_were_seen_in_different_rows_are_put_together() -> None:
    run = Run(POLICY, "US")
    run.batch([row(), row(order_date="2026-11-03"), row(amount="30.00"), row(request_date="2026-11-12")])
    before = run.recalled
    run.batch([row(order_date="2026-11-03", amount="30.00"), row(request_date="2026-11-12", amount="30.00")])
    assert run.recalled == before + 2


@pytest.mark.parametrize(
    "cells",
    [
        {"sku": "n-1"},
        {"sku": "1.23457E+12"},
        {"sku": " "},
        {"sku": "NULL"},
        {"reason": "what?"},
        {"reason": " "},
        {"status": "Odd"},
        {"amount": "z"},
        {"in_policy": "?"},
        {"quantity": "0"},
        {"order_date": "x"},
        {"order_date": "2027-01-01"},
        {"return_delivery_date": "y"},
        {"refunded_amount": "w"},
        {"quantity": "3", "order_quantity": "2"},
        {"request_date": "2026-10-01"},
    ],
)
def test_a_row_with_anything_wrong_goes_to_the_desk_each_time(cells: dict[str, str]) -> None:
    run = Run(POLICY, "US")
    run.batch([row(), row(**cells), row(**cells), row(**cells)])
    assert run.recalled == 1, "only the usual row is one that can be put together"


def test_a_store_that_is_not_taken_for_a_currency_is_a_note_that_can_be_recalled() -> None:
    run = Run(POLICY, "US")
    run.batch([row(currency="GBP"), row(currency="GBP"), row(currency="GBP")])
    assert run.recalled == 2


def test_reasons_of_one_family_whose_fault_differs_from_store_to_store_are_kept_apart() -> None:
    reasons = [reason.code for reason in POLICY.reasons if len(set(reason.faults.values())) > 1]
    assert reasons, "the stores agree on every fault: this test shows nothing"
    codes = [reason.code for reason in POLICY.reasons]
    batch = [
        row(reason=code, currency=currency, in_policy=mark, label_paid_by="Customer")
        for currency in ("GBP", "USD", "EUR")
        for mark in ("Y", "N")
        for code in codes
    ]
    assert Run(POLICY).batch(batch) == Run(POLICY, recalls=False).batch(batch)


def test_days_are_kept_apart_where_amazons_own_window_begins_otherwise() -> None:
    dates = {"order_date": "2026-10-02", "delivery_date": "2026-10-20", "in_policy": " "}
    batch = [row(category=category, **dates) for category in ("Lamps", "Shoes", "Lamps", "Shoes")]
    run = Run(OWN, "US")
    lines = run.batch(batch)
    assert lines == Run(OWN, "US", recalls=False).batch(batch)
    assert [(cells_of(line) or [""])[14] for line in lines] == ["manual", "automatic"] * 2
    assert run.recalled


def test_a_sku_whose_override_cannot_be_read_goes_to_the_desk() -> None:
    bad = Finding(Code.NOT_A_WHOLE_NUMBER, Location("o.csv", None, 2, 2), "must be a whole number")
    run = Run(POLICY._replace(broken={"A-1": (bad,)}), "US")
    assert run.recall is not None
    answers = run.recall.page(page([row(), row(sku="A-2")], (2, 3)), run.read)
    assert (answers(0, 2), len(answers(1, 2))) == ([], 1)


def test_only_what_is_new_of_a_row_is_established_and_nothing_is_decided_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    run, decided = Run(POLICY, "US"), []
    decide = Desk.decide
    run.batch([row(), row(delivery_date="2026-11-02"), row(reason="CR-UNWANTED_ITEM")])
    monkeypatch.setattr(Desk, "decide", lambda desk, request: decided.append(request) or decide(desk, request))
    run.batch([row(delivery_date="2026-11-05"), row(delivery_date="2026-11-04"), row(amount="24.80")])
    assert decided == []


def test_the_header_once_more_is_not_recalled() -> None:
    policy = POLICY._replace(words={**POLICY.words, "return reason": "CR-DEFECTIVE"})
    run = Run(policy, "US")
    run.batch([row(), row(reason="Return Reason"), row(reason="Return Reason")])
    assert run.take(9, row(sku="sku", reason="Return Reason")) is None


def test_notes_are_recalled_and_counted() -> None:
    run = Run(POLICY, "US")
    lines = run.batch([row(currency=" ")] * 4)
    assert (run.recalled, run.notes) == (3, 4)
    assert all(line is not None and "currency-assumed" in line for line in lines)


@given(st.lists(st.text(alphabet="a1 '=-@\t\r\n\",\x1e\x1f", max_size=4), min_size=1, max_size=5))
@LAW
def test_kept_cells_are_the_same_looked_at_together_or_one_by_one(cells: list[str]) -> None:
    (found,) = csv.reader(io.StringIO(kept_text(cells) + "end", newline=""))
    assert found == [*(inert(cell) for cell in cells), "end"]


@pytest.mark.parametrize("delimiter", ["\t", ";", ",", "|"])
@given(batch=st.lists(st.lists(st.sampled_from(("", " ", "  ", "a", "a b", " a", "a ", "-5.00", "-x", "=1", "'", "'=",
    "@", "\u3000", "\uff1d", "é", "a'b", "a=b", "x\x1f", "\x1f", "\r", "a,b", "a;b", 'a"b', "2026-11-01")), min_size=1,
    max_size=6), max_size=12))  # fmt: skip
@LAW
def test_lines_kept_whole_are_the_same_as_cell_by_cell(batch: list[list[str]], delimiter: str) -> None:
    rows = [[cell.replace(delimiter, "") for cell in cells] for cells in batch]
    lines = [delimiter.join(cells) for cells in rows]
    records = [line if '"' not in line else cells for line, cells in zip(lines, rows, strict=True)]
    assert kept_lines(records, delimiter) == [kept_text(cells) for cells in rows]
    assert kept_lines([delimiter.join(("a b", " ", "", "c-d", "  "))], delimiter) == ["a b, ,,c-d,  ,"]


def test_one_line_that_is_not_plain_leaves_the_others_to_be_taken_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    lines: list[str | list[str]] = [f"{number}\tlamp\t " for number in range(40)]
    lines[7], lines[23], lines[30] = "7\t=1+1\t ", "23\tlamp, black\t ", ["30", 'lamp "x"\tnew', " "]
    alone: list[Sequence[str]] = []
    monkeypatch.setattr("returnctl.views.kept_lines.kept_text", lambda cells: alone.append(cells) or kept_text(cells))
    found = kept_lines(lines, "\t")
    assert (found[7], found[23], found[30]) == ("7,'=1+1, ,", '23,"lamp, black", ,', '30,"lamp ""x""\tnew", ,')
    assert alone == [["7", "=1+1", " "]]


@given(st.lists(st.tuples(*[st.text(alphabet='aZ0- ,\n="é', max_size=4)] * 3), max_size=8))
@LAW
def test_names_looked_at_together_are_those_looked_at_one_by_one(ids: list[tuple[str, str, str]]) -> None:
    assert all_plain_ids(ids) == [plain_ids(each) or "" for each in ids]


def test_a_name_over_two_lines_is_not_taken_for_two_names() -> None:
    assert all_plain_ids([("a", "b", "c"), ("a", "b", "c,\nd,e,f")]) == ["a,b,c,", ""]
