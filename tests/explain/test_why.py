"""Why two scenarios differ: effects that are counted by hand, groups that need each other, and nothing to explain."""

import json

import numpy as np
import pytest

import simengine as se
from tests.helpers.cli.command_line import in_process
from tests.helpers.explain.coins_model import COINS, coins, drawn


def why(base, other, of="", **settings):
    return se.Why.between(base, other, of, names=("base", "other"), **settings)


def step_of(found, path):
    return next(step for step in found.steps if path in [change.path for change in step.changes])


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    """The coins with both thresholds at a half, and what they show."""
    folder = tmp_path_factory.mktemp("coins")
    base, u, v = drawn(coins(), folder)
    other = se.run(coins(parameters__low_u=0.5, parameters__low_v=0.4), engine="machine", out=folder, name="high")
    return base, other, u, v


def test_a_threshold_moves_what_lies_between(tmp_path) -> None:
    base, u, _ = drawn(coins(parameters__low_u=0.3), tmp_path)
    found = why(base, coins(parameters__low_u=0.5))
    (step,) = found.steps
    between = np.mean((u > 0.3) & (u <= 0.5))
    assert step.alone.d == step.in_turn.d == found.total.d == pytest.approx(-between, abs=1e-12)
    assert found.before.p == np.mean(u > 0.3)
    assert step.alone.d == pytest.approx(-0.2, abs=4.0 * step.alone.se)
    assert found.remainder is None
    assert step.changes[0].path == "parameters.low_u"
    assert (step.changes[0].before, step.changes[0].after) == ("0.3", "0.5")


def test_an_interaction_by_hand(runs) -> None:
    """Passing needs both: alone they take .5 and .4, together .7, so .2 of it are taken by either."""
    base, other, u, v = runs
    found = se.compare(base, other).why()
    both = np.mean((u <= 0.5) & (v <= 0.4))
    first, second = (step_of(found, f"parameters.low_{name}") for name in "uv")
    assert [first.alone.d, second.alone.d] == pytest.approx([-np.mean(u <= 0.5), -np.mean(v <= 0.4)], abs=1e-12)
    assert second.in_turn.d == pytest.approx(second.alone.d + both, abs=1e-12)
    assert found.remainder.d == pytest.approx(both, abs=1e-12)
    assert found.remainder.se == pytest.approx(np.std(((u <= 0.5) & (v <= 0.4)), ddof=1) / np.sqrt(len(u)))
    assert found.remainder.low < 0.2 < found.remainder.high
    assert found.after.p == np.mean((u > 0.5) & (v > 0.4))
    assert found.paired


def test_a_mean_adds_up_to_the_last_digit() -> None:
    found = why(coins(), coins(measures__both="2*u + v", parameters__low_u=0.5), "both")
    assert step_of(found, "measures.both").alone.d == pytest.approx(0.5, abs=0.03)
    assert step_of(found, "parameters.low_u").unseen
    assert (found.remainder.d, found.remainder.alike) == (0.0, True)


def test_what_needs_the_other_goes_with_it() -> None:
    """The formula names an event and the event a parameter, none of which are there before."""
    other = coins(
        parameters__rate={"fixed": 2},
        events__storm={"hazard": "rate"},
        formulas__passed="u > low_u and v > low_v and not occurred(storm)",
        parameters__low_v=0.2,
    )
    found = why(coins(), other)
    groups = [tuple(change.path for change in step.changes) for step in found.steps]
    assert sorted(groups) == [("parameters.low_v",), ("parameters.rate", "formulas.passed", "events.storm")]
    storm = step_of(found, "events.storm")
    assert storm.name == "parameters.rate + formulas.passed + events.storm"
    assert storm.alone.low < np.exp(-2.0) - 1.0 < storm.alone.high


def test_what_is_removed_goes_with_what_named_it() -> None:
    storm = coins(events__storm={"hazard": 2}, formulas__passed="u > low_u and v > low_v and not occurred(storm)")
    found = why(storm, coins())
    assert [{change.kind for change in step.changes} for step in found.steps] == [{"changed", "removed"}]


def test_what_bears_on_nothing_is_told_apart() -> None:
    found = why(coins(), coins(measures__idle="2*u", questions__by_half__by="2025-Q3", parameters__low_u=0.5))
    assert set(found.idle) == {"measures.idle", "questions.by_half"}
    assert [step.name for step in found.steps] == ["parameters.low_u"]
    assert "measures.idle: u - v → 2*u  (bears on nothing here)" in str(found)


@pytest.mark.parametrize(
    ("other", "told"),
    [
        (coins(), "they say the same"),
        (coins(title="Other coins", simulate__seed=6, report__question="Do they?"), "they say the same"),
        (coins(measures__idle="2*u"), "neither on any path nor on passed"),
        (coins(clock__end=2027), "their clocks differ"),
    ],
)
def test_nothing_to_explain(other, told, tmp_path) -> None:
    found = why(coins(), other)
    assert told in found.nothing
    assert found.table().num_rows == 0
    assert [file.name for file in found.write(tmp_path)] == ["why.csv"]
    with pytest.raises(se.SimengineError, match="no waterfall to draw"):
        found.plot()


def test_many_changes_are_told_together() -> None:
    names = [f"p{number}" for number in range(14)]
    more = {f"parameters__{name}": {"uniform": [0, 1]} for name in names}
    base = coins(**more, formulas__passed=f"u + {' + '.join(names)} > 7")
    other = base.with_({f"parameters.{name}.uniform": [0, 1.1] for name in names} | {"parameters.u.uniform": [0, 1.2]})
    found = why(base, other)
    assert (found.by, len(found.changes)) == ("section", 15)
    assert [step.name for step in found.steps] == ["parameters (15)"]
    assert "those of one section are made together" in " ".join(str(found).split())


@pytest.mark.parametrize(
    ("of", "other", "told"),
    [
        ("nix", coins(), "no class, question or measure 'nix'"),
        ("idle", coins(measures__idle="u > v"), "one is a chance, the other a number"),
        ("both", coins(measures__both={"expr": "u + v", "unit": "km"}), "units are none and km"),
        ("idle", coins(measures__idle=None), "other has no measure 'idle'"),
    ],
)
def test_what_one_hasnt(of, other, told) -> None:
    with pytest.raises(se.SimengineError, match=told):
        why(coins(), other, of)


def test_the_command(runs, tmp_path, capsys) -> None:
    results = runs[0].folder.parent
    shown = in_process(capsys)(
        "compare", "coins", "high", "--why", "--results", results, "--out", tmp_path, "--paths", "400"
    )
    assert shown.code == 0, shown.err
    assert "why passed changes" in shown.out
    assert "(400 futures of each, the same dice)" in shown.out
    assert (tmp_path / "why.png").exists()
    told = json.loads(in_process(capsys)("compare", "coins", "high", "--why", "--results", results, "--json").out)
    assert told["paths"] == 1500
    assert [step["name"] for step in told["steps"]] == ["parameters.low_u", "parameters.low_v"]


def test_two_versions_of_a_file(tmp_path, capsys) -> None:
    for folder, text in (("old", COINS), ("new", COINS.replace("low_u: 0", "low_u: 0.5"))):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "coins.yaml").write_text(text)
    words = [str(tmp_path / folder / "coins.yaml") for folder in ("old", "new")]
    shown = in_process(capsys)("compare", *words, "--why")
    assert shown.code == 0, shown.err
    assert "parameters.low_u: 0 → 0.5" in shown.out
    assert "coins.yaml →" in shown.out


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["coins", "high", "--paths", "9"], "--paths is for --why"),
        (["coins", "high", "coins", "--why"], "--why is asked of two: leave out coins"),
        (["coins", "high", "--why", "--unlike"], "leave out --unlike"),
        (["coins", "high", "--why", "--of", "both", "--of", "idle"], "asked of one figure: --of both or --of idle"),
        (["coins", "nix.yaml", "--why"], "no file 'nix.yaml'"),
        (["coins", "nix", "--why"], "no run 'nix'"),
    ],
)
def test_what_the_command_refuses(words, told, runs, capsys) -> None:
    shown = in_process(capsys)("compare", *words, "--results", runs[0].folder.parent)
    assert shown.code == 2
    assert told in shown.err
