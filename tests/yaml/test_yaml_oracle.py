"""Our reading of YAML against ruamel's: the same trees, places and complaints, but for what is listed here by kind.

SIMENGINE_YAML=10000 asks for so many texts, and for others each time.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import pytest
import yaml
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError

from simengine.distributions import distributions
from simengine.functions import memory_functions
from simengine.language.types import PURE_FUNCTIONS
from simengine.processes import processes
from simengine.yaml import builder
from simengine.yaml import stream as events
from simengine.yaml.builder import Builder
from simengine.yaml.nodes import MappingNode, ScalarNode, YamlNode
from simengine.yaml.python_parser import PythonParser
from tests.fuzz.test_files import SORTS
from tests.helpers.fuzz import random_expressions as fuzz_words
from tests.helpers.fuzz import random_models as models
from tests.helpers.switches import asked

TEXTS = asked("SIMENGINE_YAML")
SCENARIOS = sorted(Path(__file__).parents[2].glob("scenarios/**/*.yaml"))
BEGINNINGS = ("a: ", "a: {", "a: [", "a:\n  b: ", "a:\n- ", "a: &a 1\nb: ", "a: {b: [", "- ", "a:\r\n  b: {", "")
PIECES = [
    "a", "b: ", "x", " ", "  ", "\n", "\n  ", "\n    ", "- ", "\n- ", ": ", ":", ",", " ,", ", ", "{", "}", "[",
    "]", "'", '"', "#", " #c", "&a ", "*a ", "|\n   ", "|\n  x\n  y\n", "> \n  u\n\n    v\n\n",
    "|2-\n    x\n  y\n", ">+\n  x\n\n", "%", "@", "\t", "\r\n", "\r", "é", "\U0001f600", "1", "~", "\\", "\\n",
    '"q": ', "'k':", "k:", "<<", "-", "a?b", "?a", "http://x:80", ":a", "=", "*a", "\\\n", '""', "''", "? ",
    "?", "|", "soon?", "f(x, 0)", "'it''s'", '"a\\\n  b"', "x\n\n  y", "!t ", "---", "\n---\n", "...", "&é ",
    "\ufeff", "%YAML 1.2\n", '"\\u00e9\\x41"', '"\\ud83d\\ude00"', "0x1F",
]  # fmt: skip
ENDINGS = ("", "}", "]", "\nz: 1\n", "}\nz: 1", "]\nz: 1", "]}\n")
NAMED = re.compile(r"[&*]([^\s,\[\]{}]*)(.?)", re.DOTALL)  # an anchor's name and what follows
# How libyaml differs from ruamel by design. The rest of a text is not read after an error of syntax, so all that is
# said of such a text may differ; and a tree may be read which ruamel refuses, never another one.
KINDS: dict[str, Callable[[str, str], bool]] = {  # of the text, and of what we say of it
    "a tab is white space where no line is indented": lambda text, _: "\t" in text,
    "an anchor's name is of letters, digits, - and _": lambda text, _: any(
        not re.fullmatch("[A-Za-z0-9_-]+", name) or after in "[]{}" for name, after in NAMED.findall(text)
    ),
    "a colon within brackets that begins a word has no key": lambda text, _: (
        re.search(r"[\s\[{,]:\S", text) is not None
    ),
    "no key is an error of syntax": lambda _, ours: "no key before" in ours,
    "a colon stands before a bracket or comma": lambda _, ours: "a space must follow this" in ours,
    "a quoted key in a list needs no space": lambda text, _: re.search("""['"]:""", text) is not None,
    "a '?' with nothing behind it in a list": lambda text, _: re.search(r"[\[,]\s*\?\s*[\],]", text) is not None,
    "a comment stands against the head of a block": lambda text, _: re.search(r"[|>][-+0-9]*#", text) is not None,
    "a block that is the whole text is indented too": lambda text, _: re.match(r"(?:---)?\s*[|>]", text) is not None,
    "half a character is an error of syntax": lambda text, _: "\\ud" in text,
    "a document ends or a directive stands within brackets": lambda text, _: (
        re.search(r"^(?:---|\.\.\.|%)", text, re.MULTILINE) is not None
    ),
}
OTHER = "several mistakes, of which another is told"
PROCESSES = (
    "cox_ingersoll_ross", "geometric_brownian", "jump_diffusion", "level", "log_ornstein_uhlenbeck", "logistic_growth",
    "logit_ornstein_uhlenbeck", "markov_chain", "ornstein_uhlenbeck", "poisson_count", "random_walk", "schedule",
    "stock",
)  # fmt: skip
DISTRIBUTIONS = (
    "beta", "choice", "fixed", "gamma", "lognormal", "normal", "pert", "quantiles", "triangular", "uniform",
)  # fmt: skip
PURE = ("abs", "exp", "log", "sqrt", "tanh", "logistic", "logit", "min", "max", "mean", "clip")
FUNCTIONS = (
    "count", "entered", "first_time", "held", "initial", "lag", "last_time", "max_so_far", "mean_between", "occurred",
    "occurred_between", "rolling_mean", "rolling_sum", "share_of_time", "since", "sum_between", "value_at",
)  # fmt: skip
"""What the texts that are always the same are made of, so that they stay the same when there is a new kind."""
Told = tuple[list[object], list[str]]  # the tree, flat, and the problems


def ruamel_events(text: str) -> Iterator[yaml.Event]:
    """Ruamel's events and errors as PyYAML's, of the same names."""
    try:
        for event in YAML(typ="safe", pure=True).parse(text):
            same = yaml.Event.__new__(getattr(yaml.events, type(event).__name__))
            for name in ("anchor", "tag", "value", "style", "flow_style", "version", "tags", "start_mark", "end_mark"):
                setattr(same, name, getattr(event, name, None))
            yield same
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise yaml.MarkedYAMLError(error.context, error.context_mark, error.problem, mark) from error
    except AttributeError as error:  # a defect of ruamel's
        raise ValueError("ruamel") from error


def python_events(text: str) -> Iterator[yaml.Event]:
    reading = PythonParser(text)
    while (event := reading.get_event()) is not None:
        yield event


def flat(node: YamlNode | None) -> Iterator[object]:
    if isinstance(node, ScalarNode):
        yield "scalar", repr(node.value), node.place, node.text, node.style, node.raw
    elif isinstance(node, MappingNode):
        yield "mapping", node.place
        for entry in node.entries:
            yield entry.key, entry.key_place
            yield from flat(entry.node)
    elif node is not None:
        yield "list", node.place
        for item in node.items:
            yield from flat(item)


def told(read: Callable[[str], Iterator[yaml.Event]], text: str) -> Told:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(builder, "events", read)
        building = Builder(text, "f", in_lines=True)
        return list(flat(building.build())), list(map(str, building.problems))


def soup(rng: Random) -> str:
    middle = "".join(rng.choice(PIECES) for _ in range(rng.choice([1, 2, 3, 5, 8])))
    return rng.choice(BEGINNINGS) + middle + rng.choice(ENDINGS)


def texts(rng: Random, count: int) -> Iterator[str]:
    for number in range(count):
        if number % 4:
            yield soup(rng)
        else:
            yield from rng.choice(SORTS)(rng)[0].values()


def difference(read: Callable[[str], Iterator[yaml.Event]], text: str) -> str:
    """The kind of what differs between a parser and ours, or nothing."""
    theirs, ours = told(read, text), told(events.events, text)
    if theirs == ours:
        return ""
    for kind, holds in KINDS.items():
        if (theirs[1] or ours[1]) and holds(text, "\n".join(ours[1])):
            return kind
    if theirs[1] and ours[1]:
        return OTHER
    raise AssertionError(f"{text!r}\ntheirs: {theirs}\nours:   {ours}")


@pytest.mark.parametrize("file", SCENARIOS, ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_shipped_files(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert told(events.events, text) == told(ruamel_events, text) == told(python_events, text)


@pytest.fixture
def same_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """Scenarios at random are made of these words, unless others are wanted each time."""
    for module, name, registry, words in (
        (models, "processes", processes(), PROCESSES),
        (models, "distributions", distributions(), DISTRIBUTIONS),
        (fuzz_words, "memory_functions", memory_functions(), FUNCTIONS),
    ):
        if not TEXTS:
            chosen = {word: registry[word] for word in words}
            monkeypatch.setattr(module, name, lambda chosen=chosen: chosen)
    if not TEXTS:
        monkeypatch.setattr(fuzz_words, "PURE_FUNCTIONS", {word: PURE_FUNCTIONS[word] for word in PURE})


@pytest.mark.usefixtures("same_words")
@pytest.mark.parametrize(("read", "alike"), [(ruamel_events, 0.85), (python_events, 0.95)])
def test_texts_at_random(read: Callable[[str], Iterator[yaml.Event]], alike: float) -> None:
    rng = Random() if TEXTS else Random(20261)  # noqa: S311 (nothing secret)
    kinds = Counter(difference(read, text) for text in texts(rng, TEXTS or 300))
    print(*(f"{number:7,} {kind or 'alike'}" for kind, number in kinds.most_common()), sep="\n")
    assert kinds[""] > alike * kinds.total()
    assert kinds[OTHER] <= 0.005 * kinds.total()


def test_an_escape_beyond_unicode_is_told_without_libyaml_too() -> None:
    assert told(python_events, 'a: "\\Uffffffff"')[1][0].startswith("f:1:1: not YAML, somewhere after here (")
