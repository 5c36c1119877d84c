"""Drivers and parameters, which take the form of the process or the distribution they name.

Each element has two schemas. One tells what may stand in it, and holds everywhere: a variant says only what differs
from its base, and deletes with `null`. The other tells what must stand in it, and holds in a file that is whole by
itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from simengine.distributions import Distribution, distributions
from simengine.processes import Process
from simengine.scenario.editor_schema.forms import (
    NOT_NULL,
    Schema,
    deletable,
    described,
    full_text,
    headline,
    in_short,
    own_properties,
    ref,
    required,
    with_columns,
)
from simengine.scenario.parameter import Expert, Parameter

Kinds = Mapping[str, type[Process]]
_UNITS = {"own": "the driver's", "own/year": "the driver's per year"}


def driver(kinds: Kinds) -> Schema:
    """What may stand in a driver: the fields of its process, or of any as long as none is named."""
    named = [{"if": _follows(kind), "then": ref(f"process_{kind}")} for kind in kinds]
    unnamed = {"if": {"not": {"required": ["process"]}}, "then": ref("process_unnamed")}
    forms = {"properties": {"process": _choice_of(kinds)}, "allOf": [*named, unnamed]}
    return described("What moves: a process and its fields.", {"title": "driver", "type": ["object", "null"], **forms})


def whole_driver(kinds: Kinds) -> Schema:
    """What must stand in a driver."""
    needs = [{"if": _follows(kind), "then": _needs(process)} for kind, process in kinds.items()]
    return {**NOT_NULL, "required": ["process"], "allOf": needs}


def _needs(process: type[Process]) -> Schema:
    return {"title": process.kind, **required(process, ["process"])}


def _snippet(process: type[Process]) -> Schema:
    """What an editor writes for a new driver: the process and the fields it must have."""
    names = required(process, ["process"])["required"]
    blanks = {name: f"${place}" for place, name in enumerate(names, 1)}
    return {"label": process.kind, "description": in_short(process), "body": {"process": process.kind, **blanks}}


def process_definitions(kinds: Kinds) -> dict[str, Schema]:
    """The fields of each process, and those of all, under the names that `driver` points to."""
    found = {f"process_{kind}": _process(process) for kind, process in kinds.items()}
    snippets = [_snippet(process) for process in kinds.values()]
    found["process_unnamed"] = {"properties": _union(found), "additionalProperties": False, "defaultSnippets": snippets}
    return found


def _follows(kind: str) -> Schema:
    return {"properties": {"process": {"const": kind}}, "required": ["process"]}


def _choice_of(kinds: Kinds) -> Schema:
    short = [in_short(process) for process in kinds.values()]
    return {"enum": list(kinds), "enumDescriptions": short, "markdownEnumDescriptions": short}


def _process(process: type[Process]) -> Schema:
    properties = own_properties(process, ["process"])
    for name, field in properties.items():
        if name in process.model_fields and "$ref" not in field:
            properties[name] = described(_description(process, name, field), field)
    properties = {"process": described(full_text(process), {"const": process.kind}), **properties}
    return {"title": process.kind, "properties": properties, "additionalProperties": False}


def _description(process: type[Process], name: str, field: Schema) -> str:
    """What a field is: its own description, else the law it stands in; and its unit."""
    text = field.get("description") or f"`{name}` of `{process.kind}`: {headline(process)}"
    unit = process.field_units.get(name)
    return f"{text}\n\nUnit: {_UNITS.get(unit, unit)}." if unit else text


def _union(found: Mapping[str, Schema]) -> dict[str, Schema]:
    """Every field of any process, for a variant that leaves the process as its base has it."""
    forms: dict[str, list[Schema]] = {}
    for definition in found.values():
        for name, field in definition["properties"].items():
            known = forms.setdefault(name, [])
            if _bare(field) not in [_bare(one) for one in known]:
                known.append(field)
    return {name: _one_of(name, fields) for name, fields in forms.items() if name != "process"}


def _one_of(name: str, fields: list[Schema]) -> Schema:
    if len(fields) == 1:
        return fields[0]
    return described(f"`{name}` of the process that the driver follows.", {"anyOf": [_bare(field) for field in fields]})


def _bare(field: Schema) -> Schema:
    return {key: value for key, value in field.items() if not key.lower().endswith("description")}


def parameter() -> Schema:
    """What may stand in a parameter: the tag of a distribution and what it takes; a bare number is a fixed one."""
    laws = _laws()
    rest = own_properties(Parameter, ["distribution"])
    said = {**laws, **own_properties(Expert, ["law"])}
    expert = {"type": ["object", "number", "null"], "properties": said, "additionalProperties": False}
    rest["experts"] = {**rest["experts"], "additionalProperties": expert}
    properties = {**laws, "like": rest.pop("like"), **rest}
    form = {"title": "parameter", "type": ["object", "number", "null"]}
    schema = {**form, "properties": properties, "additionalProperties": False}
    return described(headline(Parameter), schema)


def _laws() -> dict[str, Schema]:
    """The tags of all distributions with what they take, and what stands beside some."""
    families = distributions()
    ends = {name: _end(name, next(_with_end(families, name))) for name in _ends(families)}
    return {**{tag: _family(family) for tag, family in families.items()}, **ends}


def whole_parameter() -> Schema:
    """What must stand in a parameter: one distribution, or what experts say; a name of a choice may stand beside it."""
    families = distributions()
    one = [{"required": [tag]} for tag in (*families, "like", "experts")]
    beside = {
        name: {"anyOf": [{"required": [family.tag]} for family in _with_end(families, name)]}
        for name in _ends(families)
    }
    none = {"type": "number", "errorMessage": f"one distribution is needed: {', '.join(families)}, or like"}
    mapping = {"if": {"anyOf": one}, "then": {"oneOf": one}, "else": none, "dependentSchemas": beside}
    return {**NOT_NULL, "allOf": [{"if": {"type": "object"}, "then": mapping}]}


def _family(family: type[Distribution]) -> Schema:
    schema = with_columns(family.value_schema(), "value") if family.of_values else family.value_schema()
    return described(full_text(family), {**schema, "type": deletable({"type": schema["type"]})["type"]})


def _ends(families: Mapping[str, type[Distribution]]) -> list[str]:
    """The fields that stand beside the tag, not under it."""
    return [name for name in ("lower", "upper") if any(_with_end(families, name))]


def _with_end(families: Mapping[str, type[Distribution]], name: str) -> Iterator[type[Distribution]]:
    return (family for family in families.values() if family.may_have(name))


def _end(name: str, family: type[Distribution]) -> Schema:
    text = f"Beside `{family.tag}`: {family.model_fields[name].description}."
    return described(text, {"type": ["number", "null"]})
