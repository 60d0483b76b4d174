"""Amazon's SKU override file, checked as Amazon will check it, and for what silently ruins an upload."""

from collections.abc import Iterator
from typing import Final

from returnctl.files.amazon import uploads
from returnctl.files.amazon.rows import BAD_HEADER, NONE_VALID, TOO_LARGE, TOO_MANY, Judged, amazon_mark, judge, refused
from returnctl.files.amazon.uploads import Upload, is_header_row, names_action, unquoted
from returnctl.files.document import Document
from returnctl.files.gate.kind import FileForm
from returnctl.files.tables.table import TableRow
from returnctl.schema.cells import as_text
from returnctl.schema.folding import bare, folded
from returnctl.values.amazon import HEADER_ROWS, MOST_BYTES, MOST_RECORDS, AmazonFile
from returnctl.values.finding import Code, Finding, Severity
from returnctl.values.location import Location
from returnctl.values.text import visible

_COUNTED: Final = 20  # times the limit: so many records are counted, and no more
_RECORDS: Final = frozenset({Code.TOO_MANY_RECORDS, Code.NO_VALID_RECORD})
# What is told once, with the number of further rows: it has one cause, and one remedy for all.
_TOLD_ONCE: Final = frozenset(
    {Code.QUOTED_FIELD, Code.LONG_ROW, Code.ACTION_NOT_EXACT, Code.LEADING_ZEROS_LOST, Code.SKU_CLEANED}
)
_LONGEST_WORD: Final = 60
_SAVE: Final = "in Excel choose File > Save As > Text (Tab delimited) (*.txt)"
_ACCENTS: Final = "look at the SKUs with accents or umlauts; which encodings Amazon reads is not published"
_TEMPLATE_HINT: Final = "download the template anew, leave its first two rows as they are, put your rows below"
_SHOW_ALL: Final = (
    "take the filter off (Data > Clear), or select all rows, right-click > Unhide, and look at them before you save"
)


def check_amazon_file(
    document: Document, *, most_bytes: int = MOST_BYTES, most_records: int = MOST_RECORDS
) -> AmazonFile:
    """Check a file before Amazon does: every row that Amazon would fail is one error with Amazon's own number.

    It is the tab-delimited text, or the workbook from which it will be saved. Where Amazon publishes nothing the
    check is lenient, and a note says so. Nothing is raised for a wrong input. Source: sellercentral.amazon.com
    help G200828040.
    """
    # How large a workbook will be as text nobody knows before it is saved.
    if document.kind not in (None, FileForm.WORKBOOK) and document.size > most_bytes:
        takes, has = f"{most_bytes / 1024 / 1024:g}", f"{document.size / 1024 / 1024:,.1f}"
        message = f"Amazon takes at most {takes} MB, this file has {has} MB; it was not read"
        return AmazonFile(0, 0, (refused(Code.FILE_TOO_LARGE, Location(document.shown), message, TOO_LARGE),))
    upload = uploads.open_upload(document)
    if isinstance(upload, Upload):
        return _UploadCheck(upload, most_records).file()
    if all(finding.code is Code.FILE_EMPTY for finding in upload):
        return AmazonFile(0, 0, tuple(finding._replace(amazon=amazon_mark(NONE_VALID)) for finding in upload))
    return AmazonFile(0, 0, upload, usable=False)


class _UploadCheck:
    """A file for Amazon, and what is noticed in it from row to row."""

    def __init__(self, upload: Upload, most: int) -> None:
        self.upload, self.most = upload, most
        self.whole = upload.at(0)._replace(row=None)
        self.head: list[TableRow] = []
        self.records, self.alike = 0, False
        self.errors: list[Finding] = []
        self.others: list[Finding] = []
        self.first: dict[str, tuple[int, str]] = {}
        self.told: dict[tuple[Code, str], tuple[Finding, int]] = {}
        self.digits: dict[str, int] = {}
        self.last, self.blank, self.first_blank = HEADER_ROWS, 0, 0

    def file(self) -> AmazonFile:
        """What the check of all rows comes to; findings stand as in the file, what concerns the whole of it first."""
        troubles: list[Finding] = []
        for row in self.upload.read(troubles):
            if row.number <= HEADER_ROWS:
                self.head.append(row)
                continue
            self.records += 1
            if self.records > _COUNTED * self.most:
                break
            if self.records <= self.most:
                self._see(row, judge(row, self.upload))
        broken = [finding for finding in troubles if finding.severity is Severity.ERROR]
        if broken:
            return AmazonFile(0, 0, (*self.upload.table.findings, *broken), usable=False)
        failing = sum(error.amazon is not None for error in self.errors)
        fatal = list(self._fatal(failing))
        findings = [*self._of_the_file(troubles), *fatal]
        if all(finding.code is not Code.WRONG_TAB for finding in fatal):  # of another tab nothing more is worth saying
            findings += [*self._of_the_header(), *self.errors, *self.others, *self._noticed()]
        if self.records and all(finding.code in _RECORDS for finding in fatal):
            findings.append(self._not_seen())
        findings = sorted(dict.fromkeys(findings), key=lambda finding: finding.at.row or 0)
        return AmazonFile(self.records, self.records if fatal else failing, tuple(findings))

    def _see(self, row: TableRow, judged: Judged) -> None:
        if row.number > self.last + 1:
            self.first_blank = self.first_blank or self.last + 1
            self.blank += row.number - self.last - 1
        self.last = row.number
        self.alike = self.alike or judged.error is None or _could_be_a_record(row)
        for finding in judged.remarks:
            if finding.code in _TOLD_ONCE and finding.severity is Severity.WARNING:
                kind = finding.code, finding.hint
                known, more = self.told.get(kind, (finding, -1))
                self.told[kind] = known, more + 1
            else:
                self.others.append(finding)
        if judged.error is not None:
            self.errors.append(judged.error)
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
        code, message = Code.REPEATED_ROW, f"`{sku}` has `{action}` here and in {where} already"
        if action != judged.action:
            code, said = Code.CONFLICTING_ROWS, f"`{sku}` has `{judged.action}` here and `{action}` in {where}"
            message = f"{said}; which one counts Amazon does not publish"
        return Finding(code, at, message, "delete one of the rows", Severity.WARNING)

    def _fatal(self, failing: int) -> Iterator[Finding]:
        """What refuses the file as a whole: at most one finding about the header, and one about the records."""
        about_header = self._header_trouble()
        if about_header is not None:
            yield about_header
        if self.records > self.most:
            beyond = self.records > _COUNTED * self.most
            has = f"more than {_COUNTED * self.most:,}" if beyond else f"{self.records:,}"
            message = (
                f"Amazon takes at most {self.most:,} records, this file has {has}; those beyond were not looked at"
            )
            yield refused(Code.TOO_MANY_RECORDS, self.whole, message, TOO_MANY)
        elif about_header is None and failing == self.records:
            yield self._none_valid()

    def _none_valid(self) -> Finding:
        if self.records:
            which = "the only record is not" if self.records == 1 else f"none of the {self.records:,} records is"
            message = f"{which} valid, so that Amazon refuses the file as a whole"
            return refused(Code.NO_VALID_RECORD, self.whole, message, NONE_VALID, "mend the rows named below")
        if not self.head:
            return refused(Code.FILE_EMPTY, self.whole, "the file is empty", NONE_VALID)
        return refused(Code.NO_DATA_ROWS, self.whole, "the file has a header and no records", NONE_VALID)

    def _header_trouble(self) -> Finding | None:
        """Why Amazon would not find its two header rows and its two columns, as far as that is beyond doubt."""
        at, head = self.upload.at(1), self.head
        if self.upload.delimiter != "\t":
            sign = uploads.OTHER_DELIMITERS[self.upload.delimiter]
            message = f"{sign} stands between SKU and action in this file, Amazon needs a tab"
            return refused(Code.WRONG_DELIMITER, at, message, BAD_HEADER, _SAVE)
        data = [row for row in head if names_action(row.cells)]
        if data:
            rows = "the first two rows hold" if len(data) > 1 else f"row {data[0].number} holds"
            message = f"{rows} a SKU and an action: Amazon takes the first two rows for the header"
            at, hint = self.upload.at(data[0].number), "put two header rows above your first SKU"
            return refused(Code.DATA_IN_HEADER, at, message, BAD_HEADER, hint)
        headed = any(len(row.cells) > 1 and is_header_row(row.cells) for row in head)
        if self.records and not self.alike and not headed:
            message = "no row is a SKU and an action: this looks like another tab of the workbook"
            hint = "click the tab with your SKUs, then File > Save As > Text (Tab delimited)"
            return refused(Code.WRONG_TAB, at, message, BAD_HEADER, hint)
        if self.records and not head:
            message = "the first two rows are blank, where Amazon's two header rows must stand"
            return refused(Code.HEADER_MISSING, at, message, BAD_HEADER, _TEMPLATE_HINT)
        return None

    def _of_the_header(self) -> Iterator[Finding]:
        """What looks odd in the two header rows, whose wording Amazon does not publish."""
        head = self.head if self.records else []
        named = uploads.names_template(head[0].cells) if head else None
        if named is not None and uploads.TEMPLATE not in folded(named):
            message = f"the first row names the template `{visible(named)}`, not `ReturnRequestAuthorization`"
            hint = "check that this is the file you mean"
            yield Finding(Code.WRONG_TAB, self.upload.at(1), message, hint, Severity.WARNING)
        second = next((row for row in head if row.number == HEADER_ROWS), None)
        columns = sum(1 for cell in second.cells if bare(as_text(cell))) if second else 0
        if second and self.upload.delimiter == "\t" and columns not in (0, 2) and not names_action(second.cells):
            has = "one column" if columns == 1 else f"{columns} columns"
            message = f"the second header row has {has} and not two; Amazon may refuse the file for it (41008)"
            yield self._unpublished(HEADER_ROWS, message, _TEMPLATE_HINT)
        elif len(head) == 1:
            message = "one of the two header rows is blank; Amazon may refuse the file for it (41008)"
            yield self._unpublished(HEADER_ROWS + 1 - head[0].number, message, _TEMPLATE_HINT)

    def _noticed(self) -> Iterator[Finding]:
        for finding, more in self.told.values():
            yield _counted(finding, more)
        if self.blank:
            message = "a blank row stands among the records; whether Amazon skips it or fails it is not published"
            yield _counted(self._unpublished(self.first_blank, message, "delete the blank rows"), self.blank - 1)
        # Of SKUs of nothing but digits some may be shorter than others: Excel drops zeros in front.
        longest = max(map(len, self.digits), default=0)
        short = [(number, sku) for sku, number in self.digits.items() if len(sku) < longest]
        if short:
            number, sku = min(short)
            message = f"`{visible(sku)}` is shorter than other SKUs of digits (up to {longest}): leading zeros lost?"
            hint = "format column A as text (Home > Number Format > Text), then type or paste the SKUs again"
            at = self.upload.at(number, 1)
            yield _counted(Finding(Code.LEADING_ZEROS_LOST, at, message, hint, Severity.WARNING), len(short) - 1)

    def _of_the_file(self, troubles: list[Finding]) -> Iterator[Finding]:
        """What is to be said of the file as a whole, and what no check of it can see."""
        for finding in self.upload.table.findings:
            yield finding._replace(hint=_ACCENTS) if finding.code is Code.ENCODING_GUESSED else finding
        for finding in troubles:
            if finding.code is Code.HIDDEN_ROWS:
                hidden = "what is hidden Excel writes into the text all the same, and it would be uploaded"
                message = f"{finding.message}; {hidden}"
                yield finding._replace(message=message, hint=_SHOW_ALL, severity=Severity.WARNING)
            else:
                yield finding
        front, sheet = self.upload.in_front, self.upload.table.sheet
        if sheet is not None and front not in ("", sheet):
            message = (
                f"the tab `{visible(front)}` is in front: saved as text, it would be uploaded in place of this one"
            )
            hint = f"click the tab `{visible(sheet)}`, then File > Save As > Text (Tab delimited) (*.txt)"
            yield Finding(Code.WRONG_TAB, self.whole, message, hint, Severity.WARNING)
        if self.upload.codec.startswith("utf-16"):
            message = "the file is UTF-16 (Excel's Unicode Text); which encodings Amazon reads is not published"
            yield self._unpublished(None, message, _SAVE)

    def _not_seen(self) -> Finding:
        """What no check of a file can see."""
        message = (
            "the two header rows are taken as they are, as Amazon does not publish their wording;"
            " how many of the 20 uploads in 24 hours are used up (41007) no file shows"
        )
        hint = "Amazon takes text, not a workbook: click this tab, then File > Save As > Text (Tab delimited)"
        note = self._unpublished(None, message, hint if self.upload.table.sheet else "")
        return note._replace(severity=Severity.NOTE)

    def _unpublished(self, row: int | None, message: str, hint: str) -> Finding:
        return Finding(Code.NOT_PUBLISHED, self.whole._replace(row=row), message, hint, Severity.WARNING)


def _could_be_a_record(row: TableRow) -> bool:
    """Whether a row is built like a SKU and an action, however wrong: two words, in fields of their own or not."""
    texts = [bare(unquoted(as_text(cell))) for cell in row.cells]
    if len(texts) < 2 or not texts[1]:
        split = (texts[0].rsplit(sign, 1) for sign in (*uploads.OTHER_DELIMITERS, None))
        texts = next((parts for parts in split if names_action(parts)), [])
    return len(texts) > 1 and all(0 < len(text) < _LONGEST_WORD and len(text.split()) < 2 for text in texts[:2])


def _counted(finding: Finding, more: int) -> Finding:
    if not more:
        return finding
    rows = "one more row" if more == 1 else f"{more:,} more rows"
    return finding._replace(message=f"{finding.message} (and {rows} like it)")
