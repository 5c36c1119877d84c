"""What pydantic found wrong, in words for the person who wrote the file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from simengine.errors import Place, Problem, did_you_mean
from simengine.language import numerals
from simengine.yaml.nodes import KeyPath, MappingNode, ScalarNode, key_place_of, node_at, path_text, place_of

FEW_KEYS = 6
_WORDS = {
    "missing": "is missing",
    "string_type": "a text is needed{got}",
    "int_parsing_size": "a number of so many digits can't be meant{got}",
    "int_parsing": "a whole number is needed{got}",
    "int_type": "a whole number is needed{got}",
    "int_from_float": "a whole number is needed{got}",
    "float_parsing": "a number is needed{got}",
    "float_type": "a number is needed{got}",
    "finite_number": "a finite number is needed{got}",
    "bool_parsing": "true or false is needed{got}",
    "bool_type": "true or false is needed{got}",
    "mapping_type": "a mapping (key: value) is needed{got}",
    "dict_type": "a mapping (key: value) is needed{got}",
    "model_type": "a mapping (key: value) is needed{got}",
    "tuple_type": "a list is needed{got}",
    "too_long": "has too many items{got}",
    "too_short": "needs at least one row{got}",
    "literal_error": "must be one of {expected}{got}",
    "greater_than_equal": "must be >= {ge}{got}",
    "greater_than": "must be > {gt}{got}",
    "less_than_equal": "must be <= {le}{got}",
}


def problems_of(error: ValidationError, model: type[BaseModel], tree: MappingNode, path: KeyPath) -> Iterator[Problem]:
    """Every problem pydantic found in the element at `path` of the tree, each at its place."""
    for detail in error.errors(include_url=False, include_input=True):
        yield _problem(detail, model, tree, path)


def _problem(detail: ErrorDetails, model: type[BaseModel], tree: MappingNode, path: KeyPath) -> Problem:
    where = _path(tree, path, detail["loc"])
    kind = detail["type"]
    if kind == "extra_forbidden":
        keys = _keys_at(model, detail["loc"])
        known = ", ".join(name for name in keys if name not in _COMMON)
        hint = did_you_mean(str(detail["loc"][-1]), keys) + (f"; it takes {known}" if known else "")
        return Problem(key_place_of(tree, where), path_text(where), f"unknown key{hint}")
    if kind == "expression":
        return Problem(
            _inside(tree, where, int(detail.get("ctx", {}).get("offset", 0))), path_text(where), detail["msg"]
        )
    return Problem(place_of(tree, where), path_text(where), _words(detail) + _form(model, detail))


_COMMON = ("title", "unit", "source", "confidence", "note", "tags", "stream", "process", "bounds", "history")


def _form(model: type[BaseModel], detail: ErrorDetails) -> str:
    """What to write where a mapping is needed that has few keys: `; write {set: …}, {add: …} or {multiply: …}`."""
    keys = _keys_at(model, (*detail["loc"], "")) if detail["type"] == "model_type" else []
    return f"; it takes {', '.join(keys)}" if 0 < len(keys) <= FEW_KEYS else ""


def _keys_at(model: type[BaseModel], loc: tuple[int | str, ...]) -> list[str]:
    """The keys that the record takes in which a path of pydantic's ends."""
    record = model
    for step in loc[:-1]:
        fields = (field for name, field in record.model_fields.items() if step in (name, field.alias))
        record = next((inner for field in fields for inner in _records_in(field.annotation)), record)
    return [field.alias or name for name, field in record.model_fields.items()]


def _records_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from _records_in(part)


def _words(detail: ErrorDetails) -> str:
    pattern = _WORDS.get(detail["type"])
    message = detail["msg"].removeprefix("Value error, ")
    if pattern is None:
        return message
    got = detail["input"]
    shown = f" (got {_shown(got)}{_remedy(got)})" if detail["type"] != "missing" else ""
    return pattern.format(got=shown, **{key: value for key, value in detail.get("ctx", {}).items() if key != "error"})


def _remedy(value: Any) -> str:
    """How a text that should be a number is written as one."""
    meant = numerals.remedy(value) if isinstance(value, str) else ""
    return f": {meant}" if meant else ""


def _shown(value: Any) -> str:
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list):
        return f"a list of {len(value)}"
    text = "nothing" if value is None else repr(value)
    return text if len(text) <= 60 else text[:57] + "…"


def _path(tree: MappingNode, path: KeyPath, loc: tuple[int | str, ...]) -> KeyPath:
    """The path of an error in the tree; pydantic puts in steps of its own, which the tree doesn't have."""
    where = path
    for index, step in enumerate(loc):
        longer = (*where, step)
        last = index == len(loc) - 1
        if node_at(tree, longer) is not None or (last and step != "[key]" and not _is_scalar(tree, where)):
            where = longer
    return where


def _is_scalar(tree: MappingNode, path: KeyPath) -> bool:
    """Whether a bare value stands there, which a key of a short form means."""
    return isinstance(node_at(tree, path), ScalarNode)


def _inside(tree: MappingNode, path: KeyPath, offset: int) -> Place:
    node = node_at(tree, path)
    return node.place_at(offset) if isinstance(node, ScalarNode) else place_of(tree, path)
