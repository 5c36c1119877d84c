"""What the texts of scenarios say, and where they say it."""

import math

import pytest

from simengine.errors import Place, ScenarioError
from simengine.yaml.document import parse_document, parse_value
from simengine.yaml.nodes import ScalarNode, key_place_of, node_at, place_of, plain


def tree(text: str):
    return plain(parse_document(text, "f.yaml"))


def told(text: str) -> str:
    with pytest.raises(ScenarioError) as caught:
        parse_document(text, "f.yaml")
    return str(caught.value)


def scalar(text: str, *path: str | int) -> ScalarNode:
    node = node_at(parse_document(text, "f.yaml"), path)
    assert isinstance(node, ScalarNode)
    return node


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2024-07-01", "2024-07-01"),
        ("2024-07", "2024-07"),
        ("12:30", "12:30"),
        ("yes", "yes"),
        ("1_000", "1_000"),
        ("war == 'full'", "war == 'full'"),
        ("'3'", "3"),
        ('"null"', "null"),
        ("3", 3),
        ("-7", -7),
        ("+1", 1),
        (".5", 0.5),
        ("1e3", 1000.0),
        ("1.", 1.0),
        ("-.inf", -math.inf),
        ("true", True),
        ("FALSE", False),
        ("~", None),
        ("", None),
    ],
)
def test_scalars_mean_what_yaml_1_2_says(written: str, meant: object) -> None:
    found = tree(f"a: {written}")["a"]
    assert found == meant
    assert type(found) is type(meant)


def test_nan_is_a_number() -> None:
    assert math.isnan(tree("a: .nan")["a"])


def test_keys_keep_their_text() -> None:
    text = "2023-09: 1\n5%: 2\n0: 3\n'q': 4\n012: 5\ntrue: 6\nkept(x, ref): 7\na ~ b: 8"
    assert list(tree(text)) == ["2023-09", "5%", "0", "q", "012", "true", "kept(x, ref)", "a ~ b"]


def test_the_order_of_the_text_is_kept() -> None:
    assert list(tree("z: 1\na: 2\nm: 3")) == ["z", "a", "m"]


@pytest.mark.parametrize(
    "text", ["a: {b: [1, x]}\n", "\ufeffa: {b: [1, x]}", "a: {b: [1, x]}\r\n", "--- \na: {b: [1, x]}"]
)
def test_a_byte_order_mark_and_line_ends_do_not_matter(text: str) -> None:
    assert tree(text) == {"a": {"b": [1, "x"]}}


def test_everything_has_its_place() -> None:
    root = parse_document("a:\n  b: [1, 'x']\n  c:   3\n", "f.yaml")
    assert place_of(root, ("a", "b", 1)) == Place("f.yaml", 2, 10)
    assert place_of(root, ("a", "c")) == Place("f.yaml", 3, 8)
    assert key_place_of(root, ("a", "c")) == Place("f.yaml", 3, 3)
    assert place_of(root, ("a", "missing", "deeper")) == Place("f.yaml", 2, 3)
    assert place_of(root, ("zz",)) == Place("f.yaml", 1, 1)


@pytest.mark.parametrize(
    ("text", "at", "line", "column"),
    [
        ("a: x + @", "@", 1, 8),
        ("a: 'x + @'", "@", 1, 9),
        ('a: "x + @"', "@", 1, 9),
        ("a: 'war == ''@'''", "@", 1, 14),
        ('a: "x \\"q\\" \\x41 \\n @"', "@", 1, 21),
        ("a: |\n  x\n  + @\n", "@", 3, 5),
        ("a: >-  # why\n    x\n\n    + @\n", "@", 4, 7),
        ("a: x\n  + y\n  + @", "@", 3, 5),
        ('a: "x \\\n   + @"', "@", 2, 6),
        ("a: &n   x + @", "@", 1, 13),
        ("a: &n\n  x + @", "@", 2, 7),
        ("a: |2\r\n  x\r\n   @\r\n", "@", 3, 4),
    ],
)
def test_an_error_can_point_into_a_text(text: str, at: str, line: int, column: int) -> None:
    found = scalar(text, "a")
    assert found.place_at(found.text.index(at)) == Place("f.yaml", line, column)


def test_the_end_of_a_text_has_a_place() -> None:
    for text, column in (("a: x +", 7), ("a: 'x +'", 8), ("a: 'it''s'", 10)):
        found = scalar(text, "a")
        assert found.place_at(len(found.text)) == Place("f.yaml", 1, column)


def test_a_value_of_the_command_line_has_no_line() -> None:
    found = parse_value("x + @", "command line: a.b=x + @")
    assert isinstance(found, ScalarNode)
    assert found.place_at(4) == Place("command line: a.b=x + @")
    assert plain(parse_value("{a: [1, 2]}", "c")) == {"a": [1, 2]}
    assert plain(parse_value("", "c")) is None
    with pytest.raises(ScenarioError, match=r"^command line: a=\[1: "):
        parse_value("[1", "command line: a=[1")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "drivers:\n  x: {level: clip(x, 0, 1), speed: 1}",
            'x.level: the commas split this expression into several keys; quote it: level: "clip(x, 0, 1)"',
        ),
        ("a: {b: f(x, g(y, 0), 0) + h(0, 0), c: 1}", 'quote it: b: "f(x, g(y, 0), 0) + h(0, 0)"'),
        (
            "a: [min(b, c), 3]",
            'f.yaml:1:5: a: the commas split this expression into several items; quote it: "min(b, c)"',
        ),
        ("a: {kept(x, y): 3}", 'several keys; quote it: "kept(x, y): 3"'),
    ],
)
def test_an_expression_split_by_commas_is_told_as_that_and_nothing_else(text: str, message: str) -> None:
    assert message in told(text)
    assert len(told(text).splitlines()) == 1


@pytest.mark.parametrize(
    "text", ["a: {title: half (open, b: 1}", "a: {b: 'f(x', c: 'y)'}", "a: {b: f(x), c: g(y)}", "a: {b: 1) one, c: 2}"]
)
def test_parentheses_in_other_texts_are_left_alone(text: str) -> None:
    assert set(tree(text)["a"]) >= {"b"}


def test_aliases_repeat_a_value() -> None:
    assert tree("a: &x {b: [1]}\nc: *x\nd: [*x, *x]") == {"a": {"b": [1]}, "c": {"b": [1]}, "d": [{"b": [1]}] * 2}
