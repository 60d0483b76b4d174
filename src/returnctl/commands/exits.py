"""How a command ends: its exit codes, being stopped, and what the person is told. Nothing heavy is imported here."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from enum import IntEnum


class Exit(IntEnum):
    """How a command ends."""

    DONE = 0
    FINDINGS = 1
    USAGE = 2
    INPUT = 3
    OUTPUT = 4
    BUG = 70
    PIPE_CLOSED = 141


INCOMPLETE = "what was written to standard output is incomplete"
_going: list[bool] = []


def goes_out() -> None:
    """Record that output has started: from then on it is not true that nothing was written."""
    _going[:] = [True]


def gone_out() -> bool:
    """Whether a part of the answer has gone to standard output."""
    return bool(_going)


class Stopped(BaseException):
    """A signal asked the program to stop; `number` is the signal's."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


def say(text: str) -> None:
    """Tell the person on standard error, as far as there is one."""
    with suppress(OSError, ValueError, AttributeError):
        sys.stderr.write(f"returnctl: {text}\n")
        sys.stderr.flush()


@contextmanager
def boundary() -> Iterator[None]:
    """Map what reaches it to exit codes with a short message; nothing of the seller's data is shown."""
    import typer

    try:
        yield
        sys.stdout.flush()
    except (typer.Exit, typer.Abort, typer.BadParameter):
        raise
    except BrokenPipeError:
        _leave_pipe()
        raise SystemExit(Exit.PIPE_CLOSED) from None
    except MemoryError:
        say("out of memory; close other programs, or split the file and run again")
        raise SystemExit(Exit.BUG) from None
    except OSError as error:
        say(f"the answer could not be written: {error.strerror or 'unknown reason'}")
        _leave_pipe()
        raise SystemExit(Exit.OUTPUT) from None
    except Exception as error:
        from returnctl.files.writing import OutputError

        if isinstance(error, OutputError):
            say(f"{error.message}\n  hint: {error.hint}" if error.hint else error.message)
            raise SystemExit(Exit.OUTPUT) from None
        if os.environ.get("RETURNCTL_DEBUG"):
            raise
        say(_bug(error))
        raise SystemExit(Exit.BUG) from None


def _bug(error: Exception) -> str:
    from returnctl import __version__

    trace, place = error.__traceback__, "an unknown place"
    while trace is not None:
        name = trace.tb_frame.f_globals.get("__name__", "")
        if name.startswith("returnctl."):
            place = f"{name}:{trace.tb_lineno}"
        trace = trace.tb_next
    return (
        f"this is a bug of ours: {type(error).__name__} at {place} (returnctl {__version__}).\n"
        "Please send us this line and the command; run again with RETURNCTL_DEBUG=1 for the details."
    )


def _leave_pipe() -> None:
    """Nobody reads any more: what is still buffered goes nowhere, quietly."""
    try:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
    except (OSError, ValueError, AttributeError):
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123
