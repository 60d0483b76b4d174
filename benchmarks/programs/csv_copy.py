"""Copy a tab-delimited report to comma-separated text."""

import csv
import sys
from pathlib import Path

with (
    Path(sys.argv[1]).open(encoding="utf-8", newline="") as file,
    Path(sys.argv[2]).open("w", encoding="utf-8", newline="") as out,
):
    write = csv.writer(out).writerow
    for row in csv.reader(file, delimiter="\t"):
        write(row)
