"""A printed tree reads back as the same tree."""

import math
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simengine.errors import Place
from simengine.language.names import normal_name, normal_text
from simengine.scenario.shapes import RULES, shortened
from simengine.yaml.document import parse_document, parse_value
from simengine.yaml.emit import WIDTH, to_yaml
from simengine.yaml.merge import merge_files
from simengine.yaml.nodes import MappingNode, from_plain, plain
from tests.helpers.patience import soon

SPECIAL = [
    "",
    " ",
    "~",
    "null",
    "true",
    "3",
    "1e3",
    ".inf",
    "-",
    "---",
    "--- a",
    "...",
    "a: b",
    "a #b",
    "#a",
    "'",
    '"',
    "\\",
    "- a",
]
SPECIAL += [
    "{a",
    "a, b",
    "a]",
    "max(a, b)",
    "f(a",
    "b)",
    "@x",
    "%",
    "!x",
    "&x",
    "*x",
    "|",
    ">",
    "? a",
    "?",
    "a?",
    ":",
    "a:",
    ":a",
    "a:b",
]
SPECIAL += [
    "a\nb",
    "a\n\nb\n",
    "\na",
    " a\nb",
    "a \nb",
    "a\n",
    "a\tb",
    "\u00a0",
    "é",
    "\U0001f600",
    "2024-07-01",
    "0x1F",
    "9" * 400,
]
SPECIAL += [
    "x" * 120,
    "---\na\nb",
    "a\n---\nb",
    "a\n# b\nc",
    "<",
    "=",
    "-.5",
    "-x",
    "+x",
    ".5x",
    "(a) or b",
    "1e999",
    "...",
]


def as_read(text: str) -> str:
    """A text in the form it is read in."""
    return normal_name(text) if text.isidentifier() else normal_text(text)


TEXTS = st.one_of(
    st.sampled_from(SPECIAL), st.text("ab:#-,'\"[]{} \n\\?!&*|>%@`~0.(", max_size=12), st.text(max_size=8)
)
CLEAN = TEXTS.map(as_read).filter(
    lambda text: not any(c not in "\t\n" and (ord(c) < 32 or 127 <= ord(c) < 160) for c in text)
)
VALUES = st.one_of(CLEAN, st.none(), st.booleans(), st.integers(-(10**20), 10**20), st.floats(allow_nan=False))
KEYS = CLEAN.map(normal_name).filter(
    lambda text: text.strip() and text.isprintable() and text != "<<" and len(text) <= 200
)
TREES = st.dictionaries(
    KEYS,
    st.recursive(
        VALUES, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4), max_leaves=15
    ),
    max_size=5,
)
HERE = Place("made")


@settings(max_examples=150)
@given(TREES)
def test_any_tree_reads_back_as_itself(tree: dict) -> None:
    with soon(2.0):
        text = to_yaml(from_plain(tree, HERE))
        found = plain(parse_document(text, "f.yaml"))
    assert found == tree
    assert repr(found) == repr(tree), "types and the order of keys are kept too"


@pytest.mark.parametrize("text", SPECIAL)
def test_texts_that_could_mean_something_else_are_quoted(text: str) -> None:
    for value in (text, [text], {"k": text}, {"k": {"k": [text, {"k": text}]}}):
        assert plain(parse_document(to_yaml(from_plain({"a": value}, HERE)), "f.yaml")) == {"a": value}


def test_a_value_alone_reads_back() -> None:
    for value in ("x", "max(a, b)", 3, None, [1, [2]], "a\nb", math.inf, True, [], {}):
        assert plain(parse_value(to_yaml(from_plain(value, HERE)), "c")) == value
    assert math.isnan(plain(parse_value(to_yaml(from_plain(math.nan, HERE)), "c")))


def test_the_print_is_easy_to_read(tmp_path: Path) -> None:
    text = """\
name: baseline
clock:
  start: 2024-07
  end: 2036-07
parameters:
  rate: {quantiles: {5%: 0.20, 50%: 1e0}, lower: 0, tags: [M1, M2]}
formulas:
  need: "max(0, 1 - a: b)"
  kept:
    expr: |-
      first
        + second
    note: n
  share: {expr: "max(0, 1)", unit: share}
list:
  - {a: 1}
  - two
"""
    (tmp_path / "a.yaml").write_text(text, encoding="utf-8")
    printed = to_yaml(shortened(merge_files(tmp_path / "a.yaml", RULES).tree))
    assert printed == text.replace("list:\n  - {a: 1}\n  - two\n", "list: [{a: 1}, two]\n")
    assert max(map(len, printed.splitlines())) <= WIDTH


def test_shortening_leaves_what_says_more() -> None:
    tree = from_plain(
        {"formulas": {"a": {"expr": "x", "unit": "y"}, "b": {"expr": "x"}}, "drivers": {"c": {"expr": "x"}}}, HERE
    )
    assert isinstance(tree, MappingNode)
    assert plain(shortened(tree)) == {
        "formulas": {"a": {"expr": "x", "unit": "y"}, "b": "x"},
        "drivers": {"c": {"expr": "x"}},
    }
