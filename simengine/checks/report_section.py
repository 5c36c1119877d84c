"""The report: that what it shows is there, and that its answer is one thing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from simengine.checks.findings import Finding
from simengine.errors import what_there_is
from simengine.model.model import Model
from simengine.scenario.answer import SECTIONS, Answer, meanings
from simengine.scenario.schema import Scenario
from simengine.yaml.nodes import KeyPath


def report_findings(model: Model) -> Iterator[Finding]:
    """Everything wrong with the section, and titles that two classes share."""
    scenario = model.scenario
    shown = {"drivers": ("drivers", "formulas"), "measures": ("measures",)}
    for key, sections in shown.items():
        yield from _list(scenario, ("report", key), getattr(scenario.report, key), sections)
    for title, classes in scenario.report.together.items():
        path = ("report", "together", title)
        yield from _list(scenario, path, classes, ("outcome",))
        yield from _only_some(scenario, path, classes)
    yield from _answer(scenario)
    yield from _shared_titles(scenario)


def _list(scenario: Scenario, path: KeyPath, names: Sequence[str], sections: Sequence[str]) -> Iterator[Finding]:
    known = [name for section in sections for name in scenario.declared(section)]
    for name in dict.fromkeys(names):
        if name not in known:
            what = " or ".join(_ONE[section] for section in sections)
            yield Finding(path, f"no {what} {name!r}{what_there_is(name, known)}")
        elif names.count(name) > 1:
            yield Finding(path, f"{name!r} stands twice: remove one")


_ONE = {"drivers": "driver", "formulas": "formula", "measures": "measure", "outcome": "outcome class"}


def _only_some(scenario: Scenario, path: KeyPath, classes: Iterable[str]) -> Iterator[Finding]:
    names = scenario.declared("outcome")
    if not set(classes) & set(names):
        if not tuple(classes):
            yield Finding(path, "names no class; list some, as in [early, late]")
    elif set(names) <= set(classes):
        yield Finding(path, "every class is among these, so the probability is 1: leave some out")


def _answer(scenario: Scenario) -> Iterator[Finding]:
    path, found = ("report", "answer"), list[Answer]()
    for text in scenario.report.answer:
        meant = list(meanings(scenario, text))
        if not meant:
            known = [name for section in SECTIONS.values() for name in scenario.declared(section)]
            yield Finding(path, f"no class, question or measure {text!r}{what_there_is(text, known)}")
        elif len(meant) > 1:
            ways = " or ".join(f"{SECTIONS[one.of]}.{text}" for one in meant)
            yield Finding(path, f"{text!r} is a {' and a '.join(one.of for one in meant)}: write {ways}")
        else:
            found += meant
    if len(found) != len(scenario.report.answer):
        return
    if len(found) > 1 and any(one.of != "class" for one in found):
        several = " and ".join(f"the {one.of} {one.names[0]}" for one in found)
        yield Finding(path, f"several that answer must all be classes (got {several}): name one, or only classes")
    elif found and found[0].of == "class":
        yield from _only_some(scenario, path, [name for one in found for name in one.names])


def _shared_titles(scenario: Scenario) -> Iterator[Finding]:
    taken: dict[str, str] = {}
    for name, one in scenario.outcome.items():
        title = one.title or name
        if title in taken:
            path: KeyPath = ("outcome", name, "title") if one.title else ("outcome", name)
            yield Finding(path, f"{title!r} is what the class {taken[title]} is called already: choose another title")
        taken[title] = name
