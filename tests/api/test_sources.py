"""A scenario from a path, a text or a dict, and variants with elements more."""

from __future__ import annotations

import datetime
from pathlib import Path
from types import MappingProxyType

import numpy as np
import pytest

import simengine as se
from simengine.plan.identity import identity_of
from simengine.plan.planning import make_plan
from simengine.yaml.from_python import plain_of

TEXT = """\
name: lamp
clock: {start: 2026, end: 2029, step: year}
parameters: {bright: {empirical: [1, 2.5, 3]}, dim: 2}
drivers: {light: {process: level, initial: bright*dim, history: {2024: 2, 2025-01-01: 1}}}
measures: {last: light}
outcome: {on: last > 3, off: otherwise}
"""
DICT = {
    "name": "lamp",
    "clock": {"start": 2026, "end": datetime.date(2029, 1, 1), "step": "year"},
    "parameters": MappingProxyType({"bright": {"empirical": np.array([1.0, 2.5, 3.0])}, "dim": np.float64(2)}),
    "drivers": {
        "light": {
            "process": "level",
            "initial": "bright*dim",
            "history": {2024: np.int64(2), datetime.datetime(2025, 1, 1): 1},  # noqa: DTZ001
        }
    },
    "measures": {"last": "light"},
    "outcome": {"on": "last > 3", "off": "otherwise"},
}


def told(source: object) -> str:
    with pytest.raises(se.SimengineError) as caught:
        se.load(source)  # type: ignore[arg-type]
    return str(caught.value)


def test_path_text_and_dict_say_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "lamp.yaml").write_text(TEXT)
    monkeypatch.chdir(tmp_path)
    models = [se.load(one) for one in (tmp_path / "lamp.yaml", "lamp.yaml", TEXT, DICT)]
    assert len({identity_of(make_plan(model)) for model in models}) == 1
    assert se.load("{name: x, clock: {start: 2026, end: 2027, step: year}, drivers: {}}").scenario.name == "x"


def test_text_and_dict_find_files_from_the_current_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "lamp.yaml").write_text(TEXT)
    (tmp_path / "seen.csv").write_text("v\n1\n4\n")
    monkeypatch.chdir(tmp_path)
    bright = {"empirical": {"csv": "seen.csv", "value": "v"}}
    for source in (
        {"extends": "lamp.yaml", "parameters": {"bright": bright}},
        "extends: lamp.yaml\nparameters: {bright: {empirical: {csv: seen.csv, value: v}}}\n",
    ):
        assert se.load(source).scenario.parameters["bright"].distribution.bounds() == (1, 4)
    assert se.load(TEXT).with_({"parameters.bright": bright}).scenario.parameters["bright"].distribution.bounds() == (
        1,
        4,
    )
    assert "leads out of the scenario's folder" in told({"extends": "../lamp.yaml"})


def test_what_is_wrong_is_told_where_it_can_be_told() -> None:
    assert "text:4:44: drivers.light.initial: unknown name 'brigt'" in told(TEXT.replace("bright*dim", "brigt*dim"))
    assert told({**DICT, "measures": {"last": "lihgt"}}).startswith("dict: measures.last.expr: unknown name 'lihgt'")
    assert told({**DICT, "clock": {"start": {1, 2}}}).startswith("clock.start: a number, a text, a truth, None, a date")
    assert "dict: is empty" in told({})
    assert told(7) == "a scenario is the path of a file, a text or a dict (got int)"
    assert "no file 'lamp.yml'" in told("lamp.yml")
    assert "given twice" in told({**DICT, "parameters": {"µ": 1, "μ": 2}})
    around: dict[str, object] = {}
    around["x"] = around
    assert "nested more than 40 deep" in told({**DICT, "drivers": around})


def test_values_of_others() -> None:
    assert plain_of({2026: np.bool_(True), 0.5: (np.float32(0.5), None)}) == {"2026": True, "0.5": [0.5, None]}
    assert plain_of(datetime.datetime(2026, 5, 17, 6)) == "2026-05-17T06"  # noqa: DTZ001
    with pytest.raises(se.ScenarioError, match="a date has a full hour at most"):
        plain_of(datetime.datetime(2026, 5, 17, 6, 30))  # noqa: DTZ001


def test_a_variant_may_have_elements_more() -> None:
    model = se.load(TEXT).with_(
        {
            "events.dark": {"hazard": 0.5, "effects": {"light": {"set": 0}}},
            "measures.darks": "count(dark)",
            "parameters.odd": {"uniform": [0, 1]},
            "parameter_correlations.bright ~ odd": 0.3,
            "questions": {"q": {"text": "Dark?", "by": datetime.date(2027, 1, 1), "when": "occurred(dark)"}},
        }
    )
    assert list(model.scenario.events) == ["dark"]
    assert list(model.scenario.questions) == ["q"]
    assert model.scenario.parameter_correlations == {("bright", "odd"): 0.3}
    assert model.with_({"events.dark": None, "measures.darks": None, "questions.q": None}).scenario.events == {}


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"parameters.brihgt": 0.3}, "with_: parameters.brihgt=0.3: no 'brihgt' in parameters"),
        ({"evnts.dark": {"hazard": 1}}, "evnts: unknown section (did you mean 'events'?)"),
        ({"events.dark": {"hazrd": 1}}, "events.dark.hazrd: unknown key (did you mean 'hazard'?)"),
        ({"events.dark.hazard": 1}, "no 'dark' in events"),
        ({"events.dark": None}, "no 'dark' in events"),
        ({"parameters.dim": float("inf")}, "parameters.dim: a finite number is needed (got inf)"),
        ({"parameters.dim": object()}, "parameters.dim: a number, a text, a truth, None, a date, or a list or dict"),
    ],
)
def test_a_slip_of_the_pen_adds_nothing(values: dict[str, object], message: str) -> None:
    with pytest.raises(se.ScenarioError) as caught:
        se.load(TEXT).with_(values)
    assert message in str(caught.value)
