"""What a busy person needs of a batch, first: as plain lines with a mark of what each is."""

from collections.abc import Iterable, Iterator
from enum import Enum
from typing import Final, TypeAlias

from returnctl.values.decision import Recommendation
from returnctl.values.location import Location
from returnctl.values.text import plural, visible
from returnctl.views.summary import Tally, cause_lines, largest, missing_lines
from returnctl.views.wording import shown_text

# Longer lists are for the file, not for the terminal.
_MOST_MISSING: Final = 5
_MOST_CELLS: Final = 40


class Weight(Enum):
    """What a line is; a terminal may show it by weight or colour, but the words say it too."""

    HEADING = "heading"
    COUNTS = "counts"
    LATE = "late"
    PLAIN = "plain"


# One line of the overview, not yet broken.
Line: TypeAlias = tuple[Weight, str]


def overview(tally: Tally) -> list[Line]:
    """Counts of each recommendation; what has to be mended, needs a person, is overdue or open; overrides at work."""
    missing = missing_lines(tally)
    ways = missing[:_MOST_MISSING]
    if len(missing) > len(ways):
        ways.append(f"{len(missing) - len(ways)} more ways: --format json")
    late = [*((Weight.LATE, f"  {said}") for _, said in tally.latest)]
    if tally.overdue > len(late):
        late.append((Weight.PLAIN, f"  {tally.overdue - len(late)} more"))
    return [
        *_counts(tally),
        *_section(f"could not be decided: {tally.flagged}", cause_lines(tally)),
        *_section(f"needs a person: {tally.reviews}", _people(tally)),
        *([(Weight.HEADING, f"overdue: {tally.overdue}"), *late] if tally.overdue else ()),
        *_section(f"undecided: {tally.undecided}", ways),
        *_section("overrides at work", _overrides(tally)),
        *_warnings(tally),
        *_section("notes", _notes(tally)),
    ]


def _section(heading: str, texts: Iterable[str]) -> Iterator[Line]:
    """A heading with its lines; nothing where there are none."""
    lines = [(Weight.PLAIN, f"  {text}") for text in texts]
    if lines:
        yield (Weight.HEADING, heading)
        yield from lines


def _counts(tally: Tally) -> Iterator[Line]:
    as_of = f" as of {shown_text(tally.as_of, tally.zone)}" if tally.as_of else ""
    rows = f"{tally.rows} {plural('row' if tally.superseded else 'request', tally.rows)}"
    yield (Weight.HEADING, f"{rows}{as_of}: {tally.decided} decided, {tally.flagged} flagged")
    if tally.superseded:
        stand, get = ("stands", "gets") if tally.superseded == 1 else ("stand", "get")
        said = f"{stand} again in another file and {get} the same answer; counted once:"
        yield (Weight.PLAIN, f"  {tally.superseded} of them {said}")
    once = {name: tally.recommendations[name] - tally.again[name] for name in Recommendation}
    if counts := [f"{count} {name}" for name, count in once.items() if count]:
        yield (Weight.COUNTS, "  " + " · ".join(counts))


def _people(tally: Tally) -> Iterator[str]:
    shown, left = largest(tally.people)
    for why, cluster in shown:
        rule = visible(why.rule) if why.rule else "undecided"
        reason = visible(f"{why.code} ({why.label})" if why.code and why.label else why.code or why.label)
        yield f"{cluster.count} {rule} · {reason}" + (f": {visible(cluster.said, None)}" if cluster.said else "")
        yield f"  {cluster.named}"
    if left:
        yield f"{left} for other reasons"


def _overrides(tally: Tally) -> list[str]:
    """The seller's own exceptions that made decisions: the cell, what it says, and for how many requests."""
    once = [(cite.at or Location(""), cite, count - tally.again[cite]) for cite, count in tally.overrides.items()]
    cells = sorted((each for each in once if each[2]), key=lambda each: each[0].order)
    sheets: dict[str, list[str]] = {}
    for at, cite, count in cells[:_MOST_CELLS]:
        sheet = f"{at.file}:{at.sheet}" if at.sheet else at.file
        place = at.cell or f"line {at.row}"
        sheets.setdefault(sheet, []).append(f"{place} {visible(cite.name)} {visible(cite.value)} ({count})")
    lines = [f"{visible(sheet, None)}: {' · '.join(said)}" for sheet, said in sheets.items()]
    return [*lines, f"{len(cells) - _MOST_CELLS} more cells: --format csv"] if len(cells) > _MOST_CELLS else lines


def _warnings(tally: Tally) -> Iterator[Line]:
    once = {code: count - tally.again[code] for code, count in sorted(tally.warnings.items())}
    if said := [f"{count} {code}" for code, count in once.items() if count]:
        yield from _section(f"warnings: {sum(once.values())}", [" · ".join(said)])


def _notes(tally: Tally) -> Iterator[str]:
    """What the side tables gave, what was counted for another row, and what was assumed."""
    yield from _supplied(tally)
    given = {name.partition(":")[0] for name in tally.supplied}
    if tally.superseded:
        yield f"{tally.superseded} superseded by a newer row"
    if tally.stock_assumed:
        why = "inventory has no quantity for them" if "inventory" in given else "give --inventory"
        yield f"stock was assumed for {tally.stock_assumed}: {why}"
    if tally.store_unknown:
        why = "orders names none for them" if "orders" in given else "give --store"
        yield f"no store is known for {tally.store_unknown}: {why}"


def _supplied(tally: Tally) -> Iterator[str]:
    """One line for each file beside the report: which fields it gave, and for how many requests."""
    unlisted, files = tally.unlisted, dict[str, list[str]]()
    for name, count in sorted(tally.supplied.items()):
        file, _, field = name.partition(":")
        files.setdefault(file, []).append(f"{field} for {count}" if field else f"{count} {plural('request', count)}")
    if unlisted.requests:
        files.pop("inventory", None)
        count = tally.supplied.get("inventory:stock", 0)
        skus = [(unlisted.absent, "not in it"), (unlisted.blank, "in it without a quantity")]
        why = ", ".join(f"{many} SKU{' is' if many == 1 else 's are'} {how}" for many, how in skus if many)
        yield f"inventory supplied stock for {count} of {count + unlisted.requests}; {why}"
    for file, said in files.items():
        yield f"{file} supplied {', '.join(said)}"
