"""A dotted path leads to the line that says it."""

from pathlib import Path

import pytest

from simengine.scenario.places import told_place, written_at
from simengine.scenario.shapes import RULES
from simengine.yaml.merge import merge_files

BASE = """\
name: base
drivers:
  price:
    process: random_walk
    drift: 0
    volatility:
      spread * 2
  flow: {process: level, initial: 0}
formulas:
  dear:
    unit: share
    expr: >
      price
      > 3
  cheap: not dear
"""
OTHER = """\
name: other
extends: base.yaml
formulas: {cheap: price < 1}
set: {drivers.price.drift: 1}
"""


@pytest.fixture
def trees(tmp_path: Path):
    (tmp_path / "base.yaml").write_text(BASE, encoding="utf-8")
    (tmp_path / "other.yaml").write_text(OTHER, encoding="utf-8")
    return [
        merge_files(tmp_path / f"{name}.yaml", RULES, ["drivers.flow.initial=a/b"]).tree for name in ("base", "other")
    ]


@pytest.mark.parametrize(
    ("dotted", "place"),
    [
        ("drivers.price", "base.yaml:3"),
        ("drivers.price.drift", "base.yaml:5"),
        ("drivers.price.volatility", "base.yaml:7"),
        ("drivers.price.initial", "base.yaml:3"),  # it has none of its own
        ("drivers.flow.initial", "command line: drivers.flow.initial=a/b"),
        ("drivers.nobody", "base.yaml:2"),
        ("formulas.dear", "base.yaml:12"),
        ("formulas.cheap", "base.yaml:15"),
        ("formulas", "base.yaml:9"),
    ],
)
def test_a_value_stands_where_it_is_written(trees, dotted: str, place: str) -> None:
    assert told_place(written_at(trees[0], dotted)) == place


@pytest.mark.parametrize(
    ("dotted", "place"),
    [
        ("formulas.cheap", "other.yaml:3"),
        ("drivers.price.drift", "other.yaml:4"),
        ("drivers.price.volatility", "base.yaml:7"),
    ],
)
def test_a_value_of_a_variant_stands_in_the_variant(trees, dotted: str, place: str) -> None:
    assert told_place(written_at(trees[1], dotted)) == place
