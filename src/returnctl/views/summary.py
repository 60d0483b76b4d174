"""A running tally of a batch: what came in, what was recommended, what needs a person, what could not be decided."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Final, NamedTuple, Self, TypeVar

from returnctl.deciding.decision import Decision
from returnctl.deciding.desk import Desk
from returnctl.deciding.facts import FACT_NAMES
from returnctl.values.decision import Recommendation
from returnctl.values.finding import Finding, Severity
from returnctl.values.location import Cite
from returnctl.values.request import ReturnRequest
from returnctl.values.text import plural, visible
from returnctl.views.wording import is_overdue, need, shown_text

K = TypeVar("K", bound=tuple[str, ...])
_REPLACEMENT: Final = FACT_NAMES.index("replacement")
# How many clusters, and how many of each, are kept to be shown: memory stays bounded. Then how many are shown.
_MOST_CLUSTERS: Final = 200
_FIRST: Final = 3
_MOST_OVERDUE: Final = 5
_MOST_SHOWN: Final = 8

Alternatives = tuple[tuple[str, ...], ...]


class Unlisted(NamedTuple):
    """Requests for which a listing report has no stock; how many SKUs are not in it, or in it without a quantity."""

    requests: int = 0
    absent: int = 0
    blank: int = 0


class ReviewReason(NamedTuple):
    """Why requests need a person: the rule (empty where the rules disagree), the reason code and its label."""

    rule: str
    code: str
    label: str


class Cause(NamedTuple):
    """What has to be mended: the override of a SKU, or cells of the rows themselves in which the same is wrong."""

    sku: str
    code: str


_OTHERS: Final = Cause("", "")


@dataclass(slots=True)
class Cluster:
    """How many rows are alike, what is said of all of them, and the first of what is to be looked at or mended."""

    said: str
    count: int = 0
    first: list[str] = field(default_factory=list)
    more: int = 0

    def add(self, names: Sequence[str]) -> None:
        """Keep the first names, and count the others."""
        room = _FIRST - len(self.first)
        self.first += names[:room]
        self.more += len(names[room:])

    @property
    def named(self) -> str:
        """The first names, and how many more there are."""
        return " · ".join([*self.first, f"{self.more} more"] if self.more else self.first)


@dataclass(slots=True)
class Tally:
    """Counts that grow while a batch is decided; besides counts it keeps only the first few of each list.

    A request that a newer row replaces (`superseded`) is counted as decided and recommended, but
    neither as overdue nor as needing a person: that would be the same work twice. `again` has how often
    a recommendation, a warning or an override cell was counted for such rows. `zone` is that of the store
    of the run, where it has one; `latest` has the days that were missed, and by whom.
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
    people: dict[ReviewReason, Cluster] = field(default_factory=dict)
    latest: list[tuple[str, str]] = field(default_factory=list)
    causes: dict[Cause, Cluster] = field(default_factory=dict)
    again: Counter[str | Cite] = field(default_factory=Counter)
    zone: str | None = None

    @classmethod
    def of(cls, desk: Desk) -> Self:
        """The empty tally of a run."""
        return cls(as_of=desk.as_of.isoformat(), zone=desk.zone, policy_hash=desk.policy.hash)

    @property
    def rows(self) -> int:
        """All rows that came in: each is either decided or flagged."""
        return self.decided + self.flagged

    @property
    def reviews(self) -> int:
        """The requests that need a person."""
        return sum(cluster.count for cluster in self.people.values())

    def add(self, decision: Decision, *, superseded: bool = False) -> None:
        """Count one decided request."""
        verdict = decision.verdict
        codes, cells = [warn.code for warn in decision.warnings], overridden(decision)
        self.decided += 1
        self.recommendations[verdict.recommendation] += 1
        for code in codes:
            self.warnings[code] += 1
        for cell in cells:
            if cell in self.overrides or len(self.overrides) < _MOST_CLUSTERS:
                self.overrides[cell] += 1
        self.stock_assumed += stock_assumed(decision)
        self.store_unknown += decision.context.store is None
        if superseded:
            self.superseded += 1
            self.again.update((verdict.recommendation, *codes, *cells))
            return
        if verdict.recommendation is Recommendation.REVIEW:
            self._add_review(decision)
        if is_overdue(decision):
            self._add_overdue(decision)

    def _add_review(self, decision: Decision) -> None:
        """Count a request that needs a person, and keep it to show where it is one of the first of its cluster."""
        rule, reason = decision.verdict.rule, decision.reason
        code, label = (reason.code, reason.label) if reason else ("", "a reason that is not known")
        why = ReviewReason(rule.name if rule else "", code, label)
        cluster = _cluster(self.people, why, ReviewReason(why.rule, "", "other reasons"), rule.note if rule else "")
        cluster.count += 1
        cluster.add([_named(decision.request)])
        if rule is None:
            self.undecided += 1
            self.missing[decision.missing] += 1

    def _add_overdue(self, decision: Decision) -> None:
        """Count an overdue request, and keep it to show where it should have been answered among the first."""
        self.overdue += 1
        by = decision.response.respond_by
        day = by.isoformat() if by else ""
        if len(self.latest) < _MOST_OVERDUE or day < self.latest[-1][0]:
            who = f"{_named(decision.request)} · {decision.verdict.recommendation}"
            said = f"answer was due {shown_text(day, decision.terms.zone)}: {who}"
            self.latest = sorted([*self.latest, (day, said)], key=itemgetter(0))[:_MOST_OVERDUE]

    def add_flagged(
        self, request: ReturnRequest, findings: Sequence[Finding], override: Sequence[Finding] = ()
    ) -> None:
        """Count one row on which nothing could be decided; `override` is what is wrong with the override of its SKU."""
        self.flagged += 1
        wrong = [finding for finding in override or findings if finding.severity is Severity.ERROR][:1]
        cause = Cause(request.sku, "") if override else Cause("", "".join(str(each.code) for each in wrong))
        said = "" if len(override) > 1 else "".join(each.message for each in wrong)
        cluster = _cluster(self.causes, cause, _OTHERS, said)
        if cluster.said != said:
            cluster.said = ""
        if not (override and cluster.count):  # the cells of an override are the same each time
            cluster.add([visible(str(each.at), None) for each in override or wrong])
        cluster.count += 1

    def came_up(self) -> set[str]:
        """All that `--fail-on` may name and that has come up."""
        counts: dict[str, int] = {str(name): count for name, count in self.recommendations.items()}
        counts |= {"overdue": self.overdue, "flagged": self.flagged, "undecided": self.undecided, **self.warnings}
        return {name for name, count in counts.items() if count}


def _cluster(clusters: dict[K, Cluster], key: K, others: K, said: str) -> Cluster:
    """The cluster of a key; those that come when there are many already are together."""
    return clusters.setdefault(key if key in clusters or len(clusters) < _MOST_CLUSTERS else others, Cluster(said))


def _named(request: ReturnRequest) -> str:
    row = f"row {request.row}" if request.row is not None else ""
    return " ".join(filter(None, (row, visible(request.order_id or "", 24), visible(request.sku, 24))))


def largest(clusters: Mapping[K, Cluster]) -> tuple[list[tuple[K, Cluster]], int]:
    """The largest clusters in their order, and for how many rows the others stand."""
    ordered = sorted(clusters.items(), key=lambda entry: (-entry[1].count, entry[0]))
    return ordered[:_MOST_SHOWN], sum(cluster.count for _, cluster in ordered[_MOST_SHOWN:])


def cause_lines(tally: Tally) -> Iterator[str]:
    """A line for each cause, `10 requests on SKU X: overrides.xlsx:Overrides!C14: …`; a count ends a long list."""
    shown, left = largest({cause: cluster for cause, cluster in tally.causes.items() if cause != _OTHERS})
    for (sku, code), cluster in shown:
        said = visible(cluster.said, None)
        if sku:
            what = f"{cluster.count} {plural('request', cluster.count)} on SKU {visible(sku)}: {cluster.named}"
            yield f"{what}: {said}" if said else what
        else:
            yield f"{cluster.count} {plural('row', cluster.count)}: {said or code}: {cluster.named}"
    left += tally.causes[_OTHERS].count if _OTHERS in tally.causes else 0
    if left:
        yield f"{left} for other reasons"


def stock_assumed(decision: Decision) -> bool:
    """Whether it mattered that a new one can be sent, and nothing told whether it can."""
    return _REPLACEMENT in decision.verdict.deciding and decision.known[_REPLACEMENT].ordinary


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


def summary_rows(tally: Tally) -> list[tuple[str, str | int]]:
    """The summary as labels and values for a sheet."""
    unlisted = tally.unlisted
    lacking = [("SKUs not in inventory", unlisted.absent), ("SKUs without quantity in inventory", unlisted.blank)]
    return [
        ("as of", shown_text(tally.as_of, tally.zone)),
        ("rows", tally.rows),
        ("decided", tally.decided),
        ("flagged", tally.flagged),
        *((str(name), tally.recommendations[name]) for name in Recommendation),
        ("overdue", tally.overdue),
        ("superseded", tally.superseded),
        ("undecided", tally.undecided),
        *(("what would settle them", line) for line in missing_lines(tally)),
        *(("could not be decided", line) for line in cause_lines(tally)),
        *((f"warning {code}", count) for code, count in sorted(tally.warnings.items())),
        *((f"supplied by {name}", count) for name, count in sorted(tally.supplied.items())),
        *((label, count) for label, count in lacking if count),
        ("stock assumed", tally.stock_assumed),
        ("store unknown", tally.store_unknown),
        ("policy", tally.policy_hash),
    ]


def most_missing(tally: Tally) -> list[tuple[Alternatives, int]]:
    """What would settle undecided requests, that which would settle most first."""
    return sorted(tally.missing.items(), key=lambda entry: (-entry[1], entry[0]))


def missing_lines(tally: Tally) -> list[str]:
    """One line for each: `58 of 60 need one of in_policy, delivery_date`."""
    return [f"{count} of {tally.undecided} {need(count, way)}" for way, count in most_missing(tally)]


def overridden(decision: Decision) -> tuple[Cite, ...]:
    """The cells of the seller's overrides that the decision, its label, its authorization or a warning rests on."""
    own = decision.context.own
    if not own:
        return ()
    used = decision.known.rests_on(decision.verdict.deciding, frozenset([name for name, _ in own]))
    used.add("authorization")
    if decision.label_paid_by is not None:
        used.add("label_paid_by")
    warned = {cite for warn in decision.warnings for cite in warn.cites}
    return tuple(term.cite for name, term in own if name in used or term.cite in warned)
