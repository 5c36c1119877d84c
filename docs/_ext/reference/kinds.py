"""Processes, functions with memory and distributions, from their registries."""

from __future__ import annotations

from collections.abc import Iterator

from reference.fields import field_table
from reference.markdown import fenced, joined, module_head, paragraphs, table
from simengine.distributions import Distribution, distributions
from simengine.functions import memory_functions
from simengine.functions._memory_function import MemoryFunction
from simengine.language.fields import Element, Record
from simengine.language.types import NUMBER, TRUTH
from simengine.processes import Process, processes
from simengine.report.field_words import own_fields

_UNITS = {"own": "that of x", "": "not known", "1": "a pure number", "year": "`year`"}


def processes_text() -> str:
    """Every process: an overview, the fields of all, and a section each."""
    rows = [(f"[`{kind}`](#{kind})", module_head(process, kind)[1]) for kind, process in processes().items()]
    common = own_fields(Process, Element)
    return joined(
        [
            table(("process", "what it is"), rows),
            "## Fields of every driver",
            field_table(Process, common),
            *(part for process in processes().values() for part in _process(process)),
        ]
    )


def _process(process: type[Process]) -> Iterator[str]:
    yield f"## `{process.kind}`"
    yield from paragraphs(process.__doc__)
    yield field_table(process, own_fields(process, Process), process.field_units)
    drawn = "; ".join(draw.value.replace(";", ",") for draw in process.draws)
    yield f"Drawn in every step: {drawn}." if drawn else "It draws nothing."
    if not process.movable:
        yield "No effect can move it."


def functions_text() -> str:
    """A table of the functions with memory."""
    rows = [_function(function) for function in memory_functions().values()]
    return joined([table(("function", "value", "unit"), rows)])


def _function(function: type[MemoryFunction]) -> tuple[str, str, str]:
    """A row; what the arguments are, their letters tell."""
    signature, unit = function.signature, function.unit
    if unit == "own" and signature.takes[0] != NUMBER:
        unit = "1"
    told = "a condition" if signature.gives == TRUTH else _UNITS[unit]
    return module_head(function, function.name)[0], paragraphs(function.__doc__)[0], told


def distributions_text() -> str:
    """Every distribution: an overview and a section each."""
    families = distributions()
    rows = [(f"[`{tag}`](#{tag})", module_head(family, tag)[1]) for tag, family in families.items()]
    sections = [part for family in families.values() for part in _distribution(family)]
    return joined([table(("distribution", "what it is"), rows), *sections])


def _distribution(family: type[Distribution]) -> Iterator[str]:
    yield f"## `{family.tag}`"
    yield from paragraphs(family.__doc__)
    names = own_fields(family, Record)
    if family.fields_of.__func__ is not Distribution.fields_of.__func__:  # type: ignore[attr-defined]
        yield "It is written in a form of its own, as in the example above."
        yield _beside(family, [name for name in names if name in ("lower", "upper")])
        return
    needed = [name for name in names if family.model_fields[name].is_required()]
    forms = [f"{family.tag}: {{{', '.join(f'{name}: …' for name in needed)}}}"]
    if family.listed:
        forms.append(f"{family.tag}: [{', '.join(needed)}]")
    yield fenced("\n".join(forms))
    yield field_table(family, names)


def _beside(family: type[Distribution], names: list[str]) -> str:
    return joined([f"Beside `{family.tag}` may stand", field_table(family, names)]) if names else ""
