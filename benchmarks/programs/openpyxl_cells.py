"""Look at every cell of a workbook with openpyxl's read-only mode."""

import os
import sys

os.environ["OPENPYXL_DEFUSEDXML"] = "False"

from openpyxl import load_workbook

for sheet in load_workbook(sys.argv[1], read_only=True, data_only=True):
    for row in sheet.iter_rows():
        for cell in row:
            cell.value  # noqa: B018 - looking is what is measured
