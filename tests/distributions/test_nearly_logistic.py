"""That a curve which is not searched for a fall has none."""

from random import Random

from simengine.distributions import _metalog
from simengine.distributions._metalog import MOST_OF_A, MOST_OF_B, fall_of, slope_at

GRID = [i / 50 - 40 for i in range(4001)]


def test_what_a_bend_adds_to_the_slope_is_bounded() -> None:
    for place, most in enumerate((*MOST_OF_A, *MOST_OF_B)):
        bend = [0.0] * 8
        bend[place + 1 + (place >= len(MOST_OF_A))] = 1.0
        largest = max(abs(slope_at(t, tuple(bend))) for t in GRID)
        assert 0.9 * most < largest < most


def test_the_search_finds_no_fall_where_none_is_sought(monkeypatch) -> None:
    rng, decided = Random(7), 0  # noqa: S311 (nothing secret)
    for _ in range(300):
        curve = (0.0, *(rng.gauss(0, 1) for _ in range(3)), 1.5, *(rng.gauss(0, 1) for _ in range(3)))
        if _metalog._nearly_logistic(curve):
            decided += 1
            with monkeypatch.context() as patch:
                patch.setattr(_metalog, "_nearly_logistic", lambda _: False)
                assert fall_of(curve) is None
    assert 50 < decided < 250
