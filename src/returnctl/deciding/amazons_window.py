"""The days by which Amazon's own window is measured, whatever the seller has set for his."""

from returnctl.deciding.axis import Range
from returnctl.deciding.days import dates_of, days_between
from returnctl.deciding.window import less_won, season, window_start
from returnctl.values.policy import Terms
from returnctl.values.request import ReturnRequest


def amazons_days(request: ReturnRequest, terms: Terms) -> Range:
    """Fewest and most days between the start of Amazon's own window and the request; its own seasons count as won."""
    dates = dates_of(request, terms)
    asked = dates.asked
    counted = days_between(window_start(dates, terms, terms.amazon_window_starts.value).span, asked)
    covering = season(dates, terms.amazon_holidays, asked)
    return Range(*less_won(counted, terms.amazon_window_days.value, covering))


def counts_the_same(terms: Terms) -> bool:
    """Whether the days measured for the seller's window are those of Amazon's own."""
    return (
        terms.return_window_days.value == terms.amazon_window_days.value
        and terms.window_starts.value == terms.amazon_window_starts.value
        and terms.holidays == terms.amazon_holidays
    )
