"""Conversions at work: checked, read, written, told."""

import io
import os
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import BinaryIO, Final, NamedTuple

from returnctl.commands.choices import check_place, check_standing, ending_of, wrong
from returnctl.commands.exits import goes_out
from returnctl.commands.inputs import STDIN, opened
from returnctl.commands.reporting import (
    UNWRITTEN,
    Reporter,
    colourful,
    show,
    show_findings,
    show_wrapped,
    shown_table,
    width,
)
from returnctl.files.converting.amazon_actions import (
    Actions,
    Target,
    actions_of,
    difference,
    earlier_actions,
    nameless,
    nothing_left,
)
from returnctl.files.converting.amazon_file import Header, amazon_files, header_of, most_bytes, usual_header
from returnctl.files.converting.carrying import Carriage
from returnctl.files.converting.grids import open_overrides, open_sources
from returnctl.files.converting.table_writing import numbered_files, older_outputs, outputs, table_files, write_tables
from returnctl.files.document import Document, Documents
from returnctl.values.amazon import Conversion, Written
from returnctl.values.finding import Code, Finding, Severity, has_error
from returnctl.values.location import Location
from returnctl.values.text import TextForm, visible
from returnctl.views.conversion import conversion_lines, conversion_record, lost_findings, lost_lists
from returnctl.views.findings import finding_lines
from returnctl.views.json_document import json_line

TARGETS: Final = ("amazon", "returnctl", "csv", "tsv", "xlsx")
_FILES: Final = TARGETS[2:]
# As what a converted table is read again, by its kind; all others are sheets of a policy.
_ROLES: Final = {
    "Overrides": ("overrides",),
    "Requests": ("requests", "returns-report"),
    "amazon": ("amazon-overrides",),
}


class Order(NamedTuple):
    """What is converted to what; `inputs` are all files that are read, `named` tells whether the output was named."""

    files: Sequence[str]
    inputs: Sequence[str]
    to: str
    kind: str
    output: str
    named: bool
    json: bool
    template: str | None
    previous: str | None
    wish: Target
    text: TextForm


def kind_of(to: str, output: str | None) -> str:
    """The kind of file to be written: for our own format the extension of the output tells."""
    ending = ending_of(output)
    told = ending if ending in _FILES else None
    if to == "returnctl":
        if output == STDIN:
            return "csv"
        if output is not None and told is None:
            message = f"the ending of `{visible(output)}` names no kind of file: use .xlsx, .csv or .tsv"
            raise wrong(message, "--output")
        return told or "xlsx"
    if to == "amazon" and told in ("csv", "xlsx"):
        raise wrong(f"Amazon's file is text with tabs: name it .txt instead of .{ending}", "--output")
    if to != "amazon" and told is not None and told != to:
        raise wrong(f"the output ends in .{ending}, but --to is {to}", "--output")
    if to == "xlsx" and output == STDIN:
        raise wrong("a workbook cannot go to standard output; name a file", "--output")
    return to


def convert_files(order: Order) -> None:
    """Convert, and say what is not in the target; exit 1 where a finding is an error."""
    reporter = Reporter(keep=order.json, colour=True)
    with Documents() as documents:
        files = [opened(documents, name) for name in order.files]
        if piped := next((file for file in files if file.nothing_came), None):
            reporter.refuse(piped.findings, UNWRITTEN)
        if order.to == "amazon":
            done = _to_amazon(order, files, documents, reporter)
        else:
            done = _to_tables(order, files, reporter)
    kept = [*reporter.kept, *lost_findings(done.lost)]
    for finding, lines in lost_lists(done.lost):
        reporter.tell_counted([finding], [[*finding_lines(finding), *lines]])
    reporter.close()
    _show(order, done, kept)
    reporter.end()


def _to_tables(order: Order, documents: Sequence[Document], reporter: Reporter) -> Conversion:
    """Each kind of table on a sheet or in a text file of its own."""
    grids, findings = open_sources(documents)
    if has_error(findings):
        reporter.refuse(findings, UNWRITTEN)
    reporter.tell(findings)
    files = table_files(order.output, order.kind, grids)
    if order.output == STDIN and len(files) > 1:
        kinds = ", ".join(kind for kinds in files.values() for kind in kinds)
        raise wrong(f"the files hold several tables ({kinds}), each becomes a file of its own: name one", "--output")
    _check_files(order, files)
    tally = Carriage()
    with _streams(order, list(files)) as streams:
        written = write_tables(streams, files, order.kind, grids, tally, bom=order.output != STDIN, form=order.text)
        if tally.broken:
            reporter.refuse(tally.findings, UNWRITTEN)
    reporter.tell(tally.findings)
    books = dict.fromkeys(grid.at.file for grid in grids if grid.at.sheet is not None)
    lost = "colours, widths, comments and formulas of a workbook are not carried over; a formula leaves its saved value"
    notes = (Finding(Code.NOT_IN_TARGET, Location(book), lost, "keep the workbook", Severity.NOTE) for book in books)
    reporter.tell(notes)
    return Conversion(tuple(written), tally.rows, tally.kept, tally.left_out, tuple(tally.lost), {})


def _check_files(order: Order, files: Mapping[str, Sequence[str]]) -> None:
    """See that every file can be written; without --output nothing that stands there is replaced."""
    if order.output == STDIN:
        return
    there = next((name for name in files if not order.named and os.path.lexists(name)), None)
    if there is not None:
        message = f"`{visible(there, None)}` is already there; name the output, which may replace it"
        raise wrong(message, "--output")
    for name, kinds in files.items():
        check_place(name, order.inputs)
        check_standing(name, "converted", {role for kind in kinds for role in _ROLES.get(kind, ("policy",))})


@contextmanager
def _streams(order: Order, names: Sequence[str]) -> Iterator[list[BinaryIO]]:
    if order.output != STDIN:
        with outputs(names) as streams:
            yield streams
        return
    held = io.BytesIO()  # nothing goes out before all of it is there
    yield [held]
    goes_out()
    if sys.stdout.isatty():
        sys.stdout.write(shown_table(held.getvalue().decode("utf-8").replace("\t", "    ")))
    else:
        sys.stdout.buffer.write(held.getvalue())


def _to_amazon(order: Order, given: Sequence[Document], documents: Documents, reporter: Reporter) -> Conversion:
    """Amazon's SKU override file, or as many as it takes."""
    header = _header(order, documents, reporter)
    found, overrides, findings = open_overrides(given)
    if overrides is None:
        reporter.refuse(findings, UNWRITTEN)
    check_place(order.output, order.inputs)
    reporter.tell(findings)
    now = actions_of(overrides, found, order.wish)
    reporter.tell(now.findings)
    if order.previous is not None:
        now = _differing(documents.open(order.previous), now, order.wish, nameless(overrides), reporter)
    files = list(amazon_files(header.lines, now.rows.items(), most_bytes()))
    names = numbered_files(order.output, len(files)) if files else []
    if order.output == STDIN and len(files) > 1:
        message = f"{len(now.rows):,} rows take {len(files)} files: name one, and they are numbered"
        raise wrong(message, "--output")
    _check_files(order, dict.fromkeys(names, ("amazon",)))
    if files:
        reporter.tell(header.findings)
        with _streams(order, names) as streams:
            for stream, lines in zip(streams, files, strict=True):
                stream.write(b"".join(lines))
    else:
        reporter.tell([_nothing(order, now)])
    if order.output != STDIN:
        reporter.tell(older_outputs(order.output, names, order.inputs))
    written = [Written(name, (), len(lines) - len(header.lines)) for name, lines in zip(names, files, strict=True)]
    kept, actions = len(now.rows) - now.added, Counter(now.rows.values())
    return Conversion(tuple(written), now.seen, kept, now.left_out, tuple(now.lost), actions, now.added)


def _header(order: Order, documents: Documents, reporter: Reporter) -> Header:
    if order.template is None:
        return usual_header()
    header = header_of(documents.open(order.template))
    return header if isinstance(header, Header) else reporter.refuse(header, UNWRITTEN)


def _differing(previous: Document, now: Actions, wish: Target, nameless_rows: int, reporter: Reporter) -> Actions:
    """Only what differs from the file uploaded last."""
    _, before, findings = open_overrides([previous])
    if before is None:
        reporter.refuse(findings, UNWRITTEN)
    reporter.tell(findings)
    changed = difference(now, earlier_actions(before, wish), deleting=not nameless_rows)
    if nameless_rows:
        message = "no DELETE is written, as the SKU of some row cannot be read, and that row may be the one missed"
        hint = "mend the rows named above, and convert again"
        reporter.tell([Finding(Code.DELETE_WITHHELD, Location(previous.shown), message, hint, Severity.WARNING)])
    return changed


def _nothing(order: Order, now: Actions) -> Finding:
    """Amazon refuses a file without rows, so that none is written."""
    why = nothing_left(now)
    if why is None and order.previous is not None:
        message = "nothing differs from it, so that there is nothing to upload and no file is written"
        return Finding(Code.NOTHING_TO_WRITE, Location(order.previous), message, "", Severity.NOTE)
    message, hint = why or ("no SKU has an action", "write AUTOMATIC or MANUAL into the column `authorization`")
    refused = "Amazon refuses a file without rows (its error 41003): no file is written"
    return Finding(Code.NOTHING_TO_WRITE, Location(order.files[0]), f"{message}, and {refused}", hint)


def _show(order: Order, done: Conversion, findings: Sequence[Finding]) -> None:
    """The summary: on standard output, unless the table itself went there."""
    if order.json:
        goes_out()
        sys.stdout.write(json_line(conversion_record(done, findings)))
        return
    lines = conversion_lines(done)
    if order.output == STDIN:
        show("".join(f"{line}\n" for line in lines), sys.stderr)
        return
    if colourful(sys.stdout):
        goes_out()
        files = max(1, len(done.written))
        show_findings(lines[:files], sys.stdout, colour=True)
        lines = lines[files:]
    show_wrapped(lines, width())
