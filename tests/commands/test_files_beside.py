"""The files beside the report: which row counts, and what is told of them."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from running import EXAMPLES, Run

AS_OF = ("--as-of", "2026-11-23")
ONE = ("decide", "--sku", "A-1", "--reason", "defective", *AS_OF, "--explain")
ORDERS = "amazon-order-id\torder-item-id\tsku\tpurchase-date\titem-price\tcurrency\tquantity\tsales-channel"
NO_ITEMS = "amazon-order-id\tsku\tpurchase-date\titem-price\tcurrency\tquantity\tsales-channel"


def text(path: Path, *lines: str) -> Path:
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return path


def listing(path: Path, *lines: str) -> Path:
    return text(path, "seller-sku\tquantity", *lines)


def book(path: Path, *rows: Sequence[Any]) -> Path:
    made = Workbook()
    for row in rows:
        made.active.append(row)  # type: ignore[union-attr]
    made.save(path)
    return path


def test_of_two_listing_reports_the_last_one_given_counts_and_both_places_are_named(run: Run, tmp_path: Path) -> None:
    old = listing(tmp_path / "old.txt", "A-1\t0", "A-2\t3", "A-3\t1", "A-4\t8")
    new = listing(tmp_path / "new.txt", "A-4\t8", "A-3\t2", "A-2\t4", "A-1\t5")
    told = run(*ONE, "--inventory", old, "--inventory", new)
    assert told.err.count("last-one-counts") == 1
    assert (
        f"{new}:3 (quantity): warning[last-one-counts]: `quantity` of `A-3` is `2` here and `1` in {old}:4 (quantity):"
        " this row counts, as it was given later; so it is with 2 more SKUs\n"
        "  hint: leave the older file out, or give the newer one last\n"
    ) in told.err
    assert f"{new}:5 (quantity)" in told.out
    assert f"{old}:2 (quantity)" in run(*ONE, "--inventory", new, "--inventory", old).out


@pytest.mark.parametrize(
    ("others", "counted"),
    [(0, "later\n"), (1, "later; so it is with 1 more SKU\n"), (2, "; so it is with 2 more SKUs\n")],
)
def test_the_other_skus_of_a_pair_of_files_are_counted(run: Run, tmp_path: Path, others: int, counted: str) -> None:
    old = listing(tmp_path / "old.txt", "A-1\t0", *(f"B-{n}\t1" for n in range(others)))
    new = listing(tmp_path / "new.txt", "A-1\t1", *(f"B-{n}\t2" for n in range(others)))
    assert counted in run(*ONE, "--inventory", old, "--inventory", new).err


def test_two_rows_of_one_listing_report_are_told_too(run: Run, tmp_path: Path) -> None:
    told = run(*ONE, "--inventory", book(tmp_path / "b.xlsx", ("sku", "quantity"), ("A-1", 0), ("A-1 ", 4)))
    assert "b.xlsx:Sheet!B3: warning[last-one-counts]: `quantity` of `A-1 ` is `4` here and `0` in" in told.err
    assert "hint: delete the row that no longer holds" in told.err


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("A-1\t4", "A-1\t4"),
        ("A-1\t4", "A-1\t04"),
        ("A-1\t4", "a-1\t5"),  # another SKU: case counts
        ("A-1\t4", "A-2\t5"),
        ("A-1\t", "A-1\t5"),  # a blank quantity says nothing
        ("A-1\t5", "A-1\t"),
    ],
)
def test_equal_quantities_other_skus_and_blanks_are_no_difference(
    run: Run, tmp_path: Path, first: str, second: str
) -> None:
    both = listing(tmp_path / "one.txt", first), listing(tmp_path / "two.txt", second)
    if first != "A-1\t":
        assert "last-one-counts" not in run(*ONE, "--inventory", both[0], "--inventory", both[1]).err
    together = listing(tmp_path / "both.txt", first, second)
    assert "last-one-counts" not in run(*ONE, "--inventory", together).err


def test_a_difference_is_told_once_for_each_pair_of_files(run: Run, tmp_path: Path) -> None:
    files = [listing(tmp_path / f"{n}.txt", f"A-1\t{n}", f"A-2\t{n}") for n in (1, 2, 3)]
    told = run(*ONE, *(part for file in files for part in ("--inventory", file)))
    assert told.err.count("last-one-counts") == 2
    assert f"`2` here and `1` in {files[0]}:2" in told.err
    assert f"`3` here and `2` in {files[1]}:2" in told.err


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (
            ("1\tA-1\t2026-10-01\t10.00\tEUR\t1\tAmazon.de", "1\tA-1\t2026-10-01\t12.00\tEUR\t1\tAmazon.de"),
            "item-price",
        ),
        (
            ("1\tA-1\t2026-10-01\t10.00\tEUR\t1\tAmazon.de", "1\tA-1\t2026-10-01\t10.00\tEUR\t1\tAmazon.nl"),
            "sales-channel",
        ),
        (("1\tA-1\t2026-10-01\t10.00\tEUR\t1\tAmazon.de", "1\tA-1\t2026-10-01\t\t\t1\tAmazon.de"), "item-price"),
    ],
)
def test_of_two_rows_for_one_order_line_the_last_one_counts(
    run: Run, tmp_path: Path, rows: tuple[str, str], said: str
) -> None:
    old, new = (text(tmp_path / name, NO_ITEMS, row) for name, row in zip(("old.txt", "new.txt"), rows, strict=True))
    told = run(*ONE, "--order-id", "1", "--orders", old, "--orders", new).err
    assert told.count("last-one-counts") == 1
    assert f"{new}:2 ({said}): warning[last-one-counts]: `{said}` of `A-1` in order `1` is " in told


@pytest.mark.parametrize(
    ("header", "rows"),
    [
        (NO_ITEMS, ("1\tA-1\t2026-10-01\t10.00\tEUR\t1\tAmazon.de",) * 2),
        # pending orders have no price yet
        (NO_ITEMS, ("1\tA-1\t2026-10-01\t\t\t1\tAmazon.de", "1\tA-1\t2026-10-01\t10.00\tEUR\t1\tAmazon.de")),
        # two lines of one order
        (ORDERS, ("1\t71\tA-1\t2026-10-01\t10\tEUR\t1\tAmazon.de", "1\t72\tA-1\t2026-10-01\t12\tEUR\t1\tAmazon.de")),
        (NO_ITEMS, ("1\tA-1\t2026-10-01\t10\tEUR\t1\tAmazon.de", "2\tA-1\t2026-10-01\t12\tEUR\t1\tAmazon.de")),
        # the customer's data may change without any harm
        (
            f"{NO_ITEMS}\tship-city",
            ("1\tA-1\t2026-10-01\t10\tEUR\t1\tAmazon.de\tBonn", "1\tA-1\t2026-10-01\t10\tEUR\t1\tAmazon.de\tKiel"),
        ),
    ],
)
def test_equal_rows_other_lines_and_what_was_blank_before_are_no_difference(
    run: Run, tmp_path: Path, header: str, rows: tuple[str, str]
) -> None:
    old, new = (text(tmp_path / name, header, row) for name, row in zip(("old.txt", "new.txt"), rows, strict=True))
    assert "last-one-counts" not in run(*ONE, "--order-id", "1", "--orders", old, "--orders", new).err


def test_an_order_line_is_the_same_by_its_item_id(run: Run, tmp_path: Path) -> None:
    old = text(tmp_path / "old.txt", ORDERS, "1\t71\tA-1\t2026-10-01\t10.00\tEUR\t1\tAmazon.de")
    new = text(tmp_path / "new.txt", ORDERS, "1\t71\tA-1\t2026-10-01\t12.00\tEUR\t1\tAmazon.de")
    told = run(*ONE, "--order-id", "1", "--orders", old, "--orders", new)
    assert "`item-price` of `A-1` in order `1` is `12.00` here and `10.00` in" in told.err


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_of_parcels_in_two_files_the_last_delivery_counts(run: Run, tmp_path: Path, order: tuple[int, int]) -> None:
    early = text(tmp_path / "early.csv", "Order ID,Delivered", "1,2026-10-01")
    late = text(tmp_path / "late.csv", "Order ID,Delivered", "1,2026-11-20")
    one, other = ((early, late)[place] for place in order)
    told = run(*ONE, "--order-id", "1", "--deliveries", one, "--deliveries", other)
    assert f"{late}:2 (Delivered)" in told.out
    assert "last-one-counts" not in told.err


def test_a_second_file_without_a_usable_row_is_told(run: Run, tmp_path: Path) -> None:
    good, empty = listing(tmp_path / "good.txt", "A-1\t4"), listing(tmp_path / "empty.txt", "A-1\t")
    told = run(*ONE, "--inventory", good, "--inventory", empty)
    assert told.code == 3
    assert f"{empty}: error[no-data-rows]" in told.err


@pytest.mark.parametrize("option", ["--orders", "--inventory"])
def test_a_sku_that_excel_made_a_date_of_is_told_and_its_row_not_used(run: Run, tmp_path: Path, option: str) -> None:
    rows = (
        ("order-id", "sku", "purchase-date", "quantity"),
        ("1", date(2026, 3, 1), date(2026, 10, 1), 1),
        ("2", "A-1", date(2026, 10, 1), 1),
    )
    columns = slice(0, 4) if option == "--orders" else slice(1, 4, 2)
    file = book(tmp_path / "b.xlsx", *(row[columns] for row in rows))
    told = run(*ONE, option, file)
    assert told.code == 0
    assert "warning[sku-is-a-date]" in told.err


def test_the_examples_beside_the_report_have_no_difference(run: Run) -> None:
    beside = [("--orders", "orders.txt"), ("--inventory", "inventory.txt"), ("--deliveries", "deliveries.csv")]
    options = [part for option, name in beside for part in (option, EXAMPLES / name, option, EXAMPLES / name)]
    assert "last-one-counts" not in run("decide", EXAMPLES / "returns-report.txt", *options, *AS_OF).err


def requests(path: Path, *skus: str) -> Path:
    rows = (f"{n},{sku},defective,2026-11-20,2026-11-21,20.00" for n, sku in enumerate(skus, 1))
    return text(path, "order_id,sku,reason,delivery_date,request_date,amount", *rows)


def summary(out: str) -> list[str]:
    """What stands under `notes`, each on a line of its own."""
    below = out.split("\nnotes\n")[1].split("\n\n", maxsplit=1)[0]
    return [line.strip() for line in below.replace("\n    ", " ").splitlines()]


@pytest.mark.parametrize(
    ("stock", "note", "line"),
    [
        (
            ("A-1\t4", "B-1\t0"),
            (
                "stock was assumed for 1 request: `C-1` does not stand in the listing report\n"
                "  hint: download the report of all listings again, or set `replacement` in an override\n"
            ),
            "inventory supplied stock for 3 of 4; 1 SKU is not in it",
        ),
        (
            ("A-1\t4",),
            "stock was assumed for 2 requests: `B-1` and `C-1` do not stand in the listing report\n",
            "inventory supplied stock for 2 of 4; 2 SKUs are not in it",
        ),
        (
            ("Z-1\t4",),
            "stock was assumed for 4 requests: `A-1`, `B-1` and 1 more SKU do not stand in the listing report\n",
            "inventory supplied stock for 0 of 4; 3 SKUs are not in it",
        ),
        (
            ("A-1\t4", "B-1\t1", "C-1\t"),
            (
                "stock was assumed for 1 request: `C-1` stands in the listing report without a quantity\n"
                "  hint: write the quantity into the report, or set `replacement` in an override\n"
            ),
            "inventory supplied stock for 3 of 4; 1 SKU is in it without a quantity",
        ),
        (
            ("A-1\t4", "C-1\t"),
            "stock was assumed for 2 requests: `B-1` and `C-1` have no quantity in the listing report\n",
            "inventory supplied stock for 2 of 4; 1 SKU is not in it, 1 SKU is in it without a quantity",
        ),
    ],
)
def test_with_a_listing_report_the_note_names_the_skus_that_it_lacks(
    run: Run, tmp_path: Path, stock: tuple[str, ...], note: str, line: str
) -> None:
    asked = requests(tmp_path / "r.csv", "A-1", "A-1", "B-1", "C-1")
    told = run("decide", asked, "--store", "US", "--inventory", listing(tmp_path / "i.txt", *stock), *AS_OF)
    assert f"note[stock-assumed]: {note}" in told.err
    assert "--inventory" not in told.err + told.out
    count = note.split("for ")[1].split(maxsplit=1)[0]
    assert summary(told.out) == [line, f"stock was assumed for {count}: inventory has no quantity for them"]


def test_where_the_listing_report_has_every_sku_nothing_is_assumed(run: Run, tmp_path: Path) -> None:
    asked, stock = requests(tmp_path / "r.csv", "A-1"), listing(tmp_path / "i.txt", "A-1\t4")
    told = run("decide", asked, "--store", "US", "--inventory", stock, *AS_OF)
    assert "stock-assumed" not in told.err
    assert summary(told.out) == ["inventory supplied stock for 1"]


def test_without_a_listing_report_the_note_asks_for_one(run: Run, tmp_path: Path) -> None:
    told = run("decide", requests(tmp_path / "r.csv", "A-1"), "--store", "US", *AS_OF)
    assert "stock was assumed for 1 request\n  hint: give a listing report with --inventory\n" in told.err
    assert summary(told.out) == ["stock was assumed for 1: give --inventory"]


def test_the_summary_of_a_worklist_counts_the_skus_that_are_not_listed(run: Run, tmp_path: Path) -> None:
    from openpyxl import load_workbook

    asked = requests(tmp_path / "r.csv", "A-1", "B-1", "C-1", "D-1")
    stock = listing(tmp_path / "i.txt", "A-1\t4", "B-1\t")
    run("decide", asked, "--inventory", stock, "--output", tmp_path / "w.xlsx", *AS_OF)
    rows = {row[0]: row[1] for row in load_workbook(tmp_path / "w.xlsx")["Summary"].iter_rows(values_only=True)}
    assert rows["SKUs not in inventory"] == 2
    assert rows["SKUs without quantity in inventory"] == 1


@pytest.mark.parametrize(
    ("orders", "why"),
    [
        (("9\tA-1\t2026-11-01\t20\tUSD\t1\tAmazon.com",), "`1` and `2` do not stand in the orders report; neutral"),
        (
            ("1\tA-1\t2026-11-01\t20\t\t1\tAmazon.com", "9\tA-1\t2026-11-01\t20\t\t1\tAmazon.com"),
            "`2` does not stand in the orders report; neutral",
        ),
        (
            ("1\tA-1\t2026-11-01\t20\t\t1\tAmazon.com", "2\tA-1\t2026-11-01\t20\t\t1\tNon-Amazon"),
            "`2` has no sales channel of a store in the orders report; neutral",
        ),
        (
            ("1\tA-1\t2026-11-01\t20\t\t1\t",),
            "`1` and `2` have no sales channel of a store in the orders report; neutral",
        ),
    ],
)
def test_with_an_orders_report_the_note_names_the_orders_that_it_lacks(
    run: Run, tmp_path: Path, orders: tuple[str, ...], why: str
) -> None:
    asked = requests(tmp_path / "r.csv", "A-1", "A-1")
    told = run("decide", asked, "--orders", text(tmp_path / "o.txt", NO_ITEMS, *orders), *AS_OF)
    count = "1 request" if why.startswith("`2`") else "2 requests"
    terms = "terms of 30 days, minimums unchecked, amounts compared as they stand"
    assert f"the store of {count} is not known: {why} {terms}\n" in told.err
    assert "hint: give an orders report with these orders and their sales channel, or the store with" in told.err
    assert f"no store is known for {count[0]}: orders names none for them" in told.out


def test_one_request_is_told_the_same_of_the_files_beside_it(run: Run, tmp_path: Path) -> None:
    stock = listing(tmp_path / "i.txt", "B-1\t4")
    orders = text(tmp_path / "o.txt", NO_ITEMS, "1\tA-1\t2026-11-01\t20\tUSD\t1\tAmazon.com")
    one = (*ONE, "--delivered", "2026-11-20", "--inventory", stock, "--orders", orders)
    told = run(*one, "--order-id", "2").err
    assert "stock was assumed for 1 request: `A-1` does not stand in the listing report\n" in told
    assert "the store of 1 request is not known: `2` does not stand in the orders report; neutral" in told
    told = run(*one).err
    assert (
        "the store of 1 request is not known: without an order id it cannot be looked up in the orders report" in told
    )
    assert "hint: give the order id, or the store with --store\n" in told
    told = run(*one, "--order-id", "1", "--store", "US").err
    assert "store-unknown" not in told


@pytest.mark.parametrize(
    ("header", "encoding"),
    [
        ("Artikelbezeichnung\tHändler-SKU\tPreis\tMenge", "utf-8"),
        ("Artikelbezeichnung\tHändler-SKU\tPreis\tMenge", "cp1252"),
        ("Nome dell'articolo\tSKU venditore\tPrezzo\tQuantità", "utf-8"),
        ("商品名\t出品者SKU\t価格\t数量", "utf-8"),
        ("商品名称\t卖家 SKU\t价格\t数量", "utf-8"),
    ],
)
def test_a_listing_report_is_read_in_the_language_of_its_store(
    run: Run, tmp_path: Path, header: str, encoding: str
) -> None:
    path = tmp_path / "i.txt"
    path.write_bytes(f"{header}\nLampe\tA-1\t9.90\t4\n".encode(encoding))
    told = run(*ONE, "--inventory", path)
    assert told.code == 0
    assert "stock-assumed" not in told.err
    assert f"{path}:2 (" in told.out
    assert "expected return requests, found a listing or inventory report" in run("decide", path).err


def test_a_listing_report_in_another_language_is_refused_with_the_two_columns_it_needs(
    run: Run, tmp_path: Path
) -> None:
    told = run(*ONE, "--inventory", text(tmp_path / "i.txt", "nom-produit\tréf\tprix\tnombre", "Lampe\tA-1\t9,90\t4"))
    assert told.code == 3
    assert (
        "expected a listing or inventory report (`seller-sku`, `quantity`), found the columns `nom-produit`, `réf`,"
        " `prix`, `nombre`\n"
        "  hint: in Excel, rename the header of the SKUs to `seller-sku` and that of the stock to `quantity`\n"
    ) in told.err


@pytest.mark.parametrize(("cell", "answer"), [("x", "review"), ("-1", "review"), ("", "replace"), ("3", "replace")])
def test_a_stock_that_cannot_be_read_is_not_known(run: Run, tmp_path: Path, cell: str, answer: str) -> None:
    told = run(
        *ONE,
        *("--store", "US", "--delivered", "2026-11-05", "--requested", "2026-11-10", "--amount", "20"),
        *("--inventory", listing(tmp_path / "i.txt", f"A-1\t{cell}", "B-1\t4")),
    )
    assert told.out.startswith(answer)
    assert ("i.txt:2 (quantity): warning" in told.err) == (answer == "review")
    assert ("the stock is not readable" in told.out) == (answer == "review")


def test_a_cell_of_an_orders_report_that_cannot_be_read_is_told_once_for_its_column(run: Run, tmp_path: Path) -> None:
    rows = [f"O-{n}\tI-{n}\tA-1\t2026-10-01\tx\tUSD\t1\tAmazon.com" for n in range(3)]
    told = run(*ONE, "--order-id", "O-1", "--orders", text(tmp_path / "o.txt", ORDERS, *rows))
    assert told.err.count("not-an-amount") == 1
    assert "o.txt:2 (item-price)" in told.err
    assert "found `x`; 2 more cells of the column cannot be read either\n" in told.err
    assert "UNREADABLE" not in told.out


@pytest.mark.parametrize("form", ["json", "jsonl", "csv", "xlsx"])
def test_no_error_in_a_cell_of_a_request_ends_a_run(run: Run, tmp_path: Path, form: str) -> None:
    names = ("order_id", "order_item_id", "rma_id", "store", "status", "resolution", "currency", "category",
             "label_type", "label_paid_by", "item_name", "asin", "condition")  # fmt: skip
    made = Workbook()
    sheet: Any = made.active
    sheet.append(("sku", "reason", *names))
    for place in range(len(names)):
        sheet.append(("A-1", "defective", *["#N/A" if each == place else None for each in range(len(names))]))
    sheet.append((None, "defective", *["#N/A" for _ in names]))
    for row in sheet.iter_rows():
        for cell in row:
            if cell.value == "#N/A":
                cell.data_type = "e"
    made.save(tmp_path / "r.xlsx")
    told = run("decide", tmp_path / "r.xlsx", *AS_OF, "-o", tmp_path / f"out.{form}")
    assert told.code == 1
    assert f"{len(names) + 1} requests as of 2026-11-23: {len(names)} decided, 1 flagged" in told.out
    assert b"UNREADABLE" not in (tmp_path / f"out.{form}").read_bytes()


def test_a_broken_text_in_a_conversation_is_told_and_the_next_line_is_answered(run: Run) -> None:
    lines = b'{"sku":"A","reason":"defective","order_id":["x"]}\n{"sku":"B","reason":"defective","status":["x"]}\n'
    told = run("decide", "-", "--format", "jsonl", *AS_OF, stdin=lines)
    assert [line[:6] for line in told.out.splitlines()] == ['{"file'] * 2
    assert "error[broken-cell]" in told.err


def test_an_older_row_has_the_answer_of_the_newest_also_where_others_ask_back_its_line(
    run: Run, tmp_path: Path
) -> None:
    header = "order_id,rma_id,sku,reason,store,delivery_date,request_date,amount,currency,order_quantity"
    line = "A-1,defective,US,2026-11-05"
    one = text(tmp_path / "one.csv", header, f"O1,R1,{line},2026-11-10,20,USD,1")
    two = text(tmp_path / "two.csv", header, f"O1,R1,{line},2026-11-11,20,USD,1", f"O1,R2,{line},2026-11-10,20,USD,1")
    told = run("decide", one, two, *AS_OF, "--format", "csv")
    assert told.out.count(",asked-twice,") >= 3
