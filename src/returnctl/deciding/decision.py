"""The answer to one return request, with all that it rests on."""

from collections.abc import Sequence
from copy import copy
from datetime import date

from returnctl.deciding.contexts import Context
from returnctl.deciding.fact import Case, Problem
from returnctl.deciding.handling import authorization, fault_of, label_payer, note_of
from returnctl.deciding.known import Known
from returnctl.deciding.missing import Alternatives
from returnctl.deciding.rules import Verdict
from returnctl.deciding.warnings import warnings_of
from returnctl.values.decision import Response
from returnctl.values.finding import Finding
from returnctl.values.request import ReturnRequest


class Decision:
    """The recommendation (`verdict`) on one request, the facts that are `known`, and what follows from it.

    `cases` are the request under each set of terms that may apply, `missing` the fields that would settle it,
    `problems` what was found wrong with the request while deciding. `authorization` and `label_paid_by` are None
    where they are not known, or make no sense. `older` is set where this is also the answer to an older row of
    the same request.
    """

    def __init__(
        self,
        cases: Sequence[Case],
        as_of: date,
        context: Context,
        known: Known,
        verdict: Verdict,
        response: Response,
        problems: tuple[Problem, ...],
        missing: Alternatives,
    ) -> None:
        case = cases[0]
        self.request, self.terms, self.reason = case.request, case.terms, case.reason
        self.as_of, self.context, self.known, self.verdict = as_of, context, known, verdict
        self.response, self.problems, self.missing = response, problems, missing
        self.older: ReturnRequest | None = None
        self.fault = fault_of(case)
        self.authorization = authorization(cases)
        self.label_paid_by = label_payer(cases, self.fault, verdict)
        self.note = note_of(case, verdict)
        self.warnings = warnings_of(self)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What was found wrong with the request while it was decided, each at its cell."""
        return tuple([problem.of(self.request) for problem in self.problems])

    def of_older(self, older: ReturnRequest) -> "Decision":
        """The same as the answer to an older row of the request; what is wrong with the newer is told there."""
        same = copy(self)
        same.older, same.problems = older, ()
        same.note = "; ".join([text for text in (self.note, "superseded") if text])
        return same
