import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from returnctl.deciding.decision import Decision
from returnctl.deciding.desk import Desk
from returnctl.values.decision import Span
from returnctl.values.location import Cite, Location, Origin
from returnctl.values.policy import Layer, Policy, Setting
from returnctl.values.request import Column, ReturnRequest, Source
from returnctl.views.json_document import closing, decision_part, findings_part, json_line, json_text, opening
from returnctl.views.record import _given, record
from returnctl.views.sentence import cite_record, evidence_text, fact_cites, fact_words, sentence, told

Ask = Callable[..., ReturnRequest]
Decide = Callable[..., Decision]

CONTRACT = [
    "file", "row", "order_id", "order_item_id", "rma_id", "sku", "reason", "reason_code", "family", "store",
    "quantity", "as_of", "recommendation", "item", "authorization", "label_paid_by", "respond_by", "overdue", "rule",
    "rules", "because", "note", "missing", "if_known", "warnings", "steps", "facts", "policy_hash",
]  # fmt: skip
WHY = (
    "CR-DEFECTIVE (Item defective or doesn't work) is a fault of the product; "
    "asked for on day 9 of a 30-day window; 24.90 USD is modest (keep_up_to 50.00)"
)


def test_a_record_has_the_fields_of_the_contract_in_their_order(decide: Decide, desk: Desk) -> None:
    assert list(record(decide(), desk)) == CONTRACT


def test_the_single_values_of_a_decided_request(decide: Decide, desk: Desk) -> None:
    shown = record(decide(quantity=1, order_quantity=1, order_id="111-1"), desk)
    lists = ("rules", "missing", "if_known", "warnings", "steps", "facts")
    assert {name: value for name, value in shown.items() if name not in lists} == {
        "file": "report.txt",
        "row": 14,
        "order_id": "111-1",
        "order_item_id": None,
        "rma_id": None,
        "sku": "A-1",
        "reason": "CR-DEFECTIVE",
        "reason_code": "CR-DEFECTIVE",
        "family": "product-fault",
        "store": "US",
        "quantity": 1,
        "as_of": "2026-11-23",
        "recommendation": "replace",
        "item": "keep",
        "authorization": "automatic",
        "label_paid_by": None,
        "respond_by": "2026-11-11",
        "overdue": True,
        "rule": "faulty",
        "because": WHY,
        "note": None,
        "policy_hash": "c0ffee",
    }


def test_an_undecided_request_says_which_unknown_facts_divide_the_rules(undecided: Decision, desk: Desk) -> None:
    shown = record(undecided, desk)
    assert (shown["recommendation"], shown["rule"], shown["rules"]) == ("review", None, ["late", "unwanted"])
    assert (
        shown["because"] == "review or return-and-refund: whether the window of 30 days was over is not known: "
        "asked for on day 40 at the latest"
    )
    assert shown["missing"] == [["delivery_date"], ["estimated_delivery_date"], ["in_policy"]]
    assert shown["if_known"] == [
        {"given": {"delivery_date": {"from": None, "to": "2026-09-10"}}, "recommendation": "review", "item": None},
        {
            "given": {"delivery_date": {"from": "2026-09-11", "to": None}},
            "recommendation": "return-and-refund",
            "item": "send-back",
        },
    ]


def test_an_unknown_fact_that_changes_nothing_divides_no_rules(desk: Desk, ask: Ask) -> None:
    request = ask(
        reason="CR-UNWANTED_ITEM",
        delivery_date=None,
        order_date=date(2026, 9, 1),
        request_date=date(2026, 10, 11),
        amount=None,
    )
    decision = desk.decide(request)
    assert decision.known.answers[desk.fact_names.index("value")].bit_count() > 1
    assert [desk.fact_names[place] for place in told(decision, desk)] == ["window"]


def test_quiet_answers_are_told_only_where_somebody_gave_them_and_a_rule_asks(desk: Desk, ask: Ask) -> None:
    assumed = desk.decide(ask())
    assert "a new one can be sent" not in sentence(assumed, desk)
    stocked = desk.decide(ask(stock=4))
    assert "a new one can be sent: 4 in stock" in sentence(stocked, desk)
    gone = desk.decide(ask(stock=0))
    assert "no new one can be sent: 0 in stock" in sentence(gone, desk)


def test_steps_lead_down_to_the_rule_that_fits(decide: Decide, desk: Desk) -> None:
    steps = record(decide(), desk)["steps"]
    assert isinstance(steps, list)
    assert steps[0] == {"rule": "fulfilled-by-amazon", "fits": "no"}
    assert steps[-1] == {"rule": "faulty", "fits": "yes"}


def test_every_fact_has_answers_words_and_cells(decide: Decide, desk: Desk) -> None:
    facts = record(decide(), desk)["facts"]
    assert isinstance(facts, list)
    assert [fact["name"] for fact in facts] == list(desk.fact_names)
    window = facts[desk.fact_names.index("window")]
    assert (window["possible"], window["because"]) == (["inside"], "asked for on day 9 of a 30-day window")
    assert window["cites"][0] == {
        "origin": "file",
        "file": "report.txt",
        "line": 14,
        "column": "Delivered",
        "value": "2026-11-01",
    }


@pytest.mark.parametrize(
    ("cite", "shown", "text"),
    [
        (
            Cite(Origin.FILE, Location("policy.xlsx", "Settings", 4, 3, "US"), "US", "10"),
            {
                "origin": "file",
                "file": "policy.xlsx",
                "sheet": "Settings",
                "cell": "C4",
                "column": "US",
                "value": "10",
            },
            "policy.xlsx:Settings!C4",
        ),
        (
            Cite(Origin.FILE, Location("r.txt", None, 14, 2, "Return Reason"), "Return Reason", ""),
            {"origin": "file", "file": "r.txt", "line": 14, "column": "Return Reason", "value": ""},
            "r.txt:14 (Return Reason)",
        ),
        (
            Cite(Origin.OPTION, None, "--delivered", "2026-11-01"),
            {"origin": "option", "column": "--delivered", "value": "2026-11-01"},
            "--delivered",
        ),
        (
            Cite(Origin.BUILT_IN, None, "return_window_days (US)", "30", "Amazon", date(2026, 11, 23)),
            {
                "origin": "built-in",
                "column": "return_window_days (US)",
                "value": "30",
                "source": "Amazon",
                "checked": "2026-11-23",
            },
            "built-in:return_window_days (US)",
        ),
        (Cite(Origin.DEFAULT, None, "claim"), {"origin": "default", "column": "claim"}, "default:claim"),
        (
            Cite(Origin.FILE, Location("a\x1b[31m.txt", None, 2, 1, "x"), "x", "y"),
            {"origin": "file", "file": "a\x1b[31m.txt", "line": 2, "column": "x", "value": "y"},
            "a\\x1b[31m.txt:2 (x)",
        ),
    ],
)
def test_a_cite_is_told_as_far_as_it_applies(cite: Cite, shown: dict[str, object], text: str) -> None:
    assert cite_record(cite) == shown
    assert cite.text == text


def test_the_cited_cells_are_those_of_the_facts_that_the_sentence_names(decide: Decide, desk: Desk) -> None:
    decision = decide()
    assert evidence_text(decision, told(decision, desk)).split("; ") == [
        "report.txt:14 (Return Reason)",
        "built-in:reasons (CR-DEFECTIVE)",
        "report.txt:14 (Delivered)",
        "report.txt:14 (Return request date)",
        "built-in:return_window_days (US)",
        "built-in:guarantee_days",
        "built-in:window_starts (US)",
        "report.txt:14 (Order Amount)",
        "built-in:keep_up_to",
    ]


def test_a_limit_that_nobody_set_is_no_evidence_but_one_set_to_none_is(policy: Policy, ask: Ask) -> None:
    cell = Cite(Origin.FILE, Location("p.xlsx", "Settings", 2, 2), "default", "none")
    place = Desk(policy, date(2026, 11, 23), "US").fact_names.index("value")
    told_none = policy._replace(settings=(*policy.settings, Setting("review_above", None, cell, Layer.POLICY)))
    for chosen, expected in ((policy, False), (told_none, True)):
        decision = Desk(chosen, date(2026, 11, 23), "US").decide(ask())
        assert (cell in fact_cites(decision, place)) is expected
        assert not any(cite.name == "review_above" for cite in fact_cites(decision, place))


def test_an_override_is_named_with_its_cell_in_the_warning(policy: Policy, ask: Ask) -> None:
    cell = Cite(Origin.FILE, Location("overrides.xlsx", "Overrides", 14, 3, "days"), "days", "10")
    override = Setting("return_window_days", 10, cell, Layer.OVERRIDE)
    desk = Desk(policy._replace(overrides={"A-1": (override,)}), date(2026, 11, 23), "US")
    shown = record(desk.decide(ask(reason="CR-UNWANTED_ITEM", delivery_date=date(2026, 10, 29))), desk)
    warnings = shown["warnings"]
    assert isinstance(warnings, list)
    assert [warn["code"] for warn in warnings] == ["window-below-minimum"]
    assert warnings[0]["cites"][0]["cell"] == "C14"


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        (Span(Decimal("0.00"), Decimal("50.00")), {"from": "0.00", "to": "50.00"}),
        (Span(Decimal("1E+3"), None), {"from": "1000", "to": None}),
        (Span(None, date(2026, 9, 10)), {"from": None, "to": "2026-09-10"}),
        (("Y", "N"), ["Y", "N"]),
    ],
)
def test_bounds_are_iso_days_money_as_text_or_a_list(given: Span | tuple[str, ...], shown: object) -> None:
    assert _given(given) == shown


def test_a_request_from_options_has_neither_file_nor_row(desk: Desk, ask: Ask) -> None:
    source = Source("", None, {"amount": Column(1, "--amount")}, Origin.OPTION)
    shown = record(desk.decide(ask(source=source, row=None, raw=())), desk)
    assert (shown["file"], shown["row"]) == (None, None)
    facts = shown["facts"]
    assert isinstance(facts, list)
    assert facts[-1]["cites"][0] == {"origin": "option", "column": "--amount", "value": "24.90"}


def test_hostile_text_is_visible_in_the_sentence_and_escaped_in_json(desk: Desk, ask: Ask) -> None:
    decision = desk.decide(ask(reason="no\x1b]52;c;x\x07 \u202e[red] :bomb:", sku="=1+1\x7f"))
    assert "no\\x1b]52;c;x\\x07 \\u202e[red] :bomb:" in sentence(decision, desk)
    line = json_line(record(decision, desk))
    assert line.isascii()
    assert line[:-1].isprintable()
    assert json.loads(line)["reason"] == "no\x1b]52;c;x\x07 \u202e[red] :bomb:"
    assert json.loads(line)["sku"] == "=1+1\x7f"


def test_the_words_of_a_fact_are_those_of_the_engine(decide: Decide, desk: Desk) -> None:
    decision = decide()
    for place in range(len(desk.facts)):
        assert fact_words(decision, place) == decision.known.words(place)


def test_the_same_decision_makes_the_same_text(decide: Decide, desk: Desk, policy: Policy, ask: Ask) -> None:
    other = Desk(policy, date(2026, 11, 23), "US")
    assert json_text(record(decide(), desk)) == json_text(record(other.decide(ask()), other))


def test_a_document_in_parts_is_one_document(decide: Decide, desk: Desk) -> None:
    shown = record(decide(), desk)
    for count in (0, 1, 2):
        parts = [opening(), *(decision_part(json_text(shown), first=place == 0) for place in range(count))]
        text = "".join([*parts, *findings_part([{"code": "x"}] * count), closing({"rows": count})])
        assert json.loads(text) == {
            "schema_version": 1,
            "decisions": [shown] * count,
            "findings": [{"code": "x"}] * count,
            "summary": {"rows": count},
        }
