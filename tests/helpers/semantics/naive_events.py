"""The order of events, and what makes each happen in the end."""

import math

from simengine.distributions import Distribution
from simengine.language.clock import period
from simengine.randomness import streams
from simengine.status import Status


def dates(event, grid):
    """The steps of an event's dates, rising."""
    return sorted(grid.happens(period(at).first) for at in event.at or ())


def event_order(scenario):
    """The events in the order of the file, one that only a branch names right after the event that branches."""
    names = []
    for name, event in scenario.events.items():
        names += [name, *(branch for branch in event.branch if branch not in scenario.events)]
    return names


def triggers(scenario):
    """What makes each event happen, in the end: hazard, at or when; a branch happens with the event that branches."""
    parent = {branch: name for name, event in scenario.events.items() for branch in event.branch}
    found = {}
    for name in event_order(scenario):
        root = name
        while root in parent:
            root = parent[root]
        found[name] = scenario.events[root].triggers[0]
    return found


def follow(path, k):
    """For each event that comes after another: when it follows what is in the log up to step k."""
    for name, event in path.scenario.events.items():
        steps = [step for who, step in path.record.log if who == event.after and step <= k]
        for occurrence in range(path.followed[name], len(steps)):
            years = delay(path, name, event, occurrence, k)
            if not years >= 0:
                path.broken.append((path.events.index(name), Status.BAD_DELAY, name))
                break
            if math.isfinite(years):
                path.due[name].append(steps[occurrence] + max(1, math.ceil(years * path.grid.n - 1e-9)))
        path.followed[name] = len(steps)


def follow_before_start(path):
    """The same for what is dated at the start or before; what that brings before the start brings others in turn."""
    for _ in path.scenario.events:
        follow(path, 0)
        for name, due in path.due.items():
            path.record.log += [(name, step) for step in due if step <= 0]
            path.due[name] = [step for step in due if step > 0]
        path.record.log.sort(key=lambda entry: entry[1])


def delay(path, name, event, occurrence, k):
    """How long an event waits, in years."""
    if not isinstance(event.delay, Distribution):
        return path.record.number(event.delay.node, max(k, 0))
    die = path.die("events", name, 0)
    return event.delay.quantile(streams.occurrence_uniform(path.key("events", name), die, occurrence, 0))
