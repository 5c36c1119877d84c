"""Every process, harvested and compiled: step, prepare, observe, place and clamped give Python's bits."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from types import ModuleType

import numpy as np
import pytest

from simengine.engines.kernel.harvest import Library
from simengine.processes import Process, processes
from simengine.processes._base import Draw
from simengine.processes.markov_chain import MarkovChain
from tests.engines.kernel.compiled import (
    EDGES,
    SEED,
    Floats,
    Function,
    agree,
    arity,
    bits,
    loop,
    module,
    python,
    samples,
)

PLAIN = {kind: process for kind, process in sorted(processes().items()) if not process.wide}
PARTS = ("observe", "place", "clamped")
COUNT = 2000
DT = 1.0 / 12.0
SIDES = (1, 2, 3, 5)


def calls(process: type[Process]) -> Iterator[tuple[str, Function, int, int]]:
    """The loops over one process: their name, the function, how many arguments, how many results."""
    kind = process.kind
    for part in PARTS:
        function = getattr(process, part)
        if function is not None:
            yield f"{kind}_{part}", function, arity(function), 1
    yield f"{kind}_step", process.step, arity(process.step), 1
    if process.prepare is not None:
        yield (
            f"{kind}_prepare",
            process.prepare,
            arity(process.prepare),
            len(process.prepare(*prepared_inputs(process)[0])),
        )


def prepared_inputs(process: type[Process]) -> list[tuple[float, ...]]:
    """Steps and inputs of `prepare`: such as scenarios have, some of them an edge."""
    assert process.prepare is not None
    rng = np.random.default_rng(SEED)
    rows = []
    for _ in range(COUNT):
        row = np.exp(rng.uniform(-6.0, 2.0, arity(process.prepare) - 1)).tolist()
        if rng.random() < 0.2:
            row[rng.integers(len(row))] = EDGES[rng.integers(len(EDGES))]
        rows.append((float(rng.choice([DT, 1.0, 1.0 / 365.25])), *row))
    return rows


def stepped(process: type[Process]) -> list[Floats]:
    """Arguments of `step`: states and inputs of all kinds, prepared numbers as `prepare` gives them, draws."""
    rng = np.random.default_rng(SEED + 1)
    ready = [()] * COUNT if process.prepare is None else [python(process.prepare, *x) for x in prepared_inputs(process)]
    numbers = next(len(one) for one in ready if one is not None)
    free = arity(process.step) - 2 - numbers - len(process.draws)
    rows = []
    for one in ready:
        row = [*(rng.normal(0.5, 1.0, 1 + free)), *(one or [np.nan] * numbers)]
        if rng.random() < 0.2:
            row[rng.integers(1 + free)] = EDGES[rng.integers(len(EDGES))]
        draws = [rng.random() if draw is Draw.UNIFORM else rng.normal(0.0, 2.0) for draw in process.draws]
        rows.append([row[0], DT, *row[1:], *draws])
    return list(np.array(rows).T.copy())


@pytest.fixture(scope="module")
def made() -> ModuleType:
    library, text = Library(), ""
    for process in PLAIN.values():
        for name, function, arguments, results in calls(process):
            given = ", ".join(f"x{j}[i]" for j in range(arguments))
            result = f"out[i] = {library.name_of(function)}({given})"
            if results > 1 or name.endswith("_prepare"):
                places = "".join(f"out[i, {r}], " if results > 1 else "out[i], " for r in range(results))
                result = f"{places}= {library.name_of(function)}({given})"
            text += loop(f"all_{name}", result, arguments)
    for name, function in (
        ("once", MarkovChain.prepare_once),
        ("each", MarkovChain.prepare),
        ("step", MarkovChain.step),
    ):
        text += f"chain_{name} = {library.name_of(function)}\n"
    return module("harvested_processes", library, text + CHAIN)


CHAIN = """
@njit(error_model='numpy')
def chains(once, dt, rates, numbers, uniforms, out):
    \"\"\"Column i of `rates` and `numbers` is chain i.\"\"\"
    n = rates.shape[1]
    v, w = rates.ravel(), numbers.ravel()
    for i in range(n):
        if once:
            chain_once(dt, v[i::n], w[i::n])
        else:
            chain_each(dt, v[i::n], w[i::n])
        for state in range(len(out)):
            out[state, i] = chain_step(float(state), dt, w[i::n], uniforms[i])
"""


@pytest.mark.parametrize("part", ["step", "prepare", *PARTS])
@pytest.mark.parametrize("kind", PLAIN)
def test_same_bits(made: ModuleType, kind: str, part: str) -> None:
    found = [call for call in calls(PLAIN[kind]) if call[0] == f"{kind}_{part}"]
    if not found:
        assert part in ("prepare", "clamped")
        return
    ((name, function, arguments, results),) = found
    if part == "step":
        columns = stepped(PLAIN[kind])
    elif part == "prepare":
        columns = list(np.array(prepared_inputs(PLAIN[kind])).T.copy())
    else:
        columns = samples(arguments, COUNT // 4)
    assert agree(function, vars(made)[f"all_{name}"], columns, results) > 0.8 * len(columns[0])


@pytest.mark.parametrize(("side", "once"), [*product(SIDES, (True, False))])
def test_chains(made: ModuleType, side: int, once: bool) -> None:
    rng = np.random.default_rng([SEED, side])
    count = 200
    rates = np.exp(rng.uniform(-12.0, 6.0, (side * side, count))) * (rng.random((side * side, count)) < 0.8)
    rates[rng.integers(0, side * side, 8), np.arange(8)] = [-1.0, np.nan, 0.0, 5e-324, 1e-300, 3.0, 1e4, -0.0]
    uniforms = rng.random(count)
    numbers, states = np.empty_like(rates), np.empty((side, count))
    made.chains(once, DT, rates, numbers, uniforms, states)
    for i in range(count):
        (wanted,) = MarkovChain.ready(DT, rates[:, i].tolist(), once)
        assert np.array_equal(bits(numbers[:, i]), bits(wanted))
        steps = [MarkovChain.step(float(state), DT, wanted, float(uniforms[i])) for state in range(side)]
        assert np.array_equal(bits(states[:, i]), bits(steps))
