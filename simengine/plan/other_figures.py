"""A plan whose figures are less certain, or of which some are left out: to see what hangs on them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from simengine.language.expression import Arithmetic, Number
from simengine.plan.plan import Plan

FACTOR = 2.0


def with_larger_errors(plan: Plan, factor: float = FACTOR) -> Plan:
    """The plan with all errors so many times as large: sds, Student's scales, sds of logarithms.

    What the errors of an agency share stays the same part of their variance.
    """
    larger = tuple(replace(one, error=Arithmetic("*", Number(factor), one.error)) for one in plan.likelihoods)
    return replace(plan, likelihoods=larger)


def with_figures(plan: Plan, kept: Collection[int]) -> Plan:
    """The plan with those of its likelihoods alone that have these numbers."""
    return replace(plan, likelihoods=tuple(one for at, one in enumerate(plan.likelihoods) if at in kept))
