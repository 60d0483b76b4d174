"""The return desk: a policy compiled to lookups, filled by the very rules that explain the decision."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final, NamedTuple

from returnctl.deciding.axis import names
from returnctl.deciding.days import day_of_answer, local_day
from returnctl.deciding.fact import Established, Fact, Problem
from returnctl.deciding.facts import FACT_NAMES, all_facts
from returnctl.deciding.grounds import Ground, alike, established, groundwork, lay_ground, possible_categories
from returnctl.deciding.handling import Handling, handled, in_time, reason_counts, response
from returnctl.deciding.missing import would_settle
from returnctl.deciding.reasons import reason_finder
from returnctl.deciding.rules import Verdict, consult
from returnctl.deciding.stores import currency_of, list_stores, store_of, store_problem
from returnctl.deciding.warnings import Counts, what_counts
from returnctl.values.cite import Cite
from returnctl.values.decision import Recommendation, Response
from returnctl.values.finding import Code, Finding, Severity
from returnctl.values.policy import Policy, Reason, Setting, Term, Terms
from returnctl.values.request import ReturnRequest
from returnctl.values.sku import compared, difference, nearly
from returnctl.values.visible import visible

_LARGEST: Final = 20_000
_STAGE, _WINDOW = FACT_NAMES.index("stage"), FACT_NAMES.index("window")


class Conclusion(NamedTuple):
    """What follows from established facts, for every request that has these."""

    ground: Ground
    established: tuple[Established, ...]
    verdict: Verdict
    handling: Handling
    reason: Reason | None


class Decision(NamedTuple):
    """The answer to one return request, with all that it rests on.

    `established` holds each fact in the order of the rules table; `verdict` the recommendation, the
    item, the rules and the steps; `problems` what was found wrong with the request while deciding.
    `older` is set where this is also the answer to an older row of the same request.
    """

    request: ReturnRequest
    as_of: date
    ground: Ground
    established: tuple[Established, ...]
    verdict: Verdict
    handling: Handling
    response: Response
    reason: Reason | None
    problems: tuple[Problem, ...]
    older: ReturnRequest | None = None

    @property
    def terms(self) -> Terms:
        """The terms of the request; where several sets may apply, the first."""
        return self.ground.terms[0]


class Desk:
    """A policy made ready for a run. Decides requests one by one; what it keeps between them never shows.

    `as_of` is the moment for which it answers, `store` the store of requests that name none.
    """

    __slots__ = (
        "_alike",
        "_full",
        "_grounds",
        "_near",
        "_places",
        "_possible",
        "_responses",
        "_skus",
        "_verdicts",
        "_work",
        "as_of",
        "fact_names",
        "facts",
        "look_up",
        "policy",
        "stores",
    )

    def __init__(self, policy: Policy, as_of: date, store: str | None = None) -> None:
        self.policy = policy
        self.as_of = as_of
        self.stores = list_stores(policy.stores, store, policy.own_stores)
        self.look_up = reason_finder(policy)
        self.facts: tuple[Fact, ...] = all_facts(policy.families, self.look_up)
        self.fact_names = tuple(fact.name for fact in self.facts)
        self._places = range(len(self.facts))
        self._full = tuple((1 << len(fact.answers)) - 1 for fact in self.facts)
        self._work = groundwork(policy, self.facts, as_of)
        self._grounds: dict[Any, Ground] = {}
        self._alike: dict[Any, Ground] = {}
        self._skus: dict[str, tuple[str | None, tuple[Problem, ...]]] = {}
        self._near: Mapping[str, str] | None = None
        self._verdicts: dict[tuple[int, ...], Verdict] = {}
        self._possible: dict[int, Mapping[str, tuple[str, ...]]] = {}
        self._responses: dict[Any, Response] = {}

    @property
    def dated(self) -> bool:
        """Whether any promise to the customer depends on the day of the order."""
        return bool(self._work.turns)

    @property
    def zone(self) -> str | None:
        """The time zone of the store of requests that name none, where there is one."""
        store = self.stores.given or self.stores.only
        return store.zone if store else None

    @property
    def turns(self) -> tuple[date, ...]:
        """The order days from which on other promises to the customer hold."""
        return self._work.turns

    def flagged(self, sku: str) -> tuple[Finding, ...]:
        """The findings of the override file that make every request on this SKU undecidable."""
        return self.policy.broken.get(compared(sku), ()) if self.policy.broken else ()

    def decide(self, request: ReturnRequest) -> Decision:
        """The decision on one request, and everything it rests on."""
        ground = self.ground(request)
        found = tuple([self.established(place, request, ground) for place in self._places])
        reason = self.look_up(request.reason, ground.terms[0].store)
        by_date = in_time(request, ground.terms, found[_WINDOW].measured)
        concluded = self.conclude(ground, found, reason, by_date, what_counts(request))
        return Decision(
            request,
            self.as_of,
            ground,
            found,
            concluded.verdict,
            concluded.handling,
            self.response(request, ground, waits(concluded)),
            reason,
            (*ground.problems, *[known.problem for known in found if known.problem is not None]),
        )

    def conclude(
        self,
        ground: Ground,
        found: tuple[Established, ...],
        reason: Reason | None,
        by_date: bool | None,
        counts: Counts,
    ) -> Conclusion:
        """What follows from the facts; `by_date` is what `in_time` says, `counts` what counts beside them.

        Handling is kept on the ground by what it reads, so that equal requests share it.
        """
        verdict = self.verdict(tuple([known.possible for known in found]))
        settled = tuple([known.settled_by for known in found]) if not verdict.settled else ()
        key = (id(verdict), by_date, settled, reason_counts(reason, ground.terms[0]), counts)
        known: Handling | None = ground.handled.get(key)
        if known is None:
            if len(ground.handled) >= _LARGEST:
                ground.handled.clear()
            known = ground.handled[key] = self._follow(ground, found, verdict, reason, by_date, counts)
        return Conclusion(ground, found, verdict, known, reason)

    def established(self, place: int, request: ReturnRequest, ground: Ground) -> Established:
        """What the fact of that place comes to, looked up or established once."""
        table, key = ground.plan[place]
        return table.get(key(request)) or established(self.facts[place], place, request, ground)

    def verdict(self, answers: tuple[int, ...]) -> Verdict:
        """What the rules say to these possible answers, looked up or worked out once."""
        known = self._verdicts.get(answers)
        if known is None:
            if len(self._verdicts) >= _LARGEST:
                self._verdicts.clear()
                self._possible.clear()
                self._forget_grounds()  # what hangs on a verdict's identity goes with it
            known = self._verdicts[answers] = consult(self.policy.rules, answers, self.fact_names, self._full)
        return known

    def categories(self, request: ReturnRequest) -> tuple[str, ...]:
        """The categories that matter in the request's store."""
        return possible_categories(self._work, store_of(request, self.stores))

    def old_constants(self) -> tuple[Cite, ...]:
        """The built-in constants that were used and had been checked more than a year before the as-of day."""
        today = day_of_answer(self.as_of, None)
        cites = {
            term.cite
            for ground in self._grounds.values()
            for terms in ground.terms
            for term in terms
            if isinstance(term, Term) and term.cite.checked and _a_year_later(term.cite.checked) < today.timetuple()[:3]
        }
        return tuple(sorted(cites, key=lambda cite: (cite.checked or today, cite.name)))

    def ground(self, request: ReturnRequest) -> Ground:
        """The ground on which a request is decided."""
        sku, near = self.override_of(request.sku)
        ordered = request.order_date if self._work.turns else None
        key = (sku, request.store, request.sales_channel, request.currency, request.category, ordered, near)
        ground = self._grounds.get(key)
        if ground is None:
            if len(self._grounds) >= _LARGEST:
                self._forget_grounds()
            laid = self._laid(request, sku, near)
            ground = self._grounds[key] = self._alike.setdefault(alike(laid), laid)
        return ground

    def _forget_grounds(self) -> None:
        self._grounds.clear()
        self._alike.clear()

    def _laid(self, request: ReturnRequest, sku: str | None, near: tuple[Problem, ...]) -> Ground:
        store = store_of(request, self.stores)
        problem = store_problem(request, self.stores)
        override: tuple[Setting, ...] = self.policy.overrides.get(sku, ()) if sku is not None else ()
        category = " ".join(request.category.casefold().split()) if request.category else None
        ordered = local_day(request.order_date, store.zone if store else None)
        problems = (*near, problem) if problem else near
        currency = currency_of(request) if store is None else store.currency
        return lay_ground(self._work, store, currency, category, ordered, override, problems)

    def override_of(self, text: str) -> tuple[str | None, tuple[Problem, ...]]:
        """The compared form of a SKU that has an override, or the override that it nearly matches."""
        known = self._skus.get(text)
        if known is None:
            if len(self._skus) >= _LARGEST:
                self._skus.clear()
            sku = compared(text)
            known = (sku, ()) if sku in self.policy.overrides else (None, self._nearly(sku))
            self._skus[text] = known
        return known

    def _nearly(self, sku: str) -> tuple[Problem, ...]:
        if not self.policy.overrides:
            return ()
        if self._near is None:
            self._near = {nearly(other): other for other in self.policy.overrides}
        other = self._near.get(nearly(sku))
        if other is None:
            return ()
        said = f"`{visible(sku)}` has no override, but `{visible(other)}` has: {difference(sku, other)}"
        hint = "SKUs are compared letter by letter; correct one of the two if they are the same"
        return (Problem(Code.SKU_NEAR_MISS, "sku", said, hint, Severity.WARNING),)

    def response(self, request: ReturnRequest, ground: Ground, new: bool | None) -> Response:
        """By when to answer; `new` says whether the request waits for an answer."""
        terms = ground.terms[0]
        asked = request.request_date
        # Equal moments are written with different offsets, and so is the answer.
        key = (asked, getattr(asked, "tzinfo", None), terms.zone, new, terms.respond_within_hours.value)
        known = self._responses.get(key)
        if known is None:
            if len(self._responses) >= _LARGEST:
                self._responses.clear()
            known = self._responses[key] = response(request, terms, self.as_of, new=new)
        return known

    def _follow(
        self,
        ground: Ground,
        found: tuple[Established, ...],
        verdict: Verdict,
        reason: Reason | None,
        by_date: bool | None,
        counts: Counts,
    ) -> Handling:
        possible = self._possible.get(id(verdict))
        if possible is None:  # they are those of the answers to which the verdict belongs
            answers = zip(self.facts, found, strict=True)
            possible = self._possible[id(verdict)] = {
                fact.name: names(fact.answers, known.possible) for fact, known in answers
            }
        missing = would_settle(found, verdict, counts.in_policy is None, self.fact_names, self.verdict)
        return handled(verdict, ground.terms, reason, by_date, counts, possible, missing)


def _a_year_later(day: date) -> tuple[int, int, int]:
    return day.year + 1, day.month, day.day


def waits(concluded: Conclusion | Decision) -> bool | None:
    """Whether the request waits for an answer, None where that is not known."""
    if concluded.verdict.recommendation is Recommendation.NO_ACTION:
        return False
    stage = concluded.established[_STAGE].possible
    return True if stage == 1 else None if stage & 1 else False


def decide(request: ReturnRequest, policy: Policy, as_of: date, store: str | None = None) -> Decision:
    """The decision on one request under a policy, as of a day or moment; `store` is where it names none."""
    return Desk(policy, as_of, store).decide(request)
