"""The fields of a record in words: what each takes, its unit, what it is if left out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, NamedTuple, Union, get_args, get_origin, get_type_hints

from pydantic import BaseModel

from simengine.language import fields
from simengine.scenario import event_fields, observation, schema

# The first whose validators are all among those of a field tells what it takes.
_KNOWN: tuple[tuple[Any, str], ...] = (
    (fields.ChanceExpr, "expression ≥ 0, `otherwise`"),
    (schema.ClassCondition, "condition, `otherwise`"),
    (fields.OptionalExpr, "expression"),
    (fields.OptionalCondition, "condition"),
    (fields.OptionalNonNegativeExpr, "expression ≥ 0"),
    (fields.Expr, "expression"),
    (fields.Condition, "condition"),
    (fields.PositiveExpr, "expression > 0"),
    (fields.NonNegativeExpr, "expression ≥ 0"),
    (fields.Texts, "text, list of texts"),
    (schema.Acts, "{raise, on, push, between}, list of these"),
    (event_fields.OptionalDates, "date, list of dates"),
    (event_fields.OptionalDelay, "expression ≥ 0, distribution"),
    (observation.OptionalOver, "date, {mean: date}, {sum: date}"),
    (observation.OptionalError, "expression, {normal | relative | student_t | lognormal, freedom, shared, share}"),
    (fields.DateText, "date"),
)
_PLAIN = {str: "text", float: "number", int: "whole number", bool: "`true`, `false`"}
_UNITS = {"own": "the driver's", "own/year": "the driver's per year"}
HEAD = ("field", "takes", "unit", "default", "what it is")
NEEDED = "*needed*"


class FieldWords(NamedTuple):
    """A field: its name, what it takes, its unit, what it is if left out, and what it means."""

    name: str
    takes: str
    unit: str
    left_out: str
    meaning: str


def field_words(
    model: type[BaseModel], names: Iterable[str], units: Mapping[str, str] | None = None
) -> Iterator[FieldWords]:
    """Some fields of a record in words. `units` as in `Process.field_units`."""
    hints = get_type_hints(model, include_extras=True)
    for name in names:
        field, takes = model.model_fields[name], in_words(hints[name])
        unit = (units or {}).get(name, "") or ("own" if name == "initial" and takes != "text" else "")
        told = " or ".join(_UNITS.get(one, one) for one in unit.split(" or "))
        nothing = field.default_factory is not None or field.default in (None, (), "")
        left_out = NEEDED if field.is_required() else "" if nothing else f"`{_yaml(field.default)}`"
        yield FieldWords(field.alias or name, takes, told, left_out, field.description or "")


def own_fields(model: type[BaseModel], base: type[BaseModel]) -> list[str]:
    """The names of the fields that a record has beside those of a base."""
    return [name for name in model.model_fields if name not in base.model_fields]


def in_words(hint: Any) -> str:
    """What a type takes."""
    if get_origin(hint) is Annotated:
        validators = hint.__metadata__
        for known, words in _KNOWN:
            if all(one in validators for one in get_args(known)[1:]):
                return words
        return in_words(get_args(hint)[0])
    if get_origin(hint) in (Union, UnionType):
        return ", ".join(in_words(one) for one in get_args(hint) if one is not NoneType)
    return _PLAIN.get(hint) or _composed(hint)


def _composed(hint: Any) -> str:
    origin, parts = get_origin(hint), get_args(hint)
    if origin is Literal:
        return ", ".join(f"`{value}`" for value in parts)
    if origin is tuple and parts[-1] is ...:
        return f"list of {in_words(parts[0])}"
    if origin is tuple:
        return f"[{', '.join(in_words(part) for part in parts)}]"
    if origin is not None and issubclass(origin, Mapping):
        key, value = parts
        return f"{{{'name' if key is str else in_words(key)}: {in_words(value)}, …}}"
    if isinstance(hint, type) and issubclass(hint, BaseModel):
        return f"{{{', '.join(field.alias or name for name, field in hint.model_fields.items())}}}"
    raise TypeError(f"{hint} has no words yet: add them to {__name__}")


def _yaml(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else f"{value:g}" if isinstance(value, float) else str(value)
