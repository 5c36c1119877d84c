"""Reading what stands to the right of a distribution's tag."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from pydantic.fields import FieldInfo

from simengine.errors import did_you_mean
from simengine.language import numerals

_LONGEST = 40


def shown(value: object) -> str:
    """A value as a message quotes it: numbers in short, collections by their kind."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        short = f"{value:g}"
        return short if float(short) == value or math.isnan(value) else repr(value)
    if isinstance(value, str):
        return repr(value if len(value) <= _LONGEST else value[:_LONGEST] + "…")
    if value is None:
        return "nothing"
    if isinstance(value, dict | list):
        return "a mapping" if isinstance(value, dict) else "a list"
    text = str(value) if isinstance(value, int) else type(value).__name__
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "…"


def number(value: object, name: str) -> float:
    """A finite float; `name` is what the message calls it. Raises ValueError."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError(f"{name} must be a number (got {shown(value)}){remedy(value)}")  # noqa: TRY004
    try:
        result = float(value)
    except OverflowError:
        result = math.inf
    if not math.isfinite(result):
        raise ValueError(f"{name} must be a finite number (got {shown(value)})")
    return result


def key_number(key: object) -> float | None:
    """The number a mapping's key stands for, None if it is none. Keys arrive as texts."""
    text = key if isinstance(key, str) else "" if isinstance(key, bool) else str(key)
    result = float(text) if numerals.is_number(text) else math.inf
    return result if math.isfinite(result) else None


def mapping(value: object, form: str) -> Mapping[Any, Any]:
    """A value that must be a mapping, which is written as `form`. Raises ValueError."""
    if not isinstance(value, Mapping):
        raise ValueError(f"write {form} (got {shown(value)})")  # noqa: TRY004  # a user's mistake
    return value


def fields(tag: str, known: Mapping[str, FieldInfo], value: object, *, listed: bool) -> dict[str, float]:
    """Numbers by the names of a family's fields, from a mapping, or from a list in their order.

    Raises:
        ValueError: for a name too many or too few, or a value that is no finite number.
    """
    needed = [name for name, field in known.items() if field.is_required()]
    form = f"{tag}: {{{', '.join(f'{name}: …' for name in needed)}}}"
    if listed:
        form += f" or [{', '.join(needed)}]"
        if isinstance(value, list | tuple):
            if len(value) != len(needed):
                raise ValueError(f"write {form} (got a list of {len(value)})")
            return {name: number(item, name) for name, item in zip(needed, value, strict=True)}
    given = mapping(value, form)
    for name in given:
        if name not in known:
            raise ValueError(f"{tag} has no {name!r}{did_you_mean(str(name), known)}; write {form}")
    missing = [name for name in needed if name not in given]
    if missing:
        raise ValueError(f"{' and '.join(missing)} {'is' if len(missing) == 1 else 'are'} missing; write {form}")
    return {name: number(item, name) for name, item in given.items()}


def schema(known: Mapping[str, FieldInfo], *, listed: bool) -> dict[str, Any]:
    """The JSON Schema of what `fields` reads."""
    numbers = {name: {"type": "number", "description": field.description or name} for name, field in known.items()}
    needed = [name for name, field in known.items() if field.is_required()]
    written = {"type": "object", "properties": numbers, "required": needed, "additionalProperties": False}
    if not listed:
        return written
    items = {"prefixItems": [numbers[name] for name in needed], "minItems": len(needed), "maxItems": len(needed)}
    return {**written, "type": ["object", "array"], **items}


def remedy(value: object) -> str:
    """What to write instead of a value that is no number, after a semicolon; empty if nobody can tell."""
    if isinstance(value, bool):
        return f"; write {int(value)}"
    if not isinstance(value, str):
        return ""
    meant = numerals.remedy(value)
    return f"; {meant or 'what follows from others is written as a formula'}"
