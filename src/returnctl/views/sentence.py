"""Why a decision is as it is: the sentence that all formats share, and the places on which it rests."""

from collections.abc import Sequence

from returnctl.deciding.decision import Decision
from returnctl.deciding.desk import Desk
from returnctl.deciding.fact import Evidence
from returnctl.deciding.rules import Verdict
from returnctl.values.decision import Warn
from returnctl.values.location import Cite, Origin
from returnctl.values.policy import NOWHERE, Layer
from returnctl.values.request import cite_of
from returnctl.values.text import visible


def fact_words(decision: Decision, place: int) -> str:
    """The words of one fact with the numbers in them, safe to show anywhere."""
    said = decision.known.words(place)
    return said if said.isascii() and said.isprintable() else visible(said, None)


def sentence(decision: Decision, desk: Desk, places: Sequence[int] | None = None) -> str:
    """The words of the facts that decide; for an undecided request those of the unknown facts that divide the rules.

    `places` are those that `told` gives.
    """
    places = told(decision, desk) if places is None else places
    return joined(decision.verdict, [fact_words(decision, place) for place in places])


def joined(verdict: Verdict, said: list[str]) -> str:
    """The sentence from the words of its facts."""
    text = "; ".join(said)
    if verdict.rule is None:
        advice = " or ".join(dict.fromkeys(rule.recommendation for rule in verdict.rules))
        return f"{advice}: {text}" if text else f"the rules leave it open: {advice}"
    return text or f"the rule {visible(verdict.rule.name)} fits every request"


def told(decision: Decision, desk: Desk) -> tuple[int, ...]:
    """The places of the facts that the sentence names, those that tell most first."""
    known = decision.known
    return tuple(
        [place for place, if_given in desk.tellable(decision.verdict) if not (if_given and known[place].ordinary)]
    )


def fact_cites(decision: Decision, place: int) -> tuple[Cite, ...]:
    """The evidence of one fact: the fields it read, the terms it used, and what else it names."""
    fields = [cite_of(decision.request, field) for field in decision.known[place].reads]
    return _once(*fields, *term_cites(decision, place))


def term_cites(decision: Decision, place: int) -> tuple[Cite, ...]:
    """The evidence of one fact beside the fields of the request."""
    known, terms = decision.known[place], decision.terms
    used = [getattr(terms, name) for name in known.uses]
    # A limit that nobody has set is no evidence; one that the seller has set to `none` is.
    cites = [term.cite for term in used if term.value is not None or term.layer is not Layer.BUILT_IN]
    return _once(*cites, *known.also)


def warning_cites(decision: Decision, warn: Warn) -> tuple[Cite, ...]:
    """The evidence of one warning: the terms and the fields of the request on which it rests."""
    return _once(*warn.cites, *(cite_of(decision.request, field) for field in warn.fields))


def evidence_text(decision: Decision, told: Sequence[int]) -> str:
    """The places on which exactly the facts rest that the sentence names, in one line.

    What was left at its default is no evidence.
    """
    request, terms = decision.request, decision.terms
    row, cells, supplied = request.row, request.source.around_row, request.supplied
    in_row = request.source.origin is Origin.FILE and row is not None
    texts: dict[str, None] = {}
    for place in told:
        evidence: Evidence = decision.known[place]
        for field in evidence.reads:
            if field in cells and in_row and not (supplied and field in supplied):
                before, after = cells[field]
                texts[f"{before}{row}{after}"] = None
            elif (cite := cite_of(request, field)).origin is not Origin.DEFAULT:
                texts[cite.text] = None
        for name in evidence.uses:
            value, cite, layer = getattr(terms, name)
            if value is not None or layer is not Layer.BUILT_IN:
                texts[cite.text] = None
        for cite in evidence.also:
            if cite.origin is not Origin.DEFAULT:
                texts[cite.text] = None
    return "; ".join(texts)


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


def _once(*cites: Cite) -> tuple[Cite, ...]:
    return tuple(dict.fromkeys(cite for cite in cites if cite != NOWHERE))
