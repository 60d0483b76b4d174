"""What was found in the files that were checked: lines for a person, JSON for a program, a report as of Amazon."""

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from returnctl.values.amazon import AmazonFile
from returnctl.values.finding import Finding, Severity
from returnctl.values.text import counted, plural, visible
from returnctl.views.findings import MOST_LINES, finding_lines, finding_record, fitted
from returnctl.views.json_document import SCHEMA_VERSION
from returnctl.views.wording import grouped

_SEVERITIES: Final = (Severity.ERROR, Severity.WARNING, Severity.NOTE)
# So many findings of one kind are told one by one on a terminal; of the others the places are named.
_TOLD_EACH: Final = 3
_PLACES_NAMED: Final = 6
# However many files there are, so many lines are left to each.
_LEAST_LINES: Final = 6
_AMAZONS_HEADER: Final = ("original-record-number", "error-code", "error-type", "error-message")
# Rows of these with an error are not looked at any further.
_LOOKED_AT_LATER: Final = frozenset({"policy", "overrides"})


class Checked(NamedTuple):
    """One file that was checked: what it is, its rows, and all that was found in it.

    `role` is None where nothing can be made of the file, `usable` false where it cannot be read. `counted`
    are findings beyond those that are kept. `sheets` are those of a workbook in which the rows stand.
    """

    file: str
    role: str | None
    what: str
    sheets: tuple[str, ...]
    rows: int
    findings: tuple[Finding, ...]
    usable: bool = True
    counted: int = 0

    @property
    def counts(self) -> tuple[int, ...]:
        """How many findings are errors, warnings and notes."""
        return tuple(sum(finding.severity is severity for finding in self.findings) for severity in _SEVERITIES)


def in_order(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """Each finding once: errors first, then by sheet as they came, row and column."""
    sheets = {name: place for place, name in enumerate(dict.fromkeys(finding.at.sheet for finding in findings))}

    def key(finding: Finding) -> tuple[int, int, int, int]:
        at = finding.at
        return _SEVERITIES.index(finding.severity), sheets[at.sheet], at.row or 0, at.column or 0

    return tuple(sorted(dict.fromkeys(findings), key=key))


def report_lines(files: Sequence[Checked], *, terminal: bool) -> list[str]:
    """What each file is and what was found in it; on a terminal what is alike is told in few lines."""
    room = max(MOST_LINES // max(len(files), 1), _LEAST_LINES)
    lines: list[str] = []
    for checked in files:
        lines.append(_heading(checked))
        lines += (
            fitted(_grouped(checked.findings), room, ": --output FILE.xlsx shows all")
            if terminal
            else [line for finding in checked.findings for line in finding_lines(finding)]
        )
        if checked.counted:
            lines.append(f"and {checked.counted:,} more findings, which are only counted")
        if checked.role in _LOOKED_AT_LATER and checked.counts[0]:
            lines.append("more may be found once the errors are mended")
    return [*lines, total_line(files)] if len(files) > 1 else lines


def _counts_text(counts: Sequence[int]) -> str:
    """Errors, warnings and notes in words; those that do not occur are left out."""
    words = [counted(count, severity) for severity, count in zip(_SEVERITIES, counts, strict=True) if count]
    return " · ".join(words) or "nothing to mend"


def _heading(checked: Checked) -> str:
    name = visible(checked.file, None)
    counts = _counts_text(checked.counts)
    if checked.role is None:
        return f"{name}: {counts}"
    sheets = ", ".join(f"`{visible(sheet)}`" for sheet in checked.sheets)
    place = f" in {plural('sheet', len(checked.sheets))} {sheets}" if sheets else ""
    if not checked.rows and checked.counts[0]:  # nothing was read, whatever the file holds
        return f"{name}: {checked.what}: {counts}"
    return f"{name}: {checked.what}, {counted(checked.rows, 'row')}{place}: {counts}"


def _grouped(findings: Sequence[Finding]) -> list[tuple[list[str], int]]:
    """Kind by kind: the first ones each with its own words, the remedy once, then the places of the others.

    Each piece of lines comes with the number of findings that it tells.
    """
    pieces: list[tuple[list[str], int]] = []
    for alike in grouped(findings, lambda each: (each.severity, each.code, each.at.sheet, each.at.name)):
        each = alike if len(alike) <= _TOLD_EACH + 1 else alike[:_TOLD_EACH]
        said = ""
        for finding in each:
            pieces.append((finding_lines(finding._replace(hint="") if finding.hint == said else finding), 1))
            said = finding.hint
        if len(each) < len(alike):
            pieces.append(([_places(alike[len(each) :])], len(alike) - len(each)))
    return pieces


def _places(findings: Sequence[Finding]) -> str:
    named = ", ".join(_place(finding) for finding in findings[:_PLACES_NAMED])
    more = " …" if len(findings) > _PLACES_NAMED else ""
    return f"  and {len(findings):,} more like it: {named}{more}"


def _place(finding: Finding) -> str:
    at = finding.at
    return at.cell or (f"row {at.row}" if at.sheet is not None else f"line {at.row}" if at.row else visible(at.file))


def total_line(files: Sequence[Checked]) -> str:
    """How many files, rows and findings there are, in a line."""
    counts = [*map(sum, zip(*(checked.counts for checked in files), strict=True))]
    named = (
        f"{len(files)} file{'' if len(files) == 1 else 's'}, {counted(sum(checked.rows for checked in files), 'row')}"
    )
    return f"{named}: {_counts_text(counts)}"


def document(files: Sequence[Checked]) -> dict[str, object]:
    """The whole answer as one JSON document."""
    return {
        "schema_version": SCHEMA_VERSION,
        "files": [_file_record(checked) for checked in files],
        "findings": [record for checked in files for record in finding_records(checked)],
        "summary": {
            "files": len(files),
            "rows": sum(checked.rows for checked in files),
            **_counts_record([*map(sum, zip(*(checked.counts for checked in files), strict=True))]),
            "only_counted": sum(checked.counted for checked in files),
        },
    }


def finding_records(checked: Checked) -> Iterator[dict[str, object]]:
    """The findings of a file in JSON's form, each with what Amazon calls it."""
    for finding in checked.findings:
        mark = finding.amazon
        yield {
            **finding_record(finding),
            "amazon_code": mark.code if mark else None,
            "amazon_record": mark.record if mark else None,
        }


def _counts_record(counts: Sequence[int]) -> dict[str, object]:
    return {f"{severity}s": count for severity, count in zip(_SEVERITIES, counts, strict=True)}


def _file_record(checked: Checked) -> dict[str, object]:
    return {
        "file": checked.file,
        "kind": checked.role,
        "rows": checked.rows,
        "usable": checked.usable,
        **_counts_record(checked.counts),
    }


def processing_report(checked: AmazonFile) -> Iterator[str]:
    """The lines of the report, tab-delimited, without their ends: summary, header, then a line for each problem.

    The numbers and types are Amazon's, the messages ours. Source: sellercentral.amazon.com help G200828040.
    """
    yield "Feed Processing Summary:"
    yield f"Number of records processed: {checked.records}"
    yield f"Number of records successful: {checked.passed}"
    yield ""
    yield "\t".join(_AMAZONS_HEADER)
    marked = [(finding.amazon, finding.message) for finding in checked.findings if finding.amazon is not None]
    for mark, message in sorted(marked, key=lambda item: item[0].record):
        kind = "fatal" if mark.fatal else "error"
        yield "\t".join((str(mark.record), str(mark.code), kind, visible(message, None)))
