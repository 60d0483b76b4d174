"""A bare Typer program with two commands."""

from typing import Annotated

import typer

app = typer.Typer(help="What to do with return requests.")


@app.command()
def decide(sku: Annotated[str, typer.Option(help="The seller's own number of the product.")]) -> None:
    """Recommend what to do."""
    print(sku)


@app.command()
def reasons() -> None:
    """List the reason codes."""


app()
