"""The return desk of an Amazon seller who ships his own orders.

The public names, loaded when first used:

- `decide(request, policy, as_of, store=None)`: the decision on one request and all that it rests on;
- `Desk(policy, as_of, store=None)`: the same for many requests;
- `load_policy(policies, overrides)` and `built_in_policy()`: what decides;
- `read_requests(*paths)`: return requests from files of every kind;
- `decided(requests, desk, side=None)`: the loop of all commands over requests of any kind;
- `record(decision, desk)`: a decision as JSON;
- the values `ReturnRequest`, `Policy`, `Decision`, `Finding` and the models `SettingsRow`, `OverrideRow`.
"""

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

__all__ = [
    "Decision",
    "Desk",
    "Finding",
    "OverrideRow",
    "Policy",
    "ReturnRequest",
    "SettingsRow",
    "built_in_policy",
    "decide",
    "decided",
    "load_policy",
    "read_requests",
    "record",
]

if TYPE_CHECKING:
    from returnctl.deciding.decision import Decision
    from returnctl.deciding.desk import Desk, decide
    from returnctl.files.built_in import built_in_policy
    from returnctl.files.policies.loading import load_policy
    from returnctl.files.requests.stream import read_requests
    from returnctl.run import decided
    from returnctl.schema.models import OverrideRow, SettingsRow
    from returnctl.values.finding import Finding
    from returnctl.values.policy import Policy
    from returnctl.values.request import ReturnRequest
    from returnctl.views.record import record

_HOMES = {
    "Decision": "deciding.desk",
    "Desk": "deciding.desk",
    "Finding": "values.finding",
    "OverrideRow": "schema.models",
    "Policy": "values.policy",
    "ReturnRequest": "values.request",
    "SettingsRow": "schema.models",
    "built_in_policy": "files.built_in",
    "decide": "deciding.desk",
    "decided": "run",
    "load_policy": "files.policies.loading",
    "read_requests": "files.requests.stream",
    "record": "views.record",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
