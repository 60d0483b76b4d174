"""An input file: opened once in a run, and read as often as needed."""

import os
import stat
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from functools import wraps
from io import SEEK_CUR, SEEK_END, SEEK_SET, BufferedReader, BufferedWriter, BytesIO, FileIO, RawIOBase
from typing import TYPE_CHECKING, Any, BinaryIO, Final, Self, TypeVar

from returnctl.values.finding import Code, Finding
from returnctl.values.location import Location

if TYPE_CHECKING:
    from zipfile import ZipFile

    from returnctl.files.gate.kind import FileForm

T = TypeVar("T")
_UNFINISHED: Final = (".crdownload", ".part", ".partial", ".download")
_STDIN: Final = "<stdin>"


class Document:
    """An input file under the name that it has in messages, of which kind it is, and what to know about it as a whole.

    `kind` is None where it cannot be read: `findings` then say why. `archive` has the parts of a workbook.
    """

    def __init__(self, shown: str, path: str | None, file: FileIO | Finding) -> None:
        self.shown = shown
        self._path = path
        self._file = None if isinstance(file, Finding) else file
        self._stamp = None if self._file is None else _stamp(os.fstat(self._file.fileno()))
        self.size = self._stamp[0] if self._stamp else 0
        self._found: dict[object, Any] = {}
        self.kind: FileForm | None = None
        self.archive: ZipFile | None = None
        self.findings: tuple[Finding, ...]
        if isinstance(file, Finding):
            self.findings = (file,)
            return
        from returnctl.files.gate.kind import recognise

        try:
            self.kind, self.findings, self.archive = recognise(self.stream(), shown)
        except OSError as error:
            self.findings = (_unreadable(shown, error),)

    @property
    def nothing_came(self) -> bool:
        """Whether it is standard input of which there is nothing to read."""
        return self._path is None and self._file is None

    def stream(self) -> BinaryIO:
        """All of its bytes from the first on; several readings do not disturb one another."""
        return BytesIO() if self._file is None else BufferedReader(_FileBytes(self._file))

    def changed(self) -> bool:
        """Whether the file has become another one since it was opened."""
        try:
            return self._path is not None and _stamp(os.stat(self._path)) != self._stamp  # noqa: PTH116
        except OSError:
            return True

    def to_its_end(self, parts: Iterator[T], tell: Callable[[Finding], T]) -> Iterator[T]:
        """What is read of it, part by part; last of all, that it cannot be read or became another file meanwhile."""
        wrong = None
        try:
            yield from parts
        except OSError:
            wrong = self.cannot_be_read()
        except UnicodeDecodeError:
            wrong = self.became_another()
        if wrong is None and self.changed():
            wrong = self.became_another()
        if wrong is not None:
            yield tell(wrong)

    def cannot_be_read(self) -> Finding:
        """The file is there, but may not or cannot be read."""
        hint = "check that you may open it, and that no other program holds it"
        return _wrong(Code.FILE_UNREADABLE, self.shown, "the file cannot be read", hint)

    def became_another(self) -> Finding:
        """The file changed while it was read: nothing read from it can be relied on."""
        hint = "wait until it is saved or downloaded, then run again"
        return _wrong(Code.FILE_CHANGED, self.shown, "the file changed while it was read", hint)

    def holds_nothing(self) -> Finding:
        """Nothing, or nothing but blank lines, stands in the file."""
        return _wrong(Code.FILE_EMPTY, self.shown, "the file is empty", "download or export it again")

    def once(self, key: object, find: Callable[[Self], T]) -> T:
        """What is found in it, looked for only the first time."""
        if key not in self._found:
            self._found[key] = find(self)
        found: T = self._found[key]
        return found

    def close(self) -> None:
        """Let go of the file."""
        self._found.clear()
        if self._file is not None:
            self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def once(find: Callable[[Document], T]) -> Callable[[Document], T]:
    """Let what a function finds in a document be looked for only once."""

    @wraps(find)
    def found(document: Document) -> T:
        return document.once(find, find)

    return found


def open_document(path: str, shown: str | None = None) -> Document:
    """The file at a path; `shown` is its name in messages. Nothing is raised for a wrong file."""
    name = path if shown is None else shown
    try:
        return Document(name, path, _not_at_hand(path, name) or _File(path))
    except OSError as error:
        return Document(name, path, _unreadable(name, error))


def _not_at_hand(path: str, name: str) -> Finding | None:
    """Why the path cannot be opened, asked without opening it: a pipe or a device could hang."""
    base = os.path.basename(path)  # noqa: PTH119 - a Path would drop a trailing slash
    try:
        mode = os.stat(path).st_mode  # noqa: PTH116 - the same for every kind of path
    except FileNotFoundError:
        if os.path.islink(path):  # noqa: PTH114
            return _wrong(Code.FILE_MISSING, name, "the link points to a file that is not there", "mend the link")
        return _wrong(Code.FILE_MISSING, name, "there is no such file", "check the folder and the spelling")
    except (OSError, ValueError) as error:
        return _unreadable(name, error)
    if stat.S_ISDIR(mode):
        why = "this is a folder", "name a file in it"
    elif not stat.S_ISREG(mode):
        why = "this is a pipe or a device, not a file", "use - to read standard input"
    elif base.startswith("~$"):
        why = "this is Excel's lock file, not the workbook", f"take the file without ~$ (`{base[2:]}`)"
    elif base.lower().endswith(_UNFINISHED):
        why = "this is an unfinished download", "wait until the browser has finished"
    else:
        return None
    return _wrong(Code.NOT_A_FILE, name, *why)


def _unreadable(name: str, error: Exception) -> Finding:
    why = getattr(error, "strerror", None) or str(error)
    hint = "check your rights to the file, and close it in other programs" if isinstance(error, PermissionError) else ""
    return _wrong(Code.FILE_UNREADABLE, name, f"the file cannot be opened: {why.lower()}", hint)


def _wrong(code: Code, name: str, message: str, hint: str = "") -> Finding:
    return Finding(code, Location(name), message, hint)


def spooled(stream: BinaryIO | None) -> FileIO | Finding:
    """A temporary file that holds all of standard input, and is gone as soon as it is closed.

    A finding instead where there is nothing to read: a terminal, an empty or a closed stream, no room.
    """
    from shutil import copyfileobj
    from tempfile import TemporaryFile

    if stream is None or stream.closed:
        return _wrong(Code.FILE_MISSING, _STDIN, "standard input is closed", "name a file, or pipe one in")
    if stream.isatty():
        hint = "name a file, or send one: `returnctl decide - < report.txt`"
        return _wrong(Code.NOT_A_FILE, _STDIN, "expected a report on standard input, found a terminal", hint)
    try:
        with ExitStack() as undo:
            file = undo.enter_context(TemporaryFile(prefix="returnctl-", buffering=0))
            into = BufferedWriter(file)
            copyfileobj(stream, into, 256 * 1024)
            into.detach()
            if file.tell():
                undo.pop_all()
                return file
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno else "input and output failed"
        message = f"standard input could not be kept in a temporary file: {reason.lower()}"
        hint = "name the file itself, or make room for temporary files"
        return _wrong(Code.FILE_UNREADABLE, _STDIN, message, hint)
    return _wrong(Code.FILE_EMPTY, _STDIN, "nothing came on standard input", "name a file, or pipe one in")


class Documents:
    """The files of a run: each is opened once under a name, whatever it is used for, and let go when the block ends."""

    def __init__(self) -> None:
        self._opened: dict[str, Document] = {}
        self._piped: list[Document] = []

    def open(self, path: str) -> Document:
        """The file at a path."""
        if path not in self._opened:
            self._opened[path] = open_document(path)
        return self._opened[path]

    def open_all(self, paths: Sequence[str]) -> list[Document]:
        """The files at some paths."""
        return [self.open(path) for path in paths]

    def piped(self, stream: BinaryIO | None) -> Document:
        """Standard input, kept in a temporary file."""
        self._piped.append(Document(_STDIN, None, spooled(stream)))
        return self._piped[-1]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for document in (*self._opened.values(), *self._piped):
            document.close()


class _File(FileIO):
    """Closes itself without a word where nobody has."""

    def __del__(self) -> None:
        self.close()


class _FileBytes(RawIOBase):
    """One reading of a file that may be read by several at a time: it has a place of its own."""

    def __init__(self, file: FileIO) -> None:
        self._file = file
        self._at = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = SEEK_SET) -> int:
        start = {SEEK_SET: 0, SEEK_CUR: self._at}
        self._at = self._file.seek(offset, whence) if whence == SEEK_END else start[whence] + offset
        return self._at

    def readinto(self, buffer: Any) -> int | None:
        self._file.seek(self._at)
        count = self._file.readinto(buffer)
        self._at += count or 0
        return count


def _stamp(state: os.stat_result) -> tuple[int, int]:
    """Size and time of the last change."""
    return state.st_size, state.st_mtime_ns
