"""A run as of a date is that of a scenario that never heard of what came later."""

from pathlib import Path

import pytest

import simengine as se
from simengine.errors import WrongUsageError
from simengine.loading import known_by, varied
from simengine.results.frozen import known_until
from tests.helpers.compute.figures_model import figures_model

LITTLE = {"paths": 400, "effective": 100, "jobs": 2}


def outcomes(run: se.Run) -> list[list[object]]:
    return [column.to_pylist() for column in run.outcomes.columns]


def test_it_is_the_run_without_what_came_later(tmp_path: Path) -> None:
    model = figures_model()
    asked = se.run(model, as_of="2024-12", out=tmp_path / "a", **LITTLE)
    written = varied(model, {"observe.spring": None, "observe.calm": None}).model
    without = se.run(written, out=tmp_path / "b", name="without", **LITTLE)
    assert (asked.folder.name, asked.manifest.as_of, asked.name) == ("cablecar@2024-12", "2024-12", "cablecar@2024-12")
    assert outcomes(asked) == outcomes(without)
    assert list(asked.model.scenario.observe) == ["autumn"]
    assert known_until(asked).isoformat() == "2025-01-01T00:00:00"


def test_before_all_observations_it_is_the_plain_run(tmp_path: Path) -> None:
    model = figures_model()
    asked = se.run(model, as_of="2024-10", out=tmp_path, **LITTLE)
    plain = varied(model, dict.fromkeys(("observe.spring", "observe.calm", "observe.autumn"))).model
    assert asked.manifest.learnt is None
    whole = se.run(plain, paths=400, out=tmp_path, name="plain")
    assert outcomes(asked) == outcomes(whole)
    assert se.compare(whole, asked).others[0].notes == ("as of 2024-10",)
    assert se.compare(asked, whole).others[0].notes == ("with all that is observed",)


def test_it_grows_and_is_found_again(tmp_path: Path) -> None:
    model = figures_model()
    few = se.run(model, as_of="2025-06", out=tmp_path, **LITTLE)
    dated = known_by(model, "2025-06")
    assert se.run(dated, out=tmp_path, **LITTLE).reused
    more = se.run(model, as_of="2025-06", out=tmp_path, **{**LITTLE, "paths": 600})
    assert (more.folder, more.manifest.paths, more.manifest.as_of) == (few.folder, 600, "2025-06")
    assert [one.log_evidence for one in more.manifest.learnt.islands] == [
        one.log_evidence for one in few.manifest.learnt.islands
    ]


def test_a_variant_of_it_is_of_the_same_date(tmp_path: Path) -> None:
    model = known_by(figures_model(), "2024-12")
    changed = varied(model, {"events.storm.hazard": 0.1}).model
    assert changed.scenario.as_of == "2024-12"
    assert known_by(model, "2025-06") is not None
    assert list(known_by(model, "2025-06").scenario.observe) == ["autumn"]
    assert known_by(model, "2025-06").scenario.as_of == "2024-12"
    compared = se.run_together(model, changed, sign="pays", paths=100, out=tmp_path, as_of="2024-11")
    assert [run.folder.name for run in compared.runs] == [
        "cablecar@2024-11", "cablecar+events.storm.hazard=0.1@2024-11"
    ]  # fmt: skip


def test_no_date(tmp_path: Path) -> None:
    with pytest.raises(WrongUsageError, match="as of then: 'then' is not a date"):
        se.run(figures_model(), as_of="then", out=tmp_path)
