"""A run of `validate`: the files that are meant, each checked, and the findings shown or written."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from datetime import date
from typing import Final, NamedTuple, NoReturn

import typer

from returnctl.commands.checks import Context, answered, check, not_for_amazon
from returnctl.commands.choices import check_place, check_standing, ending_of, form_of, wrong
from returnctl.commands.copies import (
    Repairs,
    check_copies,
    check_endings,
    repair_lines,
    repair_records,
    write_annotated,
    write_mended,
)
from returnctl.commands.exits import Exit, goes_out, say
from returnctl.commands.inputs import STDIN, is_lock, opened, opened_out
from returnctl.commands.reporting import Progress, Reporter
from returnctl.commands.showing import colourful, show_findings, show_lines, write_text
from returnctl.files.document import Document, Documents
from returnctl.values.finding import Severity
from returnctl.values.visible import visible
from returnctl.views.checked import (
    Checked,
    document,
    finding_records,
    in_order,
    processing_report,
    report_lines,
    total_line,
)
from returnctl.views.findings import MOST_LINES
from returnctl.views.json_lines import json_line

_UNCHECKED: Final = "nothing was checked and nothing was written"


class Check(NamedTuple):
    """What is to be checked under what, and what is written of it."""

    files: Sequence[str]
    policy: Sequence[str]
    skus: Sequence[str]
    store: str | None
    as_of: date
    strict: bool
    form: str | None
    output: str | None
    as_amazon: bool
    report: str | None
    annotate: str | None
    fix: str | None


def validate_files(asked: Check) -> None:
    """Check each file and show what was found; 1 where anything is to be mended, 3 where a file is of no use."""
    form = _form(asked)
    names = _named(asked.files)
    _check_alone(asked, names)
    _check_places(asked, names)
    progress = Progress()
    with Documents() as documents:
        given = [opened(documents, name) for name in names]
        check_endings(asked.annotate, asked.fix, names[0], given[0])
        check_copies(given[0], asked.annotate, asked.fix)
        if asked.as_amazon:
            _answer_as_amazon(given[0], asked.output)
        files = [
            checked._replace(findings=in_order(checked.findings))
            for checked in _checked(given, asked, documents, progress)
        ]
        progress.clear()
        with ExitStack() as copies:  # which take their places only once the findings are told
            repairs = _copied(given[0], files, asked, copies)
            _tell(files, form, asked.output, repairs)
    if not all(checked.usable for checked in files):
        raise typer.Exit(Exit.INPUT)
    grave = (Severity.ERROR, Severity.WARNING) if asked.strict else (Severity.ERROR,)
    if any(checked.count(severity) for checked in files for severity in grave) or (asked.fix and repairs is None):
        raise typer.Exit(Exit.FINDINGS)


def _form(asked: Check) -> str:
    """The format asked for, else the one that the extension of the output names, else text."""
    if asked.as_amazon and (asked.form is not None or ending_of(asked.output) not in ("txt", "log", "")):
        message = "the answer has Amazon's own form, tab-delimited text: leave out --format, and end --output in .txt"
        raise wrong(message, "--as-amazon")
    form = form_of(asked.form, asked.output, ("json", "jsonl", "xlsx"), shown="text", plain="txt")
    if form == "xlsx" and asked.output in (None, "-") and sys.stdout.isatty():
        raise wrong("a workbook needs a file: give --output findings.xlsx", "--format")
    return form


def _named(files: Sequence[str]) -> list[str]:
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


def _check_alone(asked: Check, names: Sequence[str]) -> None:
    """Options that are about one file."""
    about_one = {
        "--as-amazon": asked.as_amazon,
        "--report": asked.report,
        "--annotate": asked.annotate,
        "--fix": asked.fix,
    }
    for option, given in about_one.items():
        if given and len(names) != 1:
            raise wrong(f"give one FILE at a time, not {len(names)}", option)
    if asked.as_amazon and asked.report:
        raise wrong("--as-amazon and --report cannot be given together", "--report")


def _check_places(asked: Check, names: Sequence[str]) -> None:
    """See that every output can be written, and that none is an input or another output."""
    inputs = [*names, *asked.policy, *asked.skus, *([asked.report] if asked.report else [])]
    if asked.fix is not None and asked.fix in (asked.annotate, asked.output):
        raise wrong("every output needs a name of its own", "--fix")
    for option, place in (("--output", asked.output), ("--annotate", asked.annotate), ("--fix", asked.fix)):
        check_place(place, inputs, option)
        inputs += [place] if place else []
    check_standing(asked.output, "findings", ("processing-report",) if asked.as_amazon else ())


def _answer_as_amazon(given: Document, output: str | None) -> NoReturn:
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
    wrongs = any(finding.severity is Severity.ERROR for finding in file.findings)
    raise typer.Exit(Exit.FINDINGS if wrongs else Exit.DONE)


def _checked(given: Sequence[Document], asked: Check, documents: Documents, progress: Progress) -> Iterator[Checked]:
    """Each file, checked by itself or laid beside Amazon's answer to it."""
    if asked.report is not None:
        yield answered(documents.open(asked.report), given[0])
    else:
        beside = documents.open_all(asked.policy), documents.open_all(asked.skus)
        yield from check(given, Context(*beside, asked.store, asked.as_of), progress)


def _copied(file: Document, files: Sequence[Checked], asked: Check, copies: ExitStack) -> Repairs | None:
    """Write the copies that were asked for; none of a file that is of no use."""
    if asked.annotate is None and asked.fix is None:
        return None
    if not files[-1].usable:
        say("no copy was written, as the file cannot be read")
        return None
    if asked.annotate is not None:
        write_annotated(file, files[-1], asked.annotate, copies, mended_too=asked.fix is not None)
    return write_mended(file, asked.fix, copies) if asked.fix is not None else None


def _tell(files: Sequence[Checked], form: str, output: str | None, repairs: Repairs | None) -> None:
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
    from returnctl.files.marking.marked_copy import findings_workbook
    from returnctl.files.writing import whole_file

    findings = [finding for checked in files for finding in checked.findings]
    if output is None:
        goes_out()
        told = findings_workbook(findings, sys.stdout.buffer)
    else:
        with whole_file(output) as stream:
            told = findings_workbook(findings, stream)
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
