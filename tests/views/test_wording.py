from datetime import date, datetime, timedelta, timezone

import pytest

from returnctl.views.wording import Ways, need, needs, shown_moment, shown_text

LATE = datetime(2026, 11, 25, 22, 15, 48, tzinfo=timezone(timedelta(0)))


@pytest.mark.parametrize(
    ("moment", "zone", "shown"),
    [
        (date(2026, 11, 25), "Europe/Berlin", "2026-11-25"),
        (LATE, "Europe/Berlin", "2026-11-25 23:15 (Europe/Berlin)"),
        (LATE, "Asia/Tokyo", "2026-11-26 07:15 (Asia/Tokyo)"),
        (LATE, None, "2026-11-25 22:15 (UTC)"),
        (LATE.astimezone(timezone(timedelta(hours=1))), None, "2026-11-25 23:15 (UTC+01:00)"),
        (LATE.replace(tzinfo=None), "Europe/Berlin", "2026-11-25 22:15"),
        (LATE.replace(year=9999), "Europe/Berlin", "9999-11-25 22:15 (UTC)"),
        (LATE.replace(year=1), "Europe/Berlin", "0001-11-25 22:15 (UTC)"),
    ],
)
def test_a_moment_is_shown_short_and_names_the_zone_by_whose_clock_it_is(
    moment: date, zone: str | None, shown: str
) -> None:
    assert shown_moment(moment, zone) == shown
    assert shown_text(moment.isoformat(), zone) == shown


def test_of_no_moment_nothing_is_shown() -> None:
    assert shown_text("", "Europe/Berlin") == ""


@pytest.mark.parametrize(
    ("alternatives", "one", "several", "alone"),
    [
        ((), "would not be settled by any field", "would not be settled by any field", ""),
        ((("amount",),), "needs amount", "need amount", "amount"),
        ((("a",), ("b", "c")), "needs one of a, b with c", "need one of a, b with c", "a, or b with c"),
        (
            (("currency",),),
            "needs the amount in the store's own currency",
            "need the amount in the store's own currency",
            "the amount in the store's own currency",
        ),
    ],
)
def test_one_request_needs_and_several_need(alternatives: Ways, one: str, several: str, alone: str) -> None:
    assert (need(1, alternatives), need(2, alternatives), needs(alternatives)) == (one, several, alone)
