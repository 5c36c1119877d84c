"""Texts in pictures: as they are written, in a font that has their letters, or one line that says there is none."""

from __future__ import annotations

import warnings
from dataclasses import replace

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.figure import Figure

from simengine.analysis.compare import compare
from simengine.analysis.summary import summarise
from simengine.report.plots import differences, fan, outcome_bars
from simengine.report.plots._fonts import LettersWarning, families, legible
from simengine.results.run_bands import Bands
from simengine.runs.words import Words
from tests.helpers.analysis.small_tables import table

NAMES = (
    "aid $x_{1$ bn",
    "50 $ or 60 $",
    "under_score ^2",
    "\\\\frac{1",
    "a\x1b[31m\nb & <c>",
    "$$",
    "long " * 30,
    "日本 – ½",
)
WORDS = [Words({"outcome": {"a": name, "b": f"{name} too"}, "drivers": {"x": name}}) for name in NAMES]
PAIRS = [(WORDS[at], WORDS[at + 1]) for at in range(0, len(WORDS), 2)]
SCRIPT = "𐤀𐤁"  # Phoenician, which hardly any computer has


def bands(name, scenario):
    years = np.array([2026.0, 2027.0])
    quantiles = {level: np.array([0.0, level]) for level in (0.25, 0.5, 0.75)}
    return Bands(scenario, "x", "$/t", years, quantiles, 10, name)


@pytest.mark.parametrize("pair", PAIRS, ids=NAMES[::2])
def test_any_name_can_be_drawn(pair, tmp_path):
    name, another = (words.title("drivers", "x") for words in pair)
    base, other = (table([0, 1, 2, k], scenario=f"{name} {k}", words=words) for k, words in enumerate(pair))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        outcome_bars.panels([base]).save(tmp_path / "one")
        outcome_bars.panels([base, other]).save(tmp_path / "two")
        differences.panels([compare(base, other)]).save(tmp_path / "three")
        differences.panels([compare(base, other)] * 2).save(tmp_path / "four")
        fan.panels([bands(name, base.scenario), bands(another, other.scenario)]).save(tmp_path / "five")
        axes = Figure().subplots(1, 3)
        outcome_bars.picture(summarise(base)).plot(axes[0])
        differences.picture([compare(base, other)]).plot(axes[1])
        fan.picture(bands(name, base.scenario)).plot(axes[2])
        axes[0].figure.savefig(tmp_path / "six.png")  # by matplotlib itself, as in a notebook
    for svg in tmp_path.glob("*.svg"):
        assert "\x1b" not in svg.read_text(encoding="utf-8")


def test_titles_are_drawn_in_place_of_names():
    words = Words({"outcome": {"a": "The first $"}})
    axes = outcome_bars.picture(summarise(table([0, 1, 2], words=words))).plot()
    assert [label.get_text() for label in axes.get_yticklabels()] == ["The first $", "b", "c"]
    assert not axes.get_yticklabels()[0].get_parse_math()


def test_two_classes_of_one_label_are_two_bars():
    words = Words({"outcome": {"a": "Same", "b": "Same"}})
    axes = outcome_bars.picture(summarise(table([0, 1, 1, 2], words=words))).plot()
    assert [bar.get_width() for bar in axes.patches] == [0.25, 0.5, 0.25]
    assert [label.get_text() for label in axes.get_yticklabels()] == ["Same (a)", "Same (b)", "c"]


def test_letters_that_no_font_has_are_told_once_and_drawn_as_boxes(tmp_path):
    words = Words({"outcome": dict.fromkeys("abc", SCRIPT)})
    tables = [table([0, 1, 2], scenario=f"{SCRIPT} {k}", words=words) for k in (1, 2)]
    with pytest.warns(LettersWarning, match="no font of this computer has the Phoenician letters") as told:
        outcome_bars.panels(tables).save(tmp_path / "drawn")
    assert len({str(one.message) for one in told}) == 1


def test_a_font_that_has_the_letters_is_found():
    letter = "\u1d84"  # not in the usual font, but in one that comes with matplotlib
    assert legible(letter) == letter
    assert len(families([letter])) == len(mpl.rcParams["font.family"]) + 1
    assert families(["plain", "é"]) == list(mpl.rcParams["font.family"])


def test_what_weakens_a_picture_stands_in_its_head():
    weak = table([0, 1, 2, -1, -1], failed=[3])
    figure = outcome_bars.panels([weak]).figure()
    head = figure.texts[1].get_text().splitlines()
    assert head[0] == "3 paths; 20 % excluded, 25 % of others failed; lines are 95 % intervals"
    assert head[-1] == "a failed path might have ended anyhow: probabilities may be off by .250"
    figure = differences.panels([compare(weak, replace(weak, scenario="other"))]).figure()
    assert "3 pairs of paths; 20 % excluded, 25 % of others failed in other;" in figure.texts[1].get_text()


def test_a_run_whose_only_chance_is_a_truth_among_its_measures():
    made = table([-1] * 4, classes=(), measures={"ever": [1, 0, 0, 1]}, truths=("ever",))
    made = replace(made, ok=~made.ok, excluded=made.ok)
    (axes,) = outcome_bars.panels([made]).figure().axes
    assert [bar.get_width() for bar in axes.patches] == [0.5]
    (axes,) = differences.panels([compare(made, replace(made, scenario="other"))]).figure().axes
    assert [label.get_text() for label in axes.get_yticklabels()] == ["ever"]
