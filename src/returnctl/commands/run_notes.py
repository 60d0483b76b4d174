"""What was assumed or left out for a whole run, each told once."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from returnctl.deciding.days import day_of_answer
from returnctl.deciding.desk import Decision, Desk
from returnctl.deciding.facts import FACT_NAMES
from returnctl.values.finding import Code, Finding, Severity
from returnctl.values.location import Location
from returnctl.values.visible import visible

if TYPE_CHECKING:
    from returnctl.commands.lacking import Lacking
    from returnctl.files.tables.table import Table

# The option that stands in for a day of the request that was not given.
AS_OF = "--as-of"
_NEUTRAL = "neutral terms of 30 days, minimums unchecked, amounts compared as they stand"
_STORE = "give an orders report with --orders, or --store with the store of the requests that name none"
_REPLACEMENT = FACT_NAMES.index("replacement")


def run_notes(assumed: int, store_unknown: int, desk: Desk, lacking: "Lacking | None" = None) -> list[Finding]:
    """The notes on a run in which for so many requests stock was `assumed` and the store was not known.

    `lacking` tells why that is so where files that could have told it were given.
    """
    notes = []
    if assumed:
        said = f"stock was assumed for {_requests(assumed)}"
        why, hint = (lacking and lacking.why_stock()) or ("", "give a listing report with --inventory")
        notes.append(_note(Code.STOCK_ASSUMED, f"{said}: {why}" if why else said, hint))
    if store_unknown and (told := lacking and lacking.why_store()):
        said = f"the store of {_requests(store_unknown)} is not known: {told[0]}"
        notes.append(_note(Code.STORE_UNKNOWN, f"{said}; {_NEUTRAL}", told[1]))
    elif store_unknown:
        said = f"the store of {_requests(store_unknown)} is not known: {_NEUTRAL}"
        notes.append(_note(Code.STORE_UNKNOWN, said, _STORE))
    old = desk.old_constants()
    if old:
        day = day_of_answer(desk.as_of, None)
        said = f"{old[0].name} was last checked on {old[0].checked}, more than a year before {day}"
        more = f" (and {len(old) - 1} more)" if len(old) > 1 else ""
        notes.append(_note(Code.CONSTANT_OLD, said + more, "install a newer version, or set the value in your policy"))
    return notes


def notes_on_one(decision: Decision, desk: Desk, lacking: "Lacking | None" = None) -> list[Finding]:
    """The same notes on a run of one request, and whether its day was taken to be that of the answer."""
    if lacking is not None:
        lacking.add(decision)
    notes = run_notes(int(stock_assumed(decision)), int(decision.ground.store is None), desk, lacking)
    asked = decision.request.source.columns.get("request_date")
    if asked is not None and asked.header == AS_OF:
        said = f"the return is taken to be asked for on {decision.request.request_date}, the day for which we answer"
        notes.append(_note(Code.REQUEST_DATE_ASSUMED, said, "give its own day with --requested"))
    return notes


def stock_assumed(decision: Decision) -> bool:
    """Whether it mattered that a new one can be sent, and nothing told whether it can."""
    return _REPLACEMENT in decision.verdict.deciding and decision.established[_REPLACEMENT].ordinary


def columns_left_out(tables: "Sequence[Table]") -> list[Finding]:
    """The note on the columns with buyers' data, which are not among the input's columns that are kept."""
    left = dict.fromkeys(table.header[place - 1] for table in tables for place in sorted(table.personal))
    if not left:
        return []
    columns = "1 column that holds" if len(left) == 1 else f"{len(left)} columns that hold"
    named = ", ".join(f"`{visible(header, 40)}`" for header in left)
    hint = "a column that holds none is kept under another header, for example `remark`"
    return [_note(Code.BUYERS_DATA_LEFT_OUT, f"{columns} data of buyers, by the header, left out: {named}", hint)]


def _requests(count: int) -> str:
    return f"{count} request{'' if count == 1 else 's'}"


def _note(code: Code, said: str, hint: str) -> Finding:
    return Finding(code, Location("this run"), said, hint, Severity.NOTE)
