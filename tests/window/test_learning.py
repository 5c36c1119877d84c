"""A scenario with figures that have an error: the window continues what a run has learnt, or learns it itself."""

from __future__ import annotations

import shlex
import shutil
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import simengine as se
from simengine.cli import run_words
from simengine.compute.run import run
from simengine.compute.settings import Settings
from simengine.errors import WrongUsageError
from simengine.loading import load
from simengine.runs.outcome_table import OutcomeTable
from simengine.window.copies import as_command, as_scenario
from simengine.window.desk import GLANCE, Desk
from simengine.window.knobs import knobs
from simengine.window.opened import Opening, opening
from simengine.window.pasts import MODEST
from simengine.window.play import Play, read_play
from tests.helpers.patience import PATIENCE, wait_for
from tests.window.cove import cove_in

RUN = Settings(paths=10_000, effective=MODEST.effective, effort=MODEST.effort)
LEVER = Play(held=(("dredger", 0.2),))
INFLOW = Play(held=(("inflow", 2.0),))


def never() -> bool:
    return False


def answers(desk: Desk, play: Play) -> list[dict]:
    return list(desk.answers(play, ["silt"], never))


def told(found: list[dict], *kinds: str) -> list[dict]:
    return [one for one in found if one["kind"] in kinds]


@pytest.fixture(scope="module")
def learnt(tmp_path_factory: pytest.TempPathFactory) -> Opening:
    """Opened where a run has learnt."""
    folder = tmp_path_factory.mktemp("cove")
    found = cove_in(folder)
    run(load(folder / "cove.yaml"), RUN, folder / "results")
    return found


@pytest.fixture
def desk(learnt: Opening) -> Iterator[Desk]:
    found = Desk(learnt)
    yield found
    found.close()


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Desk]:
    """A desk that finds no run."""
    found = Desk(cove_in(tmp_path))
    yield found
    found.close()


def same(one: OutcomeTable, other: OutcomeTable) -> bool:
    """Whether two tables have the same futures, to the bit."""
    pairs = [(one.path, other.path), (one.outcome, other.outcome), (one.measures["most"], other.measures["most"])]
    return all(np.array_equal(a, b, equal_nan=True) for a, b in pairs) and one.sampling == other.sampling


def test_what_a_run_has_learnt_is_continued_to_the_bit(desk: Desk, learnt: Opening) -> None:
    found = answers(desk, Play())
    assert [one["paths"] for one in told(found, "answer")] == [GLANCE, 5_000, 10_000]
    assert all(one["learnt"] for one in told(found, "answer"))
    assert "results/cove, which has the same past: learnt from 2 observations" in found[0]["past"]
    assert "worth 10,000 independent futures" in found[0]["past"]
    stored = se.open_run(learnt.out / "cove").outcome_table()
    assert same(desk.pair(Play())[1].to(10_000, never), stored)
    (bar, _) = told(found, "answer")[-1]["bars"]
    assert bar["p"] == float((stored.outcome == 0).mean())


def test_without_a_run_the_same_is_learnt_while_it_says_what_was_thought_before(fresh: Desk, desk: Desk) -> None:
    found = answers(fresh, Play())
    before, *after = told(found, "answer")
    assert (before["learnt"], before["past"].endswith("They are being learnt.")) == (False, True)
    assert after[-1]["past"].startswith("By members that were learnt here: learnt from 2 observations")
    assert after[-1]["bars"] == told(answers(desk, Play()), "answer")[-1]["bars"] != before["bars"]
    assert found[-1] == {"kind": "done"}
    assert [one["paths"] for one in told(answers(fresh, LEVER), "answer")] == [GLANCE, 5_000, 10_000]
    assert not fresh.opening.out.exists()


@pytest.mark.parametrize("play", [LEVER, Play(1), Play(1, dates=(("dredged", "2027-01"),)),
                                  Play(held=(("limit", 1.5), ("twin", 1.0))), INFLOW,
                                  Play(1, held=(("ebb", 0.3), ("inflow", 0.5), ("dredger", 1.0)))])  # fmt: skip
def test_what_comes_after_the_past_is_as_in_a_run_of_it(desk: Desk, tmp_path: Path, capsys, play: Play) -> None:
    words = shlex.split(as_command(desk.opening, desk.meant(play), *desk.drawing(play)))
    assert words[-4:] == ["--effort", "600", "--out", str(desk.opening.out)]
    shutil.copytree(desk.opening.out / "cove", tmp_path / "other" / "cove")
    assert run_words([*words[1:-2], "--out", str(tmp_path / "other"), "--name", "taken"]) == 0
    assert "8 of 8 islands of members are those of" in capsys.readouterr().err
    stored = se.open_run(tmp_path / "other" / "taken").outcome_table()
    base, arm = desk.pair(play)
    assert same(arm.to(10_000, never), stored)
    first = answers(desk, play)[0]
    assert "against the base, on the same 5,000 futures" in first["moved"]
    assert base.ensemble is arm.ensemble


def test_what_the_past_hangs_on_is_held_from_there_on(desk: Desk) -> None:
    base, arm = desk.pair(INFLOW)
    step = base.plan.clock.steps
    before, after = (one.kept(["silt"], 500, never)[:, :, 0] for one in (base, arm))
    last = 12  # the end of 2025
    assert np.array_equal(before[:, : last + 2], after[:, : last + 2])
    assert (after[:, step] > before[:, step]).mean() > 0.85
    assert "on the same 5,000 futures" in told(answers(desk, INFLOW), "answer")[1]["moved"]


@pytest.mark.parametrize("edited", [False, True])
def test_a_scenario_says_so_and_a_run_of_it_has_the_members_and_the_figures(
    desk: Desk, tmp_path: Path, edited: bool
) -> None:
    file = desk.opening.base.file
    texts = ((str(file), file.read_text(encoding="utf-8").replace("add: -dredger", "add: -2*dredger")),)
    play = replace(INFLOW, texts=texts if edited else ())
    text = as_scenario(desk.opening, desk.meant(play), "taken")
    assert "2026-02" in text
    assert "extends: cove.yaml" in text
    for one in (file, tmp_path / "taken.yaml"):
        (tmp_path / one.name).write_text(text if one.name == "taken.yaml" else file.read_text(encoding="utf-8"))
    shutil.copytree(desk.opening.out / "cove", tmp_path / "results" / "cove")
    stored = run(load(tmp_path / "taken.yaml"), RUN, tmp_path / "results")
    assert stored.manifest.learnt.islands == se.open_run(tmp_path / "results" / "cove").manifest.learnt.islands
    base, arm = desk.pair(play)
    assert same(arm.to(10_000, never), stored.outcome_table())
    assert not same(arm.to(10_000, never), base.to(10_000, never))


def test_it_is_held_so_before_anything_is_learnt_too(fresh: Desk) -> None:
    base, arm = fresh.pair(INFLOW)
    assert arm.ensemble is None
    before, after = (one.kept(["silt"], 500, never)[:, :, 0] for one in (base, arm))
    assert np.array_equal(before[:, :14], after[:, :14])
    assert (after[:, -1] > before[:, -1]).mean() > 0.85


@pytest.mark.parametrize("other", ["arms", "late"])
def test_of_runs_that_have_learnt_alike_the_one_of_the_scenario_lends_its_members(tmp_path: Path, other: str) -> None:
    opened = cove_in(tmp_path)
    (tmp_path / f"{other}.yaml").write_text(f"name: {other}\nextends: cove.yaml\n", encoding="utf-8")
    for name in (other, "cove"):
        run(load(tmp_path / f"{name}.yaml"), RUN, opened.out)
    desk = Desk(opened)
    assert f"By the members of {opened.out / 'cove'}," in answers(desk, Play())[0]["past"]
    desk.close()


def test_what_can_t_have_been_so_all_along_can_be_so_later(tmp_path: Path) -> None:
    opened = cove_in(tmp_path)
    file = opened.base.file
    seen = "observe:\n  known: {at: start, expr: inflow, between: [0.5, 2]}\n"
    file.write_text(file.read_text(encoding="utf-8").replace("observe:\n", seen), encoding="utf-8")
    found = Desk(opening([file], [load(file)], (), (), "machine", opened.out))
    list(found.answers(Play(), [], never))
    said = answers(found, Play(held=(("inflow", 2.5),)))
    assert told(said, "problems")[0]["problems"] == []
    assert said[-1]["kind"] == "done"
    assert not any("contradict" in note for note in said[0]["notes"])
    found.close()


def test_an_edit_that_leaves_the_past_keeps_the_members_and_another_learns_anew(desk: Desk) -> None:
    file = desk.opening.base.file
    text = file.read_text(encoding="utf-8")
    kept = Play(texts=((str(file), text.replace("add: -dredger", "add: -2*dredger")),))
    desk.arm(Play()).to(GLANCE, never, ["silt"])
    assert not desk.pair(Play())[1].watched  # what was thought before is in no fan of what was learnt
    assert desk.pair(kept)[1].ensemble is desk.pair(Play())[1].ensemble
    found = answers(desk, Play(texts=((str(file), text.replace("value: 1.5,", "value: 1.2,")),)))
    assert [one["learnt"] for one in told(found, "answer")] == [False, False, True, True, True]
    assert told(found, "answer")[0]["moved"] == "How far it moves is not known before the figures have been learnt."
    assert {bar["change"] for bar in told(found, "answer")[0]["bars"]} == {"not known yet"}
    before, *after = told(found, "rows")
    assert {row["change"] for row in before["rows"]} == {"not known yet"}
    assert all("not known yet" not in {row["change"] for row in one["rows"]} for one in after)
    assert "each by members of its own" in told(found, "answer")[2]["moved"]
    assert any("learnt otherwise" in note for note in told(found, "answer")[2]["notes"])


def test_figures_that_nothing_comes_near_are_told_and_the_answer_stays(fresh: Desk) -> None:
    file = fresh.opening.base.file
    text = file.read_text(encoding="utf-8").replace("value: 1.5, error: 0.15", "value: 900, error: {normal: 0.0001}")
    found = answers(fresh, Play(texts=((str(file), text),)))
    last = told(found, "answer")[-1]
    assert "They can’t be learnt: " in last["past"]
    assert (last["learnt"], last["paths"], found[-1]["kind"]) == (False, 50_000, "done")


def test_a_page_that_asks_for_something_else_stops_what_was_being_learnt(fresh: Desk) -> None:
    past = fresh.past(Play())
    assert past is not None
    with fresh.computing():  # so that learning waits
        assert fresh.pasts.learn(past, 0.0) == 0
        fresh.pasts.keep(())
        assert wait_for(lambda: fresh.pasts._work is not None and fresh.pasts._work.ended.is_set())
    assert fresh.pasts.known(past) is None
    assert fresh.pasts.why_not(past) == ""


def test_what_another_page_stopped_is_learnt_after_all(fresh: Desk) -> None:
    asked = fresh.answers(Play(), [], never)
    with fresh.computing():
        assert "0 of 8" in next(one for one in asked if one["kind"] == "learning")["text"]
        fresh.pasts.keep(())
    assert told(list(asked), "answer")[-1]["learnt"]


def test_closing_stops_learning(fresh: Desk) -> None:
    past = fresh.past(Play())
    assert past is not None
    with fresh.computing():
        fresh.pasts.learn(past, 0.0)
        closing = threading.Thread(target=fresh.close)
        closing.start()
        closing.join(PATIENCE)
        assert not closing.is_alive()


def test_behind_a_slider_stands_what_was_learnt_and_before(desk: Desk) -> None:
    arm = desk.pair(Play())[1]
    found = {one["name"]: one for one in knobs(arm, desk.base, arm.to(5_000, never))}
    inflow, limit = found["inflow"], found["limit"]
    after, before = inflow["shapes"]
    assert max(after) == 1.0 > max(before)  # the narrower
    assert inflow["told"].startswith("learnt: about 1.")
    assert "; before, about 1.00" in inflow["told"]
    assert inflow["when"] == "held, it acts from 2026-02 on: what came before stays as it was"
    assert (limit["when"], len(limit["shapes"])) == ("", 1)
    assert inflow["value"] == pytest.approx(1.55, abs=0.05)


CHAIN = """\
name: gate
clock: {start: 2025-01, end: 2027-01, step: month}
parameters: {rate: {uniform: [1, 9]}, luck: {uniform: [0, 1]}}
drivers: {gate: {process: markov_chain, initial: shut, rates: {shut: {wide: rate}, wide: {shut: 3}}}}
observe: {seen: {at: 2025-06, expr: "rate + luck if gate == 'shut' else rate", value: 4, error: 2}}
outcome: {wide: gate == 'wide', shut: otherwise}
simulate: {paths: 1000, seed: 5}
"""


def test_what_a_process_is_told_at_the_start_alone_stays(tmp_path: Path) -> None:
    file = tmp_path / "gate.yaml"
    file.write_text(CHAIN, encoding="utf-8")
    desk = Desk(opening([file], [load(file)], (), (), "machine", tmp_path / "results"))
    list(desk.answers(Play(), [], never))
    arm = desk.pair(Play())[1]
    found = {one["name"]: (one["stuck"], one["when"]) for one in knobs(arm, desk.base, arm.to(1_000, never))}
    why = "it is told to gate, a markov_chain, at the start alone"
    assert found["rate"] == (True, f"the past hangs on it, and it can’t change later: {why}")
    assert not found["luck"][0]
    with pytest.raises(WrongUsageError, match=f"rate can't change after the past: {why}"):
        desk.pair(read_play({"held": {"rate": 3}}))
    desk.close()


@pytest.mark.parametrize(
    ("date", "stuck", "when"),
    [("2025-06", True, "the past hangs on it, and it can’t change later: it has a value of its own within it"),
     ("2026-06", False, "held, it acts from 2026-02 on: what came before stays as it was")],
)  # fmt: skip
def test_what_has_a_value_of_its_own_later(tmp_path: Path, date: str, stuck: bool, when: str) -> None:
    file = cove_in(tmp_path).base.file
    said = [f"parameters.inflow.later={{from: {date}, value: 1}}", "parameters.limit.later={from: 2027, value: 1.5}"]
    desk = Desk(opening([file], [load(file, said)], said, (), "machine", tmp_path / "results"))
    found = {one["name"]: one for one in knobs(desk.base, desk.base, desk.base.to(1_000, never))}
    assert (found["inflow"]["stuck"], found["inflow"]["when"]) == (stuck, when)
    assert found["limit"]["when"] == "held, it acts before 2027-01 only: from then on it is 1.5"
    desk.close()


def test_where_the_past_lasts_to_the_end_of_the_clock_nothing_can_be_held_after_it(tmp_path: Path) -> None:
    file = cove_in(tmp_path).base.file
    desk = Desk(opening([file], [load(file, ["clock.end=2026-01"])], (), (), "machine", tmp_path / "results"))
    with pytest.raises(WrongUsageError, match="inflow can't change after the past: it lasts to the end of the clock"):
        desk.pair(INFLOW)
    desk.close()
