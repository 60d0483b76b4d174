"""One word, one meaning: a class name stands for one thing in the whole program."""

import ast
from collections import Counter
from pathlib import Path

import returnctl

PACKAGE = Path(returnctl.__file__).parent


def test_no_class_name_has_two_meanings() -> None:
    names = Counter(
        node.name.removeprefix("_")
        for path in PACKAGE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ClassDef)
    )
    assert len(names) > 100
    assert [name for name, count in names.items() if count > 1] == []
