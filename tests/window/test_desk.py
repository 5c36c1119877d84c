"""What the desk answers: pairs with the base, piece by piece, and nothing that is asked for no more."""

from __future__ import annotations

import re
import threading
from dataclasses import replace
from itertools import islice

import numpy as np
import pytest

from simengine.analysis.compare import compare
from simengine.report.numbers import estimated_difference
from simengine.window.arm import BLOCK, OutdatedError
from simengine.window.desk import GLANCE, Desk
from simengine.window.play import Play, read_play
from tests.helpers.patience import PATIENCE

HELD = Play(held=(("booms", 0.9),))


def never() -> bool:
    return False


def answers(desk: Desk, play: Play) -> list[dict]:
    return list(desk.answers(play, ["oil", "dirt"], never))


@pytest.fixture
def small(desk: Desk) -> Desk:
    """One that sharpens little."""
    desk.ladder = (600, 900)
    return desk


def test_an_answer_comes_first_then_fans_then_all_figures_then_more_futures(small: Desk) -> None:
    found = answers(small, HELD)
    assert [one["kind"] for one in found] == ["answer", "fans", "rows", "problems", "answer", "rows", "done"]
    assert [one["paths"] for one in found if one["kind"] == "answer"] == [600, 900]


def test_a_glance_is_the_answer_of_few_futures_which_the_answer_goes_on_from(desk: Desk) -> None:
    (found,) = desk.glance(HELD, [], never)
    assert found["paths"] == desk.arm(HELD).drawn == GLANCE
    assert next(desk.answers(HELD, [], never))["paths"] == desk.arm(HELD).drawn == desk.ladder[0]
    assert list(desk.glance(Play(dates=(("ban", "never"),)), [], never)) == []
    assert list(desk.glance(Play(held=(("booms", 0.1),)), [], lambda: True)) == []


def test_bars_are_those_of_the_futures_and_differ_from_the_base_in_pairs(small: Desk) -> None:
    first = answers(small, HELD)[0]
    base, table = small.base.to(600, never), small.arm(HELD).to(600, never)
    wanted = compare(base, table)
    assert [bar["name"] for bar in first["bars"]] == ["foul", "clean"]
    for at, bar in enumerate(first["bars"]):
        found = wanted.outcome[bar["name"]]
        assert bar["p"] == float((table.outcome == at).mean())
        assert bar["p"] - bar["base"] == pytest.approx(found.d)
        assert bar["change"] == estimated_difference(found.d, found.low, found.high).replace("-", "−")
    assert re.match(r"\+21\.7 ±3\.3 points against the base", first["moved"])
    assert "600 futures" in first["moved"]


def test_the_base_against_itself_has_no_difference(small: Desk) -> None:
    first = answers(small, Play())[0]
    assert first["moved"] == ""
    assert {bar["change"] for bar in first["bars"]} == {""}


def test_what_nothing_reads_moves_nothing(small: Desk) -> None:
    first = answers(small, Play(held=(("ships", 99.0),)))[0]
    assert first["moved"] == "On every future as in the base."
    assert {bar["change"] for bar in first["bars"]} == {"as in the base"}


def test_fans_are_quantiles_of_the_same_futures(small: Desk) -> None:
    found = next(one for one in answers(small, HELD) if one["kind"] == "fans")
    kept = small.arm(HELD).kept(["oil"], 2_000, never)[:, :, 0]
    assert np.allclose(found["fans"]["oil"], np.quantile(kept, [0.05, 0.25, 0.5, 0.75, 0.95], axis=0))
    assert found["fans"]["oil"] != found["base"]["oil"]
    assert set(found["fans"]) == {"oil", "dirt"}


def test_fans_are_drawn_of_the_futures_that_the_answer_was_computed_from(desk: Desk) -> None:
    first = [next(desk.glance(HELD, None, never)), *islice(desk.answers(HELD, None, never), 2)]
    arm = desk.arm(HELD)
    assert [one["kind"] for one in first] == ["answer", "answer", "fans"]
    assert arm.drawn == desk.ladder[0]
    assert not arm.watched
    assert sum(one.kept.size for one in arm.pieces) == 0
    asked = replace(arm, made=[None], fans={}, watched={("oil",): [np.zeros((2_000, 1, 1))]})
    assert not asked.kept(["oil"], 2_000, never).any()  # with no engine to compute it again


def test_futures_don_t_depend_on_how_they_were_asked_for(desk: Desk) -> None:
    whole, bit_by_bit = desk.arm(HELD), desk._made(HELD)
    for paths in (10, BLOCK, BLOCK + 1, 1_300):
        table = bit_by_bit.to(paths, never)
        assert table.paths == paths
    other = whole.to(1_300, never)
    assert (table.outcome == other.outcome).all()
    assert np.array_equal(table.measures["most"], other.measures["most"])


def test_an_outdated_computation_stops_at_its_next_block(desk: Desk) -> None:
    arm, asked = desk.arm(HELD), []

    def stop() -> bool:
        asked.append(arm.drawn)
        return len(asked) > 6

    with pytest.raises(OutdatedError):
        arm.to(1_000 * BLOCK, stop)
    assert arm.drawn <= 6 * BLOCK
    assert arm.to(2 * BLOCK, never).paths == 2 * BLOCK  # what was drawn is kept and goes on


def test_a_page_that_asks_again_outdates_what_it_asked_for(desk: Desk) -> None:
    first, other = desk.begin("a", 1), desk.begin("b", 1)
    assert (first(), other()) == (False, False)
    third = desk.begin("a", 3)
    second = desk.begin("a", 2)  # which was late
    assert (first(), second(), third(), other()) == (True, True, False, False)


def test_an_outdated_answer_ends_while_it_is_computed(desk: Desk) -> None:
    desk.ladder = (600, 10_000_000)
    stop, found, begun = desk.begin("a", 1), [], threading.Event()

    def read() -> None:
        for one in desk.answers(HELD, [], stop):
            found.append(one["kind"])
            if one["kind"] == "problems":
                begun.set()

    thread = threading.Thread(target=read)
    thread.start()
    assert begun.wait(PATIENCE)
    desk.begin("a", 2)
    thread.join(PATIENCE)
    assert not thread.is_alive()
    assert found == ["answer", "fans", "rows", "problems"]


def test_closing_stops_all(desk: Desk) -> None:
    stop = desk.begin("a", 1)
    desk.close()
    assert stop()
    with pytest.raises(OutdatedError):
        desk.arm(HELD).to(600, stop)


def test_settings_are_kept_while_there_is_room(desk: Desk) -> None:
    first = desk.arm(HELD)
    assert desk.arm(read_play({"held": {"booms": 0.9}})) is first
    for at in range(20):
        desk.arm(Play(held=(("booms", at / 20),)))
    assert desk.arm(HELD) is not first
    assert desk.arm(Play()) is desk.base


def test_an_edit_is_followed_and_what_is_wrong_is_told_at_its_place(small: Desk) -> None:
    file = small.opening.base.file
    text = file.read_text(encoding="utf-8")
    edited = Play(texts=((str(file), text.replace("add: -0.5", "add: -5")),))
    assert answers(small, edited)[0]["bars"][0]["clear"]
    line = next(at for at, row in enumerate(text.splitlines(), 1) if "volatility" in row)
    (found,) = answers(small, Play(texts=((str(file), text.replace("volatility: shake", "volatility: -0.3")),)))
    (problem,) = found["problems"]
    assert (problem["file"], problem["line"], problem["path"]) == (str(file), line, "drivers.oil.volatility")
    assert problem["column"] == text.splitlines()[line - 1].index("shake}") + 1
    (found,) = answers(small, Play(texts=((str(file), "name: bay\n  x: [1,\n"),)))
    assert found["problems"][0]["line"] == 2


def test_a_text_of_a_base_is_edited_under_a_variant(small: Desk) -> None:
    file = small.opening.base.file
    edited = file.read_text(encoding="utf-8").replace("low: 0.1, high: 0.9", "low: 0.8, high: 0.9")
    wild, calm = Play(1, texts=((str(file), edited),)), Play(1)
    assert small.arm(wild).to(600, never).outcome.mean() < small.arm(calm).to(600, never).outcome.mean()


def test_what_is_held_where_it_can_t_be_is_told(small: Desk) -> None:
    found = answers(small, Play(held=(("shake", -1.0),)))
    (told,) = [one for one in found if one["kind"] == "problems"]
    assert told["problems"][0]["path"] == "drivers.oil.volatility"
    assert found[-1] is told


def test_where_every_future_fails_that_is_told(small: Desk) -> None:
    first = answers(small, Play(held=(("spill_rate", -1.0),)))[0]
    assert first["bars"][0]["p"] is None
    assert "600 futures failed and count nowhere." in first["notes"]
    assert any("none is ok" in note for note in first["notes"])
