import os
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from returnctl.files.writing import OutputError, Refused, check_output, whole_file, whole_files

posix = pytest.mark.skipif(os.name == "nt", reason="this system has no such thing")


def left_over(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir() if path.name.startswith(".returnctl-")]


def write_new(path: str) -> None:
    with whole_file(path) as stream:
        stream.write(b"new")


def test_a_new_file_is_written_whole(tmp_path: Path) -> None:
    target = tmp_path / "out.csv"
    write_new(str(target))
    assert target.read_bytes() == b"new"
    assert not left_over(tmp_path)


@pytest.mark.parametrize("failure", [ValueError, KeyboardInterrupt, SystemExit, MemoryError])
def test_whatever_goes_wrong_the_old_file_stays(tmp_path: Path, failure: type[BaseException]) -> None:
    target = tmp_path / "out.csv"
    target.write_bytes(b"old")
    with pytest.raises(failure), whole_file(str(target)) as stream:  # noqa: PT012 - the failure comes late
        stream.write(b"half")
        stream.flush()
        assert target.read_bytes() == b"old"
        raise failure
    assert target.read_bytes() == b"old"
    assert not left_over(tmp_path)


def test_a_full_disk_is_an_output_error_with_a_remedy(tmp_path: Path) -> None:
    target = tmp_path / "out.csv"
    target.write_bytes(b"old")
    with pytest.raises(OutputError) as caught, whole_file(str(target)):
        raise OSError(28, "No space left on device")
    assert "no space" in caught.value.message
    assert "full" in caught.value.hint
    assert target.read_bytes() == b"old"
    assert not left_over(tmp_path)


def test_a_reader_that_went_away_is_no_output_error(tmp_path: Path) -> None:
    with pytest.raises(BrokenPipeError), whole_file(str(tmp_path / "out.csv")):
        raise BrokenPipeError


@posix
def test_the_mode_of_the_old_file_is_kept(tmp_path: Path) -> None:
    target = tmp_path / "out.csv"
    target.write_bytes(b"old")
    target.chmod(0o640)
    write_new(str(target))
    assert stat.S_IMODE(target.stat().st_mode) == 0o640


@posix
def test_a_link_stays_and_its_target_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "far").mkdir()
    target = tmp_path / "far" / "real.csv"
    target.write_bytes(b"old")
    link = tmp_path / "out.csv"
    link.symlink_to(target)
    write_new(str(link))
    assert link.is_symlink()
    assert target.read_bytes() == b"new"
    assert not left_over(tmp_path) + left_over(target.parent)


@posix
def test_a_device_is_written_to_straight_away() -> None:
    write_new("/dev/null")
    with pytest.raises(OutputError, match="no space"):
        write_new("/dev/full")
    assert check_output("/dev/null") is None


def test_an_output_that_ends_like_a_folder_is_never_made_a_file(tmp_path: Path) -> None:
    problem = check_output(f"{tmp_path}/none/")
    assert problem is not None
    assert (problem.why, problem.hint) == (Refused.PLACE, "make the folder first, and name a file in it")
    assert check_output(f"{tmp_path}/none") is None


@posix
def test_a_file_larger_than_allowed_leaves_the_old_one(tmp_path: Path) -> None:
    target = tmp_path / "out.csv"
    target.write_bytes(b"old")
    program = (
        "import resource, signal, sys\n"
        "from returnctl.files.writing import OutputError, whole_file\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))\n"
        "try:\n    with whole_file(sys.argv[1]) as stream:\n        stream.write(bytes(5000))\n"
        "except OutputError as error:\n    print(error.hint)\n"
    )
    done = subprocess.run([sys.executable, "-c", program, str(target)], capture_output=True, text=True, check=True)
    assert "larger" in done.stdout
    assert target.read_bytes() == b"old"
    assert not left_over(tmp_path)


def gone() -> int:
    """The number of a process that is no more."""
    done = subprocess.run([sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, check=True)
    return int(done.stdout)


def test_the_next_run_removes_what_a_dead_one_left_and_nothing_else(tmp_path: Path) -> None:
    dead = tmp_path / f".returnctl-{gone()}-0123abcd.tmp"
    alive = tmp_path / f".returnctl-{os.getpid()}-0123abcd.tmp"
    ancient = tmp_path / f".returnctl-{os.getpid()}-89abcdef.tmp"
    others = tmp_path / ".returnctl-notes.tmp"
    for path in (dead, alive, ancient, others):
        path.write_bytes(b"x")
    os.utime(ancient, (time.time() - 90_000, time.time() - 90_000))
    write_new(str(tmp_path / "out.csv"))
    assert not ancient.exists()
    assert alive.exists()
    assert others.exists()
    assert dead.exists() is (os.name == "nt")


def test_an_output_that_is_an_input_is_wrong_usage(tmp_path: Path) -> None:
    source = tmp_path / "in.csv"
    source.write_bytes(b"x")
    other = tmp_path / "other.csv"
    other.write_bytes(b"x")
    twin = tmp_path / "twin.csv"
    twin.hardlink_to(source)
    for output in (source, twin, tmp_path / "." / "in.csv"):
        problem = check_output(str(output), [str(other), str(source)])
        assert problem is not None
        assert problem.why is Refused.USAGE
    assert check_output(str(tmp_path / "out.csv"), [str(source), "-"]) is None
    assert check_output(str(other), [str(source)]) is None


@posix
def test_a_link_to_an_input_is_wrong_usage(tmp_path: Path) -> None:
    source = tmp_path / "in.csv"
    source.write_bytes(b"x")
    (tmp_path / "link.csv").symlink_to(source)
    problem = check_output(str(tmp_path / "link.csv"), [str(source)])
    assert problem is not None
    assert problem.why is Refused.USAGE


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("folder", "is a folder"),
        ("none/out.csv", "is not there"),
        ("file/out.csv", ""),
        ("zero\0", ""),
        ("a" * 400, ""),
    ],
)
def test_a_place_that_cannot_be_written_to_is_known_before_any_work(tmp_path: Path, name: str, word: str) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_bytes(b"")
    problem = check_output(str(tmp_path / name))
    assert problem is not None
    assert problem.why is Refused.PLACE
    assert word in problem.message
    assert not left_over(tmp_path)


@posix
@pytest.mark.skipif(hasattr(os, "geteuid") and os.geteuid() == 0, reason="root may write anywhere")
def test_a_read_only_folder_is_known_before_any_work(tmp_path: Path) -> None:
    tmp_path.chmod(0o555)
    problem = check_output(str(tmp_path / "out.csv"))
    tmp_path.chmod(0o755)
    assert problem is not None
    assert problem.why is Refused.PLACE


def test_checking_leaves_nothing_behind(tmp_path: Path) -> None:
    assert check_output(str(tmp_path / "out.csv")) is None
    assert list(tmp_path.iterdir()) == []


def test_several_files_take_their_places_together(tmp_path: Path) -> None:
    old, new = tmp_path / "a.csv", tmp_path / "b.csv"
    old.write_bytes(b"old")
    with whole_files([str(old), str(new)]) as (first, second):
        first.write(b"1")
        second.write(b"2")
        assert old.read_bytes() == b"old"
        assert not new.exists()
    assert (old.read_bytes(), new.read_bytes()) == (b"1", b"2")
    assert not left_over(tmp_path)


def test_where_one_of_several_files_fails_all_stay_as_they_were(tmp_path: Path) -> None:
    old, new, bad = tmp_path / "a.csv", tmp_path / "b.csv", tmp_path / "c.csv"
    old.write_bytes(b"old")
    with pytest.raises(OutputError), whole_files([str(old), str(new), str(bad)]) as streams:  # noqa: PT012
        for stream in streams:
            stream.write(b"new")
        bad.mkdir()
    assert old.read_bytes() == b"old"
    assert not new.exists()
    with pytest.raises(KeyboardInterrupt), whole_files([str(old), str(new)]):
        raise KeyboardInterrupt
    assert old.read_bytes() == b"old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.csv", "c.csv"]
