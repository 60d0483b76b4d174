"""`returnctl validate`: what is wrong with the seller's files, cell by cell, before anybody relies on them."""

from functools import partial
from typing import Annotated

from returnctl.commands.options import Text, Texts, files_of, flag, option

_AMAZON = "Amazon's SKU override file"
_copy = partial(option, "FILE", panel="Copies of the file")


def validate(
    files: Annotated[Texts, files_of("FILE...", "Files to check; - is standard input.")] = None,
    policy: Annotated[
        Texts, option("FILE", "Policy under which overrides are looked at; repeatable. [env: RETURNCTL_POLICY]")
    ] = None,
    skus: Annotated[
        Texts, option("FILE", "Your SKUs: a listing report, a returns report or a list; repeatable.")
    ] = None,
    store: Annotated[Texts, option("STORE", "Store of rows that name none, e.g. US. [env: RETURNCTL_STORE]")] = None,
    as_of: Annotated[Text, option("DATE", "Day for which to check.", default="today")] = None,
    strict: Annotated[bool, flag("--strict", "Warnings count as errors.")] = False,
    form: Annotated[Text, option("FORMAT", "text, json, jsonl or xlsx.", "--format", default="by --output")] = None,
    output: Annotated[Text, option("FILE", "Write the findings to this file.", "--output", "-o")] = None,
    as_amazon: Annotated[
        bool, flag("--as-amazon", "Answer with the processing report that Amazon would send.", _AMAZON)
    ] = False,
    report: Annotated[
        Text,
        option(
            "FILE",
            "Amazon's processing report: show the rows that failed in the file that was uploaded.",
            panel=_AMAZON,
        ),
    ] = None,
    annotate: Annotated[Text, _copy("Write a copy of the workbook with each finding in its cell.")] = None,
    fix: Annotated[Text, _copy("Write a copy with the repairs that cannot be wrong.")] = None,
) -> None:
    """Check policies, overrides, Amazon's files and requests before you rely on them.

    Each file is recognised by what stands in it. The findings are the result: they go to standard output.
    """
    from returnctl.commands.checking import Check, validate_files
    from returnctl.commands.choices import store_code, wrong
    from returnctl.commands.inputs import from_environment, moment

    if store and len(store) > 1:
        raise wrong("give one store; if you sell in several, give a policy with a column for each", "--store")
    policies = from_environment(policy, "RETURNCTL_POLICY")
    code = store_code(store[0] if store else None)
    check = Check(
        files or [], policies, skus or [], code, moment(as_of), strict, form, output, as_amazon, report, annotate, fix
    )
    validate_files(check)
