"""What a short command does not load: each of these would be felt before the answer comes."""

import subprocess
import sys

import pytest

REQUEST = ("--sku", "A-1", "--reason", "defective", "--delivered", "2026-11-01", "--as-of", "2026-11-23")
HEAVY = ("pydantic", "returnctl.schema.models", "openpyxl", "rich", "zoneinfo", "asyncio", "xml.etree.ElementTree")
PROGRAM = f"""
import atexit, sys
from returnctl.commands.entry import main
atexit.register(lambda: print("loaded:", *(name for name in {HEAVY} if name in sys.modules), file=sys.stderr))
main()
"""


@pytest.mark.parametrize(
    "arguments",
    [
        ("--help",),
        ("--version",),
        ("decide", "--help"),
        ("decide", *REQUEST),
        ("decide", *REQUEST, "--amount", "24.90", "--currency", "USD", "--explain"),
        ("decide", *REQUEST, "--format", "csv"),
    ],
)
def test_a_short_command_loads_nothing_heavy(arguments: tuple[str, ...]) -> None:
    result = subprocess.run(
        [sys.executable, "-c", PROGRAM, *arguments], capture_output=True, text=True, encoding="utf-8", check=True
    )
    assert result.stdout
    assert result.stderr.splitlines()[-1].strip() == "loaded:"
