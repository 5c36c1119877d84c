"""Influences of functions whose indices are known: the totals within 3.5 errors, of some thirty that is enough."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

import simengine as se
from tests.helpers.compute.explained_models import (
    AND,
    ISHIGAMI,
    JOINED,
    LINEAR,
    SOBOL_G,
    drawn,
    parameter,
    totals,
)


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("known")


@pytest.fixture(scope="module")
def both(out: Path) -> se.Explanation:
    return drawn(out, "both", AND).explain()


def near(found: tuple[float, float], truth: float) -> bool:
    """Whether an estimate lies within 3.5 of its standard errors of the truth."""
    return abs(found[0] - truth) <= 3.5 * found[1] + 1e-12


def test_two_conditions_have_their_indices(both: se.Explanation) -> None:
    """Y = {U < ½ and V < 0.4}: what each does by itself, and what it does with the other."""
    found = totals(both)
    assert near(found["u"], 0.625)
    assert near(found["v"], 0.75)
    assert found["w"] == (0.0, 0.0)
    for name, truth in (("u", 0.25), ("v", 0.375), ("w", 0.0)):
        first = parameter(both, name).first_order
        assert near((first.value, first.se), truth)
    assert parameter(both, "v").sd == pytest.approx(math.sqrt(0.375 * 0.16), rel=0.1)


def test_an_effect_is_that_from_point_to_point(both: se.Explanation) -> None:
    for name, truth in (("u", -0.4), ("v", -0.5), ("w", 0.0)):
        effect = parameter(both, name).effect
        assert near((effect.difference.value, effect.difference.se), truth)
        assert effect.most >= abs(truth)
        association = parameter(both, name).association
        assert near((association.value, association.se), truth)


def test_what_does_nothing_is_name_only_and_nothing_else(both: se.Explanation) -> None:
    assert [one.name for one in both.influence.name_only] == ["w"]
    assert [one.name for one in both.influence.worth_finding_out] == ["v", "u"]


def test_parameters_that_a_correlation_joins_are_one_unit(out: Path) -> None:
    """Var(U + V + W) with a rank correlation of 0.5819 between U and V: (2 + 2·0.5819)/12 and 1/12."""
    found = drawn(out, "joined", JOINED).explain()
    assert set(totals(found)) == {"u + v", "w"}
    whole = 3.0 + 2.0 * 0.5819
    assert near(totals(found)["u + v"], 1.0 - 1.0 / whole)
    assert near(totals(found)["w"], 1.0 / whole)
    assert parameter(found, "u").joined == ("v",)
    assert parameter(found, "u").effect.difference.value == pytest.approx(0.8, abs=1e-9)  # V stays where it was
    assert parameter(found, "w").joined == ()


def test_a_sum_is_parted_into_what_is_summed(out: Path) -> None:
    found = drawn(out, "linear", LINEAR).explain()
    index = totals(found)
    for name, truth in (("a", 9), ("b", 4), ("c", 1), ("noise", 4), ("what we don't know", 14), ("chance", 4)):
        assert near(index[name], truth / 18)
    assert parameter(found, "a").effect.difference.value == pytest.approx(6.0 * 1.2815515655, abs=1e-6)
    lever = parameter(found, "half")
    assert (lever.lever, lever.levels) == (True, (0.45, 0.55))
    assert lever.effect.below.value == pytest.approx(-0.5)
    assert lever.lines(0.6) == pytest.approx((0.06, 0.06))


def test_functions_that_others_are_tried_on(out: Path) -> None:
    """Ishigami and Homma (1990) with a = 7, b = 0.1; Sobol' g with 0, 1, 4.5, 9."""
    index = totals(drawn(out, "ishigami", ISHIGAMI).explain())
    for name, truth in (("x1", 0.5576), ("x2", 0.4424), ("x3", 0.2437)):
        assert near(index[name], truth)
    alone = [1.0 / 3.0 / (1.0 + a) ** 2 for a in (0.0, 1.0, 4.5, 9.0)]
    product = math.prod(1.0 + one for one in alone)
    index = totals(drawn(out, "sobol", SOBOL_G).explain())
    for at, one in enumerate(alone):
        assert near(index[f"x{at}"], one * product / (1.0 + one) / (product - 1.0))


@pytest.mark.parametrize("nested", [1, 5])
def test_nested_paths_are_told_with_their_errors(out: Path, nested: int) -> None:
    found = drawn(out, f"nested{nested}", LINEAR, nested=nested).explain(paths=1500)
    assert near(totals(found)["a"], 0.5)
    first = parameter(found, "a").first_order
    assert near((first.value, first.se), 0.5)
    assert (first.se > 0.025) == (nested > 1)  # of 2,000 paths, or of 400 draws
