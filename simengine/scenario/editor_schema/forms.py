"""From a pydantic record to the JSON Schemas of its fields, as a person writes them in YAML."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import BaseModel

from simengine.language.clock import DATE
from simengine.language.fields import Element
from simengine.scenario.column_form import BESIDE_FIGURE, KEYS

Schema = dict[str, Any]
COMMON = "common"
COLUMNS = "columns"
NOT_NULL: Schema = {
    "if": {"type": "null"},
    "then": {"type": "string", "errorMessage": "nothing stands here: give a value"},
}
_DATED = f"^{DATE.pattern}$"
_CHILDREN = ("properties", "patternProperties")
_FAMILY = ("items", "additionalProperties")


def ref(name: str) -> Schema:
    """Points to a definition."""
    return {"$ref": f"#/$defs/{name}"}


def described(text: str, schema: Schema) -> Schema:
    """The schema with a text for people, in Markdown where an editor can show it."""
    marked = {"markdownDescription": text} if "`" in text or "\n" in text else {}
    return {**schema, "description": text, **marked}


def own_properties(model: type[BaseModel], without: Iterable[str] = ()) -> dict[str, Schema]:
    """The fields of a record by name; those that every element has point to their one definition."""
    left_out, given = set(without), fields_of(model)
    common = Element.model_fields if issubclass(model, Element) else {}
    ordered = [name for name in given if name not in common] + [name for name in given if name in common]
    return {
        name: ref(f"{COMMON}/properties/{name}") if name in common else given[name]
        for name in ordered
        if name not in left_out
    }


def fields_of(model: type[BaseModel]) -> dict[str, Schema]:
    """The fields of a record by name; each may be `null` too, which deletes what a base says."""
    raw = model.model_json_schema()
    return {name: deletable(_clean(field, raw.get("$defs", {}))) for name, field in raw["properties"].items()}


def required(model: type[BaseModel], without: Iterable[str] = ()) -> Schema:
    """What a whole record must say: its fields without a default, and these not as `null`."""
    raw, left_out = model.model_json_schema(), set(without)
    names = [name for name in raw.get("required", []) if name not in left_out]
    given = {name: _clean(raw["properties"][name], raw.get("$defs", {})) for name in names}
    return {"required": names, "properties": {name: _solid(field) for name, field in given.items()}}


def deletable(schema: Schema) -> Schema:
    """The schema with `null` allowed, for it and for the values of a mapping: a variant deletes so."""
    found = dict(schema)
    if "enum" in found:
        return {"anyOf": [found, {"type": "null"}], **_texts(found)}
    if "type" in found:
        found["type"] = [*_listed(found["type"]), "null"]
    for key in _CHILDREN:
        if key in found:
            found[key] = {name: deletable(child) for name, child in found[key].items()}
    if isinstance(found.get("additionalProperties"), dict):
        found["additionalProperties"] = deletable(found["additionalProperties"])
    return found


def with_columns(schema: Schema, *values: str) -> Schema:
    """The schema of numbers that may also be columns of a CSV file; `values` are the keys of its numbers."""
    columns = columns_named(*(key for key in KEYS if key in (*values, *BESIDE_FIGURE)))
    found = {**schema, "type": list(dict.fromkeys((*_listed(schema["type"]), "object"))), "properties": columns}
    return {**found, "additionalProperties": False}


def columns_named(*keys: str) -> Schema:
    """What may stand where columns are named under these keys."""
    return {key: ref(f"{COLUMNS}/properties/{key}") for key in keys}


def or_column(schema: Schema) -> Schema:
    """The schema of a number or a text, and of what holds such, where the name of a column may stand as well."""
    found = {key: value for key, value in schema.items() if key not in ("pattern", "exclusiveMinimum", "errorMessage")}
    if {"string", "number", "integer"} & {*_listed(found["type"])}:
        found["type"] = list(dict.fromkeys((*_listed(found["type"]), "string")))
    if "properties" in found:
        found["properties"] = {name: or_column(child) for name, child in found["properties"].items()}
    return found


def columns() -> Schema:
    """What may stand where columns of a CSV file are named."""
    found = {key: described(text, {"type": ["string", "integer", "null"]}) for key, text in KEYS.items()}
    found["csv"] |= {"pattern": r"\.[cC][sS][vV]$", "errorMessage": "name a CSV file: data/oil.csv"}
    found["missing"] = described(KEYS["missing"], {"enum": ["skip", None]})
    return {"properties": found}


def headline(kind: type) -> str:
    """The first paragraph of a class's docstring, on one line."""
    return " ".join(whole_doc(kind).split("\n\n")[0].split())


def full_text(kind: type) -> str:
    """What a process or a distribution is, in short and then in full."""
    return f"{in_short(kind)}\n\n{whole_doc(kind)}"


def whole_doc(kind: type) -> str:
    """The docstring of a class; empty without one of its own."""
    return inspect.cleandoc(kind.__doc__ or "")


def in_short(kind: type) -> str:
    """What the module of a kind says it holds, without the name: `A value that stays where events put it.`"""
    text = (sys.modules[kind.__module__].__doc__ or "").partition("\n")[0].partition(": ")[2]
    return text[:1].upper() + text[1:] or headline(kind)


def _clean(schema: Schema, definitions: Mapping[str, Schema]) -> Schema:
    """Without references, titles that only repeat a name and defaults that only say `nothing`."""
    if "$ref" in schema:
        return _clean(definitions[schema["$ref"].rpartition("/")[2]], definitions)
    solid = [one for one in schema.get("anyOf", []) if one != {"type": "null"}]
    if len(solid) == 1:
        schema = {**{key: value for key, value in schema.items() if key != "anyOf"}, **solid[0]}
    found = {key: value for key, value in schema.items() if key != "title" and not _says_nothing(key, value)}
    for key in _CHILDREN:
        if key in found:
            found[key] = {name: _clean(child, definitions) for name, child in found[key].items()}
    for key in _FAMILY:
        if isinstance(found.get(key), dict):
            found[key] = _clean(found[key], definitions)
    if "patternProperties" in found:
        found.setdefault("additionalProperties", False)
        if _DATED in found["patternProperties"]:
            found = with_columns(found, "value")
    if "columns" in found:
        found = with_columns(found, *found.pop("columns"))
    return described(found["description"], found) if "description" in found else found


def _says_nothing(key: str, value: Any) -> bool:
    return key == "default" and value in (None, [], {}, "")


def _texts(schema: Schema) -> Schema:
    return {key: schema[key] for key in ("description", "markdownDescription") if key in schema}


def _solid(field: Schema) -> Schema:
    """Of what type a field is. It names the type again so that an editor knows how to write the field."""
    return {key: field[key] for key in ("type", "errorMessage") if key in field}


def _listed(kinds: str | list[str]) -> list[str]:
    return [kinds] if isinstance(kinds, str) else kinds
