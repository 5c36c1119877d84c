"""What is being built: nodes with their cost and span, and the collections still open."""

from __future__ import annotations

from dataclasses import dataclass, field

from simengine.errors import Place
from simengine.yaml.nodes import KeyPath, ScalarNode, YamlNode
from simengine.yaml.traps import Slot


@dataclass(slots=True)
class Built:
    """A node with what it costs: nodes with aliases written out, levels below it, and its span in the text."""

    node: YamlNode
    size: int
    height: int
    start: int
    end: int


@dataclass(slots=True)
class OpenCollection:
    """A collection whose end has not been read yet."""

    mapping: bool
    flow: bool
    anchor: str | None
    place: Place
    path: KeyPath
    start: int
    key: Built | None = None
    slots: list[Slot] = field(default_factory=list)
    size: int = 1
    height: int = 1

    def add(self, built: Built) -> None:
        """Takes the next key, value or item."""
        self.size += built.size
        self.height = max(self.height, built.height + 1)
        if not self.mapping:
            self.slots.append(Slot(None, built.node, built.start, built.end))
        elif self.key is None:
            self.key = built
        else:
            self.slots.append(Slot(self.key.node, built.node, self.key.start, built.end))
            self.key = None

    def child_path(self) -> KeyPath:
        """The path of what comes next."""
        if not self.mapping:
            return (*self.path, len(self.slots))
        if self.key is None:
            return self.path
        return (*self.path, self.key.node.text if isinstance(self.key.node, ScalarNode) else "?")
