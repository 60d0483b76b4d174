"""Writes every transcript of the documentation, every golden file and the tables of findings and rules anew.

Run `python tests/docs/rewrite.py` in the environment of the tests, then read the difference: it is what
users will see.
"""

import sys
import tempfile
from pathlib import Path

import gallery
import pages
import transcripts


def main() -> None:
    """Rewrite what has changed, and name it."""
    for path in (*transcripts.PAGES, *sorted(transcripts.GOLDEN.glob("*.txt"))):
        before = path.read_text(encoding="utf-8")
        after = again(path, before)
        if after != before:
            path.write_text(after, encoding="utf-8", newline="\n")
            sys.stdout.write(f"rewritten: {path.relative_to(transcripts.ROOT)}\n")


def again(path: Path, text: str) -> str:
    """The text of a page or a golden file as it should be."""
    with tempfile.TemporaryDirectory() as folder, transcripts.workplace(Path(folder)):
        if path.suffix == ".txt":
            return transcripts.golden_again(text)
        text = transcripts.rewritten(text)
    if path.name == "findings.md":
        text = gallery.rewritten(text)
    return pages.rewritten(path.name, text)


if __name__ == "__main__":
    main()
