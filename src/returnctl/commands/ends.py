"""How a command ends: its exit codes, and being stopped. Nothing heavy is imported here."""

from enum import IntEnum


class Exit(IntEnum):
    """How a command ends."""

    DONE = 0
    FINDINGS = 1
    USAGE = 2
    INPUT = 3
    OUTPUT = 4
    BUG = 70
    PIPE_CLOSED = 141


_going: list[bool] = []


def goes_out() -> None:
    """Say that a part of the answer goes to standard output: from then on it is not true that nothing was written."""
    _going[:] = [True]


def gone_out() -> bool:
    """Whether a part of the answer has gone to standard output."""
    return bool(_going)


class Stopped(BaseException):
    """A signal asked the program to stop; `number` is the signal's."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number
