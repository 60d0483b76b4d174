"""Plain lines and tables on standard output, as the terminal there can show them."""

import os
import shutil
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from returnctl.commands.ends import goes_out

if TYPE_CHECKING:
    from returnctl.commands.copies import Repairs
    from returnctl.views.checked import Checked
    from returnctl.views.summary import Tally


def colourful() -> bool:
    """Whether standard output takes colours, by NO_COLOR, FORCE_COLOR and what it is."""
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return sys.stdout.isatty() and os.environ.get("TERM") != "dumb"


def width() -> int:
    """The width of the terminal; 80 where there is none."""
    return max(shutil.get_terminal_size((80, 24)).columns, 20)


def line_width() -> int | None:
    """The width at which lines are broken: that of the terminal; None elsewhere, where lines can be searched."""
    return width() if sys.stdout.isatty() else None


def show_lines(lines: Sequence[str], *, headed: bool = True) -> None:
    """Show plain lines; Rich is asked only where there is colour to add."""
    goes_out()
    if headed and colourful():
        from returnctl.views.terminal import answer_text, rendered

        sys.stdout.write(rendered(answer_text(lines), width(), colour=True, encoding=sys.stdout.encoding))
        return
    from returnctl.views.plain import fitting

    sys.stdout.write(fitting("".join(f"{line}\n" for line in lines), sys.stdout.encoding))


def show_batch(tally: "Tally", rows: Sequence[Any]) -> None:
    """Show the overview of a run and its first decisions."""
    goes_out()
    from returnctl.views.terminal import batch, rendered

    shown = rendered(batch(tally, rows, width()), width(), colour=colourful(), encoding=sys.stdout.encoding)
    sys.stdout.write(shown)


def show_written(tally: "Tally", output: str) -> None:
    """Show the overview of a run whose decisions went to a file."""
    from returnctl.values.visible import visible
    from returnctl.views.overview import overview
    from returnctl.views.plain import wrapped

    room = width()
    lines = [part for line in overview(tally) for part in wrapped(line.text, room)]
    show_lines([*lines, f"written to {visible(output, None)}"], headed=False)


def show_findings(files: "Sequence[Checked]", form: str, output: str | None, repairs: "Repairs | None" = None) -> None:
    """The findings of checked files, on standard output or whole in a file; what was mended after them."""
    if form == "xlsx":
        _show_workbook(files, output)
    elif output is not None and output != "-":
        write_text(_findings_as(files, form, repairs, terminal=False), output)
    elif form == "text" and (colourful() or sys.stdout.isatty()):
        lines = _lines(files, repairs, terminal=sys.stdout.isatty())
        goes_out()
        sys.stdout.write(findings_shown(lines, colour=colourful(), encoding=sys.stdout.encoding))
    else:
        write_text(_findings_as(files, form, repairs, terminal=sys.stdout.isatty()), None)
    if output not in (None, "-"):
        from returnctl.values.visible import visible
        from returnctl.views.checked import total_line

        show_lines([total_line(files), f"written to {visible(output or '', None)}"], headed=False)
    if repairs is not None and form in ("jsonl", "xlsx"):
        from returnctl.commands.copies import repair_lines

        sys.stderr.write("".join(f"{line}\n" for line in repair_lines(repairs)))


def findings_shown(lines: Sequence[str], *, colour: bool, encoding: str | None) -> str:
    """Findings for a terminal: broken at its width, what follows set under the first line."""
    from returnctl.views.plain import fitting, wrapped

    room = width()
    broken = [wrapped(line, room) for line in lines]
    if colour:
        from returnctl.views.terminal import findings_text, rendered

        return rendered(findings_text(broken), room, colour=True, encoding=encoding)
    return fitting("".join(f"{line}\n" for lines in broken for line in lines), encoding)


def _show_workbook(files: "Sequence[Checked]", output: str | None) -> None:
    from returnctl.files.marking.marked_copy import findings_workbook
    from returnctl.files.writing import whole_file

    findings = [finding for checked in files for finding in checked.findings]
    if output is None or output == "-":
        goes_out()
        told = findings_workbook(findings, sys.stdout.buffer)
    else:
        with whole_file(output) as stream:
            told = findings_workbook(findings, stream)
    sys.stderr.write("".join(f"{line}\n" for line in told))


def write_text(text: str, output: str | None) -> None:
    """A text on standard output, as far as its encoding has the signs, or whole in a file."""
    if output is not None and output != "-":
        from returnctl.files.writing import whole_file

        with whole_file(output) as file:
            file.write(text.encode("utf-8", "backslashreplace"))
        return
    from returnctl.views.plain import fitting

    goes_out()
    sys.stdout.write(fitting(text, sys.stdout.encoding))


def _findings_as(files: "Sequence[Checked]", form: str, repairs: "Repairs | None", *, terminal: bool) -> str:
    from returnctl.views.checked import document, finding_records
    from returnctl.views.json_lines import json_line, json_text

    if form == "json":
        from returnctl.commands.copies import repair_records

        mended = {"repairs": repair_records(repairs)} if repairs is not None else {}
        return json_text(document(files) | mended) + "\n"
    if form == "jsonl":
        return "".join(json_line(record) for checked in files for record in finding_records(checked))
    return "".join(f"{line}\n" for line in _lines(files, repairs, terminal=terminal))


def _lines(files: "Sequence[Checked]", repairs: "Repairs | None", *, terminal: bool) -> list[str]:
    from returnctl.views.checked import report_lines

    lines = report_lines(files, terminal=terminal)
    if repairs is None:
        return lines
    from returnctl.commands.copies import repair_lines
    from returnctl.views.findings import MOST_LINES

    mended = repair_lines(repairs)
    if terminal and len(mended) > MOST_LINES:
        left = len(mended) - MOST_LINES
        mended = [*mended[: MOST_LINES - 1], f"and {left} more cells: --format json", mended[-1]]
    return [*lines, *mended]
