"""The built-in policy: Amazon's constants, the reason codes and the rules, read from the package's own data."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Final

from returnctl.deciding.facts import FACT_NAMES, answers_of
from returnctl.deciding.rule_table import accepted, item_of, recommendation_of
from returnctl.schema.data import Row, built_in_cite, built_in_stores, data_rows
from returnctl.schema.settings import CONSTANTS, SETTINGS, Kind
from returnctl.values.decision import Rule
from returnctl.values.policy import FAMILIES, Holiday, Layer, Policy, Reason, Setting

_FAULTS: Final = ("eu", "programme", "inferred")


@cache
def built_in_policy() -> Policy:
    """The policy that decides where the seller has set nothing."""
    reasons = data_rows("reasons.csv")
    return Policy(
        settings=tuple(_setting(row) for row in data_rows("settings.csv")),
        holidays=tuple(_holiday(row) for row in data_rows("holidays.csv")),
        reasons=tuple(_reason(row) for row in reasons),
        words=_words(reasons),
        rules=built_in_rules(FAMILIES),
        stores=built_in_stores(),
        families=FAMILIES,
    )


def built_in_rules(families: tuple[str, ...]) -> tuple[Rule, ...]:
    """The built-in rules, for the families of a policy."""
    answers = answers_of(families)
    return tuple(_rule(number, row, answers) for number, row in enumerate(data_rows("rules.csv"), 1))


def _setting(row: Row) -> Setting:
    name, text = row["setting"], row["value"]
    where = " ".join(part for part in (row["store"], row["category"]) if part)
    return Setting(
        name,
        _value(name, text),
        built_in_cite(row, f"{name} ({where})" if where else name, text),
        Layer.BUILT_IN,
        row["store"] or None,
        row["category"] or None,
    )


def _value(name: str, text: str) -> object:
    kind = (SETTINGS.get(name) or CONSTANTS[name]).kind
    if text == "none":
        return None
    if kind in (Kind.DAYS, Kind.HOURS):
        return int(text)
    if kind in (Kind.MONEY, Kind.PERCENT):
        return Decimal(text)
    if kind is Kind.YES_NO:
        return text == "yes"
    return tuple(part.strip() for part in text.split(",")) if kind is Kind.STARTS else text


def _holiday(row: Row) -> Holiday:
    where = " ".join(part for part in (row["store"], row["category"]) if part)
    return Holiday(
        date.fromisoformat(row["from"]),
        date.fromisoformat(row["to"]),
        date.fromisoformat(row["request_by"]),
        built_in_cite(row, f"holidays ({where})", row["request_by"]),
        row["store"] or None,
        row["category"] or None,
        row["counted_from"],
    )


def _reason(row: Row) -> Reason:
    faults = {name: row[f"fault_{name}"] for name in _FAULTS if row[f"fault_{name}"]}
    cite = built_in_cite(row, f"reasons ({row['code']})", row["family"])
    return Reason(row["code"], row["label"], row["family"], faults, row["note"], cite)


def _words(rows: Sequence[Row]) -> dict[str, str]:
    """Every label and plain word, and the code that it stands for."""
    found: dict[str, str] = {}
    for row in rows:
        labels = (row["label"], *row["other_labels"].split("|"), *row["words"].split("|"))
        for label in labels:
            if label:
                found.setdefault(label, row["code"])
    return found


def _rule(number: int, row: Row, answers: dict[str, tuple[str, ...]]) -> Rule:
    cells = {fact: tuple(name.strip() for name in row[fact].split(",")) for fact in FACT_NAMES if row[fact]}
    accepts, advice = accepted(cells, answers), recommendation_of(row["recommendation"])
    if isinstance(accepts, list) or advice is None:
        message = f"the built-in rule {row['rule']} is broken"
        raise ValueError(message)
    cite = built_in_cite(row, f"rule {number} ({row['rule']})", row["recommendation"])
    return Rule(row["rule"], number, accepts, advice, item_of(row["item"]), row["note"], cite)
