"""The rules table: first hit, steps, proof, a seller's own rows, and what is missing."""

from builders import AS_OF, POLICY, ask, decided, policy_of

from returnctl.deciding.axis import CLOSED_LIST, Cuts, Range, bits, cuts, names
from returnctl.deciding.desk import Desk
from returnctl.deciding.fact import Evidence, closed_list, measured
from returnctl.deciding.facts import FACT_NAMES, all_facts, answers_of
from returnctl.deciding.missing import would_settle
from returnctl.deciding.plain_facts import FULFILMENT, REPLACEMENT
from returnctl.deciding.rule_table import (
    NO_RULE_FITS,
    BadAnswer,
    accepted,
    item_of,
    recommendation_of,
    with_built_in_on_top,
)
from returnctl.deciding.rules import consult, fits, possible_rules
from returnctl.values.decision import Fits, Item, Recommendation, Rule
from returnctl.values.policy import FAMILIES
from returnctl.values.request import UNREADABLE

ANSWERS = answers_of(FAMILIES)
FACTS = all_facts()
FULL = tuple((1 << len(ANSWERS[name])) - 1 for name in FACT_NAMES)
DESK_FACTS = frozenset({"fulfilment", "stage", "claim", "repeat"})


def row(name: str, recommendation: Recommendation, item: Item | None = None, **cells: str) -> Rule:
    named = {fact: tuple(part.strip() for part in text.split(",")) for fact, text in cells.items()}
    accepts = accepted(named, ANSWERS)
    assert isinstance(accepts, tuple)
    return Rule(name, 0, accepts, recommendation, item)


def known(**given: str) -> tuple[int, ...]:
    return tuple(bits(ANSWERS[name], tuple(given[name].split(", "))) if name in given else 1 for name in FACT_NAMES)


def test_a_missing_column_means_any_and_several_answers_may_be_named() -> None:
    assert accepted({}, ANSWERS) == FULL
    assert accepted({"value": ("small", "high")}, ANSWERS) == (*FULL[:-1], 0b1001)
    assert accepted({"value": ()}, ANSWERS) == FULL


def test_an_unknown_answer_or_fact_is_never_a_row_that_silently_does_not_fit() -> None:
    assert accepted({"value": ("tiny", "small"), "colour": ("red",)}, ANSWERS) == [
        BadAnswer("value", "tiny"),
        BadAnswer("colour", "red"),
    ]


def test_recommendations_and_items_are_found_by_their_names() -> None:
    assert [recommendation_of(value) for value in ("refund-only", "Refund")] == [Recommendation.REFUND_ONLY, None]
    assert [item_of(value) for value in ("keep", "lose")] == [Item.KEEP, None]


def test_built_in_rows_stay_on_top_for_facts_without_a_column() -> None:
    own = (row("all", Recommendation.ACCEPT, Item.SEND_BACK),)
    table = with_built_in_on_top(own, frozenset({"value"}), POLICY.rules, ANSWERS)
    assert [rule.name for rule in table] == [*(rule.name for rule in POLICY.rules[:7]), "all"]
    assert [rule.number for rule in table] == list(range(1, 9))
    mine = with_built_in_on_top(own, frozenset({"stage", "claim"}), POLICY.rules, ANSWERS)
    assert [rule.name for rule in mine] == ["fulfilled-by-amazon", "asked-twice", "all"]
    assert [rule.name for rule in with_built_in_on_top(own, DESK_FACTS, POLICY.rules, ANSWERS)] == ["all"]


def test_what_a_seller_s_table_leaves_open_a_person_decides() -> None:
    own = (row("small-ones", Recommendation.REFUND_ONLY, Item.KEEP, value="small"),)
    table = with_built_in_on_top(own, DESK_FACTS, POLICY.rules, ANSWERS)
    assert [rule.name for rule in table] == ["small-ones", NO_RULE_FITS]
    assert [rule.name for rule in with_built_in_on_top((), DESK_FACTS, POLICY.rules, ANSWERS)] == [NO_RULE_FITS]
    decision = Desk(policy_of(rules=table), AS_OF).decide(ask())
    assert (decision.verdict.recommendation, decision.verdict.rule) == (Recommendation.REVIEW, table[-1])


def test_the_first_row_that_fits_wins() -> None:
    table = (
        row("small", Recommendation.REFUND_ONLY, Item.KEEP, value="small"),
        row("rest", Recommendation.ACCEPT, Item.SEND_BACK),
    )
    assert possible_rules(table, known(value="small")) == table[:1]
    assert possible_rules(table, known(value="small, high")) == table
    assert possible_rules(table, known(value="high")) == table[1:]
    assert possible_rules(table[:1], known(value="small, high")) == table[:1]


def test_a_row_fits_all_some_or_none_of_the_possible_answers() -> None:
    small = row("small", Recommendation.REFUND_ONLY, value="small")
    assert [fits(small, known(value=text)) for text in ("small", "small, high", "high")] == [
        Fits.YES,
        Fits.UNKNOWN,
        Fits.NO,
    ]


def test_the_same_advice_stands_and_only_the_item_is_open() -> None:
    table = (
        row("keeps", Recommendation.REPLACE, Item.KEEP, value="small"),
        row("sends", Recommendation.REPLACE, Item.SEND_BACK),
    )
    verdict = consult(table, known(value="small, high"), FACTS)
    assert (verdict.recommendation, verdict.item, verdict.rule, verdict.settled) == (
        Recommendation.REPLACE,
        Item.UNDECIDED,
        table[0],
        False,
    )
    assert verdict.rules == table


def test_different_advice_is_a_review_without_a_rule() -> None:
    verdict = decided(reason="CR-UNWANTED_ITEM", delivery_date=None).verdict
    assert (verdict.recommendation, verdict.item, verdict.rule) == (Recommendation.REVIEW, None, None)
    assert [rule.name for rule in verdict.rules] == ["late", "unwanted"]


def test_the_steps_go_from_the_first_row_to_the_last_possible_one() -> None:
    steps = decided().verdict.steps
    assert [step.rule.number for step in steps] == list(range(1, 20))
    assert {step.fits for step in steps[:-1]} == {Fits.NO}
    assert steps[-1].fits is Fits.YES


def test_the_proof_names_the_facts_of_the_rule_and_those_that_felled_the_others() -> None:
    verdict = decided().verdict
    assert [FACT_NAMES[place] for place in verdict.deciding[:2]] == ["family", "window"]
    assert {FACT_NAMES[place] for place in verdict.named} == {"family", "replacement", "value"}
    assert verdict.named <= set(verdict.deciding)
    claim = decided(claim=True).verdict
    assert {FACT_NAMES[place] for place in claim.named} == {"claim"}


# Axes.


def test_cuts_drop_what_adds_nothing_and_stop_at_the_ceiling() -> None:
    assert cuts(("a", 5), ("b", 5), ("c", None), ("d", 9), otherwise="e") == Cuts(("a", "d", "e"), (5, 9))
    assert cuts(("a", 5), ("b", 9), otherwise="z", ceiling=7) == Cuts(("a", "b", "z"), (5, 7))
    assert cuts(otherwise="z") == Cuts(("z",), ())


def test_an_interval_has_the_answers_that_it_touches() -> None:
    made = cuts(("a", 5), ("b", 9), otherwise="z")
    assert made.within(Range(None, 5)) == ("a",)
    assert made.within(Range(5, 6)) == ("a", "b")
    assert made.within(Range(10, None)) == ("z",)
    assert made.within(Range(None, None)) == ("a", "b", "z")


def test_the_members_of_a_closed_list_are_its_answers() -> None:
    assert closed_list(decided().terms) is CLOSED_LIST
    assert FULFILMENT.possible(measured(("merchant", "amazon")), decided().terms) == 0b11
    assert FULFILMENT.possible(measured(("amazon",)), decided().terms) == bits(FULFILMENT.answers, ("amazon",))


def test_answers_and_bits_are_two_ways_to_say_the_same() -> None:
    assert bits(("a", "b", "c"), ("c", "a", "a")) == 0b101
    assert names(("a", "b", "c"), 0b101) == ("a", "c")


# What is missing.


def fact(possible: int, *settled_by: tuple[str, ...]) -> tuple[int, Evidence]:
    return possible, Evidence(settled_by=settled_by)


def missing(table: tuple[Rule, ...], found: list[tuple[int, Evidence]], *, mark_blank: bool = False) -> object:
    def ask_rules(answers: tuple[int, ...]) -> object:
        return consult(table, answers, FACTS)

    verdict = consult(table, tuple(possible for possible, _ in found), FACTS)
    return would_settle([evidence for _, evidence in found], verdict, mark_blank, FACT_NAMES.index("duty"), ask_rules)  # type: ignore[arg-type]


def test_nothing_is_missing_where_all_is_settled_and_else_the_smallest_sets_of_fields() -> None:
    table = (
        row("small", Recommendation.REFUND_ONLY, Item.KEEP, value="small"),
        row("rest", Recommendation.ACCEPT, Item.SEND_BACK),
    )
    found = [fact(1) for _ in FACT_NAMES]
    assert missing(table, found) == ()
    found[9], found[8] = fact(0b11, ("amount",)), fact(0b11, ("stock",))
    assert missing(table, found) == (("amount",),)


def test_facts_that_settle_it_only_together_are_missing_together() -> None:
    table = (
        row("both", Recommendation.REFUND_ONLY, Item.KEEP, value="small", claim="open"),
        row("rest", Recommendation.ACCEPT, Item.SEND_BACK),
    )
    found = [fact(1) for _ in FACT_NAMES]
    found[9], found[2] = fact(0b11, ("amount", "quantity"), ("amount",)), fact(0b11, ("claim",), ("amount",))
    assert missing(table, found) == (("amount",),)
    found[2] = fact(0b11, ("claim",))
    assert missing(table, found) == (("claim", "amount"),)


def test_more_than_three_facts_together_are_all_missing() -> None:
    table = (
        row("all-four", Recommendation.REFUND_ONLY, value="small", claim="open", repeat="yes", returnable="no"),
        row("rest", Recommendation.ACCEPT),
    )
    found = [fact(1) for _ in FACT_NAMES]
    for place, field in ((9, "amount"), (2, "claim"), (3, "rma_id"), (5, "category")):
        found[place] = fact(0b11, (field,))
    assert missing(table, found) == (("claim", "rma_id", "category", "amount"),)


def test_the_same_fields_in_another_order_are_one_alternative() -> None:
    table = (
        row("a", Recommendation.REFUND_ONLY, value="small", claim="open"),
        row("rest", Recommendation.ACCEPT),
    )
    found = [fact(1) for _ in FACT_NAMES]
    found[9], found[2] = fact(0b11, ("x", "y"), ("y", "x")), fact(0b11, ("x",))
    assert missing(table, found) == (("x", "y"),)


def test_a_blank_mark_is_named_where_yes_would_settle_it() -> None:
    assert ("in_policy",) in decided(delivery_date=None, reason="CR-UNWANTED_ITEM").missing
    assert ("in_policy",) not in decided(delivery_date=None, reason="CR-UNWANTED_ITEM", in_policy=False).missing
    wrong_words = {"delivery_date": None, "reason": "AMZ-PG-BAD-DESC"}
    assert ("in_policy",) in decided(**wrong_words).missing
    assert ("in_policy",) not in decided(in_policy=False, **wrong_words).missing
    assert ("in_policy",) not in decided(status="Mystery").missing


# Marks.


def test_marks_that_cannot_be_read_have_all_their_answers() -> None:
    for field in ("claim", "fulfilment"):
        decision = decided(**{field: UNREADABLE})
        assert decision.missing == ((field,),)
    assert decided(claim=UNREADABLE).known.words(2) == "whether an A-to-z claim is open is not known"
    assert decided().known.words(0) == "the seller ships the order"


def test_stock_must_cover_the_returned_units() -> None:
    table = [
        ({"stock": None}, (0b01, ())),
        ({"stock": 0}, (0b10, ())),
        ({"stock": 1}, (0b01, ())),
        ({"stock": 1, "quantity": 2}, (0b10, ())),
        ({"stock": 2, "quantity": 2}, (0b01, ())),
        ({"stock": 1, "quantity": 0}, (0b01, ())),
        ({"stock": 2, "order_quantity": 2}, (0b01, ())),
        ({"stock": 1, "order_quantity": 2}, (0b11, (("quantity",),))),
        ({"stock": 9, "quantity": UNREADABLE}, (0b11, (("quantity",),))),
        ({"stock": 0, "quantity": UNREADABLE}, (0b10, ())),
        ({"stock": UNREADABLE}, (0b11, (("stock",),))),
        ({"stock": UNREADABLE, "quantity": UNREADABLE}, (0b11, (("stock", "quantity"),))),
    ]
    for fields, expected in table:
        known = decided(**fields).known
        assert (known.answers[8], known[8].settled_by) == expected, fields
    assert REPLACEMENT.quiet == ("available",)
