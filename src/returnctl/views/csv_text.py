"""Decisions as lines of CSV: UTF-8, CRLF, RFC 4180, and no cell that a spreadsheet takes for a formula.

What many requests share (their words, the places that they rest on, what follows from the decision) is
made once and kept; a line is these parts joined. The cells are those of `flat.flat_row`.
"""

import re
from collections.abc import Iterable, Sequence
from string import ascii_letters, digits
from typing import Any, Final, NamedTuple, TypeVar

from returnctl.deciding.desk import Conclusion, Decision, Desk
from returnctl.deciding.fact import Established, Fact
from returnctl.deciding.rules import Verdict
from returnctl.values.decision import Response
from returnctl.values.finding import Finding
from returnctl.values.inert import STARTERS, inert
from returnctl.values.request import ReturnRequest
from returnctl.views.cites import cite_text, cites_of
from returnctl.views.flat import COLUMNS, finding_text, flagged_row, flat_row, missing_text
from returnctl.views.sentence import Tellable, fact_words, joined, sentence, tellable

Kept = Sequence[str] | None

K = TypeVar("K")
V = TypeVar("V")

_MOST_KEPT: Final = 20_000
_REASON: Final = ("reason", "reason_code", "family", "store", "quantity", "as_of")
# A row number that no file has: in kept places it stands for the row at hand.
_ROW: Final = 7_340_199_999_999_937
_ROW_TEXT: Final = str(_ROW)
_MARK: Final = "\x1f"
# A cell of nothing but blanks stands as it is, as in Amazon's own files: nothing is lost where they are stripped.
_NEEDS_QUOTES: Final = re.compile('[",\r\n]|^ ++[^ ]|[^ ] ++$')
_PLAIN: Final = "(?:(?:[A-Za-z0-9][A-Za-z0-9-]*+)?+,){3}+"
_PLAIN_IDS: Final = re.compile(_PLAIN)
_OF_PLAIN_IDS: Final = (ascii_letters + digits + "-").encode()
# What may open a sentence and has to be made inert, and what a joined line of cells is searched for.
RISKY: Final = STARTERS | {"'"}
_BETWEEN: Final = "\x1e"
_BLANK: Final = f"{_BETWEEN} {_BETWEEN}"
_MARKED: Final = f"{_BETWEEN}{_MARK}{_BETWEEN}"
_NOT_PLAIN: Final = (
    '"',
    ",",
    "\r",
    "\n",
    _BETWEEN + " ",
    " " + _BETWEEN,
    *(_BETWEEN + start for start in sorted(RISKY)),
)


def csv_header(kept: Sequence[str]) -> str:
    """The line of headers; kept columns of the input come first."""
    return _line([*kept, *COLUMNS])


def flagged_line(request: ReturnRequest, findings: Sequence[Finding], kept: Kept) -> str:
    """The line of a row on which nothing was decided."""
    return _line([*(kept or ()), *flagged_row(request, findings)])


def _line(cells: Sequence[str]) -> str:
    return ",".join([cell and quoted_cell(cell) for cell in cells]) + "\r\n"


class Advice(NamedTuple):
    """What the lines of all requests share from whose facts the same follows: its cells, and what its sentence tells.

    The sentence opens with `opening`; `told` are the places of the facts that it tells.
    """

    before: str
    rule: str
    opening: str
    told: tuple[int, ...]
    after: str


class _Said(NamedTuple):
    """What is kept of an established fact: its words, ready to stand in quotes, and a number for what it rests on."""

    established: Established
    words: str
    rests_on: int


class _Ruled(NamedTuple):
    """What is kept of a verdict, which is held so that its identity stays its own."""

    held: Verdict
    opening: str
    tellable: Tellable
    advice: str
    rule: str
    rules: str


class _Follows(NamedTuple):
    """What is kept of a verdict and its handling, which is held too."""

    held: object
    ruled: _Ruled
    before: str
    after: str


class Lines:
    """The lines of one run, with the parts that requests share."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._cells: dict[str, str] = {}
        self._reasons: dict[Any, str] = {}
        self._said: dict[int, _Said] = {}
        self._shapes: dict[Any, int] = {}
        self._ruled: dict[int, _Ruled] = {}
        self._follows: dict[tuple[int, int], _Follows] = {}
        self._responses: dict[int, tuple[Response, str]] = {}
        self._cites: dict[Any, tuple[object, tuple[str, ...]]] = {}

    def line(self, decision: Decision, findings: Sequence[Finding], kept: Kept) -> str:
        """One decision, with the kept cells of the input before it."""
        request, advice = decision.older or decision.request, self.advice(decision)
        because = opened(
            advice.opening + "; ".join([self.words(place, decision.established[place]) for place in advice.told])
        )
        known = ids_text((request.order_id or "", request.order_item_id or "", request.rma_id or ""))
        before, row = kept_text(kept) if kept else "", "" if request.row is None else str(request.row)
        return (
            f"{before}{self._cell(request.source.file)},{row},{known}{self._cell(request.sku)},{self.reason(decision)}"
            f'{advice.before}{self.answer(decision.response)}{advice.rule}"{because}",{advice.after}'
            f"{row.join(self.cites(decision, advice.told))},{findings_cell(findings)}\r\n"
        )

    def advice(self, concluded: Conclusion | Decision) -> Advice:
        """What follows from the facts, as the cells and the sentence of a line."""
        follows, known = self._followed(concluded), concluded.established
        ruled = follows.ruled
        told = tuple([place for place, if_given in ruled.tellable if not (if_given and known[place].ordinary)])
        opening = ruled.opening if told else _quoted(sentence(concluded, self._desk))
        return Advice(follows.before, ruled.rule, opening, told, follows.after)

    def answer(self, response: Response) -> str:
        """By when to answer, and whether that is past."""
        known = self._responses.get(id(response)) or self._response(response)
        return known[1]

    def words(self, place: int, established: Established) -> str:
        """The words of a fact as they stand within the sentence's quotes."""
        return self._say(place, established).words

    def _followed(self, concluded: Conclusion | Decision) -> _Follows:
        key = (id(concluded.verdict), id(concluded.handling))
        return self._follows.get(key) or _keep(self._follows, key, self._made(concluded))

    def _made(self, concluded: Conclusion | Decision) -> _Follows:
        handling = concluded.handling
        ruled = self._ruled.get(id(concluded.verdict)) or self._rule(concluded)
        warned = "; ".join([warn.code for warn in handling.warnings])
        missing = missing_text(handling.missing)
        return _Follows(
            handling,
            ruled,
            ruled.advice + self._cells_of(handling.authorization, handling.label_paid_by),
            self._cells_of(handling.note, self._desk.policy.hash, ruled.rules, missing, warned),
        )

    def _rule(self, concluded: Conclusion | Decision) -> _Ruled:
        verdict = concluded.verdict
        plan = tellable(verdict, tuple([known.possible for known in concluded.established]), self._desk)
        opening = joined(verdict, [_MARK]).partition(_MARK)[0] if verdict.rule is None else ""
        advice = self._cells_of(verdict.recommendation, verdict.item)
        rule = self._cells_of(verdict.rule.name if verdict.rule else None)
        rules = "; ".join([rule.name for rule in verdict.rules])
        return _keep(self._ruled, id(verdict), _Ruled(verdict, _quoted(opening), plan, advice, rule, rules))

    def _cells_of(self, *texts: str | None) -> str:
        """Cells that often repeat, each with the comma after it."""
        return "".join([self._cell(text or "") + "," for text in texts])

    def _say(self, place: int, established: Established) -> _Said:
        kept = self._said.get(id(established))
        if kept is not None:
            return kept
        rests_on = (established.reads, established.uses, established.also)
        number = self._shapes.setdefault(rests_on, len(self._shapes))
        text = quoted_words(self._desk.facts[place], established)
        return _keep(self._said, id(established), _Said(established, text, number))

    def _response(self, response: Response) -> tuple[Response, str]:
        by = response.respond_by.isoformat() if response.respond_by else ""
        overdue = "" if response.overdue is None else "yes" if response.overdue else "no"
        return _keep(self._responses, id(response), (response, f"{by},{overdue},"))

    def reason(self, decision: Decision) -> str:
        """`reason`, `reason_code`, `family`, `store`, `quantity` and `as_of`."""
        request = decision.older or decision.request
        # An older row has its own text, but the reason of the newest.
        read = decision.reason and (decision.reason.code, decision.reason.family)
        key = (request.reason, read, request.store, decision.ground.store, decision.request.quantity)
        found = self._reasons.get(key)
        if found is None:
            flat = dict(zip(COLUMNS, flat_row(decision, self._desk), strict=True))
            found = _keep(self._reasons, key, self._cells_of(*(flat[name] for name in _REASON)))
        return found

    def cites(self, decision: Decision, told: Sequence[int]) -> tuple[str, ...]:
        """The places on which the sentence rests, in pieces between which stands the number of the row."""
        request = decision.request
        if request.supplied or request.row is None or decision.older:
            return (quoted_cell(_cited(decision, self._desk)),)
        key = (
            id(decision.ground),
            id(request.source),
            *[self._say(place, decision.established[place]).rests_on for place in told],
        )
        known = self._cites.get(key)
        if known is None:
            numbered = decision._replace(request=request._replace(row=_ROW))
            held = (decision.ground, request.source)
            cited = quoted_cell(_cited(numbered, self._desk))
            known = _keep(self._cites, key, (held, tuple(cited.split(_ROW_TEXT))))
        return known[1]

    def _cell(self, text: str) -> str:
        """A cell that often repeats."""
        found = self._cells.get(text)
        return found if found is not None else _keep(self._cells, text, quoted_cell(text))


def quoted_words(fact: Fact, established: Established) -> str:
    """The words of a fact as they stand within the sentence's quotes."""
    return _quoted(fact_words(fact, established))


def ids_text(ids: tuple[str, str, str]) -> str:
    """`order_id`, `order_item_id` and `rma_id`, which hardly ever repeat, as cells; each ends with a comma."""
    return plain_ids(ids) or "".join([quoted_cell(part) + "," for part in ids])


def plain_ids(ids: tuple[str, str, str]) -> str | None:
    """The same where these are plain text."""
    text = "%s,%s,%s," % ids  # noqa: UP031 - the fastest way
    return text if _PLAIN_IDS.fullmatch(text) else None


def all_plain_ids(ids: Iterable[tuple[str, str, str]]) -> list[str]:
    """The same for many rows, which are looked at together; empty where they are not plain."""
    texts = list(map("%s,%s,%s,".__mod__, ids))
    together = "\n".join(["", *texts])
    others = together.encode("ascii", "replace").translate(None, _OF_PLAIN_IDS)
    if others == b"\n,,," * len(texts) and ",-" not in together and "\n-" not in together:
        return texts
    return [text if _PLAIN_IDS.fullmatch(text) else "" for text in texts]


def kept_text(cells: Sequence[str]) -> str:
    """The input's own cells before ours. Rows of plain and blank cells, as nearly all are, are looked at as a whole."""
    joined = f"{_BETWEEN}{_BETWEEN.join(cells)}{_BETWEEN}"
    if _MARK in joined or joined.count(_BETWEEN) != len(cells) + 1:
        return "".join([quoted_cell(cell) + "," for cell in cells])
    marked = joined.replace(_BLANK, _MARKED).replace(_BLANK, _MARKED)
    for risky in _NOT_PLAIN:
        if risky in marked:
            return "".join([quoted_cell(cell) + "," for cell in cells])
    return joined[1:].replace(_BETWEEN, ",")


def opened(because: str) -> str:
    """A sentence, made inert where it opens like a formula."""
    return inert(because) if because[:1] in RISKY else because


def findings_cell(findings: Sequence[Finding]) -> str:
    """The findings of one row as a cell."""
    return quoted_cell(finding_text(findings)) if findings else ""


def _keep(kept: dict[K, V], key: K, value: V) -> V:
    """Keep a part for the next requests; memory stays bounded."""
    if len(kept) >= _MOST_KEPT:
        kept.clear()
    kept[key] = value
    return value


def _cited(decision: Decision, desk: Desk) -> str:
    return "; ".join(cite_text(cite) for cite in cites_of(decision, desk))


def quoted_cell(text: str) -> str:
    """One cell, in quotes where it needs them, and inert."""
    text = inert(text)
    return f'"{_quoted(text)}"' if _NEEDS_QUOTES.search(text) else text


def _quoted(text: str) -> str:
    return text.replace('"', '""')
