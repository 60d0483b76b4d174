"""The documentation: its transcripts are what the program prints, and nothing of the program is left out."""

import json
import re
import runpy
import shlex
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import gallery
import pages
import pytest
import transcripts
from typer.main import get_command

from returnctl.commands.exits import Exit
from returnctl.commands.main import app
from returnctl.deciding.facts import answers_of
from returnctl.deciding.warnings import CODES as WARNINGS
from returnctl.schema.settings import SETTINGS
from returnctl.values.decision import Recommendation
from returnctl.values.finding import Code
from returnctl.values.policy import FAMILIES
from returnctl.values.request import FIELDS
from returnctl.views.flat import COLUMNS, WORKLIST_COLUMNS

ROOT, DOCS = transcripts.ROOT, transcripts.DOCS
_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^#+ (.*)$", re.MULTILINE)
_FOUND = re.compile(r": (?:error|warning)\[([a-z-]+)\]: ")
_FENCE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)


def page(name: str) -> str:
    return (DOCS / f"{name}.md").read_text(encoding="utf-8")


@pytest.fixture
def workplace(tmp_path: Path) -> Iterator[Path]:
    with transcripts.workplace(tmp_path) as folder:
        yield folder


def _named(path: Path) -> str:
    return path.stem


@pytest.mark.parametrize("path", transcripts.PAGES, ids=_named)
def test_every_transcript_is_what_the_program_prints(path: Path, workplace: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert transcripts.rewritten(text) == text


@pytest.mark.parametrize("path", sorted(transcripts.GOLDEN.glob("*.txt")), ids=_named)
def test_every_golden_output_is_what_the_program_prints(path: Path, workplace: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert transcripts.golden_again(text) == text


@pytest.mark.parametrize("path", transcripts.PAGES, ids=_named)
def test_every_table_made_from_data_is_up_to_date(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert pages.rewritten(path.name, text) == text


@pytest.mark.parametrize("code", sorted(gallery.CASES))
def test_every_finding_says_what_the_gallery_shows(code: Code) -> None:
    said = gallery.lines_of(code)
    assert f"[{code}]" in said
    assert gallery.shown(gallery.sections(page("findings"))[code]) == said


def test_every_code_has_its_section_and_no_other_has() -> None:
    assert set(gallery.sections(page("findings"))) == {str(code) for code in Code}


def test_every_code_is_raised_somewhere() -> None:
    source = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "src").rglob("*.py"))
    assert {code.name for code in Code} <= set(re.findall(r"\bCode\.(\w+)", source))


BROKEN = sorted(path.name for path in (ROOT / "examples" / "broken").iterdir())


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_example_shows_findings_that_the_gallery_explains(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    sections = gallery.sections(page("findings"))
    path, said = f"examples/broken/{name}", tmp_path / "said.txt"
    beside = "--policy" if name.startswith("policy") else "--overrides"
    mine = path if name.startswith("report") else f"examples/variants/requests.csv {beside} {path}"
    commands = [f"validate {path}", *([f"decide {mine}"] if not name.startswith("upload") else [])]
    for command in commands:
        aside = transcripts.run(f"returnctl {command} > {shlex.quote(str(said))}").output
        answer = said.read_text("utf-8")
        # What `validate` finds is its answer; `decide` tells it beside the answer.
        found = _FOUND.findall(answer if command.startswith("validate") else aside)
        assert found, command
        assert {*found, *_FOUND.findall(answer + aside)} <= set(sections), command


@pytest.mark.parametrize("path", transcripts.PAGES, ids=_named)
def test_every_link_leads_somewhere(path: Path) -> None:
    for target in _LINK.findall(_FENCE.sub("", path.read_text(encoding="utf-8"))):
        if target.startswith("https://"):
            continue
        name, _, anchor = target.partition("#")
        other = (path.parent / name).resolve() if name else path
        assert other.exists(), f"{path.name}: {target}"
        if anchor:
            assert anchor in _anchors(other), f"{path.name}: {target}"


def _anchors(path: Path) -> set[str]:
    headings = _HEADING.findall(_FENCE.sub("", path.read_text(encoding="utf-8")))
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_every_page_is_reached_from_the_readme() -> None:
    seen: set[Path] = set()
    left = [ROOT / "README.md"]
    while left:
        path = left.pop()
        if path in seen or path.suffix != ".md":
            continue
        seen.add(path)
        links = (target.partition("#")[0] for target in _LINK.findall(path.read_text(encoding="utf-8")))
        left += [(path.parent / name).resolve() for name in links if name and not name.startswith("https://")]
    assert seen >= set(transcripts.PAGES)


def _everything() -> str:
    return "".join(path.read_text(encoding="utf-8") for path in transcripts.PAGES)


@pytest.mark.parametrize("name", sorted(get_command(app).commands))  # type: ignore[attr-defined]
def test_every_option_is_documented(name: str) -> None:
    command = get_command(app).commands[name]  # type: ignore[attr-defined]
    prose = re.sub(r"^```console.*?^```$", "", _everything(), flags=re.MULTILINE | re.DOTALL)
    for parameter in command.params:
        for option in (name for name in parameter.opts if name.startswith("--")):
            assert re.search(rf"{re.escape(option)}(?![\w-])", prose), option


def test_no_command_is_promised_that_does_not_exist() -> None:
    commands = set(get_command(app).commands)  # type: ignore[attr-defined]
    for named in re.findall(
        r"returnctl ([a-z][a-z-]+)", "".join(re.findall(r"`[^`\n]+`|^\$ .*$", _everything(), re.MULTILINE))
    ):
        assert named in commands


def test_every_setting_and_what_it_may_hold_is_documented() -> None:
    policy, overrides = page("policy"), page("overrides")
    for name, kind in SETTINGS.items():
        for text in [policy] * kind.policy + [overrides] * kind.override:
            assert f"`{name}`" in text, name
        if kind.policy:
            assert all(f"`{choice}`" in policy for choice in kind.choices), name


def test_every_rule_fact_answer_and_recommendation_is_documented() -> None:
    rules = page("rules")
    assert len(pages.rows("rules")) == 26
    named = {row["rule"] for row in pages.rows("rules")}
    answers = answers_of(FAMILIES)
    for name in (*named, *answers, *(answer for all_of in answers.values() for answer in all_of), *Recommendation):
        assert f"`{name}`" in rules, name


def test_every_warning_is_documented() -> None:
    assert all(f"| `{code}` |" in page("rules") for code in WARNINGS)


def test_every_column_of_a_request_and_of_an_answer_is_documented() -> None:
    assert all(f"`{name}`" in page("requests") for name in FIELDS)
    assert all(f"`{name}`" in page("output") for name in COLUMNS)
    assert all(f"`{name}`" in page("output") for name in ("done", "by", "remarks") if name in WORKLIST_COLUMNS)


def test_every_exit_code_is_documented() -> None:
    table = page("scripting").partition("## Exit codes")[2].partition("\n\n`--fail-on`")[0]
    assert {int(code) for code in re.findall(r"\b(\d{1,3})\b(?=[^|]*\|[^|]*\|)", table)} == {*Exit, 129, 130, 143}


def test_every_field_of_the_json_is_documented(workplace: Path) -> None:
    said = transcripts.run("returnctl decide examples/variants/requests.csv --format json").output
    document = json.loads(said[said.index("{") :])
    text = page("scripting")
    for part in (document, document["decisions"][0], document["summary"], document["findings"][0]):
        for name in part:
            assert f"`{name}`" in text, name


def test_the_python_example_holds(tmp_path: Path) -> None:
    example = re.search(r"^```python\n(.*?)^```$", page("scripting"), re.MULTILINE | re.DOTALL)
    assert example is not None
    script = tmp_path / "example.py"
    script.write_text(example[1], encoding="utf-8")
    runpy.run_path(str(script))


def test_the_commands_of_the_readme_are_those_that_are_checked() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    shown = re.findall(r"^```(?:sh|bat)\n(.*?)\n```$", readme, re.MULTILINE | re.DOTALL)
    unix, windows, test = shown
    assert test == (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()[-1]
    assert "Run it as `python3 check.py`" in (ROOT / "check.py").read_text(encoding="utf-8")
    assert unix.endswith(
        ".venv/bin/returnctl decide examples/returns-report.txt --policy examples/policy.xlsx "
        "--overrides examples/overrides.xlsx --as-of 2026-11-23"
    )
    assert unix.startswith("python3 -m venv .venv && .venv/bin/pip install . && ")
    as_windows = unix.replace("python3 -m", "py -m").replace(".venv/bin/", ".venv\\Scripts\\")
    assert windows == re.sub(r"examples/", lambda _: "examples\\", as_windows)


def test_the_version_of_the_changelog_is_that_of_the_project() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.search(r"^## \[(\S+)\]", changelog, re.MULTILINE)[1] == project["version"]  # type: ignore[index]


def test_a_transcript_run_in_a_process_of_its_own_is_the_same(workplace: Path) -> None:
    arguments = ["decide", "--sku", "A-1", "--reason", "defective", "--as-of", "2026-11-23"]
    code = "from returnctl.commands.entry import main; main()"
    alone = subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, check=False)
    said = alone.stdout.decode("utf-8", "replace").split()
    assert said[:4] == transcripts.run(" ".join(["returnctl", *arguments])).output.split()[:4]
    assert alone.returncode == 0


@pytest.mark.parametrize(
    ("said", "ran", "same"),
    [
        ("a\nb\n", "a\nb\n", True),
        ("a\n…\nd\n", "a\nb\nc\nd\n", True),
        ("…\nd\n", "a\nb\nc\nd\n", True),
        ("a\n…\nx\n", "a\nb\nc\nd\n", False),
        ("x\n…\nd\n", "a\nb\nc\nd\n", False),
        ("a\nb\n", "a\nb\nc\n", False),
        ("a\n…\nb\n", "a\nb\n", False),
    ],
)
def test_lines_left_out_may_be_any_and_no_others(said: str, ran: str, same: bool) -> None:
    assert (transcripts.shortened(ran, said) == said) is same
