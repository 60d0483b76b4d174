"""`returnctl validate`: what is wrong with the seller's files, cell by cell, before anybody relies on them."""

from contextlib import ExitStack
from functools import partial
from typing import Annotated

import typer

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
    from returnctl.commands import checking
    from returnctl.commands.checks import Checks, answered
    from returnctl.commands.choices import store_code, wrong
    from returnctl.commands.copies import check_copies, check_endings
    from returnctl.commands.inputs import from_environment, moment, opened
    from returnctl.commands.reporting import Progress
    from returnctl.files.document import Documents
    from returnctl.views.checked import in_order

    if store and len(store) > 1:
        raise wrong("give one store; if you sell in several, give a policy with a column for each", "--store")
    policies, listings = from_environment(policy, "RETURNCTL_POLICY"), skus or []
    code, day = store_code(store[0] if store else None), moment(as_of)
    form = checking.form_of_findings(form, output, as_amazon=as_amazon)
    names = checking.named(files or [])
    checking.check_alone(names, as_amazon, report, annotate, fix)
    inputs = [*names, *policies, *listings, *([report] if report else [])]
    checking.check_places(inputs, output, annotate, fix, as_amazon=as_amazon)
    progress = Progress()
    with Documents() as documents, ExitStack() as copies:  # which take their places once the findings are told
        given = [opened(documents, name) for name in names]
        check_endings(annotate, fix, names[0], given[0])
        check_copies(given[0], annotate, fix)
        if as_amazon:
            checking.answer_as_amazon(given[0], output)
        if report is not None:
            found = [answered(documents.open(report), given[0])]
        else:
            beside = documents.open_all(policies), documents.open_all(listings)
            found = list(Checks(given, *beside, code, day, progress).run())
        found = [checked._replace(findings=in_order(checked.findings)) for checked in found]
        progress.clear()
        repairs = checking.copied(given[0], found[-1], annotate, fix, copies)
        checking.tell(found, form, output, repairs)
    raise typer.Exit(checking.ending(found, strict=strict, unfixed=fix is not None and repairs is None))
