"""A run of `validate`: the files that are meant, each checked, and the findings shown or written."""

import glob
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import date
from typing import NamedTuple

import typer

from returnctl.commands.checks import Context, Given, check
from returnctl.commands.choices import check_place
from returnctl.commands.ends import Exit
from returnctl.commands.inputs import STDIN
from returnctl.commands.reporting import Progress
from returnctl.commands.showing import show_findings
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


def validate_files(wanted: Wanted) -> None:
    """Check each file and show what was found; 1 where anything is to be mended, 3 where a file is of no use."""
    form = _form(wanted)
    names = _named(wanted.files)
    check_place(wanted.output, [*names, *wanted.policy, *wanted.skus])
    progress = Progress()
    with _at_hand(names) as given:
        context = Context(wanted.policy, wanted.skus, wanted.store, wanted.as_of)
        files = [_ordered(checked) for checked in check(given, context, progress)]
        progress.clear()
        show_findings(files, form, wanted.output)
    raise typer.Exit(_ending(files, wanted.strict))


def _form(wanted: Wanted) -> str:
    """The format asked for, else the one that the ending of the output names, else text."""
    ending = os.path.splitext(wanted.output or "")[1].lower().removeprefix(".")  # noqa: PTH122
    form = wanted.form or {"json": "json", "jsonl": "jsonl", "xlsx": "xlsx"}.get(ending, "text")
    if form not in FORMATS:
        raise typer.BadParameter(f"`{visible(form)}` is not one of {', '.join(FORMATS)}", param_hint="--format")
    if form == "xlsx" and wanted.output is None and sys.stdout.isatty():
        raise typer.BadParameter("a workbook needs a file: give --output findings.xlsx", param_hint="--format")
    return form


def _named(files: Sequence[str]) -> list[str]:
    """The files that are meant; patterns such as `*.xlsx` are also opened out where the shell does not."""
    if not files:
        if sys.stdin.isatty():
            raise typer.BadParameter("name the files to check, for example overrides.xlsx", param_hint="FILE")
        return [STDIN]
    found: list[str] = []
    for name in files:
        many = sorted(glob.glob(name)) if not os.path.lexists(name) and glob.has_magic(name) else []  # noqa: PTH207
        found += many or [name]
    return list(dict.fromkeys(found))


@contextmanager
def _at_hand(names: Sequence[str]) -> Iterator[list[Given]]:
    """All files, standard input in a temporary one, for as long as the block lasts."""
    from returnctl.files.spool import STDIN as SHOWN
    from returnctl.files.spool import spooled

    with ExitStack() as stack:
        given = []
        for name in names:
            if name == STDIN:
                local = stack.enter_context(spooled(sys.stdin.buffer))
                given.append(Given(local, SHOWN))
            else:
                given.append(Given(name, name))
        yield given


def _ordered(checked: Checked) -> Checked:
    return checked._replace(findings=in_order(checked.findings))


def _ending(files: Sequence[Checked], strict: bool) -> Exit:
    if not all(checked.usable for checked in files):
        return Exit.INPUT
    worst = (Severity.ERROR, Severity.WARNING) if strict else (Severity.ERROR,)
    found: list[Finding] = [finding for checked in files for finding in checked.findings]
    return Exit.FINDINGS if any(finding.severity in worst for finding in found) else Exit.DONE
