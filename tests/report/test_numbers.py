import math

import pytest

from simengine.report.numbers import (
    bar,
    change,
    difference,
    half_width,
    printable,
    probability,
    quantities,
    short_names,
    spaced,
)
from tests.helpers.report.sample_runs import CLASSES, SCENARIOS


@pytest.mark.parametrize(
    ("p", "text"),
    [
        (0.3441, ".344"),
        (0.0, ".000"),
        (1.0, "1.000"),
        (0.0004, "<.001"),
        (0.0005, ".001"),
        (0.9996, ">.999"),
        (0.9994, ".999"),
        (math.nan, "–"),
    ],
)
def test_probability(p, text):
    assert probability(p) == text


@pytest.mark.parametrize(
    ("d", "text"),
    [(0.062, "+.062"), (-0.059, "-.059"), (0.0002, "+.000"), (-0.0002, "+.000"), (-1.0, "-1.000"), (math.nan, "–")],
)
def test_difference(d, text):
    assert difference(d) == text


@pytest.mark.parametrize(
    ("low", "high", "text"), [(0.341, 0.347, "±.003"), (0.2, 0.2, "±.000"), (0.2, 0.2001, "±.001"), (0, math.nan, "±–")]
)
def test_half_width(low, high, text):
    assert half_width(low, high) == text


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
        (-0.019199, 0.000057, "-0.01920 ±0.00006"),
        (0.0, 0.0, "+0 ±0"),
        (2e-9, 1e-9, "+2.00e-09 ±1.0e-09"),
        (math.nan, 1.0, "–"),
        (1.0, math.nan, "–"),
    ],
)
def test_change(d, half, text):
    assert change(d, d - half, d + half) == text


@pytest.mark.parametrize(
    ("p", "text"), [(0.0, ""), (math.nan, ""), (0.35, "███████"), (0.0001, "▏"), (0.225, "████▌"), (1.0, "█" * 20)]
)
def test_bar(p, text):
    assert bar(p, 20) == text


def test_short_names():
    assert list(short_names(CLASSES).values()) == [
        "rupture",
        "still_arms",
        "rearmed",
        "undetermined",
        "embedded",
        "paper",
        "thinned",
        "fade",
    ]
    assert short_names(["ceasefire_2026"]) == {"ceasefire_2026": "ceasefire"}
    assert len(set(short_names(list(SCENARIOS)).values())) == len(SCENARIOS)
    alike = ["long_partnership_of_one", "long_partnership_of_two", "partnership"]
    assert short_names(alike) == {alike[0]: "one", alike[1]: "two", alike[2]: "partnership"}
    assert short_names(["abcdefghijklmnop"]) == {"abcdefghijklmnop": "abcdefghijklmnop"}


def test_spaced():
    assert spaced("paper_alliance") == "paper alliance"


def test_printable_where_blocks_and_arrows_are_not():
    text = "embedded→fade .344 ±.003  ██▏ –"
    assert printable(text, "utf-8") == printable(text, None) == text
    assert printable(text, "ascii") == "embedded->fade .344 +/-.003  ## -"
    assert printable(text, "no-such-encoding") == "embedded->fade .344 +/-.003  ## -"
    printable(text, "cp1252").encode("cp1252")
