from returnctl.files.built_in import built_in_policy
from returnctl.values.finding import Code, Finding, Severity
from returnctl.values.location import Location
from returnctl.values.policy import OverrideEntry, OverrideTable, OverrideTerms
from returnctl.views.findings import concerning, rest_lines

SHEET = Location("o.xlsx", "Overrides", None, 1, "sku")
ROWS = {sku: OverrideEntry(OverrideTerms(), None, row, SHEET) for row, sku in enumerate(("A-1", "B-2"), 2)}


def finding(row: int | None, severity: Severity = Severity.ERROR) -> Finding:
    return Finding(Code.NOT_A_WHOLE_NUMBER, Location("o.xlsx", "Overrides", row, 4), "x", severity=severity)


def test_what_may_concern_a_sku_is_kept_and_only_what_is_surely_of_others_is_left() -> None:
    own, others, whole, unread, broken = (finding(row) for row in (2, 3, None, 9, 5))
    policy = built_in_policy()._replace(overrides=OverrideTable(ROWS, {}), broken={"C-3": (broken,)})
    everything = (own, others, whole, unread, broken)
    assert concerning(everything, policy, " A-1 ") == ([own, whole, unread], [others, broken])
    assert concerning(everything, policy, "C-3") == ([whole, unread, broken], [own, others])
    assert concerning(everything, built_in_policy(), "A-1") == (list(everything), [])


def test_what_is_left_is_counted_for_each_file_with_the_command_that_shows_it() -> None:
    note = finding(3, Severity.NOTE)
    shown = "on other SKUs, shown by: returnctl validate o.xlsx"
    assert rest_lines([]) == []
    assert rest_lines([finding(2)]) == [f"o.xlsx: 1 error {shown}"]
    assert rest_lines([finding(2), finding(3)]) == [f"o.xlsx: 2 errors {shown}"]
    assert rest_lines([note]) == [f"o.xlsx: 1 finding {shown}"]
    assert rest_lines([note, finding(2)]) == [f"o.xlsx: 2 findings (1 error) {shown}"]
    spaced = note._replace(at=Location("my o.xlsx", "Overrides", 3))
    assert rest_lines([spaced])[0].endswith('validate "my o.xlsx"')
