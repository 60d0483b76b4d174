"""What is said of a policy's own settings and categories."""

from decimal import Decimal
from typing import Any

import pytest
from auditing import told
from builders import AS_OF, policy_of, setting

from returnctl.proving.audits import audit_policy
from returnctl.values.finding import Finding
from returnctl.values.policy import Setting


def found(*own: Setting, store: str | None = None, **parts: Any) -> tuple[Finding, ...]:
    return audit_policy(policy_of(*own, **parts), AS_OF, store)


@pytest.mark.parametrize(
    ("store", "days", "said"),
    [
        ("US", 29, ["warning[window-below-minimum] C4"]),
        ("US", 30, []),
        ("DE", 13, ["warning[window-below-minimum] E4"]),
        ("DE", 14, ["note[window-below-amazons] E4"]),
        ("DE", 30, []),
    ],
)
def test_a_window_is_held_against_the_least_of_its_store(store: str, days: int, said: list[str]) -> None:
    assert told(found(setting("return_window_days", days, store=store))) == said


@pytest.mark.parametrize(("days", "said"), [(13, ["warning[window-below-minimum] E4"]), (14, [])])
def test_a_category_is_held_against_amazons_window_for_it(days: int, said: list[str]) -> None:
    assert told(found(setting("return_window_days", days, store="DE", category="toys"))) == said


def test_the_default_is_looked_at_only_where_it_applies() -> None:
    default, own = setting("return_window_days", 20), setting("return_window_days", 30, store="US")
    assert told(found(default, own)) == []
    (finding,) = found(default, own, setting("return_window_days", 30, category="books", store="DE"))
    assert told([finding]) == ["note[window-below-amazons] B4"]
    assert "30 days in DE (fewer in some categories)" in finding.message
    assert told(found(default, own, store="US")) == []


@pytest.mark.parametrize(
    ("ground", "store", "said"),
    [(None, "DE", ["warning[no-legal-ground] E4"]), ("digital", "DE", []), (None, "US", [])],
)
def test_a_category_that_does_not_come_back_needs_a_ground(ground: str | None, store: str, said: list[str]) -> None:
    rows = [setting("returnable", False, store=store, category="music")]
    rows += [setting("not_returnable_because", ground, store=store, category="music")] if ground else []
    assert told(found(*rows)) == said


def test_a_ground_for_goods_that_come_back_is_told() -> None:
    ground = setting("not_returnable_because", "digital", store="US", category="music")
    assert told(found(ground)) == ["warning[contradicting-terms] C4"]
    assert told(found(ground._replace(value=None))) == []
    assert told(found(ground, setting("returnable", False, category="music"))) == []


@pytest.mark.parametrize(
    ("keep", "review", "said"),
    [
        (Decimal("50.01"), Decimal(50), ["warning[contradicting-terms] B4"]),
        (Decimal(50), Decimal(50), []),
        (None, Decimal(50), []),
        (Decimal(60), None, []),
    ],
)
def test_a_limit_above_the_one_for_review_never_counts(
    keep: Decimal | None, review: Decimal | None, said: list[str]
) -> None:
    assert told(found(setting("keep_up_to", keep), setting("review_above", review))) == said


def test_a_lower_review_limit_in_one_store_is_enough() -> None:
    rows = setting("returnless_up_to", Decimal(9)), setting("review_above", Decimal(5), store="DE")
    assert told(found(*rows)) == ["warning[contradicting-terms] B4"]


def test_authorising_each_request_is_no_choice_where_amazon_does_it_itself() -> None:
    (there,) = found(setting("authorization", "authorize-each", store="US"))
    assert told([there]) == ["warning[amazon-authorises-anyway] C4"]
    assert there.hint == "write `automatic-in-policy`, which is what Amazon does there"
    (anywhere,) = found(setting("authorization", "authorize-each"))
    assert told([anywhere]) == ["note[amazon-authorises-anyway] B4"]
    both = setting("authorization", "authorize-each"), setting("respond_within_hours", 24, store="CA")
    (some,) = found(*both, setting("respond_within_hours", 24, store="US"))
    assert told([some]) == ["warning[amazon-authorises-anyway] B4"]
    assert some.hint.endswith("in a column for each of these stores")
    assert told(found(setting("authorization", "authorize-each", store="CA"))) == []
    assert told(found(setting("authorization", "automatic-all", store="US"))) == []


def test_the_built_in_policy_is_not_audited() -> None:
    assert found() == ()
    assert found(setting("label_paid_by", "buyer")) == ()
    assert found(setting("returnable", True, category="books")) == ()
    assert found(setting("return_window_days", None)) == ()
