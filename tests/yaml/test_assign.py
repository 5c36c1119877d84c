"""`set` and KEY=VALUE: one value at a dotted path."""

from pathlib import Path

import pytest

from simengine.yaml.nodes import plain
from tests.helpers.yaml.merging import BASE, merged, over_base, told


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "base.yaml").write_text(BASE, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("assignment", "path", "left"),
    [
        ("events.ceasefire.latest: 2027-01", "events ceasefire latest", "2027-01"),
        ("events.ceasefire.repeats: true", "events ceasefire repeats", True),
        ("events.ceasefire.latest: null", "events ceasefire", {"hazard": 0.2, "effects": {"front": {"set": 0}}}),
        (
            "events.ceasefire.at: 2026-01",
            "events ceasefire",
            {"latest": "2026-12", "effects": {"front": {"set": 0}}, "at": "2026-01"},
        ),
        ("events.ceasefire: {at: 2026-01}", "events ceasefire", {"at": "2026-01"}),
        ("events.ceasefire.effects.front.add: 1", "events ceasefire effects front", {"add": 1}),
        ("observe.share.between[1]: 0.6", "observe share between", [0.25, 0.6]),
        ("observe.share.between[0]: null", "observe share between", [0.55]),
        ("observe.share.between: [0, 1]", "observe share between", [0, 1]),
        ("parameters.medium: 3", "parameters medium", {"fixed": 3, "unit": "1/year", "tags": ["M1"]}),
        ("parameters.medium.fixed: 3", "parameters medium", {"unit": "1/year", "tags": ["M1"], "fixed": 3}),
        ("parameters.medium.quantiles.2.5%: 0.02", "parameters medium quantiles", {"5%": 0.06, "2.5%": 0.02}),
        ("parameters.rate.unit: m", "parameters rate", {"fixed": 2, "unit": "m"}),
        ("formulas.need: c", "formulas need", {"expr": "c", "tags": ["M1"], "note": "why"}),
        ("formulas.plain_one.note: c", "formulas plain_one", {"expr": "a", "note": "c"}),
        ("outcome.good: kept > 2", "outcome", {"good": "kept > 2", "bad": "otherwise"}),
        ("outcome.good.title: c", "outcome good", {"when": "kept > 1", "title": "c"}),
        ("outcome: {new: otherwise}", "outcome", {"new": "otherwise"}),
        ("drivers.tension.process: level", "drivers tension process", "level"),
        ("drivers.tension: {process: level}", "drivers tension", {"process": "level"}),
        ("drivers: {tension: {process: level}, bare: null}", "drivers", {"tension": {"process": "level"}}),
        ("drivers.bare: null", "drivers bare", None),
        ("correlations.a ~ b: 0.5", "correlations", {"a ~ b": 0.5}),
        ("simulate.seed: 7", "simulate", {"seed": 7}),
        ("title: Mine", "title", "Mine"),
    ],
)
def test_a_path_can_be_set_in_the_file_and_on_the_command_line(
    folder: Path, assignment: str, path: str, left: object
) -> None:
    key, _, value = assignment.rpartition(": ") if "{" not in assignment else assignment.partition(": ")
    for found in (over_base(folder, f"set:\n  {assignment}"), over_base(folder, "", f"{key}={value}")):
        node: object = found
        for step in path.split():
            node = node.get(step) if isinstance(node, dict) else None
        assert node == left
        assert "set" not in found
        assert "extends" not in found


@pytest.mark.parametrize(
    ("assignment", "message"),
    [
        ("ceasefire.latest: 1", "no section 'ceasefire'; write events.ceasefire"),
        ("event.ceasefire.latest: 1", "no section 'event' (did you mean 'events'?)"),
        ("events.ceasfire.latest: 1", "no 'ceasfire' in events (did you mean 'ceasefire'?)"),
        ("events.ceasfire: {at: 2026}", "no 'ceasfire' in events (did you mean 'ceasefire'?)"),
        ("events: {ceasfire: {at: 2026}}", "no 'ceasfire' in events (did you mean 'ceasefire'?)"),
        ("events.ceasefire.effects.frnt.set: 1", "no 'frnt' in events.ceasefire.effects (did you mean 'front'?)"),
        ("drivers.tension.level.deeper: 1", "drivers.tension.level is a single value, so there is no 'deeper' in it"),
        ("observe.share.between[2]: 1", "observe.share.between has 2 items, counted from [0], so there is no [2]"),
        ("observe.share[0]: 1", "observe.share is a mapping, so [0] means nothing; leave it out"),
        ("observe.share.between.x: 1", "observe.share.between is a list, so there is no 'x' in it"),
        ("events.ceasefire.nothing: null", "no 'nothing' in events.ceasefire"),
        ("events.ceasefire.latest: ", "events.ceasefire.latest has no value; write one, or null to delete"),
        ("events..latest: 1", "'events..latest' is not a path"),
        ("observe.share.between[-1]: 1", "is not a path"),
        ("observe.share.between[99999999]: 1", "is not a path"),
        ("measures.new: 1", "no 'new' in measures"),
        ("extends: x", "no section 'extends'"),
    ],
)
def test_an_unknown_path_is_an_error(folder: Path, assignment: str, message: str) -> None:
    (line,) = told(folder, f"extends: base.yaml\nset:\n  {assignment}\n")
    assert line.startswith("top.yaml:3:")
    assert message in line
    key, _, value = assignment.partition(": ")
    (line,) = told(folder, "extends: base.yaml\n", f"{key}={value}")
    assert line.startswith(f"command line: {key}={value}: ")
    assert message in line


def test_sets_come_after_all_texts_and_the_command_line_last(folder: Path) -> None:
    (folder / "mid.yaml").write_text(
        "extends: base.yaml\nset: {title: T, events.ceasefire.hazard: 1, drivers.tension.level: 1}", encoding="utf-8"
    )
    text = "extends: mid.yaml\nevents: {ceasefire: {hazard: 9}}\nset: {drivers.tension.level: 2}"
    tree = plain(merged(folder, text, "drivers.tension.level=3", "drivers.tension.initial=max(a, b) == 4").tree)
    assert isinstance(tree, dict)
    assert tree["events"]["ceasefire"]["hazard"] == 1
    assert tree["drivers"]["tension"]["level"] == 3
    assert tree["drivers"]["tension"]["initial"] == "max(a, b) == 4"
    assert "title" not in tree


def test_all_problems_of_merging_are_told_at_once(folder: Path) -> None:
    lines = told(folder, "extends: base.yaml\nx: {y: null}\nset: {a.b: 1, c.d: 2}", "e.f=3")
    assert len(lines) == 4
    assert told(folder, "set: [1]") == [
        "top.yaml:1:6: set: must be a mapping, such as {events.ceasefire.latest: 2026-12}"
    ]


def test_the_command_line_needs_key_and_value(folder: Path) -> None:
    for text in ("", "x", "=3"):
        (line,) = told(folder, "a: 1", text)
        assert "not KEY=VALUE; write, for example, simulate.seed=7" in line


def test_paths_can_not_pile_up_depth(folder: Path) -> None:
    deep = "a" + ".b" * 40
    (line,) = told(folder, "a: {b: 1}", f"{deep}=1")
    assert "a path of more than 40 steps" in line
