"""The sink that a run writes to, by format and output."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, BinaryIO, TextIO

from returnctl.commands.ends import goes_out
from returnctl.commands.person_sinks import TableSink, WorklistSink
from returnctl.commands.sinks import CsvSink, JsonLinesSink, JsonSink, Kept, Sink
from returnctl.values.visible import visible

if TYPE_CHECKING:
    from returnctl.deciding.desk import Desk

_SINKS: "dict[str, Callable[[TextIO, Desk, Kept], Sink]]" = {
    "csv": CsvSink,
    "jsonl": JsonLinesSink,
    "json": JsonSink,
}


@contextmanager
def open_sink(
    form: str, output: str | None, desk: "Desk", kept: Kept, *, explain: bool, urgent_first: bool = False
) -> Iterator[Sink]:
    """The sink for a format; a file appears whole when the block ends well, and not at all otherwise."""
    if form == "table":
        yield TableSink(desk, explain=explain)
    elif output is None or output == "-":
        with _stdout(form) as stream:
            yield _made(form, stream, desk, kept, "<stdout>", urgent_first)
    else:
        from returnctl.files.writing import whole_file

        with whole_file(output) as file, _as_needed(form, file) as stream:
            yield _made(form, stream, desk, kept, output, urgent_first)


def _made(form: str, stream: Any, desk: "Desk", kept: Kept, name: str, urgent_first: bool) -> Sink:
    if form == "xlsx":
        return WorklistSink(stream, desk, kept, name, urgent_first=urgent_first)
    return _SINKS[form](stream, desk, kept)


@contextmanager
def _stdout(form: str) -> Iterator[Any]:
    with _as_needed(form, _Going(sys.stdout.buffer)) as stream:
        yield _Visible(stream) if form == "csv" and sys.stdout.isatty() else stream


class _Going:
    """Standard output, of which it is known whether anything was written to it."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def write(self, data: Any) -> int:
        """Write a part of the answer."""
        goes_out()
        return self._stream.write(data)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


class _Visible:
    """CSV on a terminal: signs that could act on it are shown as escapes. A file or a pipe gets them as they are."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        """Write lines of CSV."""
        return self._stream.write("\r\n".join(visible(line, None) for line in text.split("\r\n")))


@contextmanager
def _as_needed(form: str, file: Any) -> Iterator[Any]:
    """Bytes for a workbook, UTF-8 text with its own line ends for everything else."""
    if form == "xlsx":
        yield file
        return
    import io

    text = io.TextIOWrapper(file, encoding="utf-8", newline="", errors="surrogatepass", write_through=False)
    try:
        yield text
        text.flush()
    finally:
        text.detach()
