"""Copy a tab-delimited report to comma-separated text."""

import csv
import sys

with (
    open(sys.argv[1], encoding="utf-8", newline="") as file,
    open(sys.argv[2], "w", encoding="utf-8", newline="") as out,
):
    write = csv.writer(out).writerow
    for row in csv.reader(file, delimiter="\t"):
        write(row)
