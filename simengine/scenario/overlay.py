"""Lays one tree over another: mappings merge, the rest is replaced, `null` deletes, another kind replaces."""

from __future__ import annotations

from simengine.errors import Problem, did_you_mean
from simengine.scenario.nodes import Entry, KeyPath, Mapping, Node, Scalar, is_null, path_text
from simengine.scenario.shapes import (
    SHORT_FORMS,
    WRITTEN_OUT,
    changes_kind,
    replaced_whole,
    with_number,
    written_out,
)


def overlay(base: Node | None, over: Node, path: KeyPath, problems: list[Problem]) -> Node:
    """`over` laid over `base` at a path of the scenario; what is wrong goes to `problems`."""
    base, over = _same_form(base, over, path)
    if not isinstance(over, Mapping):
        return over
    if not isinstance(base, Mapping):
        return _combine(Mapping((), over.place), over, Mapping((), over.place), path, problems)
    if replaced_whole(path) or changes_kind(path, base, over):
        return _combine(Mapping((), over.place), over, base, path, problems)
    return _combine(base, over, base, path, problems)


def _same_form(base: Node | None, over: Node, path: KeyPath) -> tuple[Node | None, Node]:
    """Both written out, where one of them is a mapping or the section always is."""
    section = path[0] if len(path) == 2 else None
    if section not in SHORT_FORMS or not (section in WRITTEN_OUT or Mapping in (type(base), type(over))):
        return base, over
    full = written_out(path, over)
    if section == "parameters" and isinstance(over, Scalar) and isinstance(base, Mapping) and isinstance(full, Mapping):
        return None, with_number(base, full)
    return written_out(path, base) if base else None, full


def _combine(start: Mapping, over: Mapping, known: Mapping, path: KeyPath, problems: list[Problem]) -> Mapping:
    """`start` with the entries of `over`; a null deletes what is in `known`."""
    entries = {entry.key: entry for entry in start.entries}
    deletable = set(known.keys())
    for key, key_place, node in over.entries:
        if not is_null(node):
            base = entries.get(key)
            entries[key] = Entry(key, key_place, overlay(base.node if base else None, node, (*path, key), problems))
        elif isinstance(node, Scalar) and node.text == "" and not path:
            # A section whose lines are all commented out says nothing; it must not delete the base's.
            entries.setdefault(key, Entry(key, key_place, Mapping((), node.place)))
        elif key in deletable:
            entries.pop(key, None)
        else:
            problems.append(Problem(node.place, path_text((*path, key)), _nothing(key, node, known)))
    return Mapping(tuple(entries.values()), over.place)


def _nothing(key: str, node: Node, known: Mapping) -> str:
    if isinstance(node, Scalar) and node.text == "":
        return "has no value; write one, or remove the line"
    return f"null deletes, but there is no {key!r} to delete{did_you_mean(key, known.keys())}"
