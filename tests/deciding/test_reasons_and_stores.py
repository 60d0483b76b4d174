"""Which reason and which store a request means."""

from typing import Any

import pytest
from builders import AS_OF, POLICY, answers, ask, decided, policy_of

from returnctl.deciding.desk import Desk
from returnctl.deciding.reasons import folded_code, nearest_reasons, reason_finder
from returnctl.values.finding import Code
from returnctl.values.location import Cite, Origin
from returnctl.values.policy import Reason
from returnctl.values.request import UNREADABLE

FIND = reason_finder(POLICY)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("CR-DEFECTIVE", "CR-DEFECTIVE"),
        ("cr-defective", "CR-DEFECTIVE"),
        (" CR-DEFECTIVE ", "CR-DEFECTIVE"),
        ("CR_DEFECTIVE", "CR-DEFECTIVE"),
        ("RO-CR-DEFECTIVE", "CR-DEFECTIVE"),
        ("DEFECTIVE", "CR-DEFECTIVE"),
        ("defective", "CR-DEFECTIVE"),
        ("CR-UNWANTED-ITEM", "CR-UNWANTED_ITEM"),
        ("UNWANTED_ITEM", "CR-UNWANTED_ITEM"),
        ("AMZ-PG-APP-TOO-SMALL", "AMZ-PG-APP-TOO-SMALL"),
        ("AMZ_PG_APP_TOO_SMALL", "AMZ-PG-APP-TOO-SMALL"),
        ("APP-TOO-SMALL", "AMZ-PG-APP-TOO-SMALL"),
        ("No longer needed", "CR-UNWANTED_ITEM"),
        ("no  longer-needed", "CR-UNWANTED_ITEM"),
        ("Item defective or doesn’t work", "CR-DEFECTIVE"),
        ("Falscher Artikel", "CR-SWITCHEROO"),
        ("CR-UNWANTED_ITEM(不想要了)", "CR-UNWANTED_ITEM"),
        ("CR-UNWANTED_ITEM（不想要了）", "CR-UNWANTED_ITEM"),
        ("CR-DEFECTIVE: kaputt", "CR-DEFECTIVE"),
        ("CR-QUIRKY_NEW_CODE", "CR-QUIRKY_NEW_CODE"),
        ("QUIRKY_NEW", "QUIRKY_NEW"),
        ("CR-QUIRKY_NEW_CODE(neu)", "CR-QUIRKY_NEW_CODE"),
        ("AMZ-PG-SOMETHING-9", "AMZ-PG-SOMETHING-9"),
    ],
)
def test_a_code_a_label_and_an_erp_mix_mean_their_reason(text: str, code: str) -> None:
    found = FIND(text, "US")
    assert found is not None
    assert found.code == code


@pytest.mark.parametrize("text", ["pigs fly", "QUIRKY", "quirky_new", "", "=1+1", "CR-", "12345"])
def test_any_other_text_means_nothing_that_is_known(text: str) -> None:
    assert FIND(text, None) is None


def test_a_text_that_means_nothing_leaves_the_family_open_and_is_a_finding() -> None:
    decision = decided(reason="pigs \x1b[31mfly")
    assert len(answers(decision, "family")) == 6
    assert [problem.code for problem in decision.problems] == [Code.UNKNOWN_REASON_TEXT]
    assert "\x1b" not in decision.problems[0].message


def test_the_seller_s_own_reason_wins_and_may_be_for_one_store_only() -> None:
    own = Reason("CR-DEFECTIVE", "Kaputt", "other", {"inferred": "buyer"}, "", Cite(Origin.FILE), "DE")
    find = reason_finder(policy_of(reasons=(own, *POLICY.reasons)))
    families = [found.family for store in ("DE", "US", None) if (found := find("defective", store))]
    assert families == ["other", "product-fault", "product-fault"]


def test_a_word_for_a_code_that_is_not_listed_means_nothing() -> None:
    assert reason_finder(policy_of(words={"odd words": "GONE"}))("odd words", None) is None


def test_a_family_of_the_seller_s_own_is_any_other_reason_for_the_built_in_rules() -> None:
    from returnctl.files.built_in import built_in_rules

    own = Reason("CR-GIFT", "Gift", "gift", {}, "", Cite(Origin.FILE))
    families = (*POLICY.families, "gift")
    policy = policy_of(reasons=(own, *POLICY.reasons), families=families, rules=built_in_rules(families))
    decision = Desk(policy, AS_OF).decide(ask(reason="CR-GIFT"))
    assert decision.verdict.rule is not None
    assert decision.verdict.rule.name == "any-other-reason"


@pytest.mark.parametrize(("text", "near"), [("defectve", "defective"), ("no longer neded", "No longer needed")])
def test_a_slip_finds_what_was_meant(text: str, near: str) -> None:
    assert near.casefold() in [name.casefold() for name in nearest_reasons(POLICY, text)]


def test_a_code_is_compared_without_prefix_and_case() -> None:
    assert folded_code(" ro-cr-defective ") == "DEFECTIVE"


def test_nothing_is_near_to_nonsense() -> None:
    assert nearest_reasons(POLICY, "§§§§§§§§") == ()


# Stores.


@pytest.mark.parametrize(
    ("fields", "given", "only", "store"),
    [
        ({"store": "UK"}, "DE", "FR", "UK"),
        ({"store": " amazon.DE "}, None, None, "DE"),
        ({"store": "gb"}, None, None, "UK"),
        ({"sales_channel": "Amazon.de"}, "fr", "US", "FR"),
        ({"sales_channel": "Amazon.de"}, None, "US", "DE"),
        ({"sales_channel": "Non-Amazon", "currency": "USD"}, None, "US", "US"),
        ({"sales_channel": "Non-Amazon", "currency": "GBP"}, None, "US", "UK"),
        ({"sales_channel": "Non-Amazon", "currency": "GBP"}, "US", None, "UK"),
        ({"sales_channel": "Amazon.co.uk", "currency": "GBP"}, "US", None, "UK"),
        ({"currency": "usd "}, "US", None, "US"),
        ({"currency": "EUR"}, "US", None, None),
        ({"currency": "EUR"}, None, "DE", "DE"),
        ({"currency": "gbp "}, None, None, "UK"),
        ({"currency": "EUR"}, None, None, None),
        ({"currency": "JPY"}, None, "US", "JP"),
        ({"currency": "XYZ"}, None, "US", None),
        ({}, None, None, None),
        ({"store": "Atlantis", "currency": "GBP"}, "DE", "US", None),
        ({"store": UNREADABLE, "currency": "GBP"}, "DE", "US", None),
        ({"currency": UNREADABLE}, "DE", None, "DE"),
    ],
)
def test_a_store_is_found_in_this_order(
    fields: dict[str, Any], given: str | None, only: str | None, store: str | None
) -> None:
    request = ask(**({"store": None, "currency": None} | fields))
    decision = Desk(policy_of(own_stores=(only,) if only else ()), AS_OF, given).decide(request)
    assert decision.terms.store == store
    unknown = [problem.code for problem in decision.problems if problem.code is Code.UNKNOWN_STORE]
    assert bool(unknown) == (fields.get("store") == "Atlantis")


@pytest.mark.parametrize(
    ("own", "currency", "store"),
    [
        (("DE", "UK", "US"), "EUR", "DE"),
        (("DE", "FR", "UK"), "EUR", None),
        (("UK", "US"), "EUR", None),
        (("UK", "US"), "GBP", "UK"),
        (("UK", "US"), "JPY", "JP"),
        (("DE", "UK"), None, None),
    ],
)
def test_a_shared_currency_tells_the_one_store_that_the_policy_has(
    own: tuple[str, ...], currency: str | None, store: str | None
) -> None:
    decision = Desk(policy_of(own_stores=own), AS_OF).decide(ask(store=None, currency=currency))
    assert decision.terms.store == store


@pytest.mark.parametrize(
    ("fields", "codes"),
    [
        ({"currency": "GBP"}, [Code.STORE_NOT_TAKEN]),
        ({"currency": "USD"}, []),
        ({"currency": None, "amount": None}, []),
        ({"currency": "EUR", "store": "DE"}, []),
    ],
)
def test_a_store_that_was_given_and_does_not_stand_for_a_request_is_told(
    fields: dict[str, Any], codes: list[Code]
) -> None:
    decision = Desk(POLICY, AS_OF, "US").decide(ask(**({"store": None} | fields)))
    assert [problem.code for problem in decision.problems] == codes


def test_without_a_store_neutral_terms_apply() -> None:
    terms = decided(store=None, currency=None).terms
    assert (terms.return_window_days.value, terms.minimum_window_days.value, terms.zone) == (30, None, None)


def test_the_categories_of_a_store_are_known() -> None:
    desk = Desk(POLICY, AS_OF)
    assert "books" in desk.categories(ask(store="DE"))
    assert desk.categories(ask(store="US")) == ()
    assert desk.categories(ask(store=None, currency=None)) == ()


@pytest.mark.parametrize(("given", "zone"), [("DE", "Europe/Berlin"), (None, None)])
def test_the_clock_is_that_of_the_store_that_was_given(given: str | None, zone: str | None) -> None:
    assert Desk(POLICY, AS_OF, given).zone == zone


def test_the_clock_of_a_policy_for_one_store_is_that_of_the_store() -> None:
    assert Desk(POLICY._replace(own_stores=("DE",)), AS_OF).zone == "Europe/Berlin"
