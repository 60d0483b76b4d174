"""Whether a file is Amazon's SKU override file, also where its rows are broken."""

import os
from collections.abc import Sequence
from itertools import islice
from typing import Final

from returnctl.files.amazon.uploads import (
    TEMPLATE,
    Upload,
    UploadRow,
    is_header_row,
    names_action,
    names_template,
    open_upload,
    unquoted,
)
from returnctl.files.cells.folding import bare, folded, nearest
from returnctl.files.cells.problems import as_text
from returnctl.files.document import Document
from returnctl.files.requests.report_columns import is_header, report_named_by
from returnctl.files.tables.kinds import ACTIONS, TableKind, overrides_kind, policy_kinds
from returnctl.values.amazon import HEADER_ROWS
from returnctl.values.finding import Finding
from returnctl.values.request import REQUIRED

_LOOKED_AT: Final = 200
_HEADER_WITHIN: Final = 10


def looks_like_amazons(document: Document) -> bool:
    """Whether a file is meant for Amazon: by its name, its header or its actions, and not one of our own tables.

    Our own tables name their columns in one of the first ten rows, or in a workbook by the name of a sheet.
    """
    upload = open_upload(document)
    if not isinstance(upload, Upload):
        return False
    troubles: list[Finding] = []
    rows = list(islice(upload.read(troubles), _LOOKED_AT))
    template = names_template(rows[0].cells) if rows else None
    if template is not None and TEMPLATE in folded(template):
        return True
    named = TEMPLATE in folded(os.path.basename(document.shown))  # noqa: PTH119 - a Path would drop a trailing slash
    return (named or _has_header(rows) or _has_actions(rows)) and not _is_ours(upload, rows)


def _has_header(rows: Sequence[UploadRow]) -> bool:
    """A header of two columns, SKU and action."""
    return any(
        len(row.cells) == 2 and is_header_row(row.cells[:1]) and is_header_row(("", row.cells[1])) for row in rows[:3]
    )


def _has_actions(rows: Sequence[UploadRow]) -> bool:
    """Most rows below the header hold an action, or nearly one."""
    below = [row for row in rows if row.number > HEADER_ROWS] or list(rows)
    return bool(below) and 2 * sum(_nearly_action(row) for row in below) >= len(below)


def _nearly_action(row: UploadRow) -> bool:
    if len(row.cells) < 2 or not bare(as_text(row.cells[0])):
        return False
    text = unquoted(as_text(row.cells[1]))
    return names_action(row.cells) or (2 < len(text) < 20 and nearest(text, ACTIONS, 0.75) is not None)


def _is_ours(upload: Upload, rows: Sequence[UploadRow]) -> bool:
    """Whether a header of our own tables or of a report stands in the file, or a sheet has the name of one."""
    from returnctl.files.built_in import built_in_policy

    kinds = (overrides_kind(), *policy_kinds(built_in_policy().stores))
    sheets = () if upload.book is None else upload.book.sheets
    names = {folded(kind.name) for kind in kinds}
    return any(folded(sheet.name) in names for sheet in sheets) or any(
        _names_ours(row, kinds) for row in rows[:_HEADER_WITHIN]
    )


def _names_ours(row: UploadRow, kinds: Sequence[TableKind]) -> bool:
    texts = [as_text(cell) for cell in row.cells]
    return (
        any(kind.fits(texts) for kind in kinds)
        or is_header(texts, "returns", REQUIRED)
        or report_named_by(texts) is not None
    )
