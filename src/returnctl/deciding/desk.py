"""The return desk: a policy compiled to lookups, filled by the very rules that explain the decision."""

from bisect import bisect_right
from collections.abc import Mapping
from datetime import date
from typing import Any, Final, NamedTuple, TypeVar

from returnctl.deciding.contexts import Context, Override, base_context, overlay, policy_rows, possible_categories
from returnctl.deciding.days import day_of_answer, local_day
from returnctl.deciding.decision import Decision
from returnctl.deciding.duty import DUTY
from returnctl.deciding.fact import Case, Problem
from returnctl.deciding.facts import all_facts, place_of
from returnctl.deciding.handling import response
from returnctl.deciding.known import Known
from returnctl.deciding.missing import Alternatives, would_settle
from returnctl.deciding.reasons import reason_finder
from returnctl.deciding.rules import Answers, Tellable, Verdict, consult, tellable
from returnctl.deciding.stage import STAGE
from returnctl.deciding.stores import currency_of, list_stores, store_of, store_problem
from returnctl.values.decision import Recommendation, Response
from returnctl.values.finding import Code, Finding, Severity
from returnctl.values.location import Cite
from returnctl.values.policy import Policy, Store, Term
from returnctl.values.request import ReturnRequest
from returnctl.values.text import compared, difference, nearly, visible

_LARGEST: Final = 10_000
K = TypeVar("K")
V = TypeVar("V")
_STAGE, _DUTY = place_of(STAGE), place_of(DUTY)


class _Market(NamedTuple):
    """Where requests belong that name the same store, or none, and have the same currency.

    `as_of` is the day of the answer there, `categories` those that any row of the policy names.
    """

    store: Store | None
    currency: str
    as_of: date
    categories: frozenset[str]
    problems: tuple[Problem, ...]


class Desk:
    """A policy made ready for a run. Decides requests one by one; what it keeps between them never shows.

    `as_of` is the moment for which it answers, `store` the store of requests that name none.
    """

    def __init__(self, policy: Policy, as_of: date, store: str | None = None) -> None:
        self.policy = policy
        self.as_of = as_of
        self.stores = list_stores(policy.stores, store, policy.own_stores)
        self.look_up = reason_finder(policy)
        self.facts = all_facts(policy.families)
        self.fact_names = tuple(fact.name for fact in self.facts)
        self._work = policy_rows(policy, as_of)
        self._places: dict[Any, _Market] = {}
        self._contexts: dict[Any, Context] = {}
        self._skus: dict[str, tuple[Override | None, tuple[Problem, ...]]] = {}
        self._near: Mapping[str, str] | None = None
        self._verdicts: dict[Answers, Verdict] = {}
        self._tellable: dict[Answers, Tellable] = {}
        self._missing: dict[Any, Alternatives] = {}
        self._responses: dict[Any, Response] = {}
        self._ages = any(self._is_old(row.cite) for row in policy.settings)
        self._old: set[Cite] = set()

    @property
    def zone(self) -> str | None:
        """The time zone of the store of requests that name none, where there is one."""
        store = self.stores.given or self.stores.only
        return store.zone if store else None

    def turns(self, request: ReturnRequest) -> tuple[date, ...]:
        """The order days from which on other promises to the customer hold."""
        _, override, _ = self._placed(request)
        return (*self._work.turns, *(override.turns if override else ()))

    def cases(self, request: ReturnRequest) -> list[Case]:
        """The request under each set of terms that may apply."""
        return self._cases(request, self.context(request))

    def _cases(self, request: ReturnRequest, context: Context) -> list[Case]:
        return [Case(request, terms, self.look_up(request.reason, terms.store)) for terms in context.terms]

    def flagged(self, sku: str) -> tuple[Finding, ...]:
        """The findings of the override file that make every request on this SKU undecidable."""
        return self.policy.broken.get(compared(sku), ()) if self.policy.broken else ()

    def decide(self, request: ReturnRequest) -> Decision:
        """The decision on one request, and everything it rests on."""
        place, override, near = self._placed(request)
        context = self._context(request, place, override)
        cases = self._cases(request, context)
        known = Known(self.facts, cases, context.varies)
        verdict = self.verdict(known.answers)
        missing = () if verdict.settled else self._would_settle(known, verdict, request)
        return Decision(
            cases,
            self.as_of,
            context,
            known,
            verdict,
            self.response(request, context, waits(verdict)),
            (*near, *place.problems, *known.problems),
            missing,
        )

    def verdict(self, answers: Answers) -> Verdict:
        """What the rules say to these possible answers, looked up or worked out once."""
        return self._verdicts.get(answers) or _keep(
            self._verdicts, answers, consult(self.policy.rules, answers, self.facts)
        )

    def tellable(self, verdict: Verdict) -> Tellable:
        """The facts that a sentence on this verdict may name, looked up or worked out once."""
        known = self._tellable.get(verdict.answers)
        return (
            _keep(self._tellable, verdict.answers, tellable(verdict, self.facts, self.verdict))
            if known is None
            else known
        )

    def _would_settle(self, known: Known, verdict: Verdict, request: ReturnRequest) -> Alternatives:
        mark_blank = request.in_policy is None
        unknown = [place for place, possible in enumerate(verdict.answers) if possible & (possible - 1)]
        key = (verdict.answers, tuple([known[place].settled_by for place in unknown]), mark_blank)
        missing = self._missing.get(key)
        if missing is None:
            missing = would_settle(known, verdict, mark_blank, _DUTY, self.verdict)
            _keep(self._missing, key, missing)
        return missing

    def categories(self, request: ReturnRequest) -> tuple[str, ...]:
        """The categories that matter in the request's store."""
        return possible_categories(self._work, store_of(request, self.stores))

    def old_constants(self) -> tuple[Cite, ...]:
        """The built-in constants that were used and had been checked more than a year before the as-of day."""
        return tuple(sorted(self._old, key=lambda cite: (cite.checked or date.min, cite.name)))

    def _is_old(self, cite: Cite) -> bool:
        checked, today = cite.checked, day_of_answer(self.as_of, None)
        return checked is not None and (checked.year + 1, checked.month, checked.day) < today.timetuple()[:3]

    def context(self, request: ReturnRequest) -> Context:
        """The context in which a request is decided."""
        place, override, _ = self._placed(request)
        return self._context(request, place, override)

    def _placed(self, request: ReturnRequest) -> "tuple[_Market, Override | None, tuple[Problem, ...]]":
        """The request's place, and the override of its SKU or what was found instead of one."""
        key = (request.store, request.sales_channel, request.currency)
        place = self._places.get(key) or _keep(self._places, key, self._place_of(request))
        return (place, *(self._skus.get(request.sku) or self._override_of(request.sku)))

    def _place_of(self, request: ReturnRequest) -> "_Market":
        store, problem = store_of(request, self.stores), store_problem(request, self.stores)
        return _Market(
            store,
            currency_of(request) if store is None else store.currency,
            day_of_answer(self.as_of, store.zone if store else None),
            frozenset(possible_categories(self._work, store)),
            (problem,) if problem else (),
        )

    def _context(self, request: ReturnRequest, place: "_Market", override: Override | None) -> Context:
        store, currency, as_of, categories, _ = place
        turns = self._work.turns
        category = " ".join(request.category.casefold().split()) if request.category else None
        if category and category not in categories:
            category = ""  # no row names it
        ordered = None
        if turns or (override is not None and override.turns):
            ordered = local_day(request.order_date, store.zone if store else None)
            if ordered is not None and ordered > as_of:
                ordered = None  # a purchase in the future is no date
        where = (store and store.code, currency, category, ordered and bisect_right(turns, ordered))
        context = self._contexts.get(where)
        if context is None:
            context = _keep(self._contexts, where, base_context(self._work, store, currency, category, ordered))
            if self._ages:
                terms = [term for each in context.terms for term in each if isinstance(term, Term)]
                self._old.update([term.cite for term in terms if self._is_old(term.cite)])
        return context if override is None else overlay(self._work, context, override, currency, category, ordered)

    def _override_of(self, text: str) -> tuple[Override | None, tuple[Problem, ...]]:
        """The override of a SKU, or what is to be said where it nearly matches that of another."""
        sku = compared(text)
        rows = self.policy.overrides.get(sku)
        return _keep(self._skus, text, (None, self._nearly(sku)) if rows is None else (Override.of(rows), ()))

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

    def response(self, request: ReturnRequest, context: Context, new: bool | None) -> Response:
        """By when to answer; `new` says whether the request waits for an answer."""
        terms = context.terms[0]
        asked = request.request_date
        # Equal moments are written with different offsets, and so is the answer.
        key = (asked, getattr(asked, "tzinfo", None), terms.zone, new, terms.respond_within_hours.value)
        return self._responses.get(key) or _keep(self._responses, key, response(request, terms, self.as_of, new=new))


def _keep(kept: dict[K, V], key: K, value: V) -> V:
    """Keep what may come up again; memory stays bounded."""
    if len(kept) >= _LARGEST:
        kept.clear()
    kept[key] = value
    return value


def waits(verdict: Verdict) -> bool | None:
    """Whether the request waits for an answer, None where that is not known."""
    if verdict.recommendation is Recommendation.NO_ACTION:
        return False
    stage = verdict.answers[_STAGE]
    return True if stage == 1 else None if stage & 1 else False


def decide(request: ReturnRequest, policy: Policy, as_of: date, store: str | None = None) -> Decision:
    """The decision on one request under a policy, as of a day or moment; `store` is where it names none."""
    return Desk(policy, as_of, store).decide(request)
