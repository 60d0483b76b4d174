"""One request from options: no file is needed."""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

import typer

from returnctl.commands.ends import Exit
from returnctl.commands.inputs import Beside, policy_and_findings, said_of_option, side_tables, unusable
from returnctl.commands.reporting import Reporter
from returnctl.values.cite import Origin
from returnctl.values.finding import Finding
from returnctl.values.request import Column, ReturnRequest, Source
from returnctl.values.visible import visible

if TYPE_CHECKING:
    from returnctl.commands.lacking import Lacking
    from returnctl.deciding.desk import Decision, Desk
    from returnctl.files.document import Documents
    from returnctl.values.policy import Policy

# The options of one request and the fields that they give.
OPTIONS = {
    "sku": "--sku",
    "reason": "--reason",
    "order_date": "--ordered",
    "ship_date": "--shipped",
    "estimated_delivery_date": "--estimated",
    "delivery_date": "--delivered",
    "request_date": "--requested",
    "return_delivery_date": "--returned",
    "amount": "--amount",
    "currency": "--currency",
    "quantity": "--quantity",
    "order_quantity": "--order-quantity",
    "refunded_amount": "--refunded",
    "in_policy": "--in-policy",
    "claim": "--claim",
    "status": "--status",
    "fulfilment": "--fulfilment",
    "category": "--category",
    "order_id": "--order-id",
    "store": "--store",
}


class One(NamedTuple):
    """What was asked about one request."""

    given: dict[str, str]
    policy: Sequence[str]
    overrides: Sequence[str]
    beside: Beside
    store: str | None
    as_of: date
    form: str
    output: str | None
    explain: bool
    fail_on: frozenset[str]


def decide_one(wanted: One, documents: "Documents") -> None:
    """Decide the request that the options describe, and show the answer."""
    from returnctl.deciding.desk import Desk

    reporter = Reporter(keep=wanted.form == "json")
    request = request_of(wanted.given)
    policy, findings = policy_and_findings(documents, wanted.policy, wanted.overrides, hashed=wanted.form != "table")
    if policy is None:
        reporter.tell(findings)
        unusable(reporter)
    desk = Desk(policy, wanted.as_of, wanted.store)
    if desk.look_up(request.reason, None) is None:
        raise unknown_reason(request.reason, policy)
    _tell_concerning(findings, policy, request.sku, reporter)
    lacking = None
    if any(wanted.beside):
        from collections import Counter

        from returnctl.commands.lacking import Lacking
        from returnctl.files.requests.completing import completed

        side = side_tables(documents, wanted.beside, reporter)
        request, lacking = completed(request, side, Counter()), Lacking(side)
    if desk.flagged(request.sku):
        reporter.close()
        sys.stderr.write(f"returnctl: the override of {visible(request.sku)} cannot be used; nothing was decided\n")
        raise typer.Exit(Exit.FINDINGS)
    _show(desk.decide(dated(request, desk)), desk, wanted, reporter, lacking)


def _tell_concerning(findings: Sequence[Finding], policy: "Policy", sku: str, reporter: Reporter) -> None:
    """Tell the findings that may concern the SKU; those on other SKUs are counted."""
    if findings:
        from returnctl.views.concerning import concerning, rest_lines

        own, left = concerning(findings, policy, sku)
        reporter.tell(own)
        reporter.tell_counted(left, rest_lines(left))


def _show(decision: "Decision", desk: "Desk", wanted: One, reporter: Reporter, lacking: "Lacking | None") -> None:
    from returnctl.commands.run_notes import notes_on_one

    findings = decision.findings
    reporter.tell(findings)
    notes = notes_on_one(decision, desk, lacking)
    if wanted.form == "table":
        _answer(decision, desk, explained=wanted.explain)
        sys.stdout.flush()
        reporter.tell(notes)
    else:
        reporter.tell(notes)
        _written(decision, desk, wanted, reporter)
    reporter.close()
    names = {str(decision.verdict.recommendation), *(warn.code for warn in decision.handling.warnings)}
    if decision.response.overdue:
        names.add("overdue")
    if decision.verdict.rule is None:
        names.add("undecided")
    if reporter.errors or names & wanted.fail_on:
        raise typer.Exit(Exit.FINDINGS)


def _answer(decision: "Decision", desk: "Desk", *, explained: bool) -> None:
    from returnctl.commands.showing import line_width, show_lines
    from returnctl.views.plain import answer

    if explained:
        from returnctl.views.explanation import explain

        show_lines(explain(decision, desk, line_width()))
    else:
        show_lines(answer(decision, desk, line_width()))


def _written(decision: "Decision", desk: "Desk", wanted: One, reporter: Reporter) -> None:
    from returnctl.commands.opening import open_sink
    from returnctl.commands.sinks import NOTHING_KEPT
    from returnctl.views.summary import Tally

    tally = Tally(as_of=wanted.as_of.isoformat(), zone=desk.zone, policy_hash=desk.policy.hash)
    with open_sink(wanted.form, wanted.output, desk, NOTHING_KEPT, explain=False) as sink:
        tally.add(decision)
        sink.decision(decision, decision.findings)
        sink.close(tally, reporter.kept)
    if wanted.output not in (None, "-"):
        from returnctl.commands.showing import show_lines

        show_lines([f"written to {visible(wanted.output or '', None)}"], headed=False)


def request_of(given: Mapping[str, str]) -> ReturnRequest:
    """The request that the options describe."""
    columns = {field: Column(0, OPTIONS[field]) for field in given}
    fields: dict[str, Any] = {field: value_of(field, text) for field, text in given.items()}
    return ReturnRequest(**fields, source=Source("", None, columns, Origin.OPTION))


def dated(request: ReturnRequest, desk: "Desk") -> ReturnRequest:
    """Without `--requested` it is asked for on the as-of day, by the calendar of its store where that is known."""
    from returnctl.commands.run_notes import AS_OF
    from returnctl.deciding.days import day_of_answer

    if request.request_date is not None:
        return request
    columns = {**request.source.columns, "request_date": Column(0, AS_OF)}
    day = day_of_answer(desk.as_of, desk.ground(request).terms[0].zone)
    return request._replace(request_date=day, source=replace(request.source, columns=columns))


def value_of(field: str, text: str) -> Any:
    """One option's value; a usage error names the option where it cannot be read."""
    from returnctl.files.requests.rows import Formats, parser_of
    from returnctl.schema.readers import DecimalMark, date_order_of
    from returnctl.values.finding import Severity
    from returnctl.values.request import UNREADABLE

    orders = {field: date_order_of([text])}
    marks = dict.fromkeys(("amount", "refunded_amount"), DecimalMark.UNDECIDED)
    value, problem = parser_of(field, Formats(orders, marks))(text)
    if value is UNREADABLE or value is None or (problem and problem.severity is Severity.ERROR):
        said = said_of_option(problem) if problem else "must not be blank"
        raise typer.BadParameter(said, param_hint=OPTIONS[field])
    return value


def unknown_reason(text: str, policy: "Policy") -> typer.BadParameter:
    """The usage error for a reason that is neither a code nor a label; it says what may have been meant."""
    from returnctl.deciding.reasons import nearest_reasons

    near = nearest_reasons(policy, text)
    meant = f"; did you mean {' or '.join(f'`{name}`' for name in near)}?" if near else ""
    said = f"`{visible(text)}` is neither a reason code nor a label that is known{meant}"
    return typer.BadParameter(said, param_hint="--reason")
