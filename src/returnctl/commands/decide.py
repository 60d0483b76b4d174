"""`returnctl decide`: what to do with return requests, why, and which cell made it so."""

import os
import sys
from typing import Annotated, NamedTuple

import typer

from returnctl.commands.exits import Exit, boundary
from returnctl.values.visible import visible

FORMATS = ("table", "json", "jsonl", "csv", "xlsx")
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
    fail_on: str | None


def _decide(files: list[str], given: dict[str, str], options: _Options) -> None:
    """One request from options, a conversation, or files."""
    from returnctl.commands.inputs import Beside, from_environment, moment
    from returnctl.commands.one_request import OPTIONS, One, decide_one

    policy = from_environment(options.policy, "RETURNCTL_POLICY")
    overrides = from_environment(options.overrides, "RETURNCTL_OVERRIDES")
    store = _store(options.store or os.environ.get("RETURNCTL_STORE") or None)
    beside = Beside(*options.beside)
    fail_on, as_of = _fail_on(options.fail_on), moment(options.as_of)
    if files and given:
        message = "a FILE and the options of one request cannot be given together; leave one of them out"
        raise typer.BadParameter(message, param_hint=OPTIONS[next(iter(given))])
    if given or (not files and _asking()):
        given = _complete(given)
        form = _form(options.form, options.output)
        _check_output(options.output, [*policy, *overrides])
        decide_one(One(given, policy, overrides, beside, store, as_of, form, options.output, options.explain, fail_on))
        return
    files = files or ["-"]
    if _conversing(files, options):
        from returnctl.commands.conversation import converse

        converse(policy, overrides, beside, store, as_of)
        return
    form = _form(options.form, options.output)
    _check_output(options.output, [*policy, *overrides, *files, *(path for paths in beside for path in paths)])
    from returnctl.commands.batch import Wanted, decide_files

    decide_files(
        Wanted(
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
            fail_on,
        )
    )


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


def _form(form: str | None, output: str | None) -> str:
    """The format asked for, else the one that the ending of the output names, else a table."""
    if form is not None:
        if form not in FORMATS:
            raise typer.BadParameter(f"`{visible(form)}` is not one of {', '.join(FORMATS)}", param_hint="--format")
        if form == "table" and output not in (None, "-"):
            raise typer.BadParameter(
                "a table is for the terminal; write json, jsonl, csv or xlsx", param_hint="--format"
            )
        return form
    if output in (None, "-"):
        return "table"
    ending = os.path.splitext(output or "")[1].lower().removeprefix(".")  # noqa: PTH122
    if ending not in FORMATS[1:]:
        message = (
            f"the ending of `{visible(output or '')}` names no format: use .json, .jsonl, .csv or .xlsx, or --format"
        )
        raise typer.BadParameter(message, param_hint="--output")
    return ending


def _fail_on(names: str | None) -> frozenset[str]:
    """What `--fail-on` names: recommendations, warnings, `overdue`, `flagged`, `undecided`."""
    if names is None:
        return frozenset()
    from returnctl.deciding.warnings import CODES
    from returnctl.values.decision import Recommendation

    known = (*(str(name) for name in Recommendation), "overdue", "flagged", "undecided", *CODES)
    wanted = frozenset(name.strip() for name in names.split(",") if name.strip())
    for name in sorted(wanted):
        if name not in known:
            from returnctl.files.folding import nearest

            near = nearest(name, known)
            meant = f"; did you mean `{near}`?" if near else f"; write one of {', '.join(known)}"
            raise typer.BadParameter(f"`{visible(name)}` names nothing that can come up{meant}", param_hint="--fail-on")
    return wanted


def _store(name: str | None) -> str | None:
    """A store by its code or another of its names."""
    if name is None:
        return None
    from returnctl.files.built_in import built_in_policy

    stores = built_in_policy().stores
    wanted = name.strip().casefold()
    found = next((store.code for store in stores if wanted in (store.code.casefold(), *store.aliases)), None)
    if found is None:
        codes = ", ".join(store.code for store in stores)
        raise typer.BadParameter(
            f"`{visible(name)}` is not a store that is known; write one of {codes}", param_hint="--store"
        )
    return found


def _check_output(output: str | None, inputs: list[str]) -> None:
    """See before any work whether the output can be written at all."""
    if output is None or output == "-":
        return
    from returnctl.files.writing import Refused, check_output

    problem = check_output(output, [path for path in inputs if path != "-"])
    if problem is None:
        return
    said = f"{problem.message} ({problem.hint})" if problem.hint else problem.message
    if problem.why is Refused.USAGE:
        raise typer.BadParameter(said, param_hint="--output")
    sys.stderr.write(f"returnctl: {said}\n")
    raise typer.Exit(Exit.OUTPUT)
