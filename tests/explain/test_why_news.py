"""Which observation moved what: of scenarios that are learnt from figures with an error."""

import math

import pytest

import simengine as se
from simengine.compute.learning_files import LearningFiles
from simengine.explain.mixed_columns import KEPT
from simengine.loading import known_by

WALK = """\
name: walk
clock: {start: 2025, end: 2027, step: quarter}
parameters: {rate: {uniform: [0.2, 0.6]}}
drivers: {mood: {process: random_walk, initial: 0, drift: rate, volatility: 0.3}}
outcome: {high: mood > 0.8, low: otherwise}
observe:
  first: {at: 2025-Q2, expr: mood, value: 0.2, error: 0.2}
simulate: {paths: 800, seed: 1}
"""
NEWS = {
    "observe.second": {"at": "2025-Q3", "expr": "mood", "value": 0.9, "error": 0.2},
    "observe.third": {"at": "2025-Q4", "expr": "mood", "value": 0.5, "error": 0.2},
}


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    folder, model = tmp_path_factory.mktemp("walk"), se.load(WALK)
    settings = {"engine": "machine", "out": folder, "effective": 300}
    return se.run(model, **settings), se.run(model.with_(NEWS), name="news", **settings)


def test_each_observation_has_its_line(runs) -> None:
    found = se.compare(*runs).why()
    assert [step.name for step in found.steps] == ["observe.second", "observe.third"]
    assert not found.paired
    assert [found.before.p, found.after.p] == [run.probabilities()["high"].p for run in runs]
    up, down = found.steps
    assert up.in_turn.low > 0.0 > down.in_turn.high
    assert up.after.p + down.in_turn.d == pytest.approx(found.after.p)
    sums = sum(step.alone.d for step in found.steps) + found.remainder.d
    assert sums == pytest.approx(found.total.d)
    assert found.total.se == pytest.approx((found.before.se**2 + found.after.se**2) ** 0.5)
    assert "members are learnt anew" in " ".join(str(found).split())


def test_an_interrupted_start_goes_on(tmp_path, monkeypatch) -> None:
    """What the first two scenarios have learnt lies there when the third is cut off, and is not learnt again."""
    folder, model, settings = tmp_path, se.load(WALK), {"out": tmp_path, "effective": 100, "paths": 200}
    ends = se.run(model, **settings), se.run(model.with_(NEWS), name="news", **settings)
    whole = se.compare(*ends).why()
    assert not (folder / KEPT).exists()
    written: list[str] = []
    write = LearningFiles.write

    def noted(self, name, arrays) -> None:
        written.append(f"{self.folder.parent.name} {name}")
        write(self, name, arrays)

    def cut_off(text: str) -> None:
        if text.startswith("scenario 3"):
            raise KeyboardInterrupt

    monkeypatch.setattr(LearningFiles, "write", noted)
    with pytest.raises(KeyboardInterrupt):
        se.Why.between(*ends, announce=cut_off)
    first, written[:] = list(written), []
    assert first
    again = se.compare(*ends).why()
    assert written
    assert set(first).isdisjoint(written)
    assert (again.total, again.steps) == (whole.total, whole.steps)
    assert not (folder / KEPT).exists()


def test_the_same_past_is_paired(runs) -> None:
    """Only what comes after the last observation differs: the members are the same, and so are their dice."""
    base = runs[0]
    other = (
        base.model.with_({"outcome.high": "mood > 0.9"})
        if hasattr(base.model, "with_")
        else se.load(WALK.replace("mood > 0.8", "mood > 0.9"))
    )
    found = se.Why.between(base, other)
    assert found.paired
    assert found.total.d < 0.0
    assert found.total.se < 0.7 * (found.before.se**2 + found.after.se**2) ** 0.5


def test_what_was_known_at_an_earlier_date(runs) -> None:
    """The same scenario as of a date, and with what became known later."""
    news = runs[1]
    found = se.Why.between(known_by(news.model, "2025-Q2"), news)
    assert [step.name for step in found.steps] == ["observe.second", "observe.third"]
    assert found.after.p == news.probabilities()["high"].p


def test_news_enter_as_they_became_known_and_many_by_the_year() -> None:
    """Sharp ones, in the wrong order in the text: none of them is learnt from, futures are left out."""
    base = se.load(
        WALK.replace("step: quarter", "step: month").replace(
            "first: {at: 2025-Q2, expr: mood, value: 0.2, error: 0.2}", "x: {at: 2025-02, when: mood > -9}"
        )
    )
    months = [f"2026-{month:02}" for month in range(1, 8)] + [f"2025-{month:02}" for month in range(3, 10)]
    news = {f"observe.m{month.replace('-', '_')}": {"at": month, "when": "mood > 0"} for month in months}
    few = se.Why.between(base, base.with_({key: news[key] for key in [*news][5:9]}))
    assert [step.name[-7:] for step in few.steps] == ["2025_03", "2025_04", "2026_06", "2026_07"]
    many = se.Why.between(base, base.with_(news))
    assert [step.name for step in many.steps] == ["observe, known in 2025 (7)", "observe, known in 2026 (7)"]
    assert many.after.p > many.before.p
    assert many.after.missing > 0


def test_what_cant_be_learnt_alone_is_told(runs, tmp_path) -> None:
    """A figure far from all that could be, until the walk begins elsewhere."""
    base = se.load(WALK.replace("{at: 2025-Q2, expr: mood, value: 0.2, error: 0.2}", "{at: 2025-Q2, when: mood > -99}"))
    other = base.with_(
        {"drivers.mood.initial": 40, "observe.second": {"at": "2025-Q3", "expr": "mood", "value": 40, "error": 0.01}}
    )
    found = se.Why.between(base, other, paths=400)
    start, second = found.steps
    assert (start.alone.d, second.in_turn.d) == pytest.approx((found.total.d, 0.0), abs=0.02)
    assert math.isnan(second.alone.d)
    assert math.isnan(found.remainder.d)
    (note,) = found.notes
    assert note.startswith("with observe.second: ")
    assert found.json()["remainder"]["d"] is None
    assert "–" in str(found)
    assert [file.name for file in found.write(tmp_path)] == ["why.csv", "why.png", "why.svg"]
