"""Laws of the audits: what is said to change nothing really changes no decision, and nothing turns on order."""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from random import Random
from typing import Any

from auditing import row, table
from builders import AS_OF, LAW, POLICY, ask
from generating import HALVES, TERM_VALUES, blanks, own_settings, requests
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from returnctl.deciding.desk import Desk
from returnctl.proving.audits import audit_overrides
from returnctl.proving.places import scope_of
from returnctl.values.finding import Code, Finding, Severity
from returnctl.values.policy import Policy, Setting
from returnctl.values.request import ReturnRequest
from witness import met, must_meet

Rows = tuple[tuple[Setting, ...], ...]
# Few terms with few values, many of which are built in for some store: that one changes nothing must come up often.
LIKELY: dict[str, st.SearchStrategy[Any]] = {
    "authorization": TERM_VALUES["authorization"],
    "return_window_days": st.sampled_from([10, 30, 30]),
    "keep_up_to": st.sampled_from([Decimal(50), Decimal(50), Decimal(60)]),
    "review_above": st.sampled_from([None, Decimal(50)]),
    "label_paid_by": st.sampled_from(["seller", "seller", "buyer"]),
    "returnable": st.booleans(),
}
ENDED = ({"last": AS_OF - timedelta(days=1)}, {"last": AS_OF - timedelta(days=36)}, {"last": AS_OF})

# What is said of such rows.
SAID = tuple(
    map(
        str,
        (
            Code.CHANGES_NOTHING,
            Code.OVERRIDE_ENDED,
            Code.AMAZON_AUTHORISES_ANYWAY,
            Code.SKU_IN_SEVERAL_ROWS,
            Code.NO_LEGAL_GROUND,
            Code.CONTRADICTING_TERMS,
        ),
    )
)


@st.composite
def rows(draw: st.DrawFn) -> Rows:
    """A few rows of one SKU that do not contradict: no term twice in rows of the same store."""
    made: list[tuple[Setting, ...]] = []
    taken: set[tuple[str, str | None]] = set()
    for number in range(2, 2 + draw(st.integers(1, 3))):
        store = draw(st.sampled_from([None, None, "US", "DE"]))
        names = draw(st.lists(st.sampled_from(sorted(LIKELY)), min_size=1, max_size=3, unique=True))
        free = [name for name in names if (name, store) not in taken]
        taken.update((name, store) for name in free)
        period = draw(st.sampled_from([{}, {}, {}, *HALVES, *ENDED]))
        made.append(row(number, store, **period, **{name: draw(LIKELY[name]) for name in free}))
    return tuple(made)


def policy_with(own: Sequence[Setting], override: Rows) -> Policy:
    return POLICY._replace(settings=(*POLICY.settings, *own), overrides=table(A_1=override))


def without(override: Rows, finding: Finding) -> Rows:
    """The rows without the term at the cell that is told, or without the row."""
    if finding.at.column:
        return tuple(tuple(one for one in each if one.cite.at != finding.at) for each in override)
    return tuple(each for each in override if each and each[0].cite.at and each[0].cite.at.row != finding.at.row)


def answered(request: ReturnRequest, policy: Policy) -> Any:
    """All that is decided, apart from the places that it rests on."""
    decision = Desk(policy, AS_OF).decide(request)
    verdict = decision.verdict
    warnings = tuple((warn.code, warn.message) for warn in decision.warnings)
    return (
        verdict.recommendation,
        verdict.item,
        verdict.rules,
        decision.known.answers,
        (decision.authorization, decision.label_paid_by, decision.fault, decision.note, decision.missing),
        warnings,
        decision.response,
    )


@must_meet("term", "row")
@settings(LAW, max_examples=80)
@given(requests(), blanks(), own_settings(), rows())
@example(ask(), {}, (), (row(2, "US", return_window_days=30),))
@example(ask(), {}, (), (row(2, "US", return_window_days=30, keep_up_to=Decimal(60)),))
def test_what_is_said_to_change_nothing_changes_no_decision(
    request: ReturnRequest, unknown: dict[str, Any], own: tuple[Setting, ...], override: Rows
) -> None:
    policy = policy_with(own, override)
    scope = scope_of(policy, None)
    assume(request.store is None or request.store in {store.code for store in scope.stores})
    request = request._replace(**unknown)
    idle = [each for each in audit_overrides(policy, AS_OF) if each.code is Code.CHANGES_NOTHING]
    answer = answered(request, policy) if idle else None
    for finding in idle:
        met("term" if finding.at.column else "row")
        less = without(override, finding)
        assert sum(map(len, less)) < sum(map(len, override))
        assert answered(request, policy_with(own, less)) == answer


@must_meet("ended")
@LAW
@given(requests(), blanks(), rows())
@example(ask(), {}, (row(2, last=AS_OF - timedelta(days=60), keep_up_to=Decimal(60)),))
def test_terms_of_the_desk_that_ended_decide_nothing_any_more(
    request: ReturnRequest, unknown: dict[str, Any], override: Rows
) -> None:
    policy = policy_with((), override)
    request = request._replace(**unknown)
    ended = [each for each in audit_overrides(policy, AS_OF, "US") if each.code is Code.OVERRIDE_ENDED]
    for finding in ended:
        if finding.severity is Severity.NOTE:
            met("ended")
            assert answered(request, policy_with((), without(override, finding))) == answered(request, policy)


@must_meet("other order", *SAID)
@LAW
@given(own_settings(), rows(), st.randoms(use_true_random=False))
@example((), (row(2, "US", keep_up_to=Decimal(60)), row(3, "US", review_above=Decimal(50))), Random(1))  # noqa: S311 - it only shuffles
def test_nothing_turns_on_the_order_of_rows_and_settings(
    own: tuple[Setting, ...], override: Rows, random: Random
) -> None:
    said = audit_overrides(policy_with(own, override), AS_OF)
    shuffled = list(override)
    random.shuffle(shuffled)
    if said and tuple(shuffled) != override:
        met("other order")
    for finding in said:
        met(str(finding.code))
    assert audit_overrides(policy_with(own[::-1], tuple(shuffled)), AS_OF) == said
