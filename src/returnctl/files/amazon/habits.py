"""What silently ruins an upload: habits of Excel and slips that no single row of a file for Amazon shows."""

from collections.abc import Iterator, Sequence
from typing import Final

from returnctl.files.amazon.rows import Judged
from returnctl.files.amazon.uploads import (
    OTHER_DELIMITERS,
    TEMPLATE,
    Upload,
    is_header_row,
    names_action,
    names_template,
    sheet_named,
    unquoted,
)
from returnctl.files.tables.table import TableRow
from returnctl.schema.cells import as_text
from returnctl.schema.folding import bare, folded
from returnctl.values.amazon import HEADER_ROWS
from returnctl.values.finding import Code, Finding, Severity
from returnctl.values.visible import visible

# What is told once, with the number of further rows: it has one cause, and one remedy for all.
_TOLD_ONCE: Final = frozenset(
    {Code.QUOTED_FIELD, Code.LONG_ROW, Code.ACTION_NOT_EXACT, Code.LEADING_ZEROS_LOST, Code.SKU_CLEANED}
)
_LONGEST_WORD: Final = 60
_SAVE: Final = "in Excel choose File > Save As > Text (Tab delimited) (*.txt)"
_ACCENTS: Final = "look at the SKUs with accents or umlauts; which encodings Amazon reads is not published"
_TEMPLATE_HINT: Final = "download the template anew, leave its first two rows as they are, put your rows below"


class Habits:
    """What is noticed from row to row."""

    def __init__(self, upload: Upload) -> None:
        self.upload = upload
        self.records = False
        self.first: dict[str, tuple[int, str]] = {}
        self.told: dict[tuple[Code, str], tuple[Finding, int]] = {}
        self.others: list[Finding] = []
        self.last = HEADER_ROWS
        self.blank = 0
        self.first_blank = 0
        self.digits: dict[str, int] = {}

    def see(self, row: TableRow, judged: Judged) -> None:
        """The next record."""
        if row.number > self.last + 1:
            self.first_blank = self.first_blank or self.last + 1
            self.blank += row.number - self.last - 1
        self.last = row.number
        self.records = self.records or judged.error is None or _could_be_a_record(row)
        for finding in judged.remarks:
            if finding.code in _TOLD_ONCE and finding.severity is Severity.WARNING:
                kind = finding.code, finding.hint
                known, more = self.told.get(kind, (finding, -1))
                self.told[kind] = known, more + 1
            else:
                self.others.append(finding)
        if judged.sku is None:
            return
        number, action = self.first.setdefault(judged.sku, (row.number, judged.action))
        if number != row.number:
            self.others.append(self._again(row.number, judged, number, action))
        elif judged.sku.isdecimal() and isinstance(row.cells[0], str):
            self.digits[judged.sku] = row.number

    def _again(self, number: int, judged: Judged, first: int, action: str) -> Finding:
        """The same SKU in two rows: which of them counts, Amazon does not say."""
        sku, at = visible(judged.sku or ""), self.upload.at(number, 1)
        where = f"{'row' if self.upload.table.sheet else 'line'} {first}"
        if action == judged.action:
            message = f"`{sku}` has `{action}` here and in {where} already"
            return Finding(Code.REPEATED_ROW, at, message, "delete one of the rows", Severity.WARNING)
        message = (
            f"`{sku}` has `{judged.action}` here and `{action}` in {where}; which one counts Amazon does not publish"
        )
        return Finding(Code.CONFLICTING_ROWS, at, message, "delete one of the rows", Severity.WARNING)

    def header_trouble(self, head: Sequence[TableRow], records: int) -> Finding | None:
        """Why Amazon would not find its two header rows and its two columns, as far as that is beyond doubt."""
        at = self.upload.at(1)
        if self.upload.delimiter != "\t":
            sign = OTHER_DELIMITERS[self.upload.delimiter]
            message = f"{sign} stands between SKU and action in this file, Amazon needs a tab"
            return Finding(Code.WRONG_DELIMITER, at, message, _SAVE)
        data = [row for row in head if names_action(row.cells)]
        if data:
            rows = "the first two rows hold" if len(data) > 1 else f"row {data[0].number} holds"
            message = f"{rows} a SKU and an action: Amazon takes the first two rows for the header"
            at = self.upload.at(data[0].number)
            return Finding(Code.DATA_IN_HEADER, at, message, "put two header rows above your first SKU")
        if records and not self.records and not any(len(row.cells) > 1 and is_header_row(row.cells) for row in head):
            message = "no row is a SKU and an action: this looks like another tab of the workbook"
            return Finding(
                Code.WRONG_TAB, at, message, "click the tab with your SKUs, then File > Save As > Text (Tab delimited)"
            )
        if records and not head:
            message = "the first two rows are blank, where Amazon's two header rows must stand"
            return Finding(Code.HEADER_MISSING, at, message, _TEMPLATE_HINT)
        return None

    def findings(self) -> Iterator[Finding]:
        """All that was noticed."""
        yield from self.others
        for finding, more in self.told.values():
            yield _counted(finding, more)
        if self.blank:
            message = "a blank row stands among the records; whether Amazon skips it or fails it is not published"
            finding = _remark(self.upload, self.first_blank, message, "delete the blank rows", Severity.WARNING)
            yield _counted(finding, self.blank - 1)
        yield from self._shortened()

    def _shortened(self) -> Iterator[Finding]:
        """SKUs of nothing but digits, some shorter than others: Excel drops zeros in front."""
        longest = max(map(len, self.digits), default=0)
        short = [(number, sku) for sku, number in self.digits.items() if len(sku) < longest]
        if short:
            number, sku = min(short)
            message = f"`{visible(sku)}` is shorter than other SKUs of digits (up to {longest}): leading zeros lost?"
            hint = "format column A as text (Home > Number Format > Text), then type or paste the SKUs again"
            at = self.upload.at(number, 1)
            yield _counted(Finding(Code.LEADING_ZEROS_LOST, at, message, hint, Severity.WARNING), len(short) - 1)


def _could_be_a_record(row: TableRow) -> bool:
    """Whether a row is built like a SKU and an action, however wrong: two words, in fields of their own or not."""
    texts = [bare(unquoted(as_text(cell))) for cell in row.cells]
    if len(texts) < 2 or not texts[1]:
        texts = next(
            (parts for sign in (*OTHER_DELIMITERS, None) if names_action(parts := texts[0].rsplit(sign, 1))), []
        )
    return len(texts) > 1 and all(0 < len(text) < _LONGEST_WORD and not _spaced(text) for text in texts[:2])


def _spaced(text: str) -> bool:
    return len(text.split(None, 1)) > 1


def _counted(finding: Finding, more: int) -> Finding:
    if not more:
        return finding
    rows = "one more row" if more == 1 else f"{more:,} more rows"
    return finding._replace(message=f"{finding.message} (and {rows} like it)")


def _remark(upload: Upload, row: int | None, message: str, hint: str, severity: Severity = Severity.NOTE) -> Finding:
    return Finding(Code.NOT_PUBLISHED, upload.at(row or 0)._replace(row=row), message, hint, severity)


def of_the_header(upload: Upload, head: Sequence[TableRow]) -> Iterator[Finding]:
    """What looks odd in the two header rows, whose wording Amazon does not publish."""
    named = names_template(head[0].cells) if head else None
    if named is not None and TEMPLATE not in folded(named):
        message = f"the first row names the template `{visible(named)}`, not `ReturnRequestAuthorization`"
        yield Finding(Code.WRONG_TAB, upload.at(1), message, "check that this is the file you mean", Severity.WARNING)
    second = next((row for row in head if row.number == HEADER_ROWS), None)
    columns = sum(1 for cell in second.cells if bare(as_text(cell))) if second else 0
    if second is not None and upload.delimiter == "\t" and columns not in (0, 2) and not names_action(second.cells):
        has = "one column" if columns == 1 else f"{columns} columns"
        message = f"the second header row has {has} and not two; Amazon may refuse the file for it (41008)"
        yield _remark(upload, HEADER_ROWS, message, _TEMPLATE_HINT, Severity.WARNING)
    elif len(head) == 1:
        number = HEADER_ROWS + 1 - head[0].number
        message = "one of the two header rows is blank; Amazon may refuse the file for it (41008)"
        yield _remark(upload, number, message, _TEMPLATE_HINT, Severity.WARNING)


def of_the_file(upload: Upload, troubles: Sequence[Finding]) -> Iterator[Finding]:
    """What is to be said of the file as a whole, and what no check of it can see."""
    for finding in upload.table.findings:
        yield finding._replace(hint=_ACCENTS) if finding.code is Code.ENCODING_GUESSED else finding
    for finding in troubles:
        yield _hidden(finding) if finding.code is Code.HIDDEN_ROWS else finding
    front = upload.in_front
    if upload.table.sheet is not None and front not in ("", upload.table.sheet):
        message = f"the tab `{visible(front)}` is in front: saved as text, it would be uploaded in place of this one"
        hint = f"click the tab {sheet_named(upload.table.sheet)}, then File > Save As > Text (Tab delimited) (*.txt)"
        yield Finding(Code.WRONG_TAB, upload.at(0)._replace(row=None), message, hint, Severity.WARNING)
    if upload.codec.startswith("utf-16"):
        message = "the file is UTF-16 (Excel's Unicode Text); which encodings Amazon reads is not published"
        yield _remark(upload, None, message, _SAVE, Severity.WARNING)


def not_seen(upload: Upload) -> Finding:
    """What no check of a file can see."""
    message = (
        "the two header rows are taken as they are, as Amazon does not publish their wording;"
        " how many of the 20 uploads in 24 hours are used up (41007) no file shows"
    )
    workbook = "Amazon takes text, not a workbook: click this tab, then File > Save As > Text (Tab delimited)"
    return _remark(upload, None, message, workbook if upload.table.sheet else "")


def _hidden(finding: Finding) -> Finding:
    message = f"{finding.message}; what is hidden Excel writes into the text all the same, and it would be uploaded"
    hint = (
        "take the filter off (Data > Clear), or select all rows, right-click > Unhide, and look at them before you save"
    )
    return finding._replace(message=message, hint=hint, severity=Severity.WARNING)
