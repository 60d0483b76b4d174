"""The sheets `Rules` and `Reasons`: the seller's own decision table, and his own reason codes and families."""

import re
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Final, NamedTuple

from returnctl.deciding.facts import FACT_NAMES
from returnctl.deciding.reasons import folded_code, folded_words
from returnctl.deciding.rule_table import accepted
from returnctl.files.tables.pages import Page
from returnctl.files.tables.table import TableRow
from returnctl.schema import readers
from returnctl.schema.folding import folded, nearest
from returnctl.schema.kinds import StoreNames, check
from returnctl.schema.readers import Cell, CellProblem, Read
from returnctl.values.decision import Item, Recommendation, Rule
from returnctl.values.finding import Code, Finding, Severity
from returnctl.values.policy import FAULTS, Policy, Reason
from returnctl.values.visible import visible

_TABLES: Final = ("eu", "programme", "inferred")
_FAMILY: Final = re.compile(r"[^\W_][^\s,]*")
_LONGEST: Final = 10_000


class Reasons(NamedTuple):
    """The seller's reasons, the words for them, and the families that are his own."""

    reasons: tuple[Reason, ...] = ()
    words: Mapping[str, str] = {}
    families: tuple[str, ...] = ()


def recommendation(value: Cell) -> Read[str]:
    """One of the recommendations; another word is an error with the nearest."""
    read = readers.choice(value, list(Recommendation))
    if read.problem is None or read.problem.code is not Code.NOT_A_CHOICE:
        return read
    return Read(read.value, read.problem._replace(code=Code.UNKNOWN_RECOMMENDATION))


def rules_of(page: Page, answers: Mapping[str, tuple[str, ...]]) -> tuple[Rule, ...]:
    """The sheet `Rules`, from top to bottom. An answer that a fact does not have is an error."""
    from returnctl.schema.tables import RuleRow

    found: list[Rule] = []
    seen: dict[str, TableRow] = {}
    for number, row in enumerate(page.rows, 1):
        name = page.needed(row, "rule", partial(readers.text, most=200))
        advice = page.needed(row, "recommendation", recommendation)
        item = page.value(row, "item", partial(readers.choice, choices=list(Item)))
        note = page.value(row, "note", partial(readers.text, most=_LONGEST)) or ""
        named = {fact: _answers(page, row, fact, answers[fact]) for fact in FACT_NAMES if fact in page.columns}
        accepts = _accepts(page, row, {fact: names for fact, names in named.items() if names}, answers)
        if name is None or advice is None or accepts is None:
            continue
        _once(page, row, name, seen)
        values = {"rule": name, "recommendation": Recommendation(advice), "item": Item(item) if item else None}
        page.refuse(row, check(RuleRow, {**values, "note": note, "facts": named}), "rule")
        cite = page.cite(row, "rule", f"rule {name}")._replace(value=advice)
        found.append(Rule(name, number, accepts, Recommendation(advice), Item(item) if item else None, note, cite))
    return tuple(found)


def _answers(page: Page, row: TableRow, fact: str, known: Sequence[str]) -> tuple[str, ...]:
    """The answers that a cell names, with commas between them; as the fact writes them where it knows them."""
    text = page.value(row, fact, readers.text)
    if text is None:
        return ()
    by_fold = {folded(answer): answer for answer in known}
    return tuple(by_fold.get(folded(part), part.strip()) for part in text.split(","))


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


def reasons_of(page: Page, stores: StoreNames, built_in: Policy) -> Reasons:
    """The sheet `Reasons`. A family that is left blank is that of the built-in code."""
    listed = {folded_code(reason.code): reason for reason in reversed(built_in.reasons)}
    families = list(built_in.families)
    found: dict[tuple[str, str | None], tuple[Reason, TableRow]] = {}
    words: dict[str, str] = {}
    for row in page.rows:
        code = page.needed(row, "code", partial(readers.text, most=200))
        if code is None:
            continue
        reason = _reason(page, row, code, stores, listed.get(folded_code(code)), families)
        if reason is not None:
            key = (folded_code(code), reason.store)
            _no_clash(page, row, reason, found.setdefault(key, (reason, row)))
            words |= {reason.label: code} if reason.label and not page.blank(row, "label") else {}
    return Reasons(tuple(reason for reason, _ in found.values()), words, tuple(families[len(built_in.families) :]))


def _reason(
    page: Page, row: TableRow, code: str, stores: StoreNames, listed: Reason | None, families: list[str]
) -> Reason | None:
    from returnctl.schema.tables import ReasonRow

    label = page.value(row, "label", partial(readers.text, most=1000)) or (listed.label if listed else "")
    fault = page.value(row, "fault", partial(readers.choice, choices=FAULTS))
    note = page.value(row, "note", partial(readers.text, most=_LONGEST)) or (listed.note if listed else "")
    store = page.value(row, "store", stores.read)
    family = _family(page, row, listed, families)
    if family is None:
        return None
    values = {"code": code, "label": label, "family": family, "fault": fault, "note": note, "store": store}
    page.refuse(row, check(ReasonRow, values), "code")
    faults = dict.fromkeys(_TABLES, fault) if fault else dict(listed.faults) if listed else {}
    cite = page.cite(row, "family" if not page.blank(row, "family") else "code", f"reasons ({code})")
    return Reason(code, label, family, faults, note, cite._replace(value=family), store)


def _family(page: Page, row: TableRow, listed: Reason | None, families: list[str]) -> str | None:
    """The family of a row; one of the seller's own joins the others, with a warning where it may be a slip."""
    if page.blank(row, "family") and listed is not None:
        return listed.family
    text = page.needed(row, "family", partial(readers.text, most=60))
    if text is None:
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


def one_table(pages: Sequence[Page], name: str) -> list[Finding]:
    """Rules must stand in one place: which of two tables comes first cannot be known."""
    used = [page for page in pages if page.rows]
    return [
        Finding(
            Code.CONFLICTING_ROWS,
            page.table.at,
            f"`{name}` stand here and in {visible(str(used[0].table.at), None)}",
            "put all of them into one sheet",
        )
        for page in used[1:]
    ]
