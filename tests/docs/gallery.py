"""The gallery of findings: for each code the smallest input that brings it about, and the page that shows it.

Where the examples hold a broken file for a code, that file is used, so that a reader can try it.
"""

import io
import re
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any, Final, NamedTuple, TypeAlias

import transcripts
from openpyxl import Workbook

from returnctl.files.document import open_document
from returnctl.values.finding import Code, Finding
from returnctl.views.findings import finding_lines

_SECTION: Final = re.compile(r"^### `([a-z-]+)`\n(.*?)(?=^##|\Z)", re.MULTILINE | re.DOTALL)
_EXAMPLE: Final = re.compile(r"examples/(\S+)")
_SHOWN: Final = re.compile(r"^```text\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_REQUESTS: Final = "examples/variants/requests.csv"
_BROKEN: Final = "examples/broken/"
AS_OF: Final = date(2026, 11, 23)


class Case(NamedTuple):
    """A command line (what follows the command), and the files that it needs beside the examples."""

    arguments: str
    files: Mapping[str, bytes] = {}
    command: str = "decide"


# What cannot be brought about by a small file is asked of the function that says it.
Said: TypeAlias = Callable[[], Finding | None]


def text(*lines: str) -> bytes:
    return "".join(f"{line}\n" for line in lines).encode()


def sheet(*rows: tuple[Any, ...], name: str = "Requests", then: Callable[[Any], None] | None = None) -> bytes:
    """A workbook with one sheet; `then` does something to the sheet."""
    book = Workbook()
    page = book.active
    assert page is not None
    page.title = name
    for row in rows:
        page.append(row)
    if then is not None:
        then(page)
    return saved(book)


def saved(book: Workbook) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def packed(parts: Mapping[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def with_part(workbook: bytes, name: str, content: bytes = b"") -> bytes:
    """A workbook with one part more."""
    stream = io.BytesIO(workbook)
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr(name, content)
    return stream.getvalue()


def compound(stream: str) -> bytes:
    """The beginning of an old Office file that names one stream."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + stream.encode("utf-16-le") + bytes(512)


def two_sheets(hidden: bool) -> bytes:
    book = Workbook()
    first = book.active
    assert first is not None
    first.title = "November"
    first.append(("sku", "reason"))
    first.append(("A-1", "defective"))
    other = book.create_sheet("Old")
    other.append(("sku", "reason"))
    if hidden:
        other.sheet_state = "hidden"
    return saved(book)


def _hide_row(page: Any) -> None:
    page.row_dimensions[3].hidden = True


def _merge(page: Any) -> None:
    page.merge_cells("B2:B3")


def _no_number(page: Any) -> None:
    page["B2"].data_type = "n"


def broken_number() -> bytes:
    """A workbook in which another program has written letters where a number should stand."""
    good = sheet(("sku", "return_window_days"), ("A-1", 987654), name="Overrides")
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(good)) as old, zipfile.ZipFile(stream, "w") as new:
        for part in old.namelist():
            new.writestr(part, old.read(part).replace(b"987654", b"9z"))
    return stream.getvalue()


_TWO: Final = (("sku", "reason"), ("A-1", "defective"), ("A-2", "defective"))
_PLAIN: Final = sheet(*_TWO)


def _too_many() -> Finding | None:
    from returnctl.files.worklists.worklist import too_many_rows

    return too_many_rows("report.txt", 1_200_000)


def _unreadable() -> Finding:
    return open_document("missing.txt", "report.txt").cannot_be_read()


def _changed() -> Finding:
    return open_document("missing.txt", "report.txt").became_another()


def _of_upload(code: Code, path: str, shown: str) -> Finding | None:
    from returnctl.files.amazon.checking import check_amazon_file

    return next(
        (finding for finding in check_amazon_file(open_document(path, shown)).findings if finding.code is code), None
    )


def upload(name: str) -> Case:
    """The check of one of the broken files for Amazon."""
    return Case(f"{_BROKEN}{name}", command="validate")


def _large_upload(code: Code, records: int, size: int = 0) -> Said:
    """What is said of a file for Amazon of so many records, made `size` bytes large."""

    def said() -> Finding | None:
        with tempfile.TemporaryDirectory() as folder, Path(folder, "upload.txt").open("wb") as file:
            file.write(text("TemplateType=ReturnRequestAuthorization", "SKU\tAction"))
            file.write(text(*(f"LAMP-{number}\tMANUAL" for number in range(records))))
            file.truncate(max(size, file.tell()))
            file.flush()
            return _of_upload(code, file.name, "upload.txt")

    return said


def audited(files: Mapping[str, bytes], store: str | None = None) -> Case:
    """The check of some files: lists of SKUs are known by their names."""
    lists = [name for name in files if name.startswith("list")]
    names = [name for name in files if name not in lists]
    options = [*(f"--skus {name}" for name in lists), *([f"--store {store}"] if store else [])]
    return Case(" ".join((*names, *options)), files, "validate")


def _answer(code: Code, upload_name: str, *lines: str) -> Said:
    """What is said of an answer of Amazon beside one of the broken files."""

    def said() -> Finding | None:
        from returnctl.files.amazon.answers import joined, read_processing_report

        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "answer.txt")
            path.write_bytes(text("original-record-number\terror-code\terror-type\terror-message", *lines))
            report = read_processing_report(open_document(str(path), "answer.txt"))
            found = joined(
                report, open_document(str(transcripts.EXAMPLES / "broken" / upload_name), f"{_BROKEN}{upload_name}")
            )
        return next((finding for finding in found if finding.code is code), None)

    return said


def _overrides(header: str, *rows: str) -> dict[str, bytes]:
    return {"overrides.csv": text(header, *rows)}


def _in_dollars(page: Any) -> None:
    page["C2"].number_format = "[$$-409]#,##0.00"


def _hide_column(page: Any) -> None:
    page.column_dimensions["B"].hidden = True


CASES: Final[Mapping[Code, Case | Said]] = {
    Code.FILE_MISSING: Case("returns-repot.txt"),
    Code.FILE_UNREADABLE: _unreadable,
    Code.NOT_A_FILE: Case("examples"),
    Code.FILE_EMPTY: Case(f"{_BROKEN}report-empty.txt"),
    Code.FILE_CHANGED: _changed,
    Code.NOT_A_WORKBOOK: Case(f"{_BROKEN}report-html.xls"),
    Code.OLD_WORKBOOK: Case("report.xls", {"report.xls": compound("Workbook")}),
    Code.PASSWORD_PROTECTED: Case("report.xlsx", {"report.xlsx": compound("EncryptedPackage")}),
    Code.UNSAFE_WORKBOOK: Case("report.xlsx", {"report.xlsx": with_part(_PLAIN, "../autostart.bat")}),
    Code.BROKEN_WORKBOOK: Case(f"{_BROKEN}report-truncated.xlsx"),
    Code.WORKBOOK_VARIANT: Case(
        "report.ods", {"report.ods": packed({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"})}
    ),
    Code.MACROS_IGNORED: Case("report.xlsm", {"report.xlsm": with_part(_PLAIN, "xl/vbaProject.bin")}),
    Code.WRONG_ENDING: Case("report.xlsx", {"report.xlsx": text("sku,reason", "A-1,defective")}),
    Code.UNSAFE_XML: Case(f"{_BROKEN}report-with-entity.xml"),
    Code.BROKEN_XML: Case(
        "report.xml", {"report.xml": (transcripts.EXAMPLES / "variants/amazon.xml").read_bytes()[:1500]}
    ),
    Code.BROKEN_JSON: Case("requests.json", {"requests.json": text('[{"sku": "A-1", "reason": "defective"},')}),
    Code.UNKNOWN_ENCODING: Case(
        "report.txt", {"report.txt": b"\xff\xfe" + "sku\treason\n".encode("utf-16-le") + b"\x00\xd8A\x00"}
    ),
    Code.ENCODING_GUESSED: Case("examples/variants/cp1252-german.txt"),
    Code.WRONG_REPORT: Case(f"{_BROKEN}report-fba.txt"),
    Code.UNKNOWN_TABLE: Case(f"{_BROKEN}report-two-sheets.xlsx"),
    Code.NO_DATA_ROWS: Case(f"{_BROKEN}report-no-rows.txt"),
    Code.TOO_MANY_ROWS: _too_many,
    Code.SHEET_NOT_FOUND: Case(
        f"{_REQUESTS} --policy policy.xlsx", {"policy.xlsx": sheet(("colour", "size"), ("red", 3), name="Notes")}
    ),
    Code.SHEET_CHOSEN: Case(
        f"{_REQUESTS} --overrides overrides.xlsx",
        {"overrides.xlsx": sheet(("sku", "return_window_days"), ("A-1", 45), name="My list")},
    ),
    Code.HIDDEN_SHEET: Case("report.xlsx", {"report.xlsx": two_sheets(hidden=True)}),
    Code.HIDDEN_ROWS: Case("report.xlsx", {"report.xlsx": sheet(*_TWO, then=_hide_row)}),
    Code.HIDDEN_COLUMNS: Case(
        f"{_REQUESTS} --overrides overrides.xlsx",
        {
            "overrides.xlsx": sheet(
                ("sku", "return_window_days", "note"), ("A-1", 45, "autumn"), name="Overrides", then=_hide_column
            )
        },
    ),
    Code.LIST_WITHOUT_HEADER: audited({**_overrides("sku,keep_up_to", "A-1,20"), "list.txt": text("0004711", "A-1")}),
    Code.MISSING_COLUMN: Case(f"{_BROKEN}report-missing-column.csv"),
    Code.DUPLICATE_COLUMN: Case(f"{_BROKEN}report-column-twice.csv"),
    Code.UNKNOWN_COLUMN: Case(f"{_REQUESTS} --overrides {_BROKEN}overrides-unknown-column.csv"),
    Code.LONG_ROW: Case(f"{_BROKEN}report-long-row.csv"),
    Code.SHORT_ROW: Case(f"{_BROKEN}report-short-row.csv"),
    Code.STRAY_QUOTE: Case("requests.csv", {"requests.csv": text("sku,reason", 'A-1,"defective"!', "A-2,defective")}),
    Code.OPEN_QUOTE: Case("requests.csv", {"requests.csv": text("sku,reason", 'A-1,"defective', "A-2,defective")}),
    Code.STRAY_CELL: Case(
        f"{_REQUESTS} --overrides overrides.xlsx",
        {"overrides.xlsx": sheet(("sku", "return_window_days"), ("A-1", 45, "ask Eva"), name="Overrides")},
    ),
    Code.DATA_IN_HEADER: Case(f"{_REQUESTS} --overrides {_BROKEN}amazon-overrides-without-header.txt"),
    Code.REPEATED_HEADER: Case(f"{_BROKEN}report-repeated-header.csv"),
    Code.TOTALS_ROW: Case(
        f"{_REQUESTS} --overrides overrides.csv", {"overrides.csv": text("sku,keep_up_to", "A-1,20", "Total,20")}
    ),
    Code.BROKEN_LINE: Case(f"{_BROKEN}report-broken-line.jsonl"),
    Code.MERGED_CELL: Case("report.xlsx", {"report.xlsx": sheet(*_TWO, then=_merge)}),
    Code.LEFT_OUT: Case(
        "overrides --from overrides.csv -o filled.xlsx",
        {"overrides.csv": text("sku,keep_up_to,shelf", "A-1,20,B 4")},
        "template",
    ),
    Code.APOSTROPHE_ADDED: Case(
        "overrides --from overrides.tsv -o filled.csv",
        {"overrides.tsv": text("sku\tkeep_up_to", "=4711\t20")},
        "template",
    ),
    Code.FORMULA_WITHOUT_VALUE: Case(f"{_REQUESTS} --overrides {_BROKEN}overrides-formula-without-value.xlsx"),
    Code.ERROR_CELL: Case(f"{_REQUESTS} --overrides {_BROKEN}overrides-error-cell.xlsx"),
    Code.BROKEN_CELL: Case(f"{_REQUESTS} --overrides overrides.xlsx", {"overrides.xlsx": broken_number()}),
    Code.DIGITS_LOST: Case(
        "report.xlsx",
        {"report.xlsx": sheet(("order_id", "sku", "reason"), (90012345678901230, "A-1", "defective"))},
    ),
    Code.BLANK_SKU: Case(f"{_BROKEN}report-blank-sku.csv"),
    Code.BLANK_REASON: Case(f"{_BROKEN}report-blank-reason.csv"),
    Code.SKU_LOST_DIGITS: Case(f"{_REQUESTS} --overrides {_BROKEN}overrides-sku-lost-digits.xlsx"),
    Code.SKU_IS_A_DATE: Case(f"{_REQUESTS} --overrides {_BROKEN}overrides-sku-became-a-date.xlsx"),
    Code.SKU_LOOKS_EMPTY: Case("requests.csv", {"requests.csv": text("sku,reason", "N/A,defective")}),
    Code.SKU_CLEANED: Case("requests.csv", {"requests.csv": text("sku,reason", "A-1\u00a0,defective")}),
    Code.SKU_NEAR_MISS: Case(
        "requests.csv --overrides overrides.csv",
        {"requests.csv": text("sku,reason", "4711,defective"), "overrides.csv": text("sku,keep_up_to", "0004711,25")},
    ),
    Code.APOSTROPHE_DROPPED: Case(
        f"{_REQUESTS} --overrides overrides.csv", {"overrides.csv": text("sku,keep_up_to", "'+BULB-E27,20")}
    ),
    Code.NOT_A_DATE: Case(
        "requests.csv", {"requests.csv": text("sku,reason,delivery_date", "A-1,defective,last week")}
    ),
    Code.IMPOSSIBLE_DATE: Case(f"{_BROKEN}report-impossible-date.csv"),
    Code.AMBIGUOUS_DATE: Case(f"{_BROKEN}report-ambiguous-dates.csv"),
    Code.NOT_A_WHOLE_NUMBER: Case(f"{_REQUESTS} --overrides {_BROKEN}overrides-days-with-unit.xlsx"),
    Code.NUMBER_OUT_OF_RANGE: Case(f"{_REQUESTS} --overrides {_BROKEN}overrides-days-out-of-range.xlsx"),
    Code.NOT_AN_AMOUNT: Case(f"{_BROKEN}report-amount-with-sign.csv"),
    Code.AMBIGUOUS_AMOUNT: Case(f"{_REQUESTS} --overrides {_BROKEN}overrides-ambiguous-amount.csv"),
    Code.NUMBER_AS_TEXT: Case(
        f"{_REQUESTS} --overrides overrides.xlsx",
        {"overrides.xlsx": sheet(("sku", "return_window_days"), ("A-1", "45"), name="Overrides")},
    ),
    Code.NOT_YES_OR_NO: Case(f"{_REQUESTS} --overrides {_BROKEN}overrides-not-yes-or-no.xlsx"),
    Code.NOT_A_CHOICE: Case(f"{_REQUESTS} --policy {_BROKEN}policy-not-a-choice.csv"),
    Code.TEXT_TOO_LONG: Case(f"{_REQUESTS} --overrides {_BROKEN}amazon-overrides-long-sku.txt"),
    Code.UNKNOWN_REASON_TEXT: Case(f"{_BROKEN}report-reason-in-own-words.csv"),
    Code.MISSPELT_REASON: Case("requests.csv", {"requests.csv": text("sku,reason", "A-1,CR-DEFECTVE")}),
    Code.UNKNOWN_STATUS: Case(
        "requests.csv", {"requests.csv": text("sku,reason,status", "A-1,defective,Waiting for Eva")}
    ),
    Code.UNKNOWN_STORE: Case("requests.csv", {"requests.csv": text("sku,reason,store", "A-1,defective,Atlantis")}),
    Code.STORE_NOT_TAKEN: Case(
        "requests.csv --store US",
        {"requests.csv": text("sku,reason,amount,currency", "A-1,defective,24.90,GBP")},
    ),
    Code.OTHER_CURRENCY: Case(
        "requests.csv",
        {"requests.csv": text("sku,reason,store,amount,currency", "A-1,defective,DE,24.90,GBP")},
    ),
    Code.FUTURE_DATE: Case(f"{_BROKEN}report-future-order.csv"),
    Code.MORE_THAN_ORDERED: Case(
        "requests.csv",
        {"requests.csv": text("sku,reason,quantity,order_quantity", "A-1,defective,3,2")},
    ),
    Code.DATES_OUT_OF_ORDER: Case(
        "requests.csv",
        {"requests.csv": text("sku,reason,delivery_date,request_date", "A-1,arrived too late,2026-11-12,2026-11-10")},
    ),
    Code.SUPERSEDED: Case(
        "monday.csv tuesday.csv",
        {
            "monday.csv": text("order_id,rma_id,sku,reason,status", "900-1,DAMkXSmbRRMA,A-1,defective,Pending"),
            "tuesday.csv": text("order_id,rma_id,sku,reason,status", "900-1,DAMkXSmbRRMA,A-1,defective,Approved"),
        },
    ),
    Code.STOCK_ASSUMED: Case(_REQUESTS),
    Code.STORE_UNKNOWN: Case("requests.csv", {"requests.csv": text("sku,reason", "A-1,defective")}),
    Code.CURRENCY_ASSUMED: Case(
        "requests.csv --store DE", {"requests.csv": text("sku,reason,amount", "A-1,defective,24.90")}
    ),
    Code.REQUEST_DATE_ASSUMED: Case("--sku A-1 --reason defective --delivered 2026-11-01 --store US"),
    Code.CONSTANT_OLD: Case(f"{_REQUESTS} --as-of 2028-01-10"),
    Code.LAST_ONE_COUNTS: Case(
        f"{_REQUESTS} --inventory october.txt --inventory november.txt",
        {
            "october.txt": text("seller-sku\tquantity", "A-1\t0", "A-2\t7"),
            "november.txt": text("seller-sku\tquantity", "A-1\t12", "A-2\t5"),
        },
    ),
    Code.BUYERS_DATA_LEFT_OUT: Case(
        "requests.csv --keep-columns --format csv",
        {"requests.csv": text("sku,reason,ship-city,Name", "A-1,defective,Berlin,Eva")},
    ),
    Code.UNKNOWN_SETTING: Case(f"{_REQUESTS} --policy {_BROKEN}policy-unknown-setting.csv"),
    Code.NOT_ALLOWED_HERE: Case(f"{_REQUESTS} --policy {_BROKEN}policy-constant-of-amazon.csv"),
    Code.NONE_NOT_ALLOWED: Case(f"{_REQUESTS} --overrides {_BROKEN}overrides-none-not-allowed.xlsx"),
    Code.CONFLICTING_ROWS: Case(f"{_REQUESTS} --overrides {_BROKEN}overrides-conflicting-rows.xlsx"),
    Code.REPEATED_ROW: Case(f"{_REQUESTS} --overrides {_BROKEN}overrides-repeated-row.xlsx"),
    Code.PERIOD_BACKWARDS: Case(f"{_REQUESTS} --overrides {_BROKEN}overrides-period-backwards.xlsx"),
    Code.UNKNOWN_ANSWER: Case(f"{_REQUESTS} --policy {_BROKEN}policy-unknown-answer.xlsx"),
    Code.UNKNOWN_RECOMMENDATION: Case(f"{_REQUESTS} --policy {_BROKEN}policy-unknown-recommendation.xlsx"),
    Code.UNKNOWN_FAMILY: Case(
        f"{_REQUESTS} --policy reasons.csv", {"reasons.csv": text("code,family", "CR-DENTED,product-faults")}
    ),
    Code.INCOMPLETE_ROW: Case(f"{_REQUESTS} --policy {_BROKEN}policy-reason-without-family.xlsx"),
    Code.BAD_OVERRIDE: Case(f"{_REQUESTS} --overrides {_BROKEN}overrides-days-as-text.xlsx"),
    Code.POLICY_NOT_USED: Case(
        f"examples/overrides.xlsx --policy {_BROKEN}policy-not-a-choice.csv", command="validate"
    ),
    Code.FILE_TOO_LARGE: _large_upload(Code.FILE_TOO_LARGE, 500, 70_000_000),
    Code.TOO_MANY_RECORDS: _large_upload(Code.TOO_MANY_RECORDS, 50_001),
    Code.NO_VALID_RECORD: upload("upload-none-valid.txt"),
    Code.HEADER_MISSING: upload("upload-header-blank.txt"),
    Code.WRONG_DELIMITER: upload("upload-commas.csv"),
    Code.WRONG_TAB: upload("upload-tab-behind.xlsx"),
    Code.CONTROL_CHARACTER: upload("upload-control-character.txt"),
    Code.QUOTED_FIELD: upload("upload-quotes.txt"),
    Code.ACTION_NOT_EXACT: upload("upload-lower-case.txt"),
    Code.LEADING_ZEROS_LOST: upload("upload-zeros-lost.txt"),
    Code.NOT_PUBLISHED: upload("upload-twice.txt"),
    Code.AMAZON_REFUSED: _answer(
        Code.AMAZON_REFUSED, "amazon-overrides-unknown-action.txt", "2\t41010\terror\tInvalid action."
    ),
    Code.NOT_THIS_UPLOAD: _answer(
        Code.NOT_THIS_UPLOAD, "amazon-overrides-unknown-action.txt", "97\t41010\terror\tInvalid action."
    ),
    Code.CHANGES_NOTHING: audited(_overrides("sku,store,return_window_days,keep_up_to", "A-1,US,30,")),
    Code.OVERRIDE_ENDED: audited(_overrides("sku,store,keep_up_to,valid_to", "A-1,US,80,2026-10-31")),
    Code.SKU_NOT_LISTED: audited(
        {**_overrides("sku,keep_up_to", "4711,20"), "list.txt": text("sku", "0004711", "A-1")}
    ),
    Code.AMAZON_AUTHORISES_ANYWAY: audited(_overrides("sku,store,authorization", "A-1,US,MANUAL")),
    Code.WINDOW_BELOW_MINIMUM: audited(_overrides("sku,return_window_days", "A-1,10"), store="DE"),
    Code.WINDOW_BELOW_AMAZONS: audited(_overrides("sku,store,return_window_days", "A-1,DE,20")),
    Code.CONTRADICTING_TERMS: audited(_overrides("sku,store,keep_up_to,review_above", "A-1,US,150,100")),
    Code.NO_LEGAL_GROUND: audited(_overrides("sku,store,returnable", "A-1,DE,no")),
    Code.CURRENCY_IN_FORMAT: audited(
        {
            "overrides.xlsx": sheet(
                ("sku", "store", "keep_up_to"), ("A-1", "DE", 25), name="Overrides", then=_in_dollars
            )
        },
    ),
    Code.SIMILAR_SKUS: audited(_overrides("sku,keep_up_to", "LAMP-O1,20", "LAMP-01,25")),
    Code.SKU_IN_SEVERAL_ROWS: audited(_overrides("sku,keep_up_to,label_paid_by", "A-1,20,", "A-2,20,", "A-1,,buyer")),
    Code.SKU_EXCEL_CHANGES: audited(_overrides("sku,keep_up_to", "0004711,20", "A-1,20", "12E34,20", "3-1,20")),
    Code.SKU_IS_A_NUMBER: audited(
        {"overrides.xlsx": sheet(("sku", "keep_up_to"), ("A-1", 25), (4711, 20), (815, 20), name="Overrides")},
    ),
    Code.NOT_IN_TARGET: Case("examples/overrides.xlsx --to amazon", command="convert"),
    Code.SKU_NOT_FOR_AMAZON: Case(
        "overrides.csv --to amazon",
        {"overrides.csv": text("sku,authorization", "LAMP-DESK-BLACK-WITH-A-NAME-THAT-IS-TOO-LONG,MANUAL")},
        command="convert",
    ),
    Code.STORES_DIFFER: Case(
        "overrides.csv --to amazon",
        {"overrides.csv": text("sku,store,authorization", "A-1,DE,MANUAL", "A-1,UK,AUTOMATIC")},
        command="convert",
    ),
    Code.HEADER_ASSUMED: Case("examples/overrides.xlsx --to amazon", command="convert"),
    Code.DELETE_WITHHELD: Case(
        "overrides.csv --to amazon --previous uploaded.txt",
        {
            "overrides.csv": text("sku,authorization", "A-1,AUTOMATIC", "1.23E+15,MANUAL"),
            "uploaded.txt": text("TemplateType=ReturnRequestAuthorization", "SKU\tAction", "A-2\tMANUAL"),
        },
        command="convert",
    ),
    Code.NOTHING_TO_WRITE: Case(
        "overrides.csv --to amazon", {"overrides.csv": text("sku,keep_up_to", "A-1,20")}, command="convert"
    ),
    Code.OLDER_OUTPUT: Case(
        "examples/overrides.xlsx --to amazon -o upload.txt",
        {"upload-2.txt": text("TemplateType=ReturnRequestAuthorization", "SKU\tAction", "A-2\tMANUAL")},
        command="convert",
    ),
}


def lines_of(code: Code) -> str:
    """The whole message of a code, as the program says it for its smallest input."""
    case = CASES[code]
    if not isinstance(case, Case):
        finding = case()
        assert finding is not None
        return "".join(f"{line}\n" for line in finding_lines(finding))
    with tempfile.TemporaryDirectory() as folder, transcripts.workplace(Path(folder), _EXAMPLE.findall(case.arguments)):
        for name, content in case.files.items():
            Path(name).write_bytes(content)
        # Not to a terminal, where lines are broken and what is alike is told in few of them.
        printed = transcripts.run(f"returnctl {case.command} {case.arguments} > said.txt").output
        printed += Path("said.txt").read_text(encoding="utf-8")
    return next(_findings(printed, code), "")


def _findings(printed: str, code: Code) -> Iterator[str]:
    lines = printed.splitlines(keepends=True)
    for place, line in enumerate(lines):
        if re.match(rf".*: (?:error|warning|note)\[{code}\]: ", line):
            hinted = lines[place + 1 : place + 2]
            yield line + "".join(more for more in hinted if more.startswith("  hint: "))


def sections(page: str) -> dict[str, str]:
    """The sections of the page by code."""
    return {found[1]: found[2] for found in _SECTION.finditer(page)}


def shown(section: str) -> str | None:
    """What a section shows as the message."""
    found = _SHOWN.search(section)
    return found[1] if found else None


def rewritten(page: str) -> str:
    """The page with each message as it is said today."""

    def again(section: re.Match[str]) -> str:
        code = next((code for code in CASES if code == section[1]), None)
        if code is None or not (lines := lines_of(code)):
            return section[0]
        return _SHOWN.sub(lambda _block: f"```text\n{lines}```", section[0], count=1)

    return _SECTION.sub(again, page)
