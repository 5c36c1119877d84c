"""The sections of a scenario, and what holds of a file that is whole by itself."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import BaseModel

from simengine.language.fields import Element
from simengine.processes import Process
from simengine.scenario import read, settings
from simengine.scenario import schema as records
from simengine.scenario.column_form import BESIDE_FIGURE, CSV
from simengine.scenario.editor_schema.elements import (
    Kinds,
    driver,
    parameter,
    process_definitions,
    whole_driver,
    whole_parameter,
)
from simengine.scenario.editor_schema.forms import (
    COLUMNS,
    COMMON,
    NOT_NULL,
    Schema,
    columns,
    columns_named,
    described,
    fields_of,
    headline,
    or_column,
    own_properties,
    ref,
    required,
)
from simengine.scenario.observation import Observation
from simengine.scenario.parameter import Parameter
from simengine.scenario.sections import NAMES, SECTIONS, SHORT_FORMS

# Sections of elements that are all of one form; drivers and parameters are not.
RECORDS: Mapping[str, type[BaseModel]] = {
    section.name: section.record
    for section in SECTIONS
    if section.form in ("elements", "classes") and section.record not in (Parameter, Process, None)
}
_OF_COLUMNS = ("value", "error", "over", "known")
_NOT_WRITTEN = {"functions": ("parameters",)}  # fields that are read from the element's name
_MEMBERS = r"\]\s*$"
_PAIR = r"^[^~]*[^~\s][^~]*~[^~]*[^~\s][^~]*$"
_TEXTS = {
    "name": "Names the scenario, and the folder of its results.",
    "title": "What the scenario is, in a line.",
    "note": "Anything a reader should know.",
}
_CORRELATED = {
    "correlations": "`a ~ b: 0.3`: the correlation of the Brownian noise of two drivers; `a[country]: 0.3`: of any two "
    "members.",
    "parameter_correlations": "`a ~ b: 0.6`: the rank correlation (Spearman's) of two parameters; `a[country]: 0.6`: "
    "of any two members.",
}
_EXTENDS = (
    "One file or a list of files, in this file's folder or below. Their texts are laid one over the other, "
    "this one last: mappings merge, lists are replaced, `null` deletes."
)
_SET = (
    "Dotted paths into the merged scenario: `events.ceasefire.latest: 2026-12`. "
    "`[i]` addresses an item, `null` deletes."
)
_ARGUMENTS = "write a function with its arguments: kept(x, ref)"
_GROUPS = (
    "Groups by name, each with its members: `country: [kr, jp]`, or with their titles, `country: {kr: South Korea}`. "
    "An element `support[country]` stands for one of each member."
)
_MEMBER_NAME = r"^[^\W\d]\w*$"
_GROUP: Schema = {
    "type": ["array", "object", "string", "null"],
    "items": {"type": "string", "pattern": _MEMBER_NAME},
    "patternProperties": {_MEMBER_NAME: {"type": ["string", "number", "boolean", "null"]}},
    "additionalProperties": False,
}
_DRIVERS = "What moves: drivers by name, each with a process and its fields."


def root() -> Schema:
    """What holds of a whole file."""
    sections = {name: _section(name) for name in NAMES}
    extends = described(_EXTENDS, {"type": ["string", "array"], "items": {"type": "string"}})
    changes = described(_SET, {"type": ["object", "null"]})
    first = {name: sections.pop(name) for name in ("name", "title", "note")}
    whole = {"required": ["clock"], "not": {"required": ["extends"]}}
    return {
        "title": "a scenario of simengine",
        "type": "object",
        "properties": {**first, "extends": extends, "set": changes, **sections},
        "additionalProperties": False,
        "if": whole,
        "then": ref("whole"),
    }


def definitions(kinds: Kinds) -> dict[str, Schema]:
    """All that `root` points to."""
    own = {name: _element(name, model) for name, model in RECORDS.items()}
    common = {"properties": fields_of(Element)}
    special = {"parameters": parameter(), "drivers": driver(kinds)}
    return {COMMON: common, COLUMNS: columns(), **special, **own, **process_definitions(kinds), "whole": _whole(kinds)}


def _section(name: str) -> Schema:
    if name in _TEXTS:
        return described(_TEXTS[name], {"type": ["string", "number", "boolean"]})
    if name == "clock":
        return _settings(settings.ClockSection)
    if name == "simulate":
        return _settings(settings.Simulate)
    if name in _CORRELATED:
        number = {"type": ["number", "null"], "minimum": -1, "maximum": 1}
        rows = {_PAIR: number, rf"^[^~]*{_MEMBERS}": {"type": ["number", "null"], "minimum": 0, "exclusiveMaximum": 1}}
        return described(_CORRELATED[name], _by_pattern(rows, "write two names, a ~ b, or one of members, a[country]"))
    if name == "groups":
        return described(_GROUPS, {"type": ["object", "null"], "additionalProperties": _GROUP})
    if name == "report":
        return _settings(settings.Report)
    if name == "outcome":
        return _elements(name)
    return _elements(name)


def _elements(name: str) -> Schema:
    text = _DRIVERS if name == "drivers" else headline(RECORDS.get(name, Parameter))
    if name == "functions":
        return described(text, _by_pattern({rf"^\s*{read.SIGNATURE.pattern}\s*$": ref(name)}, _ARGUMENTS))
    return described(text, {"type": ["object", "null"], "additionalProperties": ref(name)})


def _by_pattern(patterns: Mapping[str, Schema], advice: str) -> Schema:
    rows = {"patternProperties": patterns, "additionalProperties": False}
    return {"type": ["object", "null"], **rows, "errorMessage": advice}


def _settings(model: type[BaseModel]) -> Schema:
    form = {"type": ["object", "null"], "properties": own_properties(model), "additionalProperties": False}
    return described(headline(model), form)


def _element(section: str, model: type[BaseModel]) -> Schema:
    properties = own_properties(model, _NOT_WRITTEN.get(section, ()))
    form = {
        "title": model.__name__.lower(),
        "type": ["object", "null"],
        "properties": properties,
        "additionalProperties": False,
    }
    short = SHORT_FORMS.get(section)
    if short is not None:
        form["type"] = ["object", *properties[short]["type"]]
    if model is Observation:  # beside a file, these may be names of its columns
        typed = {name: properties[name] for name in _OF_COLUMNS}
        named = {**{name: or_column(field) for name, field in typed.items()}, **columns_named(*BESIDE_FIGURE)}
        form |= {"properties": {**properties, **named}}
        form |= {"if": {"not": {"required": [CSV]}}, "then": {"properties": typed}}
    return described(headline(model), form)


def _whole(kinds: Kinds) -> Schema:
    """What a file must say that neither extends another nor is only a part of others."""
    elements = {name: _whole_element(name, model) for name, model in RECORDS.items()}
    elements |= {"drivers": whole_driver(kinds), "parameters": whole_parameter()}
    own: Schema = {"patternProperties": {_MEMBERS: {}}}  # a member's own says only what differs from its template
    sections = {name: {**own, "additionalProperties": element} for name, element in elements.items()}
    sections["clock"] = {**NOT_NULL, **required(settings.ClockSection)}
    return {"required": [section.name for section in SECTIONS if section.needed], "properties": sections}


def _whole_element(section: str, model: type[BaseModel]) -> Schema:
    form = {**NOT_NULL, **required(model, _NOT_WRITTEN.get(section, ()))}
    if model is records.Event:
        one = {**NOT_NULL, "minProperties": 1, "maxProperties": 1}
        form["properties"] = {"effects": {"additionalProperties": one}}
    if model is Observation:  # a table has its own dates
        dated = {"anyOf": [{"required": ["at"]}, {"required": ["over"]}]}
        typed = {"properties": {"between": {"type": "array"}}, "not": {"required": [CSV]}}
        form["allOf"] = [{"if": typed, "then": dated}]
    return form
