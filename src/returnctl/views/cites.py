"""The places on which a decision rests: which they are, and how they are written."""

from functools import lru_cache

from returnctl.deciding.desk import Decision, Desk
from returnctl.values.cite import Cite, Origin
from returnctl.values.decision import Warn
from returnctl.values.policy import NOWHERE, Layer, Term
from returnctl.values.request import Column, cite_of
from returnctl.values.visible import visible
from returnctl.views.sentence import told


def fact_cites(decision: Decision, place: int) -> tuple[Cite, ...]:
    """The evidence of one fact: the fields it read, the terms it used, and what else it names."""
    fields = [cite_of(decision.request, field) for field in decision.established[place].reads]
    return _once(*fields, *term_cites(decision, place))


def term_cites(decision: Decision, place: int) -> tuple[Cite, ...]:
    """The evidence of one fact beside the fields of the request."""
    known, terms = decision.established[place], decision.terms
    used = [term.cite for term in (getattr(terms, name) for name in known.uses) if _is_set(term)]
    return _once(*used, *known.also)


def warning_cites(decision: Decision, warn: Warn) -> tuple[Cite, ...]:
    """The evidence of one warning: the terms and the fields of the request on which it rests."""
    return _once(*warn.cites, *(cite_of(decision.request, field) for field in warn.fields))


def evidence(decision: Decision, desk: Desk) -> list[str | Cite]:
    """What exactly the facts rest on that the sentence names; a field stands for its cell in the row of the request.

    What was left at its default is no evidence.
    """
    request, terms = decision.request, decision.terms
    columns, supplied = request.source.columns, request.supplied
    in_row = request.source.origin is Origin.FILE and request.row is not None
    found: dict[Column | Cite, str | Cite] = {}
    for place in told(decision, desk):
        known = decision.established[place]
        for field in known.reads:
            if supplied and field in supplied:
                found[supplied[field]] = supplied[field]
            elif field in columns:
                found.setdefault(columns[field], field if in_row else cite_of(request, field))
        for name in known.uses:
            term = getattr(terms, name)
            if _is_set(term):
                found[term.cite] = term.cite
        found.update(zip(known.also, known.also, strict=True))
    return [each for each in found.values() if isinstance(each, str) or each.origin is not Origin.DEFAULT]


def evidence_text(decision: Decision, desk: Desk) -> str:
    """The places of the evidence in one line."""
    row, places = decision.request.row, decision.request.source.around_row
    texts = []
    for each in evidence(decision, desk):
        if isinstance(each, str):
            before, after = places[each]
            texts.append(f"{before}{row}{after}")
        else:
            texts.append(cite_text(each))
    return "; ".join(texts)


@lru_cache(maxsize=5_000)
def cite_text(cite: Cite) -> str:
    """The place in one word: `policy.xlsx:Settings!C4`, `--delivered`, `built-in:return_window_days (US)`."""
    return visible(str(cite), None)


def cite_record(cite: Cite) -> dict[str, object]:
    """The JSON form of a piece of evidence, with the names that apply to it. An option's name is its column."""
    at = cite.at
    fields: dict[str, object] = {
        "origin": str(cite.origin),
        "file": at.file if at else None,
        "sheet": at.sheet if at else None,
        "cell": at.cell if at else None,
        "line": at.line if at else None,
        "column": cite.name or (at.name if at else None) or None,
        "value": None if cite.origin is Origin.DEFAULT else cite.value,
        "source": cite.source or None,
        "checked": cite.checked.isoformat() if cite.checked else None,
    }
    return {name: value for name, value in fields.items() if value is not None}


def _is_set(term: object) -> bool:
    """A limit that nobody has set is no evidence; one that the seller has set to `none` is."""
    return isinstance(term, Term) and (term.value is not None or term.layer is not Layer.BUILT_IN)


def _once(*cites: Cite) -> tuple[Cite, ...]:
    return tuple(dict.fromkeys(cite for cite in cites if cite != NOWHERE))
