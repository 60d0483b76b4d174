"""Questions to a person at the terminal, one by one, with the closed lists offered."""

import typer

from returnctl.commands.ends import Exit
from returnctl.commands.one_request import unknown_reason, value_of

# What is asked, in which words, and what may be answered; a blank answer leaves the field blank.
_QUESTIONS = (
    ("store", "Store, for example US, UK or DE (blank if you do not know)"),
    ("delivery_date", "Delivered on (2026-11-01; blank if you do not know)"),
    ("request_date", "Return asked for on (blank: today)"),
    ("amount", "Paid, without currency (24.90; blank if you do not know)"),
    ("in_policy", "Does Amazon mark it as in policy? (yes, no; blank if it does not say)"),
    ("claim", "Is an A-to-z claim open? (yes, no; blank: no)"),
)
_COMMON_REASONS = (
    "defective",
    "damaged",
    "missing parts",
    "wrong item sent",
    "not as described",
    "no longer needed",
    "bought by mistake",
    "not compatible",
    "arrived too late",
    "other",
)


def ask(given: dict[str, str]) -> dict[str, str]:
    """The given options, completed by what a person answers; exit 3 where he ends the questions."""
    try:
        return _asked(given)
    except typer.Abort:  # the end of the input, as by Ctrl-D
        typer.echo("\nreturnctl: the questions were ended; nothing was decided and nothing was written", err=True)
        typer.echo("  hint: a blank answer is enough for what you do not know; or give --sku and --reason", err=True)
        raise typer.Exit(Exit.INPUT) from None


def _asked(given: dict[str, str]) -> dict[str, str]:
    found = dict(given)
    if "sku" not in found:
        found["sku"] = _answer("sku", "SKU")
    if "reason" not in found:
        found["reason"] = _reason()
    if len(given) > 1:  # somebody who gave more than one option knows which others there are
        return found
    for field, words in _QUESTIONS:
        text = _answer(field, words, blank=True)
        if text:
            found[field] = text
    return found


def _answer(field: str, words: str, *, blank: bool = False) -> str:
    """One answer, asked again until it can be read."""
    while True:
        text = str(typer.prompt(words, default="" if blank else None, show_default=False, err=True)).strip()
        if not text and blank:
            return ""
        try:
            value_of(field, text)
        except typer.BadParameter as wrong:
            typer.echo(f"  {wrong.message}", err=True)
            continue
        return text


def _reason() -> str:
    """The reason: a number of the list, a code, a label or plain words."""
    from returnctl.deciding.reasons import reason_finder
    from returnctl.files.built_in import built_in_policy

    policy = built_in_policy()
    look_up = reason_finder(policy)
    for number, name in enumerate(_COMMON_REASONS, 1):
        typer.echo(f"  {number:2} {name}", err=True)
    while True:
        text = str(typer.prompt("Reason (a number of the list, a code, or words such as broken)", err=True)).strip()
        if text.isdecimal() and 1 <= int(text) <= len(_COMMON_REASONS):
            return _COMMON_REASONS[int(text) - 1]
        if look_up(text, None) is not None:
            return text
        typer.echo(f"  {unknown_reason(text, policy).message}", err=True)
