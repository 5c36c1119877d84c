"""The sections of a scenario, in the order in which they are told of: the one list of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from pydantic import BaseModel

from simengine.language.fields import Element
from simengine.processes import Process
from simengine.scenario import schema, settings
from simengine.scenario.observation import Observation
from simengine.scenario.parameter import Parameter

Form = Literal["text", "settings", "groups", "elements", "pairs", "classes"]


@dataclass(frozen=True, slots=True)
class Section:
    """A section: what stands in it, and how a message names one of these.

    `record` is what is read of each; of a driver, what all kinds of process have. `short` is the key that a bare value
    stands for. What is `named` has its name in expressions. A scenario can't do without a `needed` one.
    """

    name: str
    form: Form
    record: type[BaseModel] | None = None
    one: str = ""
    short: str = ""
    named: bool = False
    needed: bool = False

    @property
    def is_of_elements(self) -> bool:
        """Whether what stands in it carries unit, source, confidence and tags."""
        return self.record is not None and issubclass(self.record, Element)


SECTIONS: Final = (
    Section("name", "text"),
    Section("title", "text"),
    Section("note", "text"),
    Section("clock", "settings", settings.ClockSection, needed=True),
    Section("groups", "groups"),
    Section("sources", "elements", schema.Source, "a source"),
    Section("mechanisms", "elements", schema.Mechanism, "a mechanism"),
    Section("parameters", "elements", Parameter, "a parameter", "fixed", named=True),
    Section("parameter_correlations", "pairs"),
    Section("drivers", "elements", Process, "a driver", named=True, needed=True),
    Section("correlations", "pairs"),
    Section("functions", "elements", schema.Function, "a function", "expr"),
    Section("formulas", "elements", schema.Formula, "a formula", "expr", named=True),
    Section("events", "elements", schema.Event, "an event", named=True),
    Section("observe", "elements", Observation, "an observation"),
    Section("measures", "elements", schema.Measure, "a measure", "expr", named=True),
    Section("invariants", "elements", schema.Invariant, "an invariant", "when"),
    Section("outcome", "classes", schema.OutcomeClass, "an outcome class", "when"),
    Section("questions", "elements", schema.Question, "a question"),
    Section("report", "settings", settings.Report),
    Section("simulate", "settings", settings.Simulate),
)
NAMES: Final = tuple(section.name for section in SECTIONS)
ELEMENTS: Final = tuple(section.name for section in SECTIONS if section.is_of_elements)
NAMED: Final = tuple(section.name for section in SECTIONS if section.named)
SHORT_FORMS: Final = {section.name: section.short for section in SECTIONS if section.short}
