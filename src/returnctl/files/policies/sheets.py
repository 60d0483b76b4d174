"""The sheets of a policy: the seller's own settings, rules, reasons, holidays and tests."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Final, NamedTuple

from returnctl.deciding.facts import FACT_NAMES
from returnctl.deciding.reasons import folded_code, folded_words
from returnctl.deciding.rule_table import accepted
from returnctl.files.tables.pages import MISSING, Page
from returnctl.files.tables.table import TableRow
from returnctl.schema.folding import folded, nearest
from returnctl.schema.kinds import setting_name
from returnctl.schema.readers import CellProblem, as_text
from returnctl.schema.settings import CATEGORY_TERMS, SETTINGS, Field, Kind
from returnctl.schema.tables import DEFAULT, NOTE, PERIOD, PERIOD_FIELDS, SEASON, SETTINGS_SHEET, TESTS_SHEET
from returnctl.values.decision import Item, Recommendation, Rule
from returnctl.values.finding import Code, Finding, Severity
from returnctl.values.policy import COUNTED_FROM, Holiday, Layer, Policy, PolicyTest, Reason, Setting
from returnctl.values.request import FIELDS
from returnctl.values.text import visible

if TYPE_CHECKING:
    from returnctl.schema.models import Row


class Settings(NamedTuple):
    """The settings of a sheet: those that decide, those that are recorded, and the stores it has columns for."""

    deciding: tuple[Setting, ...]
    recorded: tuple[Setting, ...]
    stores: frozenset[str]


def settings_of(page: Page) -> Settings:
    """The sheet `Settings`: a row for each setting, a column for the default and for each store."""
    columns = [name for name in page.columns if name not in ("setting", NOTE, *PERIOD)]
    if page.columns and not columns and not page.broken:
        message = "the column `default` is missing, and there is none for any store"
        page.findings.append(Finding(Code.MISSING_COLUMN, page.table.at, message, "add the column `default`"))
    found = tuple(_rows(page, columns))
    deciding = tuple(setting for setting in found if SETTINGS[setting.name].decides)
    recorded = tuple(setting for setting in found if not SETTINGS[setting.name].decides)
    return Settings(deciding, recorded, frozenset(columns) - {DEFAULT})


def _rows(page: Page, columns: Sequence[str]) -> Iterator[Setting]:
    """The values of all rows; what one may hold is said by the setting in its row."""
    named = [(row, page.value(row, "setting", setting_name)) for row in page.rows]
    money = [row for row, name in named if name and SETTINGS[name].is_amount]
    notation = page.notation(PERIOD, [(row, column) for row in money for column in columns])
    for row, name in named:
        if name is None:
            if page.blank(row, "setting") and not all(page.blank(row, column) for column in columns):
                page.problem(row, "setting", _UNNAMED)
            continue
        fields = (*PERIOD_FIELDS, *(SETTINGS[name]._replace(name=column) for column in columns))
        made = page.record(row, SETTINGS_SHEET, fields, notation, name)
        if made is not None:
            for column in (column for column in columns if column in made.model_fields_set):
                store, cite = None if column == DEFAULT else column, page.cite(row, column, name)
                yield Setting(name, made[column], cite, Layer.POLICY, store, None, *(made[day] for day in PERIOD))


def categories_of(page: Page, fields: Sequence[Field]) -> Iterator[Setting]:
    """The sheet `Categories`: terms of a category, for every store or one."""
    for row, made in page.records("Categories", fields):
        for name in CATEGORY_TERMS:
            if name in made.model_fields_set:
                category = as_compared(made["category"])
                yield Setting(name, made[name], page.cite(row, name), Layer.POLICY, made["store"], category)


def as_compared(category: str) -> str:
    """A category in lower case, with single spaces."""
    return " ".join(category.casefold().split())


def conflicts(settings: Iterable[Setting], whose: str = "") -> Iterator[Finding]:
    """Settings of one name, store and category that hold on the same day; different values are an error."""
    groups: dict[tuple[str, str | None, str | None], list[Setting]] = {}
    for setting in settings:
        groups.setdefault((setting.name, setting.store, setting.category), []).append(setting)
    for rows in groups.values():
        yield from _clashes(rows, whose)


def _clashes(rows: Sequence[Setting], whose: str) -> Iterator[Finding]:
    """Which of the rows for one and the same thing overlap: an error where they differ, else one warning."""
    ordered = sorted(rows, key=lambda row: (row.first or date.min, row.last or date.max))
    widest = ordered[0]
    repeated = False
    for row in ordered[1:]:
        if (row.first or date.min) <= (widest.last or date.max):
            same = row.value == widest.value
            if not (same and repeated):
                yield _clash(widest, row, whose)
            repeated = repeated or same
        if (row.last or date.max) > (widest.last or date.max):
            widest = row


def _clash(one: Setting, other: Setting, whose: str) -> Finding:
    """What two rows say of the same thing; settings of a file have a place."""
    assert one.cite.at is not None  # noqa: S101 - they were read from a file
    assert other.cite.at is not None  # noqa: S101
    where = visible(str(one.cite.at), None)
    if one.value == other.value:
        message = f"`{one.name}`{whose} says the same as {where}"
        return Finding(Code.REPEATED_ROW, other.cite.at, message, "delete one of the rows", Severity.WARNING)
    values = (visible(as_text(each.cite.value)) for each in (other, one))
    message = f"`{one.name}`{whose} is `{next(values)}` here and `{next(values)}` in {where}"
    hint = "delete one of them, or give them periods that do not overlap"
    return Finding(Code.CONFLICTING_ROWS, other.cite.at, message, hint)


_UNNAMED: Final = CellProblem(
    Code.INCOMPLETE_ROW, "must not be blank in a row with values", "write which setting it is, or delete the row"
)
_TABLES: Final = ("eu", "programme", "inferred")
_FAMILY: Final = re.compile(r"[^\W_][^\s,]*")


class Reasons(NamedTuple):
    """The seller's reasons, the words for them, and the families that are his own."""

    reasons: tuple[Reason, ...] = ()
    words: Mapping[str, str] = {}
    families: tuple[str, ...] = ()


def rules_of(page: Page, fields: Sequence[Field], answers: Mapping[str, tuple[str, ...]]) -> Iterator[Rule]:
    """The sheet `Rules`, from top to bottom. An answer that a fact does not have is an error."""
    seen: dict[str, TableRow] = {}
    numbers = {row.number: number for number, row in enumerate(page.rows, 1)}
    for row, made in page.records("Rules", fields):
        named = {fact: _answers(made[fact], answers[fact]) for fact in FACT_NAMES if fact in page.columns}
        accepts = _accepts(page, row, {fact: names for fact, names in named.items() if names}, answers)
        if accepts is not None:
            name, advice, item = made["rule"], made["recommendation"], made["item"]
            if (first := seen.setdefault(name, row)) is not row:
                message = f"has the name of the rule in row {first.number}, `{visible(name)}`"
                hint = "give each rule a name of its own"
                page.problem(row, "rule", CellProblem(Code.REPEATED_ROW, message, hint, Severity.WARNING))
            cite = page.cite(row, "rule", f"rule {name}")._replace(value=advice)
            note, item = made["note"] or "", Item(item) if item else None
            yield Rule(name, numbers[row.number], accepts, Recommendation(advice), item, note, cite)


def _answers(text: str | None, known: Sequence[str]) -> tuple[str, ...]:
    """The answers that a cell names, with commas between them; as the fact writes them where it knows them."""
    by_fold = {folded(answer): answer for answer in known}
    return tuple(by_fold.get(folded(part), part.strip()) for part in text.split(",")) if text else ()


def _accepts(
    page: Page, row: TableRow, named: Mapping[str, tuple[str, ...]], answers: Mapping[str, tuple[str, ...]]
) -> tuple[int, ...] | None:
    result = accepted(named, answers)
    if not isinstance(result, list):
        return result
    for fact, answer in result:
        near = nearest(answer, answers[fact])
        hint = f"did you mean `{near}`?" if near else f"it can be {', '.join(answers[fact])}; blank is any of them"
        problem = CellProblem(Code.UNKNOWN_ANSWER, f"must be an answer of this fact, found `{visible(answer)}`", hint)
        page.problem(row, fact, problem)
    return None


def reasons_of(page: Page, fields: Sequence[Field], built_in: Policy) -> Reasons:
    """The sheet `Reasons`. A family that is left blank is that of the built-in code."""
    listed = {folded_code(reason.code): reason for reason in reversed(built_in.reasons)}
    families = list(built_in.families)
    found: dict[tuple[str, str | None], tuple[Reason, TableRow]] = {}
    words: dict[str, str] = {}
    for row, made in page.records("Reasons", fields):
        reason = _reason(page, row, made, listed.get(folded_code(made["code"])), families)
        if reason is not None:
            key = (folded_code(reason.code), reason.store)
            _no_clash(page, row, reason, found.setdefault(key, (reason, row)))
            words |= {made["label"]: reason.code} if made["label"] else {}
    return Reasons(tuple(reason for reason, _ in found.values()), words, tuple(families[len(built_in.families) :]))


def _reason(page: Page, row: TableRow, made: "Row", listed: Reason | None, families: list[str]) -> Reason | None:
    code, fault = made["code"], made["fault"]
    family = _family(page, row, made["family"], listed, families)
    if family is None:
        return None
    label = made["label"] or (listed.label if listed else "")
    note = made["note"] or (listed.note if listed else "")
    faults = dict.fromkeys(_TABLES, fault) if fault else dict(listed.faults) if listed else {}
    cite = page.cite(row, "family" if made["family"] else "code", f"reasons ({code})")
    return Reason(code, label, family, faults, note, cite._replace(value=family), made["store"])


def _family(page: Page, row: TableRow, text: str | None, listed: Reason | None, families: list[str]) -> str | None:
    """The family of a row; one of the seller's own joins the others, with a warning where it may be a slip."""
    if text is None and listed is not None:
        return listed.family
    if text is None:
        page.problem(row, "family", MISSING)
        return None
    known = next((name for name in families if folded(name) == folded(text)), None)
    if known is not None:
        return known
    name = "-".join(text.casefold().split())
    if not _FAMILY.fullmatch(name):
        problem = CellProblem(Code.UNKNOWN_FAMILY, f"must be one word, found `{visible(text)}`", "join words with `-`")
        page.problem(row, "family", problem)
        return None
    near = nearest(name, families, 0.8)
    if near is not None:
        message = f"holds a family of your own, `{visible(text)}`, that the built-in rules do not know"
        page.problem(
            row, "family", CellProblem(Code.UNKNOWN_FAMILY, message, f"did you mean `{near}`?", Severity.WARNING)
        )
    families.append(name)
    return name


def _no_clash(page: Page, row: TableRow, reason: Reason, first: tuple[Reason, TableRow]) -> None:
    """One code for one store has one family and one fault."""
    if first[1] is row:
        return
    same = (reason.family, reason.faults) == (first[0].family, first[0].faults)
    message = f"stands in row {first[1].number} too, " + ("with the same meaning" if same else "with another meaning")
    code, severity = (Code.REPEATED_ROW, Severity.WARNING) if same else (Code.CONFLICTING_ROWS, Severity.ERROR)
    page.problem(row, "code", CellProblem(code, message, "delete one of the rows", severity))


def with_words(built_in: Mapping[str, str], own: Mapping[str, str]) -> dict[str, str]:
    """The words for reasons; the seller's own stand in for built-in ones that read the same."""
    taken = {folded_words(label) for label in own}
    return {**{label: code for label, code in built_in.items() if folded_words(label) not in taken}, **own}


def holidays_of(page: Page, fields: Sequence[Field]) -> Iterator[Holiday]:
    """The sheet `Holidays`; all days are inclusive."""
    for row, made in page.records("Holidays", fields):
        store, category = made["store"], made["category"] and as_compared(made["category"])
        where = " ".join(part for part in (store, category) if part)
        cite = page.cite(row, "request_by", f"holidays ({where})" if where else "holidays")
        counted = made["counted_from"] or COUNTED_FROM[0]
        first, last, request_by = (made[day] for day in SEASON)
        yield Holiday(first, last, request_by, cite, store, category, counted)


def tests_of(page: Page, fields: Sequence[Field]) -> Iterator[PolicyTest]:
    """The sheet `Tests`: the columns of a request as they stand, and what the seller expects."""
    as_text = [field if field.name in ("expect", "rule") else Field(field.name, Kind.TEXT) for field in fields]
    for row, made in page.records(TESTS_SHEET, as_text):
        given = {name: made[name] for name in FIELDS if made[name]}
        yield PolicyTest(given, made["expect"], made["rule"], page.cite(row, "expect"))
