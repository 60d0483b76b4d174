"""One request from options: no file is needed, and a person at the terminal is asked for what is missing."""

import sys
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import typer

from returnctl.commands.choices import wrong
from returnctl.commands.exits import Exit, say
from returnctl.commands.inputs import Task, policy_and_findings, said_of_option, side_tables
from returnctl.commands.reporting import Reporter, line_width, show_lines, show_wrapped
from returnctl.values.location import Origin
from returnctl.values.request import Column, ReturnRequest, Source
from returnctl.values.text import visible

if TYPE_CHECKING:
    from returnctl.commands.notes import Unfound
    from returnctl.deciding.decision import Decision
    from returnctl.deciding.desk import Desk
    from returnctl.files.document import Documents
    from returnctl.values.policy import Policy

# The options of one request that are not named after their fields.
_OPTIONS: Final = {
    "order_date": "--ordered",
    "ship_date": "--shipped",
    "estimated_delivery_date": "--estimated",
    "delivery_date": "--delivered",
    "request_date": "--requested",
    "return_delivery_date": "--returned",
    "refunded_amount": "--refunded",
}
# What is asked, in which words, and what may be answered; a blank answer leaves the field blank.
_QUESTIONS: Final = (
    ("store", "Store, for example US, UK or DE (blank if you do not know)"),
    ("delivery_date", "Delivered on (2026-11-01; blank if you do not know)"),
    ("request_date", "Return asked for on (blank: today)"),
    ("amount", "Paid, without currency (24.90; blank if you do not know)"),
    ("in_policy", "Does Amazon mark it as in policy? (yes, no; blank if it does not say)"),
    ("claim", "Is an A-to-z claim open? (yes, no; blank: no)"),
)
_COMMON_REASONS: Final = (
    "defective",
    "damaged",
    "missing parts",
    "wrong item sent",
    "not as described",
    "no longer needed",
    "bought by mistake",
    "not compatible",
    "arrived too late",
    "other",
)


def option_of(field: str) -> str:
    """The option that gives a field of the request."""
    return _OPTIONS.get(field) or f"--{field.replace('_', '-')}"


def asking() -> bool:
    """Whether a person sits at the terminal who can be asked."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def complete(given: dict[str, str]) -> dict[str, str]:
    """The options of one request; on a terminal what is missing is asked for, and exit 3 where that is ended."""
    lacking = [option_of(field) for field in ("sku", "reason") if field not in given]
    if not lacking:
        return given
    if not asking():
        raise wrong("one request needs both --sku and --reason", lacking[0])
    try:
        return _asked(given)
    except typer.Abort:  # the end of the input, as by Ctrl-D
        typer.echo("\nreturnctl: the questions were ended; nothing was decided and nothing was written", err=True)
        typer.echo("  hint: a blank answer is enough for what you do not know; or give --sku and --reason", err=True)
        raise typer.Exit(Exit.INPUT) from None


def _asked(given: dict[str, str]) -> dict[str, str]:
    found = dict(given)
    if "sku" not in found:
        found["sku"] = _answer("sku", "SKU")
    if "reason" not in found:
        found["reason"] = _reason()
    if len(given) > 1:  # somebody who gave more than one option knows which others there are
        return found
    answers = {field: _answer(field, words, blank=True) for field, words in _QUESTIONS}
    return found | {field: text for field, text in answers.items() if text}


def _answer(field: str, words: str, *, blank: bool = False) -> str:
    """One answer, asked again until it can be read."""
    while True:
        text = str(typer.prompt(words, default="" if blank else None, show_default=False, err=True)).strip()
        try:
            if text or not blank:
                _value(field, text)
        except typer.BadParameter as problem:
            typer.echo(f"  {problem.message}", err=True)
        else:
            return text


def _reason() -> str:
    """The reason: a number of the list, a code, a label or plain words."""
    from returnctl.deciding.reasons import reason_finder
    from returnctl.files.built_in import built_in_policy

    policy = built_in_policy()
    look_up = reason_finder(policy)
    for number, name in enumerate(_COMMON_REASONS, 1):
        typer.echo(f"  {number:2} {name}", err=True)
    while True:
        text = str(typer.prompt("Reason (a number of the list, a code, or words such as broken)", err=True)).strip()
        if text.isdecimal() and 1 <= int(text) <= len(_COMMON_REASONS):
            return _COMMON_REASONS[int(text) - 1]
        if look_up(text, None) is not None:
            return text
        typer.echo(f"  {_unknown_reason(text, policy).message}", err=True)


def decide_one(given: Mapping[str, str], task: Task, documents: "Documents") -> None:
    """Decide the request that the options describe, and show the answer."""
    from returnctl.deciding.desk import Desk

    reporter = Reporter(keep=task.form == "json")
    columns = {field: Column(0, option_of(field)) for field in given}
    fields: dict[str, Any] = {field: _value(field, text) for field, text in given.items()}
    request = ReturnRequest(**fields, source=Source("", None, columns, Origin.OPTION))
    policy, findings = policy_and_findings(task, documents, hashed=task.form != "table")
    if policy is None:
        reporter.refuse(findings)
    desk = Desk(policy, task.as_of, task.store)
    if desk.look_up(request.reason, None) is None:
        raise _unknown_reason(request.reason, policy)
    if findings:  # those on other SKUs are counted
        from returnctl.views.findings import concerning, rest_lines

        own, left = concerning(findings, policy, request.sku)
        reporter.tell(own)
        reporter.tell_counted(left, ([line] for line in rest_lines(left)))
    lacking = None
    if any(task.beside):
        from collections import Counter

        from returnctl.commands.notes import Unfound
        from returnctl.files.requests.rows import completed

        lacking = Unfound(side_tables(documents, task.beside, reporter))
        request = completed(request, lacking.side, Counter())
    if desk.flagged(request.sku):
        reporter.close()
        say(f"the override of {visible(request.sku)} cannot be used; nothing was decided")
        raise typer.Exit(Exit.FINDINGS)
    _show(desk.decide(_dated(request, desk)), desk, task, reporter, lacking)


def _show(decision: "Decision", desk: "Desk", task: Task, reporter: Reporter, lacking: "Unfound | None") -> None:
    from returnctl.commands.notes import Unfound, day_assumed
    from returnctl.views.summary import Tally

    reporter.tell(decision.findings)
    tally, lacking = Tally.of(desk), lacking or Unfound()
    tally.add(decision)
    lacking.add(decision)
    notes = [*lacking.notes(tally, desk), *day_assumed(decision)]
    if task.form == "table":
        from returnctl.views.plain import answer, explain

        show_wrapped((explain if task.explain else answer)(decision, desk), line_width(), headed=True)
        sys.stdout.flush()
        reporter.tell(notes)
    else:
        from returnctl.commands.answers import Answers
        from returnctl.run import Decided

        reporter.tell(notes)
        Answers([Decided(decision, decision.findings)], desk, tally, reporter.kept).write(task)
        if task.output:
            show_lines([f"written to {visible(task.output, None)}"])
    reporter.close()
    names = {str(decision.verdict.recommendation), *(warn.code for warn in decision.warnings)}
    if decision.response.overdue:
        names.add("overdue")
    if decision.verdict.rule is None:
        names.add("undecided")
    reporter.end(failed=not task.fail_on.isdisjoint(names))


def _dated(request: ReturnRequest, desk: "Desk") -> ReturnRequest:
    """Without `--requested` it is asked for on the as-of day, by the calendar of its store where that is known."""
    from returnctl.commands.notes import AS_OF
    from returnctl.deciding.days import day_of_answer

    if request.request_date is not None:
        return request
    columns = {**request.source.columns, "request_date": Column(0, AS_OF)}
    day = day_of_answer(desk.as_of, desk.context(request).terms[0].zone)
    return request._replace(request_date=day, source=replace(request.source, columns=columns))


def _value(field: str, text: str) -> Any:
    """One option's value; a usage error names the option where it cannot be read."""
    from returnctl.files.requests.rows import parser_of
    from returnctl.schema.readers import Notation, date_order_of
    from returnctl.values.finding import Severity
    from returnctl.values.request import UNREADABLE

    value, problem = parser_of(field, Notation(date_order_of([text])))(text)
    if value is UNREADABLE or value is None or (problem and problem.severity is Severity.ERROR):
        raise wrong(said_of_option(problem) if problem else "must not be blank", option_of(field))
    return value


def _unknown_reason(text: str, policy: "Policy") -> typer.BadParameter:
    """The usage error for a reason that is neither a code nor a label; it says what may have been meant."""
    from returnctl.deciding.reasons import nearest_reasons

    near = nearest_reasons(policy, text)
    hint = f"; did you mean {' or '.join(f'`{name}`' for name in near)}?" if near else ""
    return wrong(f"`{visible(text)}` is neither a reason code nor a label that is known{hint}", "--reason")
