"""What a conversion wrote, left out and lost: for a person and as JSON."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final

from returnctl.values.amazon import Conversion, Lost
from returnctl.values.finding import Code, Finding, Severity
from returnctl.values.location import Location
from returnctl.values.text import counted, visible
from returnctl.views.findings import finding_record, place_record
from returnctl.views.json_document import SCHEMA_VERSION
from returnctl.views.wording import grouped

# The verbs with which a reason begins, said of several cells.
_OF_MANY: Final = {"has": "have", "holds": "hold", "does": "do", "takes": "take", "runs": "run"}


def lost_findings(lost: Iterable[Lost]) -> list[Finding]:
    """What got lost as findings, one for each term and reason, at the first of its cells; a remedy is said once."""
    said: set[str] = set()
    findings = []
    for group in grouped(lost, lambda each: (each.at.file, each.term, each.why)):
        hint = next((each.hint for each in group if each.hint), "")
        findings.append(_finding(group, "" if hint in said else hint))
        said.add(hint)
    return findings


def lost_lists(lost: Iterable[Lost]) -> list[tuple[Finding, list[str]]]:
    """The same for a person: one finding for each reason, and below it a line for each term that is concerned."""
    return [_listed(group) for group in grouped(lost, lambda each: (each.at.file, each.why))]


def _listed(group: Sequence[Lost]) -> tuple[Finding, list[str]]:
    terms = grouped(group, lambda each: each.term)
    hints = list(dict.fromkeys(each.hint for each in group if each.hint))
    if len(terms) == 1:
        return _finding(group, "; ".join(hints)), []
    first = group[0]
    sheets = {each.at.sheet for each in group}
    at = Location(first.at.file, first.at.sheet if len(sheets) == 1 else None)
    cells = f"{counted(len(group), 'cell')} of {len(terms)} columns"
    verb, _, rest = first.why.partition(" ")
    message = f"{cells} {_OF_MANY.get(verb, verb)} {rest}"
    width = max(len(visible(term[0].term)) for term in terms)
    lines = [
        f"    {visible(term[0].term):<{width}}  {counted(len(term), 'cell')}, first {_inside(term[0].at, sheets)}"
        for term in terms
    ]
    finding = Finding(Code.NOT_IN_TARGET, at, message, hints[0] if hints else "", Severity.WARNING)
    return finding, [*lines, *(f"  hint: {visible(hint, None)}" for hint in hints[1:])]


def _inside(at: Location, sheets: Collection[str | None]) -> str:
    """The place of a cell inside its file; of several sheets it is named."""
    if at.cell is None:
        return f"line {at.row}" if at.row is not None else "in the header"
    return f"{visible(at.sheet or '')}!{at.cell}" if len(sheets) > 1 else at.cell


def _finding(group: Sequence[Lost], hint: str) -> Finding:
    first = group[0]
    cells = "" if not first.value else f": {counted(len(group), 'cell')}, here `{visible(first.value)}`"
    message = f"`{visible(first.term)}` {first.why}{cells}"
    return Finding(Code.NOT_IN_TARGET, first.at, message, hint, Severity.WARNING)


def conversion_lines(done: Conversion) -> list[str]:
    """What was written, and what became of every row: rows in are rows written and rows left out."""
    several = len(done.written) > 1  # which action stands in which of them is not worth counting
    lines = [_written(file.file, file.tables, file.rows, {} if several else done.actions) for file in done.written]
    if not lines:
        lines.append("no file was written")
    out = sum(done.left_out.values())
    lines.append(f"{counted(done.rows, 'row')} read: {done.kept:,} written, {out:,} left out")
    lines += [f"  {rows:,} {why}" for why, rows in done.left_out.items() if rows]
    if done.added:
        lines.append(f"  and {done.added:,} DELETE for SKUs that no longer have an action")
    if done.lost:
        terms = len({each.term for each in done.lost})
        cells = counted(len(done.lost), "cell")
        lines.append(f"not in the target: {cells} of {counted(terms, 'column')}; --format json lists each")
    return lines


def _written(file: str, tables: Sequence[str], rows: int, actions: Mapping[str, int]) -> str:
    of = ", ".join(f"{count:,} {action}" for action, count in actions.items() if count) or ", ".join(tables)
    to = "standard output" if file == "-" else visible(file, None)
    return f"written to {to}: {counted(rows, 'row')}" + (f" ({of})" if of else "")


def conversion_record(done: Conversion, findings: Iterable[Finding]) -> dict[str, object]:
    """The JSON form; every lost cell is in it."""
    return {
        "schema_version": SCHEMA_VERSION,
        "written": [{"file": file.file, "tables": list(file.tables), "rows": file.rows} for file in done.written],
        "summary": {
            "rows": done.rows,
            "kept": done.kept,
            "left_out": {why: rows for why, rows in done.left_out.items() if rows},
            "actions": dict(done.actions),
            "lost": len(done.lost),
        },
        "lost": [
            {"term": each.term, "value": each.value or None, "why": each.why, **place_record(each.at)}
            for each in done.lost
        ],
        "findings": [finding_record(finding) for finding in findings],
    }
