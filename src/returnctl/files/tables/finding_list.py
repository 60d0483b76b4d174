"""Findings of one table while it is read: so many are kept, the others only counted."""

from collections.abc import Iterable
from typing import Final, Self

from returnctl.values.finding import Finding

# A file of nothing but broken rows must not fill the memory with words about each.
MOST_KEPT: Final = 100_000


class FindingList(list[Finding]):
    """A list that keeps the first findings; `more` counts the others."""

    def __init__(self, findings: Iterable[Finding] = (), most: int = MOST_KEPT) -> None:
        super().__init__()
        self.most = most
        self.more = 0
        self.extend(findings)

    def append(self, finding: Finding, /) -> None:
        """Keep or count one finding."""
        if len(self) < self.most:
            super().append(finding)
        else:
            self.more += 1

    def extend(self, findings: Iterable[Finding], /) -> None:
        """Keep or count some findings."""
        for finding in findings:
            self.append(finding)

    def __iadd__(self, findings: Iterable[Finding], /) -> Self:  # type: ignore[override, misc]
        self.extend(findings)
        return self
