"""YAML 1.2 text → located tree.

The parser's events are read one by one, so that no tag is executed, no depth exhausts the stack, no alias multiplies
without bound and every key and value keeps its place. What YAML allows and a scenario doesn't need is refused,
with advice.
"""

from __future__ import annotations

from simengine.errors import Place, ScenarioError
from simengine.scenario.builder import Builder
from simengine.scenario.nodes import Mapping, Node, Scalar, Sequence


def parse_document(text: str, file: str) -> Mapping:
    """The tree of a scenario's text; `file` is what its places are called.

    Raises ScenarioError with all problems of the text; after an error of syntax the rest of the text is not read.
    """
    builder = Builder(text, file, in_lines=True)
    root = builder.build()
    if not builder.problems and not isinstance(root, Mapping):
        empty = root is None or (isinstance(root, Scalar) and root.text == "")
        what = "the file is empty" if empty else "a scenario is a mapping, not a " + _kind(root)
        builder.report(root.place if root else Place(file, 1, 1), (), f"{what}; begin with 'name: …'")
    if builder.problems or not isinstance(root, Mapping):
        raise ScenarioError(builder.problems)
    return root


def parse_value(text: str, file: str) -> Node:
    """The tree of one YAML value from a command line; every place is `file`, without a line. Raises ScenarioError."""
    builder = Builder(text, file, in_lines=False)
    root = builder.build()
    if builder.problems:
        raise ScenarioError(builder.problems)
    return root or Scalar(None, Place(file), "")


def _kind(node: Node | None) -> str:
    return "list" if isinstance(node, Sequence) else "single value"
