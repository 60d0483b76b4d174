"""Requests as a report gives them: each is a plain, decided one unless a test says otherwise."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from returnctl.deciding.decision import Decision
from returnctl.deciding.desk import Desk
from returnctl.files.built_in import built_in_policy
from returnctl.values.policy import Policy
from returnctl.values.request import Column, ReturnRequest, Source

AS_OF = date(2026, 11, 23)
REPORT = Source(
    "report.txt",
    None,
    {
        "sku": Column(1, "Merchant SKU"),
        "reason": Column(2, "Return Reason"),
        "delivery_date": Column(3, "Delivered"),
        "request_date": Column(4, "Return request date"),
        "amount": Column(5, "Order Amount"),
    },
)
RAW = ("A-1", "CR-DEFECTIVE", "2026-11-01", "10-Nov-2026", "24.90")

Ask = Callable[..., ReturnRequest]
Decide = Callable[..., Decision]


@pytest.fixture(scope="session")
def policy() -> Policy:
    return built_in_policy()._replace(hash="c0ffee")


@pytest.fixture
def desk(policy: Policy) -> Desk:
    return Desk(policy, AS_OF, "US")


@pytest.fixture
def ask() -> Ask:
    def make(**fields: Any) -> ReturnRequest:
        usual: dict[str, Any] = {
            "sku": "A-1",
            "reason": "CR-DEFECTIVE",
            "delivery_date": date(2026, 11, 1),
            "request_date": date(2026, 11, 10),
            "amount": Decimal("24.90"),
            "currency": "USD",
            "source": REPORT,
            "row": 14,
            "raw": RAW,
        }
        return ReturnRequest(**(usual | fields))

    return make


@pytest.fixture
def decide(desk: Desk, ask: Ask) -> Decide:
    def make(**fields: Any) -> Decision:
        return desk.decide(ask(**fields))

    return make


@pytest.fixture
def undecided(decide: Decide) -> Decision:
    return decide(
        reason="CR-UNWANTED_ITEM", delivery_date=None, order_date=date(2026, 9, 1), request_date=date(2026, 10, 11)
    )
