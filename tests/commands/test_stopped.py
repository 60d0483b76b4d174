"""A run that is stopped, by a signal or by the end of the answers, says what has become of its own."""

import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from running import EXAMPLES, Pipe

from returnctl.commands.exits import Exit
from returnctl.commands.main import app

PROGRAM = (sys.executable, "-c", "from returnctl.commands.entry import main; main()")
AS_OF = ("--as-of", "2026-11-23")
posix = pytest.mark.skipif(sys.platform == "win32", reason="a console there sends its Ctrl-C to everyone")


@pytest.fixture
def long_report(tmp_path: Path) -> Path:
    """A report whose answer is longer than a pipe holds: the run waits for its reader."""
    head, *rows = (EXAMPLES / "returns-report.txt").read_text(encoding="utf-8").splitlines(keepends=True)
    path = tmp_path / "long.txt"
    path.write_text(head + "".join(rows) * 20, encoding="utf-8")
    return path


def _begun(arguments: Sequence[object], given: bytes = b"") -> "subprocess.Popen[bytes]":
    run = subprocess.Popen(
        [*PROGRAM, *map(str, arguments)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert run.stdin is not None
    if given:
        run.stdin.write(given)
        run.stdin.flush()
    return run


def _stopped(run: "subprocess.Popen[bytes]") -> str:
    run.send_signal(signal.SIGINT)
    _, said = run.communicate()
    assert run.returncode == 130
    return said.decode().splitlines()[-1]


@posix
@pytest.mark.parametrize("more", [("--format", "csv"), ("--format", "jsonl"), ("--format", "json"), ("--explain",)])
def test_after_a_part_of_the_answer_has_gone_out_it_is_called_incomplete(
    long_report: Path, more: tuple[str, ...]
) -> None:
    run = _begun(("decide", long_report, *more, *AS_OF))
    assert run.stdout is not None
    assert run.stdout.readline()
    assert _stopped(run) == "returnctl: stopped; what was written to standard output is incomplete"


@posix
def test_of_a_report_that_changes_after_a_part_has_gone_out_the_answer_is_incomplete(long_report: Path) -> None:
    run = _begun(("decide", long_report, "--format", "csv", *AS_OF))
    assert run.stdout is not None
    assert run.stdout.readline()
    with long_report.open("a", encoding="utf-8") as file:
        file.write("one more line\n")
    _, said = run.communicate()
    assert run.returncode == 3
    assert "file-changed" in said.decode()
    assert said.decode().splitlines()[-1] == "returnctl: what was written to standard output is incomplete"


@posix
def test_a_conversation_that_is_stopped_has_not_written_nothing() -> None:
    run = _begun(("decide", *AS_OF), b'{"sku": "A-1", "reason": "defective"}\n')
    assert run.stdout is not None
    assert b'"recommendation"' in run.stdout.readline()
    assert "incomplete" in _stopped(run)


@posix
@pytest.mark.parametrize("more", [("--format", "csv"), ("--output", "out.csv")])
def test_before_anything_has_gone_out_nothing_was_written(tmp_path: Path, more: tuple[str, ...]) -> None:
    broken = EXAMPLES / "broken" / "overrides-days-as-text.xlsx"  # what is wrong with it is told before standard input
    run = _begun(("decide", "-", "--overrides", broken, *more, *AS_OF))
    assert run.stderr is not None
    assert b"not-a-whole-number" in run.stderr.readline()
    assert _stopped(run) == "returnctl: stopped; nothing was written"


class _Terminal(Pipe):
    """A stream at which a person sits."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("given", "answers"), [((), b""), ((), b"A-1\n"), ((), b"A-1\n1\nDE\n"), (("--sku", "A-1"), b"1\nDE\n")]
)
def test_who_ends_the_questions_gets_a_sentence_and_no_decision(
    monkeypatch: pytest.MonkeyPatch, given: tuple[str, ...], answers: bytes
) -> None:
    out, err = _Terminal(), _Terminal()
    streams = {"stdin": _Terminal(answers), "stdout": out, "stderr": err}
    for name, stream in streams.items():
        monkeypatch.setattr(sys, name, stream)
    monkeypatch.setattr(sys, "argv", ["returnctl", "decide", *given, *AS_OF])
    with pytest.raises(SystemExit) as stop:
        app()
    assert stop.value.code == Exit.INPUT
    for stream in (out, err):
        stream.flush()
    said = err.buffer.getvalue().decode()  # type: ignore[attr-defined]
    assert "\nreturnctl: the questions were ended; nothing was decided and nothing was written\n" in said
    assert "Aborted" not in said
    assert b"replace" not in out.buffer.getvalue()  # type: ignore[attr-defined]
