"""Conditioned runs compared, from end to end: the truth in closed form, and what text, JSON and records say of it."""

import json
import math

import pytest

import simengine as se
from simengine.cli.entry import run_words
from simengine.errors import SimengineError

BASE = """
name: base
clock: {start: 2024-01, end: 2024-12, step: month}
parameters: {theta: {normal: {mean: 0, sd: 1}}}
drivers: {walk: {process: random_walk, initial: theta, drift: 0, volatility: 1, unit: smile}}
events: {gift: {at: 2024-10}}
observe:
  seen: {at: 2024-03, expr: theta, value: 1, error: 0.5}
  more: {at: 2024-06, expr: theta, value: 1.4, error: 0.5}
measures: {final: {expr: walk, unit: smile}}
outcome: {above: walk > 1.4, below: otherwise}
questions: {last: {text: What is it?, as_of: 2024-11, value: theta}}
"""
CHANGES = {
    "later": ("gift: {at: 2024-10}", "gift: {at: 2024-10, effects: {walk: {add: 0.3}}}"),
    "high": ("mean: 0", "mean: 2"),
    "figures": ("value: 1.4", "value: 1.3"),
    "prior": (BASE[BASE.index("observe:") : BASE.index("measures:")], ""),
}
TRUTH = {"high": 2 / 9, "figures": -0.4 / 9, "prior": -9.6 / 9}
"""By how much the mean of theta differs: the prior has the precision 1, each figure 4."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    found = tmp_path_factory.mktemp("learnt")
    for name, change in {"base": ("", ""), **CHANGES}.items():
        text = BASE.replace(*change).replace("name: base", f"name: {name}")
        se.run(se.load(text), paths=4_000, seed=3, out=found)
    return found


@pytest.fixture(scope="module")
def compared(folder):
    return se.compare(*(se.open_run(folder / name) for name in ("base", *CHANGES)))


@pytest.fixture
def of(compared):
    return dict(zip(CHANGES, compared.others, strict=True))


def test_what_only_differs_later_is_paired(of):
    later = of["later"]
    assert (later.joined, later.pairs, later.unpaired) == ("members", 4_000, "")
    assert (later.values["last"].d, later.measures["final"].d) == pytest.approx((0.0, 0.3))
    assert later.measures["final"].se < 1e-9
    assert later.migration["above"]["below"] == 0.0 < later.migration["below"]["above"]
    assert 0.0 < later.outcome["above"].se < 0.6 * of["high"].outcome["above"].se
    assert later.evidence.base == later.evidence.other
    assert later.evidence.difference.log == later.evidence.difference.se == 0.0


@pytest.mark.parametrize(("name", "joined"), [("high", "islands"), ("figures", "islands"), ("prior", "apart")])
def test_any_other_holds_the_closed_form_without_pairs(of, name, joined):
    found = of[name]
    assert (found.joined, found.pairs, found.migration) == (joined, 0, {})
    for one in (found.values["last"], found.measures["final"]):
        assert one.low < TRUTH[name] < one.high
        assert one.freedom == 7 or (joined == "apart" and one.freedom > 7)
    assert found.values["last"].high - found.values["last"].low < 0.1


def test_evidences_are_subtracted_where_the_figures_are_the_same(of):
    def log_p(mean):  # of two figures whose errors are independent, and which have theta in common
        (a, b), (v, w) = (1 - mean, 1.4 - mean), (1.25, 1.0)
        d = v * v - w * w
        return -math.log(2 * math.pi) - 0.5 * math.log(d) - 0.5 * (v * a * a - 2 * w * a * b + v * b * b) / d

    found = of["high"].evidence
    assert found.base.low < log_p(0) < found.base.high
    assert found.difference.low < log_p(2) - log_p(0) < found.difference.high
    assert of["figures"].evidence.difference is None is of["prior"].evidence.other


def test_the_text_says_how(compared):
    text = " ".join(compared.text(100).split())
    assert "change from base" in text
    assert "later: paired, member by member: it has learnt the same" in text
    assert "its model differs before the last observation" in text
    assert "differences island by island, and there are no pairs, so no moves between classes" in text
    assert "prior: the base has learnt from figures, and the other has not: the error is that of two" in text
    assert "later the same; high" in text
    assert "of other figures" in text


def test_details_and_json(folder, capsys):
    words = ["compare", "base", "later", "high", "--results", str(folder)]
    assert run_words([*words, "--json", "--of", "final"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [one["joined"] for one in told["others"]] == ["members", "islands"]
    assert told["others"][0]["evidence"]["difference"]["log"] == 0.0
    assert told["others"][0]["questions"]["last"]["freedom"] is None  # the same on every path: there is no error
    assert told["others"][1]["measures"]["final"]["freedom"] == 7
    rows = {(row["scenario"], row["quantile"]): row for row in told["of"]["final"]}
    assert rows["high", 0.5]["low"] < TRUTH["high"] < rows["high", 0.5]["high"]
    assert (rows["high", 0.5]["pairs"], rows["later", 0.5]["pairs"]) == (0, 4_000)


def test_twins_are_of_runs_that_have_learnt_the_same(compared, folder):
    runs = {name: se.open_run(folder / name) for name in ("base", "later", "high")}
    levels = se.compare(runs["base"], runs["later"]).over_time("walk", paths=50).found[0].levels
    assert [round(level.difference.d, 9) for level in levels] == [0.0] * 9 + [0.3] * 3
    with pytest.raises(SimengineError, match="walk of high has no twins in base: it has learnt otherwise"):
        se.compare(runs["base"], runs["high"]).over_time("walk")
    gift = compared.of_events("gift").found[1].events["gift"]
    assert (gift[-1].base.p, gift[-1].difference.d) == (1.0, 0.0)


def test_a_sweep_says_what_is_not_in_pairs(tmp_path):
    swept = se.sweep(se.load(BASE), {"parameters.theta.normal.mean": [0, 2]}, paths=1_000, out=tmp_path / "swept")
    rows = [row for row in swept.table().to_pylist() if row["name"] == "last"]
    assert rows[1]["d_low"] < TRUTH["high"] < rows[1]["d_high"]
    assert "not in pairs, at" in " ".join(swept.text(100).split())


def test_signs_are_not_looked_for(tmp_path):
    model = se.load(BASE)
    with pytest.raises(SimengineError, match=r"base is learnt from figures.*run each, and compare them"):
        se.run_together(model, model.with_({"parameters.theta.normal.mean": 2}), out=tmp_path)
