"""Standard input kept in a temporary file, for what needs more than one look at it."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, Final

from returnctl.values.finding import Code, Finding
from returnctl.values.location import Location

_CHUNK: Final = 256 * 1024
STDIN: Final = "<stdin>"


@contextmanager
def spooled(stream: BinaryIO | None, shown: str = STDIN) -> Iterator[str | Finding]:
    """The path of a temporary file that holds all of the stream, as long as the block lasts.

    A finding instead where there is nothing to read: a terminal, an empty or a closed stream, no room.
    """
    refused = _nothing_to_read(stream, shown)
    if refused is not None or stream is None:
        yield refused or _finding(Code.FILE_MISSING, shown, "there is no standard input")
        return
    path = None
    try:
        copied = _copy(stream, shown)
        path = copied if isinstance(copied, str) else None
        yield copied
    finally:
        if path is not None:
            # Gone already, or still open on Windows: nothing of the answer depends on it.
            with suppress(OSError):
                Path(path).unlink()


def _nothing_to_read(stream: BinaryIO | None, shown: str) -> Finding | None:
    if stream is None or stream.closed:
        return _finding(Code.FILE_MISSING, shown, "standard input is closed", "name a file, or pipe one in")
    if stream.isatty():
        hint = "name a file, or send one: `returnctl decide - < report.txt`"
        return _finding(Code.NOT_A_FILE, shown, "expected a report on standard input, found a terminal", hint)
    return None


def _copy(stream: BinaryIO, shown: str) -> str | Finding:
    """Copy in pieces; the file is removed again at once where that fails or nothing came."""
    path = None
    done = False
    try:
        with tempfile.NamedTemporaryFile(prefix="returnctl-", delete=False) as file:
            path = file.name
            shutil.copyfileobj(stream, file, _CHUNK)
            size = file.tell()
        if size == 0:
            return _finding(Code.FILE_EMPTY, shown, "nothing came on standard input", "name a file, or pipe one in")
        done = True
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno else "input and output failed"
        message = f"standard input could not be kept in a temporary file: {reason.lower()}"
        return _finding(Code.FILE_UNREADABLE, shown, message, "name the file itself, or make room for temporary files")
    else:
        return path
    finally:
        if path is not None and not done:
            with suppress(OSError):
                Path(path).unlink()


def _finding(code: Code, shown: str, message: str, hint: str = "") -> Finding:
    return Finding(code, Location(shown), message, hint)
