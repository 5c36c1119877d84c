"""`simengine weigh` and `simengine backtest`: what is typed, what is printed, and what lies there then."""

import json

import pytest

LOW = """
name: low
clock: {start: 2024-01, end: 2025-01, step: month}
parameters: {theta: {normal: {mean: 0, sd: 1}}}
drivers: {still: {process: level, initial: theta}}
observe:
  seen: {at: 2024-03, expr: still, between: [1, 1.6]}
  more: {at: 2024-06, expr: still, between: [1.2, 9]}
questions:
  last: {text: How much?, as_of: 2024-12, value: still}
simulate: {paths: 3000, seed: 1}
"""


@pytest.fixture
def typed(simengine, here):
    (here / "low.yaml").write_text(LOW)
    (here / "high.yaml").write_text("extends: low.yaml\nname: high\nset: {parameters.theta.normal.mean: 2}\n")
    (here / "answers.yaml").write_text("answers:\n  last: 1.3\n")
    return simengine


def test_weigh_prints_weights_and_writes_a_picture(typed, here) -> None:
    result = typed("weigh", "low.yaml", "high.yaml", "--prior", "low=0.7", "--write", "drawn")
    assert result.code == 0
    assert result.out.startswith("2 hypotheses, weighed by 2 observations")
    assert "priors × 2 wider: theta" in result.out
    assert {one.name for one in (here / "drawn").iterdir()} == {"weighed.csv", "odds.png", "odds.svg"}
    assert {one.name for one in (here / "results").iterdir() if one.name[0] != "."} == {"low", "high"}
    found = json.loads(typed("weigh", "low.yaml", "high.yaml", "--once", "--json").out)
    assert [one["prior"] for one in found["hypotheses"]] == [0.5, 0.5]
    assert found["again"] == []


WRONG = {
    ("low.yaml",): "one hypothesis has nothing to be weighed against (got low)",
    ("low.yaml", "high.yaml", "--prior", "0.7"): "write NAME=WEIGHT, such as tight=0.7 (got '0.7')",
    ("low.yaml", "high.yaml", "--prior", "low=0.7,low=0.3"): "low is given two weights",
    ("low.yaml", "high.yaml", "--prior", "lo=0.7"): "no hypothesis 'lo'",
}


@pytest.mark.parametrize("words", WRONG)
def test_what_can_not_be_weighed_is_refused(words, typed, here) -> None:
    result = typed("weigh", *words)
    assert result.code in (1, 2)
    assert WRONG[words] in result.err
    assert not (here / "results").exists()


def test_backtest_prints_scores_and_writes_a_table(typed, here) -> None:
    words = ("backtest", "high.yaml", "--answers", "answers.yaml", "--origin", "2024-01", "--origin", "2024-03")
    result = typed(*words, "--write", "drawn")
    assert result.code == 0
    assert "high as of 2024-03: 1 observation known" in result.out
    assert {one.name for one in (here / "drawn").iterdir()} >= {"backtest.csv"}
    assert {one.name for one in (here / "results").iterdir() if one.name[0] != "."} == {
        "high@2024-01",
        "high@2024-03",
        "scores",
    }
    found = json.loads(typed(*words, "--json").out)
    assert [one["origin"] for one in found["origins"]] == ["2024-01", "2024-03"]
    late = typed("backtest", "high.yaml", "--origin", "2023-06")
    assert late.code == 1
    assert "a model needs a start before its origins: start the clock earlier, or take later origins" in late.err
