"""`returnctl decide`: what to do with return requests, why, and which cell made it so."""

import sys
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Annotated

from returnctl.commands.options import Text, Texts, files_of, flag, option

if TYPE_CHECKING:
    from returnctl.commands.inputs import Task

_one = partial(option, panel="One request")
_beside = partial(option, "FILE", panel="Files beside the report")
_shown = partial(option, panel="Output")


def decide(
    files: Annotated[Texts, files_of("[FILE]...", "Files of return requests; - is standard input.")] = None,
    policy: Annotated[
        Texts, option("FILE", "Your policy (workbook or CSV); repeatable. [env: RETURNCTL_POLICY]")
    ] = None,
    overrides: Annotated[Texts, option("FILE", "Your overrides by SKU; repeatable. [env: RETURNCTL_OVERRIDES]")] = None,
    orders: Annotated[Texts, _beside("Amazon's orders report: channel, store, price.")] = None,
    inventory: Annotated[Texts, _beside("Amazon's listing report: stock.")] = None,
    deliveries: Annotated[Texts, _beside("A table of order id and date delivered.")] = None,
    store: Annotated[Text, option("STORE", "Store of requests that name none, e.g. US. [env: RETURNCTL_STORE]")] = None,
    as_of: Annotated[Text, option("DATE", "Day or moment for which to answer.", default="now")] = None,
    form: Annotated[
        Text, _shown("FORMAT", "table, json, jsonl, csv or xlsx.", "--format", default="by --output")
    ] = None,
    output: Annotated[Text, _shown("FILE", "Write to this file.", "--output", "-o")] = None,
    explain: Annotated[bool, flag("--explain", "Show facts, rules and cells of each.", "Output")] = False,
    keep_columns: Annotated[bool, flag("--keep-columns", "Put the input's own columns first.", "Output")] = False,
    urgent_first: Annotated[bool, flag("--urgent-first", "Sort the worklist by its days to answer.", "Output")] = False,
    fail_on: Annotated[Text, _shown("NAMES", "Exit 1 if any of these comes up, e.g. review,overdue.")] = None,
    sku: Annotated[Text, _one("SKU", "SKU of the one request.")] = None,
    reason: Annotated[Text, _one("REASON", "Reason: a code, a label or plain words.")] = None,
    order_date: Annotated[Text, _one("DATE", "Order date, e.g. 2026-11-01.", "--ordered")] = None,
    ship_date: Annotated[Text, _one("DATE", "Shipping date.", "--shipped")] = None,
    estimated_delivery_date: Annotated[Text, _one("DATE", "Estimated delivery date.", "--estimated")] = None,
    delivery_date: Annotated[Text, _one("DATE", "Delivery date.", "--delivered")] = None,
    request_date: Annotated[Text, _one("DATE", "Date of the request.", "--requested", default="--as-of")] = None,
    return_delivery_date: Annotated[Text, _one("DATE", "Date the goods came back.", "--returned")] = None,
    amount: Annotated[Text, _one("AMOUNT", "Paid for the ordered quantity, e.g. 24.90.")] = None,
    currency: Annotated[Text, _one("CODE", "Currency, e.g. USD.")] = None,
    quantity: Annotated[Text, _one("UNITS", "Units asked back.")] = None,
    order_quantity: Annotated[Text, _one("UNITS", "Units ordered.")] = None,
    refunded_amount: Annotated[Text, _one("AMOUNT", "Amount refunded so far.", "--refunded")] = None,
    in_policy: Annotated[Text, _one("yes|no", "Amazon's mark: yes or no.")] = None,
    claim: Annotated[Text, _one("yes|no", "A-to-z claim open: yes or no.")] = None,
    status: Annotated[Text, _one("STATUS", "Status, e.g. Approved.")] = None,
    fulfilment: Annotated[Text, _one("WHO", "merchant or amazon.")] = None,
    category: Annotated[Text, _one("NAME", "Category of the product.")] = None,
    order_id: Annotated[Text, _one("ID", "Order id.")] = None,
) -> None:
    """Say for each return request what to do, why, and which cell made it so.

    Requests come from FILE (Amazon's seller-fulfilled returns report, your own table, JSONL) or, for
    one request, from options. Without a policy the built-in one decides.
    """
    options = locals()
    from returnctl.commands.choices import failing, store_code, wrong
    from returnctl.commands.inputs import SidePaths, Task, from_environment, moment
    from returnctl.commands.one_request import asking, complete, decide_one, option_of
    from returnctl.files.document import Documents
    from returnctl.values.request import FIELDS

    given = {name: text for name, text in options.items() if name in FIELDS and name != "store" and text is not None}
    task = Task(
        policy=from_environment(policy, "RETURNCTL_POLICY"),
        overrides=from_environment(overrides, "RETURNCTL_OVERRIDES"),
        beside=SidePaths(orders or [], inventory or [], deliveries or []),
        store=store_code(store),
        fail_on=failing(fail_on),
        as_of=moment(as_of),
        output=None if output == "-" else output,
        explain=explain,
        keep_columns=keep_columns,
        urgent_first=urgent_first,
    )
    if files and given:
        message = "a FILE and the options of one request cannot be given together; leave one of them out"
        raise wrong(message, option_of(next(iter(given))))
    with Documents() as documents:
        if given or (not files and asking()):
            given = complete(given) | ({"store": task.store} if task.store and store else {})
            decide_one(given, _to_place(task, form), documents)
            return
        from returnctl.commands.batch import converse, decide_files

        files = files or ["-"]
        if _conversing(files, form, task):
            converse(task, documents)
        else:
            decide_files(files, _to_place(task, form, files), documents)


def _to_place(task: "Task", form: str | None, files: Sequence[str] = ()) -> "Task":
    """The task with its format; rejects what that cannot show, and a place that cannot be written to."""
    from returnctl.commands.choices import check_place, check_standing, form_of, wrong

    task = task._replace(form=form_of(form, task.output, ("json", "jsonl", "csv", "xlsx"), shown="table"))
    if task.form == "table" and task.output:
        raise wrong("a table is for the terminal; write json, jsonl, csv or xlsx", "--format")
    if task.explain and task.form in ("csv", "xlsx"):
        message = "has no place for it: write .json or .jsonl, which explain always, or leave out the"
        raise wrong(f"{task.form} {message} {task.form}", "--explain")
    if task.keep_columns and not files:
        raise wrong("one request from options has no other columns; leave it out", "--keep-columns")
    if task.keep_columns and task.form == "table":
        message = "the terminal has no place for them: add --format csv, json or jsonl, or --output FILE"
        raise wrong(message, "--keep-columns")
    if task.urgent_first and files and task.form != "xlsx":
        message = "only a worklist (.xlsx) can be sorted; every other format keeps the order of the input"
        raise wrong(message, "--urgent-first")
    check_place(task.output, [*task.inputs, *files])
    check_standing(task.output, "answers")
    return task


def _conversing(files: Sequence[str], form: str | None, task: "Task") -> bool:
    """JSONL on standard input is answered line by line, unless another form or a file is wanted."""
    if [*files] != ["-"] or form not in (None, "jsonl") or task.output is not None:
        return False
    if task.explain or task.keep_columns or task.fail_on or sys.stdin.isatty():
        return False
    peek = getattr(sys.stdin.buffer, "peek", None)
    start: bytes = peek(64) if peek is not None else b""
    return start.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{")
