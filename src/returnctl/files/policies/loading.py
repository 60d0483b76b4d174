"""Policies and overrides from files, laid over the built-in policy."""

from collections import Counter
from collections.abc import Sequence
from typing import Final, NamedTuple

from returnctl.deciding.facts import FACT_NAMES, answers_of
from returnctl.deciding.rule_table import with_built_in_on_top
from returnctl.files.built_in import built_in_policy, built_in_rules
from returnctl.files.document import Document, Documents
from returnctl.files.policies.overrides import Progress, quietly, read_overrides
from returnctl.files.policies.policy_hash import policy_hash
from returnctl.files.policies.sheets import (
    Reasons,
    categories_of,
    conflicts,
    holidays_of,
    reasons_of,
    rules_of,
    settings_of,
    tests_of,
    with_words,
)
from returnctl.files.recognising.roles import Role
from returnctl.files.recognising.wrong_files import find_overrides, named
from returnctl.files.tables.headers import match_columns
from returnctl.files.tables.kinds import RecognisedTable, find_tables, our_kinds
from returnctl.files.tables.pages import Page
from returnctl.schema.settings import Field
from returnctl.schema.tables import AMAZONS, OVERRIDES, RULES_SHEET, SETTINGS_SHEET, TESTS_SHEET, TableKind
from returnctl.values.decision import Rule
from returnctl.values.finding import Code, Finding, has_error
from returnctl.values.policy import Policy
from returnctl.values.text import visible

_TEMPLATE = "rename its columns, or fill in the file that `returnctl template policy` makes"
# What every column is that has no other meaning: a misspelt one would silently leave out what it says.
_EVERY_OTHER: Final = {SETTINGS_SHEET: "a store's", RULES_SHEET: "a fact's"}


class PolicySource(NamedTuple):
    """A table that was read: where it stands, as what, and how many rows it has below its header."""

    file: str
    sheet: str | None
    kind: str
    rows: int = 0


class Loaded(NamedTuple):
    """A policy made ready to decide, None where a file of it cannot be used; and what was found in the files.

    `counted` are findings beyond those that are kept, `tables` those from which it was read.
    """

    policy: Policy | None
    findings: tuple[Finding, ...]
    sources: tuple[PolicySource, ...] = ()
    counted: int = 0
    tables: tuple[RecognisedTable, ...] = ()


def load_policy(
    policy_paths: Sequence[str] = (), override_paths: Sequence[str] = (), progress: Progress = quietly
) -> Loaded:
    """The built-in policy with the seller's own on top, and the overrides of all files.

    An error in a policy, or a file of overrides that cannot be read at all, leaves no policy; an error in a
    row of overrides makes the SKU of that row undecidable. `progress` is told how many rows of a table of
    overrides have been read.
    """
    with Documents() as documents:
        return read_policy(documents.open_all(policy_paths), documents.open_all(override_paths), progress)


def read_policy(
    policies: Sequence[Document] = (), overrides: Sequence[Document] = (), progress: Progress = quietly
) -> Loaded:
    """As `load_policy`, from files that are open."""
    built_in = built_in_policy()
    findings: list[Finding] = []
    found: list[RecognisedTable] = []
    for document in policies:
        tables, told = find_tables(document, our_kinds())
        found += tables
        findings += told if tables else named(told, "a policy", (Role.POLICY,), document)
    for document in overrides:
        tables, told = find_overrides(document)
        found += tables
        findings += told
    sources = tuple(PolicySource(table.file, table.sheet, kind.name) for kind, table in found)
    if has_error(findings):
        return Loaded(None, tuple(findings), sources)
    rows: Counter[tuple[str, str | None]] = Counter()
    policy, more, left = _assemble(built_in, found, rows, progress)
    counted = tuple(source._replace(rows=rows[source.file, source.sheet]) for source in sources)
    return Loaded(policy, (*findings, *more), counted, left, tuple(found))


def _assemble(
    built_in: Policy, found: Sequence[RecognisedTable], rows: "Counter[tuple[str, str | None]]", progress: Progress
) -> tuple[Policy | None, list[Finding], int]:
    pages = [(item.kind, _page(item)) for item in found if item.kind.name not in (OVERRIDES, AMAZONS)]
    policy = _with_pages(built_in, pages)
    rows.update({(page.table.file, page.table.sheet): page.seen for _, page in pages})
    findings = [finding for _, page in pages for finding in page.findings]
    findings += conflicts((*policy.settings[len(built_in.settings) :], *policy.recorded))
    mine = [item for item in found if item.kind.name in (OVERRIDES, AMAZONS)]
    overrides = read_overrides(mine, progress)
    rows.update(overrides.rows)
    left = overrides.counted + sum(page.findings.more for _, page in pages)
    if has_error(findings) or not overrides.usable:
        return None, [*findings, *overrides.findings], left
    policy = policy._replace(overrides=overrides.table, broken=overrides.broken)
    return policy._replace(hash=policy_hash(policy)), [*findings, *overrides.findings], left


def _page(found: RecognisedTable) -> Page:
    kind, table = found
    every_other = _EVERY_OTHER.get(kind.name, "")
    return Page(table, match_columns(table.header, kind.known, kind.required, table.at, every_other, _TEMPLATE))


def _with_pages(built_in: Policy, pages: Sequence[tuple[TableKind, Page]]) -> Policy:
    """The built-in policy with what the seller's sheets say on top; what is wrong with them stays with the pages."""

    def of(name: str) -> list[tuple[Page, tuple[Field, ...]]]:
        return [(page, kind.fields) for kind, page in pages if kind.name == name]

    settings = [settings_of(page) for page, _ in of(SETTINGS_SHEET)]
    categories = [row for each in of("Categories") for row in categories_of(*each)]
    reasons = _reasons(of("Reasons"), built_in)
    holidays = [row for each in of("Holidays") for row in holidays_of(*each)]
    families = (*built_in.families, *reasons.families)
    return built_in._replace(
        settings=(*built_in.settings, *(row for one in settings for row in one.deciding), *categories),
        recorded=tuple(row for one in settings for row in one.recorded),
        holidays=(*built_in.holidays, *holidays),
        reasons=(*reasons.reasons, *built_in.reasons),
        words=with_words(built_in.words, reasons.words),
        families=families,
        rules=_rules(of(RULES_SHEET), families),
        tests=tuple(test for each in of(TESTS_SHEET) for test in tests_of(*each)),
        own_stores=tuple(sorted({store for one in settings for store in one.stores})),
    )


def _reasons(pages: Sequence[tuple[Page, Sequence[Field]]], built_in: Policy) -> Reasons:
    """The reasons of all sheets; a family of an earlier one is known to the later ones."""
    reasons, words, families = Reasons()
    for page, fields in pages:
        more = reasons_of(page, fields, built_in._replace(families=(*built_in.families, *families)))
        reasons, words, families = (*reasons, *more.reasons), {**words, **more.words}, (*families, *more.families)
    return Reasons(reasons, words, families)


def _rules(pages: Sequence[tuple[Page, Sequence[Field]]], families: tuple[str, ...]) -> tuple[Rule, ...]:
    """The seller's table under the built-in rows about facts that it does not have; else the built-in one."""
    built_in = built_in_rules(families)
    used = [(page, fields) for page, fields in pages if page.rows]
    if not used:
        return built_in
    page, fields = used[0]
    for other, _ in used[1:]:  # which of two tables comes first cannot be known
        message = f"`rules` stand here and in {visible(str(page.table.at), None)}"
        hint = "put all of them into one sheet"
        other.findings.append(Finding(Code.CONFLICTING_ROWS, other.table.at, message, hint))
    answers = answers_of(families)
    own_columns = frozenset(name for name in page.columns if name in FACT_NAMES)
    return with_built_in_on_top(tuple(rules_of(page, fields, answers)), own_columns, built_in, answers)
