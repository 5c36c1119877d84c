"""Prints a tree as YAML that reads back as the same tree: sections as blocks, short elements on one line."""

from __future__ import annotations

import re
import sys

from simengine.yaml.nodes import MappingNode, ScalarNode, SequenceNode, Style, YamlNode
from simengine.yaml.scalars import resolve

WIDTH = 100

# Text that may stand without quotes. Narrower than YAML allows: what isn't plainly safe is quoted.
_BARE = re.compile(r"(?:[A-Za-z0-9_(.+][^\x00-\x20]*|-[A-Za-z0-9_(.][^\x00-\x20]*)(?: [^\x00-\x20]+)*")
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t"}


def to_yaml(tree: YamlNode) -> str:
    """The tree as YAML text that `parse_document` reads back as the same keys and values."""
    if isinstance(tree, ScalarNode):
        return _scalar(tree, in_flow=False) + "\n"
    if _empty(tree):
        return f"{_flow(tree, WIDTH)}\n"
    return "\n".join(_block(tree, 0, 0)) + "\n"


def on_one_line(node: YamlNode | None) -> str:
    """A node as YAML on one line, however long; "" for None. A text of several lines is one with spaces."""
    if node is None:
        return ""
    if isinstance(node, ScalarNode):
        return " ".join(node.text.split()) if isinstance(node.value, str) else _scalar(node, in_flow=True)
    return " ".join((_flow(node, sys.maxsize) or "…").split())


def _block(node: YamlNode, indent: int, depth: int) -> list[str]:
    """The lines of a node that does not fit on one."""
    lines: list[str] = []
    if isinstance(node, MappingNode):
        for entry in node.entries:
            head = f"{' ' * indent}{_text(entry.key, in_flow=False, is_key=True)}:"
            lines += _under(head, entry.node, indent, depth + 1)
    elif isinstance(node, SequenceNode):
        for item in node.items:
            lines += _item(item, indent, depth + 1)
    return lines


def _under(head: str, node: YamlNode, indent: int, depth: int) -> list[str]:
    """`key:` with its value beside it if it fits, else below."""
    if isinstance(node, ScalarNode):
        return _scalar_lines(head, node, indent)
    short = depth > 1 or isinstance(node, SequenceNode) or not node.entries
    flow = _flow(node, WIDTH - len(head) - 1) if short else None
    if flow is not None or _empty(node):
        return [f"{head} {flow if flow is not None else _flow(node, WIDTH)}"]
    return [head, *_block(node, indent + 2, depth)]


def _empty(node: YamlNode) -> bool:
    return (isinstance(node, MappingNode) and not node.entries) or (isinstance(node, SequenceNode) and not node.items)


def _item(node: YamlNode, indent: int, depth: int) -> list[str]:
    head = f"{' ' * indent}-"
    if isinstance(node, ScalarNode):
        return _scalar_lines(head, node, indent)
    flow = _flow(node, WIDTH - len(head) - 1)
    if flow is not None or _empty(node):
        return [f"{head} {flow if flow is not None else _flow(node, WIDTH)}"]
    lines = _block(node, indent + 2, depth)
    return [f"{head} {lines[0][indent + 2 :]}", *lines[1:]]


def _scalar_lines(head: str, scalar: ScalarNode, indent: int) -> list[str]:
    text = scalar.value
    if isinstance(text, str) and _fits_block(text):
        stripped = text.removesuffix("\n")
        mark = "|" if text.endswith("\n") else "|-"
        return [f"{head} {mark}", *(f"{' ' * (indent + 2)}{line}".rstrip() for line in stripped.split("\n"))]
    return [f"{head} {_scalar(scalar, in_flow=False)}"]


def _fits_block(text: str) -> bool:
    """Whether a text of several lines can be written as a literal block, character for character."""
    lines = text.removesuffix("\n").split("\n")
    if len(lines) < 2 or not lines[-1] or lines[0][:1] in ("", " ") or text.startswith("---"):
        return False
    return all(line.isprintable() and line == line.rstrip() for line in lines)


def _flow(node: YamlNode, room: int) -> str | None:
    """The node on one line of at most `room` characters, or None."""
    if isinstance(node, ScalarNode):
        text = _scalar(node, in_flow=True)
        return text if len(text) <= room and "\n" not in node.text.strip("\n") else None
    brackets = "{}" if isinstance(node, MappingNode) else "[]"
    if isinstance(node, MappingNode):
        parts = [(f"{_text(entry.key, in_flow=True, is_key=True)}: ", entry.node) for entry in node.entries]
    else:
        parts = [("", item) for item in node.items]
    written: list[str] = []
    room -= 2
    for head, child in parts:
        text_or_none = _flow(child, room - len(head))
        if text_or_none is None:
            return None
        written.append(head + text_or_none)
        room -= len(written[-1]) + 2
    return brackets[0] + ", ".join(written) + brackets[1]


def _scalar(scalar: ScalarNode, *, in_flow: bool) -> str:
    if isinstance(scalar.value, str):
        return _text(scalar.value, in_flow=in_flow, is_key=False)
    if scalar.style is Style.PLAIN and scalar.text:
        return scalar.text  # the number as its author wrote it
    return "null"


def _text(text: str, *, in_flow: bool, is_key: bool) -> str:
    return text if _bare(text, in_flow=in_flow, is_key=is_key) else _quoted(text)


def _bare(text: str, *, in_flow: bool, is_key: bool) -> bool:
    """Whether a text reads back as itself without quotes. A key is text anyway, unless it looks like true or null."""
    if not _BARE.fullmatch(text) or not text.isprintable() or text.startswith(("---", "...")):
        return False
    if ": " in text or " #" in text or text.endswith(":") or (is_key and ":" in text):
        return False
    if in_flow and (re.search(r"[\[\]{},:?]", text) or text.count("(") != text.count(")")):
        return False
    return _stays_text(text, is_key=is_key)


def _stays_text(text: str, *, is_key: bool) -> bool:
    try:
        value = resolve(text)
    except ValueError:
        return False
    return isinstance(value, str) or (is_key and isinstance(value, int | float) and not isinstance(value, bool))


def _quoted(text: str) -> str:
    return '"' + "".join(_ESCAPES.get(char, char if char.isprintable() else _escape(char)) for char in text) + '"'


def _escape(char: str) -> str:
    return f"\\u{ord(char):04x}" if ord(char) <= 0xFFFF else f"\\U{ord(char):08x}"
