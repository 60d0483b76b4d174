"""A run of `validate`: the files that are meant, each checked, and the findings shown or written."""

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from datetime import date
from typing import NamedTuple, NoReturn

import typer

from returnctl.commands.checks import Context, answered, check, not_for_amazon
from returnctl.commands.choices import check_one_of, check_place, check_standing
from returnctl.commands.copies import Repairs, check_copies, check_endings, write_annotated, write_mended
from returnctl.commands.ends import Exit
from returnctl.commands.inputs import STDIN, is_lock, opened, opened_out, unusable
from returnctl.commands.reporting import Progress, Reporter
from returnctl.commands.showing import show_findings, write_text
from returnctl.files.document import Document, Documents
from returnctl.values.finding import Finding, Severity
from returnctl.values.visible import visible
from returnctl.views.checked import Checked, in_order

FORMATS = ("text", "json", "jsonl", "xlsx")


class Wanted(NamedTuple):
    """What a run was asked for."""

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


def validate_files(wanted: Wanted) -> None:
    """Check each file and show what was found; 1 where anything is to be mended, 3 where a file is of no use."""
    form = _form(wanted)
    names = _named(wanted.files)
    _alone(wanted, names)
    inputs = [*names, *wanted.policy, *wanted.skus, *([wanted.report] if wanted.report else [])]
    if wanted.fix is not None and wanted.fix in (wanted.annotate, wanted.output):
        raise typer.BadParameter("every output needs a name of its own", param_hint="--fix")
    for option, place in (("--output", wanted.output), ("--annotate", wanted.annotate), ("--fix", wanted.fix)):
        check_place(place, inputs, option)
        inputs += [place] if place else []
    check_standing(wanted.output, "findings", ("processing-report",) if wanted.as_amazon else ())
    progress = Progress()
    with Documents() as documents:
        given = [opened(documents, name) for name in names]
        check_endings(wanted.annotate, wanted.fix, names[0], given[0])
        check_copies(given[0], wanted.annotate, wanted.fix)
        if wanted.as_amazon:
            _answer_as_amazon(given[0], wanted.output)
        files = [
            checked._replace(findings=in_order(checked.findings))
            for checked in _checked(given, wanted, documents, progress)
        ]
        progress.clear()
        with ExitStack() as copies:  # which take their places only once the findings are told
            repairs = _copied(given[0], files, wanted, copies)
            _shown(files, form, wanted.output, repairs)
    ending = _ending(files, wanted.strict)
    raise typer.Exit(ending or (Exit.FINDINGS if wanted.fix and repairs is None else Exit.DONE))


def _shown(files: Sequence[Checked], form: str, output: str | None, repairs: Repairs | None) -> None:
    """Show the findings to their end; where standard output refuses, it is named, and not the copy that waits."""
    from returnctl.files.writing import OutputError

    try:
        show_findings(files, form, output, repairs)
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        why = (error.strerror or "unknown reason").lower()
        raise OutputError(f"the findings could not be written to standard output: {why}") from error


def _copied(file: Document, files: Sequence[Checked], wanted: Wanted, copies: ExitStack) -> Repairs | None:
    """Write the copies that were asked for; none of a file that is of no use."""
    if wanted.annotate is None and wanted.fix is None:
        return None
    checked = files[-1]
    if not checked.usable:
        sys.stderr.write("returnctl: no copy was written, as the file cannot be read\n")
        return None
    if wanted.annotate is not None:
        write_annotated(file, checked, wanted.annotate, copies, mended_too=wanted.fix is not None)
    return write_mended(file, wanted.fix, copies) if wanted.fix is not None else None


def _checked(given: Sequence[Document], wanted: Wanted, documents: Documents, progress: Progress) -> Iterator[Checked]:
    """Each file, checked by itself or laid beside Amazon's answer to it."""
    if wanted.report is not None:
        yield answered(documents.open(wanted.report), given[0])
    else:
        beside = documents.open_all(wanted.policy), documents.open_all(wanted.skus)
        yield from check(given, Context(*beside, wanted.store, wanted.as_of), progress)


def _form(wanted: Wanted) -> str:
    """The format asked for, else the one that the ending of the output names, else text."""
    ending = os.path.splitext(wanted.output or "")[1].lower().removeprefix(".")  # noqa: PTH122
    named = {"json": "json", "jsonl": "jsonl", "xlsx": "xlsx", "txt": "text", "log": "text", "": "text"}.get(ending)
    if wanted.as_amazon and (wanted.form is not None or named != "text"):
        message = "the answer has Amazon's own form, tab-delimited text: leave out --format, and end --output in .txt"
        raise typer.BadParameter(message, param_hint="--as-amazon")
    if wanted.form is None and named is None:
        message = f"the ending .{visible(ending)} names no format: use .txt, .json, .jsonl or .xlsx, or --format"
        raise typer.BadParameter(message, param_hint="--output")
    form = wanted.form or named or "text"
    if named not in (None, "text", form):
        raise typer.BadParameter(f"the output ends in .{ending}, but the format is {form}", param_hint="--output")
    check_one_of(form, FORMATS, "--format")
    if form == "xlsx" and wanted.output in (None, "-") and sys.stdout.isatty():
        raise typer.BadParameter("a workbook needs a file: give --output findings.xlsx", param_hint="--format")
    return form


def _named(files: Sequence[str]) -> list[str]:
    """The files that are meant; patterns such as `*.xlsx` are also opened out where the shell does not."""
    if not files:
        if sys.stdin.isatty():
            raise typer.BadParameter("name the files to check, for example overrides.xlsx", param_hint="FILE")
        return [STDIN]
    names = opened_out(files)
    locks = [name for name in names if is_lock(name)] if len(names) > 1 else []
    for name in locks:
        sys.stderr.write(f"returnctl: passed over {visible(name, None)}, Excel's mark that the file is open\n")
    return [name for name in names if name not in locks]


def _alone(wanted: Wanted, names: Sequence[str]) -> None:
    """Options that are about one file."""
    about_one = {
        "--as-amazon": wanted.as_amazon,
        "--report": wanted.report,
        "--annotate": wanted.annotate,
        "--fix": wanted.fix,
    }
    for option, given in about_one.items():
        if given and len(names) != 1:
            raise typer.BadParameter(f"give one FILE at a time, not {len(names)}", param_hint=option)
    if wanted.as_amazon and wanted.report:
        raise typer.BadParameter("--as-amazon and --report cannot be given together", param_hint="--report")


def _answer_as_amazon(given: Document, output: str | None) -> NoReturn:
    """The processing report that Amazon would send for a file; findings without a number of Amazon's stand aside."""
    from returnctl.files.amazon.checking import check_amazon_file
    from returnctl.views.processing_report import processing_report

    reporter = Reporter()
    refused = given.findings[0] if given.nothing_came else not_for_amazon(given)
    if refused is not None:
        reporter.tell([refused])
        unusable(reporter, "checked")
    file = check_amazon_file(given)
    reporter.tell(finding for finding in file.findings if finding.amazon is None)
    if not file.usable:
        unusable(reporter, "checked")
    reporter.close()
    write_text("".join(f"{line}\n" for line in processing_report(file)), output)
    wrong = any(finding.severity is Severity.ERROR for finding in file.findings)
    raise typer.Exit(Exit.FINDINGS if wrong else Exit.DONE)


def _ending(files: Sequence[Checked], strict: bool) -> Exit:
    if not all(checked.usable for checked in files):
        return Exit.INPUT
    worst = (Severity.ERROR, Severity.WARNING) if strict else (Severity.ERROR,)
    found: list[Finding] = [finding for checked in files for finding in checked.findings]
    return Exit.FINDINGS if any(finding.severity in worst for finding in found) else Exit.DONE
