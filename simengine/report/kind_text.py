"""What `show --kind NAME` prints: what a kind is, its fields, and an example that can be copied."""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Iterator, Mapping
from typing import Any

from simengine.distributions import Distribution, distributions
from simengine.errors import WrongUsageError, what_there_is
from simengine.functions import memory_functions
from simengine.functions._memory_function import MemoryFunction
from simengine.language.fields import Element, Record
from simengine.language.types import EVENT
from simengine.processes import Process
from simengine.report.field_words import NEEDED, field_words, own_fields
from simengine.report.kind_examples import EXAMPLES, TRIGGER_EXAMPLES
from simengine.report.layout import hanging, wrapped
from simengine.scenario import schema
from simengine.scenario.sections import NAMES, SECTIONS

Kinds = Mapping[str, type[Process]]
_INDENT = "  "
_VALUES = {"c": "x > 1", "d1": "date('2026')", "d2": "date('2028')"}
_LENGTHS = {"w": "months(6)", "a": "0", "b": "months(6)", "delay": "months(6)"}


def kind_text(name: str, processes: Kinds, width: int) -> str:
    """All there is to say of a name. WrongUsageError, with what there is, for one that is none."""
    found = [part for part in _parts(name, processes, width) if part]
    if not found:
        known = [*processes, *distributions(), *memory_functions(), *NAMES, *schema.TRIGGERS, "branch"]
        what = "process, distribution, function, section or trigger"
        raise WrongUsageError(f"no {what} {name!r}{what_there_is(name, known)}")
    return "\n\n".join("\n".join(part) for part in found)


def _parts(name: str, processes: Kinds, width: int) -> Iterator[list[str]]:
    if name in processes:
        yield _process(processes[name], width)
    if name in distributions():
        yield _distribution(distributions()[name], width)
    if name in memory_functions():
        yield _function(memory_functions()[name], width)
    if name in NAMES:
        yield _section(name, width)
    if name in TRIGGER_EXAMPLES:
        yield _trigger(name, width)


def _process(kind: type[Process], width: int) -> list[str]:
    drawn = "; ".join(draw.value for draw in kind.draws)
    lines = [*_head(kind.kind, "a process of drivers", kind, width), ""]
    lines += _fields(kind, own_fields(kind, Process), width, kind.field_units)
    lines += ["", *wrapped(f"Drawn in every step: {drawn}." if drawn else "It draws nothing.", width)]
    if not kind.movable:
        lines.append("No effect can move it.")
    own = [f"    {key}: {_written(value)}" for key, value in {"process": kind.kind, **_sample(kind)}.items()]
    return [*lines, *_example(["drivers:", "  x:", *own])]


def _sample(kind: type[Process]) -> dict[str, object]:
    """Values for the fields that a driver of a kind needs."""
    words = {field.name: field for field in field_words(kind, own_fields(kind, Process))}
    needed = {name: _value(name, field.takes) for name, field in words.items() if field.left_out == NEEDED}
    tables = [name for name, field in words.items() if field.takes.startswith("{name: {name: ")]
    if tables and not set(tables) & needed.keys():  # it has one of several tables
        needed[tables[0]] = _value(tables[0], words[tables[0]].takes)
    return needed


def _value(name: str, takes: str) -> object:
    if takes.startswith("{name: {name: "):
        return {"calm": {"storm": 0.5}, "storm": {"calm": 6}}
    if takes.startswith("{date: "):
        return {"2025": 1, "2027": 2}
    return "calm" if takes == "text" else 0.2 if name in ("volatility", "rate", "growth") else 0.5


def _written(value: object) -> str:
    """A value as YAML on one line."""
    if isinstance(value, dict):
        return f"{{{', '.join(f'{key}: {_written(item)}' for key, item in value.items())}}}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_written, value))}]"
    return f"{value:g}" if isinstance(value, float) else str(value)


def _distribution(family: type[Distribution], width: int) -> list[str]:
    lines = [*_head(family.tag, "a distribution of parameters", family, width)]
    if family.fields_of.__func__ is Distribution.fields_of.__func__:  # type: ignore[attr-defined]
        lines += ["", *_fields(family, own_fields(family, Record), width)]
    return [*lines, *_example(["parameters:", f"  x: {_written({family.tag: family.example})}"])]


def _function(function: type[MemoryFunction], width: int) -> list[str]:
    call = re.search(r"`(\w+\(.*?\))`", sys.modules[function.__module__].__doc__ or "")
    letters = [letter.strip(" []") for letter in call[1].partition("(")[2].rstrip(")").split(",")] if call else []
    takes = function.signature.takes
    events = iter(("storm", "flood", "drought"))
    values = [
        next(events, letter) if kind == EVENT else {**_LENGTHS, **_VALUES}.get(letter, letter)
        for letter, kind in zip(letters, [*takes, *takes[-1:] * len(letters)], strict=False)
    ]
    about = inspect.cleandoc(function.__doc__ or "").split("\n\n")[0]  # what follows is about its memory
    lines = [f"{call[1] if call else function.name}: a function of expressions", "", *_text(about, width)]
    return [*lines, *_example(["formulas:", f'  f: "{function.name}({", ".join(values)})"'])]


def _section(name: str, width: int) -> list[str]:
    from simengine.scenario.editor_schema import scenario_schema  # noqa: PLC0415 (only a section needs it)

    found = next(section for section in SECTIONS if section.name == name)
    words = scenario_schema()["properties"][name]["description"]
    lines = [f"{name}: a section", "", *_text(words, width)]
    record = found.record
    if record is not None and record is not Process:
        left_out = ("parameters", "distribution")  # they are read from a key or a tag
        names = [field for field in record.model_fields if field not in left_out]
        lines += ["", *_fields(record, names, width)]
    if name == "drivers":
        lines += ["", *_fields(Process, list(Process.model_fields), width)]
    return [*lines, *_example(EXAMPLES[name].rstrip().split("\n"))]


def _trigger(name: str, width: int) -> list[str]:
    field = next(field for field in field_words(schema.Event, [name]))
    beside = [one for one in own_fields(schema.Event, Element) if one not in (*schema.TRIGGERS, "branch")]
    lines = [f"{name}: a trigger of events", "", *_text(f"{field.meaning}. It takes: {field.takes}.", width), ""]
    lines += ["Beside it may stand", "", *_fields(schema.Event, beside, width)]
    return [*lines, *_example(["events:", *(f"  {line}" for line in TRIGGER_EXAMPLES[name])])]


def _head(name: str, what: str, kind: type[Any], width: int) -> list[str]:
    return [f"{name}: {what}", "", *_text(inspect.cleandoc(kind.__doc__ or ""), width)]


def _text(text: str, width: int) -> list[str]:
    blocks = [" ".join(block.split()) for block in text.split("\n\n")]
    return [line for at, block in enumerate(blocks) for line in (*([""] if at else []), *wrapped(block, width))]


def _fields(model: type[Any], names: list[str], width: int, units: Mapping[str, str] | None = None) -> list[str]:
    """A field a line: its name, what it means, and in brackets what it takes."""
    fields = list(field_words(model, names, units))
    size = max((len(field.name) for field in fields), default=0) + 2
    lines = []
    for field in fields:
        facts = [field.takes, field.unit and f"unit: {field.unit}", _left_out(field.left_out)]
        text = f"{field.meaning} ({'; '.join(fact for fact in facts if fact)})"
        lines += hanging(_INDENT + field.name.ljust(size), text.replace("`", ""), width)
    return lines


def _left_out(words: str) -> str:
    return "needed" if words == NEEDED else f"else {words}" if words else ""


def _example(lines: list[str]) -> list[str]:
    return ["", "Example:", "", *(_INDENT + line for line in lines)]
