"""Processes of a user's own: compiled as they stand, with the reference engine's bits, or refused by name."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
from pydantic import Field

import simengine.distributions
import simengine.functions
import simengine.processes
from simengine.distributions import distributions
from simengine.engines.machine.make_machine import make_machine
from simengine.engines.reference.simulation import ReferenceEngine
from simengine.errors import SimengineError
from simengine.functions import memory_functions
from simengine.language.fields import Expr, NonNegativeExpr
from simengine.loading import load
from simengine.numerics import exp, log
from simengine.plan.planning import make_plan
from simengine.processes._process import Draw, Process
from simengine.status import Status
from tests.functions.test_one_file import FUNCTION, SCENARIO
from tests.helpers.engines.engine_parity import differences
from tests.helpers.processes.own_modules import one_more
from tests.semantics.test_agreement import ODD, WITH_ODD

TEXT = """\
name: own
clock: {{start: 2024, end: 2026, step: month}}
parameters:
  p: {{uniform: [0.5, 2]}}
drivers:
  x: {{process: {kind}, initial: 1, pull: p, spread: 0.3 + 0.1*time}}
measures:
  last: x
outcome: {{high: x > 1, low: otherwise}}
"""


def process(step_function, prepare_function=None, name="own_kind"):
    """A process whose step is any function."""

    class Own(Process):
        kind = name
        draws = (Draw.BROWNIAN,)
        prepared = ("spread",) if prepare_function else ()
        initial: Expr = Field(description="the value at the start")
        pull: Expr = Field(description="a pull")
        spread: NonNegativeExpr = Field(description="a spread")
        step = staticmethod(step_function)
        prepare = staticmethod(prepare_function) if prepare_function else None

    return Own


def plan_with(kind, folder: Path):
    file = folder / "own.yaml"
    file.write_text(TEXT.format(kind=kind.kind), encoding="utf-8")
    return make_plan(load(file, plugins=[kind]))


def library_by_default(x, function=math.exp):
    return function(x)


def raising(x, dt, pull, spread, noise):
    if x > 1e9:
        raise ValueError("too large")
    return x


def importing(x, dt, pull, spread, noise):
    import math as m

    return x + m.pi


def looping(x, dt, pull, spread, noise, gain=0.5):
    while x > 3.0:
        x -= 3.0
    steps = math.floor(abs(noise) * 2)
    for _ in range(steps):
        x = max(-1.0, x - gain * dt, -5)
    return min(x, 2.0, x + pull) + spread * noise


def same_bits(plan, n=200, keep=("x",)):
    told, found = ReferenceEngine(plan).simulate(range(n), keep), make_machine(plan).simulate(range(n), keep)
    return differences(plan, told, found)


def outer(scale):
    return lambda x, dt, pull, spread, noise: x - scale * pull * x * dt + spread * noise * dt


def test_a_lambda(tmp_path):
    kind = process(lambda x, dt, pull, spread, noise: x - pull * x * dt + spread * noise)
    assert same_bits(plan_with(kind, tmp_path)) == []


def test_a_lambda_with_a_closure_and_one_whose_closure_differs(tmp_path):
    plans = [plan_with(process(outer(scale)), tmp_path) for scale in (0.25, 0.75)]
    assert [same_bits(plan) for plan in plans] == [[], []]
    one, other = (make_machine(plan).simulate(range(5), ["x"]).kept for plan in plans)
    assert not (one == other).all()


def test_a_prepared_one_that_calls_our_own_functions(tmp_path):
    kind = process(
        lambda x, dt, pull, spread, noise: log(exp(x) + abs(spread * noise)) - min(pull, 1.5) * dt,
        lambda dt, spread: (spread * math.sqrt(dt),),
    )
    assert same_bits(plan_with(kind, tmp_path)) == []


def test_a_file(tmp_path):
    (tmp_path / "odd.py").write_text(ODD, encoding="utf-8")
    (tmp_path / "odd.yaml").write_text(WITH_ODD, encoding="utf-8")
    plan = make_plan(load(tmp_path / "odd.yaml", plugins=[tmp_path / "odd.py"]))
    assert same_bits(plan, keep=[driver.name for driver in plan.drivers]) == []


def test_a_function_with_memory_as_one_file(tmp_path):
    (tmp_path / "falls.yaml").write_text(SCENARIO, encoding="utf-8")
    with one_more(simengine.functions, memory_functions, tmp_path / "added", FUNCTION):
        plan = make_plan(load(tmp_path / "falls.yaml"))
        assert same_bits(plan, keep=["x", "fall", "fall_of_double"]) == []


@pytest.mark.parametrize(
    ("step", "told"),
    [
        (lambda x, dt, pull, spread, noise: math.exp(x), "math.exp"),
        (lambda x, dt, pull, spread, noise: x**pull, r"\*\* differs"),
        (lambda x, dt, pull, spread, noise: sum([x, pull]), "sum"),
        (lambda x, dt, pull, spread, noise: print(x) or x, "print"),
        (lambda x, dt, pull, spread, noise: library_by_default(noise), "default of function"),
        (lambda x, dt, pull, spread, noise: abs(x + 1j * noise), "complex"),
        (raising, "raises an error"),
        (importing, "imports"),
        (lambda x, dt, pull, spread, *, noise: x, "one by one"),
        (lambda x, dt, pull, spread, noise: {0: x}[0], "can't be compiled"),
    ],
    ids=[
        "a library's exp",
        "a power",
        "a sum",
        "a print",
        "a default",
        "a complex",
        "raises",
        "imports",
        "*",
        "a dict",
    ],
)
def test_what_has_no_bits_of_its_own_is_refused_by_name(step, told, tmp_path):
    with pytest.raises(SimengineError, match=rf"{told}.*engine='reference'"):
        make_machine(plan_with(process(step, name="refused"), tmp_path))


def test_loops_defaults_and_the_least_of_three(tmp_path):
    assert same_bits(plan_with(process(looping), tmp_path)) == []


@pytest.mark.parametrize("name", ["own.kind", "own_kind", "größe"])
def test_any_name(name, tmp_path):
    kind = process(lambda x, dt, pull, spread, noise: x + spread * noise, name=name)
    assert same_bits(plan_with(kind, tmp_path)) == []


def test_whole_numbers_that_compiled_code_has_no_room_for_are_seen(tmp_path):
    kind = process(lambda x, dt, pull, spread, noise: x + int(x) * int(x) * int(x) * 1e-20, name="cubes")
    with pytest.raises(SimengineError, match="other bits"):
        make_machine(plan_with(kind, tmp_path))


def test_a_global_that_changes(tmp_path):
    scope: dict[str, object] = {"K": 2.0}
    exec("def step(x, dt, pull, spread, noise): return x + K * noise * dt", scope)  # noqa: S102
    found = []
    for value in (2.0, 3.0, 2.0):
        scope["K"] = value
        plan = plan_with(process(scope["step"], name="changing"), tmp_path)
        assert same_bits(plan) == []
        found.append(make_machine(plan).simulate(range(3), ["x"]).kept[0, -1, 0])
    assert found[0] == found[2] != found[1]


def test_where_python_refuses_to_compute_the_path_fails_in_both_engines(tmp_path):
    plan = plan_with(process(lambda x, dt, pull, spread, noise: math.sqrt(noise), name="rooted"), tmp_path)
    assert same_bits(plan) == []
    assert (make_machine(plan).simulate(range(50)).status == Status.NON_FINITE).all()


def test_what_divides_by_zero_must_not_come_back(tmp_path):
    kind = process(lambda x, dt, pull, spread, noise: min(5.0, spread / (pull - pull)), name="comes_back")
    with pytest.raises(SimengineError, match="other bits"):
        make_machine(plan_with(kind, tmp_path))


DISTRIBUTION = '''\
"""`triple`: three times a uniform number, squared."""

from typing import final

from pydantic import Field

from simengine.distributions._distribution import Distribution


@final
class Triple(Distribution):
    """Three times u², from 0 to the scale times 3."""

    tag = "triple"
    example = {"scale": 2}
    instead = "it has its ends"
    scale: float = Field(description="the scale")

    @staticmethod
    def inverse(u, constants):
        return 3.0 * constants[0] * (u * u)

    def prepare(self):
        return (self.scale,)

    def bounds(self):
        return (0.0, 3.0 * self.scale)
'''
DRAWN = """\
name: drawn
clock: {start: 2024, end: 2025, step: month}
parameters:
  p: {triple: {scale: 2}}
drivers:
  x: {process: random_walk, initial: p, drift: p, volatility: 1}
measures: {last: x}
outcome: {high: x > p, low: otherwise}
"""


def test_a_distribution_as_one_file(tmp_path):
    (tmp_path / "drawn.yaml").write_text(DRAWN, encoding="utf-8")
    with one_more(simengine.distributions, distributions, tmp_path / "added", DISTRIBUTION):
        plan = make_plan(load(tmp_path / "drawn.yaml"))
        assert same_bits(plan, keep=["x", "p"]) == []
