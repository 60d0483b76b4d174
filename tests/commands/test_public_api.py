"""What the package offers to programs."""

from datetime import date
from pathlib import Path

import pytest

import returnctl

EXAMPLES = Path(__file__).parents[2] / "examples"


def test_every_public_name_can_be_had() -> None:
    for name in returnctl.__all__:
        assert getattr(returnctl, name) is not None


def test_another_name_is_an_ordinary_error() -> None:
    with pytest.raises(AttributeError, match="nonsense"):
        returnctl.nonsense  # noqa: B018


def test_files_are_read_decided_and_recorded() -> None:
    found = returnctl.read_requests(str(EXAMPLES / "returns-report.txt"))
    loaded = returnctl.load_policy([str(EXAMPLES / "policy.xlsx")], [str(EXAMPLES / "overrides.xlsx")])
    assert loaded.policy is not None
    assert not found.flagged
    desk = returnctl.Desk(loaded.policy, date(2026, 11, 23))
    alone = returnctl.decide(found.requests[0], loaded.policy, date(2026, 11, 23))
    assert returnctl.record(desk.decide(found.requests[0]), desk) == returnctl.record(alone, desk)


def test_a_file_that_cannot_be_used_gives_findings_and_nothing_else(tmp_path: Path) -> None:
    found = returnctl.read_requests(str(tmp_path / "none.txt"))
    assert not found.requests
    assert [finding.severity for finding in found.findings] == ["error"]
