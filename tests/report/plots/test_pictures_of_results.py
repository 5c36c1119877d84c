"""Pictures of stories, experts, ignorance, quantiles and lines: what is drawn is what the record says."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure

import simengine as se
from simengine.analysis.experts import UNKNOWN, ExpertSplits, Split
from simengine.analysis.probability import Proportion, wilson
from simengine.compute.tracks import Tracks
from simengine.report.plots import experts_plot, lines
from simengine.report.plots._line_names import look
from simengine.runs.words import NO_WORDS
from tests.helpers.cli.command_line import write_tiny
from tests.helpers.report.plot_artists import interval_lines, marks, panels, texts

QUICK = {"paths": 60, "engine": "reference"}


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> se.Model:
    return se.load(write_tiny(tmp_path_factory.mktemp("pictures") / "tiny") / "tiny.yaml")


@pytest.fixture(scope="module")
def runs(tiny: se.Model, tmp_path_factory: pytest.TempPathFactory) -> tuple[se.Run, se.Run]:
    """Tiny, and one of a calmer mood."""
    folder = tmp_path_factory.mktemp("runs")
    calm = tiny.with_({"drivers.mood.volatility": 0.1})
    return se.run(tiny, out=folder, **QUICK), se.run(calm, out=folder, name="calm", **QUICK)


def chance(p: float) -> Proportion:
    return Proportion(p, 0.01, *wilson(p, 400.0), 400, 400.0, 0)


def tracks(paths: int) -> Tracks:
    years = np.linspace(2025, 2030, 6)
    values = np.array([[[float(k * path)] for k in range(6)] for path in range(paths)])
    return Tracks("tiny", ("mood",), ("degree",), ("",), tuple(range(paths)), tuple(map(str, years)), years, values)


def test_a_story_has_its_events_at_their_dates(runs: tuple[se.Run, se.Run]) -> None:
    story = runs[0].story(typical="late")
    axes = story.plot(Figure().subplots())
    (luck,) = marks(axes)
    assert [label.get_text() for label in axes.get_yticklabels()] == ["luck"]
    quarters = {one.date: luck_at for one, luck_at in zip(story.happenings, luck.get_xdata(), strict=True)}
    assert all(float(date[:4]) <= year < float(date[:4]) + 1 for date, year in quarters.items())
    assert axes.get_xlim() == (2025.0, 2030.0)
    assert axes.get_title(loc="left") == f"tiny, path {story.path}"


def test_experts_have_a_panel_a_class() -> None:
    splits = tuple(
        Split("class", name, chance(p), {"Ann": chance(p + 0.1), "Ben": chance(p - 0.1)}, UNKNOWN)
        for name, p in (("early", 0.3), ("late", 0.7))
    )
    found = ExpertSplits("tiny", {"Ann": 0.5, "Ben": 0.5}, {"Ann": 200, "Ben": 200}, splits, NO_WORDS, {})
    shown = panels(experts_plot.picture(found).figure())
    assert [axes.get_title(loc="left") for axes in shown] == ["early", "late"]
    assert [label.get_text() for label in shown[0].get_yticklabels()] == ["all", "Ann", "Ben"]
    assert [mark.get_xdata()[0] for mark in marks(shown[1])] == pytest.approx([0.7, 0.8, 0.6])
    assert marks(experts_plot.picture(found).plot(Figure().subplots()))[0].get_marker() == "s"


def test_ignorance_and_quantiles_are_intervals(runs: tuple[se.Run, se.Run]) -> None:
    tiny, calm = runs
    splits = calm.by_ignorance(members=20, redraws=4)
    told = [one for *_, one in splits.told() if not np.isnan(one.share)]
    assert interval_lines(splits.plot(), 2.0) == [(one.low, one.high) for one in told]
    shifts = se.compare(tiny, calm).of_measure("final_mood")
    rows = [shift.difference.d for shift in shifts.found[0].quantiles.values()]
    assert [mark.get_xdata()[0] for mark in marks(shifts.plot())] == rows
    assert len(rows) == 5


def test_lines_bear_their_names_and_differ_in_grey() -> None:
    axes = lines.picture(tracks(6)).plot()
    assert texts(axes) == [f"path {path}" for path in range(6)]
    assert axes.get_legend() is None
    strokes = {(str(look(at).linestyle), round(_grey(look(at).color), 1)) for at in range(6)}
    assert len(strokes) == 6
    assert all(_grey(look(at).color) < 0.7 for at in range(6))
    many = lines.picture(tracks(7)).plot()
    assert (texts(many), len({line.get_color() for line in many.lines})) == ([], 1)


def test_few_years_have_months_and_a_long_title_has_lines() -> None:
    winter = replace(tracks(2), years=np.linspace(2026.75, 2027.25, 6), titles=("Patients at once in " * 6,))
    figure = lines.picture(winter).figure()
    figure.canvas.draw()
    assert [tick.get_text() for tick in figure.axes[0].get_xticklabels()][:2] == ["2026-10", "2026-11"]
    head, below = figure.texts[:2]
    assert head.get_text().count("\n") >= 2
    bottom, right = head.get_window_extent().y0, head.get_window_extent().x1
    assert below.get_window_extent().y1 < bottom
    assert right <= figure.bbox.width


def test_a_korean_title_is_the_browsers_to_draw(tiny: se.Model, tmp_path: Path) -> None:
    title = "전쟁이 끝난다"
    korean = se.run(tiny.with_({"outcome.early": {"when": "occurred(luck)", "title": title}}), out=tmp_path, **QUICK)
    assert title in korean.summary()._repr_html_()


def test_a_report_is_of_the_run_and_others(runs: tuple[se.Run, se.Run], monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []
    monkeypatch.setattr("simengine.api.write_report", lambda *words, **how: asked.extend((words, how)))
    runs[0].report("tiny.html", runs[1], full=True)
    words, how = asked
    assert words == ([*runs], "tiny.html")
    assert how["full"]


def test_a_model_says_what_it_has(tiny: se.Model, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    told = str(tiny).splitlines()
    assert told[0] == "tiny: A coin with a memory"
    assert told[1] == "2025-01 to 2030-01, 20 quarters; 150 paths, seed 3"
    assert "outcome       3  early, late, never" in told


def _grey(colour: str) -> float:
    return float(np.dot(to_rgb(colour), (0.299, 0.587, 0.114)))


def test_answers_stand_with_their_intervals_as_far_as_they_lie_on_one_scale(runs: tuple[se.Run, se.Run]) -> None:
    asked = runs[0].ask("P(occurred(luck))", "mean(mood)", "P(mood > 0)", "P(mood > 0 | mood > 1000)")
    axes = asked.plot(Figure().subplots())
    assert [label.get_text() for label in axes.get_yticklabels()] == ["P(occurred(luck))", "P(mood > 0)"]
    assert [mark.get_xdata()[0] for mark in marks(axes)] == [asked[0].estimate, asked[2].estimate]
    assert interval_lines(axes, 2.0) == [(one.low, one.high) for one in (asked[0], asked[2])]
    assert axes.get_xlabel() == "probability"
    assert "2 more answers" in " ".join(asked.picture().told)
    with pytest.raises(se.SimengineError, match="nothing to draw of tiny"):
        runs[0].ask("mean(mood | mood > 1000)").plot()
    number = runs[0].ask("mean(mood)", "q95(mood)")
    drawn = number.plot(Figure().subplots())
    assert drawn.get_xlabel() == "degree"
    low, high = drawn.get_xlim()
    ends = [end for one in number for end in (one.low, one.estimate, one.high) if np.isfinite(end)]
    assert low < min(ends) <= max(ends) < high


def test_a_finer_clock_is_drawn_by_what_it_changes(tiny: se.Model) -> None:
    refined = se.check(tiny, 60, engine="reference", refine=2)
    axes = refined.plot(Figure().subplots())
    chances = {one.name: one.difference for one in refined.answers if one.is_chance}
    labels = [label.get_text() for label in axes.get_yticklabels()]
    assert sorted(labels) == sorted(chances)
    assert [mark.get_xdata()[0] for mark in marks(axes)] == [chances[name].d for name in labels]
    assert "futures on both clocks" in " ".join(refined.picture().told)
