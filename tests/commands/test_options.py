"""Options as they are typed: none is passed over in silence."""

from pathlib import Path

import pytest
from running import EXAMPLES, Pipe, Run

REQUESTS = EXAMPLES / "variants" / "requests.csv"
AS_OF = ("--as-of", "2026-11-23")
FAULTY = ("--sku", "A-1", "--reason", "defective", "--delivered", "2026-11-01", "--requested", "2026-11-10")


@pytest.mark.parametrize(
    ("arguments", "option"),
    [
        (("decide", *FAULTY, "--store", "DE", "--store", "UK"), "--store"),
        (("decide", REQUESTS, "--format", "json", "--format", "csv"), "--format"),
        (("decide", REQUESTS, "-o", "a.csv", "--output=b.csv"), "--output"),
        (("decide", *FAULTY, "--sku", "A-1"), "--sku"),
        (("validate", REQUESTS, "--as-of", "2026-11-01", "--as-of", "2026-11-02"), "--as-of"),
        (("convert", REQUESTS, "--to", "csv", "--to", "xlsx"), "--to"),
        (("template", "overrides", "--store", "DE", "--store", "UK"), "--store"),
    ],
)
def test_an_option_that_can_hold_once_is_refused_where_it_is_given_twice(
    run: Run, arguments: tuple[object, ...], option: str
) -> None:
    result = run(*arguments)
    assert (result.code, result.out) == (2, "")
    assert f"{option}: given twice" in " ".join(result.err.replace("│", " ").split())


@pytest.mark.parametrize(
    "arguments",
    [
        (REQUESTS, "--overrides", EXAMPLES / "overrides.csv", "--overrides", EXAMPLES / "amazon-overrides.txt"),
        (REQUESTS, REQUESTS),
        (*FAULTY, "--explain", "--explain"),
        (*FAULTY, "--store", "DE"),
    ],
)
def test_options_and_files_that_may_be_repeated_are_taken(run: Run, arguments: tuple[object, ...]) -> None:
    result = run("decide", *arguments, *AS_OF)
    assert "given twice" not in result.err
    assert result.code in {0, 1}


@pytest.mark.parametrize(
    "text", ["20.11.2026", "20-Nov-2026", "20/11/2026", "November 20, 2026", "2026/11/20", "46346"]
)
def test_every_option_that_takes_a_day_takes_it_in_the_same_forms(run: Run, text: str) -> None:
    asked = run("decide", *FAULTY, "--as-of", text, "--format", "csv").out
    assert asked == run("decide", *FAULTY, "--as-of", "2026-11-20", "--format", "csv").out
    assert ",2026-11-20," in asked
    delivered = ("--sku", "A-1", "--reason", "defective", "--requested", "2026-11-23", *AS_OF, "--delivered")
    assert run("decide", *delivered, text).out == run("decide", *delivered, "2026-11-20").out
    assert run("validate", REQUESTS, "--as-of", text).code == 0


@pytest.mark.parametrize("option", ["--as-of", "--delivered", "--requested"])
@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("05/11/2026", "may mean two days, found `05/11/2026` (write the date as"),
        ("31.02.2026", "no day of the calendar"),
    ],
)
def test_a_day_that_cannot_be_told_is_wrong_usage_and_no_column_is_spoken_of(
    run: Run, option: str, text: str, words: str
) -> None:
    request = ("--sku", "A-1", "--reason", "defective", option, text)
    result = run("decide", *request)
    said = " ".join(result.err.replace("│", " ").split())
    assert (result.code, result.out) == (2, "")
    assert f"{option}: " in said
    assert words in said
    assert "column" not in said


@pytest.mark.parametrize("text", ["yesterday", "", "2026-13-01x", "\x1b[2J"])
def test_what_is_no_day_is_wrong_usage(run: Run, text: str) -> None:
    result = run("decide", *FAULTY, "--as-of", text)
    assert (result.code, result.out) == (2, "")
    assert "nor a moment such as 2026-11-23T14:00:00Z" in " ".join(result.err.replace("│", " ").split())
    assert "\x1b" not in result.err


@pytest.mark.parametrize(
    ("name", "quoted"), [("report.txt", "report.txt"), ("my returns.xlsx", '"my returns.xlsx"'), ("report", "report")]
)
def test_a_file_in_the_place_of_a_command_is_met_with_the_command_that_takes_it(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, quoted: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / name).touch()
    result = run(name)
    assert (result.code, result.out) == (2, "")
    assert f"returnctl decide {quoted}" in " ".join(result.err.replace("│", " ").split())


def test_a_misspelt_command_is_no_file(run: Run) -> None:
    result = run("decidee")
    assert result.code == 2
    assert "Did you mean 'decide'" in result.err
    assert "returnctl decide decidee" not in result.err
    assert "returnctl decide gone.csv" in " ".join(run("gone.csv").err.split())


@pytest.mark.parametrize(
    ("arguments", "option", "remedy"),
    [
        ((REQUESTS, "--keep-columns"), "--keep-columns", "--format csv"),
        ((REQUESTS, "--keep-columns", "--format", "table"), "--keep-columns", "--output FILE"),
        ((*FAULTY, "--keep-columns", "--format", "csv"), "--keep-columns", "leave it out"),
        ((REQUESTS, "--explain", "--format", "csv"), "--explain", ".jsonl"),
        ((REQUESTS, "--explain", "--output", "none.xlsx"), "--explain", ".jsonl"),
        ((*FAULTY, "--explain", "--format", "csv"), "--explain", ".jsonl"),
    ],
)
def test_an_option_for_which_the_format_has_no_place_is_refused_with_the_remedy(
    run: Run, arguments: tuple[object, ...], option: str, remedy: str
) -> None:
    result = run("decide", *arguments, *AS_OF)
    said = " ".join(result.err.replace("│", " ").split())
    assert (result.code, result.out) == (2, "")
    assert f"{option}: " in said
    assert remedy in said
    assert not Path("none.xlsx").exists()


@pytest.mark.parametrize(
    "arguments",
    [
        (REQUESTS, "--keep-columns", "--format", "csv"),
        (REQUESTS, "--keep-columns", "--format", "jsonl"),
        (REQUESTS, "--explain"),
        (REQUESTS, "--explain", "--format", "json"),
        (*FAULTY, "--explain", "--format", "jsonl"),
        (*FAULTY, "--explain"),
    ],
)
def test_an_option_for_which_the_format_has_a_place_is_taken(run: Run, arguments: tuple[object, ...]) -> None:
    assert run("decide", *arguments, *AS_OF).code == 0


def test_explanations_are_broken_at_the_width_of_a_terminal_and_stay_whole_elsewhere(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    arguments = (REQUESTS, EXAMPLES / "broken" / "report-blank-sku.csv", "--explain", *AS_OF)
    piped = run("decide", *arguments).out
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setattr(Pipe, "isatty", lambda _stream: True)
    shown = run("decide", *arguments).out
    assert max(map(len, shown.splitlines())) <= 80 < max(map(len, piped.splitlines()))
    assert "".join(shown.split()) == "".join(piped.split())
