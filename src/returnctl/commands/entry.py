"""The door of the program: signals are heard before anything heavy is loaded."""

import errno
import io
import os
import signal
import sys
from types import FrameType

from returnctl.commands.exits import INCOMPLETE, Exit, Stopped, gone_out, say

_SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP")
_heard: list[int] = []


class _NoOutput(io.BytesIO):
    """A standard output that is closed: an answer must not get lost without a word."""

    def write(self, _data: object) -> int:
        raise OSError(errno.EBADF, "standard output is closed")


def main() -> None:
    """Run the command line."""
    for name in _SIGNALS:
        number = getattr(signal, name, None)  # Windows has no SIGHUP
        if number is not None:
            signal.signal(number, _stop)
    _mend_streams()
    try:
        try:
            from returnctl.commands.main import app

            app()
        finally:
            # Python drops what is raised while it tidies up between imports: a signal must not get lost with it.
            if _heard:
                raise Stopped(_heard[0])
    except Stopped as stopped:
        say(f"stopped; {INCOMPLETE if gone_out() else 'nothing was written'}")
        sys.exit(128 + stopped.number)
    except BrokenPipeError:
        sys.exit(Exit.PIPE_CLOSED)


def _stop(number: int, _frame: FrameType | None) -> None:
    """The first signal ends the command and cleans up; a second one stops at once."""
    signal.signal(number, signal.SIG_DFL)
    _heard.append(number)
    raise Stopped(number)


def _mend_streams() -> None:
    """A closed stream reads or writes nothing; signs that the terminal's encoding lacks are shown as escapes."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        stream = getattr(sys, name)
        if stream is None and name == "stdout":
            sys.stdout = io.TextIOWrapper(_NoOutput(), encoding="utf-8", write_through=True)
        elif stream is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115, PTH123
        elif mode == "w" and hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
