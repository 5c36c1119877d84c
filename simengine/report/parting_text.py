"""What `story --against` adds: where the path parts from the typical one of another class."""

from __future__ import annotations

from simengine.report.layout import fitted, hanging
from simengine.report.story_words import measured
from simengine.runs.words import Words
from simengine.story.parted import Parted, Parting


def parting_text(found: Parting, words: Words, width: int) -> str:
    """A dated line a difference, in the order of time."""
    other = f"path {found.path}, typical of {words.called('outcome', found.outcome)}"
    if not found.parted:
        return "\n".join(fitted([f"nothing that sets their classes apart tells it from {other}"], width, 4))
    head = f"where it parts from {other}: the first dates of what sets the two classes apart"
    label = max(len(one.date) for one in found.parted) + 2
    lines = fitted([head], width, 4)
    for one in found.parted:
        lines += hanging(f"  {one.date.ljust(label)}", _told(one, words), width)
    return "\n".join(lines)


def _told(one: Parted, words: Words) -> str:
    if one.of == "level":
        name = words.of_value(one.name) or one.name
        return f"{name} {measured(one.here, one.unit)}, there {measured(one.there, one.unit)}"
    name = words.called("events", one.name)
    if one.here == one.date:
        return f"{name}, there {f'in {one.there}' if one.there else 'never'}"
    return f"no {name}, there it comes; here {f'in {one.here}' if one.here else 'never'}"
