"""Discovery in runs: what is planted is found, what is read by the class is told apart, noise gives nothing."""

import json
import math
from dataclasses import replace

import numpy as np
import pytest

import simengine as se
from simengine.explain.chance import Chance
from simengine.explain.columns import Column, rounded
from simengine.explain.discovery import discover
from tests.helpers.cli.command_line import in_process

TEXT = """
name: plant
clock: {start: 2026, end: 2036, step: year}
parameters:
  dry: {uniform: [0, 1], unit: share}
  own: {uniform: [0, 1]}
  soil: {choice: {sand: 0.3, clay: 0.3, peat: 0.4}}
NOISE
drivers:
  wind: {process: random_walk, initial: 0, drift: 0, volatility: 1}
  vane: {process: level, initial: own}
formulas: {gust: 2*vane, damp: 1 - dry, early: occurred(frost) and since(frost) >= 5}
events:
  frost: {hazard: 0.2}
  late: {at: 2033, branch: {wilt: 0.7*(dry > 0.6 and not early) + 0.05, none: otherwise}}
outcome:
  dead: occurred(wilt)
  bent: vane > 0.97
  alive: otherwise
measures: {calm: wind > 0, tall: wind}
report: {answer: dead, drivers: [gust, wind]}
""".replace("NOISE", "\n".join(f"  noise_{at}: {{uniform: [0, 1]}}" for at in range(25)))


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    return se.run(se.load(TEXT), 3000, 3, out=tmp_path_factory.mktemp("plant"), jobs=1)


@pytest.fixture(scope="module")
def found(run):
    return run.discover(by="2027")


def test_a_planted_rule_is_found_with_its_bounds(run, found) -> None:
    """It wilts if it is dry, and no frost came in the first year: by then nothing else is known."""
    first, *others = found.found.conditions
    by_name = {one.name: one for one in (first, *others)}
    assert set(by_name) == {"dry", "frost"}
    assert by_name["dry"].low == pytest.approx(0.6, abs=0.02)
    assert (by_name["dry"].high, by_name["dry"].unit) == (math.inf, "share")
    assert not by_name["frost"].holds
    assert min(one.again for one in (first, *others)) > 0.8


def test_figures_are_those_of_the_other_half(run, found) -> None:
    rows = run.futures().to_pylist()[1::2]
    dry = next(one for one in found.found.conditions if one.name == "dry").low
    by = next(one for one in found.found.conditions if one.name == "frost").by
    last = {"2026": 1, "2027": 2}[by]
    frosts = {row["path"] for row in run.events().to_pylist() if row["event"] == "frost" and row["step"] <= last}
    inside = [row for row in rows if row["parameter.dry"] >= dry and row["path"] not in frosts]
    dead = [row for row in rows if row["class"] == "dead"]
    both = [row for row in inside if row["class"] == "dead"]
    assert (found.found.density.p, found.found.density.n) == (len(both) / len(inside), len(inside))
    assert found.found.coverage.p == len(both) / len(dead)
    assert found.found.mass.p == len(inside) / len(rows)
    assert found.base.p == len(dead) / len(rows)
    without = next(one for one in found.found.conditions if one.name == "frost").without
    assert without.n == sum(row["parameter.dry"] >= dry for row in rows)
    assert (found.trail[0].coverage, found.trail[0].mass, found.trail[0].conditions) == (1.0, 1.0, 0)


def test_what_the_class_reads_is_told_apart(run) -> None:
    """`bent` reads `vane`, of which `gust` is made; the parameter it begins with is not read, and is found."""
    found = run.discover("bent", "2027")
    assert {one.condition.name for one in found.read} == {"vane", "gust"}
    assert all(one.condition.low > 0.9 for one in found.read if one.condition.name == "vane")
    assert [one.name for one in found.found.conditions] == ["own"]
    assert "Left out, for the class itself reads it" in " ".join(str(found).split())


def test_noise_gives_nothing(run) -> None:
    found = run.discover("calm", "2026")
    assert (found.found, found.trail) == (None, ())
    assert "alone would make" in found.nothing
    assert 0.0 < found.by_chance < 0.3
    assert found.table().num_rows == len(found.read) == 1  # the wind itself
    with pytest.raises(se.SimengineError, match="nothing to draw"):
        found.plot()
    assert "Nothing found: " in str(found)


@pytest.mark.parametrize(
    ("paths", "of", "said"),
    [(3000, "tall", None), (60, "dead", "too few to choose on one half"), (3000, "striped", None)],
)
def test_degenerate_targets(tmp_path, run, paths: int, of: str, said: str | None) -> None:
    small = run if paths == 3000 else se.run(se.load(TEXT), paths, out=tmp_path, jobs=1)
    if said is None:
        with pytest.raises(se.SimengineError):
            small.discover(of)
    else:
        assert said in small.discover(of).nothing
        assert small.discover(of).table().num_rows == 0


def test_clusters_that_share_a_parameter_do_not_make_noise_a_discovery() -> None:
    """Draws with ten paths each, whose class hangs on a hidden number of the draw."""
    rng = np.random.default_rng(8)
    draws = np.repeat(np.arange(100), 10)
    hits = (rng.random(1000) < rng.beta(0.3, 0.7, 100)[draws]).astype(float)
    values = rng.random((25, 100))[:, draws]
    columns = [Column("parameter", f"parameters.p{at}", "p", "p", "", "", row) for at, row in enumerate(values)]
    chance = Chance("x", "class", ("x",), hits, np.arange(1000), draws, 1000)
    assert discover("it", chance, columns, frozenset(), "2026").found is None
    alone = discover("it", replace(chance, clusters=None), columns, frozenset(), "2026")
    assert alone.found is not None, "as paths of their own the same are a discovery, and a wrong one"


def test_bounds_are_counted_as_they_are_told() -> None:
    assert rounded(0.123456, np.linspace(0, 1, 50)) == 0.123
    assert rounded(2031.7321, np.linspace(2020, 2040, 50)) == 2031.7
    assert rounded(-math.inf, np.linspace(0, 1, 50)) == -math.inf


def test_the_command(run, found, tmp_path, capsys, monkeypatch) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    call = in_process(capsys)
    printed = call("discover", run.folder, "--by", "2027", "--json", "--write", tmp_path)
    told = json.loads(printed.out)
    assert (printed.code, told["found"]["conditions"][0]["high"]) == (0, None)
    assert "dry at least 0.6" in " ".join(one["text"] for one in told["found"]["conditions"])
    assert sorted(file.name for file in tmp_path.iterdir()) == ["discovery.csv", "discovery.png", "discovery.svg"]
    lines = str(found).splitlines()
    assert max(map(len, lines)) <= 100
    assert any(line.startswith("  no frost by 202") for line in lines)
    assert found.plot().get_xlabel().startswith("coverage")
