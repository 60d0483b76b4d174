"""Standard input kept in a temporary file, for what needs more than one look at it."""

import os
import shutil
from contextlib import ExitStack
from io import BufferedWriter, FileIO
from tempfile import TemporaryFile
from typing import BinaryIO, Final

from returnctl.values.finding import Code, Finding
from returnctl.values.location import Location

_CHUNK: Final = 256 * 1024
STDIN: Final = "<stdin>"


def spooled(stream: BinaryIO | None, shown: str = STDIN) -> FileIO | Finding:
    """A temporary file that holds all of the stream, and is gone as soon as it is closed.

    A finding instead where there is nothing to read: a terminal, an empty or a closed stream, no room.
    """
    refused = _nothing_to_read(stream, shown)
    if refused is not None or stream is None:
        return refused or _finding(Code.FILE_MISSING, shown, "there is no standard input")
    return _copy(stream, shown)


def _nothing_to_read(stream: BinaryIO | None, shown: str) -> Finding | None:
    if stream is None or stream.closed:
        return _finding(Code.FILE_MISSING, shown, "standard input is closed", "name a file, or pipe one in")
    if stream.isatty():
        hint = "name a file, or send one: `returnctl decide - < report.txt`"
        return _finding(Code.NOT_A_FILE, shown, "expected a report on standard input, found a terminal", hint)
    return None


def _copy(stream: BinaryIO, shown: str) -> FileIO | Finding:
    """Copy in pieces; nothing is left where that fails or nothing came."""
    try:
        with ExitStack() as undo:
            file = undo.enter_context(TemporaryFile(prefix="returnctl-", buffering=0))
            into = BufferedWriter(file)
            shutil.copyfileobj(stream, into, _CHUNK)
            into.detach()
            if file.tell():
                undo.pop_all()
                return file
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno else "input and output failed"
        message = f"standard input could not be kept in a temporary file: {reason.lower()}"
        return _finding(Code.FILE_UNREADABLE, shown, message, "name the file itself, or make room for temporary files")
    return _finding(Code.FILE_EMPTY, shown, "nothing came on standard input", "name a file, or pipe one in")


def _finding(code: Code, shown: str, message: str, hint: str = "") -> Finding:
    return Finding(code, Location(shown), message, hint)
