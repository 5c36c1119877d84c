"""The sections of a scenario file and the fields of their elements."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import BaseModel

from reference.fields import field_table
from reference.markdown import joined, paragraphs
from simengine.language.fields import Element, Record
from simengine.report.field_words import own_fields
from simengine.scenario import schema, settings
from simengine.scenario.editor_schema import scenario_schema
from simengine.scenario.editor_schema.whole_file import RECORDS
from simengine.scenario.parameter import Parameter

_SETTINGS: dict[str, type[BaseModel]] = {
    "clock": settings.ClockSection,
    "report": settings.Report,
    "simulate": settings.Simulate,
}
_ELSEWHERE = {
    "drivers": "The fields of each are in [Processes](processes.md).",
    "parameters": "The distributions are in [Distributions](distributions.md).",
}
_NOT_WRITTEN = {"distribution", "parameters"}  # fields that are read from a tag or a key


def sections_text() -> str:
    """What every element may carry, and each section."""
    sections = scenario_schema()["properties"]
    return joined(
        [
            "## Fields of every element",
            field_table(Element, Element.model_fields),
            *(part for name, section in sections.items() for part in _section(name, section["description"])),
        ]
    )


def _section(name: str, described: str) -> Iterator[str]:
    yield f"## `{name}`"
    yield from paragraphs(described)
    yield _ELSEWHERE.get(name, "")
    model = Parameter if name == "parameters" else RECORDS.get(name) or _SETTINGS.get(name)
    if model is not None:
        base = Element if issubclass(model, Element) else Record
        yield field_table(model, [field for field in own_fields(model, base) if field not in _NOT_WRITTEN])
    for effect in [schema.Effect] if model is schema.Event else []:
        yield "An effect:"
        yield field_table(effect, effect.model_fields)
