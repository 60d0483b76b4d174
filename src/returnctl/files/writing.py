"""Writing a file whole or not at all: whoever reads it sees the old one or the complete new one."""

import contextlib
import errno
import os
import re
import shutil
import stat
import time
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO, Final, NamedTuple

from returnctl.values.text import visible

_DAY: Final = 86_400
# What our unfinished files are called: hidden, ours, and by whom.
_TEMPORARY: Final = re.compile(r"\.returnctl-(\d+)-[0-9a-f]{8}\.tmp")
_HINTS: Final = {
    getattr(errno, "EDQUOT", 0): "your share of the disk is used up: make room, or write somewhere else",
    errno.ENOSPC: "the disk is full: make room, or write somewhere else",
    errno.EFBIG: "the file would be larger than this disk or session allows",
    errno.EROFS: "this disk cannot be written to: write somewhere else",
    errno.ENOENT: "make the folder first",
    errno.EACCES: "check your rights to the folder, or write somewhere else",
}
_LOCKED: Final = "close it in Excel and in other programs, then try again"


class OutputError(Exception):
    """The output could not be written; what stood there before stands there still."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class Refused(StrEnum):
    """Why an output is refused: the wrong command was given, or the place cannot be written to."""

    USAGE = "usage"
    PLACE = "place"


class OutputProblem(NamedTuple):
    """What is wrong with an output, seen before any work is done."""

    why: Refused
    message: str
    hint: str = ""


def check_output(path: str, inputs: Iterable[str] = ()) -> OutputProblem | None:
    """What would keep us from writing to `path`; an output that is also an input is wrong usage."""
    shown = visible(path, None)
    twin = next((name for name in inputs if _same_file(path, name)), None)
    if twin is not None:
        message = f"the output `{shown}` is also an input" + (f" (`{visible(twin, None)}`)" if twin != path else "")
        return OutputProblem(Refused.USAGE, message, "give the output another name")
    try:
        mode = os.stat(path).st_mode  # noqa: PTH116 - pipes and devices too
    except FileNotFoundError:
        mode = 0
    except (OSError, ValueError) as error:
        return OutputProblem(Refused.PLACE, f"cannot write to `{shown}`: {_reason(error)}", _hint(error))
    if stat.S_ISDIR(mode):
        return OutputProblem(Refused.PLACE, f"the output `{shown}` is a folder", "name a file in it")
    if path.endswith(("/", os.sep)):
        message = f"cannot write `{shown}`: that is a folder, and it is not there"
        return OutputProblem(Refused.PLACE, message, "make the folder first, and name a file in it")
    return _check_folder(path, shown, exists=mode != 0) if mode == 0 or stat.S_ISREG(mode) else None


def _check_folder(path: str, shown: str, exists: bool) -> OutputProblem | None:
    folder = _target(path).parent
    if not folder.is_dir():
        what = "is a file" if folder.exists() else "is not there"
        return OutputProblem(Refused.PLACE, f"cannot write `{shown}`: its folder {what}", "make the folder first")
    try:
        trial = _new_file(folder)
    except OSError as error:
        return OutputProblem(Refused.PLACE, f"cannot write `{shown}`: {_reason(error)}", _hint(error))
    _remove(trial)
    if exists and not os.access(path, os.W_OK):
        return OutputProblem(
            Refused.PLACE, f"the output `{shown}` is write-protected", "allow writing, or name another"
        )
    return None


@contextlib.contextmanager
def whole_file(path: str) -> Iterator[BinaryIO]:
    """A binary file that takes its place at `path` when the block ends, and vanishes when the block fails.

    A pipe or a device is written to straight away. Raises OutputError where the disk or the system refuses.
    """
    if _is_special(path):
        with _mapped(path), Path(path).open("wb") as stream:
            yield stream
        return
    with whole_files([path]) as (stream,):
        yield stream


@contextlib.contextmanager
def whole_files(paths: Sequence[str]) -> Iterator[list[BinaryIO]]:
    """Several files that take their places together when the block ends: all of them, or none.

    What stood at a place is kept beside it until the last one is there. Raises OutputError as `whole_file`.
    """
    targets = [_target(path) for path in paths]
    made: list[Path] = []
    try:
        with _mapped(paths[0]), contextlib.ExitStack() as stack:
            for target in targets:
                _sweep(target.parent)
                made.append(_new_file(target.parent))
            streams = [stack.enter_context(path.open("wb")) for path in made]
            yield [*streams]
            for stream in streams:
                stream.flush()
                os.fsync(stream.fileno())
        _take_places(list(zip(made, targets, paths, strict=True)))
    except BaseException:  # an interruption too must leave nothing behind
        for path in made:
            _remove(path)
        raise


def _take_places(files: Sequence[tuple[Path, Path, str]]) -> None:
    """Put each file into its place; where one cannot be put there, put back what stood in the others."""
    kept: list[tuple[Path, Path | None]] = []
    placed = 0
    try:
        for _, target, _ in files[:-1]:  # nothing can go wrong behind the last one
            kept.append((target, _copied(target)))
        for temporary, target, path in files:
            with _mapped(path):
                _take_place(temporary, target)
            placed += 1
    except BaseException:
        for target, copy in kept[:placed]:
            if copy is None:
                _remove(target)
            else:
                copy.replace(target)
        raise
    finally:
        for _, copy in kept:
            if copy is not None:
                _remove(copy)


def _copied(target: Path) -> Path | None:
    """A copy of what stands at a place, so that it can be put back; None where nothing stands there."""
    if not target.exists():
        return None
    with _mapped(str(target)):
        copy = _new_file(target.parent)
        try:
            shutil.copy2(target, copy)
        except BaseException:
            _remove(copy)
            raise
    return copy


def _take_place(temporary: Path, target: Path) -> None:
    with contextlib.suppress(FileNotFoundError):
        temporary.chmod(stat.S_IMODE(target.stat().st_mode))
    try:
        temporary.replace(target)
    except PermissionError as error:
        if os.name != "nt":
            raise
        raise OutputError(f"cannot replace `{visible(str(target), None)}`: {_reason(error)}", _LOCKED) from error
    if os.name != "nt":
        _sync_folder(target.parent)


def _sync_folder(folder: Path) -> None:
    """So that the new name survives a power cut; a courtesy where the file system has no such thing."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


@contextlib.contextmanager
def _mapped(path: str) -> Iterator[None]:
    """Whatever the system refuses becomes an OutputError; a reader that went away stays what it is."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise OutputError(f"cannot write `{visible(path, None)}`: {_reason(error)}", _hint(error)) from error


def _new_file(folder: Path) -> Path:
    """An empty file of our own, with the rights that any new file would have."""
    path = folder / f".returnctl-{os.getpid()}-{os.urandom(4).hex()}.tmp"
    with path.open("xb"):
        return path


def _remove(path: Path) -> None:
    with contextlib.suppress(OSError):
        path.unlink()


def _sweep(folder: Path) -> None:
    """Remove what earlier runs had to leave behind: unfinished files whose process is gone, or a day old."""
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            name = _TEMPORARY.fullmatch(entry.name)
            if name and entry.is_file(follow_symlinks=False):
                old = time.time() - entry.stat(follow_symlinks=False).st_mtime > _DAY
                if old or not _alive(int(name[1])):
                    _remove(Path(entry.path))


def _alive(process: int) -> bool:
    if process == os.getpid():
        return True
    if os.name == "nt":
        return True  # asking would end the process there: such a file goes when it is a day old
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except OSError:
        return True
    return True


def _target(path: str) -> Path:
    """The file that is replaced: behind a link it is the link's target, so that the link stays."""
    return Path(os.path.realpath(path))


def _is_special(path: str) -> bool:
    if path.startswith(("/dev/", "/proc/")):
        return True  # /dev/stdout may be a file that somebody else holds open
    try:
        mode = os.stat(path).st_mode  # noqa: PTH116
    except (OSError, ValueError):
        return False
    return not stat.S_ISREG(mode) and not stat.S_ISDIR(mode)


def _same_file(output: str, name: str) -> bool:
    if name == "-":
        return False
    try:
        output_state, state = os.stat(output), os.stat(name)  # noqa: PTH116
    except (OSError, ValueError):
        return os.path.realpath(output) == os.path.realpath(name) if "\0" not in output + name else False
    # Two devices may be one and the same: reading and writing a terminal is no accident.
    return stat.S_ISREG(state.st_mode) and os.path.samestat(output_state, state)


def _reason(error: Exception) -> str:
    return (getattr(error, "strerror", None) or str(error)).lower()


def _hint(error: Exception) -> str:
    return _HINTS.get(getattr(error, "errno", None) or 0, "write somewhere else")
