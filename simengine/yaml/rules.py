"""What laying one tree over another must know of what the trees say."""

from __future__ import annotations

from typing import ClassVar, Protocol

from simengine.yaml.nodes import KeyPath, MappingNode, YamlNode


class MergeRules(Protocol):
    """How a kind of document merges, where that is more than: mappings key by key, the rest is replaced.

    `identity` are the keys a file says of itself alone. `settings` are sections that hold settings, not elements: a
    setting may be given where none was; of these the `optional` ones need not be there. Names in keys may have members,
    `support[jp]`: in `pairs` a key without a `~` is no template, and `without_members` has none.
    """

    identity: ClassVar[tuple[str, ...]]
    settings: ClassVar[tuple[str, ...]]
    optional: ClassVar[tuple[str, ...]]
    pairs: ClassVar[tuple[str, ...]]
    without_members: ClassVar[tuple[str, ...]]

    def inherited(self, tree: MappingNode, over: MappingNode) -> MappingNode:
        """What a file laid over a tree takes over of it, where what it states makes a part meaningless."""

    def same_form(self, path: KeyPath, base: YamlNode | None, over: YamlNode) -> tuple[YamlNode | None, YamlNode]:
        """Two nodes that are to be laid over one another, in forms that can be."""

    def written_out(self, path: KeyPath, node: YamlNode) -> YamlNode:
        """A node as the mapping it is short for, if it is."""

    def in_short(self, path: KeyPath, node: YamlNode) -> YamlNode:
        """A mapping that says no more than a bare value would, as that value; the reverse of `written_out`."""

    def replaced_whole(self, path: KeyPath) -> bool:
        """Whether a mapping at a path is one value, which another replaces and never completes."""

    def changes_kind(self, path: KeyPath, base: MappingNode, over: MappingNode) -> bool:
        """Whether `over` makes another kind of thing of `base`, and so replaces it."""

    def without_other_kinds(self, path: KeyPath, node: MappingNode, key: str, value: YamlNode) -> MappingNode:
        """A mapping as it must be before `key`, which tells what kind of thing it is, is set in it."""

    def keeps_null(self, path: KeyPath) -> bool:
        """Whether a null at a path means something when all files are merged, and so is kept."""

    def underlay(self, tree: MappingNode, mapping: MappingNode, path: KeyPath) -> YamlNode | None:
        """What an entry of a mapping of the tree, which stands at a path, will be laid over; None for most."""

    def is_needless(self, tree: MappingNode, path: KeyPath) -> bool:
        """Whether a null that was kept deletes nothing."""
