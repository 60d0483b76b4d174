"""The loop that the hand-written programs share: a first pass for order lines asked back twice, then row by row."""

import csv
import sys
from collections.abc import Callable, Iterator
from operator import itemgetter
from pathlib import Path

import plain


def read(path: str) -> Iterator[tuple[list[str], list[str]]]:
    """For each row the cells that decide and those that name it, without blanks around them."""
    with Path(path).open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file, delimiter="\t")
        header = next(rows)
        decide = itemgetter(*map(header.index, plain.COLUMNS))
        name = itemgetter(*map(header.index, plain.NAMES))
        width = len(header)
        for row in rows:
            if len(row) < width:
                row.extend([""] * (width - len(row)))
            yield [cell.strip() for cell in decide(row)], [cell.strip() for cell in name(row)]


def lines(path: str) -> plain.Lines:
    """The first pass."""
    found = plain.Lines()
    for cells, (order, item, rma, sku, _) in read(path):
        if not plain.closed(cells[2], cells[10], plain.money(cells[12])):
            found.add(plain.line_of(order, item, sku), rma, int(cells[13]))
    return found


def facts_of(cells: list[str], override: plain.Override | None, repeated: bool) -> plain.Facts:
    """The facts of a row, its cells parsed one by one."""
    return plain.facts(
        *cells[:8],
        plain.day(cells[8]),
        plain.day(cells[9]),
        plain.day(cells[10]),
        plain.money(cells[11]),
        plain.money(cells[12]),
        int(cells[13]),
        int(cells[14]),
        override,
        repeated,
    )


def run(recommend: Callable[[list[str], plain.Override | None, bool], tuple[str, str]]) -> None:
    """Read the report `sys.argv[1]` and the overrides `sys.argv[3]`, write `sys.argv[2]`."""
    overrides = plain.overrides(sys.argv[3])
    twice = lines(sys.argv[1])
    with Path(sys.argv[2]).open("w", encoding="utf-8", newline="") as out:
        write = csv.writer(out).writerow
        write(["order_id", "order_item_id", "rma_id", "sku", "reason", "recommendation", "item"])
        for cells, names in read(sys.argv[1]):
            line = plain.line_of(names[0], names[1], names[3])
            repeated = twice.repeated(line, int(cells[14]))
            write([*names, *recommend(cells, overrides.get(cells[15]), repeated)])
