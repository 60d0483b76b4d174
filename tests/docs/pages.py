"""Tables of the documentation that are made from the program's own data, between `<!-- table NAME -->` and its end."""

import csv
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final

import transcripts

from returnctl.deciding.facts import FACT_NAMES
from returnctl.files.templates.form import built_in_words
from returnctl.schema.limits import NAMES, may_hold, offered
from returnctl.schema.settings import POLICY_SETTINGS, SETTINGS, Field, Kind
from returnctl.schema.tables import SETTING, TableKind, overrides_kind, requests_kind, text_of

_DATA: Final = transcripts.ROOT / "src" / "returnctl" / "data"
_TABLE: Final = re.compile(r"(<!-- table (\w+) -->\n).*?(<!-- end of table -->)", re.DOTALL)


def rewritten(name: str, page: str) -> str:
    """The page with its tables as the data says today."""
    return _TABLE.sub(lambda found: f"{found[1]}\n{TABLES[found[2]]()}\n{found[3]}", page)


def rows(name: str) -> list[dict[str, str]]:
    """The rows of one of the built-in tables."""
    with (_DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def table(header: Sequence[str], lines: Iterable[Sequence[str]]) -> str:
    """A table of Markdown."""
    shown = [header, ["---"] * len(header), *lines]
    return "".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |\n" for line in shown)


def quoted(names: str) -> str:
    """Answers of a cell, each as code."""
    return ", ".join(f"`{name.strip()}`" for name in names.split(","))


def rules() -> str:
    """The built-in rules, each with the facts that it names."""
    lines = []
    for number, row in enumerate(rows("rules"), 1):
        named = "; ".join(f"{fact} {quoted(row[fact])}" for fact in FACT_NAMES if row[fact])
        item = f", {row['item']}" if row["item"] else ""
        lines.append((str(number), f"`{row['rule']}`", named or "any", f"{row['recommendation']}{item}", row["note"]))
    return table(("#", "Rule", "Fits when", "Recommendation, item", "Note for you"), lines)


def reasons() -> str:
    """The reason codes of seller-fulfilled reports."""
    return table(
        ("Code", "Means", "Family"),
        [
            (f"`{row['code']}`", row["label"], f"`{row['family']}`")
            for row in rows("reasons")
            if row["channel"] != "FBA"
        ],
    )


def settings() -> str:
    """The settings of a policy."""
    lines = []
    for name in POLICY_SETTINGS:
        said = (built_in_words(name, None) or "–", text_of(SETTING, name).description)
        lines.append((f"`{name}`", _holds(SETTINGS[name]), *said))
    return table(("Setting", "May hold", "Built in where the store is not known", "What it says"), lines)


def overrides() -> str:
    """The columns of overrides."""
    return _columns(overrides_kind())


def requests() -> str:
    """The columns of our own table of requests."""
    return _columns(requests_kind())


def _columns(kind: TableKind) -> str:
    lines = []
    for field in kind.fields:
        needed = " (needed)" if field.needed else ""
        lines.append((f"`{field.name}`{needed}", _holds(field), text_of(kind.name, field.name).description))
    return table(("Column", "May hold", "What it says"), lines)


def _holds(field: Field) -> str:
    """What may stand in a column, its choices as code; the list of stores stands elsewhere."""
    if field.kind is Kind.STORE:
        return "a store's short name, or a name such as `Amazon.de`"
    if field.is_closed:
        return quoted(",".join(offered(field)))
    if field.kind in (*NAMES, Kind.WORDS):
        return "text"
    if field.kind is Kind.MONEY:
        return "an amount, or `none`" if field.none else "an amount"
    words = "one or several of " + quoted(",".join(field.choices)) if field.kind is Kind.STARTS else may_hold(field)
    return re.sub(r"\bnone$", "`none`", words)


def stores() -> str:
    """What is built in for each store."""
    names = ("return_window_days", "minimum_window_days", "withdrawal_days", "guarantee_days", "keep_up_to")
    by_store = {name: _by_store(name) for name in (*names, "authorizes_itself")}
    lines = []
    for row in rows("stores"):
        values = [_value(by_store[name], row["store"]) for name in names]
        itself = _value(by_store["authorizes_itself"], row["store"])
        lines.append((f"`{row['store']}`", row["currency"], *values, itself))
    header = (
        "Store",
        "Currency",
        "Window",
        "Least",
        "Withdrawal",
        "Guarantee",
        "`keep_up_to`",
        "Amazon authorises itself",
    )
    return table(header, lines)


def _by_store(name: str) -> Mapping[str, str]:
    return {row["store"]: row["value"] for row in rows("settings") if row["setting"] == name and not row["category"]}


def _value(values: Mapping[str, str], store: str) -> str:
    value = values.get(store, values.get("", ""))
    return "–" if value in ("none", "0", "") else value


def amazon_codes() -> str:
    """The numbers of Amazon's processing report."""
    lines = [(f"`{row['code']}`", row["severity"], row["meaning"], row["remedy"]) for row in rows("amazon_codes")]
    return table(("Number", "Severity", "Means", "What to do"), lines)


TABLES: Final[Mapping[str, Callable[[], str]]] = {
    "settings": settings,
    "overrides": overrides,
    "requests": requests,
    "rules": rules,
    "reasons": reasons,
    "stores": stores,
    "amazon_codes": amazon_codes,
}
