"""What recalled lines say of all requests from which the same was concluded, made once."""

from collections.abc import Sequence
from operator import itemgetter
from typing import Any, Final

from returnctl.deciding.desk import Conclusion, waits
from returnctl.deciding.facts import FACT_NAMES
from returnctl.values.finding import Finding
from returnctl.views.csv_text import Lines, findings_cell
from returnctl.views.recalled_parts import Followed, Pick
from returnctl.views.summary import counted

# The places of the facts that are groups of their own, and of those that the marks come to.
STAGE, FAMILY, DUTY, WINDOW, VALUE = (FACT_NAMES.index(name) for name in ("stage", "family", "duty", "window", "value"))
MARKED: Final = tuple(FACT_NAMES.index(name) for name in ("fulfilment", "claim", "repeat", "returnable", "replacement"))
REPEAT: Final = FACT_NAMES.index("repeat")
# In which order the words of the groups are handed to a line.
ORDER: Final = (STAGE, FAMILY, DUTY, WINDOW, VALUE, *MARKED)
# The ways in which a request may wait for an answer: it does, it does not, nobody knows.
WAITS: Final = (True, False, None)


class Texts:
    """The texts of what was concluded, shared by all conclusions from which the same is read."""

    def __init__(self, lines: Lines) -> None:
        self._lines = lines
        # By identities; what stands before the texts is held so that these stay its own.
        self._told: dict[tuple[object, ...], tuple[object, Followed]] = {}
        self._alike: dict[Any, Any] = {}
        self._picks: dict[tuple[int, ...], Pick] = {}

    @property
    def entries(self) -> int:
        """How much is remembered."""
        return len(self._told) + len(self._alike)

    def of(self, concluded: Conclusion, notes: tuple[Finding, ...]) -> Followed:
        """The texts of one conclusion; `notes` are what is to be told of its request."""
        ground, verdict, known = concluded.ground, concluded.verdict, concluded.established
        handling = self._alike.setdefault(concluded.handling, concluded.handling)
        # The cells of an override are counted where the decision rests on them; reasons are counted by themselves.
        stands = (id(ground), *[each.uses for each in known]) if ground.own else ground.store is None
        key = (id(verdict), id(handling), stands, *[each.ordinary for each in known], notes)
        found = self._told.get(key)
        if found is None:
            followed = self._made(concluded, notes)
            found = self._told[key] = (verdict, ground), self._alike.setdefault(followed, followed)
        return found[1]

    def _made(self, concluded: Conclusion, notes: tuple[Finding, ...]) -> Followed:
        advice = self._lines.advice(concluded)
        return Followed(
            (advice.before, advice.rule, advice.opening, advice.after, findings_cell(notes)),
            WAITS.index(waits(concluded)),
            self._pick(advice.told),
            any(place in MARKED for place in advice.told),
            REPEAT in advice.told,
            notes,
            counted(concluded),
        )

    def _pick(self, told: tuple[int, ...]) -> Pick:
        if told not in self._picks:
            self._picks[told] = _picking([ORDER.index(place) for place in told])
        return self._picks[told]


def _picking(slots: Sequence[int]) -> Pick:
    """A function that picks some in their order; an `itemgetter` of one would give no sequence."""
    if len(slots) > 1:
        return itemgetter(*slots)
    return itemgetter(slice(slots[0], slots[0] + 1) if slots else slice(0))
