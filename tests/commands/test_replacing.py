"""What stands where an output is to go: only what we made and nobody has filled in is ever replaced."""

import shutil
from collections.abc import Callable
from itertools import product
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest
from running import EXAMPLES, Result, Run

REQUESTS = EXAMPLES / "variants" / "requests.csv"
MESSY = EXAMPLES / "overrides-messy.xlsx"
AS_OF = ("--as-of", "2026-11-23")
ONE = ("decide", "--sku", "A-1", "--reason", "defective", "--delivered", "2026-11-01", *AS_OF, "-o")
# What writes a workbook, and by which option its place is named.
BOOKS = {
    "worklist": ("decide", REQUESTS, *AS_OF, "-o"),
    "template": ("template", "overrides", "-o"),
    "filled template": ("template", "overrides", "--from", EXAMPLES / "amazon-overrides.txt", "-o"),
    "policy template": ("template", "policy", "-o"),
    "requests template": ("template", "requests", "-o"),
    "converted": ("convert", EXAMPLES / "overrides.csv", "--to", "xlsx", "-o"),
    "marked": ("validate", MESSY, *AS_OF, "--annotate"),
    "marked text": ("validate", EXAMPLES / "overrides-to-fix.csv", *AS_OF, "--annotate"),
    "mended": ("validate", MESSY, *AS_OF, "--fix"),
    "findings": ("validate", MESSY, *AS_OF, "-o"),
}
# These are lists of what was found, one as good as the other.
ALIKE = (
    {"template", "filled template"},
    {"marked", "marked text", "findings"},
    {"mended", "template", "filled template", "converted"},
)


def _refused(result: Result, path: Path, before: bytes, said: str) -> None:
    words = " ".join(result.err.replace("│", " ").split())
    assert (result.code, result.out, path.read_bytes()) == (2, "", before)
    assert said in words
    assert "give the output another name, or delete that file yourself" in words


@pytest.fixture(scope="session")
def made() -> dict[str, bytes]:
    """The workbooks that were made so far: each is made once."""
    return {}


@pytest.fixture
def place(run: Run, tmp_path: Path, made: dict[str, bytes]) -> Callable[[str], Path]:
    """Put the workbook of that name where an output is to go."""

    def put(name: str) -> Path:
        path = tmp_path / "out.xlsx"
        if name not in made:
            run(*BOOKS[name], path)
            made[name] = path.read_bytes()
        path.write_bytes(made[name])
        return path

    return put


def _saved_again(path: Path, cell: str | None = None, value: object = "mine") -> None:
    """As another program saves it, with something in a cell of its last table."""
    book = openpyxl.load_workbook(path)
    if cell is not None:
        book[next(name for name in book.sheetnames if name not in ("Instructions", "Choices"))][cell] = value
    book.save(path)


@pytest.mark.parametrize("name", BOOKS)
def test_what_we_made_and_nobody_filled_in_is_made_anew(run: Run, tmp_path: Path, name: str) -> None:
    path = tmp_path / "out.xlsx"
    first = run(*BOOKS[name], path)
    before = path.read_bytes()
    again = run(*BOOKS[name], path)
    assert (again.code, again.out) == (first.code, first.out)
    assert path.read_bytes() == before


@pytest.mark.parametrize("name", BOOKS)
@pytest.mark.parametrize("original", ["overrides.xlsx", "policy.xlsx", "variants/resaved.xlsx"])
def test_a_workbook_of_the_seller_is_never_replaced(run: Run, tmp_path: Path, name: str, original: str) -> None:
    path = tmp_path / "mine.xlsx"
    shutil.copyfile(EXAMPLES / original, path)
    said = {"o": "your overrides", "p": "your policy", "v": "Amazon's returns report"}[original[0]]
    _refused(run(*BOOKS[name], path), path, path.read_bytes(), f"holds {said}: it would be lost")


@pytest.mark.parametrize(("name", "option"), [("overrides.xlsx", "--overrides"), ("policy.xlsx", "--policy")])
def test_who_takes_the_output_for_an_input_is_told_the_option(run: Run, tmp_path: Path, name: str, option: str) -> None:
    path = tmp_path / name
    shutil.copyfile(EXAMPLES / name, path)
    _refused(run(*ONE, path), path, path.read_bytes(), f"if it is to be read, write {option} (give the output")
    assert option not in run("template", "overrides", "-o", path).err


@pytest.mark.parametrize("name", [each for each in BOOKS if each != "worklist"])
def test_a_product_that_was_saved_by_another_program_is_the_sellers(
    run: Run, place: Callable[[str], Path], name: str
) -> None:
    path = place(name)
    _saved_again(path, "C3")
    _refused(run(*BOOKS[name], path), path, path.read_bytes(), "lost")


@pytest.mark.parametrize(
    ("name", "other"),
    [pair for pair in product(BOOKS, BOOKS) if pair[0] != pair[1] and not any({*pair} <= alike for alike in ALIKE)],
)
def test_a_product_never_takes_the_place_of_one_of_another_kind(
    run: Run, place: Callable[[str], Path], name: str, other: str
) -> None:
    path = place(other)
    _refused(run(*BOOKS[name], path), path, path.read_bytes(), "it would be lost")


def test_a_worklist_that_excel_saved_without_entries_is_made_anew(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "work.xlsx"
    for more in ((), ("--keep-columns",)):
        path.unlink(missing_ok=True)
        run("decide", REQUESTS, *AS_OF, *more, "-o", path)
        before = path.read_bytes()
        _saved_again(path)
        assert run("decide", REQUESTS, *AS_OF, *more, "-o", path).code == 0
        assert path.read_bytes() == before


@pytest.mark.parametrize("change", ["sheet", "header", "beside", "inserted", "renamed", "decisions", "entry"])
def test_a_worklist_to_which_somebody_has_added_is_kept(run: Run, place: Callable[[str], Path], change: str) -> None:
    path = place("worklist")
    book = openpyxl.load_workbook(path)
    sheet = book["Decisions"]
    column = sheet.max_column + 1
    if change == "sheet":
        book.create_sheet("Calls").append(("Eva", "called on Monday"))
    elif change == "header":
        sheet.cell(1, column, "my remarks")
    elif change == "beside":
        sheet.cell(3, column + 1, "calls back")
    elif change == "inserted":
        sheet.insert_cols(1)
        sheet["A1"] = "who"
    elif change == "renamed":
        next(cell for cell in sheet[1] if cell.value == "remarks").value = "Bemerkungen"
    elif change == "decisions":
        sheet.title = "November"
    else:
        next(cell for cell in sheet[1] if cell.value == "done").offset(2).value = "yes"
    book.save(path)
    _refused(run("decide", REQUESTS, *AS_OF, "-o", path), path, path.read_bytes(), "that would be lost")


@pytest.mark.parametrize("command", [BOOKS["worklist"], ONE, BOOKS["template"], BOOKS["marked"], BOOKS["mended"]])
@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "EncryptedPackage".encode("utf-16-le"), "has a password"),
        (b"PK\x03\x04 and no more", "nobody can tell what it holds"),
        (b"%PDF-1.7", "nobody can tell what it holds"),
        (b"a letter\n", "is no workbook"),
        (b"sku,return_window_days\nA-1,30\n", "holds your overrides"),
    ],
    ids=["password", "damaged", "pdf", "text", "csv"],
)
def test_what_is_no_product_of_ours_is_kept_whatever_it_is(
    run: Run, tmp_path: Path, command: tuple[object, ...], content: bytes, said: str
) -> None:
    path = tmp_path / "out.xlsx"
    path.write_bytes(content)
    _refused(run(*command, path), path, content, said)


def test_an_empty_file_is_no_loss(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "out.xlsx"
    path.touch()
    assert run("decide", REQUESTS, *AS_OF, "-o", path).code == 0


def test_a_damaged_product_at_the_target_never_ends_in_an_exception(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "out.xlsx"
    run("template", "overrides", "-o", path)
    whole = path.read_bytes()
    for place in range(0, len(whole), 997):
        for damaged in (whole[:place], whole[:place] + bytes([whole[place] ^ 0x5A]) + whole[place + 1 :]):
            path.write_bytes(damaged)
            assert run("decide", REQUESTS, *AS_OF, "-o", path).code == (2 if damaged else 0)


TEXTS = {
    "policy": "setting,default\nkeep_up_to,20\n",
    "overrides": "sku,return_window_days\nA-1,30\n",
    "Amazon's SKU override file": "sku\taction\nSKU\tAction\nA-1\tMANUAL\n",
    "Amazon's returns report": "Order ID\tMerchant SKU\tReturn Reason\n1\tA-1\tCR-DEFECTIVE\n",
    "return requests": "sku,reason\nA-1,defective\n",
    "an orders report": "amazon-order-id\tpurchase-date\tsku\n1\t2026-11-01\tA-1\n",
    "inventory report": "seller-sku\tquantity\nA-1\t3\n",
    "table of deliveries": "Order ID,Date delivered\n1,2026-11-01\n",
    "a processing report": "original-record-number\terror-code\terror-type\terror-message\n1\t2\t3\t4\n",
}


@pytest.mark.parametrize("said", TEXTS)
@pytest.mark.parametrize(
    ("ending", "command"),
    [
        (".csv", ("decide", REQUESTS, *AS_OF, "-o")),
        (".json", ONE),
        (".txt", ("validate", MESSY, *AS_OF, "-o")),
    ],
)
def test_a_text_file_that_we_know_as_an_input_is_never_replaced_by_answers(
    run: Run, tmp_path: Path, said: str, ending: str, command: tuple[object, ...]
) -> None:
    path = tmp_path / f"mine{ending}"
    path.write_text(TEXTS[said], encoding="utf-8")
    _refused(run(*command, path), path, path.read_bytes(), said)


@pytest.mark.parametrize("name", ["a.csv", "a.json", "a.jsonl"])
def test_answers_are_made_anew(run: Run, tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    for more in ((), ("--keep-columns",), ()):
        assert run("decide", REQUESTS, *AS_OF, *more, "-o", path).code == 0
    assert run(*ONE, path).code == 0


@pytest.mark.parametrize("ending", ["csv", "txt", "json", "jsonl"])
def test_text_that_is_none_of_ours_is_replaced_as_ever(run: Run, tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"out.{ending}"
    path.write_text("earlier things\n" if ending != "json" else '{"earlier things": [1, 2]}\n', encoding="utf-8")
    command = ("validate", MESSY) if ending == "txt" else ("decide", REQUESTS)
    assert run(*command, *AS_OF, "-o", path).code == (1 if ending == "txt" else 0)
    assert b"earlier things" not in path.read_bytes()


def test_requests_in_json_lines_are_not_replaced_but_findings_are(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "out.jsonl"
    path.write_text('{"sku": "A-1", "reason": "defective"}\n', encoding="utf-8")
    _refused(run(*ONE, path), path, path.read_bytes(), "return requests")
    path.unlink()
    for _ in range(2):
        assert run("validate", MESSY, *AS_OF, "-o", path).code == 1


@pytest.mark.parametrize(
    ("command", "kind", "other"),
    [
        (("convert", EXAMPLES / "overrides.xlsx", "--to", "csv", "-o"), "overrides", "policy"),
        (("convert", EXAMPLES / "overrides.xlsx", "--to", "csv", "-o"), "overrides", "return requests"),
        (("convert", EXAMPLES / "settings.csv", "--to", "csv", "-o"), "policy", "overrides"),
        (("convert", REQUESTS, "--to", "csv", "-o"), "return requests", "overrides"),
        (
            ("convert", EXAMPLES / "returns-report.txt", "--to", "csv", "-o"),
            "Amazon's returns report",
            "an orders report",
        ),
        (("template", "overrides", "--format", "csv", "-o"), "overrides", "policy"),
        (("template", "requests", "--format", "csv", "-o"), "return requests", "overrides"),
        (("validate", EXAMPLES / "overrides-to-fix.csv", "--fix"), "overrides", "policy"),
    ],
)
def test_a_text_file_is_replaced_by_one_of_its_own_kind_only(
    run: Run, tmp_path: Path, command: tuple[object, ...], kind: str, other: str
) -> None:
    path = tmp_path / "out.csv"
    path.write_text(TEXTS[kind], encoding="utf-8")
    assert run(*command, path).code in {0, 1}
    assert path.read_text(encoding="utf-8") != TEXTS[kind]
    path.write_text(TEXTS[other], encoding="utf-8")
    _refused(run(*command, path), path, path.read_bytes(), other)


def test_amazons_file_takes_the_place_of_amazons_file_only(run: Run, tmp_path: Path) -> None:
    path, said = tmp_path / "upload.txt", "Amazon's SKU override file"
    command = ("convert", EXAMPLES / "overrides.xlsx", "--to", "amazon", "-o", path)
    path.write_text(TEXTS[said], encoding="utf-8")
    assert run(*command).code == 0
    assert run(*command).code == 0
    path.write_text(TEXTS["overrides"], encoding="utf-8")
    _refused(run(*command), path, path.read_bytes(), "your overrides")


def test_a_marked_up_copy_that_is_copied_byte_by_byte_is_as_we_wrote_it(run: Run, tmp_path: Path) -> None:
    path, moved = tmp_path / "out.xlsx", tmp_path / "moved.xlsx"
    run(*BOOKS["marked"], path)
    shutil.copyfile(path, moved)
    assert run(*BOOKS["marked"], moved).code == 1
    with ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with ZipFile(path, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    _refused(run(*BOOKS["marked"], path), path, path.read_bytes(), "somebody has worked in it since it was made")


def test_a_mended_copy_is_made_anew_from_a_changed_original_until_somebody_works_in_it(
    run: Run, tmp_path: Path
) -> None:
    source, path = tmp_path / "mine.xlsx", tmp_path / "mended.xlsx"
    command = ("validate", source, *AS_OF, "--fix", path)
    for days in ("30", "45"):
        book = openpyxl.Workbook()
        sheet = book["Sheet"]
        sheet.title = "Overrides"
        sheet.append(("sku", "return_window_days"))
        sheet.append(("A-1", days))
        book.save(source)
        assert "1 cell mended" in run(*command).out
    assert openpyxl.load_workbook(path)["Overrides"]["B2"].value == 45
    _saved_again(path)
    _refused(run(*command), path, path.read_bytes(), "holds your overrides")
