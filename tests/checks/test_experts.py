"""Mistakes about experts and about parameters that have names, each with place, value and remedy."""

from __future__ import annotations

from pathlib import Path

import pytest

from simengine.errors import ScenarioError
from simengine.loading import load
from tests.checks.test_gallery import SOUND
from tests.helpers.checks.changed_text import place, places, told

# what stands in the sound scenario, what stands there instead, where the message points (at this text), the message
GALLERY = [
    (
        "chance: {uniform: [0, 1], tags: [M1]}",
        "chance: {choice: {up: 0.5, down: 0.5}, tags: [M1]}",
        "chance, right",
        "chance is a regime (up, down): compare it, as in chance == 'up'",
    ),
    (
        "\nparameter_correlations",
        "\n  who: {choice: {ann: 0.5, bo: 0.5}, fixed: bob}\nparameter_correlations",
        "bob}",
        "parameters.who.fixed: must be one of ann, bo (got 'bob') (did you mean 'bo'?)",
    ),
    (
        "\nparameter_correlations",
        "\n  who: {normal: {mean: 1, sd: 2}, fixed: 2*speed}\nparameter_correlations",
        "2*speed}",
        "fixed must be a number (got '2*speed'); what follows from others is written as a formula",
    ),
    (
        "\nparameter_correlations",
        "\n  who: {choice: {ann: 0.5, bo: 0.5}, fixed: 2}\nparameter_correlations",
        "{choice",
        "more than one distribution: choice, fixed",
    ),
    (
        "\nparameter_correlations",
        "\n  who: {experts: 3}\nparameter_correlations",
        "3}\nparam",
        "write experts: {A: {quantiles: {5%: …, 50%: …, 95%: …}}, B: {uniform: [0, 1]}} (got 3)",
    ),
    (
        "\nparameter_correlations",
        "\n  who: {experts: {a: {uniform: [0, 1]}, b: {unifrm: [0, 1]}}}\nparameter_correlations",
        "{unifrm",
        "parameters.who.experts.b: no distribution; 'unifrm' is none (did you mean 'uniform'?)",
    ),
    (
        "\nparameter_correlations",
        "\n  who: {experts: {a: {uniform: [1, 0]}, b: 2}}\nparameter_correlations",
        "[1, 0]}, b",
        "parameters.who.experts.a.uniform: low must be < high",
    ),
    (
        "\nparameter_correlations",
        "\n  who: {experts: {a: 1, b: two}}\nparameter_correlations",
        "two}",
        "parameters.who.experts.b: fixed must be a number (got 'two')",
    ),
    (
        "\nparameter_correlations",
        "\n  who: {experts: {a: 1, b: 2}, uniform: [0, 1]}\nparameter_correlations",
        "{experts",
        "more than one distribution: experts, uniform",
    ),
    (
        "\nparameter_correlations",
        "\n  who: {experts: {a: 1, b: 2}, weights: {a: 0.5, c: 0.5}}\nparameter_correlations",
        "{a: 0.5",
        "no expert 'c'; the experts are a, b",
    ),
    (
        "\nparameter_correlations",
        "\n  who: {experts: {a: 1, b: 2}, weights: {a: 1}}\nparameter_correlations",
        "{a: 1}}",
        "b has no weight; the experts are a, b",
    ),
    (
        "\nparameter_correlations",
        "\n  who: {experts: {a: 1, b: 2}, weights: {a: 0.6, b: 0.6}}\nparameter_correlations",
        "{a: 0.6",
        "the weights must sum to 1 (these sum to 1.2)",
    ),
    (
        "\nparameter_correlations",
        "\n  who: {experts: {a: 1, b: 2}, weights: {a: 2, b: -1}}\nparameter_correlations",
        "{a: 2, b",
        "the weight of b must lie between 0 and 1 (got -1)",
    ),
    (
        "\nparameter_correlations",
        "\n  who: {experts: {a: 1, b: 2}, pool: median}\nparameter_correlations",
        "median}",
        "parameters.who.pool: must be one of 'linear' or 'quantiles' (got 'median')",
    ),
    (
        "\nparameter_correlations",
        "\n  who: {uniform: [0, 1], weights: {a: 0.3, b: 0.6}}\n  whom: {experts: {a: 1, b: 2}}\nparameter_correlations",
        "{a: 0.3",
        "parameters.who.weights: the weights must sum to 1 (these sum to 0.9)",
    ),
    (
        "\nparameter_correlations",
        "\n  who: {uniform: [0, 1], pool: quantiles}\nparameter_correlations",
        "pool",
        "goes with experts: {experts: {A: …, B: …}, pool: …}; remove it",
    ),
    (
        "\nparameter_correlations",
        "\n  who: {experts: {a: 1, b: 2}}\n  whom: {experts: {a: 1, c: 2}}\nparameter_correlations",
        "experts: {a: 1, c",
        "whom has the experts a, c, but who has a, b: a path asks one expert for all such parameters; name the same, or write `pool: quantiles`",
    ),
    (
        "\nparameter_correlations",
        "\n  who: {experts: {a: 1, b: 2}, weights: {a: 0.5, b: 0.5}}\n  whom: {experts: {a: 1, b: 2}, weights: {a: 0.4, b: 0.6}}\nparameter_correlations",
        "weights: {a: 0.4",
        "whom gives the experts other weights than who: a path asks one expert for all parameters, so weights are given once; remove these",
    ),
    (
        "\nparameter_correlations",
        "\n  who: {experts: {a: {choice: {x: 1, y: 0}}, b: 2}}\nparameter_correlations",
        "{a: {choice",
        "all experts must speak of the same names, in the same order, or all of numbers",
    ),
    (
        "\nparameter_correlations",
        "\n  who: {experts: {a: {choice: {x: 1, y: 0}}, b: {choice: {x: 0, y: 1}}}, pool: quantiles}\nparameter_correlations",
        "{a: {choice",
        "names have no quantiles to be averaged: leave out `pool: quantiles`",
    ),
    (
        "claim: Something pushes, source: S1 ¶2}\nparameters:",
        "claim: c, acts: {raise: who, on: x, push: up}}\nparameters:\n  who: {choice: {ann: 0.5, bo: 0.5}}",
        "who, on",
        "who has names (ann, bo), not numbers: it can't be raised",
    ),
]


@pytest.mark.parametrize(("old", "new", "at", "message"), GALLERY, ids=range(len(GALLERY)))
def test_message(tmp_path: Path, old: str, new: str, at: str, message: str) -> None:
    text = SOUND.replace(old, new, 1)
    file = tmp_path / "broken.yaml"
    file.write_text(text)
    with pytest.raises(ScenarioError) as caught:
        load(file)
    found = [problem for problem in caught.value.problems if message in str(problem)]
    assert found, f"not among:\n{caught.value}"
    offset = text.index(at)
    line, column = text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)
    assert (line, column) in [(one.place.line, one.place.column) for one in found if one.place]


FEW = """\
name: few
clock: {start: 2024, end: 2026, step: year}
groups: {country: [kr, jp]}
parameters:
  odds: {uniform: [0, 1]}
  few: {experts: {a: {choice: {1: 0.5, 2: 0.5}}, b: {uniform: [1, 2]}}}
  even: {experts: {a: {choice: {1: 0.5, 2: 0.5}}, b: {choice: {1: 0.5, 3: 0.5}}}}
  pooled: {experts: {c: {choice: {1: 0.5, 2: 0.5}}, d: {choice: {1: 0.2, 3: 0.8}}}, pool: quantiles}
  "at[country]": {like: few}
parameter_correlations: {PAIR: 0.4}
drivers: {}
outcome: {any: otherwise}
measures: {all: "odds + few + even + pooled + at[kr] + at[jp]"}
"""
ALL = "write what gives the ranks you mean, or keep it as the correlation of what lies behind the values"


@pytest.mark.parametrize(
    ("pair", "message"),
    [
        ("odds ~ few", f"odds ~ few: the ranks are correlated 0.33 (a), not 0.4, where an expert names few values; {ALL}"),
        ("'at[country]'", f"any two of at[country]: the ranks are correlated 0.27 (a), not 0.4, where an expert names few values; {ALL}"),
        ("odds ~ even", ""),
        ("odds ~ pooled", ""),
    ],
)  # fmt: skip
def test_experts_who_name_few_values_have_other_rank_correlations(tmp_path: Path, pair: str, message: str) -> None:
    """Where all name as few, or their quantiles are averaged, it is what is asked for."""
    text = FEW.replace("PAIR", pair)
    found = told(tmp_path, text)
    assert [(problem.warning, problem.message) for problem in found] == ([(True, message)] if message else [])
    assert places(found) == ([place(text, "0.4}")] if message else [])


def test_of_one_member_alone_nothing_is_said(tmp_path: Path) -> None:
    text = FEW.replace("PAIR", "'at[country]'").replace("[kr, jp]", "[kr]").replace(" + at[jp]", "")
    assert [problem for problem in told(tmp_path, text) if problem.warning] == []


def test_weights_of_nobody_warn(tmp_path: Path) -> None:
    """A number that takes the place of what experts say may stand beside their weights."""
    text = """\
name: nobody
clock: {start: 2024, end: 2026, step: year}
parameters: {odds: {uniform: [0, 1], weights: {a: 0.3, b: 0.7}}}
drivers: {}
outcome: {any: otherwise}
measures: {all: odds}
"""
    (found,) = told(tmp_path, text)
    remedy = "write experts: {A: …, B: …}, or remove them (weights: null)"
    assert (found.warning, found.message) == (
        True, f"odds has weights of experts, and no parameter has any: {remedy}",
    )  # fmt: skip
    assert places([found]) == [place(text, "weights")]
    assert told(tmp_path, text.replace("uniform: [0, 1]", "fixed: 1")) == []
