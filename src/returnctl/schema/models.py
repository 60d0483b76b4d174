"""The rows of our own tables as Pydantic models, made from their columns.

A term that is absent is inherited, one that is null is *explicitly nothing*. Cells are read strictly before a
model sees them, so that a model has nothing left to refuse but days that contradict one another.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Annotated, Any, Final, Literal, Self

import pydantic
from pydantic import BaseModel, ConfigDict, ValidationError, create_model, model_validator
from pydantic_core import PydanticCustomError

from returnctl.schema.cells import CellProblem
from returnctl.schema.settings import Field, Kind
from returnctl.schema.tables import OVERRIDES, SEASON, SETTING, overrides_kind, setting_fields, text_of
from returnctl.values.finding import Code

_TYPES: Final[Mapping[Kind, Any]] = {
    **dict.fromkeys((Kind.DAYS, Kind.HOURS, Kind.UNITS), int),
    **dict.fromkeys((Kind.MONEY, Kind.PERCENT), Decimal),
    Kind.YES_NO: bool,
    Kind.DAY: date,
}
_CLOSED: Final = frozenset({Kind.CHOICE, Kind.STARTS, Kind.RECOMMENDATION, Kind.STORE, Kind.SETTING})


class Row(BaseModel):
    """A row of one of our tables, with its number there. Both ends of a period or of a season are inclusive."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")

    row: int | None = pydantic.Field(None, exclude=True)

    def __getitem__(self, column: str) -> Any:
        return getattr(self, column)

    @model_validator(mode="after")
    def ends_after_it_begins(self) -> Self:
        """No period and no season ends before it begins."""
        for start, ends in (("valid_from", ("valid_to",)), (SEASON[0], SEASON[1:])):
            first = getattr(self, start, None)
            for name in ends if first else ():
                last = getattr(self, name, None)
                if last and last < first:
                    what = "period" if start == "valid_from" else "season"
                    raise PydanticCustomError("backwards", f"the {what} ends before it begins", {"column": name})
        return self


@lru_cache(maxsize=16)
def model_of(table: str, fields: tuple[Field, ...]) -> type[Row]:
    """The model of a row of a table: its columns with what each may hold, what it is for, and an example."""
    made: Any = {field.name: (_type(field), _about(table, field)) for field in fields}
    return create_model(f"{table}Row", __base__=Row, **made)


def _type(field: Field) -> Any:
    found: Any = Literal[field.choices] if field.kind in _CLOSED else _TYPES.get(field.kind, str)
    if field.kind is Kind.STARTS:
        found = tuple[found, ...]
    always = field.needed or ((field.policy or field.override) and not field.none)
    return Annotated[found if always else found | None, field]


def _about(table: str, field: Field) -> Any:
    text = text_of(table, field.name)
    bounds: dict[str, Any] = {}
    if _TYPES.get(field.kind) in (int, Decimal):
        bounds = {"ge": field.least, "le": field.most}
    elif field.kind not in _CLOSED and field.kind not in _TYPES:
        bounds = {"min_length": 1 if field.needed else None, "max_length": field.most or None}
    default = ... if field.needed else field.default
    return pydantic.Field(default, description=text.description, examples=[text.example], **bounds)


def row_of(model: type[Row], values: Mapping[str, object]) -> Row | tuple[str, CellProblem]:
    """A row made of what was read, or the column that contradicts another one."""
    try:
        return model.model_validate(values)
    except ValidationError as error:
        (found,) = error.errors(include_url=False)
        problem = CellProblem(Code.PERIOD_BACKWARDS, "ends before it begins", "put the earlier date first")
        return found["ctx"]["column"], problem


# What applies to one SKU, and one value of the sheet `Settings` under the name of its setting.
OverrideRow: Final = model_of(OVERRIDES, overrides_kind().fields[1:])
SettingsRow: Final = model_of(SETTING, setting_fields())
