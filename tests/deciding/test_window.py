"""The return window at its edges: its last day, seasons, time zones, leap days, what is not known."""

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from builders import (
    AS_OF,
    ASKED,
    POLICY,
    answers,
    ask,
    before,
    decided,
    handling,
    holiday,
    outcome,
    policy_of,
    rule,
    setting,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from returnctl.deciding.days import Days, local_day
from returnctl.deciding.desk import Desk
from returnctl.deciding.facts import FACT_NAMES
from returnctl.deciding.if_known import if_known
from returnctl.values.finding import Code
from returnctl.values.location import Cite, Origin
from returnctl.values.policy import Holiday, Setting
from returnctl.values.request import UNREADABLE
from witness import met, must_meet

UNWANTED = "CR-UNWANTED_ITEM"
BOTH = ("inside", "outside")


@pytest.mark.parametrize(("days", "answer"), [(0, "inside"), (29, "inside"), (30, "inside"), (31, "outside")])
def test_the_last_day_of_the_window_is_inside(days: int, answer: str) -> None:
    assert answers(decided(delivery_date=before(days)), "window") == (answer,)


@pytest.mark.parametrize(("days", "answer"), [(30, "inside"), (31, "guarantee"), (730, "guarantee"), (731, "outside")])
def test_the_last_day_of_the_guarantee_is_inside_it(days: int, answer: str) -> None:
    decision = decided(store="DE", currency="EUR", category="shoes", delivery_date=before(days))
    assert answers(decision, "window") == (answer,)


@pytest.mark.parametrize(
    ("category", "days", "possible"),
    [
        ("Books", 14, ("inside",)),
        ("books", 15, ("guarantee",)),
        ("shoes", 15, ("inside",)),
        (None, 14, ("inside",)),
        (None, 15, ("inside", "guarantee")),
        (None, 31, ("guarantee",)),
    ],
)
def test_a_category_has_its_own_window_and_an_unknown_one_may_have_it(
    category: str | None, days: int, possible: tuple[str, ...]
) -> None:
    decision = decided(store="DE", currency="EUR", category=category, delivery_date=before(days), reason=UNWANTED)
    assert answers(decision, "window") == possible
    assert (("category",) in decision.missing) == (len(possible) > 1)


@pytest.mark.parametrize(
    ("ordered", "asked", "answer"),
    [
        ("2026-10-31", "2027-01-31", "outside"),
        ("2026-11-01", "2027-01-31", "inside"),
        ("2026-12-31", "2027-01-31", "inside"),
        ("2026-11-01", "2027-02-01", "outside"),
        ("2027-01-01", "2027-02-15", "outside"),
        ("2027-01-20", "2027-02-15", "inside"),
    ],
)
def test_a_season_covers_its_first_and_last_day_and_ends_with_its_last_request_day(
    ordered: str, asked: str, answer: str
) -> None:
    season = holiday("2026-11-01", "2026-12-31", "2027-01-31")
    day = date.fromisoformat(ordered)
    decision = decided(
        holidays=[season],
        as_of=date(2027, 3, 1),
        order_date=day,
        delivery_date=day,
        request_date=date.fromisoformat(asked),
        reason=UNWANTED,
    )
    assert answers(decision, "window") == (answer,)


@pytest.mark.parametrize(("shipped", "answer"), [("2026-07-31", "outside"), ("2026-08-01", "inside")])
def test_a_season_may_count_from_the_shipment(shipped: str, answer: str) -> None:
    season = holiday("2026-08-01", "2026-08-31", "2026-11-30", counted_from="shipment")
    decision = decided(
        holidays=[season],
        order_date=date(2026, 7, 20),
        ship_date=date.fromisoformat(shipped),
        delivery_date=date(2026, 8, 5),
    )
    assert answers(decision, "window") == (answer,)


def test_a_season_only_ever_lengthens() -> None:
    season = holiday("2026-11-01", "2026-12-31", "2026-11-05")
    decision = decided(holidays=[season], order_date=date(2026, 11, 1), delivery_date=date(2026, 11, 2))
    assert answers(decision, "window") == ("inside",)


def test_a_season_of_a_category_stands_in_for_the_general_one() -> None:
    seasons = [
        holiday("2026-08-01", "2026-08-31", "2026-11-30", store="US"),
        holiday("2026-08-01", "2026-08-31", "2026-09-30", store="US", category="books"),
    ]
    fields: dict[str, Any] = {"order_date": date(2026, 8, 10), "delivery_date": date(2026, 8, 12)}
    assert answers(decided(holidays=seasons, category="shoes", **fields), "window") == ("inside",)
    assert answers(decided(holidays=seasons, category="books", **fields), "window") == ("outside",)
    assert answers(decided(holidays=seasons, **fields), "window") == ("inside", "outside")


@pytest.mark.parametrize(
    ("first", "last", "answer"),
    [
        ("2026-08-01", "2026-08-31", "outside"),
        ("2026-07-31", "2026-09-01", "outside"),
        ("2026-08-02", "2026-08-31", "inside"),
        ("2026-08-01", "2026-08-30", "inside"),
        ("2026-08-10", "2026-08-10", "inside"),
        ("2026-09-01", "2026-09-30", "inside"),
    ],
)
def test_a_season_of_a_category_stands_in_only_where_it_holds_the_whole_of_the_general_one(
    first: str, last: str, answer: str
) -> None:
    seasons = [
        holiday("2026-08-01", "2026-08-31", "2026-11-30"),
        holiday(first, last, "2026-09-30", category="books"),
    ]
    fields: dict[str, Any] = {"order_date": date(2026, 8, 10), "delivery_date": date(2026, 8, 12), "category": "books"}
    for rows in (seasons, seasons[::-1]):
        assert answers(decided(holidays=rows, **fields), "window") == (answer,)


@pytest.mark.parametrize(
    ("theirs", "ours", "answer"),
    [
        ({}, {"store": "DE"}, "inside"),
        ({"store": "US"}, {}, "inside"),
        ({"counted_from": "shipment"}, {}, "inside"),
        ({"store": "US"}, {"store": "US"}, "outside"),
        ({}, {"store": "US"}, "outside"),
    ],
)
def test_a_season_of_a_category_stands_in_for_its_own_store_and_event_only(
    theirs: dict[str, Any], ours: dict[str, Any], answer: str
) -> None:
    seasons = [
        holiday("2026-08-01", "2026-08-31", "2026-11-30", **theirs),
        holiday("2026-08-01", "2026-08-31", "2026-09-30", category="books", **ours),
    ]
    fields: dict[str, Any] = {"order_date": date(2026, 8, 10), "delivery_date": date(2026, 8, 12), "category": "books"}
    assert answers(decided(holidays=seasons, ship_date=date(2026, 8, 11), **fields), "window") == (answer,)


@pytest.mark.parametrize(
    ("general", "special", "answer"),
    [
        (Origin.BUILT_IN, Origin.BUILT_IN, "outside"),
        (Origin.BUILT_IN, Origin.FILE, "outside"),
        (Origin.FILE, Origin.FILE, "outside"),
        (Origin.FILE, Origin.BUILT_IN, "inside"),
    ],
)
def test_a_built_in_season_never_puts_the_sellers_aside(general: Origin, special: Origin, answer: str) -> None:
    seasons = [
        holiday("2026-08-01", "2026-08-31", "2026-11-30")._replace(cite=Cite(general)),
        holiday("2026-08-01", "2026-08-31", "2026-09-30", category="books")._replace(cite=Cite(special)),
    ]
    fields: dict[str, Any] = {"order_date": date(2026, 8, 10), "delivery_date": date(2026, 8, 12), "category": "books"}
    assert answers(decided(holidays=seasons, **fields), "window") == (answer,)


LAMPS: Any = {"category": "lamps", "order_date": date(2025, 11, 10), "delivery_date": date(2025, 11, 13)}
PHONES: Any = {**LAMPS, "category": "electronics", "store": "DE", "currency": "EUR"}
TOUCHING = holiday("2025-12-20", "2026-01-10", "2026-03-01", store="US", category="lamps")
SHORTER = holiday("2025-11-01", "2025-12-31", "2026-01-10", store="US", category="lamps")
LONGER = holiday("2025-11-01", "2025-12-31", "2026-02-28", store="DE")


@pytest.mark.parametrize(
    ("season", "asked", "fields", "answer"),
    [
        (None, "2026-01-31", LAMPS, "inside"),
        (None, "2026-02-01", LAMPS, "outside"),
        (TOUCHING, "2026-01-31", LAMPS, "inside"),
        (TOUCHING, "2026-02-01", LAMPS, "outside"),
        (SHORTER, "2026-01-10", LAMPS, "inside"),
        (SHORTER, "2026-01-11", LAMPS, "outside"),
        (SHORTER, "2026-01-31", {**LAMPS, "category": "shoes"}, "inside"),
        (None, "2026-01-15", PHONES, "inside"),
        (None, "2026-01-16", PHONES, "guarantee"),
        (LONGER, "2026-02-28", PHONES, "inside"),
        (LONGER, "2026-03-01", PHONES, "guarantee"),
        (LONGER, "2026-02-28", {**PHONES, "category": "shoes"}, "inside"),
    ],
)
def test_the_sellers_season_beside_amazons_of_last_winter(
    season: Holiday | None, asked: str, fields: Any, answer: str
) -> None:
    rows = [season] if season else []
    assert answers(decided(holidays=rows, request_date=date.fromisoformat(asked), **fields), "window") == (answer,)


def test_categories_with_the_same_seasons_are_one_and_those_with_others_are_told_apart() -> None:
    usual = ("2026-08-01", "2026-08-31", "2026-11-30")
    earlier = ("2026-08-01", "2026-08-31", "2026-10-31")
    amazons = [holiday(*usual), holiday(*earlier, category="books"), holiday(*earlier, category="games")]
    built_in = [row._replace(cite=Cite(Origin.BUILT_IN, None, row.category or "")) for row in amazons]
    assert len(decided(holidays=built_in).context.terms) == 2
    shoes = holiday(*earlier, category="shoes")
    assert len(decided(holidays=[*built_in, shoes]).context.terms) == 3, "Amazon's own of shoes is the usual one"
    by_event = [holiday(*usual, category="shoes"), holiday(*usual, category="hats", counted_from="shipment")]
    assert len(decided(holidays=by_event).context.terms) == 3


def test_of_several_seasons_the_longest_is_named_whichever_row_comes_first() -> None:
    seasons = [
        holiday("2026-08-01", "2026-08-31", "2026-11-20"),
        holiday("2026-08-05", "2026-09-30", "2026-11-30"),
    ]
    for rows in (seasons, seasons[::-1]):
        decision = decided(holidays=rows, order_date=date(2026, 8, 10), delivery_date=date(2026, 8, 12))
        said = decision.known.words(FACT_NAMES.index("window"))
        assert said.endswith("longer for orders of the season until 2026-11-30")


def test_a_season_that_may_cover_the_request_leaves_the_window_open_and_asks_for_the_order_date() -> None:
    season = holiday("2026-08-01", "2026-08-31", "2026-11-30")
    policy = policy_of(holidays=[season])
    decision = decided(policy=policy, delivery_date=date(2026, 9, 5), reason=UNWANTED)
    assert answers(decision, "window") == ("inside", "outside")
    assert decision.missing == (("order_date",), ("in_policy",))
    turns = [box.given[0][1].first for box in if_known(decision, Desk(policy, AS_OF))]  # type: ignore[union-attr]
    assert date(2026, 8, 1) in turns
    assert date(2026, 9, 1) in turns


def test_a_delivery_before_the_season_cannot_be_of_an_order_in_it() -> None:
    season = holiday("2026-08-01", "2026-08-31", "2026-11-30")
    assert answers(decided(holidays=[season], delivery_date=date(2026, 7, 31)), "window") == ("outside",)


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 11, 11, 7, 59, tzinfo=UTC), date(2026, 11, 10)),  # 23:59 in Los Angeles
        (datetime(2026, 11, 11, 8, 0, tzinfo=UTC), date(2026, 11, 11)),
        (datetime(2026, 3, 8, 9, 59, tzinfo=UTC), date(2026, 3, 8)),  # around the lost hour
        (datetime(2026, 11, 1, 6, 59, tzinfo=UTC), date(2026, 10, 31)),  # summer time still
        (datetime(2026, 11, 2, 7, 59, tzinfo=UTC), date(2026, 11, 1)),  # winter time
        (datetime(2026, 11, 11, 23, 59), date(2026, 11, 11)),  # noqa: DTZ001 - a time without a zone stands
        (date(2026, 11, 11), date(2026, 11, 11)),
        (datetime(9999, 12, 31, 23, tzinfo=UTC), date(9999, 12, 31)),
    ],
)
def test_a_moment_is_a_day_of_the_store_s_calendar(moment: date, day: date) -> None:
    assert local_day(moment, "America/Los_Angeles") == day


def test_without_a_store_a_moment_keeps_its_own_calendar() -> None:
    assert local_day(datetime(2026, 11, 11, 7, 59, tzinfo=UTC), None) == date(2026, 11, 11)
    assert local_day(UNREADABLE, None) is None


def test_a_request_late_in_the_evening_of_the_last_day_is_in_time_in_the_store_s_zone() -> None:
    asked = datetime(2026, 11, 11, 7, 30, tzinfo=UTC)
    delivered = date(2026, 10, 11)
    assert answers(decided(request_date=asked, delivery_date=delivered), "window") == ("inside",)
    berlin = decided(request_date=asked, delivery_date=delivered, store="DE", currency="EUR", category="shoes")
    assert answers(berlin, "window") == ("guarantee",)


def test_leap_days_are_days() -> None:
    fields: dict[str, Any] = {"delivery_date": date(2028, 1, 31), "as_of": date(2028, 4, 1)}
    assert answers(decided(request_date=date(2028, 3, 1), **fields), "window") == ("inside",)
    assert answers(decided(request_date=date(2028, 3, 2), **fields), "window") == ("outside",)
    assert answers(
        decided(delivery_date=date(2028, 2, 29), request_date=date(2028, 3, 30), as_of=date(2028, 4, 1)), "window"
    ) == ("inside",)


def test_a_request_before_the_delivery_is_inside_and_worth_a_look() -> None:
    decision = decided(delivery_date=ASKED + timedelta(days=3))
    assert answers(decision, "window") == ("inside",)
    assert [problem.code for problem in decision.problems] == [Code.DATES_OUT_OF_ORDER]
    assert decided(delivery_date=ASKED).problems == ()


def test_a_purchase_in_the_future_is_no_date() -> None:
    sale = setting("return_window_days", 60, first=date(2026, 11, 1))
    decision = decided(sale, order_date=AS_OF + timedelta(days=1), delivery_date=before(40), reason=UNWANTED)
    assert [problem.code for problem in decision.problems] == [Code.FUTURE_DATE]
    assert ("order_date",) in decision.missing
    assert decided(order_date=AS_OF, delivery_date=None, request_date=AS_OF).problems == ()


def test_what_holds_from_tomorrow_holds_for_no_order_yet() -> None:
    fields: dict[str, Any] = {"delivery_date": before(40), "reason": UNWANTED, "order_date": None}
    later = setting("return_window_days", 60, first=AS_OF + timedelta(days=1))
    now = setting("return_window_days", 60, first=AS_OF)
    assert rule(decided(later, **fields)) == "late"
    decision = decided(now, **fields)
    assert ("order_date",) in decision.missing
    boxes = if_known(decision, Desk(policy_of(now), AS_OF))
    assert AS_OF in {box.given[0][1].first for box in boxes}  # type: ignore[union-attr]
    ending = setting("return_window_days", 60, last=AS_OF + timedelta(days=9))
    assert rule(decided(ending, **fields)) == "unwanted"


@pytest.mark.parametrize("field", ["ship_date", "delivery_date"])
@pytest.mark.parametrize(("days", "codes"), [(1, []), (2, [Code.FUTURE_DATE]), (365, [Code.FUTURE_DATE])])
def test_a_shipment_or_delivery_in_the_future_is_no_date(field: str, days: int, codes: list[Code]) -> None:
    fields: dict[str, Any] = {"request_date": AS_OF, "delivery_date": None, "order_date": before(40)}
    decision = decided(**(fields | {field: AS_OF + timedelta(days=days)}))
    found = [problem.code for problem in decision.problems]
    assert [code for code in found if code is not Code.DATES_OUT_OF_ORDER] == codes
    assert answers(decision, "window") == (("inside",) if days == 1 else BOTH)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"order_date": before(9), "ship_date": before(10)}, "the goods were shipped on"),
        ({"order_date": before(9), "delivery_date": before(10)}, "the goods were delivered on"),
        ({"ship_date": before(9), "delivery_date": before(10)}, "before the shipment on"),
        ({"order_date": before(-1), "delivery_date": None}, "before the order on"),
        ({"delivery_date": before(-1)}, "before the delivery on"),
    ],
)
def test_dates_out_of_order_are_told_and_looked_at_for_themselves(fields: dict[str, Any], said: str) -> None:
    decision = decided(**fields)
    (problem,) = decision.problems
    assert problem.code is Code.DATES_OUT_OF_ORDER
    assert said in problem.message
    earlier = {name: day and day - timedelta(days=1) for name, day in ({"delivery_date": before(9)} | fields).items()}
    (other,) = decided(request_date=before(1), **earlier).problems
    assert other.message != problem.message


def test_dates_in_order_are_not_worth_a_word() -> None:
    fields: dict[str, Any] = {"order_date": before(9), "ship_date": before(9), "delivery_date": before(9)}
    assert decided(**fields).problems == ()
    assert decided(request_date=before(9), **fields).problems == ()


def test_an_estimate_that_cannot_be_read_starts_the_window_all_the_same() -> None:
    decision = decided(estimated_delivery_date=UNREADABLE, delivery_date=before(40), reason=UNWANTED)
    assert "outside" in answers(decision, "window")
    assert "inside" in answers(decision, "window")
    assert decision.missing[0] == ("estimated_delivery_date",)
    known = decided(estimated_delivery_date=before(30), delivery_date=before(40), reason=UNWANTED)
    assert answers(known, "window") == ("inside",)


def test_one_moment_is_one_day_however_it_is_written() -> None:
    late = datetime(2026, 11, 10, 23, 30, tzinfo=timezone(timedelta(hours=-5)))
    fields: dict[str, Any] = {"store": None, "currency": None, "delivery_date": date(2026, 10, 11)}
    desk = Desk(POLICY, AS_OF)
    one, other = (desk.decide(ask(request_date=day, **fields)) for day in (late, late.astimezone(UTC)))
    assert answers(one, "window") == answers(other, "window") == ("outside",)
    assert one.response.respond_by == other.response.respond_by
    assert str(one.response.respond_by) != str(other.response.respond_by)


@pytest.mark.parametrize(("days", "codes"), [(0, []), (1, []), (2, [Code.FUTURE_DATE]), (365, [Code.FUTURE_DATE])])
def test_a_request_in_the_future_is_told_but_decided(days: int, codes: list[Code]) -> None:
    asked = AS_OF + timedelta(days=days)  # somewhere on earth it is tomorrow already
    fields: dict[str, Any] = {"request_date": asked, "delivery_date": asked - timedelta(days=3)}
    decision = decided(order_date=asked - timedelta(days=9) if days < 9 else AS_OF, **fields)
    assert [problem.code for problem in decision.problems] == codes
    assert answers(decision, "window") == ("inside",)


@pytest.mark.parametrize(
    ("starts", "answer"),
    [
        (("order", "delivery"), "outside"),
        (("shipment",), "inside"),
        (("estimated-delivery", "delivery"), "inside"),
        (("delivery",), "inside"),
    ],
)
def test_the_first_preferred_date_that_is_there_starts_the_window(starts: tuple[str, ...], answer: str) -> None:
    decision = decided(
        setting("window_starts", starts), order_date=before(31), ship_date=before(30), delivery_date=before(20)
    )
    assert answers(decision, "window") == (answer,)


def test_an_estimate_wins_over_the_delivery_in_the_us_only() -> None:
    fields: dict[str, Any] = {"estimated_delivery_date": before(31), "delivery_date": before(5)}
    assert answers(decided(**fields), "window") == ("outside",)
    assert answers(decided(store="UK", currency="GBP", category="shoes", **fields), "window") == ("inside",)


@pytest.mark.parametrize(
    ("fields", "starts", "possible"),
    [
        ({"order_date": before(30)}, ("delivery",), ("inside",)),
        ({"order_date": before(31)}, ("delivery",), ("inside", "outside")),
        ({"order_date": before(31), "ship_date": before(30)}, ("delivery",), ("inside",)),
        ({}, ("delivery",), ("inside", "outside")),
        ({"order_date": before(31)}, ("shipment",), ("inside", "outside")),
        ({"order_date": before(60), "delivery_date": before(31)}, ("shipment",), ("outside",)),
        ({"delivery_date": before(31)}, ("order",), ("outside",)),
        ({"ship_date": before(31)}, ("order",), ("outside",)),
        ({"ship_date": before(10)}, ("order",), ("inside", "outside")),
    ],
)
def test_bounds_decide_where_no_date_starts_the_window(
    fields: dict[str, Any], starts: tuple[str, ...], possible: tuple[str, ...]
) -> None:
    decision = decided(setting("window_starts", starts), **({"delivery_date": None} | fields))
    assert answers(decision, "window") == possible


def test_a_longest_delivery_bounds_the_start() -> None:
    own = [setting("longest_delivery_days", 8), setting("window_starts", ("delivery",))]
    fields: dict[str, Any] = {"delivery_date": None}
    assert answers(decided(*own, order_date=before(39), **fields), "window") == ("outside",)
    assert answers(decided(*own, order_date=before(38), **fields), "window") == ("inside", "outside")
    late = decided(*own, order_date=before(40), ship_date=before(20), **fields)
    assert answers(late, "window") == ("inside", "outside")  # the promise was broken: all between is possible


def test_an_unknown_request_date_lies_between_the_order_and_the_day_of_the_answer() -> None:
    fields: dict[str, Any] = {"request_date": None, "reason": UNWANTED, "as_of": ASKED}
    assert answers(decided(order_date=before(30), delivery_date=before(30), **fields), "window") == ("inside",)
    decision = decided(order_date=before(40), delivery_date=before(31), **fields)
    assert decision.missing == (("request_date",), ("in_policy",))
    assert [(str(box.recommendation), *box.given[0][1]) for box in if_known(decision, Desk(policy_of(), ASKED))] == [
        ("return-and-refund", None, before(1)),
        ("review", ASKED, None),
    ]


def test_an_unknown_request_may_have_been_made_before_a_late_delivery() -> None:
    decision = decided(
        estimated_delivery_date=before(60), delivery_date=before(5), order_date=before(70), request_date=None
    )
    assert answers(decision, "window") == ("inside", "outside")


def test_a_delivery_after_the_day_of_the_answer_still_has_an_answer() -> None:
    decision = decided(
        estimated_delivery_date=AS_OF - timedelta(days=30), delivery_date=AS_OF + timedelta(days=7), request_date=None
    )
    assert answers(decision, "window") == ("inside",)


def test_two_unknown_dates_of_a_window_have_no_boxes_as_none_would_be_true_everywhere() -> None:
    decision = decided(delivery_date=None, request_date=None, order_date=before(60), reason=UNWANTED)
    assert decision.missing[0] == ("delivery_date", "request_date")
    assert if_known(decision, Desk(policy_of(), AS_OF)) == ()


def test_a_dated_setting_turns_the_unknown_order_date_on_its_first_day() -> None:
    policy = policy_of(setting("return_window_days", 60, first=date(2026, 9, 1)))
    decision = decided(policy=policy, delivery_date=before(40), reason=UNWANTED)
    assert [(str(box.recommendation), *box.given[0][1]) for box in if_known(decision, Desk(policy, AS_OF))] == [
        ("review", None, date(2026, 8, 31)),
        ("return-and-refund", date(2026, 9, 1), None),
    ]


@pytest.mark.parametrize(
    ("days", "text"),
    [
        (Days(19, 19), "on day 19"),
        (Days(None, None), "on an unknown day"),
        (Days(None, 12), "on day 12 at the latest"),
        (Days(-3, 12), "on day 12 at the latest"),
        (Days(3, None), "on day 3 or later"),
        (Days(3, 12), "between day 3 and day 12"),
        (Days(0, 0), "on day 0"),
        (Days(-1, -1), "1 day before the start"),
        (Days(-2, -2), "2 days before the start"),
        (Days(-5, -2), "at least 2 days before the start"),
        (Days(None, -1), "at least 1 day before the start"),
        (Days(-3, None), "3 days before the start or later"),
        (Days(0, None), "on day 0 or later"),
        (Days(-1, 0), "on day 0 at the latest"),
    ],
)
def test_days_are_said_as_a_person_says_them(days: Days, text: str) -> None:
    assert str(days) == text


def test_the_words_name_day_window_and_season() -> None:
    season = holiday("2026-08-01", "2026-08-31", "2026-11-30")
    decision = decided(holidays=[season], order_date=date(2026, 8, 10), delivery_date=date(2026, 8, 12))
    assert decision.known.words(7) == (
        "asked for on day 90 of a 30-day window, longer for orders of the season until 2026-11-30"
    )
    assert outcome(decision) == ("replace", "keep")


_BEFORE = st.one_of(st.none(), st.integers(-2, 40))


@must_meet("known", "open")
@given(
    earlier=st.integers(1, 400),
    ordered=_BEFORE,
    shipped=_BEFORE,
    estimated=_BEFORE,
    delivered=_BEFORE,
    fields=st.sampled_from(
        [{}, {"reason": UNWANTED}, {"store": "DE", "currency": "EUR"}, {"store": None, "currency": None}]
    ),
    own=st.sampled_from([(), (setting("window_starts", ("order",)),), (setting("return_window_days", 20),)]),
)
@settings(max_examples=100, derandomize=True, database=None, deadline=None)
def test_days_that_lie_equally_far_apart_lead_to_the_same_outside_of_seasons(
    earlier: int,
    ordered: int | None,
    shipped: int | None,
    estimated: int | None,
    delivered: int | None,
    fields: dict[str, Any],
    own: tuple[Setting, ...],
) -> None:
    desk = Desk(policy_of(*own, setting("authorization", "automatic-in-policy"))._replace(holidays=()), AS_OF)
    counted = {
        "order_date": ordered,
        "ship_date": shipped,
        "estimated_delivery_date": estimated,
        "delivery_date": delivered,
        "request_date": 0,
    }
    one, other = (
        desk.decide(
            ask(**fields, **{name: None if days is None else before(days, day) for name, days in counted.items()})
        )
        for day in (ASKED, before(earlier))
    )
    for place in map(FACT_NAMES.index, ("window", "duty")):
        possible = one.known.answers[place]
        met("known" if possible.bit_count() == 1 else "open")
        assert possible == other.known.answers[place]
        assert one.known.words(place) == other.known.words(place)
    assert outcome(one) == outcome(other)
    assert handling(one) == handling(other)
    assert [problem.code for problem in one.problems] == [problem.code for problem in other.problems]
