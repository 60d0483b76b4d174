"""Exit codes, and the one boundary where anything that goes wrong becomes one of them."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import typer

from returnctl.commands.ends import Exit


@contextmanager
def boundary() -> Iterator[None]:
    """Map what reaches it to exit codes with a short message; nothing of the seller's data is shown."""
    try:
        yield
        sys.stdout.flush()
    except (typer.Exit, typer.Abort, typer.BadParameter):
        raise
    except BrokenPipeError:
        _leave_pipe()
        raise SystemExit(Exit.PIPE_CLOSED) from None
    except MemoryError:
        _say("out of memory; close other programs, or split the file and run again")
        raise SystemExit(Exit.BUG) from None
    except OSError as error:
        _say(f"the answer could not be written: {error.strerror or 'unknown reason'}")
        _leave_pipe()
        raise SystemExit(Exit.OUTPUT) from None
    except Exception as error:
        _unwritten(error)
        if os.environ.get("RETURNCTL_DEBUG"):
            raise
        _say(_bug(error))
        raise SystemExit(Exit.BUG) from None


def _unwritten(error: Exception) -> None:
    """An output that could not be written is told as such."""
    from returnctl.files.writing import OutputError

    if isinstance(error, OutputError):
        _say(f"{error.message}\n  hint: {error.hint}" if error.hint else error.message)
        raise SystemExit(Exit.OUTPUT) from None


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


def _say(text: str) -> None:
    try:
        sys.stderr.write(f"returnctl: {text}\n")
        sys.stderr.flush()
    except (OSError, ValueError, AttributeError):
        return


def _leave_pipe() -> None:
    """Nobody reads any more: what is still buffered goes nowhere, quietly."""
    try:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
    except (OSError, ValueError, AttributeError):
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123
