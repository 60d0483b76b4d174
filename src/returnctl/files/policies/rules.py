"""The sheets `Rules` and `Reasons`: the seller's own decision table, and his own reason codes and families."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from returnctl.deciding.facts import FACT_NAMES
from returnctl.deciding.reasons import folded_code, folded_words
from returnctl.deciding.rule_table import accepted
from returnctl.files.tables.pages import MISSING, Page
from returnctl.files.tables.table import TableRow
from returnctl.schema.folding import folded, nearest
from returnctl.schema.readers import CellProblem
from returnctl.schema.settings import Field
from returnctl.values.decision import Item, Recommendation, Rule
from returnctl.values.finding import Code, Severity
from returnctl.values.policy import Policy, Reason
from returnctl.values.visible import visible

if TYPE_CHECKING:
    from returnctl.schema.models import Row

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
            _once(page, row, name, seen)
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


def _once(page: Page, row: TableRow, name: str, seen: dict[str, TableRow]) -> None:
    first = seen.setdefault(name, row)
    if first is not row:
        message = f"has the name of the rule in row {first.number}, `{visible(name)}`"
        problem = CellProblem(Code.REPEATED_ROW, message, "give each rule a name of its own", Severity.WARNING)
        page.problem(row, "rule", problem)


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
