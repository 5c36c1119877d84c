"""Signposts: what they say is what one counts by hand; what tells nothing is not told."""

import json
import math
import re

import numpy as np
import pytest

import simengine as se
from simengine.explain.chance import Chance, _nothing
from simengine.explain.halves import first_half
from simengine.explain.reads import read_by
from simengine.explain.signposts import information, signposts_of
from simengine.explain.watched import Dates, Watched
from simengine.report.plots import signposts_plot
from simengine.report.signposts_text import what
from tests.helpers.cli.command_line import in_process
from tests.helpers.explain.watch_model import watch_run

PATHS = 3000


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    return watch_run(tmp_path_factory.mktemp("watch"))


@pytest.fixture(scope="module")
def found(run):
    return run.signposts()


def post_of(found, name, by):
    return next(post for post in found.posts if (post.name, post.by) == (name, by))


def other_half(run):
    return range(1, run.manifest.paths, 2)


def test_an_event_by_hand(run, found) -> None:
    """In the third quarter of 2026, among the futures of the other half without an alarm before."""
    first = {row["path"]: row["step"] for row in reversed(run.events().to_pylist()) if row["event"] == "alarm"}
    struck = {row["path"] for row in run.futures().to_pylist() if row["class"] == "struck"}
    left = [path for path in other_half(run) if first.get(path, 99) > 2]
    alarmed = [path for path in left if first.get(path, 99) == 3]
    calm = [path for path in left if first.get(path, 99) > 3]
    post = post_of(found, "alarm", "2026-Q3")
    assert (post.at_risk.p, post.at_risk.n) == (len(left) / (PATHS // 2), PATHS // 2)
    assert (post.seen.p, post.base.n) == (len(alarmed) / len(left), len(left))
    chances = [len(struck.intersection(some)) / len(some) for some in (left, alarmed, calm)]
    assert [post.base.p, post.if_seen.p, post.if_not.p] == chances
    by_hand = sum(len(some) * abs(p - chances[0]) for some, p in zip((alarmed, calm), chances[1:], strict=True))
    assert post.moves == pytest.approx(by_hand / len(left))
    entropies = [-sum(q * math.log2(q) for q in (p, 1 - p)) for p in chances]
    rest = sum(len(some) * h for some, h in zip((alarmed, calm), entropies[1:], strict=True)) / len(left)
    assert post.bits == pytest.approx(entropies[0] - rest)
    assert post.sense == "occurred"
    assert math.isnan(post.threshold)


def test_a_level_by_hand(run, found) -> None:
    """The last date at which tension is told: above or below a quartile for the first time at these dates."""
    post = [post for post in found.posts if post.name == "tension"][-1]
    dates = [found.since, *found.dates]
    values = run.trajectories(["tension"], range(PATHS)).values[:, : dates.index(post.by) + 1, 0]
    quartiles = np.quantile(values[::2, -1], [0.25, 0.5, 0.75], method="lower")
    assert post.threshold in quartiles
    holds = values > post.threshold if post.sense == "above" else values < post.threshold
    left = ~holds[1::2, :-1].any(axis=1)
    struck = np.array([row["class"] == "struck" for row in run.futures().to_pylist()])[1::2]
    now = holds[1::2, -1]
    assert post.seen.p == now[left].mean()
    assert post.if_seen.p == struck[left & now].mean()
    assert post.if_not.p == struck[left & ~now].mean()


def test_what_is_told(found) -> None:
    names = {post.name for post in found.posts}
    assert {"alarm", "tension"} <= names
    assert names.isdisjoint({"hidden", "idle", "other", "mood"})  # what can't be seen, and what tells nothing
    assert names.isdisjoint({"alarm_2026"}), "the alarm was seen when it came"
    echoes = [post for post in found.posts if "events.echo" in post.same or "events.alarm" in post.same]
    assert echoes
    assert len([post for post in found.posts if post.by == "2026-Q3" and post.name in ("alarm", "echo")]) == 1
    assert [post.by for post in found.posts] == sorted(post.by for post in found.posts)
    assert found.failed + len(found.posts) <= 5 * len(found.dates)


def test_what_hangs_on_nothing_has_no_signpost(run) -> None:
    """Whether a hidden parameter is low shows in nothing that can be seen."""
    found = run.signposts("lucky")
    assert found.posts == ()
    assert found.failed > 0
    assert "by more than noise would" in " ".join(str(found).split())
    with pytest.raises(se.SimengineError, match="no signpost to draw"):
        found.plot()


def test_a_nested_run_is_split_by_draws_and_has_wider_intervals(tmp_path) -> None:
    nested = watch_run(tmp_path, 2000, nested=10).signposts("lucky", "2026-Q2")
    assert (nested.chosen_on, nested.told_on, nested.dates) == (1000, 1000, ("2026-Q1", "2026-Q2"))
    assert nested.base.n_eff == pytest.approx(100, rel=0.02)


def test_halves_are_whole_clusters_of_about_one_size() -> None:
    clusters = np.repeat(np.arange(7), [50, 10, 30, 10, 40, 20, 45])
    half = first_half(len(clusters), clusters)
    assert {(*np.unique(half[clusters == one]),) for one in range(7)} == {(True,), (False,)}
    assert abs(int(half.sum()) - int((~half).sum())) <= 25
    assert first_half(5).tolist() == [True, False, True, False, True]


def test_a_switch_is_said_to_be_on() -> None:
    """Two values only: which one it is. Three: which one at its ends, else above or below."""
    rng = np.random.default_rng(4)
    level = rng.integers(0, 3, 3000).astype(float)
    hits = (rng.random(3000) < np.where(level == 0, 0.8, 0.2)).astype(float)
    chance, dates = Chance("x", "class", ("x",), hits, np.arange(3000), None, 3000), Dates((0, 1), ("Q1", "Q2"))

    def sign(values: np.ndarray) -> str:
        watched = Watched("level", "pump", "The pump", "share", np.array([np.full(3000, 2.0), values]))
        (post,) = signposts_of("it", chance, [watched], dates).posts
        assert math.isnan(post.threshold) == (post.sense in ("is", "yes", "no"))
        return what(post)

    assert sign((level > 0) * 2.0) == "The pump is 0"
    assert sign(level) == "The pump is 0"
    assert re.fullmatch(r"The pump below 0\.\d+", sign(level + rng.random(3000) * 0.1))


def test_a_switch_of_0_and_1_is_no_or_yes() -> None:
    rng = np.random.default_rng(4)
    level = rng.integers(0, 2, 3000).astype(float)
    dates = Dates((0, 1), ("Q1", "Q2"))

    def sign(start: float) -> str:
        hits = (rng.random(3000) < np.where(level == start, 0.2, 0.8)).astype(float)
        chance = Chance("x", "class", ("x",), hits, np.arange(3000), None, 3000)
        watched = Watched("level", "pump", "The pump", "", np.array([np.full(3000, start), level]))
        (post,) = signposts_of("it", chance, [watched], dates).posts
        return what(post)

    assert sign(1.0) == "The pump: no"
    assert sign(0.0) == "The pump: yes"


def test_both_ways_to_look_at_a_coin() -> None:
    """A sign that is always right carries a bit; none that is independent."""
    hits = np.array([1.0, 1.0, 0.0, 0.0] * 10)
    assert information(hits, hits == 1.0) == 1.0
    assert information(hits, np.array([True, False] * 20)) == pytest.approx(0.0)


def test_a_regime_and_twins_that_are_told_as_one() -> None:
    rng = np.random.default_rng(3)
    on = rng.random(2000) < 0.3
    hits = (rng.random(2000) < np.where(on, 0.9, 0.2)).astype(float)
    values = np.array([np.zeros(2000), on])
    regime = Watched("regime", "war", "The war", "", values, ("on", "over"))
    event = Watched("event", "peace", "Peace", "", values, chance=True)
    chance = Chance("x", "class", ("x",), hits, np.arange(2000), None, 2000)
    (post,) = signposts_of("it", chance, [regime, event], Dates((0, 1), ("2026-Q1", "2026-Q2"))).posts
    assert (post.of, post.sense, post.regime, post.same) == ("regime", "is", "over", ("events.peace",))
    assert post.moves == pytest.approx(2 * 0.3 * 0.7 * 0.7, abs=0.05)


def test_what_the_class_reads_is_told_apart(run) -> None:
    """Whether there was an alarm by the end of 2026 reads the alarm, and is read by no more; an echo is heard of it."""
    found = run.signposts("alarm_2026")
    assert {post.name for post in found.read} == {"alarm"}  # the answer says no more than that it occurred
    assert {post.name for post in found.posts} == {"echo"}
    assert [row["part"] for row in found.table().to_pylist()] == ["told"] * len(found.posts) + ["read"]
    assert "Told apart, for the class itself reads it" in " ".join(str(found).split())
    assert read_by(run.plan, "question", ["alarm_2026"]) == {"events.alarm", "questions.alarm_2026"}
    struck = read_by(run.plan, "class", ["struck"])
    assert struck == {"events.strike"}  # and not what brings it about


@pytest.mark.parametrize(
    ("of", "said"), [("never", "in none of 3,000 futures"), ("fair", "in none of"), ("spared", "2026-Q3")]
)
def test_degenerate_classes_get_a_sentence(run, of: str, said: str) -> None:
    assert said in " ".join(str(run.signposts(of)).split())


def test_few_futures_get_a_sentence(tmp_path) -> None:
    assert "draw more paths" in watch_run(tmp_path, 60).signposts().nothing


@pytest.mark.parametrize(
    ("of", "by", "message"),
    [
        ("striped", "", "no class, question or measure 'striped'"),
        ("struck", "2031", "not among the dates that can be looked at: 2026-Q1 to 2029-Q4"),
        ("struck", "soon", "not a date"),
    ],
)
def test_what_cannot_be_asked(run, of: str, by: str, message: str) -> None:
    with pytest.raises(se.SimengineError, match=message):
        run.signposts(of, by)


def test_a_number_by_hand(run) -> None:
    """Tension at the end, by what it is at a date: its mean on either side, and what of its variance is explained."""
    found = run.signposts("number")
    assert (found.number, found.unit, found.looked) == (True, "", run.signposts().looked)
    values = run.outcome_table().measures["number"][1::2]
    assert found.base.mean == pytest.approx(values.mean())
    post = next(post for post in found.read if post.name == "tension")
    dates = [found.since, *found.dates]
    levels = run.trajectories(["tension"], range(1, PATHS, 2)).values[:, : dates.index(post.by) + 1, 0]
    holds = levels > post.threshold if post.sense == "above" else levels < post.threshold
    left = ~holds[:, :-1].any(axis=1)
    now, values = holds[left, -1], values[left]
    whole, seen, calm = values.mean(), values[now].mean(), values[~now].mean()
    assert [post.base.mean, post.if_seen.mean, post.if_not.mean] == pytest.approx([whole, seen, calm])
    by_hand = now.mean() * abs(seen - whole) + (1 - now.mean()) * abs(calm - whole)
    assert post.moves == pytest.approx(by_hand)
    within = now.mean() * values[now].var() + (1 - now.mean()) * values[~now].var()
    assert post.explains == pytest.approx(1.0 - within / values.var())
    assert math.isnan(post.bits)
    assert not {post.name for post in found.posts} & {"alarm", "echo", "other", "idle", "late"}


def test_a_number_that_an_event_raises_has_it_as_a_signpost() -> None:
    rng = np.random.default_rng(4)
    on, idle = (rng.random(2000) < 0.25 for _ in range(2))
    values = rng.normal(size=2000) + 8.0 * on
    watched = [
        Watched("event", name, name, "", np.array([np.zeros(2000), came]), chance=True)
        for name, came in (("flood", on), ("idle", idle))
    ]
    asked = Chance("x", "measure", ("x",), values, np.arange(2000), None, 2000, number=True, unit="km")
    (post,) = signposts_of("it", asked, watched, Dates((0, 1), ("2026-Q1", "2026-Q2"))).posts
    assert post.name == "flood"
    assert post.moves == pytest.approx(2 * 0.25 * 0.75 * 8.0, rel=0.1)
    assert post.explains == pytest.approx(12.0 / 13.0, abs=0.02)  # 64 s (1 − s) of that and the noise's 1
    assert 2.5 < post.low < post.moves < post.high < 3.5


def test_a_number_is_told_in_its_unit(run, tmp_path, capsys, monkeypatch) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    told = in_process(capsys)("signposts", run.folder, "--of", "warm", "--write", tmp_path)
    assert re.search(r"as things stand -?0\.\d+ ±0\.\d+ on average", told.out)
    assert max(map(len, told.out.splitlines()[:-1])) <= 100
    known = json.loads(in_process(capsys)("signposts", run.folder, "--of", "warm", "--json").out)
    assert set(known["base"]) == {"mean", "se", "low", "high", "n"}
    assert known["read"][0]["bits"] is None
    warm = run.signposts("warm")
    assert warm.table().num_rows == len(warm.posts) + len(warm.read)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        (np.full(500, 3.0), "it is 3 in every one of 500 futures"),
        (np.arange(60.0), "there are 60 futures: too few"),
        (np.append(np.arange(500.0), np.inf), "infinite in some futures"),
    ],
)
def test_degenerate_numbers_get_a_sentence(values, said: str) -> None:
    asked = Chance("x", "measure", ("x",), values, np.arange(len(values)), None, len(values), number=True)
    assert said in _nothing(asked)


def test_the_command(run, found, tmp_path, capsys, monkeypatch) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    call = in_process(capsys)
    printed = call("signposts", run.folder)
    assert (printed.code, printed.out) == (0, f"{found}\n")
    assert max(map(len, printed.out.splitlines())) <= 100
    written = call("signposts", run.folder, "--by", "2026-Q3", "--json", "--write", tmp_path)
    assert [post["name"] for post in json.loads(written.out)["posts"]][-2:] == [
        post.name for post in run.signposts(by="2026-Q3").posts
    ][-2:]
    assert sorted(file.name for file in tmp_path.iterdir()) == ["signposts.csv", "signposts.png", "signposts.svg"]
    assert call("signposts", run.folder, "--of", "lucky").code == 1
    assert found.table().num_rows == len(found.posts)
    assert found.plot().get_xlabel() == "chance of “struck”"


def test_a_number_is_drawn_in_its_unit() -> None:
    rng = np.random.default_rng(4)
    on = rng.random(400) < 0.4
    asked = Chance("Way", "measure", ("x",), 100.0 * on, np.arange(400), None, 400, number=True, unit="km")
    event = Watched("event", "flood", "A flood", "", np.array([np.zeros(400), on]), chance=True)
    found = signposts_of("it", asked, [event], Dates((0, 1), ("2026-Q1", "2026-Q2")))
    axes = signposts_plot.picture(found).plot()
    assert axes.get_xlabel() == "mean of “Way”, km"
    half = on[1::2].mean()
    assert float(axes.texts[0].get_text()) == pytest.approx(200.0 * half * (1.0 - half), abs=0.1)
    low, high = axes.get_xlim()
    assert (low < 0.0, high > 100.0) == (True, True)
