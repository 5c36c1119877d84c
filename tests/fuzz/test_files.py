"""Whole files at random: each is a scenario or a ScenarioError, soon, and a scenario runs.

SIMENGINE_FUZZ=20000 asks for so many of them, and for others each time. A failure tells its files.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, currently_in_test_context, given, note, settings
from hypothesis import strategies as st

from simengine.engines.reference.simulation import ReferenceEngine
from simengine.errors import Problem
from simengine.loading import Loaded
from simengine.plan.planning import make_plan
from tests.helpers.fuzz.damaged_files import NASTY, PATHS, Map, broken, damaged, pairs_of, written
from tests.helpers.fuzz.damaged_groups import damaged_groups
from tests.helpers.fuzz.measured_calls import loaded, measured
from tests.helpers.fuzz.random_models import Model
from tests.helpers.switches import asked

CASES = asked("SIMENGINE_FUZZ")
MOST_STEPS = 24
ODD_BASES = ["fuzz.yaml", "../base.yaml", "no.yaml", ["base.yaml", "no.yaml"], "base.yaml/", "."]
TYPED = ["1", "0.5", "null", "", "{a: 1}", "[", "2026", "x", "{expr: time}"]
Made = tuple[dict[str, str], tuple[str, ...]]  # files by name, `fuzz.yaml` among them; overrides


def sound(rng: Random) -> Made:
    return {"fuzz.yaml": written(rng, pairs_of(Model(rng).whole()))}, ()


def odd_expressions(rng: Random) -> Made:
    return {"fuzz.yaml": written(rng, pairs_of(Model(rng, odd=rng.choice([0.01, 0.03, 0.1])).whole()))}, ()


def damaged_trees(rng: Random) -> Made:
    tree = damaged(rng, pairs_of(Model(rng).whole()), rng.choice([1, 1, 2, 5]))
    return {"fuzz.yaml": written(rng, tree)}, ()


def broken_texts(rng: Random) -> Made:
    text = written(rng, pairs_of(Model(rng).whole()))
    return {"fuzz.yaml": broken(rng, text, rng.choice([1, 1, 2, 5]))}, ()


def variants(rng: Random) -> Made:
    """A base, a variant that changes parts of it and sets values at paths, and KEY=VALUE."""
    model = Model(rng)
    base = pairs_of(model.whole())
    over = pairs_of({key: value for key, value in model.whole().items() if rng.random() < 0.2})
    extends = rng.choice(
        ["base.yaml"] * 60 + ["./base.yaml", ["base.yaml", "base.yaml"], *ODD_BASES, rng.choice(NASTY)]
    )
    sets = Map((_path(rng, base), _value(rng, base)) for _ in range(rng.choice([0, 1, 2])))
    variant = Map([("extends", extends), *damaged(rng, over, rng.choice([0, 0, 0, 1])), ("set", sets)])
    typed = tuple(f"{_path(rng, base)}={rng.choice(TYPED)}" for _ in range(rng.choice([0, 0, 1])))
    return {"base.yaml": written(rng, base), "fuzz.yaml": written(rng, variant)}, typed


def _path(rng: Random, tree: Map) -> str:
    """The path of something in the tree, or an odd one."""
    steps: list[str] = []
    node: Any = tree
    while isinstance(node, Map) and node and (not steps or rng.random() < 0.8):
        key, node = rng.choice(node)
        steps.append(key)
    return ".".join(steps) if rng.random() < 0.9 else rng.choice(PATHS)


def _value(rng: Random, tree: Map) -> Any:
    """A value from elsewhere in the tree, or an odd one."""
    node: Any = tree
    while isinstance(node, Map) and node:
        node = rng.choice(node)[1]
    return rng.choice([node, node, node, 1, 0.5, "1 + 1", None, {"set": 1}, {"expr": "time"}, rng.choice(NASTY)])


def groups(rng: Random) -> Made:
    tree, typed = damaged_groups(rng)
    text = written(rng, tree)
    return {"fuzz.yaml": broken(rng, text, 1) if rng.random() < 0.2 else text}, typed


SORTS: list[Callable[[Random], Made]] = [sound, odd_expressions, damaged_trees, broken_texts, variants, groups]


def has_place(problem: Problem, texts: dict[str, str], typed: tuple[str, ...]) -> bool:
    """Whether a problem stands in one of the texts, or in a file or an override as a whole."""
    place = problem.place
    if place is None:
        return False
    if not place.line:
        return Path(place.file).name in texts or place.file in [f"command line: {text}" for text in typed]
    lines = texts[Path(place.file).name].removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return 1 <= place.line <= len(lines) and 1 <= place.column <= len(lines[place.line - 1]) + 1


def well_told(problem: Problem) -> bool:
    return bool(problem.message.strip()) and len(str(problem).splitlines()) == 1 and len(problem.message) < 3000


def say(text: str) -> None:
    if currently_in_test_context():
        note(text)


def run_one(made: Made) -> str:
    """What comes of files: the number of errors, or the status of path 0."""
    texts, typed = made
    with TemporaryDirectory() as folder:
        for name, text in texts.items():
            say(f"--- {name} {typed}\n{text}")
            (Path(folder) / name).write_bytes(text.encode("utf-8", "surrogatepass"))
        found, cost = measured(lambda: loaded(Path(folder) / "fuzz.yaml", typed))
    say(str(cost))
    assert cost.within_limits()
    problems = found.warnings if isinstance(found, Loaded) else found
    for problem in problems:
        say(str(problem))
        assert well_told(problem)
        assert has_place(problem, texts, typed)
    if not isinstance(found, Loaded):
        assert problems
        return "refused"
    plan = make_plan(found.model)
    if plan.clock.steps > MOST_STEPS:
        return "long"
    return str(ReferenceEngine(plan).simulate([0]).status[0])


@pytest.mark.parametrize("sort", SORTS, ids=lambda sort: sort.__name__)
def test_files(sort: Callable[[Random], Made]) -> None:
    @settings(
        max_examples=CASES // len(SORTS) or 50,
        derandomize=not CASES,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.generate,),
    )
    @given(st.randoms(use_true_random=True))  # a seed: fast, and long scenarios are no rarer than short ones
    def check(rng: Random) -> None:
        run_one(sort(rng))

    check()


def test_most_sound_files_are_read_and_come_to_an_end() -> None:
    ends = [
        run_one(sound(Random(seed)))  # noqa: S311 (nothing secret)
        for seed in range(60)
    ]
    assert ends.count("0") > 15
    assert ends.count("refused") < 30
