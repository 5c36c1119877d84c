"""Which questions hang together: those that read the same things of the world are one vote when they are scored."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from simengine.language.expression import names
from simengine.model.model import Model


def series_of(model: Model) -> dict[str, str]:
    """The series of each question: what its `series` says, else that of all that read a driver, formula or event in
    common, called after what most of them read. One that reads none of these stands alone, under its own name.
    """
    scenario = model.scenario
    world = {*scenario.drivers, *scenario.formulas, *model.events}
    said = {name: question.series for name, question in scenario.questions.items() if question.series}
    read = {name: _read(model, name) & world for name in scenario.questions if name not in said}
    found: dict[str, str] = dict(said)
    for together in joined(read):
        counted = Counter(part for name in together for part in read[name])
        label = min(counted, key=lambda part: (-counted[part], part)) if counted else together[0]
        found |= dict.fromkeys(together, label)
    return {name: found[name] for name in scenario.questions}


def joined(read: Mapping[str, Iterable[str]]) -> list[tuple[str, ...]]:
    """The keys in sets that share no value, directly or by way of others."""
    sets: list[tuple[set[str], list[str]]] = []
    for name, parts in read.items():
        own, members = set(parts), [name]
        apart = []
        for values, others in sets:
            if values & own:
                own |= values
                members = [*others, *members]
            else:
                apart.append((values, others))
        sets = [*apart, (own, members)]
    order = {name: at for at, name in enumerate(read)}
    return [tuple(sorted(members, key=order.__getitem__)) for _, members in sets]


def _read(model: Model, name: str) -> frozenset[str]:
    key = "when" if model.scenario.questions[name].when is not None else "value"
    return names(model.at("questions", name, key).expanded)
