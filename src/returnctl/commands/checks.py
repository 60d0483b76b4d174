"""The check of each file by what it is; overrides and requests are looked at under the policy of the run."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import cached_property

from returnctl.commands.reporting import Progress
from returnctl.deciding.days import day_of_answer
from returnctl.deciding.desk import Desk
from returnctl.files.amazon.answers import joined, read_processing_report
from returnctl.files.amazon.checking import check_amazon_file
from returnctl.files.built_in import built_in_policy
from returnctl.files.document import Document
from returnctl.files.policies.loading import Loaded, read_policy
from returnctl.files.policies.second_look import second_look
from returnctl.files.policies.sku_list import read_sku_list
from returnctl.files.recognising.roles import WHAT, Role, role_of
from returnctl.files.requests.rows import Flagged
from returnctl.files.requests.stream import OfFile, Reports, requested_skus
from returnctl.files.requests.tables import open_requests
from returnctl.files.tables.table import Table
from returnctl.proving.audits import audit_overrides, audit_policy
from returnctl.run import decided
from returnctl.values.finding import Code, Finding, Severity, has_error
from returnctl.values.location import Location
from returnctl.values.policy import SkuList
from returnctl.views.checked import Checked

# Errors after which nothing that was read of a file can be relied on.
_OF_NO_USE = frozenset(
    {
        Code.UNSAFE_XML,
        Code.BROKEN_XML,
        Code.FILE_CHANGED,
        Code.FILE_EMPTY,
        Code.FILE_UNREADABLE,
        Code.BROKEN_WORKBOOK,
        Code.UNSAFE_WORKBOOK,
        Code.WORKBOOK_VARIANT,
        Code.UNKNOWN_ENCODING,
        Code.UNKNOWN_TABLE,
    }
)
# What is looked at in Amazon's file too, as Amazon says nothing of it.
_ALSO_AMAZONS = frozenset({Code.SKU_NOT_LISTED, Code.SIMILAR_SKUS, Code.AMAZON_AUTHORISES_ANYWAY})
# What is kept of one file's findings; more are counted.
_MOST_KEPT = 200_000


class Checks:
    """The checks of one run; what several files need is read once."""

    def __init__(
        self,
        files: Sequence[Document],
        policy: Sequence[Document],
        skus: Sequence[Document],
        store: str | None,
        as_of: date,
        progress: Progress,
    ) -> None:
        self._files, self._given, self._skus = files, policy, skus
        self._store, self._as_of, self._progress = store, as_of, progress
        self._today = day_of_answer(as_of, None)
        self._policies = [*policy, *(file for file in self._of_role(Role.POLICY) if file not in policy)]
        self._overrides = [*self._of_role(Role.OVERRIDES), *self._of_role(Role.AMAZON_OVERRIDES)]
        self._listed: SkuList | None = None

    def _of_role(self, *roles: Role) -> list[Document]:
        return [file for file in self._files if role_of(file).role in roles]

    def run(self) -> Iterator[Checked]:
        """Check every file, in the order given; first what they are looked at under, where that cannot be used."""
        if self._skus:
            listed = read_sku_list(self._skus)
            yield from _lists(listed, self._skus)
            if listed.usable and (self._overrides or self._policies):
                requested = requested_skus(self._of_role(Role.RETURNS_REPORT, Role.REQUESTS))
                self._listed = listed._replace(requested=requested)
        for policy in self._given:
            if policy not in self._of_role(Role.POLICY):
                yield from _policy_in_use(policy)
        for file in self._files:
            told = role_of(file)
            if told.role is None:
                yield Checked(file.shown, None, "", (), 0, told.findings, usable=False)
            else:
                checked = self._check(told.role, file)
                of_no_use = any(
                    each.severity is Severity.ERROR and each.code in _OF_NO_USE for each in checked.findings
                )
                yield checked._replace(usable=checked.usable and not of_no_use)

    def _check(self, role: Role, file: Document) -> Checked:
        by_role: dict[Role, Callable[[Document], Checked]] = {
            Role.POLICY: self._policy_file,
            Role.OVERRIDES: self._override_file,
            Role.AMAZON_OVERRIDES: self._amazons_file,
            Role.PROCESSING_REPORT: _processing_report,
        }
        check_it = by_role.get(role)
        return check_it(file) if check_it is not None else self._request_file(role, file)

    def _step(self, rows: int) -> None:
        self._progress.step("read", rows)

    def _policy_file(self, file: Document) -> Checked:
        loaded = read_policy([file], (), self._step)
        more = audit_policy(loaded.policy, self._today, self._store) if loaded.policy else ()
        return _of_tables(Role.POLICY, loaded, file.shown, (*more, *self._audited(loaded)))

    def _override_file(self, file: Document) -> Checked:
        """Overrides are looked at under the policy of the run, where that can be used."""
        loaded = read_policy(self._policies, [file], self._step)
        more = [*self._across.get(file.shown, ())]
        if self._policies and loaded.policy is None:
            loaded = read_policy((), [file], self._step)
            more += [_without_policy(file.shown)] if loaded.policy is not None else []
        mine = loaded._replace(
            sources=tuple(source for source in loaded.sources if source.file == file.shown),
            tables=tuple(found for found in loaded.tables if found.table.file == file.shown),
        )
        return _of_tables(Role.OVERRIDES, mine, file.shown, (*self._audited(mine), *more))

    def _amazons_file(self, file: Document) -> Checked:
        """Amazon's SKU override file, as Amazon will check it; its SKUs and actions are looked at as ours are."""
        upload, more = check_amazon_file(file), list[Finding]()
        loaded = read_policy((), [file], self._step) if upload.usable else None
        if loaded is not None and loaded.policy is not None:
            found = audit_overrides(loaded.policy, self._today, self._store, self._listed)
            also = [finding for finding in found if finding.code in _ALSO_AMAZONS]
            hint = "it does no harm; to take such a row back, upload the SKU with DELETE"
            more = [*_told_once(also, Code.AMAZON_AUTHORISES_ANYWAY, hint)]  # the file can be nothing but that
        findings = (*upload.findings, *more)
        return _checked(Role.AMAZON_OVERRIDES, file.shown, findings, upload.records, usable=upload.usable)

    def _audited(self, loaded: Loaded) -> Sequence[Finding]:
        """What overrides do not do, or do against the seller."""
        if loaded.policy is None:
            return ()
        return (
            *audit_overrides(loaded.policy, self._today, self._store, self._listed),
            *second_look(loaded.tables, loaded.policy, self._store, self._listed),
        )

    @cached_property
    def _across(self) -> dict[str, list[Finding]]:
        """What is wrong between several files of overrides that each say nothing wrong by themselves."""
        if len(self._overrides) < 2:
            return {}
        alone = {finding for file in self._overrides for finding in read_policy((), [file], self._step).findings}
        found: dict[str, list[Finding]] = {}
        for finding in read_policy((), self._overrides, self._step).findings:
            if finding not in alone:
                found.setdefault(finding.at.file, []).append(finding)
        return {name: [*_told_once(findings, Code.REPEATED_ROW)] for name, findings in found.items()}

    @cached_property
    def _desk(self) -> Desk:
        """The desk under the policy and the overrides of the run; where they cannot be used, the built-in one."""
        loaded = read_policy(self._policies, self._overrides, self._step)
        return Desk(loaded.policy or built_in_policy(), self._as_of, self._store)

    def _request_file(self, role: Role, file: Document) -> Checked:
        table = open_requests(file)
        if not isinstance(table, Table):
            return _checked(role, file.shown, table)
        requests = Reports([table], self._step)
        kept = [*table.findings, *requests.look.of_files]
        found, rows = len(kept), 0
        for entry in decided(requests, self._desk):
            rows += not isinstance(entry, OfFile)
            told = (*entry.findings, *entry.cells) if isinstance(entry, Flagged) else entry.findings
            found += len(told)
            kept += told[: max(_MOST_KEPT - len(kept), 0)]
            self._progress.step("checked", rows)
        if not rows and not kept:
            severity = Severity.NOTE if role is Role.REQUESTS else Severity.WARNING
            hint = "" if role is Role.REQUESTS else "on a day without returns Amazon gives no file: download it again"
            none = "there are no rows below the header"
            kept.append(Finding(Code.NO_DATA_ROWS, table.source.at(), none, hint, severity))
            found = 1
        sheets = (table.source.sheet,) if table.source.sheet else ()
        return Checked(file.shown, role, WHAT[role], sheets, rows, tuple(kept), counted=found - len(kept))


def _checked(
    role: Role, shown: str, findings: Sequence[Finding] = (), rows: int = 0, *, usable: bool = True
) -> Checked:
    """A file that was checked, of which the sheets need not be told."""
    return Checked(shown, role, WHAT[role], (), rows, tuple(findings), usable)


def _policy_in_use(policy: Document) -> Iterator[Checked]:
    """A policy given by option, where it cannot be used: whatever is looked at under it would be looked at wrongly."""
    loaded = read_policy([policy])
    if loaded.policy is None:
        errors = [finding for finding in loaded.findings if finding.severity is Severity.ERROR]
        rows = sum(source.rows for source in loaded.sources)
        yield _checked(Role.POLICY, policy.shown, errors, rows, usable=bool(loaded.sources))


def _lists(listed: SkuList, files: Sequence[Document]) -> Iterator[Checked]:
    """The lists of SKUs against which overrides are held."""
    rows = Counter(at.file for at in listed.skus.values())
    for name in dict.fromkeys(file.shown for file in files):
        findings = tuple(finding for finding in listed.findings if finding.at.file == name)
        usable = not has_error(findings)
        yield Checked(name, "sku-list", "your SKUs", (), rows[name], findings, usable)


def _of_tables(role: Role, loaded: Loaded, shown: str, more: Sequence[Finding] = ()) -> Checked:
    """A policy or overrides: each table with its rows."""
    sheets = tuple(source.sheet for source in loaded.sources if source.sheet)
    findings = tuple(finding for finding in (*loaded.findings, *more) if finding.at.file == shown)
    rows = sum(source.rows for source in loaded.sources)
    return Checked(shown, role, WHAT[role], sheets, rows, findings, counted=loaded.counted)


def _told_once(findings: Sequence[Finding], code: Code, hint: str = "") -> Iterator[Finding]:
    """Rows of which the same is said are told once, with their number and as a note."""
    alike = [finding for finding in findings if finding.code is code]
    yield from (finding for finding in findings if finding.code is not code)
    if alike:
        first = alike[0]
        more = f"; so do {len(alike) - 1:,} more rows" if len(alike) > 1 else ""
        yield first._replace(message=first.message + more, hint=hint or first.hint, severity=Severity.NOTE)


def _without_policy(shown: str) -> Finding:
    message = "the policy of this run cannot be used: these overrides were looked at under the built-in one"
    hint = (
        "mend the policy; where several are given that are not meant to hold together, name the right one with --policy"
    )
    return Finding(Code.POLICY_NOT_USED, Location(shown), message, hint, Severity.WARNING)


def answered(report: Document, document: Document) -> Checked:
    """What Amazon's answer says of the file that was uploaded, each refused row at its own cell."""
    role, shown = Role.AMAZON_OVERRIDES, document.shown
    if document.nothing_came:
        return _checked(role, shown, document.findings, usable=False)
    if (refused := not_for_amazon(document)) is not None:
        return _checked(role_of(document).role or role, shown, [refused], usable=False)
    read = read_processing_report(report)
    if not read.usable:
        return Checked(report.shown, None, "", (), 0, read.findings, usable=False)
    uploaded = check_amazon_file(document)
    findings = (*read.findings, *joined(read, document))
    checked = _checked(role, shown, findings, uploaded.records, usable=uploaded.usable)
    return checked._replace(what=f"{WHAT[role]} as Amazon answered it")


def not_for_amazon(document: Document) -> Finding | None:
    """Why a file cannot be checked as Amazon would: it is known to be something else than its SKU override file."""
    role = role_of(document).role
    if role in (None, Role.AMAZON_OVERRIDES):
        return None
    message = f"expected the SKU override file that Amazon gets, found {WHAT[role]}"
    hint = "give the file that you uploaded; `returnctl convert FILE --to amazon` makes one from your overrides"
    return Finding(Code.WRONG_REPORT, Location(document.shown), message, hint)


def _processing_report(document: Document) -> Checked:
    """A processing report by itself: how many rows it refuses."""
    read, shown = read_processing_report(document), document.shown
    findings = list(read.findings)
    if read.lines:
        message = f"Amazon names {len(read.lines):,} of the rows that were uploaded as failed"
        hint = "give it with --report, and the file that was uploaded as FILE: each row is then shown with its cell"
        findings.append(Finding(Code.AMAZON_REFUSED, Location(shown), message, hint, Severity.WARNING))
    return _checked(Role.PROCESSING_REPORT, shown, findings, len(read.lines), usable=read.usable)
