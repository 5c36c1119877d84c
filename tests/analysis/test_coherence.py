"""Forecasts of questions that imply one another: what doesn't fit is found, and nothing else."""

import numpy as np
import pytest

import simengine as se
from simengine.analysis.coherence import contradictions
from simengine.runs.sheet import Answer, Sheet

FITS = {
    "war_2026": {"when": "occurred(war)", "by": "2026", "p": 0.2},
    "war_2027": {"when": "occurred(war)", "by": "2027", "p": 0.3},
    "wars_2027": {"when": "count(war) >= 2", "by": "2027", "p": 0.1},
    "peace_2027": {"when": "not occurred(war)", "by": "2027", "p": 0.7},
    "high": {"when": "x > 15", "as_of": "2027", "p": 0.4},
    "higher": {"when": "x > 20", "as_of": "2027", "p": 0.1},
    "low": {"when": "x < 10", "as_of": "2027", "p": 0.5},
    "high_2026": {"when": "x > 15", "as_of": "2026", "p": 0.9},  # a level may fall again
    "x": {"value": "x", "as_of": "2027", "quantiles": {"25%": 5, "50%": 10, "75%": 17}},
    "wars": {"value": "count(war)", "as_of": "2026", "quantiles": {"50%": 0, "90%": 1}},
    "wars_later": {"value": "count(war)", "as_of": "2027", "quantiles": {"50%": 0, "90%": 2}},
}


def sheet(**changed):
    questions = {name: {**one, **changed.get(name, {})} for name, one in FITS.items()}
    questions |= {name: one for name, one in changed.items() if name not in FITS and name != "outcome"}
    rest = {"outcome": changed["outcome"]} if "outcome" in changed else {}
    return Sheet.model_validate(
        {"sheet": 1, "scenario": "s", "as_of": "2025", "frozen": "2025-01-01", "questions": questions, **rest}
    )


def told(answers=None, **changed):
    said = {name: Answer.model_validate({"answer": value}) for name, value in (answers or {}).items()}
    return contradictions(sheet(**changed), said)


def test_what_fits_is_left_in_peace():
    answers = {
        "war_2026": "no",
        "war_2027": "yes",
        "wars_2027": "no",
        "peace_2027": "no",
        "high": "yes",
        "x": 18,
        "low": "void",
    }
    assert told(answers, outcome={"a": 0.25, "b": 0.75}) == ()


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"war_2026": {"p": 0.31}}, "P(war_2026) = 0.31 is above P(war_2027) = 0.3"),
        ({"wars_2027": {"p": 0.35}}, "P(wars_2027) = 0.35 is above P(war_2027) = 0.3"),
        ({"higher": {"p": 0.45}}, "P(higher) = 0.45 is above P(high) = 0.4"),
        ({"peace_2027": {"p": 0.6}}, "P(war_2027) = 0.3 and P(peace_2027) = 0.6 don't add up to 1"),
        (
            {"war_2026": {"p": 0.25}, "war_2027": {"p": 0.2}, "peace_2027": {"p": 0.8}},
            "P(war_2026) = 0.25 and P(peace_2027)",
        ),
        ({"low": {"p": 0.7}}, "P(high) = 0.4 and P(low) = 0.7 add up to more than 1"),
        ({"x": {"quantiles": {"25%": 5, "50%": 16}}}, "P(high) = 0.4 doesn't fit the 50% point of x, 16"),
        ({"wars": {"quantiles": {"50%": 1}}}, "at 50% 1 of wars is above 0 of wars_later"),
        ({"outcome": {"a": 0.25, "b": 0.5}}, "the classes of the outcome add up to 0.75"),
    ],
)
def test_what_a_changed_figure_breaks(changed, message):
    (found, *_) = [one for one in told(**changed) if message in one] or [None]
    assert found, told(**changed)


def test_references_must_fit_too():
    one = {"reference": {"probability": 0.5, "class": "c"}}, {"reference": {"probability": 0.4, "class": "c"}}
    (found,) = told(war_2026=one[0], war_2027=one[1])
    assert found.startswith("by the references, P(war_2026) = 0.5 is above P(war_2027) = 0.4")
    assert told(war_2026=one[1], war_2027=one[0]) == ()


@pytest.mark.parametrize(
    ("answers", "message"),
    [
        ({"war_2026": "yes", "war_2027": "no"}, "war_2026 is answered yes and war_2027 no"),
        ({"peace_2027": "yes", "war_2026": "yes"}, "peace_2027 and war_2026 are both answered yes, and both can't be"),
        ({"high": "yes", "low": "yes"}, "high and low are both answered yes"),
        ({"high": "yes", "x": 12}, "high is answered yes and x 12, though it asks whether that is > 15"),
        ({"high": "no", "x": 18}, "high is answered no and x 18"),
    ],
)
def test_answers_that_cant_all_be_right(answers, message):
    assert any(message in one for one in told(answers)), told(answers)


def test_members_and_conditions_are_kept_apart():
    north, south = {"members": {"port": "north"}}, {"members": {"port": "south"}}
    assert told(war_2026={"p": 0.9, **north}, war_2027=south, peace_2027=south, wars_2027=south) == ()
    given = {"given": "x > 3"}
    assert told(war_2026={"p": 0.9, **given}) == ()
    assert len(told(high=given, higher={"p": 0.5, **given}, low=given)) == 1


def test_what_one_run_says_always_fits(tmp_path):
    """And its sheet, with one figure changed by hand, does not."""
    text = """
name: s
clock: {start: 2025-01, end: 2029-01, step: month}
drivers: {x: {process: random_walk, initial: 12, drift: 0, volatility: 5}}
events: {war: {hazard: 0.3, repeats: true}}
questions:
"""
    for name, one in FITS.items():
        asked = {key: value for key, value in one.items() if key not in ("p", "quantiles")}
        text += f"  {name}: {{text: t, " + ", ".join(f"{key}: {value}" for key, value in asked.items()) + "}\n"
    for seed in range(3):
        run = se.run(se.load(text), paths=400, seed=seed, out=tmp_path / str(seed))
        found = run.freeze(tmp_path / f"{seed}.yaml").sheet
        assert contradictions(found, {}) == ()
        edited = found.questions["war_2026"].model_copy(update={"p": 0.99})
        assert contradictions(found.model_copy(update={"questions": {**found.questions, "war_2026": edited}}), {})
    assert np.isfinite(found.questions["x"].mean)
