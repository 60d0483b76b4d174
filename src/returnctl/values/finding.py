"""What is wrong in an input: a finding, with its code and where it stands."""

from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple

from returnctl.values.location import Location


class Code(StrEnum):
    """A stable kebab-case name for one kind of problem."""

    # The file as a whole
    FILE_MISSING = "file-missing"
    FILE_UNREADABLE = "file-unreadable"
    NOT_A_FILE = "not-a-file"
    FILE_EMPTY = "file-empty"
    FILE_CHANGED = "file-changed"
    NOT_A_WORKBOOK = "not-a-workbook"
    OLD_WORKBOOK = "old-workbook"
    PASSWORD_PROTECTED = "password-protected"  # noqa: S105 - the name of a finding
    UNSAFE_WORKBOOK = "unsafe-workbook"
    BROKEN_WORKBOOK = "broken-workbook"
    WORKBOOK_VARIANT = "workbook-variant"
    MACROS_IGNORED = "macros-ignored"
    WRONG_ENDING = "wrong-ending"
    UNSAFE_XML = "unsafe-xml"
    BROKEN_XML = "broken-xml"
    BROKEN_JSON = "broken-json"
    UNKNOWN_ENCODING = "unknown-encoding"
    ENCODING_GUESSED = "encoding-guessed"
    WRONG_REPORT = "wrong-report"
    UNKNOWN_TABLE = "unknown-table"
    NO_DATA_ROWS = "no-data-rows"
    TOO_MANY_ROWS = "too-many-rows"

    # The shape of a table
    SHEET_NOT_FOUND = "sheet-not-found"
    SHEET_CHOSEN = "sheet-chosen"
    HIDDEN_SHEET = "hidden-sheet"
    HIDDEN_ROWS = "hidden-rows"
    HIDDEN_COLUMNS = "hidden-columns"
    LIST_WITHOUT_HEADER = "list-without-header"
    MISSING_COLUMN = "missing-column"
    DUPLICATE_COLUMN = "duplicate-column"
    UNKNOWN_COLUMN = "unknown-column"
    LONG_ROW = "long-row"
    SHORT_ROW = "short-row"
    STRAY_QUOTE = "stray-quote"
    OPEN_QUOTE = "open-quote"
    STRAY_CELL = "stray-cell"
    DATA_IN_HEADER = "data-in-header"
    REPEATED_HEADER = "repeated-header"
    TOTALS_ROW = "totals-row"
    BROKEN_LINE = "broken-line"
    MERGED_CELL = "merged-cell"
    LEFT_OUT = "left-out"

    # One cell
    FORMULA_WITHOUT_VALUE = "formula-without-value"
    ERROR_CELL = "error-cell"
    BROKEN_CELL = "broken-cell"
    DIGITS_LOST = "digits-lost"
    BLANK_SKU = "blank-sku"
    BLANK_REASON = "blank-reason"
    SKU_LOST_DIGITS = "sku-lost-digits"
    SKU_IS_A_DATE = "sku-is-a-date"
    SKU_LOOKS_EMPTY = "sku-looks-empty"
    SKU_CLEANED = "sku-cleaned"
    SKU_NEAR_MISS = "sku-near-miss"
    APOSTROPHE_DROPPED = "apostrophe-dropped"
    NOT_A_DATE = "not-a-date"
    IMPOSSIBLE_DATE = "impossible-date"
    AMBIGUOUS_DATE = "ambiguous-date"
    NOT_A_WHOLE_NUMBER = "not-a-whole-number"
    NUMBER_OUT_OF_RANGE = "number-out-of-range"
    NOT_AN_AMOUNT = "not-an-amount"
    AMBIGUOUS_AMOUNT = "ambiguous-amount"
    NUMBER_AS_TEXT = "number-as-text"
    NOT_YES_OR_NO = "not-yes-or-no"
    NOT_A_CHOICE = "not-a-choice"
    TEXT_TOO_LONG = "text-too-long"
    APOSTROPHE_ADDED = "apostrophe-added"

    # The request
    UNKNOWN_REASON_TEXT = "unknown-reason-text"
    MISSPELT_REASON = "misspelt-reason"
    UNKNOWN_STATUS = "unknown-status"
    UNKNOWN_STORE = "unknown-store"
    STORE_NOT_TAKEN = "store-not-taken"
    OTHER_CURRENCY = "other-currency"
    FUTURE_DATE = "future-date"
    DATES_OUT_OF_ORDER = "dates-out-of-order"
    MORE_THAN_ORDERED = "more-than-ordered"
    SUPERSEDED = "superseded"

    # The run
    STOCK_ASSUMED = "stock-assumed"
    STORE_UNKNOWN = "store-unknown"
    CURRENCY_ASSUMED = "currency-assumed"
    REQUEST_DATE_ASSUMED = "request-date-assumed"
    CONSTANT_OLD = "constant-old"
    LAST_ONE_COUNTS = "last-one-counts"
    BUYERS_DATA_LEFT_OUT = "buyers-data-left-out"

    # Policies and overrides
    UNKNOWN_SETTING = "unknown-setting"
    NOT_ALLOWED_HERE = "not-allowed-here"
    NONE_NOT_ALLOWED = "none-not-allowed"
    CONFLICTING_ROWS = "conflicting-rows"
    REPEATED_ROW = "repeated-row"
    PERIOD_BACKWARDS = "period-backwards"
    UNKNOWN_ANSWER = "unknown-answer"
    UNKNOWN_RECOMMENDATION = "unknown-recommendation"
    UNKNOWN_FAMILY = "unknown-family"
    INCOMPLETE_ROW = "incomplete-row"
    BAD_OVERRIDE = "bad-override"
    POLICY_NOT_USED = "policy-not-used"

    # Files for Amazon, and Amazon's answer
    FILE_TOO_LARGE = "file-too-large"
    TOO_MANY_RECORDS = "too-many-records"
    NO_VALID_RECORD = "no-valid-record"
    HEADER_MISSING = "header-missing"
    WRONG_DELIMITER = "wrong-delimiter"
    WRONG_TAB = "wrong-tab"
    CONTROL_CHARACTER = "control-character"
    QUOTED_FIELD = "quoted-field"
    ACTION_NOT_EXACT = "action-not-exact"
    LEADING_ZEROS_LOST = "leading-zeros-lost"
    NOT_PUBLISHED = "not-published"
    AMAZON_REFUSED = "amazon-refused"
    NOT_THIS_UPLOAD = "not-this-upload"
    # What an override or a policy does not do
    CHANGES_NOTHING = "changes-nothing"
    OVERRIDE_ENDED = "override-ended"
    SKU_NOT_LISTED = "sku-not-listed"
    AMAZON_AUTHORISES_ANYWAY = "amazon-authorises-anyway"
    WINDOW_BELOW_MINIMUM = "window-below-minimum"
    WINDOW_BELOW_AMAZONS = "window-below-amazons"
    CONTRADICTING_TERMS = "contradicting-terms"
    NO_LEGAL_GROUND = "no-legal-ground"
    CURRENCY_IN_FORMAT = "currency-in-format"
    SIMILAR_SKUS = "similar-skus"
    SKU_IN_SEVERAL_ROWS = "sku-in-several-rows"
    SKU_EXCEL_CHANGES = "sku-excel-changes"
    SKU_IS_A_NUMBER = "sku-is-a-number"
    # Conversions
    NOT_IN_TARGET = "not-in-target"
    SKU_NOT_FOR_AMAZON = "sku-not-for-amazon"
    STORES_DIFFER = "stores-differ"
    HEADER_ASSUMED = "header-assumed"
    DELETE_WITHHELD = "delete-withheld"
    NOTHING_TO_WRITE = "nothing-to-write"
    OLDER_OUTPUT = "older-output"


class Severity(StrEnum):
    """How much a finding matters: an error changes what could be decided, a note only informs."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class AmazonMark(NamedTuple):
    """How Amazon's processing report names a problem of an uploaded file.

    `code` is Amazon's number, `record` its `original-record-number`: 0 is the header or the file as a
    whole, 1 the third physical line. A `fatal` one refuses the whole file.
    Source: sellercentral.amazon.com help G200828080.
    """

    code: int
    record: int
    fatal: bool = False


class Finding(NamedTuple):
    """One thing for the owner of the file to mend.

    `message` is lower case and without a full stop, says what was expected and what was found, with
    the seller's own text in backticks. `hint` is the remedy in Excel's words. `amazon` is set where
    Amazon would refuse, or has refused, the row or the file.
    """

    code: Code
    at: Location
    message: str
    hint: str = ""
    severity: Severity = Severity.ERROR
    amazon: AmazonMark | None = None


def has_error(findings: Iterable[Finding]) -> bool:
    """Whether any of the findings is an error."""
    return any(finding.severity is Severity.ERROR for finding in findings)
