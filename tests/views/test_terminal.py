import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from rich.cells import cell_len

from returnctl.deciding.decision import Decision
from returnctl.deciding.desk import Desk
from returnctl.values.decision import Box, Item, Recommendation, Span
from returnctl.values.finding import Code, Finding
from returnctl.values.location import Cite, Location, Origin
from returnctl.values.policy import Layer, Policy, Setting
from returnctl.values.request import ReturnRequest
from returnctl.views.overview import overview
from returnctl.views.plain import answer, box_text, explain, headline
from returnctl.views.summary import Tally
from returnctl.views.terminal import AnswerRow, answer_text, batch, flagged_row, rendered, shown_row
from returnctl.views.wording import fitting, wrapped

Ask = Callable[..., ReturnRequest]
Decide = Callable[..., Decision]
HOSTILE = "=1\x1b[31m[red]:bomb:[/]\u202e\u200b"
SHOWN = "=1\\x1b[31m[red]:bomb:[/]"


def test_a_short_answer_says_what_why_by_which_rule_and_by_when(decide: Decide, desk: Desk) -> None:
    assert answer(decide(), desk) == [
        "replace · the customer keeps the item",
        (
            "  why    CR-DEFECTIVE (Item defective or doesn't work) is a fault of the product; "
            "asked for on day 9 of a 30-day window; 24.90 USD is modest (keep_up_to 50.00)"
        ),
        "  rule   19 faulty",
        "  answer by 2026-11-11 (overdue)",
    ]


def test_an_answer_names_the_payer_of_the_label_and_the_advice(decide: Decide, desk: Desk) -> None:
    lines = answer(decide(amount=Decimal(749), request_date=date(2026, 11, 22)), desk)
    assert lines[0] == "replace · the customer sends the item back"
    assert lines[2:] == [
        "  rule   20 faulty-valuable",
        "  label  paid by the seller",
        "  note   ship the replacement when the return label is scanned",
        "  answer by 2026-11-23",
    ]


def test_an_undecided_answer_says_what_would_settle_it_and_how(undecided: Decision, desk: Desk) -> None:
    assert [part for line in answer(undecided, desk) for part in wrapped(line, 80)] == [
        "review · a person decides",
        "  why    review or return-and-refund: whether the window of 30 days was over is",
        "         not known: asked for on day 40 at the latest",
        "  label  paid by the seller",
        "  needs  delivery_date, or estimated_delivery_date, or in_policy",
        "  if     delivery_date up to 2026-09-10: review · a person decides",
        "  if     delivery_date from 2026-09-11 on: return-and-refund · the customer",
        "         sends the item back",
        "  answer by 2026-10-12 (overdue)",
    ]


def test_what_has_been_answered_is_asked_for_no_answer(decide: Decide, desk: Desk) -> None:
    assert not any("answer by" in line for line in answer(decide(status="Approved"), desk))
    assert not any("answer by" in line for line in answer(decide(fulfilment="amazon"), desk))


@pytest.mark.parametrize(
    ("recommendation", "item", "line"),
    [
        (Recommendation.REVIEW, None, "review · a person decides"),
        (Recommendation.NO_ACTION, None, "no-action · nothing to do"),
        (Recommendation.ACCEPT, None, "accept"),
        (Recommendation.DECLINE, Item.KEEP, "decline · the customer keeps the item"),
        (Recommendation.REPLACE, Item.UNDECIDED, "replace · whether the item comes back is open"),
        (Recommendation.RETURN_AND_REFUND, Item.ARRIVED, "return-and-refund · the item is back"),
    ],
)
def test_the_first_line_says_what_becomes_of_the_item(
    recommendation: Recommendation, item: Item | None, line: str
) -> None:
    assert headline(recommendation, item) == line


@pytest.mark.parametrize(
    ("given", "text"),
    [
        (Span(None, None), "x whatever it is: accept"),
        (Span(Decimal("5.01"), None), "x from 5.01 on: accept"),
        (Span(Decimal("1.00"), Decimal("1.00")), "x is 1.00: accept"),
        (Span(Decimal("0.00"), Decimal("5.00")), "x from 0.00 to 5.00: accept"),
        (("Y",), "x is Y: accept"),
        (tuple("abcdefg"), "x is a, b, c, d, e or one of 2 more: accept"),
        (tuple("abcdef"), "x is a, b, c, d, e, f: accept"),
        (("any other category",), "any other category: accept"),
        (("any other currency",), "any other currency: accept"),
        (("a", "any other category"), "x is a, any other category: accept"),
    ],
)
def test_a_box_is_told_in_words(given: Span | tuple[str, ...], text: str) -> None:
    assert box_text(Box((("x", given),), Recommendation.ACCEPT, None)) == text


def test_a_warning_names_its_cells(policy: Policy, ask: Ask) -> None:
    cell = Cite(Origin.FILE, Location("overrides.xlsx", "Overrides", 14, 3, "days"), "days", "10")
    override = Setting("return_window_days", 10, cell, Layer.OVERRIDE)
    desk = Desk(policy._replace(overrides={"A-1": (override,)}), date(2026, 11, 23), "US")
    lines = answer(desk.decide(ask()), desk)
    warned = [line for line in lines if line.startswith("  warn ")]
    assert len(warned) == 1
    assert warned[0].startswith("  warn   window-below-minimum: the return window of 10 days is shorter")
    assert "(overrides.xlsx:Overrides!C14; built-in:" in warned[0]


def test_an_explanation_goes_from_facts_and_cells_down_to_the_rule_that_fits(decide: Decide, desk: Desk) -> None:
    lines = explain(decide(), desk)
    assert lines[:4] == answer(decide(), desk)
    assert lines[4:6] == ["", "facts"]
    assert "  window      inside: asked for on day 9 of a 30-day window" in lines
    assert (
        "    at report.txt:14 (Delivered); report.txt:14 (Return request date); "
        "built-in:return_window_days (US); built-in:guarantee_days; built-in:window_starts (US)"
    ) in lines
    assert "    not given: quantity, order_quantity" in lines
    assert "  15 late does not fit: window is inside" in lines
    assert lines[-1] == (
        "  19 faulty fits because family is product-fault, replacement is available, value is modest "
        "-> replace, keep (built-in:rule 19 (faulty))"
    )


def test_an_explanation_of_an_undecided_request_shows_the_rules_that_may_fit(undecided: Decision, desk: Desk) -> None:
    lines = explain(undecided, desk)
    assert "  15 late may fit: duty is silent, window is inside or outside -> review (built-in:rule 15 (late))" in lines
    assert lines[-1] == "  no rule wins: review or return-and-refund, depending on what is not known"


def test_recorded_settings_are_told_apart(policy: Policy, ask: Ask) -> None:
    cell = Cite(Origin.FILE, Location("p.xlsx", "Settings", 9, 3), "default", "x")
    rows = (
        Setting("return_address", f"Way 1\n{HOSTILE}", cell, Layer.POLICY),
        Setting("notify_by_email", value=False, cite=cell, layer=Layer.POLICY),
        Setting("label", None, cell, Layer.POLICY, store="US"),
        Setting("rma_number", "own", cell, Layer.POLICY, store="DE"),
    )
    desk = Desk(policy._replace(recorded=rows), date(2026, 11, 23), "US")
    lines = explain(desk.decide(ask()), desk)
    start = lines.index("recorded, decides nothing")
    assert lines[start + 1 :] == [
        f"  return_address: Way 1\\x0a{SHOWN}\\u202e\\u200b (p.xlsx:Settings!C9)",
        "  notify_by_email: no (p.xlsx:Settings!C9)",
        "  label: none (p.xlsx:Settings!C9)",
    ]


def tallied(desk: Desk, requests: list[ReturnRequest]) -> tuple[Tally, list[AnswerRow]]:
    tally, rows = Tally("2026-11-23"), []
    for request in requests:
        decision = desk.decide(request)
        tally.add(decision)
        rows.append(shown_row(decision, desk))
    return tally, rows


def three(ask: Ask) -> list[ReturnRequest]:
    return [
        ask(order_id="111-1", row=2),
        ask(order_id="111-2", row=3, claim=True, request_date=date(2026, 11, 22)),
        ask(order_id="111-3", row=4, status="Approved", amount=Decimal(749)),
    ]


def test_a_batch_shows_first_what_a_busy_person_needs_and_then_the_rows(desk: Desk, ask: Ask) -> None:
    tally, rows = tallied(desk, three(ask))
    blank = ReturnRequest("", "x", order_id="111-4", row=5)
    why = [Finding(Code.BLANK_SKU, Location("r"), "the SKU is blank")]
    tally.add_flagged(blank, why)
    rows.append(flagged_row(blank, why))
    assert rendered(batch(tally, rows, 80), 80, colour=False).splitlines() == [
        "4 requests as of 2026-11-23: 3 decided, 1 flagged",
        "  2 replace · 1 review",
        "could not be decided: 1",
        "  1 row: the SKU is blank: r",
        "needs a person: 1",
        "  1 claim-open · CR-DEFECTIVE (Item defective or doesn't work): answer the claim",
        "    first",
        "    row 3 111-2 A-1",
        "overdue: 1",
        "  answer was due 2026-11-11: row 2 111-1 A-1 · replace",
        "notes",
        "  stock was assumed for 2: give --inventory",
        "",
        "row  order and SKU  recommendation and why",
        "2    111-1          replace · keep · answer by 2026-11-11 (overdue)",
        "     A-1            CR-DEFECTIVE (Item defective or doesn't work) is a fault of…",
        "3    111-2          review · answer by 2026-11-23",
        "     A-1            an A-to-z claim is open",
        "4    111-3          replace · send-back",
        "     A-1            CR-DEFECTIVE (Item defective or doesn't work) is a fault of…",
        "5    111-4          flagged",
        "                    blank-sku: the SKU is blank",
    ]


LATE = {"request_date": date(2026, 11, 2), "amount": Decimal(749), "order_id": "900-9682527-3429093"}


@pytest.mark.parametrize(
    ("sku", "asked", "line"),
    [
        ("A-1", {}, "replace · send-back · answer by 2026-11-03 (overdue)"),
        ("15.10_2Days_LED Strip 5m", {}, "replace · overdue, due 2026-11-03 · send-back"),
        (
            "電気スタンド-A-1-大",
            {"reason": "CR-UNWANTED_ITEM"},
            "return-and-refund · overdue, due 2026-11-03 · send-ba…",
        ),
        (
            "15.10_2Days_LED Strip 5m",
            {"request_date": datetime(2026, 11, 2, 20, tzinfo=UTC)},
            "replace · overdue, due 2026-11-03 12:00 (America…",
        ),
        (
            "15.10_2Days_LED Strip 5m",
            {"request_date": date(2026, 11, 23)},
            "replace · send-back · answer by 2026-11-24",
        ),
    ],
)
def test_that_an_answer_is_overdue_is_never_cut_at_80_columns(
    desk: Desk, ask: Ask, sku: str, asked: dict[str, object], line: str
) -> None:
    tally, rows = tallied(desk, [ask(sku=sku, row=101, **(LATE | asked))])
    lines = rendered(batch(tally, rows, 80), 80, colour=False).splitlines()
    assert next(text for text in lines if text.startswith("101 ")).endswith(f"  {line}")
    for width in (40, 48, 60, 200):
        narrow = rendered(batch(tally, rows, width), width, colour=False).partition("\n\n")[2]
        assert ("overdue" in " ".join(narrow.split())) == rows[0].overdue


def test_a_wide_terminal_has_a_column_for_each_thing(desk: Desk, ask: Ask) -> None:
    tally, rows = tallied(desk, three(ask))
    lines = rendered(batch(tally, rows, 200), 200, colour=False).splitlines()
    header = next(line for line in lines if line.startswith("row "))
    assert header.split() == ["row", "order", "SKU", "recommendation", "item", "rule", "answer", "by", "why"]
    assert any("2026-11-23" in line and "claim-open" in line and "an A-to-z claim is open" in line for line in lines)


@pytest.mark.parametrize("width", [1, 10, 40, 47, 48, 80, 119, 120, 200])
def test_no_line_is_wider_than_the_terminal_and_nothing_is_lost(desk: Desk, ask: Ask, width: int) -> None:
    tally, rows = tallied(desk, three(ask))
    text = rendered(batch(tally, rows, width), width, colour=False)
    assert all(cell_len(line) <= width for line in text.split("\n"))
    assert "111-3" in text.replace("\n", "")


def test_a_long_batch_does_not_scroll_past(desk: Desk, ask: Ask) -> None:
    tally, rows = tallied(desk, [ask(row=number, order_id=f"111-{number}") for number in range(60)])
    wide = rendered(batch(tally, rows, 200), 200, colour=False).splitlines()
    assert wide[-1] == "and 40 more: --output FILE"
    narrow = rendered(batch(tally, rows, 80), 80, colour=False).splitlines()
    assert narrow[-1] == "and 52 more: --output FILE"
    assert len(narrow) < 60


def test_the_overview_says_what_would_settle_the_undecided(undecided: Decision) -> None:
    tally = Tally()
    for _ in range(9):
        tally.add(undecided)
    lines = [line for _, line in overview(tally)]
    assert "  9 undecided · CR-UNWANTED_ITEM (No longer needed)" in lines
    assert "    row 14 A-1 · row 14 A-1 · row 14 A-1 · 6 more" in lines
    assert "  9 of 9 need one of delivery_date, estimated_delivery_date, in_policy" in lines
    assert lines[-1] == "  9 of 9 need one of delivery_date, estimated_delivery_date, in_policy"


def test_long_lists_end_in_a_count(decide: Decide) -> None:
    tally = Tally(undecided=9)
    for number in range(12):
        tally.add(decide(reason=f"CR-QUIRKY_{number}", claim=True, row=number))
    for number in range(8):
        tally.missing[((f"field_{number}",),)] += 1
    tally.supplied["orders"] = 1
    tally.superseded = 2
    tally.store_unknown = 3
    lines = [line for _, line in overview(tally)]
    assert "  4 for other reasons" in lines
    assert "  7 more" in lines
    assert "  3 more ways: --format json" in lines
    assert lines[-3:] == [
        "  orders supplied 1 request",
        "  2 superseded by a newer row",
        "  no store is known for 3: orders names none for them",
    ]


@pytest.mark.parametrize("width", [40, 80, 200])
@pytest.mark.parametrize("colour", [True, False])
def test_text_from_files_is_never_markup_nor_acts_on_the_terminal(
    desk: Desk, ask: Ask, width: int, *, colour: bool
) -> None:
    tally, rows = tallied(desk, [ask(sku=HOSTILE, order_id=HOSTILE, reason=HOSTILE, row=2, claim=True)])
    text = rendered(batch(tally, rows, width), width, colour=colour)
    assert SHOWN in text.replace("\n", "")
    assert "\x1b[31m[" not in text
    assert "\u202e" not in text
    assert "\u200b" not in text


def test_without_colour_there_is_not_one_escape_sequence_and_with_it_the_words_are_the_same(
    desk: Desk, ask: Ask
) -> None:
    tally, rows = tallied(desk, three(ask))
    plain = rendered(batch(tally, rows, 80), 80, colour=False)
    coloured = rendered(batch(tally, rows, 80), 80, colour=True)
    assert "\x1b" not in plain
    assert "\x1b[1m" in coloured
    # Neither black, nor white, nor dim: these vanish on one ground or the other.
    assert not any(f"\x1b[{code}m" in coloured for code in ("2", "30", "37", "90", "97", "1;30", "1;37"))


def test_an_answer_with_colour_has_the_lines_of_the_plain_one(decide: Decide, desk: Desk) -> None:
    lines = [part for line in explain(decide(), desk) for part in wrapped(line, 80)]
    assert rendered(answer_text(lines), 80, colour=False).splitlines() == lines
    assert rendered(answer_text(lines), 80, colour=True).startswith("\x1b[1;32mreplace")


@pytest.mark.parametrize(
    ("encoding", "shown"),
    [
        ("utf-8", "replace · Größe … ’"),
        (None, "replace · Größe … ’"),
        ("latin-1", "replace - Größe ... '"),
        ("ascii", "replace - Gr\\xf6\\xdfe ... '"),
    ],
)
def test_signs_that_an_encoding_lacks_are_replaced(encoding: str | None, shown: str) -> None:
    assert fitting("replace · Größe … ’", encoding) == shown


def test_a_batch_fits_into_ascii(desk: Desk, ask: Ask) -> None:
    tally, rows = tallied(desk, [ask(sku="Größe", claim=True)])
    assert rendered(batch(tally, rows, 80), 80, colour=False, encoding="ascii").isascii()


@pytest.mark.parametrize("width", [1, 3, 11, 30])
def test_a_broken_line_keeps_all_its_words(width: int) -> None:
    line = "  why    one two-three four five six"
    parts = wrapped(line, width)
    assert "".join("".join(parts).split()) == "".join(line.split())
    if width > 3:
        assert all(len(part) <= width for part in parts)


def test_a_plain_answer_needs_no_rich() -> None:
    code = (
        "import sys, returnctl.views.plain, returnctl.views.record, returnctl.views.flat,"
        "returnctl.views.summary, returnctl.views.overview, returnctl.views.findings, returnctl.views.json_document;"
        "sys.exit(any(name in sys.modules for name in ('rich', 'json', 'textwrap', 'openpyxl')))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
