"""Layers of terms: who says it, for whom, and when."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from builders import AS_OF, POLICY, ask, before, decided, policy_of, setting, term

from returnctl.deciding.desk import Desk
from returnctl.deciding.terms import TERM_NAMES, Occasion, applies, turning_days
from returnctl.schema.settings import CONSTANTS, SETTINGS
from returnctl.values.location import Location
from returnctl.values.policy import Layer, OverrideCell, OverrideEntry, OverrideTable, OverrideTerms, Setting
from returnctl.values.request import UNREADABLE, ReturnRequest

WINDOW = "return_window_days"


def built_in(value: int, **where: Any) -> Setting:
    return setting(WINDOW, value, **where)._replace(layer=Layer.BUILT_IN)


LAYERS = [
    built_in(1),
    built_in(2, store="US"),
    built_in(3, store="US", category="shoes"),
    setting(WINDOW, 4),
    setting(WINDOW, 5, store="US"),
    setting(WINDOW, 6, store="US", category="shoes"),
]
OVERRIDES = [term(WINDOW, 7), term(WINDOW, 8, store="US")]


@pytest.mark.parametrize("highest", range(1, 9))
def test_each_layer_wins_over_those_below_it(highest: int) -> None:
    own = [row for row in LAYERS if row.value <= highest]  # type: ignore[operator]
    override = [row for row in OVERRIDES if row.value <= highest]  # type: ignore[operator]
    base = POLICY._replace(settings=tuple(row for row in POLICY.settings if row.name != WINDOW))
    policy = policy_of(*reversed(own), override=override, base=base)
    assert decided(policy=policy, category="Shoes").terms.return_window_days.value == highest


@pytest.mark.parametrize(
    "row",
    [
        setting(WINDOW, 9, store="DE"),
        setting(WINDOW, 9, category="books"),
        setting(WINDOW, 9, store="DE", category="shoes"),
        setting(WINDOW, 9, first=date(2027, 1, 1)),
        setting(WINDOW, 9, last=date(2026, 1, 1)),
    ],
)
def test_a_row_for_another_store_category_or_time_says_nothing(row: Setting) -> None:
    decision = decided(row, category="shoes", order_date=before(20))
    assert decision.terms.return_window_days.value == 30


def test_an_override_for_the_store_wins_whichever_row_comes_first() -> None:
    rows = [term(WINDOW, 7), term(WINDOW, 8, store="US")]
    for override in (rows, rows[::-1]):
        assert decided(override=override).terms.return_window_days.value == 8


def test_a_category_for_every_store_wins_over_the_store() -> None:
    own = [setting(WINDOW, 9, category="shoes"), setting(WINDOW, 8, store="US")]
    assert decided(*own, category="shoes").terms.return_window_days.value == 9


def test_a_row_for_one_store_says_nothing_where_no_store_is_known() -> None:
    decision = decided(setting(WINDOW, 9, store="US"), store=None, currency=None)
    assert decision.terms.return_window_days.value == 30


def test_nothing_said_is_inherited_and_none_is_explicitly_nothing() -> None:
    inherited = decided(setting("keep_up_to", Decimal(10)))
    assert inherited.terms.keep_up_to.value == Decimal(10)
    nothing = decided(setting("keep_up_to", Decimal(10)), override=[term("keep_up_to", None)])
    assert nothing.terms.keep_up_to == (None, nothing.terms.keep_up_to.cite, Layer.OVERRIDE)
    assert str(nothing.terms.keep_up_to.cite) == "overrides.xlsx:Overrides!C14"


@pytest.mark.parametrize(
    ("ordered", "days"),
    [(date(2026, 8, 31), 40), (date(2026, 9, 1), 50), (date(2026, 9, 30), 50), (date(2026, 10, 1), 30)],
)
def test_promises_are_those_of_the_order_day_first_and_last_inclusive(ordered: date, days: int) -> None:
    own = [
        setting(WINDOW, 40, last=date(2026, 8, 31)),
        setting(WINDOW, 50, first=date(2026, 9, 1), last=date(2026, 9, 30)),
    ]
    assert decided(*own, order_date=ordered).terms.return_window_days.value == days


@pytest.mark.parametrize(("first", "limit"), [(AS_OF, Decimal(10)), (date(2026, 11, 24), Decimal(50))])
def test_what_concerns_the_desk_is_that_of_the_day_of_the_answer(first: date, limit: Decimal) -> None:
    row = setting("keep_up_to", Decimal(10), first=first)
    assert decided(row, order_date=before(300)).terms.keep_up_to.value == limit
    assert decided(row, order_date=None).context.varies == ()


def test_an_unknown_order_day_and_category_unite_the_answers_and_are_named() -> None:
    own = [setting(WINDOW, 60, first=date(2026, 9, 1)), setting(WINDOW, 90, category="shoes")]
    decision = decided(*own, delivery_date=before(40), reason="CR-UNWANTED_ITEM")
    assert decision.context.varies == ("category", "order_date")
    assert decision.missing[0] == ("category", "order_date")
    assert decided(*own, delivery_date=before(20)).verdict.settled


def test_an_order_date_that_cannot_be_read_is_not_known() -> None:
    row = setting(WINDOW, 60, first=date(2026, 9, 1))
    assert decided(row, order_date=UNREADABLE).context.varies == ("order_date",)


def test_periods_turn_on_their_first_day_and_on_the_day_after_their_last() -> None:
    rows = [
        setting(WINDOW, 1, first=date(2026, 1, 1), last=date(2026, 1, 31)),
        setting(WINDOW, 1, first=date(2026, 2, 1), last=date.max),
        setting("keep_up_to", 1, first=date(2026, 5, 5)),
    ]
    assert turning_days(rows) == (date(2026, 1, 1), date(2026, 2, 1))
    assert turning_days([setting(WINDOW, 1, first=date.min)]) == (date.min,)


def test_a_period_from_the_first_day_of_all_has_no_day_before() -> None:
    decision = decided(setting(WINDOW, 60, first=date.min), order_date=None)
    assert decision.terms.return_window_days.value == 60


def test_a_default_is_cited_as_built_in() -> None:
    empty = POLICY._replace(settings=())
    terms = Desk(empty, AS_OF).decide(ReturnRequest("A-1", "defective")).terms
    assert str(terms.return_window_days.cite) == "built-in:return_window_days"
    assert terms.keep_up_to.value is None
    assert terms.longest_withdrawal_days.value == 0


def test_a_seller_s_window_never_touches_what_amazon_grants() -> None:
    assert decided(setting(WINDOW, 60)).terms.amazon_window_days.value == 30


def test_a_location_in_a_cell_is_what_a_term_cites() -> None:
    assert term(WINDOW, 3).cite.at == Location("overrides.xlsx", "Overrides", 14, 3, WINDOW)


def test_a_promise_for_a_time_is_not_made_where_the_day_of_the_order_is_not_known() -> None:
    row = setting(WINDOW, 9, first=date(2026, 9, 1))
    assert not applies(row, Occasion(None, None, None, AS_OF))
    assert applies(row, Occasion(None, None, date(2026, 9, 1), AS_OF))


def test_periods_of_very_many_overrides_turn_too() -> None:
    terms = OverrideTerms()
    terms.first = date(2026, 9, 1)
    terms.cells = (OverrideCell(WINDOW, 60, 3, WINDOW, "60"),)
    table = OverrideTable({"A-1": OverrideEntry(terms, None, 14, Location("o.xlsx", "Overrides"))}, {})
    desk = Desk(POLICY._replace(overrides=table), AS_OF)
    assert desk.turns(ask()) == (date(2026, 9, 1),)
    assert desk.turns(ask(sku="B-1")) == Desk(POLICY, AS_OF).turns(ask()) == ()
    early, late = (
        desk.decide(ask(order_date=day, delivery_date=None)).terms.return_window_days.value
        for day in (date(2026, 8, 31), date(2026, 9, 1))
    )
    assert (early, late) == (30, 60)


def test_whatever_is_declared_to_decide_is_a_term() -> None:
    deciding = {field.name for field in SETTINGS.values() if field.decides or field.override}
    assert deciding | set(CONSTANTS) <= set(TERM_NAMES)
