"""What a run of the command line takes and gives back."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

EXAMPLES = Path(__file__).parents[2] / "examples"


class Result(NamedTuple):
    code: int
    out: str
    err: str


Run = Callable[..., Result]


class Pipe(io.TextIOWrapper):
    """Standard input or output that is no terminal and keeps its bytes."""

    def __init__(self, content: bytes = b"") -> None:
        super().__init__(io.BufferedReader(io.BytesIO(content)) if content else io.BytesIO(), encoding="utf-8")
