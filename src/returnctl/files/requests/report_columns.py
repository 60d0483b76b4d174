"""Headers of Amazon's reports and of our own tables: which column holds which field, which file it is."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from returnctl.files.requests.personal_columns import holds_personal_data
from returnctl.files.tables.answers import FROM_WHICH, WORKLIST, holds_answers
from returnctl.schema.data import data_rows
from returnctl.schema.folding import folded, listed, nearest
from returnctl.values.finding import Code, Finding, Severity
from returnctl.values.location import Location
from returnctl.values.request import REQUIRED, Column
from returnctl.values.visible import visible

PERSONAL: Final = "personal"
ANSWERS: Final = "answers"


class Report(NamedTuple):
    """A kind of file that is known by some of its columns."""

    name: str
    columns: frozenset[str]
    what: str
    hint: str


class Layout(NamedTuple):
    """The columns of a table: by field, and the places (from 1) of those with the buyer's personal data."""

    columns: Mapping[str, Column]
    personal: frozenset[int]
    findings: tuple[Finding, ...]


@lru_cache(maxsize=8)
def known_columns(table: str) -> Mapping[str, str]:
    """The field of each known header of a table, under the header's folded form; blank where it is not used."""
    return {folded(row["column"]): row["field"] for row in data_rows("columns.csv") if row["table"] == table}


@lru_cache(maxsize=1)
def known_reports() -> tuple[Report, ...]:
    """The files that are not return requests but are often taken for them."""
    return tuple(
        Report(row["report"], frozenset(map(folded, row["columns"].split("|"))), row["what"], row["hint"])
        for row in data_rows("reports.csv")
    )


def fields_of(header: Sequence[object], table: str) -> dict[str, int]:
    """The place (from 0) of each field that a header has; the first column of a field counts."""
    known = known_columns(table)
    found: dict[str, int] = {}
    for place, name in enumerate(header):
        field = known.get(folded(str(name or "")))
        if field and field != PERSONAL:
            found.setdefault(field, place)
    return found


def is_header(header: Sequence[object], table: str, required: Sequence[str]) -> bool:
    """Whether a row is the header of such a table."""
    fields = fields_of(header, table)
    return all(name in fields for name in required)


def report_named_by(header: Sequence[object]) -> Report | None:
    """Which other known file a header belongs to."""
    if holds_answers(header):
        return Report(ANSWERS, frozenset(), WORKLIST, FROM_WHICH)
    names = {folded(str(name or "")) for name in header}
    return next((report for report in known_reports() if report.columns <= names), None)


def is_processing_header(header: Sequence[object]) -> bool:
    """Whether a row is the header of Amazon's processing report."""
    report = report_named_by(header)
    return report is not None and report.name == "processing"


def is_personal(header: str) -> bool:
    """Whether a column of return requests holds buyers' data; of those that we know, whether they are listed so."""
    field = known_columns("returns").get(folded(header))
    return holds_personal_data(header) if field is None else field == PERSONAL


def layout(header: Sequence[object], table: str, at: Location) -> Layout:
    """The columns by field, with a finding for each header that stands twice or is not known."""
    texts = [str(name or "").strip() for name in header]
    fields, known = fields_of(texts, table), known_columns(table)
    personal = frozenset(place for place, name in enumerate(texts, 1) if is_personal(name))
    columns = {field: Column(place + 1, texts[place]) for field, place in fields.items()}
    return Layout(columns, personal, tuple(_header_findings(texts, fields, known, at)))


def _header_findings(
    texts: list[str], fields: Mapping[str, int], known: Mapping[str, str], at: Location
) -> list[Finding]:
    findings = []
    for place, name in enumerate(texts):
        key = folded(name)
        field = known.get(key)
        where = at._replace(column=place + 1, name=name)
        if field and field != PERSONAL and fields[field] != place:
            first = texts[fields[field]]
            findings.append(
                Finding(
                    Code.DUPLICATE_COLUMN,
                    where,
                    f"the columns `{visible(first)}` and `{visible(name)}` both hold `{field}`",
                    "keep one of the two columns",
                )
            )
        elif field is None and key:
            guess = nearest(name, [key for key, value in known.items() if value and value != PERSONAL])
            hint = f"did you mean `{guess}`?" if guess else "it is not used"
            said = f"the column `{visible(name)}` is not known"
            findings.append(Finding(Code.UNKNOWN_COLUMN, where, said, hint, Severity.NOTE))
    return findings


def not_requests(header: Sequence[object], at: Location) -> Finding:
    """Why a header is not one of return requests: another known file, or what is missing."""
    report = report_named_by(header)
    if report is not None:
        return Finding(Code.WRONG_REPORT, at, f"expected return requests, found {report.what}", report.hint)
    found = listed((str(name or "") for name in header), 400)
    missing = [name for name in REQUIRED if name not in fields_of(header, "returns")]
    columns = {"sku": "`Merchant SKU` (or `sku`)", "reason": "`Return Reason` (or `reason`)"}
    lacking = " and no column ".join(columns[name] for name in missing)
    return Finding(
        Code.MISSING_COLUMN,
        at,
        f"no column {lacking}; found {found or 'nothing'}",
        "download the seller-fulfilled returns report, or use the columns of our own request table",
    )
