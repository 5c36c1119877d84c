"""Words of probability: the seven bands of ICD 203, and shares of futures."""

import math

import pytest

from simengine.report.likelihood_words import BANDS, frequency, likelihood_band, likelihood_words


def test_there_are_seven_bands_without_a_gap() -> None:
    assert [(band.low, band.high) for band in BANDS] == [
        *((0.01, 0.05), (0.05, 0.20), (0.20, 0.45), (0.45, 0.55)),
        *((0.55, 0.80), (0.80, 0.95), (0.95, 0.99)),
    ]
    assert len({band.words for band in BANDS}) == 7


@pytest.mark.parametrize(
    ("p", "words"),
    [
        (0.0, "almost no chance"),
        (0.0499, "almost no chance"),
        (0.05, "very unlikely"),
        (0.2, "unlikely"),
        (0.5, "roughly even chance"),
        (0.6, "likely"),
        (0.9, "very likely"),
        (1.0, "almost certain"),
    ],
)
def test_a_probability_has_one_band(p: float, words: str) -> None:
    assert likelihood_band(p).words == words


@pytest.mark.parametrize(
    ("low", "high", "told"),
    [
        (0.10, 0.12, "very unlikely (5–20 %)"),
        (0.18, 0.22, "very unlikely to unlikely (5–45 %)"),
        (0.0, 0.001, "almost no chance (under 1 %)"),
        (0.0, 0.03, "almost no chance (0–5 %)"),
        (0.995, 1.0, "almost certain (over 99 %)"),
        (0.97, 0.995, "almost certain (95–100 %)"),
    ],
)
def test_an_interval_over_a_border_has_both_words(low: float, high: float, told: str) -> None:
    assert likelihood_words(low, high) == told


@pytest.mark.parametrize(
    ("p", "told"),
    [
        (0.0, "no future"),
        (1.0, "every future"),
        (0.139, "about 3 futures in 20"),
        (0.052, "about 1 future in 20"),
        (0.5, "about 1 future in 2"),
        (0.737, "about 3 futures in 4"),
        (0.25, "about 1 future in 4"),
        (0.6, "about 3 futures in 5"),
        (0.435, "about 9 futures in 20"),
        (0.0325, "about 1 future in 30"),
        (0.0487, "about 1 future in 20"),
        (0.00107, "about 1 future in 1,000"),
        (0.0067, "about 1 future in 150"),
        (0.99, "all but about 1 future in 100"),
    ],
)
def test_shares_of_futures(p: float, told: str) -> None:
    assert frequency(p) == told


@pytest.mark.parametrize("p", [-0.1, 1.1, math.nan])
def test_what_is_no_probability_has_no_words(p: float) -> None:
    for told in (likelihood_band, frequency):
        with pytest.raises(ValueError, match="between 0 and 1"):
            told(p)
    with pytest.raises(ValueError, match="above the upper"):
        likelihood_words(0.6, 0.5)
