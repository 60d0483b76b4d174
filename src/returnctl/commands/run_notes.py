"""What was assumed for a whole run, each told once."""

from returnctl.deciding.days import local_day
from returnctl.deciding.desk import Decision, Desk
from returnctl.deciding.facts import FACT_NAMES
from returnctl.values.finding import Code, Finding, Severity
from returnctl.values.location import Location

_REPLACEMENT = FACT_NAMES.index("replacement")


def run_notes(stock_assumed: int, store_unknown: int, desk: Desk) -> list[Finding]:
    """The notes on a run in which for so many requests stock was assumed and the store was not known."""
    notes = []
    if stock_assumed:
        said = f"stock was assumed for {_requests(stock_assumed)}"
        notes.append(_note(Code.STOCK_ASSUMED, said, "give a listing report with --inventory"))
    if store_unknown:
        said = f"the store of {_requests(store_unknown)} is not known: neutral terms of 30 days, minimums unchecked"
        notes.append(_note(Code.STORE_UNKNOWN, said, "give it with --store, for example --store US"))
    old = desk.old_constants()
    if old:
        day = local_day(desk.as_of, None)
        said = f"{old[0].name} was last checked on {old[0].checked}, more than a year before {day}"
        more = f" (and {len(old) - 1} more)" if len(old) > 1 else ""
        notes.append(_note(Code.CONSTANT_OLD, said + more, "install a newer version, or set the value in your policy"))
    return notes


def notes_on_one(decision: Decision, desk: Desk) -> list[Finding]:
    """The same notes on a run of one request."""
    deciding = _REPLACEMENT in decision.verdict.deciding
    assumed = deciding and decision.established[_REPLACEMENT].ordinary
    return run_notes(int(assumed), int(decision.ground.store is None), desk)


def _requests(count: int) -> str:
    return f"{count} request{'' if count == 1 else 's'}"


def _note(code: Code, said: str, hint: str) -> Finding:
    return Finding(code, Location("this run"), said, hint, Severity.NOTE)
