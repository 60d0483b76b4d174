"""What a busy person needs of a batch, first: as plain lines with a mark of what each is."""

from collections.abc import Iterator, Mapping
from enum import Enum
from typing import Final, NamedTuple

from returnctl.values.cite import Cite
from returnctl.values.decision import Recommendation
from returnctl.values.location import Location
from returnctl.values.visible import plural, visible
from returnctl.views.causes import cause_lines
from returnctl.views.summary import Group, Shown, Tally, Unlisted, Why, missing_lines
from returnctl.views.wording import shown_text

# Longer lists are for the file, not for the terminal.
_MOST_GROUPS: Final = 8
_MOST_MISSING: Final = 5
_MOST_CELLS: Final = 40


class Mark(Enum):
    """What a line is; a terminal may show it by weight or colour, but the words say it too."""

    HEADING = "heading"
    COUNTS = "counts"
    LATE = "late"
    PLAIN = "plain"


class Line(NamedTuple):
    """One line of the overview, not yet broken."""

    mark: Mark
    text: str


def overview(tally: Tally) -> list[Line]:
    """Counts of each recommendation; what has to be mended, needs a person, is overdue or open; overrides at work."""
    first = [*_counts(tally), *_flagged(tally), *_people(tally), *_overdue(tally)]
    return [*first, *_unsettled(tally), *_overrides(tally), *_notes(tally)]


def _counts(tally: Tally) -> Iterator[Line]:
    as_of = f" as of {shown_text(tally.as_of, tally.zone)}" if tally.as_of else ""
    rows = _number(tally.rows, "row" if tally.superseded else "request")
    yield Line(Mark.HEADING, f"{rows}{as_of}: {tally.decided} decided, {tally.flagged} flagged")
    if tally.superseded:
        stand = (
            "stands again in another file and gets" if tally.superseded == 1 else "stand again in another file and get"
        )
        yield Line(Mark.PLAIN, f"  {tally.superseded} of them {stand} the same answer; counted once:")
    once = {name: tally.recommendations[name] - tally.again[name] for name in Recommendation}
    counts = [f"{count} {name}" for name, count in once.items() if count]
    if counts:
        yield Line(Mark.COUNTS, "  " + " · ".join(counts))


def _flagged(tally: Tally) -> Iterator[Line]:
    if tally.flagged:
        yield Line(Mark.HEADING, f"could not be decided: {tally.flagged}")
        yield from (Line(Mark.PLAIN, f"  {text}") for text in cause_lines(tally.causes))


def _people(tally: Tally) -> Iterator[Line]:
    if not tally.people:
        return
    yield Line(Mark.HEADING, f"needs a person: {tally.reviews}")
    groups = sorted(tally.people.items(), key=lambda entry: (-entry[1].count, entry[0]))
    for why, group in groups[:_MOST_GROUPS]:
        yield from _group(why, group)
    left = sum(group.count for _, group in groups[_MOST_GROUPS:])
    if left:
        yield Line(Mark.PLAIN, f"  {left} for other reasons")


def _group(why: Why, group: Group) -> Iterator[Line]:
    rule = visible(why.rule) if why.rule else "undecided"
    reason = visible(f"{why.code} ({why.label})" if why.code and why.label else why.code or why.label)
    yield Line(
        Mark.PLAIN, f"  {group.count} {rule} · {reason}" + (f": {visible(group.note, None)}" if group.note else "")
    )
    left = group.count - len(group.first)
    yield Line(
        Mark.PLAIN, "    " + " · ".join(_named(shown) for shown in group.first) + (f" · {left} more" if left else "")
    )


def _overdue(tally: Tally) -> Iterator[Line]:
    if not tally.overdue:
        return
    yield Line(Mark.HEADING, f"overdue: {tally.overdue}")
    for shown in tally.latest:
        yield Line(
            Mark.LATE,
            f"  answer was due {shown_text(shown.respond_by, shown.zone)}: {_named(shown)} · {shown.recommendation}",
        )
    left = tally.overdue - len(tally.latest)
    if left:
        yield Line(Mark.PLAIN, f"  {left} more")


def _unsettled(tally: Tally) -> Iterator[Line]:
    lines = missing_lines(tally)
    if not lines:
        return
    yield Line(Mark.HEADING, f"undecided: {tally.undecided}")
    for text in lines[:_MOST_MISSING]:
        yield Line(Mark.PLAIN, f"  {text}")
    if len(lines) > _MOST_MISSING:
        yield Line(Mark.PLAIN, f"  {len(lines) - _MOST_MISSING} more ways: --format json")


def _overrides(tally: Tally) -> Iterator[Line]:
    """The seller's own exceptions that made decisions: the cell, what it says, and for how many requests."""
    once = [(cite, count - tally.again[cite]) for cite, count in tally.overrides.items()]
    cells = sorted(((cite, count) for cite, count in once if count), key=lambda entry: _in_order(entry[0]))
    if not cells:
        return
    yield Line(Mark.HEADING, "overrides at work")
    sheets: dict[str, list[str]] = {}
    for cite, count in cells[:_MOST_CELLS]:
        at = cite.at or Location("")
        sheet = f"{at.file}:{at.sheet}" if at.sheet else at.file
        place = at.cell or f"line {at.row}"
        sheets.setdefault(sheet, []).append(f"{place} {visible(cite.name)} {visible(cite.value)} ({count})")
    for sheet, said in sheets.items():
        yield Line(Mark.PLAIN, f"  {visible(sheet, None)}: " + " · ".join(said))
    if len(cells) > _MOST_CELLS:
        yield Line(Mark.PLAIN, f"  {len(cells) - _MOST_CELLS} more cells: --format csv")


def _in_order(cite: Cite) -> tuple[str, str, int, int]:
    at = cite.at or Location("")
    return at.file, at.sheet or "", at.row or 0, at.column or 0


def _notes(tally: Tally) -> Iterator[Line]:
    """Warnings, repetitions, and on what was assumed."""
    once = {code: count - tally.again[code] for code, count in sorted(tally.warnings.items())}
    if said := [f"{count} {code}" for code, count in once.items() if count]:
        yield Line(Mark.HEADING, f"warnings: {sum(once.values())}")
        yield Line(Mark.PLAIN, "  " + " · ".join(said))
    notes = list(_supplied(tally.supplied, tally.unlisted))
    given = {name.partition(":")[0] for name in tally.supplied}
    if tally.superseded:
        notes.append(f"{tally.superseded} superseded by a newer row")
    if tally.stock_assumed and "inventory" in given:
        notes.append(f"stock was assumed for {tally.stock_assumed}: inventory has no quantity for them")
    elif tally.stock_assumed:
        notes.append(f"stock was assumed for {tally.stock_assumed}: give --inventory")
    if tally.store_unknown and "orders" in given:
        notes.append(f"no store is known for {tally.store_unknown}: orders names none for them")
    elif tally.store_unknown:
        notes.append(f"no store is known for {tally.store_unknown}: give --store")
    if notes:
        yield Line(Mark.HEADING, "notes")
        yield from (Line(Mark.PLAIN, f"  {note}") for note in notes)


def _named(shown: Shown) -> str:
    row = f"row {shown.row}" if shown.row is not None else ""
    return " ".join(part for part in (row, visible(shown.order_id, 24), visible(shown.sku, 24)) if part)


def _number(count: int, what: str) -> str:
    return f"{count} {plural(what, count)}"


def _supplied(supplied: Mapping[str, int], unlisted: Unlisted) -> Iterator[str]:
    """One line for each file beside the report: which fields it gave, and for how many requests."""
    if unlisted.requests:
        count = supplied.get("inventory:stock", 0)
        skus = [(unlisted.absent, "not in it"), (unlisted.blank, "in it without a quantity")]
        why = ", ".join(f"{many} SKU{' is' if many == 1 else 's are'} {how}" for many, how in skus if many)
        yield f"inventory supplied stock for {count} of {count + unlisted.requests}; {why}"
        supplied = {name: each for name, each in supplied.items() if name.partition(":")[0] != "inventory"}
    files: dict[str, list[str]] = {}
    for name, count in sorted(supplied.items()):
        file, _, field = name.partition(":")
        files.setdefault(file, []).append(f"{field} for {count}" if field else _number(count, "request"))
    for file, said in files.items():
        yield f"{file} supplied {', '.join(said)}"
