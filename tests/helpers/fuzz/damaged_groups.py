"""Scenarios with groups, and what can be wrong with the brackets in them."""

from random import Random
from typing import Any

from tests.helpers.fuzz.damaged_files import Map, damaged, pairs_of
from tests.helpers.semantics.random_groups import grouped
from tests.helpers.semantics.random_model import scenario

INDICES = [
    "g", "h", "a", "b", "x", "zz", "0", "-1", "g, g", "g, h", "a, g", "a, b", "", ",", "g,", " g ", "g h", "g][h",
    "'a'", "in", "g[h]", "é", "\u202e", "g~h", "time", "g, h, g",
]  # fmt: skip
GROUPS: list[Any] = [
    [], "g", "h", "zz", None, 3, {"a": None}, {"a": "A", "b": None}, ["a", "a"], ["a", 1], ["in"], ["g"], {"time": "t"},
    [["a"]], {"a": {"b": 1}}, [f"m{i}" for i in range(60)], [f"m{i}" for i in range(1_200)], ["a\u200b"], {"a b": "A"},
]  # fmt: skip
TYPED = ["{}=1", "{}=null", "{}.initial=0.3", "{}.expr=time", "{}.hazard=2", "{}[0]=1", "{}.bounds[1]=2", "{}={{a: 1}}"]


def damaged_groups(rng: Random) -> tuple[Map, tuple[str, ...]]:
    """A scenario in which some indices, groups and other things are wrong, and KEY=VALUE with brackets."""
    made = scenario(rng)
    tree = pairs_of(made if "groups" in made else grouped(rng, made))
    for _ in range(rng.choice([0, 1, 1, 3])):
        _rename(rng, tree)
    groups = dict(tree).get("groups")
    if rng.random() < 0.4 and isinstance(groups, Map):
        groups.append((rng.choice(["g", "h", "k", "time", "in", "a"]), rng.choice(GROUPS)))
    elements = [f"{section}.{key}" for section, rows in tree if isinstance(rows, Map) for key, _ in rows if "[" in key]
    path = rng.choice(elements or ["drivers.d0[a]"])
    typed = (rng.choice(TYPED).format(_reindexed(rng, path)),) if rng.random() < 0.3 else ()
    return damaged(rng, tree, rng.choice([0, 0, 1, 2])), typed


def _rename(rng: Random, tree: Map) -> None:
    """Other indices in a key or in an expression."""
    mappings = [tree]
    for around in mappings:
        mappings += [value for _, value in around if isinstance(value, Map)]
    found = [
        (around, at)
        for around in mappings
        for at, (key, value) in enumerate(around)
        if "[" in key or (isinstance(value, str) and "[" in value)
    ]
    if not found:
        return
    around, at = rng.choice(found)
    key, value = around[at]
    if isinstance(value, str) and "[" in value:
        around[at] = (key, _reindexed(rng, value))
    else:
        around[at] = (_reindexed(rng, key) if "[" in key else f"{key}[{rng.choice(INDICES)}]", value)


def _reindexed(rng: Random, text: str) -> str:
    before, _, after = text.partition("[")
    return f"{before}[{rng.choice(INDICES)}]{after.partition(']')[2]}"
