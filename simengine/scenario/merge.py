"""The merged scenario: bases first, each file once; then every `set`, in the same order; then KEY=VALUE.

Mappings merge key by key, lists and scalars are replaced, `null` deletes. Where the kind of an element changes (the
process of a driver, the distribution of a parameter, the hazard/at/when of an event, the operation of an effect) the
element is replaced, unless the old tag is deleted by name. `outcome` is replaced whole, and so is the value of a
distribution. A bare number over a parameter keeps the parameter's `unit` and `tags` and nothing else. `name`, `title`
and `note` belong to the file that states them. A `set` lays its value over what stands at its path; setting a tag
inside an element removes the element's other tags only.
"""

from __future__ import annotations

from collections.abc import Sequence as Listing
from dataclasses import dataclass
from pathlib import Path

from simengine.errors import Place, Problem, Problems, ScenarioError
from simengine.scenario.assign import IDENTITY, Assignment, apply, assignments_of, read_assignment
from simengine.scenario.bases import read_with_bases
from simengine.scenario.files import SourceFile
from simengine.scenario.nodes import Entry, Mapping, Scalar, Style
from simengine.scenario.overlay import overlay

_CONSUMED = ("extends", "set")


@dataclass(frozen=True, slots=True)
class Merged:
    """The merged tree, every leaf with its place in the file it came from; the files in the order they were laid."""

    tree: Mapping
    files: tuple[SourceFile, ...]
    overrides: tuple[str, ...] = ()


def merge_files(path: Path, overrides: Listing[str] = ()) -> Merged:
    """The scenario of a file with all it extends, all that is `set`, and KEY=VALUE overrides.

    Raises ScenarioError: with the problems of all texts if a text can't be read, else with those of the merging.
    """
    problems = Problems()
    files = _collect(problems, path)
    typed = _read_overrides(overrides, problems)
    if problems:
        raise ScenarioError(problems)
    tree = _lay(files, problems)
    for file in files:
        section = file.tree.get("set")
        inherited = file is not files[-1]
        assignments = assignments_of(section, problems) if section else []
        tree = apply(tree, [one for one in assignments if not (inherited and one.key in IDENTITY)], problems)
    tree = apply(tree, typed, problems)
    if problems:
        raise ScenarioError(problems)
    return Merged(tree, files, tuple(overrides))


def _collect(problems: list[Problem], path: Path) -> tuple[SourceFile, ...]:
    try:
        return read_with_bases(path)
    except ScenarioError as error:
        problems.extend(error.problems)
        return ()


def _read_overrides(overrides: Listing[str], problems: list[Problem]) -> list[Assignment]:
    typed = []
    for text in overrides:
        try:
            typed.append(read_assignment(text))
        except ScenarioError as error:
            problems.extend(error.problems)
    return typed


def _lay(files: Listing[SourceFile], problems: list[Problem]) -> Mapping:
    top = files[-1]
    tree = Mapping((), top.tree.place)
    for file in files:
        left_out = _CONSUMED if file is top else _CONSUMED + IDENTITY
        own = Mapping(tuple(entry for entry in file.tree.entries if entry.key not in left_out), file.tree.place)
        laid = overlay(tree, own, (), problems)
        tree = laid if isinstance(laid, Mapping) else tree
    return _named(tree, top)


def _named(tree: Mapping, top: SourceFile) -> Mapping:
    """The tree with what it says of itself in front; without a name it is called as its file."""
    place = Place(top.shown, 1, 1)
    stem = top.path.stem
    name = tree.entry("name") or Entry("name", place, Scalar(stem, place, stem, Style.DOUBLE))
    front = [entry for key in IDENTITY[1:] if (entry := tree.entry(key))]
    rest = [entry for entry in tree.entries if entry.key not in IDENTITY]
    return Mapping((name, *front, *rest), tree.place)
