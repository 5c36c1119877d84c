"""Measuring: turns, sizes, ratios, exponents, and how the results are told."""

import pytest

from bench.growth import exponent, sizes
from bench.measure import Contestant, Pace, Timing, fastest, figure, measure, missing, ratio
from bench.stages import KEYS
from bench.table import doubts, record, rows, table

ISSUE = {
    "ns_per_driver_step", "ratio_numpy_draws", "arithmetic_ns", "flagship_ratio_parts", "speedup_simpy",
    "speedup_numpy", "speedup_jax", "speedup_ema", "speedup_mesa", "thread_scaling", "thread_control",
    "peak_rss_mb_10m", "prepare_s", "edit_s", "warm_start_s", "exponent_paths", "exponent_steps", "exponent_drivers",
}  # fmt: skip


class Sandglass:
    """A clock that only work moves on."""

    def __init__(self) -> None:
        self.now = 0.0
        self.log: list[str] = []

    def __call__(self) -> float:
        return self.now

    def contestant(self, name: str, seconds: float, unit: int = 1) -> Contestant:
        def work(units: int, seed: int) -> int:
            assert units % unit == 0
            self.now += seconds * units
            if seed:
                self.log.append(f"{name}{seed}")
            return units

        return Contestant(name, work, unit)


def test_contestants_take_turns_and_are_given_enough_to_do():
    clock = Sandglass()
    both = [clock.contestant("a", 0.001, unit=8), clock.contestant("b", 0.03)]
    timings = measure(both, Pace(0.5, 3), clock)
    assert clock.log == ["a1", "b1", "a2", "b2", "a3", "b3"]
    assert timings["a"].seconds == pytest.approx((0.001,) * 3)
    assert 0.25 <= timings["a"].units * 0.001 <= 1.0
    assert 0.25 <= timings["b"].units * 0.03 <= 1.0
    assert timings["b"].result == timings["b"].units


def test_the_fastest_is_found():
    clock = Sandglass()
    assert (
        fastest([clock.contestant(n, s) for n, s in (("a", 0.3), ("b", 0.1), ("c", 0.2))], Pace(0.1, 2), clock) == "b"
    )


def test_a_ratio_is_taken_round_by_round():
    above, below = Timing((2.0, 9.0, 4.0), 1, None), Timing((1.0, 3.0, 4.0), 1, None)
    found = ratio(above, below)
    assert (found.low, found.value, found.high) == (1.0, 2.0, 3.0)


@pytest.mark.parametrize("power", [0.0, 1.0, 1.7])
def test_an_exponent_is_that_of_a_power_law(power):
    grown = sizes(120)
    assert (grown[0], grown[-1]) == (120, 1200)
    assert exponent(grown, [3.0 * n**power for n in grown]) == pytest.approx(power, abs=1e-9)


def test_every_figure_of_the_list_is_measured_and_shown():
    assert set(KEYS) >= ISSUE
    shown = {row.key for row in rows(512)}
    assert shown >= {*KEYS, "vector_bits"}


def test_a_target_is_reached_or_missed_and_a_missing_figure_says_why():
    figures = {
        "ratio_numpy_draws": figure([0.24, 0.25, 0.26]),
        "speedup_numpy": figure([7.0]),
        "speedup_jax": missing("not installed (no jax)"),
    }
    assert ["reached" in line for line in table(figures, 256).splitlines()] == [True, False, False]
    lines = table(figures, 512).splitlines()
    assert "0.25  0.24 … 0.26" in lines[0]
    assert "≤ 0.2: missed" in lines[0]
    assert "≥ 8: missed" in lines[1]
    assert lines[2].endswith("not installed (no jax)")
    kept = record(figures, {"date": "2026-01-01"})
    assert (kept["speedup_jax"], kept["reasons"]) == (None, {"speedup_jax": "not installed (no jax)"})
    assert kept["spread"] == {"ratio_numpy_draws": [0.24, 0.26], "speedup_numpy": [7.0, 7.0]}


def test_figures_of_a_busy_machine_are_doubted():
    quiet = {
        "numpy_ns_per_normal": figure([8.0]),
        "numpy_ns_per_driver_step": figure([9.7]),
        "thread_control": figure([1.9]),
    }
    assert doubts(quiet, 2) == []
    busy = quiet | {"numpy_ns_per_normal": figure([13.1]), "thread_control": figure([1.1])}
    assert len(doubts(busy, 2)) == 2
