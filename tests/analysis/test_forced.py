"""What scenarios force: how often it happens by itself, and what it selects."""

import math

import numpy as np
import pytest

import simengine as se
from simengine.analysis.forced import selected_in
from simengine.analysis.union import Union
from simengine.errors import SimengineError
from tests.helpers.analysis.small_tables import table

# Half of the futures are ready; only in these does the strike come by itself, on 1 - exp(-1) of them within two years.
TEXT = """
name: calm
clock: {start: 2026, end: 2028, step: month}
parameters: {ready: {choice: {0: 0.5, 1: 0.5}}}
drivers: {x: {process: level, initial: 0}}
events:
  strike: {title: A strike, hazard: 0.5*ready, effects: {x: {set: 1}}}
  flood: {hazard: 0.3}
  poll: {at: 2027-06}
outcome: {well: ready == 1, badly: {when: occurred(flood), title: Badly}, idly: otherwise}
report: {together: {Not well: [badly, idly]}}
"""
PATHS = 1500
FORCED = {
    "latest": {"events.strike.latest": "2027-01"},
    "dated": {"events.strike.at": "2027-01"},
    "never": {"events.strike.hazard": 0},
    "gone": {"events.strike": None},
    "both": {"events.strike.latest": "2027-01", "events.flood.latest": "2027-12"},
    "beside": {"events.strike.latest": "2027-01", "parameters.ready": 1},
    "sooner": {"events.strike.latest": "2027-01", "events.strike.hazard": "2*ready"},
    "law": {"parameters.ready": 1},
    "effect": {"events.strike.effects.x.set": 2},
    "hazard": {"events.strike.hazard": "2*ready"},
    "texts": {"events.strike.title": "It", "measures.strikes": "count(strike)"},
    "new": {"events.storm": {"at": 2027, "effects": {"x": {"add": 1}}}},
}


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    folder, base = tmp_path_factory.mktemp("forced"), se.load(TEXT)
    models = {"base": base, **{name: base.with_(values) for name, values in FORCED.items()}}
    return {name: se.run(model, PATHS, 1, out=folder, name=name) for name, model in models.items()}


@pytest.fixture(scope="module")
def found(runs):
    return {name: runs["base"].forced(runs[name]).scenarios[0] for name in FORCED}


def near(estimate, p: float) -> bool:
    """Within four standard errors."""
    return abs(estimate.p - p) < 4.0 * math.sqrt(p * (1.0 - p) / estimate.n)


@pytest.mark.parametrize(
    ("name", "share", "dates"),
    [
        ("latest", 0.5 * (1 - math.exp(-0.5 * 1)), ["2027-01"]),
        ("dated", 0.5 * (1 - math.exp(-0.5 * 1)), ["2027-01"]),
        ("never", 0.5 + 0.5 * math.exp(-1), [""]),
        ("gone", 0.5 + 0.5 * math.exp(-1), [""]),
        ("both", 0.5 * (1 - math.exp(-0.5)) * (1 - math.exp(-0.3 * 23 / 12)), ["2027-01", "2027-12"]),
    ],
)
def test_the_share_is_known(found, name: str, share: float, dates: list[str]) -> None:
    one = found[name]
    assert near(one.share, share)
    assert [event.date for event in one.events] == dates
    assert (one.else_changed, one.reason) == ((), "")


def test_what_happens_by_itself_is_selected(found) -> None:
    well, badly, _, together = found["latest"].selected
    assert near(well.base, 0.5)
    assert well.happened.p == 1.0
    assert near(well.forced, 0.5)
    assert well.gap.d == pytest.approx(well.forced.p - 1.0)
    assert well.gap.low < -0.5 < well.gap.high
    assert (badly.happened.p, badly.gap.d) == (0.0, badly.forced.p)
    assert (together.of, together.title) == ("together", "Not well")
    assert together.gap.d == pytest.approx(-well.gap.d)


def test_where_it_happens_by_itself_in_time_nothing_is_forced(runs) -> None:
    base, latest = runs["base"].outcome_table(), runs["latest"].outcome_table()
    _, first, _ = runs["base"].parts().occurrences("strike")
    happens = first <= 12
    assert 0 < happens.sum() < PATHS
    for name in runs["base"].manifest.measure_units:
        np.testing.assert_array_equal(base.measures[name][happens], latest.measures[name][happens])
    before, after = (runs[name].outcomes.column("event.strike").to_pylist() for name in ("base", "latest"))
    assert [before[at] for at in np.flatnonzero(happens)] == [after[at] for at in np.flatnonzero(happens)]


@pytest.mark.parametrize(
    ("name", "changed"),
    [
        ("law", "parameters.ready"),
        ("effect", "events.strike.effects"),
        ("hazard", "events.strike.hazard"),
        ("new", "events.storm"),
    ],
)
def test_a_value_or_a_law_has_no_share(found, name: str, changed: str) -> None:
    one = found[name]
    assert (one.share, one.events, one.selected) == (None, (), ())
    assert one.else_changed == (changed,)
    assert f"it changes {changed}" in one.reason


@pytest.mark.parametrize(("name", "changed"), [("beside", "parameters.ready"), ("sooner", "events.strike.hazard")])
def test_what_else_is_changed_is_told_beside_the_share(found, name: str, changed: str) -> None:
    one = found[name]
    assert [event.name for event in one.events] == ["strike"]
    assert one.else_changed == (changed,)


def test_what_draws_the_same_futures_forces_nothing(found) -> None:
    assert found["texts"].reason == "it draws the same futures"


def test_overlaps_and_none_of_these(runs) -> None:
    several = runs["base"].forced(runs["latest"], runs["never"], runs["law"])
    latest, never, _ = several.scenarios
    ((first, second, overlap),) = several.overlaps
    assert (first, second, overlap.p) == (latest.scenario, never.scenario, 0.0)
    assert several.none.p == pytest.approx(1.0 - latest.share.p - never.share.p)
    assert runs["base"].forced(runs["law"]).none is None


def test_another_seed_is_not_paired(runs, tmp_path) -> None:
    other = se.run(runs["latest"].model, PATHS, 2, out=tmp_path)
    paired, apart = (runs["base"].forced(run).scenarios[0].selected[0] for run in (runs["latest"], other))
    assert apart.gap.se == pytest.approx(apart.gap.se_unpaired, rel=0.01)
    assert paired.gap.d == pytest.approx(apart.gap.d, abs=0.05)


def test_classes_defined_otherwise_are_not_told_side_by_side(runs, tmp_path) -> None:
    other = se.load(TEXT).with_({"events.strike.latest": 2027, "outcome.well": "ready == 0"})
    (one,) = runs["base"].forced(se.run(other, 50, 1, out=tmp_path)).scenarios
    assert one.selected == ()
    assert "defines its classes otherwise" in one.reason


def test_another_clock_is_refused(runs, tmp_path) -> None:
    other = se.run(se.load(TEXT).with_({"clock.end": 2029}), 5, 1, out=tmp_path)
    with pytest.raises(SimengineError, match="has another clock"):
        runs["base"].forced(other)


@pytest.mark.parametrize(("n", "nested"), [(150, 1), (400, 20)])
def test_the_interval_of_the_gap_covers(n: int, nested: int) -> None:
    rng, hits, repeats = np.random.default_rng(5), 0, 150
    for _ in range(repeats):
        ready, happens, luck = rng.random(n // nested).repeat(nested), rng.random(n), rng.random(n)
        happens = happens < 0.6 * ready
        runs = []
        for at, good in enumerate((luck < 0.2 + 0.3 * ready + 0.4 * happens, luck < 0.6 + 0.3 * ready)):
            outcome = np.where(rng.random(n) < 0.1, -1, np.where(good, 0, 1))
            runs.append(table(outcome, classes=("good", "bad"), nested=nested, scenario=f"run {at}"))
        gap = selected_in(*runs, Union.of(*runs), happens, "class", "good", "", ("good",)).gap
        hits += gap.low <= 0.75 - 0.8 <= gap.high  # .6 + .3 E[r] less (.6 E[r] + .3 E[r²])/E[r], r uniform
    assert hits / repeats >= 0.9  # of 1,000 it was .96 to .97


def test_a_long_name_has_a_line_of_its_own(runs, tmp_path) -> None:
    long = se.run(runs["latest"].model, 50, 1, out=tmp_path, name="a_name_that_is_too_long_for_a_column")
    lines = runs["base"].forced(long).text(80).splitlines()
    assert " ".join("".join(lines[3:4]).split()).startswith("a_name_that_is_too_long_for_a_column")
    assert lines[4].split("  ")[-2].strip() == "A strike by 2027-01"


def test_it_is_shown_and_tabled(runs) -> None:
    found = runs["base"].forced(runs["beside"], runs["law"])
    text = found.text(80)
    assert max(map(len, text.splitlines())) <= 80
    assert "A strike by 2027-01" in text
    assert "The gap is not selection alone: parameters.ready is changed as well." in text
    assert "forces nothing: it changes parameters.ready" in text
    rows = found.table().to_pylist()
    assert [row["of"] for row in rows] == ["event", "all", *["class"] * 3, "together", "none"]
    assert found.json()["scenarios"][0]["classes"][0]["gap"]["d"] == rows[2]["gap"]
