"""Columns of a CSV file in what one of several experts says."""

from __future__ import annotations

from pathlib import Path

from simengine.loading import load
from tests.scenario.test_columns import FROM_TABLE, TYPED, told, written

SAID = {"{empirical: SAMPLE}": "{experts: {ann: {empirical: SAMPLE}, bo: {normal: {mean: 1, sd: 1}}}}"}


def test_an_expert_may_have_columns(tmp_path: Path) -> None:
    files = (written(tmp_path / "typed", SAID | TYPED), written(tmp_path / "read", SAID | FROM_TABLE))
    first, second = (load(file).scenario.parameters["shock"].experts["ann"].law for file in files)
    assert first == second


def test_what_is_wrong_in_them_is_told_at_its_place(tmp_path: Path) -> None:
    file = written(tmp_path, SAID | {**FROM_TABLE, "SAMPLE": "{csv: data/oil.csv, value: prise}"})
    assert any("parameters.shock.experts.ann.empirical" in line and "prise" in line for line in told(file))
