"""An input file has one handle and one zip directory in a run, and each of the package's own tables is read once."""

import ast
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import returnctl

EXAMPLES = Path(__file__).parents[2] / "examples"
DATA = Path(returnctl.__file__).parent / "data"
# Counts what the program opens, and the zip directories that it reads; a temporary file counts as its folder.
PROGRAM = """
import atexit, json, os, sys, tempfile, zipfile
opened, zips, last = {}, [], [None]
tempfile.gettempdir()  # looks for a folder that can be written to
def heard(event, given):
    if event == "open" and isinstance(given[0], str):
        name, by_opener = os.path.abspath(given[0]), given[1] is None and last[0] == given[0]
        last[0] = given[0]
        if not by_opener:  # which is heard of twice
            opened[name] = opened.get(name, 0) + 1
made = zipfile.ZipFile.__init__
def counted(archive, file, mode="r", *more, **named):
    if mode == "r" and not str(file).endswith(f"python{sys.version_info[0]}{sys.version_info[1]}.zip"):
        zips.append(str(file))
    made(archive, file, mode, *more, **named)
zipfile.ZipFile.__init__ = counted
sys.addaudithook(heard)
from returnctl.commands.entry import main
told = os.environ.pop("TOLD")
atexit.register(lambda: open(told, "w").write(json.dumps([opened, zips])))
main()
"""
DAY = "--as-of 2026-11-23"


def counted(folder: Path, *arguments: str, piped: bytes | None = None) -> tuple[dict[str, int], list[str]]:
    """How often a run opens each file, and the zip directories that it reads."""
    (folder / "temporary").mkdir()
    names = {"TOLD": str(folder / "told.json"), "TMPDIR": str(folder / "temporary"), "COLUMNS": "100"}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, *arguments],
        cwd=folder,
        env=os.environ | names,
        input=piped,
        capture_output=True,
        check=False,
    )
    assert done.returncode in (0, 1, 3), done.stderr.decode()
    found: list[Any] = json.loads((folder / "told.json").read_text())
    return found[0], found[1]


BESIDE = (
    "--policy policy.xlsx --overrides overrides.xlsx "
    "--orders orders.txt --inventory inventory.txt --deliveries deliveries.csv"
)


@pytest.mark.parametrize(
    "line",
    [
        f"decide returns-report.txt {BESIDE} --output out.csv",
        f"decide variants/resaved.xlsx {BESIDE} --keep-columns --output out.json",
        "decide variants/amazon.xml --output out.xlsx",
        "decide variants/requests.jsonl --output out.csv",
        f"decide --sku A-1 --reason defective {BESIDE}",
        "decide returns-report.txt --overrides overrides.xlsx --overrides overrides.xlsx --output out.csv",
        "validate overrides.xlsx policy.xlsx",
        (
            "validate overrides.csv overrides.xlsx amazon-overrides.txt returns-report.txt"
            " --policy policy-own-rules.xlsx --skus inventory.txt"
        ),
        "validate overrides-messy.xlsx --annotate seen.xlsx --fix fixed.xlsx",
        "validate overrides-to-fix.csv --annotate seen.xlsx --fix fixed.csv",
        "validate amazon-overrides.txt --report amazon-processing-report.txt",
        "validate amazon-overrides.txt --as-amazon",
        "convert policy.xlsx overrides.csv --to xlsx --output out.xlsx",
        "convert returns-report.txt --to csv --output out.csv",
        (
            "convert overrides.xlsx --to amazon --output out.txt"
            " --template amazon-overrides.txt --previous amazon-overrides.txt"
        ),
        "template policy --from policy.xlsx --output out.xlsx",
        "template overrides --from overrides-messy.csv --output out.xlsx",
        "template requests --from variants/resaved.xlsx --output out.csv",
    ],
)
def test_a_run_opens_each_input_once(tmp_path: Path, line: str) -> None:
    dated = "" if line.startswith("template") or ("convert" in line and "amazon" not in line) else DAY
    names = [str(EXAMPLES / name) if (EXAMPLES / name).is_file() else name for name in f"{line} {dated}".split()]
    opened, zips = counted(tmp_path, *names)
    inputs = {name for name in names if name.startswith(str(EXAMPLES))}
    assert {name: opened.get(name) for name in inputs} == dict.fromkeys(inputs, 1)
    assert len(zips) == sum(name.endswith(".xlsx") for name in inputs)
    if "--output out.xlsx" not in line and "--fix" not in line:  # a workbook is written with the help of others
        assert not any(name.startswith(str(tmp_path / "temporary")) for name in opened)
    tables = {name: times for name, times in opened.items() if Path(name).parent == DATA}
    assert tables
    assert set(tables.values()) == {1}


@pytest.mark.parametrize("command", ["decide - --output out.csv", "validate -"])
@pytest.mark.parametrize("name", ["returns-report.txt", "variants/resaved.xlsx"])
def test_standard_input_is_kept_once_and_that_copy_is_read(tmp_path: Path, command: str, name: str) -> None:
    opened, zips = counted(tmp_path, *f"{command} {DAY}".split(), piped=(EXAMPLES / name).read_bytes())
    assert sum(times for name, times in opened.items() if name.startswith(str(tmp_path / "temporary"))) == 1
    assert len(zips) == name.endswith(".xlsx")


def test_only_commands_the_document_and_the_writer_of_files_are_given_paths() -> None:
    source, found = DATA.parent, set()
    for module in sorted(source.rglob("*.py")):
        name = module.relative_to(source).as_posix()
        if name.startswith("commands/") or name in ("files/document.py", "files/writing.py"):
            continue
        for each in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
            if isinstance(each, ast.arg) and each.arg.removesuffix("s").endswith("path"):
                found.add(f"{name}: {each.arg}")
    # What a program calls that uses the package.
    assert found == {
        "files/policies/loading.py: override_paths",
        "files/policies/loading.py: policy_paths",
        "files/requests/stream.py: paths",
    }
