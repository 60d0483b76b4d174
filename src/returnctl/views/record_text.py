"""Decisions as JSON text, put together from parts that many requests share.

The text is that of `json_text(record(decision, desk))`, to the byte. A part is kept by all on which it
depends: the words and the answers of a fact by what was established, the steps by the verdict, the
cited terms by the ground. What belongs to one request alone, and what is cited out of the ordinary, is
made from the record's own parts each time.
"""

from collections.abc import Hashable, Mapping, Sequence
from itertools import count
from json.encoder import encode_basestring_ascii as json_string
from typing import Any, Final, NamedTuple, TypeVar

from returnctl.deciding.desk import Decision, Desk
from returnctl.deciding.fact import Established
from returnctl.deciding.if_known import if_known
from returnctl.values.cite import Cite, Origin
from returnctl.values.request import ReturnRequest, Source, cite_of
from returnctl.views.cites import cite_record, fact_cites, term_cites
from returnctl.views.json_lines import json_text
from returnctl.views.record import (
    advice_record,
    answer_record,
    box_record,
    fact_record,
    reason_record,
    rule_record,
    step_records,
    warning_record,
)
from returnctl.views.sentence import Tellable, fact_words, joined, sentence, tellable

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

_MOST_KEPT: Final = 20_000
# A row number and a cell that no file has: they mark where those of a request go.
_ROW: Final = 7_340_199_999_999_937
_ROW_TEXT: Final = str(_ROW)
_CELL: Final = "\x1e\x1f"
_CELL_TEXT: Final = json_text(_CELL)
_CELL_INSIDE: Final = _CELL_TEXT[1:-1]


class _Said(NamedTuple):
    """What is kept of an established fact: its words, the beginning of its record, and on what it rests.

    `reads` are the fields of its evidence, `rest` is a number for what else it cites under the same ground.
    """

    held: Established
    words: str
    head: str
    reads: tuple[str, ...]
    rest: int


class _Warned(NamedTuple):
    """What is kept of a warning: its record, up to the fields of the request that it cites."""

    head: str
    fields: tuple[str, ...]


class _Advice(NamedTuple):
    """What is kept of a verdict and its handling, which are held so that their identity stays theirs.

    `warned` is None where a warning cites both a term and a field of the request.
    """

    held: tuple[object, ...]
    opening: str
    tellable: Tellable
    before: str
    rule: str
    after: str
    warned: tuple[_Warned, ...] | None
    steps: str


class _Hole(NamedTuple):
    """The record of a request's cell, without the number of the row and what stands there.

    `place` is the cell's place in the row, from 0; None for a field without a column, whose record is `before`.
    """

    before: str
    between: str
    place: int | None


class _Table(NamedTuple):
    """A table of requests, which is held, and the records of its cells; None where they cannot be made beforehand."""

    held: Source
    holes: dict[str, _Hole] | None


class Records:
    """The decisions of one run as JSON; `kept` are headers of input columns that go before ours."""

    def __init__(self, desk: Desk, kept: Sequence[str] = ()) -> None:
        self._desk = desk
        self._kept = [f"{json_string(header)}: " for header in kept]
        self._hash = json_text(desk.policy.hash or None)
        self._numbers = count()
        self._said: dict[int, _Said] = {}
        self._frames: dict[tuple[int, int], tuple[str, str]] = {}
        self._numbered: dict[Hashable, int] = {}
        self._rests: dict[tuple[int, int, int], tuple[tuple[object, ...], str | None]] = {}
        self._cited: dict[Cite, str] = {}
        self._advice: dict[tuple[int, int], _Advice] = {}
        self._steps: dict[int, tuple[object, str]] = {}
        self._answers: dict[int, tuple[object, str]] = {}
        self._reasons: dict[Hashable, str] = {}
        self._tables: dict[int, _Table] = {}

    def text(self, decision: Decision, kept: Sequence[str] = ()) -> str:
        """One decision on one line, with the kept cells of the input before it."""
        request, desk = decision.older or decision.request, self._desk
        verdict, handling, response = decision.verdict, decision.handling, decision.response
        advice = self._advice.get((id(verdict), id(handling))) or self._advised(decision)
        answer = self._answers.get(id(response)) or self._answered(decision)
        said = [
            self._said.get(id(known)) or self._say(decision, place) for place, known in enumerate(decision.established)
        ]
        boxes = json_text([box_record(box) for box in if_known(decision, desk)]) if handling.missing else "[]"
        row = self._row(decision.request)
        line = (
            f'{{{self._input(kept)}"file": {_text(request.source.file or None)}, '
            f'"row": {"null" if request.row is None else request.row}, "order_id": {_text(request.order_id)}, '
            f'"order_item_id": {_text(request.order_item_id)}, "rma_id": {_text(request.rma_id)}, '
            f'"sku": {json_string(request.sku)}, "reason": {json_string(request.reason)}, {self._reason(decision)}'
            f'{advice.before}{answer[1]}{advice.rule}"because": {self._because(decision, advice, said)}, '
            f'{advice.after}"if_known": {boxes}, "warnings": {self._warnings(decision, advice, row)}, '
            f'"steps": {advice.steps}, "facts": [{self._facts(decision, said, row)}], "policy_hash": {self._hash}}}'
        )
        return line.replace("\x7f", "\\u007f")

    def _input(self, kept: Sequence[str]) -> str:
        if not self._kept:
            return ""
        cells = [name + json_string(cell) for name, cell in zip(self._kept, kept, strict=True)]
        return f'"input": {{{", ".join(cells)}}}, '

    def _reason(self, decision: Decision) -> str:
        """`reason_code`, `family`, `store`, `quantity` and `as_of`."""
        family = decision.established[self._desk.fact_names.index("family")].possible
        code = decision.reason.code if decision.reason else None
        key = (code, family, decision.terms.store, decision.request.quantity, decision.as_of)
        return self._reasons.get(key) or _keep(self._reasons, key, _inner(reason_record(decision, self._desk)))

    def _answered(self, decision: Decision) -> tuple[object, str]:
        response = decision.response
        return _keep(self._answers, id(response), (response, _inner(answer_record(response))))

    def _advised(self, decision: Decision) -> _Advice:
        verdict, handling = decision.verdict, decision.handling
        missing = [list(fields) for fields in handling.missing]
        made = _Advice(
            (verdict, handling),
            json_string(joined(verdict, [_CELL]).partition(_CELL)[0])[1:-1] if verdict.rule is None else "",
            tellable(verdict, tuple(known.possible for known in decision.established), self._desk),
            _inner(advice_record(verdict, handling)),
            _inner(rule_record(verdict)),
            _inner({"note": handling.note or None, "missing": missing}),
            None if any(warn.cites and warn.fields for warn in handling.warnings) else self._warned(decision),
            (self._steps.get(id(verdict)) or self._stepped(decision))[1],
        )
        return _keep(self._advice, (id(verdict), id(handling)), made)

    def _stepped(self, decision: Decision) -> tuple[object, str]:
        verdict = decision.verdict
        return _keep(self._steps, id(verdict), (verdict, json_text(step_records(verdict))))

    def _because(self, decision: Decision, advice: _Advice, said: Sequence[_Said]) -> str:
        known = decision.established
        told = [said[at].words for at, if_given in advice.tellable if not (if_given and known[at].ordinary)]
        text = "; ".join(told)
        return f'"{advice.opening}{text}"' if text else json_string(sentence(decision, self._desk))

    def _warned(self, decision: Decision) -> tuple[_Warned, ...]:
        bare = [
            (warn.fields, warning_record(decision, warn._replace(fields=()))) for warn in decision.handling.warnings
        ]
        return tuple(_Warned(json_text(record).removesuffix("]}"), fields) for fields, record in bare)

    def _say(self, decision: Decision, place: int) -> _Said:
        known = decision.established[place]
        rest = (known.reads, known.uses, known.also)
        if rest not in self._numbered:
            _keep(self._numbered, rest, next(self._numbers))
        before, after = self._frames.get((place, known.possible)) or self._frame(place, known)
        words = json_string(fact_words(self._desk.facts[place], known))[1:-1]
        reads = tuple(dict.fromkeys(known.reads))
        made = _Said(known, words, f"{before}{words}{after}", reads, self._numbered[rest])
        return _keep(self._said, id(known), made)

    def _frame(self, place: int, known: Established) -> tuple[str, str]:
        """What stands before and after the words of a fact."""
        record = fact_record(self._desk, place, known, ()) | {"because": _CELL}
        before, _, after = json_text(record).rpartition(_CELL_INSIDE)
        return _keep(self._frames, (place, known.possible), (before, after.removesuffix("]}")))

    def _facts(self, decision: Decision, said: Sequence[_Said], row: "_Row") -> str:
        """The records of all facts, each with its cites."""
        here, table = id(decision.ground), id(decision.request.source)
        texts = []
        for place, fact in enumerate(said):
            rest = (self._rests.get((here, table, fact.rest)) or self._rest(decision, place, fact))[1]
            cites = None if rest is None else row.cites(fact.reads)
            if cites is None:
                cites = [json_text(cite_record(cite)) for cite in fact_cites(decision, place)]
            elif rest:
                cites.append(rest)
            texts.append(f"{fact.head}{', '.join(cites)}]}}")
        return ", ".join(texts)

    def _warnings(self, decision: Decision, advice: _Advice, row: "_Row") -> str:
        """The records of all warnings, each with its cites."""
        texts = []
        for warned in advice.warned or ():
            cites = row.cites(warned.fields)
            if cites is None:
                break
            texts.append(f"{warned.head}{', '.join(cites)}]}}")
        if len(texts) < len(decision.handling.warnings):
            return json_text([warning_record(decision, warn) for warn in decision.handling.warnings])
        return f"[{', '.join(texts)}]"

    def _rest(self, decision: Decision, place: int, said: _Said) -> tuple[tuple[object, ...], str | None]:
        """What a fact cites beside the request; None where that may be what it cites of the request."""
        ground, source = decision.ground, decision.request.source
        cites = term_cites(decision, place)
        own = any(cite.at.file == source.file if cite.at else cite.name in said.reads for cite in cites)
        text = None if own else ", ".join([self._cite(cite) for cite in cites])
        return _keep(self._rests, (id(ground), id(source), said.rest), ((ground, source), text))

    def _cite(self, cite: Cite) -> str:
        return self._cited.get(cite) or _keep(self._cited, cite, json_text(cite_record(cite)))

    def _row(self, request: ReturnRequest) -> "_Row":
        source = request.source
        table = self._tables.get(id(source)) or _keep(self._tables, id(source), _Table(source, _holes_of(source)))
        return _Row(request, table.holes)


class _Row:
    """The records of one request's own cells, each made once."""

    __slots__ = ("_cells", "_holes", "_request")

    def __init__(self, request: ReturnRequest, holes: dict[str, _Hole] | None) -> None:
        self._request = request
        self._holes = holes if request.row is not None else None
        self._cells: dict[str, str] = {}

    def cites(self, fields: Sequence[str]) -> list[str] | None:
        """The cites of these fields; None where any of them stands elsewhere than in its own row."""
        holes, supplied, cells = self._holes, self._request.supplied, self._cells
        if not fields:
            return []
        if holes is None or (supplied and not supplied.keys().isdisjoint(fields)):
            return None
        return [cells.get(field) or self._cell(holes, field) for field in fields]

    def _cell(self, holes: dict[str, _Hole], field: str) -> str:
        request = self._request
        hole = holes.get(field)
        if hole is None:  # a field without a column: nothing of its record depends on the row
            hole = holes[field] = _Hole(json_text(cite_record(cite_of(request, field))), "", None)
        text, between, place = hole
        if place is not None:
            value = request.raw[place] if place < len(request.raw) else ""
            shown = value if isinstance(value, str) else cite_of(request, field).value
            text = f"{text}{request.row}{between}{json_string(shown)}}}"
        self._cells[field] = text
        return text


def _holes_of(source: Source) -> dict[str, _Hole] | None:
    """The records of a table's cells. None where two fields share a cell, or a name looks like a mark of ours."""
    places = {column.place for column in source.columns.values()}
    if source.origin is not Origin.FILE or len(places) < len(source.columns):
        return None
    found = {}
    for field, column in source.columns.items():
        marked = ReturnRequest("", "", source=source, row=_ROW, raw=(_CELL,) * column.place)
        text = json_text(cite_record(cite_of(marked, field)))
        if text.count(_ROW_TEXT) != 1 or text.count(_CELL_TEXT) != 1 or not text.endswith(_CELL_TEXT + "}"):
            return None
        before, _, after = text.partition(_ROW_TEXT)
        found[field] = _Hole(before, after.removesuffix(_CELL_TEXT + "}"), column.place - 1)
    return found


def _keep(kept: dict[K, V], key: K, value: V) -> V:
    """Keep a part for the next requests; memory stays bounded."""
    if len(kept) >= _MOST_KEPT:
        kept.clear()
    kept[key] = value
    return value


def _inner(record: Mapping[str, Any]) -> str:
    """The names and values of a record, as they stand before further ones."""
    return json_text(record)[1:-1] + ", "


def _text(value: str | None) -> str:
    return "null" if value is None else json_string(value)
