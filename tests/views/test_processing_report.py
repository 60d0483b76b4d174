from returnctl.values.amazon import AmazonFile
from returnctl.values.finding import AmazonMark, Code, Finding, Severity
from returnctl.values.location import Location
from returnctl.views.checked import processing_report

AT = Location("upload.txt", row=4)
ROW = Finding(Code.NOT_A_CHOICE, AT, "`action` is\tnone", "mend it", amazon=AmazonMark(41010, 2))
HEADER = "original-record-number\terror-code\terror-type\terror-message"


def test_the_answer_is_in_amazons_form() -> None:
    fatal = Finding(Code.TOO_MANY_RECORDS, AT, "too many", amazon=AmazonMark(41002, 0, fatal=True))
    assert list(processing_report(AmazonFile(9, 9, (ROW, fatal)))) == [
        "Feed Processing Summary:",
        "Number of records processed: 9",
        "Number of records successful: 0",
        "",
        HEADER,
        "0\t41002\tfatal\ttoo many",
        "2\t41010\terror\t`action` is\\x09none",
    ]


def test_what_amazon_would_not_name_is_not_in_its_answer() -> None:
    ours = Finding(Code.SKU_IS_A_DATE, AT, "looks like a date", severity=Severity.WARNING)
    assert list(processing_report(AmazonFile(3, 0, (ours,))))[2:] == ["Number of records successful: 3", "", HEADER]
