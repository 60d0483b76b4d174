"""Standard input is kept in a temporary file while it is needed, and no longer."""

import io
from pathlib import Path

import pytest

from returnctl.files.document import Documents, spooled
from returnctl.values.finding import Code, Finding


def test_what_came_on_standard_input_is_kept_and_then_deleted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    data = bytes(range(256)) * 5000
    with Documents() as documents:
        document = documents.piped(io.BytesIO(data))
        assert document.shown == "<stdin>"
        assert document.stream().read() == data
        assert not document.changed()
    assert list(tmp_path.iterdir()) == []


def test_the_file_is_deleted_when_the_work_fails_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))

    def work() -> None:
        with Documents() as documents:
            documents.piped(io.BytesIO(b"sku\n"))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        work()
    assert list(tmp_path.iterdir()) == []


class _Terminal(io.BytesIO):
    def isatty(self) -> bool:
        return True

    def read(self, size: int | None = -1, /) -> bytes:
        raise AssertionError("a terminal must not be waited for")


class _Torn(io.BytesIO):
    def read(self, size: int | None = -1, /) -> bytes:
        raise OSError(5, "torn")


def _closed() -> io.BytesIO:
    stream = io.BytesIO()
    stream.close()
    return stream


@pytest.mark.parametrize(
    ("stream", "code"),
    [
        (_Terminal(), Code.NOT_A_FILE),
        (io.BytesIO(), Code.FILE_EMPTY),
        (_closed(), Code.FILE_MISSING),
        (None, Code.FILE_MISSING),
        (_Torn(), Code.FILE_UNREADABLE),
    ],
)
def test_nothing_to_read_is_said_and_leaves_no_file(
    stream: io.BytesIO | None, code: Code, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    found = spooled(stream)
    assert isinstance(found, Finding)
    assert found.code is code
    assert found.at.file == "<stdin>"
    assert list(tmp_path.iterdir()) == []


def test_a_folder_for_temporary_files_that_is_gone_is_a_finding(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "gone"))
    found = spooled(io.BytesIO(b"sku\n"))
    assert isinstance(found, Finding)
    assert found.code is Code.FILE_UNREADABLE
