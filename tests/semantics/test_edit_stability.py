"""What changes in a scenario changes nothing else: draws belong to names, paths and steps."""

import json
import random
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simengine.engines.reference.simulation import ReferenceEngine
from simengine.loading import load
from simengine.plan.planning import make_plan
from tests.helpers.semantics.agreement import bits

QUICK = settings(max_examples=15, derandomize=True, deadline=None)
PATHS = (0, 1, 5)
# Every element acts on its own: a driver of each kind of draw, a parameter under each, an event for each, branches.
APART = {
    "name": "apart",
    "title": "Elements that leave one another alone",
    "clock": {"start": "2025", "end": "2027", "step": "quarter"},
    "parameters": {name: {"normal": {"mean": 1, "sd": 0.2}} for name in ("p", "q", "r", "s")},
    "drivers": {
        "walk": {"process": "ornstein_uhlenbeck", "initial": "p", "level": 0, "speed": 1, "volatility": 1},
        "index": {"process": "logit_ornstein_uhlenbeck", "initial": 0.4, "level": 0.5, "speed": 1, "volatility": 1},
        "price": {"process": "log_ornstein_uhlenbeck", "initial": "abs(q)", "level": 1, "speed": 1, "volatility": 1},
        "calls": {"process": "poisson_count", "rate": "5*abs(r)"},
        "level": {"process": "level", "initial": "s"},
    },
    "correlations": {"index ~ price": 0.5},
    "formulas": {"half": "walk/2", "heard": "count(strike)", "known": "count(hit) - count(miss)"},
    "events": {
        "strike": {"hazard": 2, "repeats": True, "branch": {"hit": 0.4, "miss": "otherwise"}},
        "spark": {"hazard": 1, "effects": {"level": {"add": 1}}},
        "rise": {"when": "walk > 0.5", "repeats": True, "branch": {"up": 0.5, "down": "otherwise"}},
    },
    "measures": {"m": "last_time(spark)"},
    "outcome": {"any": "otherwise"},
}
SECTIONS = ("parameters", "drivers", "formulas", "events")


def future(text, paths=PATHS, seed=3):
    """Every driver and formula at every step and every event's steps, by name, as comparable things."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "apart.yaml"
        file.write_text(json.dumps(text), encoding="utf-8")
        model = load(file)
    plan = make_plan(model, seed=seed)
    names = (*model.scenario.drivers, *model.scenario.formulas)
    draws = ReferenceEngine(plan).simulate(paths, keep=names)
    told = {name: bits(draws.kept[:, :, i]).tobytes() for i, name in enumerate(names)}
    for event, found in zip(plan.events, draws.events, strict=True):
        told[event.name] = found.offsets.tobytes() + found.steps.tobytes()
    return told


def edited(change):
    """A copy of the scenario with one section after the other replaced by `change(section, elements)`."""
    return APART | {section: change(section, dict(APART[section])) for section in SECTIONS}


EXPECTED = future(APART)
WORDS = st.from_regex(r"[a-z]{3,12}", fullmatch=True).map("new_{}".format)


def test_the_scenario_moves():
    """A negative control: another seed, another path, another name gives other numbers everywhere."""
    assert {name for name, seen in future(APART, seed=4).items() if seen == EXPECTED[name]} == set()
    assert {name for name, seen in future(APART, paths=(2, 3, 4)).items() if seen == EXPECTED[name]} == set()
    renamed = json.loads(json.dumps(APART).replace("spark", "spark_2"))
    assert future(renamed)["spark_2"] != EXPECTED["spark"]


@QUICK
@given(st.randoms(use_true_random=False))
def test_reordering_changes_nothing(rng):
    def reordered(section, elements):
        return dict(rng.sample(list(elements.items()), len(elements)))

    assert future(edited(reordered)) == EXPECTED


ADDED = {
    "parameters": {"uniform": {"low": 0, "high": 1}},
    "drivers": {"process": "ornstein_uhlenbeck", "initial": 0, "level": "walk", "speed": 2, "volatility": 1},
    "formulas": {"expr": "rolling_sum(walk, 1) + count(strike)"},
    "events": {"hazard": "3*abs(walk)", "repeats": True, "branch": {"new_a": 0.2, "new_b": "otherwise"}},
}


@QUICK
@given(WORDS, st.sampled_from(SECTIONS), st.integers(0, 3))
def test_adding_changes_nothing_else(word, section, place):
    def added(of, elements):
        rows = list(elements.items())
        return dict([*rows[:place], (word, ADDED[of]), *rows[place:]]) if of == section else elements

    seen = future(edited(added))
    assert seen.keys() > EXPECTED.keys() or section == "parameters"
    assert {name: seen[name] for name in EXPECTED} == EXPECTED


ALONE = [("drivers", "walk"), ("drivers", "calls"), ("events", "strike"), ("events", "rise"), ("events", "spark")]
NEEDS = {"walk": ("half", "rise"), "strike": ("heard", "known"), "calls": (), "rise": (), "spark": ()}


@pytest.mark.parametrize(("section", "name"), ALONE)
def test_removing_changes_nothing_else(section, name):
    gone = (name, *NEEDS[name])
    text = edited(lambda _, elements: {key: made for key, made in elements.items() if key not in gone})
    if name == "spark":
        text["measures"] = {}
    seen = future(text)
    assert name not in seen
    if name == "spark":
        assert seen.pop("level") != EXPECTED["level"]  # which it moves
    assert seen == {key: EXPECTED[key] for key in seen}
    assert len(seen) >= len(EXPECTED) - len(gone) - 2  # the branches of an event go with it


@pytest.mark.parametrize(("section", "name"), [("parameters", "q"), *ALONE, ("drivers", "index")])
def test_a_renamed_element_with_its_stream_keeps_its_draws(section, name):
    text = json.dumps(APART).replace(f'"{name}"', '"renamed"')
    for user in ("walk/2", "walk > 0.5", "count(strike)", "last_time(spark)", "abs(q)", "index ~ price"):
        text = text.replace(f'"{user}"', json.dumps(user.replace(name, "renamed")))
    text = json.loads(text)
    text[section]["renamed"]["stream"] = name
    seen = future(text)
    assert {key.replace("renamed", name): value for key, value in seen.items()} == EXPECTED


def test_paths_of_two_scenarios_are_paired():
    """A variant that changes one driver's level and one event's hazard leaves the rest of every path as it was."""
    variant = json.loads(json.dumps(APART))
    variant["drivers"]["walk"]["level"] = 3
    variant["events"]["spark"]["hazard"] = 9
    seen = future(variant, paths=range(20))
    base = future(APART, paths=range(20))
    touched = {"walk", "half", "rise", "up", "down", "spark", "level"}
    assert {name for name in base if seen[name] != base[name]} == touched


def test_a_higher_hazard_on_the_same_draws_is_never_later(engine):
    def first(hazard):
        text = json.loads(json.dumps(APART)) | {"measures": {"m": "first_time(spark)"}}
        text["events"]["spark"]["hazard"] = hazard
        with TemporaryDirectory() as folder:
            file = Path(folder) / "apart.yaml"
            file.write_text(json.dumps(text), encoding="utf-8")
            plan = make_plan(load(file))
        times = engine(plan).simulate(range(40)).measures[:, 0]
        return np.where(np.isnan(times), 99, times)

    low, high = first(0.5), first(2)
    assert (high <= low).all()
    assert (high < low).any()


@pytest.mark.parametrize("name", ["memory", "events", "processes", "further"])
def test_a_path_alone_is_the_path_in_a_batch(name, engine):
    model = load(Path(__file__).parent / f"{name}.yaml")
    keep = (*model.scenario.drivers, *model.scenario.formulas)
    whole = engine(make_plan(model))
    batch = whole.simulate(range(8), keep=keep)
    order = random.Random(1).sample(range(8), 8)  # noqa: S311 (a shuffle)
    mixed = whole.simulate(order, keep=keep)
    for place, path in enumerate(order):
        alone = engine(make_plan(model)).simulate([path], keep=keep)
        for some, i in ((mixed, place), (alone, 0)):
            assert some.path[i] == path
            for column in ("status", "outcome", "step", "element", "measures", "questions", "kept"):
                assert getattr(some, column)[i].tobytes() == getattr(batch, column)[path].tobytes()
            for seen, known in zip(some.events, batch.events, strict=True):
                mine = seen.steps[seen.offsets[i] : seen.offsets[i + 1]]
                assert mine.tolist() == known.steps[known.offsets[path] : known.offsets[path + 1]].tolist()
