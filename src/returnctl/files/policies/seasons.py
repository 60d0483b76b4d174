"""The sheets `Holidays` and `Tests`: seasons with longer windows, and requests with what is expected of them."""

from functools import partial
from typing import Final

from returnctl.files.cells import readers
from returnctl.files.cells.settings import StoreNames, category_name, check, period_day
from returnctl.files.policies.rules import recommendation
from returnctl.files.tables.pages import Page
from returnctl.values.policy import COUNTED_FROM, Holiday, PolicyTest
from returnctl.values.request import FIELDS

_DAYS: Final = ("from", "to", "request_by")


def holidays_of(page: Page, stores: StoreNames) -> tuple[Holiday, ...]:
    """The sheet `Holidays`; all days are inclusive."""
    from returnctl.values.models import HolidayRow

    found: list[Holiday] = []
    manner = page.manner(_DAYS, ())
    for row in page.rows:
        days = {name: page.needed(row, name, partial(period_day, manner=manner)) for name in _DAYS}
        store = page.value(row, "store", stores.read)
        category = page.value(row, "category", category_name)
        counted = page.value(row, "counted_from", partial(readers.choice, choices=COUNTED_FROM)) or "order"
        first, last, by = (days[name] for name in _DAYS)
        if first is None or last is None or by is None:
            continue
        values = {**days, "store": store, "category": category, "counted_from": counted}
        page.refuse(row, check(HolidayRow, values), "to" if last < first else "request_by")
        where = " ".join(part for part in (store, category) if part)
        cite = page.cite(row, "request_by", f"holidays ({where})" if where else "holidays")
        found.append(Holiday(first, last, by, cite, store, category, counted))
    return tuple(found)


def tests_of(page: Page) -> tuple[PolicyTest, ...]:
    """The sheet `Tests`: the columns of a request as they stand, and what the seller expects."""
    found: list[PolicyTest] = []
    for row in page.rows:
        expect = page.needed(row, "expect", recommendation)
        rule = page.value(row, "rule", partial(readers.text, most=200))
        fields = {name: page.value(row, name, readers.text) for name in FIELDS if name in page.columns}
        given = {name: text for name, text in fields.items() if text}
        if expect is not None:
            found.append(PolicyTest(given, expect, rule, page.cite(row, "expect")))
    return tuple(found)
