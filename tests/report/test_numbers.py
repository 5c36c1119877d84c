import math

import pytest

from simengine.analysis.probability import wilson
from simengine.report.numbers import (
    bar,
    change,
    change_beside,
    difference,
    estimated,
    estimated_difference,
    mean_text,
    printable,
    probability,
    quantities,
    rounded_up,
    spaced,
)


@pytest.mark.parametrize(
    ("p", "text"),
    [
        (0.3441, ".344"),
        (0.0, "0"),
        (1.0, "1"),
        (0.01, ".010"),
        (0.0058, ".0058"),
        (0.00995, ".010"),
        (0.0009996, ".0010"),
        (0.00058, "5.8e-4"),
        (1.2e-11, "1.2e-11"),
        (0.99, ".990"),
        (0.9942, ".9942"),
        (0.99942, "1-5.8e-4"),
        (math.nan, "–"),
    ],
)
def test_probability(p, text):
    assert probability(p) == text


@pytest.mark.parametrize(
    ("p", "low", "high", "text"),
    [
        (0.344, 0.333, 0.355, ".344 ±.011"),
        (0.344, 0.3439, 0.3441, ".344 ±.001"),  # no ± looks like nothing
        (0.344, math.nan, math.nan, ".344 ±–"),
        (0.017, 0.003, 0.089, ".017 [.0030, .089]"),  # ±.043 would be wrong at both ends
        (0.983, 0.911, 0.997, ".983 [.911, .9970]"),
        (0.0058, 0.0047, 0.0069, ".0058 ±.0011"),
        (5.8e-4, 4.7e-4, 6.9e-4, "5.8e-4 ±1.1e-4"),
        (0.99942, 0.99931, 0.99953, "1-5.8e-4 ±1.1e-4"),
        (0.0, 0.0, 0.0019, "<.0019"),
        (0.0, 0.0, 0.03699, "<.037"),  # none of 100
        (1.0, 0.96301, 1.0, ">.963"),
        (0.0, 0.0, 0.0371, "<.038"),  # a bound is rounded away from what was seen
        (1.0, 0.9629, 1.0, ">.962"),
        (1.0, 0.9981, 1.0, ">.9981"),
        (0.0, 0.0, 3.81e-5, "<3.9e-5"),
        (1.0, 1.0 - 3.81e-5, 1.0, ">1-3.9e-5"),
        (0.0, 0.0, 0.7935, "<.794"),  # none of one
        (0.5, 0.41, 0.59, ".500 ±.090"),
        (0.5, 0.41, 0.609, ".500 ±.100"),
        (0.5, 0.41, 0.612, ".500 [.410, .612]"),  # one half is a fifth longer than they are in the middle
        (0.25, 0.25, 0.25, ".250"),  # a constant
        (math.nan, math.nan, math.nan, "–"),
    ],
)
def test_a_probability_with_its_interval(p, low, high, text):
    assert estimated(p, low, high) == text


@pytest.mark.parametrize(("hits", "n"), [(k, n) for n in (7, 58, 1000, 20000) for k in (0, 1, 2, 5, n // 3, n - 1, n)])
def test_what_is_shown_of_an_interval_is_right_at_both_ends(hits, n):
    """Within a rounding of the figures shown, and a tenth of half of it."""
    p = hits / n
    low, high = wilson(p, n)
    text = estimated(p, low, high)
    if text[0] in "<>":
        bound = read_back(text[1:])
        assert (high <= bound < high * 1.1) if text[0] == "<" else (1 - low <= 1 - bound + 1e-12 < (1 - low) * 1.1)
        return
    if "[" in text:
        ends = [read_back(end) for end in text.partition("[")[2].rstrip("]").split(", ")]
    else:
        half = read_back(text.partition("±")[2])
        ends = [read_back(text.partition(" ")[0]) - half, read_back(text.partition(" ")[0]) + half]
    for shown, end in zip(ends, (low, high), strict=True):
        rounding = 0.0005 if "e" not in text else 0.05 * max(end, 1e-4)
        assert abs(shown - end) <= 0.1 * (high - low) / 2.0 + 2 * rounding, text


def read_back(text):
    return 1.0 - float(text[2:]) if text.startswith("1-") else float(text)


@pytest.mark.parametrize(
    ("d", "half", "text", "with_interval"),
    [
        (0.062, 0.004, "+.062", "+.062 ±.004"),
        (-0.059, 0.012, "-.059", "-.059 ±.012"),
        (0.0002, 0.012, "+2.0e-4", "+.000 ±.012"),
        (-0.0002, 0.012, "-2.0e-4", "+.000 ±.012"),  # nothing has no sign
        (0.0058, 0.0012, "+.0058", "+.0058 ±.0012"),
        (5.8e-4, 1.1e-4, "+5.8e-4", "+5.8e-4 ±1.1e-4"),
        (-1.0, 0.02, "-1.000", "-1.000 ±.020"),
        (0.0, 0.0, "+0", "+0"),
        (0.3, math.nan, "+.300", "+.300 ±–"),
        (math.nan, math.nan, "–", "–"),
    ],
)
def test_difference(d, half, text, with_interval):
    assert difference(d) == text
    assert estimated_difference(d, d - half, d + half) == with_interval


def test_a_difference_cut_off_at_one_end_shows_both():
    assert estimated_difference(-0.98, -1.0, -0.9) == "-.980 [-1.000, -.900]"


@pytest.mark.parametrize(
    ("values", "texts"),
    [
        ([0.7, 0.2, 1.19], ["0.70", "0.20", "1.19"]),
        ([2029.4, 2026.0], ["2029", "2026"]),
        ([3974453.0, 512.0], ["3,974,000", "512"]),
        ([0.0, math.nan, -12.34], ["0.0", "–", "-12.3"]),
        ([1e-7, 2e12], ["1.00e-07", "2.00e+12"]),
        ([math.inf, 4.0], ["inf", "4.00"]),
        ([], []),
    ],
)
def test_quantities_of_one_unit_share_their_decimals(values, texts):
    assert quantities(values) == texts


@pytest.mark.parametrize(
    ("d", "half", "text"),
    [
        (0.1234, 0.031, "+0.123 ±0.031"),
        (-326123.0, 2455.0, "-326,100 ±2,500"),
        (-0.019199, 0.000057, "-0.019199 ±0.000057"),
        (-0.019199, 1e-9, "-0.0191990 ±1e-09"),
        (0.0, 0.0, "+0"),
        (2e-9, 1e-9, "+2.00e-09 ±1.0e-09"),
        (math.nan, 1.0, "–"),
        (1.0, math.nan, "+1 ±–"),
        (5 / 12, math.nan, "+0.417 ±–"),
        (12345.6, math.nan, "+12,350 ±–"),
    ],
)
def test_change(d, half, text):
    assert change(d, d - half, d + half) == text


@pytest.mark.parametrize(
    ("mean", "half", "text"),
    [
        (3.214, 0.11, "3.21 ±0.11"),
        (2029.43, 0.02, "2029.43 ±0.02"),
        (123456.789, 12.3, "123,457 ±12"),
        (4.0, 0.0, "4"),  # a constant
        (0.25, 0.0, "0.25"),
        (0.0, 0.0, "0"),
        (3.0, math.nan, "3 ±–"),  # of one path
        (math.inf, math.nan, "–"),
    ],
)
def test_mean(mean, half, text):
    assert mean_text(mean, mean - half, mean + half) == text


@pytest.mark.parametrize(
    ("p", "text"), [(0.0, ""), (math.nan, ""), (0.35, "███████"), (0.0001, "▏"), (0.225, "████▌"), (1.0, "█" * 20)]
)
def test_bar(p, text):
    assert bar(p, 20) == text


def test_spaced():
    assert spaced("paper_alliance") == "paper alliance"


def test_printable_where_blocks_and_arrows_are_not():
    text = "embedded→fade .344 ±.003  ██▏ –"
    assert printable(text, "utf-8") == printable(text, None) == text
    assert printable(text, "ascii") == "embedded->fade .344 +/-.003  ## -"
    assert printable(text, "no-such-encoding") == "embedded->fade .344 +/-.003  ## -"
    printable(text, "cp1252").encode("cp1252")


def test_counts_are_rounded_up():
    numbers = (0.3, 7.0, 99.2, 20_100, 999_000, 1_210_000, 430e6, 7e9, 1e15)
    told = ("1", "7", "100", "21,000", "1 million", "1.3 million", "430 million", "7,000 million", "too many")
    assert tuple(map(rounded_up, numbers)) == told


@pytest.mark.parametrize(
    ("d", "half", "level", "text"),
    [
        (-0.0000829, 0.000051, 0.308, "under 0.0001"),  # nobody sees it beside 0.308
        (-0.0000517, 0.0003, 0.308, "-0.00005 ±0.00030"),
        (-0.00077, 0.00042, 0.288, "-0.00077 ±0.00042"),
        (-0.0449, 0.0029, 0.303, "-0.0449 ±0.0029"),
        (0.000782, 0.000095, 1.105, "under 0.001"),
        (0.0026, 0.000003, 1.105, "+0.0026 ±0.0001"),  # finer than the fifth digit no error is told
        (-0.29, 0.28, 610.0, "-0.29 ±0.28"),
        (-0.01, 0.02, 610.0, "under 0.1"),
        (-0.02, 0.093, 100.0, "under 0.1"),  # points
        (-0.6, 0.28, 100.0, "-0.60 ±0.28"),
        (0.0, 0.0, 0.5, "+0"),
        (0.002, math.nan, 0.5, "+0.002 ±–"),
        (2e-6, 1e-6, 0.0, change(2e-6, 1e-6, 3e-6)),  # beside nothing nothing is little
    ],
)
def test_a_change_is_no_finer_than_its_level(d, half, level, text):
    assert change_beside(d, d - half, d + half, level) == text
