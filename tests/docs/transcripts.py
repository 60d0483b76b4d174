"""Runs the commands that the documentation shows, and puts what they answer into its pages.

A transcript is a fenced block of the language `console`: `$ returnctl …`, its output, `[exit N]`, as
often as wanted. A line `…` stands for any number of lines left out. Between blocks, the comment
`<!-- set FILE SHEET!CELL VALUE -->` changes one cell as a reader would. Each page runs in a fresh
folder that holds only the examples. A command without `--as-of` answers as of 2026-11-23.
"""

import gc
import io
import os
import re
import shlex
import shutil
import sys
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final, NamedTuple

ROOT: Final = Path(__file__).resolve().parents[2]
EXAMPLES: Final = ROOT / "examples"
DOCS: Final = ROOT / "docs"
GOLDEN: Final = ROOT / "tests" / "golden"
PAGES: Final = (ROOT / "README.md", *sorted(DOCS.glob("*.md")))
LEFT_OUT: Final = "…"
_BLOCK: Final = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_CHANGE: Final = re.compile(r"<!-- set (\S+) (\w+)!([A-Z]+[0-9]+) (.*?) -->")
_EXIT: Final = re.compile(r"\[exit ([0-9]+)\]")
_ENVIRONMENT: Final = {"COLUMNS": "80", "LINES": "24", "NO_COLOR": "1", "TERM": "xterm", "PYTHONUTF8": "1"}
_AS_OF: Final = "2026-11-23"


class Shown(NamedTuple):
    """One command of a transcript as it stands in a page: the command line, and what it is said to print."""

    command: str
    output: str


class Ran(NamedTuple):
    """What a command printed, on both streams in their order, and how it ended."""

    output: str
    code: int

    def __str__(self) -> str:
        return f"{self.output}[exit {self.code}]\n"


class _Terminal(io.TextIOWrapper):
    """A stream that a program takes for a terminal of 80 columns without colour.

    What is written to it as bytes comes after all text: how far it was buffered must not show.
    """

    def __init__(self, stream: io.BytesIO) -> None:
        super().__init__(stream, "utf-8", newline="", write_through=True)
        self.aside = io.BytesIO()

    @property
    def buffer(self) -> io.BytesIO:  # type: ignore[override]
        """Where bytes go."""
        return self.aside

    def isatty(self) -> bool:
        """As a terminal says."""
        return True


@contextmanager
def workplace(folder: Path, needed: Iterable[str] | None = None) -> Iterator[Path]:
    """A folder with a copy of the examples (or of those needed), which is the current one while the block lasts."""
    if needed is None:
        shutil.copytree(EXAMPLES, folder / "examples", ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "examples").mkdir(exist_ok=True)
    for name in needed or ():
        (folder / "examples" / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(EXAMPLES / name, folder / "examples" / name)
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield folder
    finally:
        os.chdir(before)


def run(line: str) -> Ran:
    """What a command line prints and how it ends. Understands `NAME=value`, `cat FILE |`, `echo … |`, `<` and `>`."""
    words = shlex.split(line)
    given = b""
    if "|" in words:
        place = words.index("|")
        given, words = _sent(words[:place]), words[place + 1 :]
    named = dict(_ENVIRONMENT)
    while "=" in words[0]:
        name, _, value = words.pop(0).partition("=")
        named[name] = value
    assert words[0] == "returnctl", line
    if "<" in words:
        place = words.index("<")
        given = Path(words[place + 1]).read_bytes()
        del words[place : place + 2]
    if ">" in words:
        place = words.index(">")
        target = Path(words[place + 1])
        del words[place : place + 2]
        return _run(words[1:], given, named, target)
    return _run(words[1:], given, named)


def _sent(words: list[str]) -> bytes:
    """What stands on the left of a pipe."""
    if words[0] == "cat":
        return b"".join(Path(name).read_bytes() for name in words[1:])
    assert words[0] == "echo"
    return (" ".join(words[1:]) + "\n").encode()


def _run(arguments: list[str], given: bytes, named: Mapping[str, str], target: Path | None = None) -> Ran:
    from returnctl.commands.main import app

    if arguments[:1] in (["decide"], ["validate"]) and not {"--as-of", "--help", "-h"} & set(arguments):
        arguments = [*arguments, "--as-of", _AS_OF]
    answers, both = io.BytesIO(), io.BytesIO()
    stdout = _Terminal(both) if target is None else io.TextIOWrapper(answers, "utf-8", newline="", write_through=True)
    stderr = io.TextIOWrapper(both, "utf-8", newline="", write_through=True)
    stdin = io.TextIOWrapper(io.BufferedReader(io.BytesIO(given)), "utf-8")
    with _process(named, stdin, stdout, stderr):
        try:
            app(arguments, prog_name="returnctl")
            code = 0
        except SystemExit as ended:
            code = ended.code if isinstance(ended.code, int) else 0
    stdout.flush()
    if target is not None:
        target.write_bytes(answers.getvalue())
    aside = stdout.aside.getvalue() if isinstance(stdout, _Terminal) else b""
    return Ran((both.getvalue() + aside).decode("utf-8").replace("\r\n", "\n"), code)


@contextmanager
def _process(
    named: Mapping[str, str], stdin: io.TextIOWrapper, stdout: io.TextIOWrapper, stderr: io.TextIOWrapper
) -> Iterator[None]:
    """As if the program had a process to itself: its streams, its environment, its own ways with memory."""
    assert threading.current_thread() is threading.main_thread()
    environment, streams = dict(os.environ), (sys.stdin, sys.stdout, sys.stderr)
    thresholds = gc.get_threshold()
    for name in [name for name in os.environ if name.startswith("RETURNCTL_") or name == "FORCE_COLOR"]:
        del os.environ[name]
    os.environ.update(named)
    sys.stdin, sys.stdout, sys.stderr = stdin, stdout, stderr
    try:
        yield
    finally:
        sys.stdin, sys.stdout, sys.stderr = streams
        os.environ.clear()
        os.environ.update(environment)
        gc.set_threshold(*thresholds)
        gc.unfreeze()


def shown_in(block: str) -> list[Shown]:
    """The commands of a block, each with what it is said to print, the exit code included."""
    found: list[Shown] = []
    lines = iter(block.splitlines(keepends=True))
    for line in lines:
        assert line.startswith("$ "), f"expected a command, found {line!r}"
        command = line[2:]
        while command.endswith("\\\n"):
            command += next(lines)
        output = ""
        for more in lines:
            output += more
            if _EXIT.fullmatch(more.rstrip("\n")):
                break
        else:
            raise AssertionError(f"no [exit N] after {command!r}")
        found.append(Shown(command, output))
    return found


def without_breaks(command: str) -> str:
    """The command on one line."""
    return command.replace("\\\n", " ").strip()


def is_transcript(block: str) -> bool:
    """Whether a block shows commands of ours; others show how to install or what Excel does."""
    return re.match(r"\$ (?:[A-Z_]+=\S+ |cat [^|\n]*\| |echo [^|\n]*\| )*returnctl ", block) is not None


def shortened(ran: str, said: str) -> str:
    """What was printed, with as many lines before and after the line `…` as the page has of it."""
    lines = said.splitlines()
    if LEFT_OUT not in lines:
        return ran
    place = lines.index(LEFT_OUT)
    before, after = place, len(lines) - place - 1
    printed = ran.splitlines(keepends=True)
    if before + after >= len(printed):
        return ran
    return "".join((*printed[:before], f"{LEFT_OUT}\n", *printed[len(printed) - after :]))


def rewritten(page: str) -> str:
    """A page with every transcript run anew, in the order of the page, in the current folder."""
    done, end = [], 0
    steps = sorted([*_BLOCK.finditer(page), *_CHANGE.finditer(page)], key=lambda found: found.start())
    for step in steps:
        if step.re is _CHANGE:
            change(step[1], step[2], step[3], step[4])
        elif is_transcript(step[1]):
            done += [page[end : step.start(1)], _again(step[1])]
            end = step.end(1)
    return "".join((*done, page[end:]))


def _again(block: str) -> str:
    parts = []
    for command, said in shown_in(block):
        ran = str(run(without_breaks(command)))
        parts.append(f"$ {command}{shortened(ran, said)}")
    return "".join(parts)


def change(file: str, sheet: str, cell: str, value: str) -> None:
    """Change one cell of a workbook, as a reader does in Excel: digits are a number, anything else is text."""
    from openpyxl import load_workbook

    book = load_workbook(file)
    book[sheet][cell] = int(value) if value.isdecimal() else value
    book.save(file)


def golden_again(text: str) -> str:
    """A golden file with its commands run anew."""
    return _again(text)
