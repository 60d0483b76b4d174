import pytest

from returnctl.files.tables.headers import match_columns
from returnctl.values.finding import Code, Severity
from returnctl.values.location import Location
from returnctl.values.request import Column

KNOWN = ("sku", "return_window_days", "note")
AT = Location("a.csv", None, 1)


@pytest.mark.parametrize(
    "written",
    ["return_window_days", "Return Window Days", "RETURN-WINDOW-DAYS", "returnwindowdays", " return\u00a0window_days ",
     "\ufeffreturn_window_days", "return_win\u200bdow_days"],
)  # fmt: skip
def test_a_header_is_known_however_it_is_written(written: str) -> None:
    columns = match_columns(["SKU", written], KNOWN, ("sku",), AT)
    assert columns.known["return_window_days"].place == 2
    assert columns.findings == ()
    assert columns.usable


def test_columns_keep_their_place_in_any_order() -> None:
    columns = match_columns(["note", "", "sku"], KNOWN, ("sku",), AT)
    assert columns.known == {"note": Column(1, "note"), "sku": Column(3, "sku")}


def test_a_column_that_stands_twice_is_an_error_at_the_second() -> None:
    columns = match_columns(["sku", "note", "SKU "], KNOWN, ("sku",), AT)
    assert [(f.code, f.at.column) for f in columns.findings] == [(Code.DUPLICATE_COLUMN, 3)]
    assert not columns.usable


def test_all_missing_columns_are_told_at_once_with_the_nearest() -> None:
    columns = match_columns(["skus", "text"], KNOWN, ("sku", "note"), AT)
    missing = [finding for finding in columns.findings if finding.code is Code.MISSING_COLUMN]
    assert len(missing) == 2
    assert "`skus`" in missing[0].hint
    assert not columns.usable


def test_an_unknown_column_is_a_warning_with_the_nearest_that_is_not_there() -> None:
    columns = match_columns(["sku", "return_windw_days", "my remarks"], KNOWN, ("sku",), AT)
    assert [(f.code, f.severity) for f in columns.findings] == [(Code.UNKNOWN_COLUMN, Severity.WARNING)] * 2
    assert "`return_window_days`" in columns.findings[0].hint
    assert columns.usable


def test_another_name_of_a_column_is_the_same_column() -> None:
    columns = match_columns(["Amazon.de", "UK"], {"amazon.de": "DE", "DE": "DE", "UK": "UK"}, (), AT)
    assert list(columns.known) == ["DE", "UK"]
    assert not match_columns(["Amazon.de", "DE"], {"amazon.de": "DE", "DE": "DE"}, (), AT).usable


def test_a_header_of_which_nothing_is_known_is_one_finding_with_all_that_is_needed() -> None:
    columns = match_columns(["Artikel", "Frist"], KNOWN, ("sku", "return_window_days"), AT, template="see the template")
    (finding,) = columns.findings
    assert finding.message == "none of the columns is known, and `sku` and `return_window_days` are needed"
    assert finding.hint == "the header has `Artikel`, `Frist`; see the template"
    assert not columns.usable
    assert match_columns(["Artikel"], KNOWN, (), AT).usable
