"""The order of events, and what makes each happen in the end."""

from simengine.language.clock import period


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
