"""What a run works on: the policy, the requests, and the files beside them."""

import glob
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from datetime import date, datetime
from typing import TYPE_CHECKING, NamedTuple

from returnctl.commands.choices import wrong
from returnctl.values.finding import Code, Finding, Severity
from returnctl.values.text import visible

if TYPE_CHECKING:
    from returnctl.commands.reporting import Reporter
    from returnctl.deciding.desk import Desk
    from returnctl.files.document import Document, Documents
    from returnctl.files.requests.rows import SideRow, SideTables
    from returnctl.files.tables.table import Table
    from returnctl.schema.cells import CellProblem
    from returnctl.values.policy import Policy

STDIN = "-"


class SidePaths(NamedTuple):
    """Paths of the files beside the report."""

    orders: Sequence[str]
    inventory: Sequence[str]
    deliveries: Sequence[str]


class Task(NamedTuple):
    """Under what requests are decided, and what is shown of the answers in which form. Without `output` on screen."""

    policy: Sequence[str]
    overrides: Sequence[str]
    beside: SidePaths
    store: str | None
    as_of: date
    fail_on: frozenset[str]
    output: str | None
    form: str = "jsonl"
    explain: bool = False
    keep_columns: bool = False
    urgent_first: bool = False

    @property
    def inputs(self) -> list[str]:
        """All files that are read, but for the requests."""
        return [*self.policy, *self.overrides, *(path for paths in self.beside for path in paths)]


def from_environment(given: Sequence[str] | None, name: str) -> list[str]:
    """Paths from the command line, else from an environment variable, separated as in PATH."""
    if given:
        return list(given)
    return [path for path in os.environ.get(name, "").split(os.pathsep) if path]


def moment(text: str | None) -> date:
    """The moment for which we answer: a day or a moment, in any form that a cell may have; now where none is given."""
    if text is None:
        return datetime.now().astimezone().replace(microsecond=0)
    with suppress(ValueError):
        return date.fromisoformat(text) if len(text) == len("2026-11-23") else datetime.fromisoformat(text)
    from returnctl.schema.dates import date_order_of, day

    value, problem = day(text, date_order_of([text]))
    if isinstance(value, date) and problem is None:
        return value
    message = f"`{visible(text)}` is neither a day such as 2026-11-23 nor a moment such as 2026-11-23T14:00:00Z"
    if problem is not None and problem.code is not Code.NOT_A_DATE:
        message = said_of_option(problem)
    raise wrong(message, "--as-of")


def said_of_option(problem: "CellProblem") -> str:
    """What is wrong with the value of an option, which has no column to look at."""
    from returnctl.schema.dates import OF_COLUMN

    message = problem.message.removesuffix(OF_COLUMN)
    return f"{message} ({problem.hint})" if problem.hint else message


def open_desk(task: Task, documents: "Documents", reporter: "Reporter") -> "tuple[Desk, SideTables]":
    """The desk of the run and the files beside the report; ends the command where one of them cannot be used."""
    from returnctl.deciding.desk import Desk

    policy, findings = policy_and_findings(task, documents)
    if policy is None:
        reporter.refuse(findings)
    reporter.tell(findings)
    return Desk(policy, task.as_of, task.store), side_tables(documents, task.beside, reporter)


def policy_and_findings(
    task: Task, documents: "Documents", *, hashed: bool = True
) -> "tuple[Policy | None, Sequence[Finding]]":
    """The policy of the run, None where a file of it cannot be used, and what was found, which nobody has told yet.

    The built-in one needs its hash only where the answer shows it.
    """
    if not task.policy and not task.overrides:
        from returnctl.files.built_in import built_in_policy

        policy = built_in_policy()
        if not hashed:
            return policy, ()
        from returnctl.files.policies.policy_hash import policy_hash

        return policy._replace(hash=policy_hash(policy)), ()
    from returnctl.commands.reporting import Progress
    from returnctl.files.policies.loading import read_policy

    progress = Progress()
    loaded = read_policy(
        documents.open_all(task.policy), documents.open_all(task.overrides), lambda rows: progress.step("read", rows)
    )
    progress.clear()
    return loaded.policy, loaded.findings


def opened(documents: "Documents", name: str) -> "Document":
    """An input by its name; `-` is standard input."""
    return documents.piped(sys.stdin.buffer) if name == STDIN else documents.open(name)


def request_tables(documents: "Documents", paths: Sequence[str], reporter: "Reporter") -> "list[Table]":
    """All files of requests; ends the command where one cannot be used."""
    from returnctl.files.recognising.wrong_files import open_request_file
    from returnctl.files.tables.table import Table

    tables = []
    for path in paths:
        found = open_request_file(opened(documents, path))
        if isinstance(found, Table):
            tables.append(found)
        reporter.tell(found.findings if isinstance(found, Table) else found)
    if len(tables) < len(paths):
        reporter.refuse()
    return tables


def side_tables(documents: "Documents", beside: SidePaths, reporter: "Reporter") -> "SideTables":
    """The files beside the report; ends the command where one cannot be used."""
    from returnctl.files.recognising.wrong_files import read_side_file
    from returnctl.files.requests.rows import SideTables

    found = []
    for table, paths in zip(SidePaths._fields, beside, strict=True):
        rows: dict[tuple[str, ...], SideRow] = {}
        for path in paths:
            rows, findings = read_side_file(table, documents.open(path), rows)
            reporter.tell(findings)
            if any(finding.severity is Severity.ERROR for finding in findings):
                reporter.refuse()
        found.append(rows)
    return SideTables(*found)


def opened_out(names: Sequence[str]) -> list[str]:
    """The files that are meant, each once; a pattern that fits none stays as it is.

    Excel's marks of open workbooks, which a pattern fits too, are none.
    """
    found: list[str] = []
    for name in names:
        many = sorted(glob.glob(name)) if not os.path.lexists(name) and glob.has_magic(name) else []  # noqa: PTH207
        found += [one for one in many if not is_lock(one)] or [name]
    return list(dict.fromkeys(found))


def is_lock(name: str) -> bool:
    """Whether a file is Excel's mark that a workbook is open."""
    return os.path.basename(name).startswith("~$")  # noqa: PTH119
