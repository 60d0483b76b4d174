"""What a text file holds when it holds no table: a web page, XML, JSON; told by its first characters."""

import re
from enum import StrEnum
from typing import Final

from returnctl.values.finding import Code, Finding
from returnctl.values.location import Location


class TextKind(StrEnum):
    """The kinds of text that are told apart before anything is parsed."""

    TABLE = "table"
    HTML = "html"
    XML = "xml"
    SPREADSHEET_XML = "spreadsheet-xml"
    JSON = "json"
    RTF = "rtf"


_HTML: Final = re.compile(
    r"<(!doctype\s+html|html|head|body|title|table|meta|div|script|style|p|br|h\d)\b", re.IGNORECASE
)
_XML: Final = re.compile(r"<(\?xml\b|!--|!doctype\b|[A-Za-z_][\w.:-]*(\s[^<>]*)?>\s*(<|\Z))", re.IGNORECASE)
_JSON: Final = re.compile(r'\{\s*(["}]|\Z)|\[\s*([\[{"\]]|\Z)')
_SPREADSHEET: Final = re.compile(r"mso-application|urn:schemas-microsoft-com:office:spreadsheet")

_REFUSALS: Final = {
    TextKind.HTML: ("a web page (HTML)", "download the report itself; a page saved from the browser is none"),
    TextKind.XML: ("an XML document", "give Amazon's XML returns report, or download the tab-delimited one"),
    TextKind.SPREADSHEET_XML: (
        "an XML spreadsheet of 2003",
        "open it in Excel and save it as `Excel Workbook (.xlsx)`",
    ),
    TextKind.JSON: ("JSON", "give the file the ending .jsonl, with one request on each line"),
    TextKind.RTF: ("a formatted text (RTF)", "save it as `Text (Tab delimited)`"),
}


def kind_of_text(head: str) -> TextKind:
    """The kind of a text, by its first characters; the ending of the file's name plays no part."""
    start = head[:4096].lstrip("\ufeff \t\r\n")
    if start.startswith("{\\rtf"):
        return TextKind.RTF
    if _JSON.match(start):
        return TextKind.JSON
    if not start.startswith("<"):
        return TextKind.TABLE
    if _SPREADSHEET.search(start):
        return TextKind.SPREADSHEET_XML
    beyond = re.sub(r"\A<\?xml[^>]*>\s*|\A<!--.*?-->\s*", "", start, flags=re.DOTALL)
    if _HTML.match(beyond):
        return TextKind.HTML
    return TextKind.XML if _XML.match(start) else TextKind.TABLE


def not_a_table(head: str, shown: str) -> Finding | None:
    """A refusal that names what the file holds instead of a table."""
    kind = kind_of_text(head)
    if kind is TextKind.TABLE:
        return None
    what, hint = _REFUSALS[kind]
    return Finding(Code.WRONG_REPORT, Location(shown), f"expected a table, found {what}", hint)
