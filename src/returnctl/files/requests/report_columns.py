"""Headers of Amazon's reports and of our own tables: which column holds which field, which file it is."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from returnctl.files.tables.answers import FROM_WHICH, WORKLIST, holds_answers
from returnctl.schema.data import data_rows
from returnctl.schema.folding import bare, folded, listed, nearest
from returnctl.values.finding import Code, Finding, Severity
from returnctl.values.location import Location
from returnctl.values.request import REQUIRED, Column
from returnctl.values.text import pattern, visible

PERSONAL: Final = "personal"
ANSWERS: Final = "answers"
# `ShipCity` and `VATNumber` are two words each.
_SEAM: Final = pattern(r"(?<=[a-z\d])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_WORD: Final = pattern(r"[^\W\d_]+|\d+")
# Letters that are not another letter with a mark.
_ALIKE: Final = str.maketrans({"ł": "l", "ø": "o", "æ": "ae", "ı": "i"})


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


def holds_personal_data(header: str) -> bool:
    """Whether a header speaks of a buyer: his name, how to reach him, his tax number, what he wrote; in doubt it does.

    A name, or a text, may be that of goods or of the shop; a buyer may be somebody who pays or does something.
    """
    plain = _plain(header)
    kinds = {kind for kind, (parts, whole) in _words().items() if parts.search(plain) or whole.search(plain)}
    if "contact" in kinds or {"tax", "number"} <= kinds or {"to", "area"} <= kinds:
        return True
    about = kinds & {"name", "text", "number"}
    if "person" in kinds:
        return bool(about) or "deed" not in kinds
    return ("name" in about and not kinds & {"goods", "own"}) or ("text" in about and "own" not in kinds)


@lru_cache(maxsize=1)
def _words() -> Mapping[str, tuple[re.Pattern[str], re.Pattern[str]]]:
    """For each kind the words that stand anywhere in another one, and those that stand alone."""
    found: dict[str, tuple[list[str], list[str]]] = {}
    for row in data_rows("personal_words.csv"):
        found.setdefault(row["kind"], ([], []))[row["match"] == "word"].append(re.escape(_plain(row["words"]).strip()))
    return {
        kind: (re.compile("|".join(parts) or "(?!)"), re.compile(f" (?:{'|'.join(whole) or '(?!)'}) "))
        for kind, (parts, whole) in found.items()
    }


def _plain(text: str) -> str:
    """Its words in small letters without accents, a blank around each."""
    apart = _SEAM().sub(" ", bare(text)).casefold()
    letters = "".join(each for each in unicodedata.normalize("NFKD", apart) if not unicodedata.combining(each))
    return f" {' '.join(_WORD().findall(letters.translate(_ALIKE)))} "


def layout(header: Sequence[object], table: str, at: Location) -> Layout:
    """The columns by field, with a finding for each header that stands twice or is not known."""
    texts = [str(name or "").strip() for name in header]
    fields, known = fields_of(texts, table), known_columns(table)
    personal = frozenset(place for place, name in enumerate(texts, 1) if is_personal(name))
    columns = {field: Column(place + 1, texts[place]) for field, place in fields.items()}
    return Layout(columns, personal, tuple(_header_findings(texts, fields, known, at)))


def _header_findings(
    texts: list[str], fields: Mapping[str, int], known: Mapping[str, str], at: Location
) -> Iterator[Finding]:
    used = [key for key, field in known.items() if field and field != PERSONAL]
    for place, name in enumerate(texts):
        key, where = folded(name), at._replace(column=place + 1, name=name)
        field = known.get(key)
        if field and field != PERSONAL and fields[field] != place:
            first = visible(texts[fields[field]])
            message = f"the columns `{first}` and `{visible(name)}` both hold `{field}`"
            yield Finding(Code.DUPLICATE_COLUMN, where, message, "keep one of the two columns")
        elif field is None and key:
            guess = nearest(name, used)
            hint = f"did you mean `{guess}`?" if guess else "it is not used"
            message = f"the column `{visible(name)}` is not known"
            yield Finding(Code.UNKNOWN_COLUMN, where, message, hint, Severity.NOTE)


def not_requests(header: Sequence[object], at: Location) -> Finding:
    """Why a header is not one of return requests: another known file, or what is missing."""
    report = report_named_by(header)
    if report is not None:
        return Finding(Code.WRONG_REPORT, at, f"expected return requests, found {report.what}", report.hint)
    found = listed((str(name or "") for name in header), 400)
    missing = [name for name in REQUIRED if name not in fields_of(header, "returns")]
    columns = {"sku": "`Merchant SKU` (or `sku`)", "reason": "`Return Reason` (or `reason`)"}
    lacking = " and no column ".join(columns[name] for name in missing)
    message = f"no column {lacking}; found {found or 'nothing'}"
    hint = "download the seller-fulfilled returns report, or use the columns of our own request table"
    return Finding(Code.MISSING_COLUMN, at, message, hint)
