"""The sheets of a template that only help to fill it in: known by their names, and not worth a word when read."""

from collections.abc import Sequence
from typing import Final

from returnctl.files.books.workbooks import Sheet
from returnctl.files.cells.folding import folded

INSTRUCTIONS: Final = "Instructions"
CHOICES: Final = "Choices"
_NAMES: Final = frozenset({folded(INSTRUCTIONS), folded(CHOICES)})


def is_guide(sheet: Sheet) -> bool:
    """Whether a sheet has the name of one that explains, or that holds the choices of drop-downs."""
    return folded(sheet.name) in _NAMES


def from_template(sheets: Sequence[Sheet]) -> bool:
    """Whether a workbook was made from a template: its tables may be left empty without a reason to wonder."""
    return any(is_guide(sheet) for sheet in sheets)
