"""Files converted into others: which files there will be, and what is written into them."""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Final

from returnctl.files.built_in import built_in_policy
from returnctl.files.converting.carrying import Tally, carried
from returnctl.files.converting.grids import Grid, grouped, open_grids, together, without_empty
from returnctl.files.converting.table_writing import Sheet, sheet_unfit, text_unfit, write_text, write_workbook
from returnctl.files.document import Document
from returnctl.files.policies.overrides import Overrides, read_overrides
from returnctl.files.recognising.roles import Role, role_of
from returnctl.files.recognising.wrong_files import find_overrides
from returnctl.files.tables.kinds import Found
from returnctl.files.writing import whole_file, whole_files
from returnctl.schema.kinds import StoreNames
from returnctl.values.conversion import Written
from returnctl.values.finding import Code, Finding, Severity
from returnctl.values.location import Location
from returnctl.values.text_form import CSV, TSV, TextForm
from returnctl.values.visible import visible

_ASKED: Final = ", which cannot become overrides: it holds what customers ask for, not what you want for a SKU"
_WANTED: Final = (
    "give your overrides, a table with `sku` and `authorization`: returnctl template overrides makes one to fill in"
)
# Two tables of rules would be one after the other, and the first that fits wins.
_ONE_ONLY: Final = "Rules"
_MOST_ASIDE: Final = 100


def open_sources(documents: Sequence[Document]) -> tuple[list[Grid], list[Finding]]:
    """The tables of all files; with an error among the findings they cannot be converted."""
    grids: list[Grid] = []
    findings: list[Finding] = []
    for document in documents:
        more, told = open_grids(document)
        grids += more
        findings += told
    rules = [grid for grid in grids if grid.kind == _ONE_ONLY]
    if len(rules) > 1:
        message = f"both `{visible(rules[0].at.file)}` and this file hold rules, and only one table of them can count"
        findings.append(Finding(Code.SHEET_NOT_FOUND, rules[1].at, message, "leave one of them out"))
    grids, empty = without_empty(grids)
    return grids, [*findings, *empty]


def open_overrides(documents: Sequence[Document]) -> tuple[list[Found], Overrides | None, list[Finding]]:
    """The overrides of all files as they are meant; None where a file cannot be used."""
    found: list[Found] = []
    findings: list[Finding] = []
    for document in documents:
        tables, told = find_overrides(document)
        found += tables
        findings += told if tables else _requests_told(told, document)
    if any(finding.severity is Severity.ERROR for finding in findings):
        return found, None, findings
    overrides = read_overrides(found, StoreNames(built_in_policy().stores))
    findings += overrides.findings
    return found, overrides if overrides.usable else None, findings


def _requests_told(findings: Sequence[Finding], document: Document) -> list[Finding]:
    """The findings on a file without overrides; of requests it is said why they cannot become overrides."""
    if role_of(document).role not in (Role.RETURNS_REPORT, Role.REQUESTS):
        return list(findings)
    return [
        finding._replace(message=finding.message + _ASKED, hint=_WANTED)
        if finding.code is Code.UNKNOWN_TABLE
        else finding
        for finding in findings
    ]


def table_files(output: str, to: str, grids: Sequence[Grid]) -> dict[str, list[str]]:
    """The files that will be written, and the kinds of table in each: one for each table, or one workbook."""
    kinds = list(grouped(grids))
    if to == "xlsx" or len(kinds) < 2:
        return {output: kinds}
    return {_aside(output, kind): [kind] for kind in kinds}


def numbered_files(output: str, files: int) -> list[str]:
    """The names of so many files: the one given, or numbered ones."""
    return [output] if files == 1 else [_aside(output, str(number)) for number in range(1, files + 1)]


def _aside(output: str, name: str) -> str:
    path = Path(output)
    return str(path.with_name(f"{path.stem}-{name}{path.suffix}"))


def older_outputs(output: str, written: Sequence[str], inputs: Sequence[str]) -> list[Finding]:
    """Files of an earlier run that have the same name but for their number, and are neither written nor read now."""
    path = Path(output)
    number = re.compile(rf"{re.escape(path.stem)}(?:-[1-9][0-9]?)?{re.escape(path.suffix)}")
    names = {Path(name).name for name in (*written, *inputs)}
    try:
        left = sorted(p for p in path.parent.iterdir() if number.fullmatch(p.name) and p.name not in names)
    except OSError:
        return []
    message = "this file is of an earlier run, and is no part of what was written now"
    hint = "do not upload it again; delete it"
    return [Finding(Code.OLDER_OUTPUT, Location(str(p)), message, hint, Severity.WARNING) for p in left[:_MOST_ASIDE]]


@contextmanager
def outputs(names: Sequence[str]) -> Iterator[list[BinaryIO]]:
    """The files to write into: all of them appear when the block ends, and none where it fails."""
    if len(names) == 1:
        with whole_file(names[0]) as stream:
            yield [stream]
    else:
        with whole_files(names) as streams:
            yield streams


def write_tables(
    streams: Sequence[BinaryIO],
    files: Mapping[str, list[str]],
    to: str,
    grids: Sequence[Grid],
    tally: Tally,
    *,
    bom: bool,
    form: TextForm | None = None,
) -> list[Written]:
    """Write the tables into the files of `table_files`; what became of the rows is in the tally.

    `bom` and `form` are for text only; without a form it is that of the kind of file.
    """
    groups = grouped(grids)
    if to == "xlsx":
        ((name, kinds),) = files.items()
        sheets = (_sheet(kind, groups[kind], None, tally) for kind in kinds)
        return [Written(name, tuple(kinds), sum(write_workbook(streams[0], sheets)))]
    form = form or (TSV if to == "tsv" else CSV)
    written = []
    for stream, (name, kinds) in zip(streams, files.items(), strict=True):
        sheet = _sheet(kinds[0], groups[kinds[0]], form, tally)
        written.append(Written(name, tuple(kinds), write_text(stream, sheet, form, marked=bom)))
    return written


def _sheet(kind: str, grids: Sequence[Grid], form: TextForm | None, tally: Tally) -> Sheet:
    columns = together(grids)
    unfit = sheet_unfit if form is None else text_unfit(form.delimiter, len(columns))
    return Sheet(kind, columns, carried(grids, columns, unfit, tally))
