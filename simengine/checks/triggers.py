"""What can be wrong with events, questions and observations beyond their expressions: triggers, branches, dates."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from simengine.checks.delays import delay_circles, delay_findings
from simengine.checks.findings import Finding
from simengine.errors import what_there_is
from simengine.language.clock import Clock, Instant, alike, period
from simengine.model.model import Model
from simengine.processes import Process
from simengine.scenario.schema import Effect, Event, Question, Scenario
from simengine.yaml.nodes import KeyPath, SequenceNode, node_at

LONGEST_CHAIN = 40
ONE_DAY = datetime.timedelta(days=1)


def event_findings(model: Model) -> Iterator[Finding]:
    """Everything wrong with events, questions and observations."""
    scenario = model.scenario
    parents = _parents(scenario)
    for name, event in scenario.events.items():
        yield from _triggers(name, event, parents)
        yield from _dates(name, event, scenario)
        yield from delay_findings(name, event, model)
        yield from _effects(name, event, scenario)
        yield from _branches(name, event)
    yield from _circles(parents)
    yield from delay_circles(scenario, parents)
    for branch, owners in parents.items():
        if len(owners) > 1:
            yield Finding(
                ("events", owners[1], "branch", branch),
                f"{branch} is a branch of {owners[0]} already: an event has one origin",
            )
    for name, question in scenario.questions.items():
        yield from _question(name, question, scenario)


def _parents(scenario: Scenario) -> dict[str, list[str]]:
    parents: dict[str, list[str]] = {}
    for name, event in scenario.events.items():
        for branch in event.branch:
            parents.setdefault(branch, []).append(name)
    return parents


def _triggers(name: str, event: Event, parents: dict[str, list[str]]) -> Iterator[Finding]:
    path: KeyPath = ("events", name)
    triggers = event.triggers
    if len(triggers) > 1:
        yield Finding(path, f"has {' and '.join(triggers)}; an event has one of hazard, at, when, after")
    if name in parents and triggers:
        yield Finding(
            (*path, triggers[0]),
            f"is a branch of {parents[name][0]}, which decides when it happens: remove {triggers[0]}",
        )
    if name not in parents and not triggers:
        yield Finding(path, "never happens: give it a hazard, at, when or after, or name it in another event's branch")
    if event.latest is not None and event.hazard is None:
        yield Finding((*path, "latest"), "goes with a hazard: it makes an event happen that has not happened by chance")
    if event.repeats and (event.at is not None or event.after is not None or name in parents):
        yield Finding((*path, "repeats"), _no_repeats(event))
    if event.each is not None and not (event.hazard is not None and event.repeats):
        yield Finding(
            (*path, "each"),
            "goes with a hazard that repeats, which may make it happen several times in a step: add repeats: true"
            if event.hazard is not None
            else "goes with a hazard and repeats: true, for nothing else can make it happen twice in a step: remove it",
        )


def _no_repeats(event: Event) -> str:
    wrong = "has no meaning here: only a hazard or a condition can repeat"
    if event.after is not None:
        return f"{wrong}; it occurs as often as {event.after}"
    return f"{wrong}; several dates are a list: at: [2026, 2027-06]" if event.at is not None else wrong


def dates_of(name: str, event: Event, scenario: Scenario) -> Iterator[tuple[KeyPath, str, str]]:
    """Each date of an event: where it stands, under which key, and its text."""
    path: KeyPath = ("events", name, "at")
    is_list = isinstance(node_at(scenario.tree, path), SequenceNode)
    for index, text in enumerate(event.at or ()):
        yield (*path, index) if is_list else path, "at", text
    if event.latest is not None:
        yield ("events", name, "latest"), "latest", event.latest


def _dates(name: str, event: Event, scenario: Scenario) -> Iterator[Finding]:
    seen: dict[Instant, str] = {}
    for path, key, text in dates_of(name, event, scenario):
        try:
            first = period(text).first
            step = scenario.clock.step_at(first)
        except ValueError as error:
            yield Finding(path, str(error))
            continue
        if key == "at" and seen.setdefault(first, text) is not text:
            yield Finding(path, f"{text} stands twice (as {seen[first]}): an event happens once at a date")
        if step > scenario.clock.steps:
            yield Finding(path, f"{text} lies after the end of the clock: it never happens", warning=True)
        if key == "latest" and step < 1:
            yield Finding(path, f"{text} does not lie after the start of the clock; use `at` for what has happened")
        if key == "at" and step < 1 and event.branch:
            yield Finding(
                path, f"{text} does not lie after the start, so which branch came is known: date that event itself"
            )
        if key == "at" and step == 0 and event.effects:
            yield Finding(
                path,
                f"{text} is the start itself: effects are not applied, the initial values tell of it already",
                warning=True,
            )


def _effects(name: str, event: Event, scenario: Scenario) -> Iterator[Finding]:
    for driver, effect in event.effects.items():
        path: KeyPath = ("events", name, "effects", driver)
        found = scenario.drivers.get(driver)
        if found is None and driver in scenario.declared("drivers"):
            continue
        if found is None:
            hint = (
                "; it is a formula, and only drivers can be moved"
                if driver in scenario.formulas
                else what_there_is(driver, scenario.declared("drivers"))
            )
            yield Finding(path, f"no driver {driver!r}{hint}")
        elif found.regimes():
            yield from _regime_effect(path, effect, found)
        elif not found.movable:
            yield Finding(path, f"a {found.kind} can't be moved by an event")


def _regime_effect(path: KeyPath, effect: Effect, driver: Process) -> Iterator[Finding]:
    regimes = driver.regimes()
    if effect.operation != "set":
        yield Finding(path, f"a regime can only be set, to one of {', '.join(regimes)}")
    elif effect.regime not in regimes:
        wanted = effect.amount.text
        yield Finding((*path, "set"), f"no regime {wanted!r}{what_there_is(wanted, regimes)}")


def _branches(name: str, event: Event) -> Iterator[Finding]:
    rows = list(event.branch.items())
    for index, (branch, chance) in enumerate(rows):
        if chance is None and index < len(rows) - 1:
            yield Finding(("events", name, "branch", branch), "otherwise must be the last branch")


def _circles(parents: dict[str, list[str]]) -> Iterator[Finding]:
    """Circles, each once, and chains too long to follow. That a branch has more than one origin is told elsewhere."""
    depths: dict[str, int] = {}
    for start in parents:
        trail: dict[str, None] = {}
        name = start
        while name in parents and name not in depths and name not in trail:
            trail[name] = None
            name = parents[name][0]
        if name in trail:
            yield Finding(("events", name, "branch"), f"a circle: {name} branches, in the end, into itself")
        depth = depths.get(name, 0)
        for below in reversed(trail):
            depth += 1
            depths[below] = depth
            if depth == LONGEST_CHAIN + 1:
                yield Finding(
                    ("events", parents[below][0], "branch", below), f"more than {LONGEST_CHAIN} branches in a chain"
                )


def _question(name: str, question: Question, scenario: Scenario) -> Iterator[Finding]:
    path: KeyPath = ("questions", name)
    if (question.by is None) == (question.as_of is None):
        yield Finding(path, "needs a date: either by or as_of")
        return
    if (question.when is None) == (question.value is None):
        yield Finding(path, "needs either when (a condition) or value (a number)")
    elif question.reference and (question.when is None) != (question.reference.probability is None):
        needs, has = ("probability", "quantiles") if question.when is not None else ("quantiles", "probability")
        asks = "asks for a chance" if question.when is not None else "asks for a number"
        yield Finding((*path, "reference", has), f"the question {asks}: give the reference's {needs} instead")
    key = "by" if question.by is not None else "as_of"
    yield from reading_date((*path, key), question.date, scenario)


def reading_date(path: KeyPath, text: str, scenario: Scenario) -> Iterator[Finding]:
    """What is wrong with the date of a period at whose end something is read."""
    try:
        step = scenario.clock.reading_step(period(text).after)
    except ValueError as error:
        yield Finding(path, str(error))
        return
    if not 0 <= step <= scenario.clock.steps:
        yield Finding(path, _outside(text, scenario.clock))


def _outside(text: str, clock: Clock) -> str:
    """What to say of a period whose end the clock doesn't reach, or has behind it."""
    read, first, last = period(text).after, clock.day(0), clock.day(clock.steps)
    if read > last:
        inside = _date_inside(text, last - ONE_DAY, first, last)
        remedy = f"write {inside} or earlier, or let the clock end at {clock.label(clock.step_at(read))}"
    else:
        inside = _date_inside(text, first - ONE_DAY, first, last)
        remedy = f"write {inside} or later, or let the clock start at {clock.label(clock.reading_step(read))}"
    bounds = f"which runs from {clock.label(0)} to the beginning of {clock.label(clock.steps)}"
    return f"the end of {text} lies outside the clock, {bounds}: {remedy}"


def _date_inside(text: str, day: Instant, first: Instant, last: Instant) -> str:
    """A date about a day whose period ends within the clock: of the kind of `text` if there is one, else a shorter."""
    found = text
    for kind in (text, "2000-01", "2000-01-01"):
        found = alike(kind, day)
        if period(found).after > last:
            found = alike(kind, period(found).first - ONE_DAY)
        if first <= period(found).after <= last:
            break
    return found
