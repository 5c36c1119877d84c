"""The fields of a record, with what each takes in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from pydantic import BaseModel

from reference.markdown import prose, table
from simengine.language import fields
from simengine.scenario import event_fields, schema

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
    (fields.DateText, "date"),
    (event_fields.OptionalDelay, "expression, distribution"),
)
_PLAIN = {str: "text", float: "number", int: "whole number", bool: "`true`, `false`"}
_UNITS = {"own": "the driver's", "own/year": "the driver's per year"}


def field_table(model: type[BaseModel], names: Iterable[str], units: Mapping[str, str] | None = None) -> str:
    """A table of some fields of a record; nothing if there are none. `units` as in `Process.field_units`."""
    rows = [_row(model, name, (units or {}).get(name, "")) for name in names]
    return table(("field", "takes", "unit", "default", "what it is"), rows) if rows else ""


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
        return f"{{{', '.join(hint.model_fields)}}}"
    raise TypeError(f"{hint} has no words yet: add them to {__name__}")


def _row(model: type[BaseModel], name: str, unit: str) -> tuple[str, ...]:
    field = model.model_fields[name]
    takes = in_words(get_type_hints(model, include_extras=True)[name])
    unit = unit or ("own" if name == "initial" and takes != "text" else "")
    told = " or ".join(_UNITS.get(one, one) for one in unit.split(" or "))
    nothing = field.default_factory is not None or field.default in (None, (), "")
    left_out = "*needed*" if field.is_required() else "" if nothing else f"`{_yaml(field.default)}`"
    return f"`{field.alias or name}`", _escaped(takes), told, left_out, prose(field.description or "")


def _yaml(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else f"{value:g}" if isinstance(value, float) else str(value)


def _escaped(words: str) -> str:
    return prose(words).replace("{", r"\{")
