"""Hypotheses are weighed by how probable each made what was seen, in the closed form where there is one."""

import math

import pytest

import simengine as se
from simengine.errors import SimengineError

PATHS = 4000
LOW = """
name: low
clock: {start: 2024-01, end: 2025-01, step: month}
parameters:
  theta: {normal: {mean: 0, sd: 1}}
drivers:
  still: {process: level, initial: theta}
observe:
  seen: {at: 2024-03, expr: theta, between: [1, 1.6]}
  more: {at: 2024-06, expr: theta, between: [1.2, 9]}
outcome:
  above: theta > 1.4
  below: otherwise
questions:
  last: {text: What is it?, as_of: 2024-12, value: theta}
"""


def cdf(x, mean, sd=1.0):
    return 0.5 * math.erfc((mean - x) / sd / math.sqrt(2.0))


def between(low, high, mean, sd=1.0):
    return cdf(high, mean, sd) - cdf(low, mean, sd)


@pytest.fixture(scope="module")
def models():
    low = se.load(LOW)
    return low, se.load(LOW.replace("name: low", "name: high").replace("mean: 0", "mean: 2"))


@pytest.fixture(scope="module")
def weighed(models, tmp_path_factory):
    return se.weigh(*models, paths=PATHS, seed=3, out=tmp_path_factory.mktemp("weigh"))


def test_weights_are_those_of_the_closed_form(weighed):
    exact = {name: between(1.2, 1.6, mean) for name, mean in (("low", 0.0), ("high", 2.0))}
    assert weighed.names == ("low", "high")
    for one in weighed.weights:
        assert one.prior == 0.5
        assert one.log_evidence == pytest.approx(math.log(exact[one.name]), abs=1.5 * one.half)
        assert one.low < exact[one.name] / sum(exact.values()) < one.high
    assert sum(one.weight for one in weighed.weights) == pytest.approx(1.0)


def test_again_with_a_wider_prior_they_are_those_of_that(weighed):
    (again,) = weighed.again
    assert again.what == "priors × 2 wider: theta"
    exact = [between(1.2, 1.6, mean, 2.0) for mean in (0.0, 2.0)]
    for one, size in zip(again.weights, exact, strict=True):
        assert one.log_evidence == pytest.approx(math.log(size), abs=1.5 * one.half)
        assert one.low < size / sum(exact) < one.high
    assert weighed.notes == ("all that was seen is sharp, so there are no errors to be doubled",)


def test_each_observation_speaks_by_its_own_factor(weighed):
    exact = [between(1.0, 1.6, 2.0) / between(1.0, 1.6, 0.0)]
    exact.append(between(1.2, 1.6, 2.0) / between(1.2, 1.6, 0.0) / exact[0])
    assert [one.names for one in weighed.stages] == [("seen",), ("more",)]
    for stage, factor in zip(weighed.stages, exact, strict=True):
        (found,) = stage.factors
        assert (found.name, found.against) == ("high", "low")
        assert abs(found.log - math.log(factor)) < 1.5 * found.half
    assert math.fsum(one.factors[0].log for one in weighed.stages) == pytest.approx(weighed.factors[0].log)


def test_the_mixture_says_what_both_say_by_their_weights(weighed):
    found = {one.name: one for one in weighed.figures}
    assert list(found) == ["above", "below", "last"]
    weights = {one.name: one.weight for one in weighed.weights}
    for one in found.values():
        assert one.value == pytest.approx(sum(weights[name] * value for name, value in one.by.items()))
        assert one.low < one.value < one.high
    exact = {mean: between(1.4, 1.6, mean) / between(1.2, 1.6, mean) for mean in (0.0, 2.0)}
    share = between(1.2, 1.6, 2.0) / (between(1.2, 1.6, 0.0) + between(1.2, 1.6, 2.0))
    assert found["above"].low < share * exact[2.0] + (1 - share) * exact[0.0] < found["above"].high
    assert 1.2 < found["last"].quantiles[0.05] < found["last"].quantiles[0.95] < 1.6


def test_prior_weights_are_odds_that_are_multiplied(models, weighed, tmp_path):
    again = se.weigh(*models, prior={"low": 0.8}, paths=PATHS, seed=3, out=tmp_path, again=False)
    odds = [one.weight / (1 - one.weight) for one in (weighed.weights[1], again.weights[1])]
    assert odds[1] == pytest.approx(odds[0] / 4.0)


def test_it_prints_and_draws_what_it_says(weighed, tmp_path):
    text = weighed.text(100)
    assert "2 hypotheses, weighed by 2 observations" in text
    assert "high : low" in text
    heads = [text.index(head) for head in ("classes: probability", "questions: mean")]
    assert heads == sorted(heads)
    assert max(map(len, text.splitlines())) <= 100
    assert {row["of"] for row in weighed.table().to_pylist()} == {"weight", "again", "odds", "class", "question"}
    assert weighed.json()["hypotheses"][0]["name"] == "low"
    assert [file.name for file in weighed.write(tmp_path)] == ["weighed.csv", "odds.png", "odds.svg"]
    assert len(weighed.plot().get_yticklabels()) == 3


REFUSED = {
    "another value": ("between: [1, 1.6]", "between: [1, 1.7]", r"seen: between is \[1, 1.6\] in low and \[1, 1.7\]"),
    "another date": ("at: 2024-03", "at: 2024-04", "seen: at is 2024-03 in low and 2024-04 in high"),
    "another name": ("  more:", "  mores:", r"high has no more \(did you mean 'mores'\?\); low has no mores"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_was_not_seen_alike_is_refused(what, models, tmp_path):
    old, new, told = REFUSED[what]
    other = se.load(LOW.replace("name: low", "name: high").replace(old, new))
    with pytest.raises(SimengineError, match=told):
        se.weigh(models[0], other, paths=50, out=tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_what_a_figure_is_compared_with_may_be_called_otherwise(models, tmp_path):
    other = se.load(LOW.replace("name: low", "name: high").replace("theta", "rho").replace("mean: 0", "mean: 2"))
    found = se.weigh(models[0], other, paths=400, seed=3, out=tmp_path, again=False)
    assert found.weights[1].weight > 0.5


def test_too_few_to_tell_is_refused(models, tmp_path):
    with pytest.raises(SimengineError, match=r"is known too badly to weigh by.*paths=…"):
        se.weigh(*models, paths=12, seed=3, out=tmp_path)


def test_one_alone_and_two_of_one_name_are_refused(models, tmp_path):
    with pytest.raises(SimengineError, match="one hypothesis has nothing to be weighed against"):
        se.weigh(models[0], out=tmp_path)
    with pytest.raises(SimengineError, match="two hypotheses are called low"):
        se.weigh(*models, models[0], out=tmp_path)
    bare = [model.with_({"observe.seen": None, "observe.more": None}) for model in models]
    with pytest.raises(SimengineError, match="low has nothing to be weighed by"):
        se.weigh(*bare, out=tmp_path)


def test_two_of_one_past_are_refused(models, tmp_path):
    floods = {
        name: models[0].with_({"events.flood": {"at": date, "effects": {"still": {"add": 1}}}, "name": name})
        for name, date in (("early", "2024-02"), ("later", "2024-10"), ("latest", "2024-11"))
    }
    with pytest.raises(SimengineError, match="later and latest are the same up to their last observation"):
        se.weigh(floods["early"], floods["later"], floods["latest"], paths=50, out=tmp_path)
    assert list(tmp_path.iterdir()) == []
    found = se.weigh(floods["early"], floods["later"], paths=4000, seed=3, out=tmp_path, again=False)
    assert found.names == ("early", "later")


PRIORS = {
    "no hypothesis 'lo' (did you mean 'low'?)": {"lo": 0.5},
    "must lie between 0 and 1": {"low": 1.5},
    "must sum to 1": {"low": 0.5, "high": 0.6},
}


@pytest.mark.parametrize("told", PRIORS)
def test_prior_weights_that_mean_nothing_are_refused(told, models, tmp_path):
    with pytest.raises(SimengineError) as error:
        se.weigh(*models, prior=PRIORS[told], out=tmp_path)
    assert told in str(error.value)


def test_a_hypothesis_that_makes_it_impossible_has_no_weight(models, tmp_path):
    never = se.load(LOW.replace("name: low", "name: never").replace("mean: 0", "mean: 60"))
    found = se.weigh(models[1], never, paths=2000, seed=3, out=tmp_path, again=False)
    assert [one.weight for one in found.weights] == [1.0, 0.0]
    assert "impossible" in found.text(100)
