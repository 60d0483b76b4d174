"""What a conversion wrote, left out and lost: for a person and as JSON."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from returnctl.values.conversion import Conversion, Lost
from returnctl.values.finding import Code, Finding, Severity
from returnctl.values.visible import visible
from returnctl.views.findings import finding_record

SCHEMA_VERSION: Final = 1


def lost_findings(lost: Iterable[Lost]) -> list[Finding]:
    """What got lost as findings, one for each term and reason, at the first of its cells; a remedy is said once."""
    groups: dict[tuple[str, str, str], list[Lost]] = {}
    for each in lost:
        groups.setdefault((each.at.file, each.term, each.why), []).append(each)
    said: set[str] = set()
    findings = []
    for group in groups.values():
        hint = next((each.hint for each in group if each.hint), "")
        findings.append(_finding(group, "" if hint in said else hint))
        said.add(hint)
    return findings


def _finding(group: Sequence[Lost], hint: str) -> Finding:
    first = group[0]
    cells = "" if not first.value else f": {counted(len(group), 'cell')}, here `{visible(first.value)}`"
    message = f"`{visible(first.term)}` {first.why}{cells}"
    return Finding(Code.NOT_IN_TARGET, first.at, message, hint, Severity.WARNING)


def conversion_lines(done: Conversion) -> list[str]:
    """What was written, and what became of every row: rows in are rows written and rows left out."""
    lines = [_written(file.file, file.tables, file.rows, done.actions) for file in done.written]
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
    return f"written to {to}: {counted(rows, 'row')} ({of})"


def counted(number: int, what: str) -> str:
    """`1 row`, `2 rows`."""
    return f"{number:,} {what}" + ("" if number == 1 else "s")


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
        "lost": [_lost_record(each) for each in done.lost],
        "findings": [finding_record(finding) for finding in findings],
    }


def _lost_record(lost: Lost) -> dict[str, object]:
    at = lost.at
    return {
        "term": lost.term,
        "value": lost.value or None,
        "why": lost.why,
        "file": at.file,
        "sheet": at.sheet,
        "cell": at.cell,
        "line": at.row if at.cell is None else None,
    }
