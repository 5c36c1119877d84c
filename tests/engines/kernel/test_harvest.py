"""What harvesting makes of functions: names, constants, order, and what it refuses."""

from __future__ import annotations

import ast
import math
import subprocess
import sys
from types import ModuleType

import pytest

from simengine import numerics
from simengine.distributions import distributions
from simengine.engines.kernel.harvest import Library
from simengine.errors import SimengineError
from simengine.functions import memory_functions
from simengine.numerics import normal, normal_cdf
from simengine.processes import processes
from tests.engines.kernel.compiled import Function, module

SLOPE_LOW = 0.125
LIMITS = (1.0, math.inf, -math.inf)
NOTHING = (math.nan,)
TABLE = {"a": 1.0}
count = 3


def cut(x: float, exp: float = 2.0) -> float:
    """Cuts.

    At length.
    """
    scale: float = SLOPE_LOW  # a comment
    lowest, highest = LIMITS[2], LIMITS[1]
    return min(max(x * scale, lowest), highest) + numerics.exp(exp) + count + float("inf") + NOTHING[0]


def calls_itself(x: float) -> float:
    return calls_itself(x - 1.0) if x > 0.0 else x


def looks_up(x: float) -> float:
    return TABLE["a"] * x


def pairs_up(x: float) -> float:
    return sum(a * b for a, b in zip((x,), (x,), strict=True))


def made_inside(y: float) -> Function:
    def inner(x: float) -> float:
        return x + y

    return inner


def everything() -> list[Function]:
    kinds = [getattr(kind, part) for kind in processes().values() for part in ("prepare", "step", "observe", "place")]
    functions = [function for kind in memory_functions().values() for function in (kind.begin, kind.look)]
    return [f for f in (*kinds, *functions, *(law.inverse for law in distributions().values())) if f is not None]


def test_names_are_plain_and_distinct() -> None:
    library = Library()
    ou, logit_ou = processes()["ornstein_uhlenbeck"], processes()["logit_ornstein_uhlenbeck"]
    asked = (numerics.logit, ou.step, ou.prepare, logit_ou.prepare, memory_functions()["held"].look)
    assert [library.name_of(function) for function in asked] == [
        "logit", "ornstein_uhlenbeck_step", "mean_reversion_coefficients", "mean_reversion_coefficients", "held_look",
    ]  # fmt: skip
    assert library.name_of(distributions()["beta"].inverse) == "beta_inverse"


def test_reserved_names_are_left() -> None:
    assert Library(["exp"]).name_of(numerics.exp) == "exp_exp"


def test_each_function_stands_after_those_it_calls() -> None:
    library = Library()
    for function in everything():
        library.name_of(function)
    seen: set[str] = set()
    tree = ast.parse(library.text())
    own = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
    assert len(own) > 80
    for node in tree.body:
        used = {part.id for part in ast.walk(node) if isinstance(part, ast.Name) and part.id in own}
        assert used <= seen
        seen |= {node.name} if isinstance(node, ast.FunctionDef) else set()


def test_constants_of_one_name_are_kept_apart() -> None:
    library = Library()
    for function in (numerics.normal_quantile, numerics.normal_cdf, cut):
        library.name_of(function)
    lines = library.text().splitlines()
    values = (normal.SLOPE_LOW, sys.modules[normal_cdf.__module__].SLOPE_LOW, SLOPE_LOW)
    found = [line for line in lines if "SLOPE_LOW = " in line]
    assert [float(line.partition(" = ")[2]) for line in found] == list(values)
    assert sum(line.startswith("QUARTILE = ") for line in lines) == 1


def test_a_function_as_it_stands() -> None:
    library = Library()
    library.name_of(cut)
    assert library.text().endswith('''
@scalar
def cut(x, exp_=2.0):
    """Cuts."""
    scale = SLOPE_LOW
    lowest, highest = (LIMITS[2], LIMITS[1])
    return minimum(maximum(x * scale, lowest), highest) + exp(exp_) + count + math.inf + NOTHING[0]
''')
    for line in ("LIMITS = (1.0, math.inf, -math.inf)", "count = 3", "NOTHING = (math.nan,)"):
        assert line in library.text().splitlines()


def test_loops_of_unknown_length_are_called() -> None:
    library = Library()
    library.name_of(processes()["poisson_count"].step)
    library.name_of(numerics.normal_quantile)
    assert "@routine\ndef poisson_count_step" in library.text()
    assert "@scalar\ndef polynomial" in library.text()


@pytest.mark.parametrize(
    ("function", "message"),
    [
        (calls_itself, r"test_harvest\.calls_itself can't be compiled: it calls itself"),
        (looks_up, r"test_harvest\.looks_up can't be compiled: TABLE has no compiled form; run it with --engine ref"),
        (pairs_up, r"pairs_up can't be compiled: sum has no compiled form"),
        (made_inside(1.0), r"made_inside\.<locals>\.inner can't be compiled: y has no compiled form"),
        (math.gamma, "gamma.* can't be compiled: it is not a plain Python function"),
    ],
)
def test_what_is_refused(function: Function, message: str) -> None:
    with pytest.raises(SimengineError, match=message):
        Library().name_of(function)


def test_a_function_without_its_text_is_refused() -> None:
    made = ModuleType("nowhere")
    exec("def lost(x):\n    return x\n", vars(made))  # noqa: S102 (it must have no file)
    with pytest.raises(SimengineError, match=r"lost can't be compiled: its source can't be read"):
        Library().name_of(made.lost)


ALL = """
import sys
from simengine.engines.kernel.harvest import Library
from simengine.processes import processes
library = Library()
for kind in processes().values():
    library.name_of(kind.step)
print(library.text())
assert not {"numba", "llvmlite"} & set(sys.modules)
"""


def test_the_text_is_the_same_in_every_process_and_needs_no_compiler() -> None:
    texts = {
        subprocess.run(
            [sys.executable, "-c", ALL], env={"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(sys.path)}, check=True,
            capture_output=True, encoding="utf-8",
        ).stdout
        for seed in ("1", "2")
    }  # fmt: skip
    assert len(texts) == 1


PRIMITIVES = """
@njit
def least(a, b):
    return minimum(a, b), maximum(a, b)

@njit
def steps(x):
    return floor(x)
"""


def test_minimum_maximum_and_floor_are_pythons() -> None:
    made = module("primitives_alone", Library(), PRIMITIVES)
    for a in (0.0, -0.0, 1.0, math.nan, math.inf):
        for b in (0.0, -0.0, 1.0, math.nan, -math.inf):
            assert str(made.least(a, b)) == str((min(a, b), max(a, b)))
    assert [made.steps(x) for x in (-0.5, 0.5, 2.0**60, -3.0)] == [-1.0, 0.0, 2.0**60, -3.0]
