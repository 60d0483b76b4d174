"""Headers: which column of a table holds what, however the header writes it."""

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from returnctl.schema.folding import bare, folded, nearest, slip_for
from returnctl.values.finding import Code, Finding, Severity
from returnctl.values.location import Location
from returnctl.values.request import Column
from returnctl.values.text import visible

_SHOWN_COLUMNS = 12
# A remark that is overlooked changes no decision.
_DECIDES_NOTHING = ("note",)
_OWN = "rename it, or leave it as your own remark"


class Columns(NamedTuple):
    """The columns of a table under the names we know, those we do not know, and what is wrong with them.

    With an error among the findings nothing can be decided by the table. `misspelt` are those of the unknown
    columns whose header is a known one but for a slip, with what they were meant to be: what stands in one of
    them must not be taken for blank.
    """

    known: Mapping[str, Column]
    unknown: tuple[Column, ...]
    findings: tuple[Finding, ...]
    misspelt: tuple[tuple[Column, str], ...] = ()

    @property
    def usable(self) -> bool:
        """Whether every required column is there, and none twice: then the rows below can be looked at."""
        return not any(f.severity is Severity.ERROR and f.code is not Code.UNKNOWN_COLUMN for f in self.findings)


def match_columns(
    header: Sequence[str],
    known: Mapping[str, str] | Collection[str],
    required: Collection[str],
    at: Location,
    every_other: str = "",
    template: str = "",
) -> Columns:
    """Find the known columns in a header. `at` is its row; `known` are names, or other names and what they stand for.

    A required column that is missing and a column that stands twice are errors, all told at once; a
    column that nobody knows is a warning, and is not read. In a table in which every other column must
    mean something, `every_other` says what, and such a column is an error. Where no column is known, nor nearly,
    that is told once, with the `template` that has them all.
    """
    names = known if isinstance(known, Mapping) else {name: name for name in known}
    by_fold = {folded(name): target for name, target in names.items()}
    found: dict[str, Column] = {}
    strange: list[Column] = []
    findings: list[Finding] = []
    for place, text in enumerate(header, 1):
        target = by_fold.get(folded(text))
        column = Column(place, bare(text))
        if target is None:
            if column.header:
                strange.append(column)
        elif target in found:
            message = f"the column `{visible(column.header)}` stands twice, also in column {found[target].place}"
            here = at._replace(column=place, name=column.header)
            findings.append(Finding(Code.DUPLICATE_COLUMN, here, message, "delete or rename one of them"))
        else:
            found[target] = column
    missing = [name for name in required if name not in found]
    meant = {name: nearest(name, [column.header for column in strange]) for name in missing}
    left = [name for name, target in names.items() if target not in found]
    unknown = [(column, nearest(column.header, left)) for column in strange if column.header not in meant.values()]
    if missing and not found and not any(meant.values()) and not any(near for _, near in unknown):
        return Columns(found, tuple(strange), (_foreign(missing, header, at, template),))
    findings += [_missing(name, near, header, at) for name, near in meant.items()]
    findings += [_unknown(column, near, at, every_other) for column, near in unknown]
    terms = [name for name in left if name not in _DECIDES_NOTHING]
    slips = [(column, slip) for column, _ in unknown if (slip := slip_for(column.header, terms))]
    return Columns(found, tuple(strange), tuple(findings), () if every_other else tuple(slips))


def overlooked(column: Column, meant: str, at: Location, rows: Sequence[int]) -> Finding:
    """That something stands in a column whose header is misspelt. `at` is the header's row, `rows` where it stands."""
    more = f" and {len(rows) - 1:,} more" if len(rows) > 1 else ""
    message = f"the column `{visible(column.header)}` is not known, yet is filled in row {rows[0]}{more}"
    hint = f"did you mean `{meant}`? then rename it; a column of your own needs a name that is less like it"
    return Finding(Code.UNKNOWN_COLUMN, at._replace(column=column.place, name=column.header), message, hint)


def tell_instead(findings: list[Finding], finding: Finding) -> None:
    """Put what is now known of a column in the place of what its header alone could tell."""
    for place, told in enumerate(findings):
        if (told.code, told.at) == (finding.code, finding.at):
            findings[place] = finding
            return
    findings.append(finding)


def _foreign(missing: Sequence[str], header: Sequence[str], at: Location, template: str) -> Finding:
    needed = " and ".join(f"`{name}`" for name in missing)
    message = f"none of the columns is known, and {needed} {'is' if len(missing) == 1 else 'are'} needed"
    return Finding(Code.MISSING_COLUMN, at, message, "; ".join(filter(None, (_seen(header), template))))


def _missing(name: str, near: str | None, header: Sequence[str], at: Location) -> Finding:
    hint = f"did you mean the column `{visible(near)}`? rename it to `{name}`" if near else _seen(header)
    return Finding(Code.MISSING_COLUMN, at, f"the column `{name}` is missing", hint)


def _seen(header: Sequence[str]) -> str:
    seen = [f"`{visible(text)}`" for text in header if bare(text)]
    more = f" and {len(seen) - _SHOWN_COLUMNS} more" if len(seen) > _SHOWN_COLUMNS else ""
    return f"the header has {', '.join(seen[:_SHOWN_COLUMNS])}{more}"


def _unknown(column: Column, near: str | None, at: Location, every_other: str) -> Finding:
    place = at._replace(column=column.place, name=column.header)
    message = f"the column `{visible(column.header)}` is not known and is not read"
    if not every_other:
        return Finding(
            Code.UNKNOWN_COLUMN, place, message, f"did you mean `{near}`?" if near else _OWN, Severity.WARNING
        )
    hint = f"did you mean `{near}`? " if near else ""
    if near != "note":
        hint += f"every further column is {every_other}: delete it, or move your remarks to a column `note`"
    return Finding(Code.UNKNOWN_COLUMN, place, message, hint.strip())
