import pytest

from returnctl.views.wording import Ways, need, needs


@pytest.mark.parametrize(
    ("alternatives", "one", "several", "alone"),
    [
        ((), "would not be settled by any field", "would not be settled by any field", ""),
        ((("amount",),), "needs amount", "need amount", "amount"),
        ((("a",), ("b", "c")), "needs one of a, b with c", "need one of a, b with c", "a, or b with c"),
        (
            (("currency",),),
            "needs the amount in the store's own currency",
            "need the amount in the store's own currency",
            "the amount in the store's own currency",
        ),
    ],
)
def test_one_request_needs_and_several_need(alternatives: Ways, one: str, several: str, alone: str) -> None:
    assert (need(1, alternatives), need(2, alternatives), needs(alternatives)) == (one, several, alone)
