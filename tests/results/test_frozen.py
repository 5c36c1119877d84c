"""A frozen sheet says what its run says, in little room; its hash stands for all of it, and for those before it."""

import re

import numpy as np
import pytest

import simengine as se
from simengine.analysis.scores import crps, distance, mean_difference, place_of
from simengine.runs.sheet_file import hash_of, read_files

PIER = """
name: pier
clock: {start: 2026-01, end: 2030-01, step: month}
sources: {S1: {title: The gauge}}
parameters: {speed: {uniform: [0, 2]}}
drivers:
  x: {process: random_walk, initial: 0, drift: speed, volatility: 1}
events:
  storm: {hazard: 0.7, repeats: true}
  calm: {hazard: 0.1}
observe:
  start: {at: 2026-03, expr: x, between: [-1, 2]}
questions:
  high:
    text: Is it high?
    by: 2027
    when: x > 1
    resolve: {source: the gauge}
    reference: {probability: 0.3, class: 6 of 20, source: S1}
  storm_2028: {text: A storm?, by: 2028, when: occurred(storm)}
  level:  {text: How high?, as_of: 2027, value: x, unit: m}
  storms: {text: How many storms?, by: 2028, value: count(storm), series: weather}
  lull:   {text: How high if calm?, as_of: 2027, value: x, given: occurred(calm)}
  never:  {text: The day of what never comes, by: 2027, value: x, given: x > 1000}
"""


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    return se.run(se.load(PIER), paths=3000, seed=4, out=tmp_path_factory.mktemp("runs"))


@pytest.fixture
def frozen(run, tmp_path):
    return run.freeze(tmp_path / "pier.yaml")


def values(run, name):
    found = np.array(run.outcomes[f"question.{name}"])
    return found[~np.isnan(found)]


def test_it_says_what_the_run_says(run, frozen):
    asked, summary = frozen.sheet.questions, run.summary()
    high, told = asked["high"], summary.questions["high"]
    assert high.p == pytest.approx(told.p, rel=1e-5)
    assert (high.count, high.of) == (values(run, "high").sum(), told.n)
    assert high.interval == pytest.approx((told.low, told.high), rel=1e-5)
    assert (high.resolve.source, high.reference.probability, high.when.text) == (("the gauge",), 0.3, "x > 1")
    level = asked["level"]
    assert (level.unit, level.mean) == ("m", pytest.approx(summary.questions["level"].mean, rel=1e-5))
    for at, value in level.quantiles:
        assert value == pytest.approx(np.quantile(values(run, "level"), at), rel=1e-5)
        low, high_end = level.intervals[f"{at:.0%}"]
        assert low <= value <= high_end
    assert asked["lull"].missing > 0
    assert frozen.sheet.left_out == {"never": "no future has an answer"}
    assert frozen.sheet.as_of == "2026-04-01"  # when the last observation became known
    assert frozen.sheet.digests["seed"] == 4
    assert frozen.sheet.digests["paths"] == run.manifest.paths_digest


def test_questions_that_read_the_same_are_one_series(frozen):
    series = {name: one.series for name, one in frozen.sheet.questions.items()}
    assert series == {"high": "x", "level": "x", "lull": "x", "storm_2028": "storm", "storms": "weather"}


@pytest.mark.parametrize("answer", [-7.0, 0.3, 1.9, 2.0, 2.1, 30.0])
def test_the_score_of_the_sheet_is_that_of_all_futures(run, frozen, answer):
    """A hundred means for 3,000 futures: what they hide is less than a hundredth of one part's own deviation."""
    all_of_them, forecast = values(run, "level"), frozen.sheet.questions["level"]
    kept, weights = forecast.values
    assert len(kept) == 100
    assert weights.sum() == len(all_of_them)
    parts = np.array_split(np.sort(all_of_them), 100)
    hidden = max(np.mean(np.abs(part - part.mean())) / 100 for part in parts)
    whole = crps(all_of_them, answer)
    assert distance(kept, answer, weights) - forecast.apart / 2 == pytest.approx(whole, abs=hidden + 2e-5)
    assert forecast.apart == pytest.approx(mean_difference(all_of_them), rel=1e-5)
    assert place_of(kept, answer, weights).middle == pytest.approx(place_of(all_of_them, answer).middle, abs=0.01)


def test_counts_are_kept_as_they_are(run, frozen):
    counted, forecast = values(run, "storms"), frozen.sheet.questions["storms"]
    assert forecast.ensemble is None
    kept, weights = forecast.values
    assert distance(kept, 3.0, weights) - forecast.apart / 2 == pytest.approx(crps(counted, 3.0), abs=1e-5)
    assert place_of(kept, 3.0, weights) == place_of(counted, 3.0)


def test_a_sheet_is_never_written_over(run, frozen):
    before = frozen.file.read_bytes()
    with pytest.raises(se.SimengineError, match="never written over"):
        run.freeze(frozen.file)
    assert frozen.file.read_bytes() == before
    with pytest.raises(se.SimengineError, match=r"ends in \.yaml"):
        run.freeze(frozen.file.with_suffix(".txt"))


def test_each_sheet_has_the_hash_of_the_one_before(run, frozen):
    second = run.freeze(frozen.file.with_name("second.yaml"))
    third = run.freeze(frozen.file.with_name("third.yaml"))
    assert frozen.sheet.previous == {}
    assert second.sheet.previous == {"pier.yaml": frozen.hash}
    assert third.sheet.previous == {"second.yaml": second.hash}
    assert third.hash in str(third)
    sheets, _ = read_files([frozen.file.parent])
    assert [one.doubts for one in sheets] == [()] * 3
    frozen.file.unlink()
    ((left,), _) = read_files([second.file])
    assert left.doubts == ("the sheet before it, pier.yaml, isn't there",)


def test_a_changed_letter_is_told_by_it_and_by_the_next(run, frozen):
    second = run.freeze(frozen.file.with_name("second.yaml"))
    text = frozen.file.read_text(encoding="utf-8")
    frozen.file.write_bytes(text.replace("\n", "\r\n").encode())  # as some editors save it: nothing is said otherwise
    assert read_files([frozen.file])[0][0].doubts == ()
    frozen.file.write_text(re.sub(r"  high:\n(.*\n)*?    p: [\d.]+", lambda found: found[0][:-1] + "9", text, count=1))
    sheets, _ = read_files([frozen.file, second.file])
    told = {one.name: one.doubts for one in sheets}
    assert "changed after it was frozen" in told["pier"][0]
    assert told["second"] == ("the sheet before it, pier.yaml, is not what it was then",)
    assert "second.yaml, frozen after it, knows it with another hash" in told["pier"]


def test_an_honest_hash_of_a_forged_sheet_is_told_by_the_next(run, frozen):
    second = run.freeze(frozen.file.with_name("second.yaml"))
    text = frozen.file.read_text(encoding="utf-8").replace("2026-04-01", "2026-03-01").replace(frozen.hash, "")
    text = text.replace("hash: \n", "")
    frozen.file.write_text(f"{text}hash: {hash_of(text)}\n", encoding="utf-8")
    ((forged, *_), _) = read_files([frozen.file])
    assert forged.doubts == ("second.yaml, frozen after it, knows it with another hash",)
    assert second.file.exists()


def test_a_run_without_questions_can_not_be_frozen(tmp_path):
    quiet = PIER[: PIER.index("questions:")] + "measures: {end: x}\n"
    run = se.run(se.load(quiet), paths=10, seed=1, out=tmp_path)
    with pytest.raises(se.SimengineError, match="asks nothing that could be scored"):
        run.freeze(tmp_path / "sheet.yaml")
    assert not (tmp_path / "sheet.yaml").exists()


def test_its_table_and_text(frozen):
    table = frozen.table().to_pylist()
    assert [row["question"] for row in table] == ["high", "storm_2028", "level", "storms", "lull"]
    assert table[0]["kind"] == "chance"
    assert table[2]["q0.5"] == dict(frozen.sheet.questions["level"].quantiles)[0.5]
    assert "5 questions, as of 2026-04-01" in " ".join(str(frozen).split())
    assert "never: no future has an answer" in frozen._repr_html_()
