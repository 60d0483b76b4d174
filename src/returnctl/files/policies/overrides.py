"""Overrides of all files together: one SKU's rows laid over one another, and where they contradict."""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from returnctl.files.policies.override_rows import OverrideRows, Progress, override_rows
from returnctl.files.policies.sheets import clashes
from returnctl.files.tables.kinds import Found
from returnctl.files.tables.pages import FindingList
from returnctl.values.finding import Finding, Severity
from returnctl.values.override_table import OverrideTable
from returnctl.values.policy import Setting
from returnctl.values.visible import visible


class Overrides(NamedTuple):
    """What applies to each SKU, the findings that make a SKU undecidable, and all findings.

    `usable` is whether every table as a whole could be read, `rows` how many rows each of them has,
    `counted` how many findings more there are than are kept.
    """

    table: OverrideTable
    broken: Mapping[str, tuple[Finding, ...]]
    findings: tuple[Finding, ...]
    usable: bool
    rows: Mapping[tuple[str, str | None], int] = {}
    counted: int = 0


def quietly(_rows: int) -> None:
    """Nobody is told how far the reading has come."""


def read_overrides(tables: Iterable[Found], progress: Progress = quietly) -> Overrides:
    """The overrides of all tables. A SKU with a bad cell, or with rows that contradict, is broken.

    `progress` is told now and then how many rows of a table have been read.
    """
    rows = OverrideRows({}, {}, {}, FindingList(), {})
    usable = True
    for found in tables:
        usable = override_rows(found, rows, progress) and usable
    table = OverrideTable(rows.only, rows.more)
    for sku in rows.more:
        for finding in _contradictions(sku, table[sku]):
            rows.findings.append(finding)
            if finding.severity is Severity.ERROR:
                rows.broken.setdefault(sku, []).append(finding)
    broken = {sku: tuple(findings) for sku, findings in rows.broken.items()}
    return Overrides(table, broken, tuple(rows.findings), usable, rows.seen, rows.findings.more)


def _contradictions(sku: str, settings: tuple[Setting, ...]) -> Iterator[Finding]:
    """The same term for the same store on the same day: an error where the values differ, else one warning."""
    groups: dict[tuple[str, str | None], list[Setting]] = {}
    for setting in settings:
        groups.setdefault((setting.name, setting.store), []).append(setting)
    repeated = False
    for rows in groups.values():
        for finding in clashes(rows, f" of `{visible(sku)}`"):
            if finding.severity is Severity.ERROR:
                yield finding
            elif not repeated:
                repeated = True
                yield finding
