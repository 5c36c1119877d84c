"""What happened on a path: its events with their branches, their causes and their effects."""

from __future__ import annotations

import math
from collections.abc import Iterator

from simengine.engines.reference.evaluate import numeric
from simengine.plan.plan import EffectPlan, EventPlan
from simengine.story.conditions import Explainer
from simengine.story.records import Happening, Shift, Trigger
from simengine.story.track import Track


def happenings(track: Track, explainer: Explainer) -> list[Happening]:
    """All events of a path in the order of time, and of the file where they share a step."""
    events = track.plan.events
    branches = {index for event in events for index, _ in event.branch}
    found = [
        _happening(track, explainer, chain, step, times)
        for index in range(len(events))
        if index not in branches
        for step in _steps_of(track, index)
        for chain, times in _chains(track, index, step)
    ]
    return sorted(found, key=lambda happening: happening.step)


def _steps_of(track: Track, event: int) -> tuple[int, ...]:
    """The steps in which an event occurred; what is logged in the step a path ends in means nothing."""
    steps, end = dict.fromkeys(track.end.events[event]), track.end.step
    return tuple(steps) if end < 0 else tuple(step for step in steps if step < end)


def _happening(track: Track, explainer: Explainer, chain: list[int], step: int, times: int) -> Happening:
    event = track.plan.events[chain[0]]
    names = [track.plan.events[one].name for one in chain]
    trigger = _trigger(track, chain[0], step)
    return Happening(
        step=step,
        date=track.date(step),
        event=event.name,
        times=times,
        branches=tuple(names[1:]),
        notes=tuple(note for note in (_note(track, name) for name in names) if note),
        trigger=trigger,
        parts=explainer.parts(event.when, track.at(step)) if event.when is not None else (),
        shifts=tuple(_shifts(track, chain, step, trigger)),
        after=track.plan.events[event.after].name if event.after is not None else "",
    )


def _chains(track: Track, event: int, step: int) -> Iterator[tuple[list[int], int]]:
    """An event and the branches it took in a step, each below the one before: every way, with how often it was gone."""
    left = track.end.events[event].count(step)
    for branch, _ in track.plan.events[event].branch:
        for chain, times in _chains(track, branch, step):
            yield [event, *chain], times
            left -= times
    if left:
        yield [event], left


def _note(track: Track, event: str) -> str:
    declared = track.scenario.events.get(event)
    return (declared.note or "") if declared else ""


def _trigger(track: Track, index: int, step: int) -> Trigger:
    event: EventPlan = track.plan.events[index]
    if event.when is not None:
        return "condition"
    if event.hazard is None:
        return "date" if event.after is None else "delay"
    # A date makes it happen once, and only if it has not happened before.
    alone = track.end.events[index][0] == step and track.end.events[index].count(step) == 1
    return "latest" if event.latest == step and alone else "hazard"


def _shifts(track: Track, chain: list[int], step: int, trigger: Trigger) -> Iterator[Shift]:
    """What an event and its branches did; nothing if it was at the start or before, or noted at the end."""
    decided = step if trigger == "condition" else step - 1
    if decided < 0 or decided + 1 > track.steps:
        return
    values = track.at(decided)
    for index in chain:
        for effect in track.plan.events[index].effects:
            yield _shift(track, effect, numeric(effect.amount)(values), decided)


def _shift(track: Track, effect: EffectPlan, amount: float, decided: int) -> Shift:
    driver = track.plan.drivers[effect.driver]
    process = track.scenario.drivers[driver.name]
    column = track.columns[driver.slot]
    placed = not process.moves_by_itself or (effect.operation == "set" and bool(process.regimes()))
    before, after = (track.shown(driver.name, float(column[decided + i])) for i in (0, 1))
    shown = (before, after) if placed and not math.isnan(float(column[decided + 1])) else (None, None)
    return Shift(driver.name, track.plan.unit(driver.name), effect.operation, amount, *shown)
