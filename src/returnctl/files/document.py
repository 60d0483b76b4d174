"""An input file: opened once in a run, and read as often as needed."""

import os
import stat
from collections.abc import Callable, Iterator, Sequence
from functools import wraps
from io import SEEK_CUR, SEEK_END, SEEK_SET, BufferedReader, BytesIO, FileIO, RawIOBase
from typing import TYPE_CHECKING, Any, BinaryIO, Final, Self, TypeVar

from returnctl.values.finding import Code, Finding
from returnctl.values.location import Location

if TYPE_CHECKING:
    from zipfile import ZipFile

    from returnctl.files.gate.kind import Kind

T = TypeVar("T")
_UNFINISHED: Final = (".crdownload", ".part", ".partial", ".download")


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
        self.kind: Kind | None = None
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
        return BytesIO() if self._file is None else BufferedReader(_Reading(self._file))

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
        return Finding(Code.FILE_UNREADABLE, Location(self.shown), "the file cannot be read", hint)

    def became_another(self) -> Finding:
        """The file changed while it was read: nothing read from it can be relied on."""
        hint = "wait until it is saved or downloaded, then run again"
        return Finding(Code.FILE_CHANGED, Location(self.shown), "the file changed while it was read", hint)

    def holds_nothing(self) -> Finding:
        """Nothing, or nothing but blank lines, stands in the file."""
        return Finding(Code.FILE_EMPTY, Location(self.shown), "the file is empty", "download or export it again")

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
    missing = _at_hand(path, name)
    if missing is not None:
        return Document(name, path, missing)
    try:
        return Document(name, path, _File(path))
    except OSError as error:
        return Document(name, path, _unreadable(name, error))


def _at_hand(path: str, name: str) -> Finding | None:  # noqa: PLR0911 - one each
    """Why the path cannot be opened, asked without opening it: a pipe or a device could hang."""
    at = Location(name)
    base = os.path.basename(path)  # noqa: PTH119 - a Path would drop a trailing slash
    try:
        mode = os.stat(path).st_mode  # noqa: PTH116 - the same for every kind of path
    except FileNotFoundError:
        if os.path.islink(path):  # noqa: PTH114
            return Finding(Code.FILE_MISSING, at, "the link points to a file that is not there", "mend the link")
        return Finding(Code.FILE_MISSING, at, "there is no such file", "check the folder and the spelling")
    except (OSError, ValueError) as error:
        return _unreadable(name, error)
    if stat.S_ISDIR(mode):
        return Finding(Code.NOT_A_FILE, at, "this is a folder", "name a file in it")
    if not stat.S_ISREG(mode):
        return Finding(Code.NOT_A_FILE, at, "this is a pipe or a device, not a file", "use - to read standard input")
    if base.startswith("~$"):
        return Finding(
            Code.NOT_A_FILE,
            at,
            "this is Excel's lock file, not the workbook",
            f"take the file without ~$ (`{base[2:]}`)",
        )
    if base.lower().endswith(_UNFINISHED):
        return Finding(Code.NOT_A_FILE, at, "this is an unfinished download", "wait until the browser has finished")
    return None


def _unreadable(name: str, error: Exception) -> Finding:
    why = getattr(error, "strerror", None) or str(error)
    hint = "check your rights to the file, and close it in other programs" if isinstance(error, PermissionError) else ""
    return Finding(Code.FILE_UNREADABLE, Location(name), f"the file cannot be opened: {why.lower()}", hint)


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
        from returnctl.files.spool import STDIN, spooled

        self._piped.append(Document(STDIN, None, spooled(stream)))
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


class _Reading(RawIOBase):
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
