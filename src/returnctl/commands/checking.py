"""A run of `validate`: the files that are meant, each checked, and the findings shown or written."""

import sys
from collections.abc import Sequence
from contextlib import ExitStack, nullcontext
from typing import Final, NoReturn

import typer

from returnctl.commands.checks import not_for_amazon
from returnctl.commands.choices import check_place, check_standing, ending_of, form_of, wrong
from returnctl.commands.copies import Repairs, repair_lines, repair_records, write_annotated, write_mended
from returnctl.commands.exits import Exit, goes_out, say
from returnctl.commands.inputs import STDIN, is_lock, opened_out
from returnctl.commands.reporting import Reporter, colourful, show_findings, show_lines, write_text
from returnctl.files.document import Document
from returnctl.values.finding import has_error
from returnctl.values.text import visible
from returnctl.views.checked import Checked, document, finding_records, processing_report, report_lines, total_line
from returnctl.views.findings import MOST_LINES
from returnctl.views.json_document import json_line

_UNCHECKED: Final = "nothing was checked and nothing was written"


def form_of_findings(form: str | None, output: str | None, *, as_amazon: bool) -> str:
    """The format asked for, else the one that the extension of the output names, else text."""
    if as_amazon and (form is not None or ending_of(output) not in ("txt", "log", "")):
        message = "the answer has Amazon's own form, tab-delimited text: leave out --format, and end --output in .txt"
        raise wrong(message, "--as-amazon")
    form = form_of(form, output, ("json", "jsonl", "xlsx"), shown="text", plain="txt")
    if form == "xlsx" and output in (None, "-") and sys.stdout.isatty():
        raise wrong("a workbook needs a file: give --output findings.xlsx", "--format")
    return form


def named(files: Sequence[str]) -> list[str]:
    """The files that are meant; patterns such as `*.xlsx` are also opened out where the shell does not."""
    if not files:
        if sys.stdin.isatty():
            raise wrong("name the files to check, for example overrides.xlsx", "FILE")
        return [STDIN]
    names = opened_out(files)
    locks = [name for name in names if is_lock(name)] if len(names) > 1 else []
    for name in locks:
        say(f"passed over {visible(name, None)}, Excel's mark that the file is open")
    return [name for name in names if name not in locks]


def check_alone(
    names: Sequence[str], as_amazon: bool, report: str | None, annotate: str | None, fix: str | None
) -> None:
    """Reject options that are about one file where there are several."""
    about_one = {"--as-amazon": as_amazon, "--report": report, "--annotate": annotate, "--fix": fix}
    for option, given in about_one.items():
        if given and len(names) != 1:
            raise wrong(f"give one FILE at a time, not {len(names)}", option)
    if as_amazon and report:
        raise wrong("--as-amazon and --report cannot be given together", "--report")


def check_places(
    inputs: Sequence[str], output: str | None, annotate: str | None, fix: str | None, *, as_amazon: bool
) -> None:
    """See that every output can be written, and that none is an input or another output."""
    if fix is not None and fix in (annotate, output):
        raise wrong("every output needs a name of its own", "--fix")
    taken = [*inputs]
    for option, place in (("--output", output), ("--annotate", annotate), ("--fix", fix)):
        check_place(place, taken, option)
        taken += [place] if place else []
    check_standing(output, "findings", ("processing-report",) if as_amazon else ())


def answer_as_amazon(given: Document, output: str | None) -> NoReturn:
    """The processing report that Amazon would send for a file; findings without a number of Amazon's stand aside."""
    from returnctl.files.amazon.checking import check_amazon_file

    reporter = Reporter()
    refused = given.findings[0] if given.nothing_came else not_for_amazon(given)
    if refused is not None:
        reporter.refuse([refused], _UNCHECKED)
    file = check_amazon_file(given)
    reporter.tell(finding for finding in file.findings if finding.amazon is None)
    if not file.usable:
        reporter.refuse((), _UNCHECKED)
    reporter.close()
    write_text("".join(f"{line}\n" for line in processing_report(file)), output)
    failed = has_error(file.findings)
    raise typer.Exit(Exit.FINDINGS if failed else Exit.DONE)


def copied(
    file: Document, checked: Checked, annotate: str | None, fix: str | None, copies: ExitStack
) -> Repairs | None:
    """Write the copies that were asked for; none of a file that is of no use."""
    if annotate is None and fix is None:
        return None
    if not checked.usable:
        say("no copy was written, as the file cannot be read")
        return None
    if annotate is not None:
        write_annotated(file, checked, annotate, copies, mended_too=fix is not None)
    return write_mended(file, fix, copies) if fix is not None else None


def ending(files: Sequence[Checked], *, strict: bool, unfixed: bool) -> Exit:
    """1 where anything is to be mended or was not, 3 where a file is of no use."""
    if not all(checked.usable for checked in files):
        return Exit.INPUT
    found = any(any(checked.counts[: 2 if strict else 1]) for checked in files)  # errors, and warnings
    return Exit.FINDINGS if found or unfixed else Exit.DONE


def tell(files: Sequence[Checked], form: str, output: str | None, repairs: Repairs | None) -> None:
    """Show the findings to their end; where standard output refuses, it is named, and not the copy that waits."""
    from returnctl.files.writing import OutputError

    try:
        _show(files, form, output, repairs)
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        why = (error.strerror or "unknown reason").lower()
        raise OutputError(f"the findings could not be written to standard output: {why}") from error


def _show(files: Sequence[Checked], form: str, output: str | None, repairs: Repairs | None) -> None:
    """The findings on standard output or whole in a file; what was mended after them."""
    output = None if output == "-" else output
    terminal = output is None and sys.stdout.isatty()
    if form == "xlsx":
        _write_workbook(files, output)
    elif output is None and form == "text" and (colourful(sys.stdout) or terminal):
        goes_out()
        show_findings(_lines(files, repairs, terminal=terminal), sys.stdout, colour=colourful(sys.stdout))
    else:
        write_text(_text(files, form, repairs, terminal=terminal), output)
    if output is not None:
        show_lines([total_line(files), f"written to {visible(output, None)}"])
    if repairs is not None and form in ("jsonl", "xlsx"):
        sys.stderr.write("".join(f"{line}\n" for line in repair_lines(repairs)))


def _write_workbook(files: Sequence[Checked], output: str | None) -> None:
    from returnctl.files.copies.findings import findings_workbook
    from returnctl.files.writing import whole_file

    if output is None:
        goes_out()
    with nullcontext(sys.stdout.buffer) if output is None else whole_file(output) as stream:
        told = findings_workbook([finding for checked in files for finding in checked.findings], stream)
    sys.stderr.write("".join(f"{line}\n" for line in told))


def _text(files: Sequence[Checked], form: str, repairs: Repairs | None, *, terminal: bool) -> str:
    if form == "json":
        mended = {"repairs": repair_records(repairs)} if repairs is not None else {}
        return json_line(document(files) | mended)
    if form == "jsonl":
        return "".join(json_line(record) for checked in files for record in finding_records(checked))
    return "".join(f"{line}\n" for line in _lines(files, repairs, terminal=terminal))


def _lines(files: Sequence[Checked], repairs: Repairs | None, *, terminal: bool) -> list[str]:
    mended = repair_lines(repairs) if repairs is not None else []
    if terminal and len(mended) > MOST_LINES:
        left = len(mended) - MOST_LINES
        mended = [*mended[: MOST_LINES - 1], f"and {left} more cells: --format json", mended[-1]]
    return [*report_lines(files, terminal=terminal), *mended]
