"""`returnctl decide`: what to do with return requests, why, and which cell made it so."""

import os
import sys
from typing import Annotated, NamedTuple

import typer

from returnctl.commands.exits import boundary

_REQUEST = "One request"
_BESIDE = "Files beside the report"
_OUTPUT = "Output"


def decide(
    files: Annotated[
        list[str] | None, typer.Argument(metavar="[FILE]...", help="Files of return requests; - is standard input.")
    ] = None,
    policy: Annotated[
        list[str] | None,
        typer.Option(metavar="FILE", help="Your policy (workbook or CSV); repeatable. [env: RETURNCTL_POLICY]"),
    ] = None,
    overrides: Annotated[
        list[str] | None,
        typer.Option(metavar="FILE", help="Your overrides by SKU; repeatable. [env: RETURNCTL_OVERRIDES]"),
    ] = None,
    orders: Annotated[
        list[str] | None,
        typer.Option(metavar="FILE", help="Amazon's orders report: channel, store, price.", rich_help_panel=_BESIDE),
    ] = None,
    inventory: Annotated[
        list[str] | None, typer.Option(metavar="FILE", help="Amazon's listing report: stock.", rich_help_panel=_BESIDE)
    ] = None,
    deliveries: Annotated[
        list[str] | None,
        typer.Option(metavar="FILE", help="A table of order id and date delivered.", rich_help_panel=_BESIDE),
    ] = None,
    store: Annotated[
        str | None,
        typer.Option(metavar="STORE", help="Store of requests that name none, e.g. US. [env: RETURNCTL_STORE]"),
    ] = None,
    as_of: Annotated[
        str | None, typer.Option(metavar="DATE", help="Day or moment for which to answer.", show_default="now")
    ] = None,
    form: Annotated[
        str | None,
        typer.Option(
            "--format",
            metavar="FORMAT",
            help="table, json, jsonl, csv or xlsx.",
            show_default="by --output",
            rich_help_panel=_OUTPUT,
        ),
    ] = None,
    output: Annotated[
        str | None, typer.Option("--output", "-o", metavar="FILE", help="Write to this file.", rich_help_panel=_OUTPUT)
    ] = None,
    explain: Annotated[
        bool, typer.Option("--explain", help="Show facts, rules and cells of each.", rich_help_panel=_OUTPUT)
    ] = False,
    keep_columns: Annotated[
        bool, typer.Option("--keep-columns", help="Put the input's own columns first.", rich_help_panel=_OUTPUT)
    ] = False,
    urgent_first: Annotated[
        bool, typer.Option("--urgent-first", help="Sort the worklist by its days to answer.", rich_help_panel=_OUTPUT)
    ] = False,
    fail_on: Annotated[
        str | None,
        typer.Option(
            metavar="NAMES", help="Exit 1 if any of these comes up, e.g. review,overdue.", rich_help_panel=_OUTPUT
        ),
    ] = None,
    sku: Annotated[
        str | None, typer.Option(metavar="SKU", help="SKU of the one request.", rich_help_panel=_REQUEST)
    ] = None,
    reason: Annotated[
        str | None,
        typer.Option(metavar="REASON", help="Reason: a code, a label or plain words.", rich_help_panel=_REQUEST),
    ] = None,
    ordered: Annotated[
        str | None, typer.Option(metavar="DATE", help="Order date, e.g. 2026-11-01.", rich_help_panel=_REQUEST)
    ] = None,
    shipped: Annotated[
        str | None, typer.Option(metavar="DATE", help="Shipping date.", rich_help_panel=_REQUEST)
    ] = None,
    estimated: Annotated[
        str | None, typer.Option(metavar="DATE", help="Estimated delivery date.", rich_help_panel=_REQUEST)
    ] = None,
    delivered: Annotated[
        str | None, typer.Option(metavar="DATE", help="Delivery date.", rich_help_panel=_REQUEST)
    ] = None,
    requested: Annotated[
        str | None,
        typer.Option(metavar="DATE", help="Date of the request.", show_default="--as-of", rich_help_panel=_REQUEST),
    ] = None,
    returned: Annotated[
        str | None, typer.Option(metavar="DATE", help="Date the goods came back.", rich_help_panel=_REQUEST)
    ] = None,
    amount: Annotated[
        str | None,
        typer.Option(metavar="AMOUNT", help="Paid for the ordered quantity, e.g. 24.90.", rich_help_panel=_REQUEST),
    ] = None,
    currency: Annotated[
        str | None, typer.Option(metavar="CODE", help="Currency, e.g. USD.", rich_help_panel=_REQUEST)
    ] = None,
    quantity: Annotated[
        str | None, typer.Option(metavar="UNITS", help="Units asked back.", rich_help_panel=_REQUEST)
    ] = None,
    order_quantity: Annotated[
        str | None, typer.Option(metavar="UNITS", help="Units ordered.", rich_help_panel=_REQUEST)
    ] = None,
    refunded: Annotated[
        str | None, typer.Option(metavar="AMOUNT", help="Amount refunded so far.", rich_help_panel=_REQUEST)
    ] = None,
    in_policy: Annotated[
        str | None, typer.Option(metavar="yes|no", help="Amazon's mark: yes or no.", rich_help_panel=_REQUEST)
    ] = None,
    claim: Annotated[
        str | None, typer.Option(metavar="yes|no", help="A-to-z claim open: yes or no.", rich_help_panel=_REQUEST)
    ] = None,
    status: Annotated[
        str | None, typer.Option(metavar="STATUS", help="Status, e.g. Approved.", rich_help_panel=_REQUEST)
    ] = None,
    fulfilment: Annotated[
        str | None, typer.Option(metavar="WHO", help="merchant or amazon.", rich_help_panel=_REQUEST)
    ] = None,
    category: Annotated[
        str | None, typer.Option(metavar="NAME", help="Category of the product.", rich_help_panel=_REQUEST)
    ] = None,
    order_id: Annotated[str | None, typer.Option(metavar="ID", help="Order id.", rich_help_panel=_REQUEST)] = None,
) -> None:
    """Say for each return request what to do, why, and which cell made it so.

    Requests come from FILE (Amazon's seller-fulfilled returns report, your own table, JSONL) or, for
    one request, from options. Without a policy the built-in one decides.
    """
    options = {
        "sku": sku,
        "reason": reason,
        "order_date": ordered,
        "ship_date": shipped,
        "estimated_delivery_date": estimated,
        "delivery_date": delivered,
        "request_date": requested,
        "return_delivery_date": returned,
        "amount": amount,
        "currency": currency,
        "quantity": quantity,
        "order_quantity": order_quantity,
        "refunded_amount": refunded,
        "in_policy": in_policy,
        "claim": claim,
        "status": status,
        "fulfilment": fulfilment,
        "category": category,
        "order_id": order_id,
    }
    given = {field: text for field, text in options.items() if text is not None}
    with boundary():
        _decide(
            files or [],
            given,
            _Options(
                policy or [],
                overrides or [],
                (orders or [], inventory or [], deliveries or []),
                store,
                as_of,
                form,
                output,
                explain,
                keep_columns,
                urgent_first,
                fail_on,
            ),
        )


class _Options(NamedTuple):
    policy: list[str]
    overrides: list[str]
    beside: tuple[list[str], list[str], list[str]]
    store: str | None
    as_of: str | None
    form: str | None
    output: str | None
    explain: bool
    keep_columns: bool
    urgent_first: bool
    fail_on: str | None


def _decide(files: list[str], given: dict[str, str], options: _Options) -> None:
    """One request from options, a conversation, or files."""
    from returnctl.commands.choices import check_place, check_standing, failing, form_of, store_code
    from returnctl.commands.inputs import Beside, from_environment, moment
    from returnctl.commands.one_request import OPTIONS, One, decide_one
    from returnctl.files.document import Documents

    policy = from_environment(options.policy, "RETURNCTL_POLICY")
    overrides = from_environment(options.overrides, "RETURNCTL_OVERRIDES")
    store = store_code(options.store or os.environ.get("RETURNCTL_STORE") or None)
    beside = Beside(*options.beside)
    fail_on, as_of = failing(options.fail_on), moment(options.as_of)
    if files and given:
        message = "a FILE and the options of one request cannot be given together; leave one of them out"
        raise typer.BadParameter(message, param_hint=OPTIONS[next(iter(given))])
    if given or (not files and _asking()):
        given = _complete(given) | ({"store": store} if store and options.store else {})
        form = form_of(options.form, options.output)
        _check_shown(form, options, one=True)
        check_place(options.output, [*policy, *overrides])
        check_standing(options.output, "answers")
        one = One(given, policy, overrides, beside, store, as_of, form, options.output, options.explain, fail_on)
        with Documents() as documents:
            decide_one(one, documents)
        return
    files = files or ["-"]
    if _conversing(files, options):
        from returnctl.commands.conversation import converse

        with Documents() as documents:
            converse(documents, policy, overrides, beside, store, as_of)
        return
    form = form_of(options.form, options.output)
    _check_shown(form, options, one=False)
    if options.urgent_first and form != "xlsx":
        message = "only a worklist (.xlsx) can be sorted; every other format keeps the order of the input"
        raise typer.BadParameter(message, param_hint="--urgent-first")
    check_place(options.output, [*policy, *overrides, *files, *(path for paths in beside for path in paths)])
    check_standing(options.output, "answers")
    from returnctl.commands.batch import Wanted, decide_files

    wanted = Wanted(
        files,
        policy,
        overrides,
        beside,
        store,
        as_of,
        form,
        options.output,
        options.explain,
        options.keep_columns,
        options.urgent_first,
        fail_on,
    )
    with Documents() as documents:
        decide_files(wanted, documents)


def _check_shown(form: str, options: _Options, *, one: bool) -> None:
    """See that what is asked to be shown can be shown in this format: nothing is passed over in silence."""
    if options.explain and form in ("csv", "xlsx"):
        message = f"{form} has no place for it: write .json or .jsonl, which explain always, or leave out the {form}"
        raise typer.BadParameter(message, param_hint="--explain")
    if options.keep_columns and one:
        message = "one request from options has no other columns; leave it out"
        raise typer.BadParameter(message, param_hint="--keep-columns")
    if options.keep_columns and form == "table":
        message = "the terminal has no place for them: add --format csv, json or jsonl, or --output FILE"
        raise typer.BadParameter(message, param_hint="--keep-columns")


def _asking() -> bool:
    """Whether a person sits at the terminal who can be asked."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def _complete(given: dict[str, str]) -> dict[str, str]:
    """The options of one request; on a terminal what is missing is asked for."""
    from returnctl.commands.one_request import OPTIONS

    lacking = [OPTIONS[field] for field in ("sku", "reason") if field not in given]
    if not lacking:
        return given
    if _asking():
        from returnctl.commands.questions import ask

        return ask(given)
    raise typer.BadParameter("one request needs both --sku and --reason", param_hint=lacking[0])


def _conversing(files: list[str], options: _Options) -> bool:
    """JSONL on standard input is answered line by line, unless another form or a file is wanted."""
    if files != ["-"] or options.form not in (None, "jsonl") or options.output not in (None, "-"):
        return False
    if options.explain or options.keep_columns or options.fail_on or sys.stdin.isatty():
        return False
    peek = getattr(sys.stdin.buffer, "peek", None)
    start: bytes = peek(64) if peek is not None else b""
    return start.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{")
