"""The merged tree of a file: bases first, each file once; then every `set`, in the same order; then KEY=VALUE.

Mappings merge key by key, lists and scalars are replaced, `null` deletes; what else holds, the rules of the document
say. A `set` lays its value over what stands at its path.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from simengine.errors import Place, Problem, Problems, ScenarioError
from simengine.language.names import normal_text
from simengine.yaml.assign import Assigner, Assignment, assignments_of, read_assignment
from simengine.yaml.bases import AS_THEY_ARE, Texts, read_with_bases, with_bases
from simengine.yaml.nodes import Entry, KeyPath, MappingNode, ScalarNode, Style, YamlNode, is_null
from simengine.yaml.overlay import Overlay
from simengine.yaml.rules import MergeRules
from simengine.yaml.source_file import SourceFile

_CONSUMED = ("extends", "set")


@dataclass(frozen=True, slots=True)
class Merged:
    """The merged tree, every leaf with its place in the file it came from; the files in the order they were laid.

    With `mended` problems it is no tree to use, but to look through for others.
    """

    tree: MappingNode
    files: tuple[SourceFile, ...]
    overrides: tuple[str, ...] = ()

    @property
    def mended(self) -> tuple[Problem, ...]:
        """What is wrong in the files' texts though the tree has it as it was meant."""
        return tuple(problem for file in self.files for problem in file.mended)


def merge_files(
    top: Path | SourceFile, rules: MergeRules, overrides: Sequence[str] = (), texts: Texts = AS_THEY_ARE
) -> Merged:
    """The tree of a file, or of a text that is read, with all it extends, all that is `set`, and KEY=VALUE overrides.

    `texts` stand in the place of what files say, by their real paths. Raises ScenarioError: with the problems of all
    texts if a text can't be read, else with those of the merging.
    """
    problems = Problems()
    files = _collect(problems, top, texts)
    typed = _read_overrides(overrides, problems)
    if problems:
        raise ScenarioError(problems)
    overlay = Overlay(rules, problems)
    tree, assigner = _lay(files, overlay), Assigner(rules, problems)
    for file in files:
        section = file.tree.get("set")
        inherited = file is not files[-1]
        assignments = assignments_of(section, problems) if section else []
        tree = assigner.apply(tree, (one for one in assignments if not (inherited and one.key in rules.identity)))
    tree = _without_needless(assigner.apply(tree, typed), overlay)
    merged = Merged(tree, files, tuple(overrides))
    if problems:
        raise ScenarioError([*merged.mended, *problems])
    return merged


def _collect(problems: list[Problem], top: Path | SourceFile, texts: Texts) -> tuple[SourceFile, ...]:
    try:
        return read_with_bases(top, texts) if isinstance(top, Path) else with_bases(top)
    except ScenarioError as error:
        problems.extend(error.problems)
        return ()


def _read_overrides(overrides: Sequence[str], problems: list[Problem]) -> list[Assignment]:
    typed = []
    for text in overrides:
        try:
            typed.append(read_assignment(text))
        except ScenarioError as error:
            problems.extend(error.problems)
    return typed


def _lay(files: Sequence[SourceFile], overlay: Overlay) -> MappingNode:
    top, rules = files[-1], overlay.rules
    tree = MappingNode((), top.tree.place)
    for file in files:
        left_out = _CONSUMED if file is top else _CONSUMED + rules.identity
        own = MappingNode(tuple(entry for entry in file.tree.entries if entry.key not in left_out), file.tree.place)
        laid = overlay.lay(rules.inherited(tree, own), own, ())
        tree = laid if isinstance(laid, MappingNode) else tree
    return _named(tree, top, rules.identity)


def _named(tree: MappingNode, top: SourceFile, identity: Sequence[str]) -> MappingNode:
    """The tree with what it says of itself in front; without a name it is called as its file."""
    place = Place(top.shown, 1, 1)
    stem = normal_text(top.path.stem)
    name = tree.entry("name") or Entry("name", place, ScalarNode(stem, place, stem, Style.DOUBLE))
    front = [entry for key in identity[1:] if (entry := tree.entry(key))]
    rest = [entry for entry in tree.entries if entry.key not in identity]
    return MappingNode((name, *front, *rest), tree.place, tree.deleted)


def _without_needless(tree: MappingNode, overlay: Overlay) -> MappingNode:
    """The merged tree without the nulls that have done their work; one that never had any is a mistake."""

    def cleaned(node: YamlNode, path: KeyPath) -> YamlNode:
        if not isinstance(node, MappingNode):
            return node
        entries = []
        for entry in node.entries:
            where = (*path, entry.key)
            if not is_null(entry.node):
                entries.append(entry._replace(node=cleaned(entry.node, where)))
            elif not overlay.rules.is_needless(tree, where):
                entries.append(entry)
            elif where in overlay.doubted:
                overlay.problems.append(overlay.doubted[where])
        return MappingNode(tuple(entries), node.place, node.deleted)

    found = cleaned(tree, ())
    return found if isinstance(found, MappingNode) else tree
