from returnctl.values.amazon import Conversion, Lost
from returnctl.values.location import Location
from returnctl.views.conversion import conversion_lines, lost_findings

LOST = tuple(
    Lost(Location("o.xlsx", "Overrides", row, 3, "note"), "note", value, "has no place there", "keep the workbook")
    for row, value in ((2, "ask Eva"), (5, "photo"))
)


def test_rows_that_were_read_are_rows_that_were_written_and_rows_that_were_left_out() -> None:
    left_out = {"that cannot be read": 2, "without a SKU": 0}
    said = "\n".join(conversion_lines(Conversion((), 5, 3, left_out, LOST, {}, added=4)))
    assert "5 rows read: 3 written, 2 left out" in said
    assert "2 that cannot be read" in said
    assert "without a SKU" not in said
    assert "4 DELETE" in said
    assert "2 cells of 1 column;" in said


def test_cells_lost_for_one_reason_are_one_finding_at_the_first_of_them() -> None:
    [finding] = lost_findings(LOST)
    assert finding.at.cell == "C2"
    assert "2 cells" in finding.message
    assert finding.hint == "keep the workbook"
