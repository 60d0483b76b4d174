"""Names listed in a message."""

import pytest

from returnctl.schema.folding import listed


@pytest.mark.parametrize(
    ("names", "shown"),
    [
        ([], ""),
        (["sku"], "`sku`"),
        (["sku", "", " ", "\ufeff", " quantity "], "`sku`, `quantity`"),
        (["a" * 8, "b" * 8], f"`{'a' * 8}`, `{'b' * 8}`"),
        (["a" * 8, "b" * 9], f"`{'a' * 8}`, …"),
        (["a" * 21, "b"], "…"),
        (["sku", "\x1b[31m"], "`sku`, `\\x1b[31m`"),
    ],
)
def test_names_are_listed_whole_as_many_as_fit(names: list[str], shown: str) -> None:
    assert listed(names, room=22) == shown
