"""The summary of a run as a sheet."""

from collections.abc import Mapping

from returnctl.values.decision import Recommendation
from returnctl.views.causes import cause_lines
from returnctl.views.moments import shown_text
from returnctl.views.summary import Tally, missing_lines
from returnctl.views.unlisted import unlisted_rows


def summary_rows(tally: Tally) -> list[tuple[str, str | int]]:
    """The summary as labels and values for a sheet."""
    head: list[tuple[str, str | int]] = [
        ("as of", shown_text(tally.as_of, tally.zone)),
        ("rows", tally.rows),
        ("decided", tally.decided),
        ("flagged", tally.flagged),
        *((str(name), tally.recommendations[name]) for name in Recommendation),
        ("overdue", tally.overdue),
        ("superseded", tally.superseded),
        ("undecided", tally.undecided),
    ]
    missing = [("what would settle them", line) for line in missing_lines(tally)]
    return [
        *head,
        *missing,
        *(("could not be decided", line) for line in cause_lines(tally.causes)),
        *_counted("warning", tally.warnings),
        *_counted("supplied by", tally.supplied),
        *unlisted_rows(tally.unlisted),
        *_end(tally),
    ]


def _counted(label: str, counts: Mapping[str, int]) -> list[tuple[str, str | int]]:
    return [(f"{label} {name}", count) for name, count in sorted(counts.items())]


def _end(tally: Tally) -> list[tuple[str, str | int]]:
    return [
        ("stock assumed", tally.stock_assumed),
        ("store unknown", tally.store_unknown),
        ("policy", tally.policy_hash),
    ]
