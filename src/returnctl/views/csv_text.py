"""Decisions as lines of CSV: UTF-8, CRLF, RFC 4180, and no cell that a spreadsheet takes for a formula.

What many requests share (their words, the places that they rest on, what follows from the decision) is
made once and kept; a line is these parts joined. The cells are those of `flat.flat_row`.
"""

import re
from collections.abc import Callable, Sequence
from typing import Any, Final, NamedTuple, TypeVar

from returnctl.deciding.desk import Decision, Desk
from returnctl.deciding.fact import Established
from returnctl.values.decision import Response
from returnctl.values.finding import Finding
from returnctl.values.request import ReturnRequest
from returnctl.views.cites import cite_text, cites_of
from returnctl.views.flat import COLUMNS, STARTERS, finding_text, flagged_row, flat_row, inert
from returnctl.views.sentence import Tellable, fact_words, joined, sentence, tellable

Kept = Sequence[str] | None
RowText = Callable[[Decision, Sequence[Finding], Kept], str]
FlaggedText = Callable[[ReturnRequest, Sequence[Finding], Kept], str]

K = TypeVar("K")
V = TypeVar("V")

_MOST_KEPT: Final = 20_000
_REASON: Final = ("reason", "reason_code", "family", "store", "quantity", "as_of")
_BEFORE: Final = ("recommendation", "item", "authorization", "label_paid_by")
_AFTER: Final = ("note", "policy_hash", "rules", "missing", "warnings")
# A row number that no file has: in kept places it stands for the row at hand.
_ROW: Final = 7_340_199_999_999_937
_ROW_TEXT: Final = str(_ROW)
_MARK: Final = "\x1f"
_NEEDS_QUOTES: Final = re.compile('[",\r\n]|^ | $')
_PLAIN_IDS: Final = re.compile("(?:(?:[A-Za-z0-9][A-Za-z0-9-]*)?,){3}")


def csv_header(kept: Sequence[str]) -> str:
    """The line of headers; kept columns of the input come first."""
    return _line([*kept, *COLUMNS])


def csv_writer(desk: Desk) -> tuple[RowText, FlaggedText]:
    """Functions that give the line of a decision and of a flagged row, with the kept cells before it."""
    lines = _Lines(desk)

    def flagged(request: ReturnRequest, findings: Sequence[Finding], kept: Kept) -> str:
        return _line([*(kept or ()), *flagged_row(request, findings)])

    return lines.line, flagged


def _line(cells: Sequence[str]) -> str:
    return ",".join([_cell(cell) for cell in cells]) + "\r\n"


class _Said(NamedTuple):
    """What is kept of an established fact: its words, ready to stand in quotes, and a number for what it rests on."""

    established: Established
    words: str
    rests_on: int


class _Advice(NamedTuple):
    """What is kept of a verdict and its handling, which are held so that their identity stays theirs."""

    held: tuple[object, ...]
    opening: str
    tellable: Tellable
    before: str
    rule: str
    after: str


class _Lines:
    """The lines of one run, with the parts that requests share."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._cells: dict[str, str] = {}
        self._reasons: dict[Any, str] = {}
        self._said: dict[int, _Said] = {}
        self._shapes: dict[Any, int] = {}
        self._advice: dict[tuple[int, int], _Advice] = {}
        self._responses: dict[int, tuple[Response, str]] = {}
        self._cites: dict[Any, tuple[object, str]] = {}

    def line(self, decision: Decision, findings: Sequence[Finding], kept: Kept) -> str:
        """One decision, with the kept cells of the input before it."""
        request = decision.older or decision.request
        advice = self._advised(decision)
        said = self._told(decision, advice)
        because = advice.opening + "; ".join([each.words for each in said])
        if not said or because[0] in STARTERS:
            because = _quoted(inert(sentence(decision, self._desk)))
        response = decision.response
        answer = self._responses.get(id(response)) or self._response(response)
        before = ",".join([_cell(cell) for cell in kept]) + "," if kept else ""
        return (
            f"{before}{self._cell(request.source.file)},{request.row},{_ids(request)}{self._cell(request.sku)},"
            f"{self._reason(request, decision)}{advice.before}{answer[1]}{advice.rule},"
            f'"{because}",{advice.after}{self._places(decision, said)},{_found(findings)}\r\n'
        )

    def _advised(self, decision: Decision) -> _Advice:
        key = (id(decision.verdict), id(decision.handling))
        return self._advice.get(key) or _keep(self._advice, key, self._made(decision))

    def _made(self, decision: Decision) -> _Advice:
        flat = dict(zip(COLUMNS, flat_row(decision, self._desk), strict=True))
        verdict = decision.verdict
        plan = tellable(verdict, tuple(known.possible for known in decision.established), self._desk)
        opening = joined(verdict, [_MARK]).partition(_MARK)[0] if verdict.rule is None else ""
        cells = {name: _cell(text) for name, text in flat.items()}
        return _Advice(
            (verdict, decision.handling),
            opening.replace('"', '""'),
            plan,
            _several(cells, _BEFORE),
            cells["rule"],
            _several(cells, _AFTER),
        )

    def _told(self, decision: Decision, advice: _Advice) -> list[_Said]:
        known, kept = decision.established, self._said
        said = []
        for place, if_given in advice.tellable:
            established = known[place]
            if not (if_given and established.ordinary):
                said.append(kept.get(id(established)) or self._say(place, established))
        return said

    def _say(self, place: int, established: Established) -> _Said:
        rests_on = (established.reads, established.uses, established.also)
        number = self._shapes.setdefault(rests_on, len(self._shapes))
        text = fact_words(self._desk.facts[place], established).replace('"', '""')
        return _keep(self._said, id(established), _Said(established, text, number))

    def _response(self, response: Response) -> tuple[Response, str]:
        by = response.respond_by.isoformat() if response.respond_by else ""
        overdue = "" if response.overdue is None else "yes" if response.overdue else "no"
        return _keep(self._responses, id(response), (response, f"{by},{overdue},"))

    def _reason(self, request: ReturnRequest, decision: Decision) -> str:
        """`reason`, `reason_code`, `family`, `store`, `quantity` and `as_of`."""
        key = (request.reason, request.store, decision.ground.store, decision.request.quantity)
        found = self._reasons.get(key)
        if found is None:
            flat = dict(zip(COLUMNS, flat_row(decision, self._desk), strict=True))
            found = _keep(self._reasons, key, _several({name: _cell(text) for name, text in flat.items()}, _REASON))
        return found

    def _places(self, decision: Decision, said: list[_Said]) -> str:
        """The places on which the sentence rests; those in the request's own row differ only in its number."""
        request = decision.request
        if request.supplied or request.row is None:
            return _cell(_cited(decision, self._desk))
        key = (id(decision.ground), id(request.source), *[each.rests_on for each in said])
        known = self._cites.get(key)
        if known is None:
            numbered = decision._replace(request=request._replace(row=_ROW))
            held = (decision.ground, request.source)
            known = _keep(self._cites, key, (held, _cell(_cited(numbered, self._desk))))
        return known[1].replace(_ROW_TEXT, str(request.row))

    def _cell(self, text: str) -> str:
        return self._cells.get(text) or _keep(self._cells, text, _cell(text))


def _keep(kept: dict[K, V], key: K, value: V) -> V:
    """Keep a part for the next requests; memory stays bounded."""
    if len(kept) >= _MOST_KEPT:
        kept.clear()
    kept[key] = value
    return value


def _cited(decision: Decision, desk: Desk) -> str:
    return "; ".join(cite_text(cite) for cite in cites_of(decision, desk))


def _several(cells: dict[str, str], names: Sequence[str]) -> str:
    return "".join(cells[name] + "," for name in names)


def _ids(request: ReturnRequest) -> str:
    """`order_id`, `order_item_id` and `rma_id`, which hardly ever repeat."""
    text = f"{request.order_id or ''},{request.order_item_id or ''},{request.rma_id or ''},"
    if _PLAIN_IDS.fullmatch(text):
        return text
    return "".join(_cell(part or "") + "," for part in (request.order_id, request.order_item_id, request.rma_id))


def _found(findings: Sequence[Finding]) -> str:
    return _cell(finding_text(findings)) if findings else ""


def _cell(text: str) -> str:
    """One cell, in quotes where it needs them, and inert."""
    text = inert(text)
    return f'"{_quoted(text)}"' if _NEEDS_QUOTES.search(text) else text


def _quoted(text: str) -> str:
    return text.replace('"', '""')
