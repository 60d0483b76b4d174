"""The door of the program: signals are heard before anything heavy is loaded."""

import os
import signal
import sys
from types import FrameType

from returnctl.commands.exits import Exit, Stopped

_SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP")


def main() -> None:
    """Run the command line."""
    for name in _SIGNALS:
        number = getattr(signal, name, None)  # Windows has no SIGHUP
        if number is not None:
            signal.signal(number, _stop)
    _mend_streams()
    try:
        from returnctl.commands.main import app

        app()
    except Stopped as stopped:
        _say_stopped()
        sys.exit(128 + stopped.number)
    except BrokenPipeError:
        sys.exit(Exit.PIPE_CLOSED)


def _stop(number: int, _frame: FrameType | None) -> None:
    """The first signal ends the command and cleans up; a second one stops at once."""
    signal.signal(number, signal.SIG_DFL)
    raise Stopped(number)


def _mend_streams() -> None:
    """A closed stream reads or writes nothing; signs that the terminal's encoding lacks are shown as escapes."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115, PTH123
        elif mode == "w" and hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")


def _say_stopped() -> None:
    try:
        sys.stderr.write("returnctl: stopped; nothing was written\n")
        sys.stderr.flush()
    except (OSError, ValueError):
        return
