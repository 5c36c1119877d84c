"""What an answer goes with, told from stored futures: the right parameters, in order, and none by luck alone."""

import numpy as np

from simengine.explain.association import association
from simengine.explain.movers import movers

N = 4000


def moved(values, drawn, draws, *, chance):
    return movers({name: association(values, column, draws, chance=chance) for name, column in drawn.items()})


def test_the_strongest_come_first_and_noise_is_left_out() -> None:
    rng = np.random.default_rng(20240630)
    drawn = {name: rng.random(N) for name in ("strong", "weak", *(f"idle{k}" for k in range(50)))}
    chance = 0.3 - 0.3 * (drawn["strong"] - 0.5) + 0.15 * (drawn["weak"] - 0.5)
    hits = (rng.random(N) < chance).astype(float)
    found = moved(hits, drawn, None, chance=True)
    assert [one.name for one in found] == ["strong", "weak"]
    # between the middles of the outer fifths lie 0.8
    assert abs(found[0].contrast.value + 0.24) < 3 * found[0].contrast.se
    assert abs(found[1].contrast.value - 0.12) < 3 * found[1].contrast.se


def test_among_many_that_do_nothing_few_are_told() -> None:
    told = 0
    for seed in range(40):
        rng = np.random.default_rng(seed)
        idle = {f"idle{k}": rng.random(400) for k in range(30)}
        told += bool(moved((rng.random(400) < 0.4).astype(float), idle, None, chance=True))
    assert told <= 6  # one in twenty: 2 of 40, more than 6 once in 300


def test_paths_that_hang_together_tell_less() -> None:
    rng = np.random.default_rng(7)
    draws = np.repeat(np.arange(20), 50)
    of_draw = rng.random(20)
    hits = (of_draw[draws] + rng.normal(0, 0.1, 1000) > 0.5).astype(float)
    luck = rng.random(20)[draws]  # goes with the answer of twenty draws as it happens
    alone = moved(hits, {"luck": luck}, None, chance=True)
    assert alone
    assert moved(hits, {"luck": luck}, draws, chance=True) == []


def test_numbers_and_constants() -> None:
    rng = np.random.default_rng(3)
    x = rng.random(N)
    (found,) = moved(5.0 * x + rng.normal(0, 1, N), {"x": x, "fixed": np.ones(N)}, None, chance=False)
    assert found.name == "x"
    assert abs(found.contrast.value - 4.0) < 4 * found.contrast.se
