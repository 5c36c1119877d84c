"""A back-test knows what was known, forecasts what came later as it would be measured, and says what it can't."""

import json

import numpy as np
import pytest

import simengine as se
from simengine.errors import SimengineError
from simengine.results.stored_scores import scores_in, scores_of

MODEL = """
name: well
clock: {start: 2024-01, end: 2026-01, step: month}
parameters:
  level: {normal: {mean: 0, sd: 1}}
drivers:
  depth: {process: random_walk, initial: level, drift: 0, volatility: 0.3}
  rain: {process: random_walk, initial: 0, drift: 0, volatility: 1}
events:
  dry: {hazard: 0.3}
observe:
  first: {at: 2024-06, expr: depth, between: [0.5, 3]}
  second: {at: 2024-12, expr: depth, between: [0.4, 2]}
questions:
  rain_2024: {text: How much rain?, as_of: 2024-12, value: rain, unit: m}
  rain_2025: {text: And the year after?, as_of: 2025-06, value: rain, unit: m}
  dry_2025: {text: Has it been dry?, by: 2025-06, when: occurred(dry)}
"""
ANSWERS = "answers:\n  rain_2024: 0.2\n  rain_2025: {answer: 1.5, known: 2025-07}\n  dry_2025: no\n"
ORIGINS = ["2024-03", "2024-06"]


@pytest.fixture(scope="module")
def well():
    return se.load(MODEL)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = tmp_path_factory.mktemp("backtest")
    (made / "answers.yaml").write_text(ANSWERS)
    return made


@pytest.fixture(scope="module")
def found(well, folder):
    return se.backtest(well, ORIGINS, folder / "answers.yaml", paths=4000, seed=5, out=folder / "results")


def rows(found, **wanted):
    return [one for one in found.table().to_pylist() if all(one[key] == value for key, value in wanted.items())]


def test_at_each_origin_it_knows_what_was_known(found, well, folder):
    assert dict(found.known) == {"2024-03": 0, "2024-06": 1}
    assert found.futures["2024-03"] == 4000 > found.futures["2024-06"] > 500
    assert {one["name"] for one in rows(found, origin="2024-03")} == {
        *("first", "second", "rain_2024", "rain_2025", "dry_2025")
    }
    assert {one["name"] for one in rows(found, origin="2024-06")} == {"second", "rain_2024", "rain_2025", "dry_2025"}


def test_what_it_says_is_what_the_futures_have_that_fit(found, well, folder):
    """Against a run of the same futures without observations, counted by hand."""
    free = well.with_({"observe.first": None, "observe.second": None})
    table = se.run(free, paths=4000, seed=5, out=folder / "free").trajectories(["depth"], range(4000)).values
    depth = np.asarray(table)[..., 0]
    first = (depth[:, 6] >= 0.5) & (depth[:, 6] <= 3)
    second = (depth[:, 12] >= 0.4) & (depth[:, 12] <= 2)
    (early,), (late,) = (rows(found, origin=origin, name="second") for origin in ORIGINS)
    assert early["p"] == pytest.approx(second.mean(), abs=1e-6)
    assert late["p"] == pytest.approx(second[first].mean(), abs=1e-6)
    assert late["brier"] == pytest.approx((1 - late["p"]) ** 2)


def test_what_reads_the_same_is_one_vote(found):
    clusters = {one["name"]: one["cluster"] for one in rows(found)}
    assert clusters["first"] == clusters["second"]
    assert clusters["rain_2024"] == clusters["rain_2025"]
    assert len(set(clusters.values())) == 3
    assert {one.name: one.n for one in found.series} == {"depth": 3, "rain": 4, "dry": 2}


def test_without_origins_they_are_spread_from_the_start(well, tmp_path):
    one = se.backtest(well, paths=200, seed=5, out=tmp_path)
    assert [origin.text for origin in one.origins] == ["2023-12", "2024-06"]


def test_what_the_model_was_made_with_is_in_sample(well, folder, found):
    assert not found.tuned
    assert "in sample" not in found.text(100)
    tuned = well.with_({"report.tuned_until": "2024-09"})
    again = se.backtest(tuned, ORIGINS, folder / "answers.yaml", paths=4000, seed=5, out=folder / "results")
    assert again.tuned == {"first"}
    assert "in sample: 1 of them were known by 2024-09" in again.text(100)
    assert {one["name"] for one in rows(again, in_sample=1)} == {"first"}
    assert {one.question for one in again.fresh.scored} == {"second", "rain_2024", "rain_2025", "dry_2025"}
    assert "out of sample" in again.text(100)
    assert [line.split()[:2] for line in again.text(100).splitlines() if line.endswith("in sample")] == [
        ["first", "2024-03"],
        ["series", "scored"],
    ]
    whole = well.with_({"report.tuned_until": "2025-12"})
    text = se.backtest(whole, ORIGINS, folder / "answers.yaml", paths=4000, seed=5, out=folder / "results").text(100)
    assert text.count("in sample") == 1, "once for all"
    assert "in sample: all 9 were known by 2025-12" in text


def test_it_prints_and_tells_programs_all_of_it(found, tmp_path):
    text = found.text(100)
    assert "well as of 2024-06: 1 observation known" in text
    assert max(map(len, text.splitlines())) <= 100
    told = found.json()
    json.dumps(told, allow_nan=False)
    assert len(told["scored"]) == len(found.score.scored) == 9
    assert [file.name for file in found.write(tmp_path)] == ["backtest.csv", "backtest.png", "backtest.svg"]


def test_questions_for_a_number_have_bands(found):
    """The answer over what the futures have; hollow where it was known at the origin."""
    bands = {(one.origin, one.name): one for one in found.bands}
    assert set(bands) == {(origin, name) for origin in ORIGINS for name in ("rain_2024", "rain_2025")}
    for (origin, name), one in bands.items():
        (scored,) = rows(found, origin=origin, name=name)
        assert one.quantiles[2] == pytest.approx(scored["median"], abs=0.02)
        assert (one.seen, one.unit, one.series, one.known) == (scored["answer"], "m", "rain", False)
    assert [bands["2024-03", name].year for name in ("rain_2024", "rain_2025")] == [2025.0, 2025.5]
    dots = [line for line in found.plot(series="rain", origin="2024-06").lines if line.get_marker() == "o"]
    assert [list(line.get_ydata()) for line in dots] == [[], [0.2, 1.5]]


REFUSED = {
    "2023-06": "lies before the clock starts .2024-01., and a model needs a start before its origins",
    "2025-08": "nothing that was seen became known after the origin 2025-08",
    "soon": "an origin is a date",
}


@pytest.mark.parametrize("origin", REFUSED)
def test_origins_without_a_forecast_are_refused(origin, well, folder, tmp_path):
    with pytest.raises(SimengineError, match=REFUSED[origin]):
        se.backtest(well, [origin], folder / "answers.yaml", paths=50, out=tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_nothing_to_score_is_an_error(well, tmp_path):
    bare = well.with_({"observe.first": None, "observe.second": None})
    with pytest.raises(SimengineError, match="nothing was seen that could be scored"):
        se.backtest(bare, paths=50, out=tmp_path)
    (tmp_path / "other.yaml").write_text("answers:\n  tide: yes\n")
    with pytest.raises(SimengineError, match="no answer to a question of well"):
        se.backtest(bare, answers=tmp_path / "other.yaml", paths=50, out=tmp_path)


def test_scores_lie_beside_the_runs_and_are_found_by_the_scenario(found, well, folder):
    run = se.run(well, paths=200, out=folder / "results")
    scores = scores_of(run)
    assert len(scores.scores) == found.table().num_rows == len(rows(found, scenario="well"))
    assert len(scores.numbers) + len(scores.chances) == len(scores.scores)
    other = se.run(well.with_({"name": "pond", "report.scored_by": ["well"]}), paths=200, out=folder / "results")
    assert scores_of(other).scores == scores.scores
    assert "Past forecasts: " in str(se.compare(run, other).screen())
    alone = se.run(well.with_({"name": "lake"}), paths=200, out=folder / "results")
    assert scores_of(alone).scores == ()


def test_what_is_no_table_of_scores_is_refused_by_name(well, folder, tmp_path):
    run = se.run(well, paths=200, out=tmp_path)
    (tmp_path / "scores").mkdir()
    (tmp_path / "scores" / "mine.csv").write_text("a,b\n1,2\n3\n")
    with pytest.raises(SimengineError, match=r"mine\.csv"):
        scores_of(run)


COUNTS = """
name: visits
clock: {start: 2024-01, end: 2026-01, step: month}
drivers:
  guests: {process: poisson_count, rate: 0.3}
  heat: {process: random_walk, initial: 1, drift: 0, volatility: 1}
observe:
  guests_2024: {at: 2024-12, expr: "rolling_sum(guests, 1)", value: 0, error: 0.5}
  heat_2024: {at: 2024-12, expr: heat, value: 0, error: 0.5}
questions: {few: {text: How many by mid-2024?, as_of: 2024-06, value: "rolling_sum(guests, months(6))"}}
"""


def test_nothing_is_measured_that_can_not_be(tmp_path):
    """A count may be misread, but not as less than none; what may be below 0 may be measured there."""
    file = tmp_path / "answers.yaml"
    file.write_text("answers: {few: 0}\n")
    found = se.backtest(se.load(COUNTS), ["2023-12"], file, paths=4000, seed=5, out=tmp_path)
    (counted,), (walked,), (few,) = (rows(found, name=name) for name in ("guests_2024", "heat_2024", "few"))
    assert counted["low"] == 0.0 < counted["median"] < counted["high"]
    assert walked["low"] < 0.0
    assert counted["held"] == pytest.approx(0.95, abs=0.011)
    assert walked["held"] == pytest.approx(0.90, abs=0.011)
    assert few["held"] > 0.96  # none, or one: the 90 % band ends at a count that many share
    past = scores_in(found.table())
    assert [one.question for one in past.sure] == ["few"]
