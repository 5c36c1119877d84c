"""What is said about texts that are no scenario; no text or file does worse than that."""

import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simengine.errors import Problem, ScenarioError
from simengine.yaml.builder import DEEPEST, MOST_NODES
from simengine.yaml.document import parse_document
from simengine.yaml.nodes import plain
from simengine.yaml.source_file import LARGEST, read_document
from tests.helpers.patience import soon


def told(text: str) -> str:
    with pytest.raises(ScenarioError) as caught:
        parse_document(text, "f.yaml")
    return str(caught.value)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: 1\nb: 2\na: 3", "f.yaml:3:1: a: given twice, first on line 1; remove one of them"),
        ("x:\n  a: 1\n  'a': 3", "f.yaml:3:3: x.a: given twice, first on line 2"),
        ("? [a]\n: 1", "1:3: a key must be a text"),
        (": 1", "no key before the ':'"),
        ("a: {<<: {b: 1}}", "f.yaml:1:5: a: merge keys (<<) are not used here"),
        ("a: !!python/object:os.system ls", "1:4: a: tags are not used here; remove '!!python/object:os.system'"),
        ("a: !!str 3", "remove '!!str'"),
        ("a: ! b", "remove '!'"),
        ("a: [!x {}]", "a[0]: tags are not used here"),
        ("a: 1\n---\nb: 1", "f.yaml:2:1: a second document begins here"),
        ("%YAML 1.1\n---\na: yes", "lines that begin with '%'"),
        ("a: &x [*x]", "*x stands inside what it repeats"),
        ("a: &rate 1\nb: *rat", "b: no anchor &rat before this *rat (did you mean 'rate'?)"),
        ("a: &x 1\n*x : 2", "2:1: a key can't be an alias"),
        ("", "f.yaml:1:1: the file is empty"),
        ("# nothing\n", "the file is empty"),
        ("---\n", "the file is empty"),
        ("- a", "a scenario is a mapping, not a list"),
        ("hello", "a scenario is a mapping, not a single value"),
        ("a: \x07", "f.yaml:1:4: the character U+0007 can't stand"),
        ("a: 1\nb: x\u2028", "f.yaml:2:5: the character U+2028 LINE SEPARATOR"),
        ('a: "\\e[2J"', "a: the character U+001B can't stand in a text"),
        ('a: "\\ud800"', "U+D800"),
        ('"a\\nb": 1', "a key must be one line"),
        (f"{'k' * 201}: 1", "a key of more than 200 characters"),
        (f"a: {'9' * 301}", "a: a number of 301 characters"),
        ("a: 1e999", "a: larger than the largest number"),
        ("a: " + "[" * (DEEPEST + 1), f"nested more than {DEEPEST} deep"),
    ],
)
def test_what_a_scenario_does_not_need_is_refused(text: str, message: str) -> None:
    assert message in told(text)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a:\n\tb: 1", "f.yaml:2:1: a tab where the line is indented; use spaces"),
        ("a: b: c", "f.yaml:1:5: a second ':' in one value; if it belongs to the text, put the whole value in quotes"),
        ("a: 1\nb", "f.yaml:2:1: no ':' here"),
        ("a: 'full' == war", "f.yaml:1:11: text after a closing quote"),
        ("a: @x", "f.yaml:1:4: a value can't begin with '@'; put the whole value in quotes"),
        ("a: %x", "can't begin with '%'"),
        ("a: > 3", "f.yaml:1:4: '>' or '|' here begins a block of text"),
        ("a: |x", "begins a block of text"),
        ("b: 1\na: 'x", "f.yaml:2:4: the quote that opens here is never closed"),
        ('a: "\\q"', "'q' after a backslash means nothing"),
        ('a: "\\xzz"', "hexadecimal digits"),
        ('a: "\\Uffffffff"', "f.yaml:1:7: the character U+FFFFFFFF can't stand in a text; remove it"),
        ("a: {k:}", "f.yaml:1:6: a space must follow this ':'"),
        ("{: 1}", "f.yaml:1:2: no key before the ':'"),
        ("a: 'x'\n b", "f.yaml:2:2: text after a closing quote"),
        ("a: [1] b", "f.yaml:1:8: text after a closing bracket"),
        ("a: {b: 1}}", "f.yaml:1:10: no '{' is open that this '}' could close"),
        ("a: &b &c 1", "f.yaml:1:7: '&' or '*' here is read as an anchor"),
        ("a: &x.y 1", "f.yaml:1:4: '&' or '*' here is read as an anchor, a name of letters, digits, - and _"),
        ("a:\n    b: 'x'\n  c: 2", "f.yaml:3:3: the indentation does not match"),
        ("a: |\n \tx", "f.yaml:2:2: a tab where the line is indented"),
        ("a: {b: 1\nc: 2", "neither ',' nor '}' after an item of the '{' opened on line 1, column 4"),
        ("a: {b: x in ('c', 'd')}", "quote a value that holds a comma"),
        ("a: [1, 2\nb: 3", "neither ',' nor ']'"),
        ("a: ]", "f.yaml:1:4: ']' can't stand here"),
        ("a: [", "the end of the file can't stand here"),
        ("a: &", "read as an anchor"),
        ("a: *", "read as an anchor"),
        ("a: !foo!bar x", "'!' here is read as a tag"),
        ("a: !<x", "'!' here is read as a tag"),
        ("- a\nb: 1", "the indentation does not match"),
        ("{a: 1} b", "text after the end of the scenario"),
        ("%YAML x\n---\na: 1", "a line that begins with '%'"),
        ("a: b - c: d", "a second ':'"),
        ("a: - b", "'- ' can't begin a list here"),
    ],
)
def test_an_error_of_syntax_is_one_line_with_place_and_remedy(text: str, message: str) -> None:
    assert message in told(text)
    assert len(told(text).splitlines()) == 1
    assert "not YAML" not in told(text) or "U" in text


def test_all_problems_of_a_file_are_told_at_once() -> None:
    lines = told("a: 1\na: 2\nb: !x 1\nc: [f(x, y)]\nd: 1e999\ne: 'open").splitlines()
    assert [line.split(":")[1] for line in lines] == ["2", "3", "4", "5", "6"]


def test_aliases_do_not_multiply_without_bound() -> None:
    bomb = "a0: &a0 [x, x]\n" + "".join(f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]\n" for i in range(1, 30))
    assert f"more than {MOST_NODES:,} values" in told(bomb)
    deep = "a0: &a0 [x]\n" + "".join(f"a{i}: &a{i} [*a{i - 1}]\n" for i in range(1, DEEPEST + 2))
    assert f"nested more than {DEEPEST} deep" in told(deep)


def test_forty_levels_are_allowed() -> None:
    text = "a: " + "[" * (DEEPEST - 1) + "]" * (DEEPEST - 1)
    assert parse_document(text, "f.yaml").keys() == ("a",)


def test_files_are_read_only_if_they_are_files(tmp_path: Path) -> None:
    good = tmp_path / "baseline.yaml"
    good.write_bytes(b"name: x\r\n")
    assert plain(read_document(good)) == {"name": "x"}
    (tmp_path / "large.yaml").write_bytes(b"#" * (LARGEST + 1))
    (tmp_path / "latin.yaml").write_bytes(b"name: x\n\xc3\xa9t\xe9: 1\n")
    cases = {
        "baselin.yaml": "no file 'baselin.yaml' (did you mean 'baseline.yaml'?)",
        "nowhere/a.yaml": "no folder",
        ".": "is a folder",
        "large.yaml": "is larger than 250 kB",
        "latin.yaml": "latin.yaml:2:3: not UTF-8 (byte 0xe9)",
        "a\0b": "cannot be read",
        "x" * 300: "cannot be read",
    }
    for name, message in cases.items():
        with pytest.raises(ScenarioError) as caught:
            read_document(tmp_path / name)
        assert message in str(caught.value), name


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no such files")
def test_pipes_and_devices_are_refused_without_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.yaml")
    for path in (tmp_path / "pipe.yaml", Path("/dev/zero")):
        with pytest.raises(ScenarioError, match="is not a regular file"):
            read_document(path)


PIECES = ["a", "b: ", "- ", "? ", ": ", "\n", "\n  ", "\t", "{", "}", "[", "]", ",", "'", '"', "&a ", "*a", "!t ", "|"]
PIECES += [
    ">",
    "%",
    "@",
    "<<: ",
    "0",
    "1e9",
    "(",
    ")",
    "#",
    "\\",
    "---\n",
    "...\n",
    "\u2028",
    "é",
    "\x00",
    "~",
    "\ud800",
]
PIECES += ["|2\n", '"\\U', "%YAML 1.1\n"]


def problems_in(text: str) -> tuple[Problem, ...] | None:
    """What is wrong with a text, None if it can be read."""
    try:
        plain(parse_document(text, "f.yaml"))
    except ScenarioError as error:
        return error.problems
    return None


@settings(max_examples=400)
@given(st.one_of(st.lists(st.sampled_from(PIECES), max_size=40).map("".join), st.text(max_size=200)))
def test_no_text_does_more_than_raise_a_scenario_error(text: str) -> None:
    with soon(2.0):
        problems = problems_in(text)
    assert problems is None or problems
    assert not any("\n" in str(problem) for problem in problems or ())


@settings(max_examples=100)
@given(data=st.binary(max_size=300))
def test_no_bytes_do_more_than_raise_a_scenario_error(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "fuzz.yaml"
    path.write_bytes(data)
    found: object
    with soon(2.0):
        try:
            found = read_document(path)
        except ScenarioError as error:
            found = error.problems
    assert found


NASTY = ["[" * 100_000, "- " * 5000, "{a: " * 5000, "a: " + "x " * 50_000, "[" + "a," * 20_000, "(," * 9000]
NASTY += ["a: '" + "\n" * 50_000, "a: " + "(" * 50_000, "a: [" + "f(x, " * 4000]


@pytest.mark.parametrize("text", NASTY, ids=lambda text: text[:6])
def test_nasty_texts_are_refused_or_read_in_time(text: str) -> None:
    with soon(2.0):
        problems = problems_in(text)
    assert problems is None or problems
