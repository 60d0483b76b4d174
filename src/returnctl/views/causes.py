"""Why rows could not be decided: grouped by what has to be mended, most frequent first."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from returnctl.values.finding import Finding, Severity
from returnctl.values.request import ReturnRequest
from returnctl.values.visible import visible

# How many groups are kept, how many are shown, and how many places of each: memory and screen stay bounded.
_MOST_KEPT: Final = 200
_MOST_SHOWN: Final = 8
_MOST_PLACES: Final = 3


class Cause(NamedTuple):
    """What has to be mended: the override of a SKU, or cells of the rows themselves in which the same is wrong."""

    sku: str
    code: str


@dataclass(slots=True)
class Refused:
    """How many rows could not be decided for one cause, the first places to mend, and what is said of all of them."""

    said: str
    count: int = 0
    places: list[str] = field(default_factory=list)
    more: int = 0


Causes = dict[Cause, Refused]
_OTHERS: Final = Cause("", "")


def count_cause(
    causes: Causes, request: ReturnRequest, findings: Sequence[Finding], override: Sequence[Finding]
) -> None:
    """Count a flagged row: `findings` are those on the row, `override` those on the override of its SKU."""
    wrong = [finding for finding in override or findings if finding.severity is Severity.ERROR][:1]
    cause = Cause(request.sku if override else "", "" if override else "".join(str(each.code) for each in wrong))
    said = "" if len(override) > 1 else "".join(each.message for each in wrong)
    if cause not in causes and len(causes) >= _MOST_KEPT:
        cause, said = _OTHERS, ""
    group = causes.setdefault(cause, Refused(said))
    if group.said != said:
        group.said = ""
    if not (override and group.count):  # the cells of an override are the same each time
        _add_places(group, [str(each.at) for each in override or wrong])
    group.count += 1


def _add_places(group: Refused, places: Sequence[str]) -> None:
    room = max(_MOST_PLACES - len(group.places), 0)
    group.places += places[:room]
    group.more += len(places[room:])


def cause_lines(causes: Mapping[Cause, Refused]) -> Iterator[str]:
    """A line for each cause, `10 requests on SKU X: overrides.xlsx:Overrides!C14: …`; a count ends a long list."""
    named = sorted(
        ((cause, group) for cause, group in causes.items() if cause != _OTHERS),
        key=lambda entry: (-entry[1].count, entry[0]),
    )
    for cause, group in named[:_MOST_SHOWN]:
        yield _line(cause, group)
    left = sum(group.count for _, group in named[_MOST_SHOWN:])
    left += causes[_OTHERS].count if _OTHERS in causes else 0
    if left:
        yield f"{left} for other reasons"


def _line(cause: Cause, group: Refused) -> str:
    named = [visible(place, None) for place in group.places]
    places = " · ".join([*named, f"{group.more} more"] if group.more else named)
    what, said = "request" if cause.sku else "row", visible(group.said, None)
    count = f"{group.count} {what}" if group.count == 1 else f"{group.count} {what}s"
    if cause.sku:
        return f"{count} on SKU {visible(cause.sku)}: {places}" + (f": {said}" if said else "")
    return f"{count}: {said or cause.code}: {places}"
