"""A run by expert, from scenario to text and table; variants of what experts say; names in stories and the ledger."""

import json
import re
from pathlib import Path

import pytest

import simengine as se
from simengine.loading import load
from simengine.plan.planning import make_plan
from simengine.plan.text import plan_text
from simengine.scenario.ledger import make_ledger
from simengine.yaml.nodes import path_text
from tests.helpers.cli.command_line import in_process

TEXT = """
name: vote
title: Who wins?
clock: {start: 2025, end: 2026, step: year}
sources: {S1: {title: A poll}}
mechanisms:
  M1: {claim: Size decides, acts: {raise: size, on: large, push: up}}
parameters:
  size:
    experts: {ann: {normal: {mean: 0, sd: 1}, source: S1 ¶2, confidence: datum}, bo: {normal: {mean: 3, sd: 0.5}}}
    weights: {ann: 0.3, bo: 0.7}
    confidence: elicited
    tags: M1
  winner: {choice: {labour: 0.94, tory: 0.02, other: 0.04}}
drivers: {}
measures: {large: size, big: {expr: size > 2.5, title: Big enough}}
outcome: {won: winner == 'labour' and size > 1, lost: "winner in ['tory', 'other']", draw: otherwise}
questions: {soon: {text: How large, as_of: 2025, value: size}}
"""
SHARE = 0.3 * 0.7 * 9.0 / (0.3 * 0.7 * 9.0 + 0.3 * 1.0 + 0.7 * 0.25)
"""Of the variance of size that lies between the two means."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("vote")
    (made / "vote.yaml").write_text(TEXT)
    return made


@pytest.fixture(scope="module")
def run(folder: Path) -> se.Run:
    return se.run(se.load(folder / "vote.yaml"), out=folder / "results", paths=4000, nested=1)


def test_each_figure_by_expert(run: se.Run) -> None:
    found = run.by_expert()
    assert sum(found.paths.values()) == 4000
    assert dict(found.weights) == {"ann": 0.3, "bo": 0.7}
    size = next(split for split in found.splits if split.name == "large")
    assert size.experts["ann"].mean == pytest.approx(0.0, abs=0.12)
    assert size.experts["bo"].mean == pytest.approx(3.0, abs=0.04)
    assert size.disagreement.low < SHARE < size.disagreement.high
    rows = found.table().to_pylist()
    assert {(row["of"], row["name"]) for row in rows} >= {("class", "won"), ("measure", "big"), ("question", "soon")}
    assert [row["expert"] for row in rows if row["name"] == "won"] == [None, "ann", "bo", "disagreement"]


def test_what_is_printed(run: se.Run, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = run.by_expert().text(100)
    assert text.startswith("vote by expert  ann: weight 0.3, 1,")
    assert "Big enough" in text
    assert "disagreement is the share of the variance that lies between the experts' means" in text
    summary = run.summary().text(100)
    assert re.search(r"disagreement of the experts in the variance:  won [0-9.]+ % \([^)]*\)  large 80 % \(", summary)
    out = ["--results", str(folder / "results")]
    assert "vote by expert" in in_process(capsys)("summary", "vote", "--by", "expert", *out).out
    told = json.loads(in_process(capsys)("summary", "vote", "--by", "expert", "--json", *out).out)
    assert told["experts"]["bo"]["weight"] == 0.7
    assert set(told["splits"][0]["experts"]) == {"ann", "bo"}


def test_the_answer_comes_first_however_little_experts_disagree_on_it(folder: Path) -> None:
    both = "report={answer: [lost, draw]}"
    found = se.run(se.load(folder / "vote.yaml", [both]), out=folder / "both", paths=400).summary()
    assert found.answer_disagreement is not None
    won = found.disagreement["class", "won"]  # the same but for its sign
    assert found.answer_disagreement.share == pytest.approx(won.share)
    assert re.search(r"variance:\s+lost or draw [0-9.]+ %.*large", " ".join(found.text(100).split()))


def test_who_asks_none_is_told(folder: Path) -> None:
    plain = se.run(se.load(folder / "vote.yaml", ["parameters.size=2"]), out=folder / "none", paths=5)
    assert plain.summary().disagreement == {}
    with pytest.raises(se.SimengineError, match="asks no experts: give parameters `experts:"):
        plain.by_expert()


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ("parameters.size.experts.ann.normal.mean=1", "ann: normal mean 1, sd 1; bo: normal mean 3, sd 0.5"),
        ("parameters.size.experts.ann={uniform: [0, 1]}", "ann: uniform low 0, high 1; bo: normal mean 3, sd 0.5"),
        ("parameters.size.experts.ann.uniform=[0, 1]", "ann: uniform low 0, high 1; bo: normal mean 3, sd 0.5"),
        ("parameters.size.experts.bo=2", "ann: normal mean 0, sd 1; bo: fixed value 2"),
        ("parameters.size=2", "fixed value 2"),
        ("parameters.size={uniform: [0, 1]}", "uniform low 0, high 1"),
        ("parameters.size.pool=quantiles", "mean of the quantiles, weights (0.3, 0.7); ann: normal mean 0, sd 1; bo"),
    ],
)
def test_variants(folder: Path, change: str, expected: str) -> None:
    assert expected in " ".join(plan_text(make_plan(load(folder / "vote.yaml", [change]))).split())


@pytest.mark.parametrize(
    "change", ["parameters.winner=tory", "parameters.winner.fixed=tory", "parameters.winner={fixed: tory}"]
)
def test_a_name_fixes_a_choice_of_names(folder: Path, change: str) -> None:
    plan = make_plan(load(folder / "vote.yaml", [change]))
    law = plan.parameters[1].distribution
    assert (law.names, law.quantile(0.5), law.varies) == (("labour", "tory", "other"), 1.0, False)


def test_a_variant_in_a_file_fixes_it_too(folder: Path) -> None:
    (folder / "tory.yaml").write_text("extends: vote.yaml\nparameters: {winner: tory}\n")
    assert make_plan(load(folder / "tory.yaml")).parameters[1].distribution.quantile(0.9) == 1.0


def test_the_ledger_lists_what_each_expert_says(folder: Path) -> None:
    rows = {path_text(entry.path): entry for entry in make_ledger(load(folder / "vote.yaml").scenario).entries}
    ann, bo = rows["parameters.size.experts.ann"], rows["parameters.size.experts.bo"]
    assert (ann.text, ann.source, ann.confidence) == ("normal mean 0, sd 1", ("S1 ¶2",), "datum")
    assert (bo.text, bo.source, bo.confidence) == ("normal mean 3, sd 0.5", (), "elicited")
    assert rows["parameters.size.weights.bo"].value == 0.7
    assert rows["parameters.winner"].text == "choice labour 0.94, tory 0.02, other 0.04"


def test_stories_tell_names(run: se.Run) -> None:
    path = next(path for path in range(400) if run.trajectories(["winner"], [path])[0, 0, 0] == 1.0)
    story = str(run.story(path))
    assert "tory" in story
    rare = next(one for one in run.story(path).unusual if one.name == "winner")
    assert (rare.value, rare.tail, rare.share) == ("tory", "rare", 0.02)


def test_a_mechanism_raises_the_pool(folder: Path) -> None:
    """From the 10 % to the 90 % point of all experts together."""
    scenario = load(folder / "vote.yaml").scenario
    (act,) = scenario.mechanisms["M1"].acts
    low, high = act.levels(scenario.parameters["size"].distribution)
    assert (low, high) == (pytest.approx(-0.4307273, abs=1e-6), pytest.approx(3.5339797, abs=1e-6))


def weights_of(folder: Path, *changes: str) -> list[float]:
    """With which experts are asked for `also`, which gives no weights."""
    also = "  also: {experts: {ann: {normal: {mean: 0, sd: 1}}, bo: {uniform: [0, 1]}}}\ndrivers"
    (folder / "two.yaml").write_text(TEXT.replace("drivers", also).replace("large: size", "large: size + also"))
    return asked(folder / "two.yaml", *changes)


def asked(file: Path, *changes: str) -> list[float]:
    experts = make_plan(load(file, changes)).experts
    return [weight for _, weight in experts.weights] if experts else []


@pytest.mark.parametrize(
    "change",
    [
        "parameters.size=2",
        "parameters.size={uniform: [0, 1]}",
        "parameters.size.uniform=[0, 1]",
        "parameters.size={uniform: [0, 1], weights: {ann: 0.3, bo: 0.7}}",
    ],
)
def test_weights_stay_whatever_takes_the_place_of_what_experts_say(folder: Path, change: str) -> None:
    assert weights_of(folder, change) == [0.3, 0.7]


def test_weights_stay_in_a_file_too_and_go_with_null_or_with_a_pool_of_its_own(folder: Path) -> None:
    weights_of(folder)
    for own, expected in (("", [0.3, 0.7]), (", weights: null", [0.5, 0.5])):
        (folder / "over.yaml").write_text(f"extends: two.yaml\nparameters: {{size: {{uniform: [0, 1]{own}}}}}\n")
        assert asked(folder / "over.yaml") == expected
    averaged = "parameters.size.pool=quantiles"
    for change in ("parameters.size={uniform: [0, 1]}", "parameters.size=2"):
        assert weights_of(folder, averaged, change) == [0.5, 0.5]
