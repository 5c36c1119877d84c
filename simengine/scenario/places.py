"""Where in its files a scenario says what a dotted path names."""

from __future__ import annotations

from pathlib import PurePath

from simengine.errors import Place
from simengine.yaml.nodes import Entry, MappingNode, ScalarNode

EXPRESSION = "expr"


def written_at(tree: MappingNode, dotted: str) -> Place:
    """The place of a value such as `drivers.price.level`, of the expression of an element, or of the key of a mapping.

    What is written nowhere by itself, such as a start that a process derives, stands where the nearest thing around it
    does.
    """
    found: Entry | None = None
    for key in (*dotted.split("."), EXPRESSION):
        inside = found.node if found else tree
        entry = inside.entry(key) if isinstance(inside, MappingNode) else None
        if entry is None and key != EXPRESSION:
            break
        found = entry or found
    if found is None:
        return tree.place
    return found.node.place if isinstance(found.node, ScalarNode) else found.key_place


def told_place(place: Place) -> str:
    """A place in short: the file's name without its folders, and the line; a command line as it is."""
    return f"{PurePath(place.file).name}:{place.line}" if place.line else place.file
