"""When events occurred, path by path."""


def steps_of(found, path):
    """The steps at which an event occurred on the path at this place of the results."""
    return found.steps[found.offsets[path] : found.offsets[path + 1]].tolist()
