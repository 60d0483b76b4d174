"""A bare Typer program that imports pydantic, defines a few models and checks one request with them."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

import typer
from pydantic import BaseModel, Field

app = typer.Typer(help="What to do with return requests.")


class Settings(BaseModel):
    """The terms of the shop."""

    return_window_days: int = Field(30, ge=1, le=3650)
    keep_up_to: Decimal | None = Field(Decimal(50), ge=0)
    label_paid_by: Literal["seller", "buyer"] = "seller"


class Override(BaseModel):
    """The terms of one SKU."""

    sku: str = Field(min_length=1)
    returnable: bool = True
    settings: Settings = Settings()


class Request(BaseModel):
    """What the customer asks for."""

    sku: str = Field(min_length=1)
    reason: str = Field(min_length=1)
    delivered: date
    requested: date
    amount: Decimal | None = Field(None, ge=0)


@app.command()
def decide(
    sku: Annotated[str, typer.Option()],
    reason: Annotated[str, typer.Option()],
    delivered: Annotated[str, typer.Option()],
    requested: Annotated[str, typer.Option()],
    amount: Annotated[str | None, typer.Option()] = None,
) -> None:
    """Recommend what to do."""
    request = Request(sku=sku, reason=reason, delivered=delivered, requested=requested, amount=amount)
    terms = Override(sku=sku).settings
    inside = (request.requested - request.delivered).days <= terms.return_window_days
    print("replace" if inside else "review")


@app.command()
def reasons() -> None:
    """List the reason codes."""


app()
