"""What a check finds, and where in the text of the scenario that stands."""

from __future__ import annotations

from dataclasses import dataclass

from simengine.errors import Place, Problem
from simengine.model.model import ModelExpression
from simengine.yaml.nodes import KeyPath, MappingNode, ScalarNode, key_place_of, node_at, path_text, place_of


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong, or as a `warning` worth a second look, with what stands at a path of the scenario.

    It is about the value there; or about its key; or, with an `offset`, about a part of the expression there.
    """

    path: KeyPath
    message: str
    warning: bool = False
    offset: int | None = None
    at_key: bool = False


def inside(found: ModelExpression, message: str, offset: int) -> Finding:
    """A warning about a part of an expression."""
    return Finding(found.origin.path, message, warning=True, offset=offset)


def located(finding: Finding, tree: MappingNode) -> Problem:
    """The finding at its place in the text that the tree was read from."""
    return Problem(_place(finding, tree), path_text(finding.path), finding.message, finding.warning)


def _place(finding: Finding, tree: MappingNode) -> Place:
    path = finding.path
    if finding.at_key:
        return key_place_of(tree, path)
    if finding.offset is None:
        return place_of(tree, path)
    node = node_at(tree, path)
    if not isinstance(node, ScalarNode):  # a bare expression stands where its mapping would
        node = node_at(tree, path[:-1])
    return node.place_at(finding.offset) if isinstance(node, ScalarNode) else place_of(tree, path)
