import re
from dataclasses import replace

import numpy as np
import pytest

from simengine.analysis.compare import compare
from simengine.analysis.probability import Z95
from simengine.analysis.unlike import Unlike
from simengine.report.plots import differences
from tests.helpers.analysis.small_tables import table
from tests.helpers.report.plot_artists import interval_lines, marks, panels, texts
from tests.helpers.report.sample_runs import CLASSES, SCENARIOS, sample_table

BASE = sample_table("baseline")
COMPARISONS = [compare(BASE, sample_table(name)) for name in list(SCENARIOS)[1:5]]


def test_a_panel_a_class_and_a_row_a_scenario():
    shown = panels(differences.panels(COMPARISONS).figure())
    assert [axes.get_title(loc="left") for axes in shown] == [name.replace("_", " ") for name in CLASSES]
    assert {len(marks(axes)) for axes in shown} == {4}
    assert [axes.get_xlabel() for axes in shown[4:]] == ["difference in probability"] * 4
    assert len({axes.get_xlim() for axes in shown}) == 1


def test_intervals_with_and_without_pairing():
    axes = panels(differences.panels(COMPARISONS).figure())[0]
    found = [comparison.outcome["rupture"] for comparison in COMPARISONS]
    assert interval_lines(axes, 2.0) == [(d.low, d.high) for d in found]
    outer = [(d.d - Z95 * d.se_unpaired, d.d + Z95 * d.se_unpaired) for d in found]
    assert interval_lines(axes, 1.0) == outer


def test_a_mark_is_hollow_where_zero_is_inside():
    for axes, name in zip(panels(differences.panels(COMPARISONS).figure()), CLASSES, strict=True):
        filled = [mark.get_markerfacecolor() != "white" for mark in marks(axes)]
        assert filled == [comparison.outcome[name].clear for comparison in COMPARISONS]


def test_one_comparison_has_a_row_a_class():
    figure = differences.panels(COMPARISONS[:1]).figure()
    (axes,) = panels(figure)
    assert [label.get_text() for label in axes.get_yticklabels()] == [name.replace("_", " ") for name in CLASSES]
    assert len(marks(axes)) == len(CLASSES)
    assert all("±" in text and "-" not in text for text in texts(axes))  # a true minus sign
    assert figure.texts[0].get_text() == "What ceasefire_2026 changes against baseline"
    assert f"{COMPARISONS[0].pairs:,} pairs of paths" in figure.texts[1].get_text()


def test_zero_and_every_interval_are_on_the_scale():
    axes = panels(differences.panels(COMPARISONS).figure())[0]
    low, high = axes.get_xlim()
    ends = [end for c in COMPARISONS for d in c.outcome.values() for end in (d.low, d.high, 0.0)]
    assert low < min(ends)
    assert max(ends) < high


def test_a_run_against_itself_is_drawn(tmp_path):
    files = differences.panels([compare(BASE, BASE)]).save(tmp_path / "same")
    assert [file.name for file in files] == ["same.png", "same.svg"]


def head(comparisons):
    return " ".join(differences.panels(comparisons).figure().texts[1].get_text().split())


def test_what_is_not_paired_or_unlike_is_named():
    apart = replace(sample_table("us_dprk_deal"), seed=3)
    told = head([*COMPARISONS, compare(BASE, apart, unlike=True)])
    assert re.match(r"3,7\d\d pairs of paths; not paired with baseline: us_dprk_deal; 5 % excluded", told)
    assert "though unlike: us_dprk_deal; thick lines" in told


def test_a_class_that_is_not_subtracted_is_no_question():
    """Beside runs with classes, one whose classes are all unlike has none, and its questions aren't drawn either."""
    apart = replace(COMPARISONS[0], outcome={}, together={}, unlike=(Unlike("class", "rupture", "so"),))
    shown = panels(differences.panels([apart, COMPARISONS[1]]).figure())
    assert [axes.get_title(loc="left") for axes in shown] == [name.replace("_", " ") for name in CLASSES]
    assert all("unlike" in texts(axes) for axes in shown)


def test_of_how_many_paths_a_question_is_told():
    base = table([-1] * 6, classes=(), questions={"q": [1, 0, 1, 0, np.nan, np.nan]})
    base = replace(base, ok=~base.ok, excluded=base.ok)
    other = replace(base, scenario="o", questions={"q": np.array([0, 1, np.nan, np.nan, np.nan, np.nan])})
    assert "q: 4 / 2 paths; of those of both +0 ±.980 (2) thick" in head([compare(base, other)])


def test_nothing_to_draw():
    with pytest.raises(ValueError, match="no comparison"):
        differences.panels([]).figure()
