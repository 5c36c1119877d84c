"""Asking a run: what is stored is read, the rest computed again, and both say the same."""

import itertools
import random
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

import simengine as se
from simengine.compute import ask as asking
from simengine.compute.ask import Resources, ask
from simengine.compute.recompute import trajectories
from simengine.compute.stored_values import OF_COLUMNS
from simengine.errors import SimengineError, WrongUsageError
from simengine.language.source import NAMESPACE
from simengine.numerics import logistic
from simengine.plan.asked import plan_with
from simengine.plan.identity import paths_digest
from tests.compute.test_recompute import tampered
from tests.helpers.compute.pond_model import TEXT, run_pond

PATHS = 90


@pytest.fixture(scope="module")
def pond(tmp_path_factory):
    return run_pond(tmp_path_factory.mktemp("ask"), paths=PATHS)


def asked(run, text: str):
    ((_, (found,)),) = ask(run, [text])
    return found


@pytest.fixture
def unable(monkeypatch):
    """An engine that computes nothing."""

    def refuse(*_, **__):
        raise AssertionError("a path was computed")

    monkeypatch.setattr(asking, "compute", refuse)


@pytest.mark.parametrize(
    ("text", "by_hand"),
    [
        ("last", lambda t: t.measures["last"]),
        ("class == 'high'", lambda t: t.outcome == 0),
        ("class in ['high', 'low']", lambda t: t.outcome < 2),
        ("tide_2022", lambda t: t.questions["tide_2022"]),
        ("height_2023*2 - 1", lambda t: t.questions["height_2023"] * 2 - 1),
        (
            "abs(last)**2 if class != 'low' else -1",
            lambda t: np.where(t.outcome == 1, -1, abs(t.measures["last"]) ** 2),
        ),
        ("mean(last, first_tide)", lambda t: (t.measures["last"] + t.measures["first_tide"]) / 2),
        ("first_time(tide)", lambda t: t.measures["first_tide"]),
    ],
)
def test_what_is_stored_is_read(pond, unable, text: str, by_hand) -> None:
    table = pond.outcome_table()
    np.testing.assert_array_equal(asked(pond, text).values, by_hand(table)[table.ok])


def test_the_rest_is_computed_again(pond) -> None:
    table = pond.outcome_table()
    names = ["height", "pull", "tides", "index"]
    values = trajectories(pond, names, table.path[table.ok].tolist())
    height, pull, tides, index = (values[:, -1, at] for at in range(4))
    expected = {
        "height": height, "pull": pull, "tides": tides, "max_so_far(height)": values[:, :, 0].max(axis=1),
        "year": np.full(len(height), 2026.0), "height*index > 0.5": height * index > 0.5,
    }  # fmt: skip
    for (_, (found,)), by_hand in zip(ask(pond, list(expected)), expected.values(), strict=True):
        np.testing.assert_array_equal(found.values, by_hand)


LOGS = """
name: logs
clock: {start: 2020, end: 2026, step: year}
drivers: {x: {process: random_walk, initial: 0, drift: 0, volatility: 1}}
events:
  old: {at: [2018, 2019-07, 2021]}
  young: {hazard: 0.5, repeats: true}
  never: {hazard: 0}
  dated: {at: 2020}
simulate: {paths: 60, seed: 5}
"""
OF_LOGS = [
    "occurred(old)", "count(old)", "count(young) + count(dated)", "first_time(old)", "last_time(young)", "since(old)",
    "since(young)", "first_time(never)", "before(old, young)", "before(young, old)", "before(never, old)",
    "earliest(young, never, old)", "earliest(never)", "first_time(old) - first_time(young)",
    "coalesce(since(never), 9)",
]  # fmt: skip


def test_what_follows_from_the_log_is_what_the_engine_says(tmp_path, unable, monkeypatch) -> None:
    run = se.run(se.load(LOGS), out=tmp_path, engine="reference")
    read = [values.values for _, (values,) in ask(run, OF_LOGS)]
    monkeypatch.undo()
    monkeypatch.setattr("simengine.compute.stored_values._reads_log", lambda _: False)
    again = [values.values for _, (values,) in ask(run, OF_LOGS)]
    for text, one, other in zip(OF_LOGS, read, again, strict=True):
        np.testing.assert_array_equal(one, other, text)


VALUES = [0.0, -0.0, 1.5, -2.0, np.inf, -np.inf, np.nan, 0.3]


@pytest.mark.parametrize("name", OF_COLUMNS)
def test_a_function_of_columns_is_that_of_the_language(name: str) -> None:
    count = {"abs": 1, "floor": 1, "divide": 2, "clip": 3}.get(name, 3)
    rows = np.array(list(itertools.product(VALUES, repeat=count)))
    with np.errstate(all="ignore"):
        found = OF_COLUMNS[name](*rows.T)
        by_hand = [NAMESPACE[name](*row) for row in rows.tolist()]
    np.testing.assert_array_equal(found, by_hand)


AS_MEASURES = [
    "sqrt(abs(last)) + exp(last)/(1 + last**2)", "clip(last, 0, 1)**0.5", "log(last*index)", "floor(last*3) != 1",
    "min(last, first_tide, 2) if tides > 1 else -1", "first_time(tide) - first_time(burst)", "max(1, since(tide))*pull",
    "1 if last > 0 and not (first_tide > 2 or last < 0.1) else 0", "rate_of(clip(first_tide/9, 0, 0.9))",
]  # fmt: skip


def test_an_answer_is_the_measure_that_says_the_same(pond, tmp_path) -> None:
    model = se.load(TEXT).with_({f"measures.m{at}": text for at, text in enumerate(AS_MEASURES)})
    measures, ok = (
        se.run(model, PATHS, engine="reference", out=tmp_path).outcome_table().measures,
        pond.outcome_table().ok,
    )
    for at, (text, (_, (found,))) in enumerate(zip(AS_MEASURES, ask(pond, AS_MEASURES), strict=True)):
        np.testing.assert_array_equal(found.values, measures[f"m{at}"][ok], text)


def test_an_answer_of_a_question_is_used_as_a_number(pond) -> None:
    answers = pond.outcome_table().questions["height_2023"][pond.outcome_table().ok].tolist()
    np.testing.assert_array_equal(asked(pond, "logistic(height_2023)").values, [logistic(one) for one in answers])


def test_whatever_is_asked_is_answered_or_refused(pond) -> None:
    texts = [
        "P(tide_2022 | class == 'high')",
        "mean(height + last | occurred(tide))",
        "q05(last) ",
        "P(a|b) - 2*mean(x)",
    ]
    pick, signs = random.Random(7), "|()'\",.=<>+-*/ é_09aP\n#[]"  # noqa: S311 (no secret)
    refused = 0
    for _ in range(300):
        text = pick.choice(texts)
        for _ in range(pick.randint(1, 3)):
            at = pick.randrange(len(text))
            text = text[:at] + pick.choice(["", pick.choice(signs)]) + text[at + pick.randint(0, 2) :]
        try:
            asking._settled(pond, [text])
        except WrongUsageError:
            refused += 1
    assert 0 < refused < 300


def test_only_paths_that_count_are_computed_again(pond, monkeypatch) -> None:
    told = []
    found = ask(pond, ["mean(height | class == 'high')"], Resources(progress=told.append))
    high = int((pond.outcome_table().outcome == 0).sum())
    assert told[-1].done == told[-1].total == high
    values = found[0][1][0]
    assert int(values.counted.sum()) == int(np.isfinite(values.values).sum()) == high


def test_what_several_ask_for_is_computed_once(pond, monkeypatch) -> None:
    seen = []
    real = asking.plan_with
    monkeypatch.setattr(asking, "plan_with", lambda *words: seen.append(words[2]) or real(*words))
    ask(pond, ["P(height > 0.5)", "P(height > 0.5 | index > 0.5)", "P(index > 0.5) - P(height > 0.5)"])
    assert [len(readings) for readings in seen] == [2]


def test_an_executor_makes_no_difference(pond) -> None:
    with ThreadPoolExecutor(2) as threads:
        ((_, (one,)),) = ask(pond, ["mean(height | class == 'high')"], Resources(threads))
    np.testing.assert_array_equal(one.values, asked(pond, "mean(height | class == 'high')").values)


def test_a_question_without_an_answer_counts_for_nothing(pond) -> None:
    table = pond.outcome_table()
    answers = table.questions["height_2023"][table.ok]
    found = asked(pond, "P(class == 'high' | height_2023 < 0.5)")
    np.testing.assert_array_equal(found.counted, answers < 0.5)
    assert np.isnan(asked(pond, "P(height_2023 < 0.5)").values).sum() == np.isnan(answers).sum() > 0
    not_counted = asked(pond, "P(class == 'high' | not height_2023 < 0.5)").counted
    np.testing.assert_array_equal(not_counted, answers >= 0.5)


def test_the_paths_are_those_of_the_run(pond) -> None:
    model, height = pond.model, pond.model.at("measures", "last", "expr").node
    plan = plan_with(model, pond.plan, {"asked.0": height})
    assert paths_digest(plan) == pond.manifest.paths_digest
    assert [cell.name for cell in plan.measures] == ["asked.0"]
    assert plan.questions == ()


def test_a_path_that_comes_out_otherwise_is_refused(tmp_path) -> None:
    run = run_pond(tmp_path, paths=40)
    other = tampered(run, "class", lambda cells: ["low" if cell == "high" else cell for cell in cells])
    with pytest.raises(SimengineError, match="came out as high, but low is stored"):
        ask(other, ["mean(height)"])


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("P(occured(tide))", "column 3: unknown function 'occured' (did you mean 'occurred'?)"),
        ("P(hight > 1)", "column 3: unknown name 'hight' (did you mean 'height'?)"),
        ("P(height)", "column 3: P(…) is of a condition, height is a number: compare it with something, or ask mean"),
        ("mean(tide_2022)", "column 6: tide_2022 is a condition and has a probability: ask P(tide_2022)"),
        ("median(height > 1)", "column 8: height > 1 is a condition and has a probability: ask P(height > 1)"),
        ("P(high)", "column 3: high: is a class: ask class == 'high'"),
        ("P(class == 'hgh')", "there is no class 'hgh' (did you mean 'high'?); there are high, low, middle"),
        ("P(class)", "class is a regime (high, low, middle): compare it"),
        ("P(tide)", "column 3: tide is an event: ask occurred(tide)"),
        ("mean(height | index)", "column 15: a condition is needed here, index is a number"),
        ("max_so_far(last)", "column 1: max_so_far(…) runs along the path, the measure last exists only at its end"),
        ("held(class == 'high')", "column 1: held(…) runs along the path, class is known only at its end"),
        ("rolling_mean(height, months(1))", "give a whole number of steps"),
        ("height + first_time(tide)", "can't be added"),
        (
            "mean(height) - mean(first_time(tide))",
            "mean(height) - mean(first_time(tide)): m and year can't be subtracted",
        ),
        ("mean(height) - P(tide_2022)", "m and a pure number can't be subtracted"),
    ],
)
def test_what_means_nothing_is_told_at_its_column(pond, unable, text: str, told: str) -> None:
    with pytest.raises(WrongUsageError) as raised:
        ask(pond, [text])
    assert raised.value.message.startswith(f"{text}: column ")
    assert told in raised.value.message


def test_all_mistakes_are_told_at_once(pond) -> None:
    with pytest.raises(WrongUsageError) as raised:
        ask(pond, ["P(", "last", "P(nothing)"])
    assert [line.partition(":")[0] for line in raised.value.message.splitlines()] == ["P(", "P(nothing)"]


def test_classes_are_named_by_their_titles_too(tmp_path, unable) -> None:
    text = LOGS.replace(
        "events:\n", "outcome: {up: {when: x > 1, title: Far up}, mid: x > 0, down: otherwise}\nevents:\n"
    )
    text = text.replace("simulate:", "report: {together: {Above: [up, mid]}}\nsimulate:")
    run = se.run(se.load(text), out=tmp_path, engine="reference")
    table = run.outcome_table()
    for asked_for, classes in {"'Far up'": [0], "'Above'": [0, 1], "'up'": [0]}.items():
        expected = np.isin(table.outcome, classes)
        np.testing.assert_array_equal(asked(run, f"P(class == {asked_for})").values, expected)
        np.testing.assert_array_equal(asked(run, f"P(class != {asked_for})").values, ~expected)


TOLD = """
name: told
clock: {start: 2020, end: 2024, step: year}
parameters:
  rate: {experts: {optimist: 0.1, pessimist: {uniform: [1, 2]}}, weights: {optimist: 0.75, pessimist: 0.25}}
drivers: {x: {process: random_walk, initial: 0, drift: 0, volatility: 1}}
events: {bad: {hazard: rate}}
questions: {x: {text: "Is it bad by 2021?", by: 2021, when: occurred(bad)}}
simulate: {paths: 100, seed: 5}
"""


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    return se.run(se.load(TOLD), out=tmp_path_factory.mktemp("told"), engine="reference")


def test_an_element_goes_before_a_question_of_its_name(told) -> None:
    paths = list(range(told.manifest.paths))
    np.testing.assert_array_equal(asked(told, "x").values, trajectories(told, ["x"], paths)[:, -1, 0])


def test_who_was_asked_can_be_asked_for(told) -> None:
    found = asked(told, "P(occurred(bad) | expert == 'pessimist')")
    np.testing.assert_array_equal(found.counted, asked(told, "P(rate > 0.5)").values == 1.0)
    assert 0.1 < found.counted.mean() < 0.4
    with pytest.raises(WrongUsageError, match="expert has no regime 'peter'"):
        ask(told, ["P(expert == 'peter')"])


def test_a_run_without_outcome_has_no_class(tmp_path) -> None:
    run = se.run(se.load(LOGS), out=tmp_path, engine="reference")
    with pytest.raises(WrongUsageError, match="logs has no outcome, so no path has a class"):
        ask(run, ["P(class == 'x')"])
    assert int(asked(run, "count(old)").values.min()) == 3
