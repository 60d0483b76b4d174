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


class Stopped(BaseException):
    """A signal asked the program to stop; `number` is the signal's."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number
