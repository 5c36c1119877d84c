"""The order of events, and what makes each happen in the end."""


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
