"""Conversions at work: read, written, told."""

import io
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final, NoReturn

import typer

from returnctl.commands.choices import check_place
from returnctl.commands.converting_choices import Wanted, check_files
from returnctl.commands.ends import Exit, goes_out
from returnctl.commands.inputs import STDIN, opened
from returnctl.commands.reporting import Reporter
from returnctl.files.converting.amazon_actions import (
    Actions,
    Asked,
    actions_of,
    difference,
    earlier_actions,
    nameless,
    nothing_left,
)
from returnctl.files.converting.amazon_file import Header, amazon_files, header_of, most_bytes, usual_header
from returnctl.files.converting.carrying import Tally
from returnctl.files.converting.grids import open_overrides, open_sources
from returnctl.files.converting.table_writing import (
    numbered_files,
    older_outputs,
    outputs,
    table_files,
    write_tables,
)
from returnctl.files.document import Document, Documents
from returnctl.values.conversion import Conversion, Written
from returnctl.values.finding import Code, Finding, Severity
from returnctl.values.location import Location
from returnctl.values.visible import visible
from returnctl.views.conversion import conversion_lines, conversion_record, lost_findings, lost_lists

if TYPE_CHECKING:
    from typing import BinaryIO


def convert_files(asked: Wanted) -> None:
    """Convert, and say what is not in the target; exit 1 where a finding is an error."""
    reporter = Reporter(keep=asked.json, colour=True)
    with Documents() as documents:
        files = [opened(documents, name) for name in asked.files]
        if piped := next((file for file in files if file.nothing_came), None):
            _unusable(reporter, piped.findings)
        if asked.to == "amazon":
            done = _to_amazon(asked, files, documents, reporter)
        else:
            done = _to_tables(asked, files, reporter)
    for finding, lines in lost_lists(done.lost):
        reporter.tell_listed(finding, lines)
    reporter.kept += lost_findings(done.lost) if asked.json else []
    reporter.close()
    _show(asked, done, reporter)
    if reporter.errors:
        raise typer.Exit(Exit.FINDINGS)


def _unusable(reporter: Reporter, findings: Sequence[Finding]) -> NoReturn:
    """End the command: an input is not usable at all."""
    reporter.tell(findings)
    reporter.close()
    sys.stderr.write("returnctl: nothing was written\n")
    raise typer.Exit(Exit.INPUT)


def _to_tables(asked: Wanted, documents: Sequence[Document], reporter: Reporter) -> Conversion:
    """Each kind of table on a sheet or in a text file of its own."""
    grids, findings = open_sources(documents)
    if any(finding.severity is Severity.ERROR for finding in findings):
        _unusable(reporter, findings)
    reporter.tell(findings)
    files = table_files(asked.output, asked.kind, grids)
    if asked.output == STDIN and len(files) > 1:
        kinds = ", ".join(kind for kinds in files.values() for kind in kinds)
        message = f"the files hold several tables ({kinds}), each becomes a file of its own: name one"
        raise typer.BadParameter(message, param_hint="--output")
    check_files(asked, files)
    tally = Tally()
    with _streams(asked, list(files)) as streams:
        written = write_tables(streams, files, asked.kind, grids, tally, bom=asked.output != STDIN, form=asked.text)
        if tally.broken:
            _unusable(reporter, tally.findings)
    reporter.tell(tally.findings)
    books = dict.fromkeys(grid.at.file for grid in grids if grid.at.sheet is not None)
    reporter.tell([_looks_lost(book) for book in books])
    return Conversion(tuple(written), tally.rows, tally.kept, tally.left_out, tuple(tally.lost), {})


def _looks_lost(book: str) -> Finding:
    message = (
        "colours, widths, comments and formulas of a workbook are not carried over; a formula leaves its saved value"
    )
    return Finding(Code.NOT_IN_TARGET, Location(book), message, "keep the workbook", Severity.NOTE)


@contextmanager
def _streams(asked: Wanted, names: Sequence[str]) -> "Iterator[list[BinaryIO]]":
    if asked.output != STDIN:
        with outputs(names) as streams:
            yield streams
        return
    held = io.BytesIO()  # nothing goes out before all of it is there
    yield [held]
    if sys.stdout.isatty():
        goes_out()
        lines = held.getvalue().decode("utf-8").split("\r\n")
        sys.stdout.write("\r\n".join(visible(line.replace("\t", "    "), None) for line in lines))
    else:
        goes_out()
        sys.stdout.buffer.write(held.getvalue())


def _to_amazon(asked: Wanted, given: Sequence[Document], documents: Documents, reporter: Reporter) -> Conversion:
    """Amazon's SKU override file, or as many as it takes."""
    header = _header(asked, documents, reporter)
    found, overrides, findings = open_overrides(given)
    if overrides is None:
        _unusable(reporter, findings)
    check_place(asked.output, asked.inputs)
    reporter.tell(findings)
    wish = Asked(asked.store, asked.day)
    now = actions_of(overrides, found, wish)
    reporter.tell(now.findings)
    if asked.previous is not None:
        now = _differing(documents.open(asked.previous), now, wish, nameless(overrides), reporter)
    files = list(amazon_files(header.lines, now.rows.items(), most_bytes()))
    names = numbered_files(asked.output, len(files)) if files else []
    if asked.output == STDIN and len(files) > 1:
        message = f"{len(now.rows):,} rows take {len(files)} files: name one, and they are numbered"
        raise typer.BadParameter(message, param_hint="--output")
    check_files(asked, dict.fromkeys(names, ("amazon",)))
    if files:
        reporter.tell(header.findings)
        with _streams(asked, names) as streams:
            for stream, lines in zip(streams, files, strict=True):
                stream.write(b"".join(lines))
    else:
        reporter.tell([_nothing(asked, now)])
    if asked.output != STDIN:
        reporter.tell(older_outputs(asked.output, names, asked.inputs))
    written = [Written(name, (), len(lines) - len(header.lines)) for name, lines in zip(names, files, strict=True)]
    kept, actions = len(now.rows) - now.added, Counter(now.rows.values())
    return Conversion(tuple(written), now.seen, kept, now.left_out, tuple(now.lost), actions, now.added)


def _header(asked: Wanted, documents: Documents, reporter: Reporter) -> Header:
    if asked.template is None:
        return usual_header()
    header = header_of(documents.open(asked.template))
    if isinstance(header, list):
        _unusable(reporter, header)
    return header


def _differing(previous: Document, now: Actions, wish: Asked, nameless_rows: int, reporter: Reporter) -> Actions:
    """Only what differs from the file uploaded last."""
    _, before, findings = open_overrides([previous])
    if before is None:
        _unusable(reporter, findings)
    reporter.tell(findings)
    changed = difference(now, earlier_actions(before, wish), deleting=not nameless_rows)
    if nameless_rows:
        message = "no DELETE is written, as the SKU of some row cannot be read, and that row may be the one missed"
        hint = "mend the rows named above, and convert again"
        reporter.tell([Finding(Code.DELETE_WITHHELD, Location(previous.shown), message, hint, Severity.WARNING)])
    return changed


def _nothing(asked: Wanted, now: Actions) -> Finding:
    """Amazon refuses a file without rows, so that none is written."""
    why = nothing_left(now)
    if why is None and asked.previous is not None:
        message = "nothing differs from it, so that there is nothing to upload and no file is written"
        return Finding(Code.NOTHING_TO_WRITE, Location(asked.previous), message, "", Severity.NOTE)
    message, hint = why or _NO_ACTION
    refused = "Amazon refuses a file without rows (its error 41003): no file is written"
    return Finding(Code.NOTHING_TO_WRITE, Location(asked.files[0]), f"{message}, and {refused}", hint)


_NO_ACTION: Final = ("no SKU has an action", "write AUTOMATIC or MANUAL into the column `authorization`")


def _show(asked: Wanted, done: Conversion, reporter: Reporter) -> None:
    """The summary: on standard output, unless the table itself went there."""
    from returnctl.commands.showing import colourful, show_lines, width
    from returnctl.views.json_lines import json_text
    from returnctl.views.plain import fitting, wrapped

    if asked.json:
        goes_out()
        sys.stdout.write(json_text(conversion_record(done, reporter.kept)) + "\n")
        return
    lines = conversion_lines(done)
    if asked.output == STDIN:
        sys.stderr.write(fitting("".join(f"{line}\n" for line in lines), sys.stderr.encoding))
        return
    room = width()
    if colourful():
        from returnctl.views.terminal import findings_text, rendered

        files = max(1, len(done.written))
        sys.stdout.write(
            rendered(findings_text([[line] for line in lines[:files]]), room, colour=True, encoding=sys.stdout.encoding)
        )
        lines = lines[files:]
    show_lines([part for line in lines for part in wrapped(line, room)], headed=False)
