"""Requests as JSON: every object is read or flagged at its line, exact, and none costs its neighbours."""

from decimal import Decimal
from pathlib import Path

import pytest

from returnctl.files.document import open_document
from returnctl.files.text.jsonl import Read, read_jsonl, read_line
from returnctl.values.finding import Code, Finding


def _read(folder: Path, data: bytes | str) -> list[Read]:
    path = folder / "r.jsonl"
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return list(read_jsonl(open_document(str(path), "r.jsonl")))


def _short(found: list[Read]) -> list[tuple[int, object]]:
    return [(line, value.code if isinstance(value, Finding) else value) for line, value in found]


BROKEN = Code.BROKEN_LINE


@pytest.mark.parametrize(
    "line",
    [
        '{"sku": "B"',
        '{"sku": }',
        "sku=B",
        "[1, 2]",
        "[]",
        "17",
        '"text"',
        "null",
        "true",
        '{"sku": "B", "sku": "C"}',
        '{"a": NaN}',
        '{"a": Infinity}',
        '{"a": -Infinity}',
        '{"a": 1e400}',
        '{"a": 1e99999999999999999999999}',
        '{"a": ' + "9" * 5000 + "}",
        '{"a": ' + "[" * 100_000 + "}",
        '{"a": ' + "[" * 100_000 + "]" * 100_000 + "}",
        '{"a": ' + "[" * 150 + "]" * 150 + "}",
        '{"a": "\\ud800"}',
        '{"a": "\\u0000"}',
        '{"a": "x\0"}',
        '{"sku": "B"} trailing',
    ],
    ids=lambda line: line[:24],
)
def test_a_broken_line_is_flagged_and_the_others_are_read(tmp_path: Path, line: str) -> None:
    found = _read(tmp_path, f'{{"sku": "A"}}\n{line}\n{{"sku": "C"}}\n')
    assert _short(found) == [(1, {"sku": "A"}), (2, BROKEN), (3, {"sku": "C"})]
    finding = found[1][1]
    assert isinstance(finding, Finding)
    assert finding.at.row == 2
    assert len(finding.message) < 200
    assert finding.message.isprintable()
    single = read_line(line, "<stdin>", 9)
    assert isinstance(single, Finding)
    assert single.at.row == 9


def test_a_broken_first_or_last_line_costs_only_itself(tmp_path: Path) -> None:
    data = '{"sku": "A", "rea\n{"sku": "B"}\n\n{"sku": "C"}\n{"sku'
    assert _short(_read(tmp_path, data)) == [(1, BROKEN), (2, {"sku": "B"}), (4, {"sku": "C"}), (5, BROKEN)]


@pytest.mark.parametrize("written", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_marks_blank_lines_and_line_ends_change_nothing(tmp_path: Path, written: str, end: str) -> None:
    text = end.join(("", '{"sku": "Ä"}', "  ", '{"sku": "B"}'))
    assert _read(tmp_path, text.encode(written)) == [(2, {"sku": "Ä"}), (4, {"sku": "B"})]


@pytest.mark.parametrize(
    ("data", "lines"),
    [
        ('[{"sku": "A"}, {"sku": "B"}]', [1, 1]),
        ('[\n  {"sku": "A"},\n  {"sku": "B"}\n]\n', [2, 3]),
        ('[\n  {\n    "sku": "A"\n  },\n  {\n    "sku": "B"\n  }\n]', [2, 5]),
        ('{\n  "sku": "A"\n}\n{\n  "sku": "B"\n}\n', [1, 4]),
        ('{"sku": "A"}{"sku": "B"}', [1, 1]),
        ('{"sku": "A"} {"sku": "B"}\n', [1, 1]),
        ('{\n"sku": "A"\n}{\n"sku": "B"\n}', [1, 3]),
    ],
)
def test_lists_spread_out_and_joined_objects_are_read(tmp_path: Path, data: str, lines: list[int]) -> None:
    assert _read(tmp_path, data) == list(zip(lines, [{"sku": "A"}, {"sku": "B"}], strict=True))


def test_a_broken_object_in_a_list_costs_only_itself(tmp_path: Path) -> None:
    data = '[\n  {"sku": "A"},\n  {"sku": \n  {"sku": "C"},\n  7,\n  {"sku": NaN},\n  {\n    "sku": "{"\n  }\n]\n'
    want = [(2, {"sku": "A"}), (3, BROKEN), (4, {"sku": "C"}), (5, BROKEN), (6, BROKEN), (7, {"sku": "{"})]
    assert _short(_read(tmp_path, data)) == want


@pytest.mark.parametrize("data", ['[{"sku": "A"},\n', '[\n{"sku": "A"}\n', '[{"sku": "A"}, {"sku": "B"\n'])
def test_a_list_cut_short_is_a_finding(tmp_path: Path, data: str) -> None:
    found = _short(_read(tmp_path, data))
    assert ({"sku": "A"} in [value for _, value in found], found[-1]) == (True, (0, Code.BROKEN_JSON))


def test_braces_within_text_do_not_join_lines(tmp_path: Path) -> None:
    data = '{"sku": "}{"}\n{"sku": "\\"}{"}\n'
    assert _read(tmp_path, data) == [(1, {"sku": "}{"}), (2, {"sku": '"}{'})]


def test_numbers_are_exact_and_other_values_stay_what_they_are(tmp_path: Path) -> None:
    data = '{"a": 24.90, "b": 0.1, "c": 7, "d": true, "e": null, "f": [1.5], "g": {"x": 1}, "__class__": "x"}'
    ((_, found),) = _read(tmp_path, data)
    assert isinstance(found, dict)
    assert [str(found[key]) for key in "ab"] == ["24.90", "0.1"]
    assert all(isinstance(found[key], Decimal) for key in "ab")
    assert (found["c"], found["d"], found["e"]) == (7, True, None)
    assert (found["f"], found["g"], found["__class__"]) == ([Decimal("1.5")], {"x": 1}, "x")


def test_a_guessed_encoding_is_a_warning_for_the_whole_file(tmp_path: Path) -> None:
    found = _read(tmp_path, '{"sku": "café au lait"}\n'.encode("cp1252"))
    assert _short(found) == [(0, Code.ENCODING_GUESSED), (1, {"sku": "café au lait"})]


@pytest.mark.parametrize("data", ["", "\n \n"])
def test_an_empty_file_is_a_finding(tmp_path: Path, data: str) -> None:
    assert _short(_read(tmp_path, data)) == [(0, Code.FILE_EMPTY)]


def test_a_file_that_changes_while_it_is_read_is_a_finding(tmp_path: Path) -> None:
    path = tmp_path / "r.jsonl"
    path.write_bytes(b'{"sku": "A"}\n' * 50_000)
    found = read_jsonl(open_document(str(path), "r.jsonl"))
    next(found)
    path.write_bytes(b'{"sku": "B"}\n' * 60_000)
    assert _short(list(found))[-1] == (0, Code.FILE_CHANGED)


def test_one_line_of_a_conversation_is_read_by_itself() -> None:
    assert read_line(b'\xef\xbb\xbf{"sku": "A"}\r\n', "<stdin>", 1) == {"sku": "A"}
    assert read_line(b" \r\n", "<stdin>", 2) is None
    for line in (b'{"sku": "\xff"}', b'{"sku": "A"}{"sku": "B"}'):
        found = read_line(line, "<stdin>", 3)
        assert isinstance(found, Finding)
        assert (found.code, found.at.row) == (BROKEN, 3)
