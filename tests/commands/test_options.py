"""Options as they are typed: none is passed over in silence."""

import pytest
from conftest import EXAMPLES, Run

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
