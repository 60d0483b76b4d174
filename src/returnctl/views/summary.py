"""A running tally of a batch: what came in, what was recommended, what needs a person."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from returnctl.deciding.desk import Decision
from returnctl.deciding.facts import FACT_NAMES
from returnctl.values.cite import Cite
from returnctl.values.decision import Recommendation
from returnctl.values.finding import Finding
from returnctl.values.request import ReturnRequest
from returnctl.views.causes import Causes, count_cause
from returnctl.views.needs import need
from returnctl.views.unlisted import Unlisted
from returnctl.views.waiting import is_overdue

_REPLACEMENT: Final = FACT_NAMES.index("replacement")
# How many groups, and how many requests of each, are kept to be shown: memory stays bounded.
_MOST_GROUPS: Final = 200
FIRST: Final = 3
_MOST_OVERDUE: Final = 5
OTHER_REASONS: Final = "other reasons"

Alternatives = tuple[tuple[str, ...], ...]


class Shown(NamedTuple):
    """One request as it is named in a list; `zone` is that of its store, where known."""

    file: str
    row: int | None
    order_id: str
    sku: str
    recommendation: str
    respond_by: str
    zone: str | None = None


class Counted(NamedTuple):
    """How a request is counted. `why` it needs a person, and what is `missing` where the rules disagree."""

    recommendation: Recommendation
    warnings: tuple[str, ...]
    stock_assumed: bool
    store_unknown: bool
    why: "Why | None"
    note: str
    missing: Alternatives | None
    overridden: tuple[Cite, ...] = ()


class Why(NamedTuple):
    """Why requests need a person: the rule (empty where the rules disagree), the reason code and its label."""

    rule: str
    code: str
    label: str


@dataclass(slots=True)
class Group:
    """How many requests need a person for the same reason, the first few of them, and the rule's advice."""

    note: str
    count: int = 0
    first: list[Shown] = field(default_factory=list)


@dataclass(slots=True)
class Tally:
    """Counts that grow while a batch is decided; besides counts it keeps only the first few of each list.

    A request that a newer row replaces (`superseded`) is counted as decided and recommended, but
    neither as overdue nor as needing a person: that would be the same work twice. `again` has how often
    a recommendation, a warning or an override cell was counted for such rows. `zone` is that of the store
    of the run, where it has one.
    """

    as_of: str = ""
    policy_hash: str = ""
    decided: int = 0
    flagged: int = 0
    superseded: int = 0
    undecided: int = 0
    overdue: int = 0
    stock_assumed: int = 0
    store_unknown: int = 0
    recommendations: Counter[Recommendation] = field(default_factory=Counter)
    missing: Counter[Alternatives] = field(default_factory=Counter)
    warnings: Counter[str] = field(default_factory=Counter)
    findings: Counter[str] = field(default_factory=Counter)
    supplied: dict[str, int] = field(default_factory=dict)
    unlisted: Unlisted = field(default_factory=Unlisted)
    overrides: Counter[Cite] = field(default_factory=Counter)
    people: dict[Why, Group] = field(default_factory=dict)
    latest: list[Shown] = field(default_factory=list)
    causes: Causes = field(default_factory=dict)
    again: Counter[str | Cite] = field(default_factory=Counter)
    zone: str | None = None

    @property
    def rows(self) -> int:
        """All rows that came in: each is either decided or flagged."""
        return self.decided + self.flagged

    @property
    def reviews(self) -> int:
        """The requests that need a person."""
        return sum(group.count for group in self.people.values())

    def add(self, decision: Decision, *, superseded: bool = False) -> None:
        """Count one decided request."""
        like = counted(decision)
        if superseded:
            self.superseded += 1
            self.again.update((like.recommendation, *like.warnings, *like.overridden))
            self.add_like(like._replace(why=None), 1)
            return
        self.add_like(like, 1)
        if like.why is not None:
            self.add_first(like.why, like.note, _shown(decision))
        if is_overdue(decision):
            by = decision.response.respond_by
            if self.comes_late(by.isoformat() if by else ""):
                self.add_late(_shown(decision))

    def add_like(self, like: Counted, times: int) -> None:
        """Count so many requests that are counted alike."""
        if not times:
            return
        self.decided += times
        self.recommendations[like.recommendation] += times
        for code in like.warnings:
            self.warnings[code] += times
        self.stock_assumed += like.stock_assumed * times
        self.store_unknown += like.store_unknown * times
        for cite in like.overridden:
            if cite in self.overrides or len(self.overrides) < _MOST_GROUPS:
                self.overrides[cite] += times
        if like.why is not None:
            self.people.setdefault(self._group(like.why), Group(like.note)).count += times
            if like.missing is not None:
                self.undecided += times
                self.missing[like.missing] += times

    def add_first(self, why: Why, note: str, shown: Shown) -> None:
        """Keep a request to show that needs a person, where it is one of the first of its group."""
        group = self.people.setdefault(self._group(why), Group(note))
        if len(group.first) < FIRST:
            group.first.append(shown)

    def _group(self, why: Why) -> Why:
        full = why not in self.people and len(self.people) >= _MOST_GROUPS
        return Why(why.rule, "", OTHER_REASONS) if full else why

    def comes_late(self, by: str) -> bool:
        """Count an overdue request; whether it is one of those that should have been answered first."""
        self.overdue += 1
        return len(self.latest) < _MOST_OVERDUE or by < self.latest[-1].respond_by

    def add_late(self, shown: Shown) -> None:
        """Keep an overdue request to show."""
        self.latest.append(shown)
        self.latest.sort(key=_by_day)
        del self.latest[_MOST_OVERDUE:]

    def add_flagged(
        self, request: ReturnRequest, findings: Sequence[Finding], override: Sequence[Finding] = ()
    ) -> None:
        """Count one row on which nothing could be decided; `override` is what is wrong with the override of its SKU."""
        self.flagged += 1
        count_cause(self.causes, request, findings, override)

    def add_findings(self, findings: Iterable[Finding]) -> None:
        """Count findings by their severity."""
        for finding in findings:
            self.findings[str(finding.severity)] += 1

    def add_supplied(self, source: str, fields: int) -> None:
        """Count what a file beside the report gave: `orders`, `inventory` or `deliveries`, and how many requests."""
        self.supplied[source] = self.supplied.get(source, 0) + fields


def _by_day(shown: Shown) -> str:
    return shown.respond_by


def summary_record(tally: Tally) -> dict[str, object]:
    """The summary as JSON; every recommendation is listed, those that nobody got with 0."""
    return {
        "rows": tally.rows,
        "decided": tally.decided,
        "flagged": tally.flagged,
        "recommendations": {str(name): tally.recommendations[name] for name in Recommendation},
        "overdue": tally.overdue,
        "review": tally.reviews,
        "undecided": tally.undecided,
        "missing": [
            {"alternatives": [list(fields) for fields in alternatives], "requests": count}
            for alternatives, count in most_missing(tally)
        ],
        "warnings": dict(sorted(tally.warnings.items())),
        "findings": {name: tally.findings[name] for name in ("error", "warning", "note")},
        "superseded": tally.superseded,
        "supplied": dict(sorted(tally.supplied.items())),
        "stock_assumed": tally.stock_assumed,
        "store_unknown": tally.store_unknown,
        "as_of": tally.as_of or None,
        "policy_hash": tally.policy_hash or None,
    }


def most_missing(tally: Tally) -> list[tuple[Alternatives, int]]:
    """What would settle undecided requests, that which would settle most first."""
    return sorted(tally.missing.items(), key=lambda entry: (-entry[1], entry[0]))


def missing_lines(tally: Tally) -> list[str]:
    """One line for each: `58 of 60 need one of in_policy, delivery_date`."""
    return [f"{count} of {tally.undecided} {need(count, way)}" for way, count in most_missing(tally)]


def counted(decision: Decision) -> Counted:
    """How a decided request is counted."""
    verdict = decision.verdict
    review = verdict.recommendation is Recommendation.REVIEW
    return Counted(
        verdict.recommendation,
        tuple(warn.code for warn in decision.handling.warnings),
        _REPLACEMENT in verdict.deciding and decision.established[_REPLACEMENT].ordinary,
        decision.ground.store is None,
        _why(decision) if review else None,
        verdict.rule.note if verdict.rule else "",
        decision.handling.missing if verdict.rule is None else None,
        overridden(decision),
    )


def overridden(decision: Decision) -> tuple[Cite, ...]:
    """The cells of the seller's overrides that the decision, its label, its authorization or a warning rests on."""
    own, handling = decision.ground.own, decision.handling
    if not own:
        return ()
    used = {name for place in decision.verdict.deciding for name in decision.established[place].uses}
    used.add("authorization")
    if handling.label_paid_by is not None:
        used.add("label_paid_by")
    warned = {cite for warn in handling.warnings for cite in warn.cites}
    return tuple(term.cite for name, term in own if name in used or term.cite in warned)


def _why(decision: Decision) -> Why:
    rule, reason = decision.verdict.rule, decision.reason
    if reason is None:
        return Why(rule.name if rule else "", "", "a reason that is not known")
    return Why(rule.name if rule else "", reason.code, reason.label)


def _shown(decision: Decision) -> Shown:
    request, by = decision.request, decision.response.respond_by
    return Shown(
        request.source.file,
        request.row,
        request.order_id or "",
        request.sku,
        str(decision.verdict.recommendation),
        by.isoformat() if by else "",
        decision.terms.zone,
    )
