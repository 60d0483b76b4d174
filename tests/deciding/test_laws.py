"""Laws that hold for every request and every policy."""

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from itertools import product
from typing import Any

import pytest
from builders import AS_OF, LAW, POLICY, ask, before, holiday, outcome, policy_of, said, setting, term
from generating import (
    Own,
    blanks,
    faulty_of_unknown_value,
    goes_together,
    overrides,
    own_settings,
    owns,
    requests,
    same_start,
)
from hypothesis import assume, example, given
from hypothesis import strategies as st

from returnctl.deciding.axis import Range
from returnctl.deciding.decision import Decision
from returnctl.deciding.desk import Desk
from returnctl.deciding.facts import FACT_NAMES, all_facts
from returnctl.deciding.if_known import if_known
from returnctl.deciding.rules import Answers, consult
from returnctl.deciding.value import value_cuts
from returnctl.deciding.window import window_cuts
from returnctl.values.decision import Box, Recommendation, Rule, Span
from returnctl.values.location import Cite, Origin
from returnctl.values.policy import Policy, Setting
from returnctl.values.request import UNREADABLE, ReturnRequest
from witness import met, must_meet

ACCEPTANCES = {
    Recommendation.REPLACE,
    Recommendation.RETURN_AND_REFUND,
    Recommendation.ACCEPT,
    Recommendation.REFUND_ONLY,
}
BUILT_IN_SEASON = holiday("2026-09-01", "2026-10-15", "2026-11-10")._replace(cite=Cite(Origin.BUILT_IN))
FACTS = all_facts()
FULL = tuple((1 << len(fact.answers)) - 1 for fact in FACTS)


# A request always has an answer, and always the same.


@LAW
@given(requests(), blanks(), owns())
def test_every_request_has_an_answer_and_it_is_the_same_every_time(
    request: ReturnRequest, unknown: dict[str, Any], own: Own
) -> None:
    request = request._replace(**unknown)
    one, other = Desk(own.policy, AS_OF), Desk(own.policy, AS_OF)
    first = said(one.decide(request), one)
    assert first == said(one.decide(request), one)
    assert first == said(other.decide(request), other)


days = st.one_of(
    st.none(),
    st.just(UNREADABLE),
    st.sampled_from([date.min, date.max]),
    st.dates(date(2026, 8, 1), date(2027, 1, 31)),
)


@LAW
@given(
    requests(), st.fixed_dictionaries({name: days for name in ReturnRequest._fields if name.endswith("_date")}), owns()
)
def test_dates_that_contradict_one_another_have_an_answer_too(
    request: ReturnRequest, dates: dict[str, Any], own: Own
) -> None:
    desk = Desk(own.policy, AS_OF)
    decision = desk.decide(request._replace(**dates))
    assert decision.verdict.rules
    assert len(decision.known) == len(decision.known.answers) == len(FACT_NAMES)
    assert all(decision.known.answers)
    if_known(decision, desk)


# Knowing more.


@must_meet("decided", "settled")
@LAW
@given(requests(), blanks(), owns())
def test_knowing_more_never_contradicts_a_decision_already_made(
    whole: ReturnRequest, unknown: dict[str, Any], own: Own
) -> None:
    part = whole._replace(**unknown)
    desk = Desk(own.policy, AS_OF)
    before, after = desk.decide(part), desk.decide(whole)
    assume(all(goes_together(whole, terms) and same_start(part, whole, terms) for terms in before.context.terms))
    for name, known, better in zip(FACT_NAMES, before.known.answers, after.known.answers, strict=True):
        assert not better & ~known, name
    if before.verdict.rule is not None:
        met("decided" if part != whole else "known")
        assert before.verdict.recommendation is after.verdict.recommendation
    if before.verdict.settled:
        met("settled" if part != whole else "known")
        assert outcome(before) == outcome(after)


def boxes_of_answers() -> st.SearchStrategy[Answers]:
    return st.tuples(*(st.integers(1, full) for full in FULL))


def nearly_known() -> st.SearchStrategy[Answers]:
    """Answers of which most are known, so that often a recommendation stands."""
    known = st.tuples(*(st.sampled_from([1 << place for place in range(full.bit_length())]) for full in FULL))
    place = st.integers(0, len(FULL) - 1)
    return st.builds(
        lambda answers, open_: tuple(FULL[at] if at in open_ else bits for at, bits in enumerate(answers)),
        known,
        st.sets(place, min_size=1, max_size=2),
    )


@must_meet("decided")
@LAW
@given(boxes_of_answers() | nearly_known(), st.data())
def test_fewer_possible_answers_never_contradict_a_decision_already_made(answers: Answers, data: st.DataObject) -> None:
    desk = Desk(POLICY, AS_OF)
    several = [place for place, bits in enumerate(answers) if bits.bit_count() > 1]
    place = data.draw(st.sampled_from(several or range(len(answers))))
    kept = data.draw(st.integers(1, FULL[place]).filter(lambda bits: bits & answers[place])) & answers[place]
    less, more = desk.verdict(answers), desk.verdict((*answers[:place], kept, *answers[place + 1 :]))
    assert set(more.rules) <= set(less.rules)
    if less.rule is not None and kept != answers[place]:
        met("decided")
    if less.rule is not None:
        assert more.recommendation is less.recommendation


# What is not about a request does not change it.


@must_meet("window")
@LAW
@given(requests(), blanks(), own_settings(), st.sampled_from([None, "US", "DE"]), st.sampled_from([None, "books"]))
def test_a_window_of_the_seller_never_changes_what_amazon_authorises(
    request: ReturnRequest, unknown: dict[str, Any], own: tuple[Setting, ...], store: str | None, category: str | None
) -> None:
    request = request._replace(**unknown)
    rows = [row for row in own if row.name in {"return_window_days", "window_starts"}]
    if rows:
        met("window")
    in_policy = setting("authorization", "automatic-in-policy")
    seasons = [
        holiday(first, "2026-12-31", by, store=store, category=category)
        for first, by in (("2025-01-01", "2026-11-05"), ("2026-10-01", "2027-01-31"))
    ]
    for base in (POLICY, POLICY._replace(holidays=(*POLICY.holidays, BUILT_IN_SEASON))):
        amazons = Desk(policy_of(in_policy, base=base), AS_OF).decide(request)
        sellers = Desk(policy_of(in_policy, *rows, base=base, holidays=seasons), AS_OF).decide(request)
        assert sellers.authorization == amazons.authorization


@LAW
@given(requests(), owns(), overrides())
def test_an_override_of_another_sku_changes_nothing(
    request: ReturnRequest, own: Own, more: tuple[Setting, ...]
) -> None:
    undated = tuple(row._replace(first=None, last=None) for row in more)
    policy = own.policy
    beside = policy._replace(overrides={**policy.overrides, "B-9": undated} if undated else policy.overrides)
    one, other = Desk(policy, AS_OF), Desk(beside, AS_OF)
    assert said(one.decide(request), one) == said(other.decide(request), other)


@LAW
@given(requests(), owns(), overrides())
def test_an_override_of_another_sku_for_a_time_changes_nothing_either(
    request: ReturnRequest, own: Own, more: tuple[Setting, ...]
) -> None:
    policy = own.policy
    beside = policy._replace(overrides={**policy.overrides, "B-9": more} if more else policy.overrides)
    request = request._replace(order_date=None)
    one, other = Desk(policy, AS_OF), Desk(beside, AS_OF)
    assert said(one.decide(request), one) == said(other.decide(request), other)


@must_meet("other order")
@LAW
@given(requests(), overrides(), st.randoms(use_true_random=False))
def test_the_order_of_override_rows_does_not_matter(
    request: ReturnRequest, rows: tuple[Setting, ...], chance: random.Random
) -> None:
    rows = (
        *rows,
        *(row._replace(store="US", value=value) for row, value in zip(rows, other_values(rows), strict=True)),
    )
    rows = tuple({(row.name, row.store, row.first): row for row in rows}.values())
    mixed = list(rows)
    chance.shuffle(mixed)
    if tuple(mixed) != rows:
        met("other order")
    one, other = Desk(policy_of(override=rows), AS_OF), Desk(policy_of(override=mixed), AS_OF)
    assert said(one.decide(request), one) == said(other.decide(request), other)


def other_values(rows: Iterable[Setting]) -> Iterator[object]:
    for row in rows:
        if isinstance(row.value, bool):
            yield not row.value
        else:
            yield row.value + 1 if isinstance(row.value, int) else row.value


# What differs between the requests of a list that otherwise ask the same: what a desk keeps is kept by some of it.
CHANGES: dict[str, tuple[Any, ...]] = {
    "sku": ("A-1", "B-9", "a-1", "C-7"),
    "store": ("US", "DE", None),
    "currency": (None, "USD", "EUR", UNREADABLE),
    "category": (None, "books", "Books ", "no such"),
    "order_date": (None, AS_OF - timedelta(days=35), AS_OF - timedelta(days=36), AS_OF + timedelta(days=1)),
    "request_date": (None, date(2026, 11, 20), datetime(2026, 11, 20, 3, tzinfo=UTC)),
    "in_policy": (True, False, None, UNREADABLE),
    "reason": ("CR-DEFECTIVE", "CR-UNWANTED_ITEM", "pigs fly"),
    "amount": (None, Decimal(5), Decimal("5.00"), Decimal(77)),
    "quantity": (None, 1, 2, UNREADABLE),
    "order_quantity": (None, 1, 2, UNREADABLE),
    "stock": (None, 0, 1, UNREADABLE),
    "status": (None, "Approved", "Mystery"),
    "label_paid_by": (None, "Customer"),
}


@st.composite
def asked_one_after_another(draw: st.DrawFn) -> list[ReturnRequest]:
    """Requests of which each differs from one before it in a few fields, and is asked again at the end."""
    asked = [draw(requests())._replace(**draw(blanks()))]
    for _ in range(draw(st.integers(2, 6))):
        fields = draw(st.lists(st.sampled_from(sorted(CHANGES)), min_size=1, max_size=3, unique=True))
        other = draw(st.sampled_from(asked))
        asked.append(other._replace(**{field: draw(st.sampled_from(CHANGES[field])) for field in fields}))
    late = datetime(2026, 11, 20, 3, tzinfo=UTC).astimezone(timezone(timedelta(hours=-8)))
    return [*asked, asked[-1]._replace(request_date=late), *draw(st.permutations(asked))]


@must_meet("ground", "verdict", "response", least=20)
@LAW
@given(asked_one_after_another(), owns(), overrides())
def test_what_a_desk_keeps_from_one_request_to_the_next_never_shows(
    asked: list[ReturnRequest], own: Own, more: tuple[Setting, ...]
) -> None:
    policy = own.policy
    same_as_alone(asked, policy._replace(overrides={**policy.overrides, "B-9": more} if more else policy.overrides))


OPEN: dict[str, Any] = {"reason": "CR-UNWANTED_ITEM", "delivery_date": None, "order_date": before(60)}


@must_meet("ground", "verdict", "response", least=5)
@pytest.mark.parametrize("fields", [{}, {"stock": 1}, {"store": None, "amount": None}, OPEN])
def test_of_requests_that_differ_in_one_field_a_desk_keeps_nothing_that_shows(fields: dict[str, Any]) -> None:
    always = [term("replacement", value=False), term("return_window_days", 60)]
    autumn = [
        term("return_window_days", 200, first=AS_OF - timedelta(days=35)),
        term("returnable", value=False, store="DE"),
    ]
    policy = policy_of(setting("keep_up_to", Decimal(10), category="books"), override=always)
    asked = [
        ask(**fields)._replace(**{"sku": sku, field: value})
        for sku in ("A-1", "B-9", "C-7")
        for field, values in CHANGES.items()
        for value in values
    ]
    same_as_alone(asked, policy._replace(overrides={**policy.overrides, "B-9": tuple(autumn)}))


def same_as_alone(asked: Iterable[ReturnRequest], policy: Policy) -> None:
    """Decide requests one after another with one desk, and each with a desk of its own."""
    together = Desk(policy, AS_OF)
    before: list[Decision] = []
    for request in asked:
        decision = together.decide(request)
        alone = Desk(policy, AS_OF)
        assert said(decision, together) == said(alone.decide(request), alone)
        count_what_was_kept(decision, before)
        before.append(decision)


def count_what_was_kept(decision: Decision, before: list[Decision]) -> None:
    """Meet what a decision has in common with those before it on other requests: one thing, not two that are equal."""
    others = [other for other in before if other.request != decision.request]
    if any(other.context is decision.context for other in others):
        met("ground")
    if any(other.verdict is decision.verdict for other in others):
        met("verdict")
    if any(other.response is decision.response for other in others):
        met("response")


@must_meet("accepted", "turned")
@LAW
@given(requests(), blanks(), st.integers(1, 90), st.integers(1, 90), st.booleans())
@example(ask(reason="CR-UNWANTED_ITEM", delivery_date=before(20)), {}, 19, 1, False)
@example(ask(reason="CR-UNWANTED_ITEM", delivery_date=before(20)), {}, 19, 1, True)
def test_a_longer_window_never_turns_an_acceptance_into_something_worse(
    request: ReturnRequest, unknown: dict[str, Any], window: int, more: int, sku_only: bool
) -> None:
    request = request._replace(**unknown)
    make = term if sku_only else setting

    def under(length: int) -> Decision:
        row = make("return_window_days", length)
        return Desk(policy_of(override=[row]) if sku_only else policy_of(row), AS_OF).decide(request)

    short, long = under(window), under(window + more)
    if short.verdict.recommendation in ACCEPTANCES:
        met("accepted")
        assert outcome(long) == outcome(short)
    if outcome(long) != outcome(short):
        met("turned")
    if short.verdict.recommendation is not Recommendation.DECLINE:
        assert long.verdict.recommendation is not Recommendation.DECLINE


# The table.


def first_hit(rules: tuple[Rule, ...], answers: Answers) -> Rule:
    for rule_ in rules:
        if all(answer & named for answer, named in zip(answers, rule_.accepts, strict=True)):
            return rule_
    raise AssertionError(answers)


def combinations(possible: Answers) -> Iterator[Answers]:
    return product(*([1 << place for place in range(7) if bits >> place & 1] for bits in possible))


def test_every_combination_has_the_first_row_that_fits_and_every_row_is_reached() -> None:
    rules, seen, count = POLICY.rules, set(), 0
    for answers in combinations(FULL):
        hit = first_hit(rules, answers)
        verdict = consult(rules, answers, FACTS)
        assert verdict.rules == (hit,)
        assert (verdict.rule, verdict.recommendation, verdict.item) == (hit, hit.recommendation, hit.item)
        seen.add(hit.name)
        count += 1
    assert count == 48_384
    assert seen == {row.name for row in rules}
    assert len(rules) == 26


@LAW
@given(boxes_of_answers())
def test_several_possible_answers_have_the_rules_of_all_their_combinations(answers: Answers) -> None:
    places = sorted(range(len(answers)), key=lambda place: -answers[place].bit_count())
    narrowed = list(answers)
    for place in places[6:]:
        narrowed[place] &= -narrowed[place]
    possible = tuple(narrowed)
    hits = {first_hit(POLICY.rules, single) for single in combinations(possible)}
    verdict = consult(POLICY.rules, possible, FACTS)
    assert set(verdict.rules) == hits
    assert [row.number for row in verdict.rules] == sorted(row.number for row in hits)
    advice = {row.recommendation for row in hits}
    assert verdict.recommendation is (advice.pop() if len(advice) == 1 else Recommendation.REVIEW)
    assert (verdict.rule is None) == bool(advice)


@must_meet("days", "money")
@LAW
@given(owns(), st.sampled_from(["US", "DE"]))
def test_each_cut_turns_right_behind_its_last_point(own: Own, store: str) -> None:
    terms = Desk(own.policy, AS_OF).decide(ReturnRequest("A-1", "defective", store=store, order_date=AS_OF)).terms
    for made, step in ((window_cuts(terms), 1), (value_cuts(terms), Decimal("0.01"))):
        assert list(made.lasts) == sorted(set(made.lasts))
        assert len(made.answers) == len(made.lasts) + 1
        for place, last in enumerate(made.lasts):
            met("days" if step == 1 else "money")
            assert made.within(Range(last, last)) == (made.answers[place],)
            assert made.within(Range(last + step, last + step)) == (made.answers[place + 1],)
            assert made.within(Range(last, last + step)) == made.answers[place : place + 2]


# What would settle it.

MEANS: dict[str, Any] = {"Y": True, "N": False}
LISTED_AS_BOOLEAN = {"in_policy", "claim"}


@dataclass(frozen=True)
class Filled:
    """A value drawn from one field of a box."""

    field: str
    value: Any


def drawn_from(data: st.DataObject, field: str, span: Span, plausible: tuple[date, date]) -> Filled | None:
    first: Any = span.first
    last: Any = span.last
    if isinstance(first, Decimal):
        cents = data.draw(st.integers(int(first * 100), int((last if last is not None else first + 500) * 100)))
        return Filled(field, Decimal(cents) / 100)
    if isinstance(first, int):
        return Filled(field, data.draw(st.integers(first, last or 60)))
    low, high = max(first or date.min, plausible[0]), min(last or date.max, plausible[1])
    return Filled(field, data.draw(st.sampled_from([low, high]) | st.dates(low, high))) if low <= high else None


def drawn(data: st.DataObject, field: str, given_: Any, plausible: tuple[date, date]) -> Filled | None:
    if isinstance(given_, Span):
        return drawn_from(data, field, given_, plausible)
    text = data.draw(st.sampled_from(given_))
    if field in LISTED_AS_BOOLEAN:
        return Filled(field, MEANS[text])
    if field == "quantity":
        return Filled(field, int(text.split()[0]))
    return Filled(field, text)


def bounds(request: ReturnRequest, field: str) -> tuple[date, date]:
    """Between which days a date may lie without contradicting the others."""
    wide = (AS_OF - timedelta(days=900), AS_OF)
    if field == "estimated_delivery_date":
        return wide[0], AS_OF + timedelta(days=60)
    order = ["order_date", "ship_date", "delivery_date", "request_date"]
    place = order.index(field)
    known = [getattr(request, name) for name in order]
    first = max((day for day in known[:place] if isinstance(day, date)), default=wide[0])
    last = min((day for day in known[place + 1 :] if isinstance(day, date)), default=wide[1])
    return first, last


def overlap(one: Any, other: Any) -> bool:
    if isinstance(one, Span) and isinstance(other, Span):
        ends = (one.first, one.last, other.first, other.last)
        kind = next(end for end in ends if end is not None)
        low, high = (date.min, date.max) if isinstance(kind, date) else (-1, 10**9)
        a, b, c, d = ends
        a, c = (low if end is None else end for end in (a, c))
        b, d = (high if end is None else end for end in (b, d))
        return bool(a <= d and c <= b)
    return not set(one).isdisjoint(other)


@LAW
@given(requests(), blanks(), owns(), st.data())
def test_a_value_from_a_box_gives_the_outcome_of_the_box(
    request: ReturnRequest, unknown: dict[str, Any], own: Own, data: st.DataObject
) -> None:
    request = request._replace(**unknown)
    desk = Desk(own.policy, AS_OF)
    decision = desk.decide(request)
    boxes = if_known(decision, desk)
    assume(boxes)
    box: Box = data.draw(st.sampled_from(boxes))
    fields = decision.missing[0]
    assert tuple(field for field, _ in box.given) == fields
    filled = request
    for field, given_ in box.given:
        plausible = bounds(filled, field) if field.endswith("_date") else (date.min, date.max)
        value = drawn(data, field, given_, plausible)
        assume(value is not None)
        assert value is not None
        filled = filled._replace(**{field: value.value})
    assert outcome(desk.decide(filled)) == (box.recommendation, box.item)


@must_meet("boxes", "spans")
@LAW
@given(requests(), blanks(), owns())
def test_boxes_are_disjoint_and_cover_the_axis(request: ReturnRequest, unknown: dict[str, Any], own: Own) -> None:
    desk = Desk(own.policy, AS_OF)
    boxes = if_known(desk.decide(request._replace(**unknown)), desk)
    assume(boxes)
    for place, box in enumerate(boxes):
        for other in boxes[:place]:
            met("boxes")
            assert not all(overlap(a[1], b[1]) for a, b in zip(box.given, other.given, strict=True))
    for axis in range(len(boxes[0].given)):
        pieces = {box.given[axis][1] for box in boxes}
        if any(isinstance(piece, Span) for piece in pieces):
            met("spans")
            assert any(piece.last is None for piece in pieces if isinstance(piece, Span))
            assert any(piece.first in (None, 0, 1) for piece in pieces if isinstance(piece, Span))


PLAUSIBLE: dict[str, st.SearchStrategy[Any]] = {
    "amount": st.decimals(0, 500, places=2),
    "refunded_amount": st.decimals(0, 500, places=2),
    "in_policy": st.booleans(),
    "claim": st.booleans(),
    "fulfilment": st.sampled_from(["merchant", "amazon"]),
    "category": st.sampled_from(["books", "shoes"]),
    "stock": st.integers(0, 5),
    "status": st.sampled_from(["PendingApproval", "Approved", "Completed", "Closed"]),
    "reason": st.sampled_from(["CR-DEFECTIVE", "CR-SWITCHEROO", "CR-UNWANTED_ITEM", "AMZ-PG-BAD-DESC", "CR-ODD_ONE"]),
    "store": st.sampled_from([store.code for store in POLICY.stores]),
}


@must_meet("decided")
@LAW
@given(requests() | faulty_of_unknown_value(), blanks(), owns(), st.data())
def test_every_alternative_of_missing_settles_it_when_filled(
    request: ReturnRequest, unknown: dict[str, Any], own: Own, data: st.DataObject
) -> None:
    request = request._replace(**unknown)
    desk = Desk(own.policy, AS_OF)
    before = desk.decide(request)
    assume(before.missing)
    fields = data.draw(st.sampled_from(before.missing))
    filled = request
    for field in fields:
        filled = filled._replace(**{field: plausible(data, field, filled, before)})
    after = desk.decide(filled)
    assert after.verdict.rule is not None, (fields, filled)
    if before.verdict.rule is not None:
        met("decided")
        assert after.verdict.settled, (fields, filled)


def plausible(data: st.DataObject, field: str, request: ReturnRequest, before: Decision) -> Any:
    if field.endswith("_date"):
        first, last = bounds(request, field)
        return data.draw(st.dates(first, last))
    if field == "in_policy" and request.in_policy is None:
        return True
    if field == "quantity":
        ordered = request.order_quantity
        return data.draw(st.integers(1, ordered if isinstance(ordered, int) else 6))
    if field == "order_quantity":
        units = request.quantity if isinstance(request.quantity, int) else 1
        return data.draw(st.integers(units, 6))
    return data.draw(PLAUSIBLE[field])
