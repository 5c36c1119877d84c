"""YAML 1.2 text → located tree.

The parser's events are read one by one, so that no tag is executed, no depth exhausts the stack, no alias multiplies
without bound and every key and value keeps its place. What YAML allows and a scenario doesn't need is refused,
with advice.
"""

from __future__ import annotations

from simengine.errors import Place, Problem, Problems, ScenarioError
from simengine.yaml.builder import MOST_NODES, Builder
from simengine.yaml.lines import Lines
from simengine.yaml.nodes import MappingNode, ScalarNode, SequenceNode, YamlNode


def parse_document(text: str, file: str, mended: list[Problem] | None = None, most: int = MOST_NODES) -> MappingNode:
    """The tree of a scenario's text, of at most so many values; `file` is what its places are called.

    Raises ScenarioError with all problems of the text; after an error of syntax the rest of the text is not read.
    Problems that leave no doubt of what was meant go to `mended`, if there is one: others can be told with them.
    """
    builder = Builder(text, file, in_lines=True, most=most)
    root = builder.build()
    if builder.unquoted is not None:
        raise ScenarioError(_all_unquoted(text, file, builder))
    if not builder.problems and not isinstance(root, MappingNode):
        empty = root is None or (isinstance(root, ScalarNode) and root.text == "")
        what = "the file is empty" if empty else "a scenario is a mapping, not a " + _kind(root)
        builder.report(root.place if root else Place(file, 1, 1), (), f"{what}; begin with 'name: …'")
    if builder.problems or not isinstance(root, MappingNode) or (builder.mended and mended is None):
        raise ScenarioError([*builder.problems, *builder.mended])
    if mended is not None:
        mended += builder.mended
    return root


def _all_unquoted(text: str, file: str, builder: Builder) -> Problems:
    """The problems of a text in which names with members want quotes, each of them told, and what else is wrong."""
    found = Problems()
    while builder.unquoted is not None:
        start, message, end = builder.unquoted
        found.append(Problem(Place(file, *Lines(text).at(start)), "", message))
        text = f"{text[:start]}{'_' * (end - start)}{text[end:]}"
        builder = Builder(text, file, in_lines=True)
        builder.build()
    found.extend([*builder.problems, *builder.mended])
    return found


def parse_value(text: str, file: str) -> YamlNode:
    """The tree of one YAML value from a command line; every place is `file`, without a line. Raises ScenarioError."""
    builder = Builder(text, file, in_lines=False)
    root = builder.build()
    if builder.problems or builder.mended:
        raise ScenarioError([*builder.problems, *builder.mended])
    return root or ScalarNode(None, Place(file), "")


def _kind(node: YamlNode | None) -> str:
    return "list" if isinstance(node, SequenceNode) else "single value"
