"""What a page can ask for, and what it is answered."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from simengine.errors import ScenarioError, SimengineError, WrongUsageError
from simengine.scenario.shapes import RULES
from simengine.window.arm import Arm
from simengine.window.copies import as_command, as_scenario, saved
from simengine.window.desk import Desk, problem_json
from simengine.window.fans import MOST, fan_facts, first_fans
from simengine.window.knobs import knobs
from simengine.window.one_future import one_future
from simengine.window.play import Play, read_play
from simengine.window.timeline import timeline
from simengine.yaml.merge import merge_files
from simengine.yaml.source_file import SCENARIO_FILE, decoded, read_bytes

Json = dict[str, Any]
_LONGEST = 1_000


@dataclass(slots=True)
class Room:
    """The desk, and what is found out of each scenario once, before it has learnt and after."""

    desk: Desk
    found: dict[tuple[int, bool], Json] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)


def stream(room: Room, said: Json) -> Iterator[Json]:
    """The answers to a setting, one after the other; what the same page asked for before is outdated."""
    try:
        play, shown = read_play(said.get("play")), _names(said.get("fans"))
        stop = room.desk.begin(_word(said, "seat"), _whole(said, "turn"))
        asked = (
            room.desk.glance(play, shown, stop) if said.get("glance") is True else room.desk.answers(play, shown, stop)
        )
        for one in asked:
            yield one
            if stop():
                return
    except SimengineError as error:
        yield {"kind": "error", "error": str(error)}


def _scenario(room: Room, said: Json) -> Json:
    """What can be set in a scenario: sliders, dates, drivers for the fans."""
    play = Play(read_play({"scenario": said.get("scenario")}).scenario)
    arm = room.desk.pair(play)[1]
    key = play.scenario, arm.ensemble is not None
    with room.lock, room.desk.computing():
        if key not in room.found:
            room.found[key] = _found(room.desk, play, arm)
        return room.found[key]


def _found(desk: Desk, play: Play, arm: Arm) -> Json:
    table = arm.to(desk.ladder[0], lambda: False)
    return {
        "title": desk.opening.at(play.scenario).title,
        "knobs": knobs(arm, desk.arm(play), table),
        "timeline": timeline(arm.model, arm.plan),
        "drivers": fan_facts(arm.model, arm.plan),
        "fans": first_fans(arm.model),
        "learnt": arm.ensemble is not None,
    }


def _texts(room: Room, said: Json) -> Json:
    """The files of a scenario, the one that was opened first, and what they say."""
    opened = room.desk.opening.at(read_play({"scenario": said.get("scenario")}).scenario)
    found = reversed(merge_files(opened.file, RULES).files)
    return {
        "files": [{"name": one.shown, "text": decoded(read_bytes(one.path, SCENARIO_FILE), one.shown)} for one in found]
    }


def _story(room: Room, said: Json) -> Json:
    """One future behind a bar."""
    with room.desk.computing():
        arm = room.desk.pair(read_play(said.get("play")))[1]
        table = arm.to(room.desk.ladder[0], lambda: False)
        return one_future(arm, table, _word(said, "of"), _word(said, "name"), _whole(said, "number"))


def _copy(room: Room, said: Json) -> Json:
    """What is set as a scenario and as a command; the reason where one can't be had."""
    opening, play = room.desk.opening, room.desk.meant(read_play(said.get("play")))
    drawing = room.desk.drawing(play)
    try:
        command = as_command(opening, play, *drawing)
    except SimengineError as error:
        command = f"# {error}"
    try:
        return {"scenario": as_scenario(opening, play, _word(said, "name"), *drawing), "command": command}
    except ScenarioError as error:
        return {"problems": [problem_json(one) for one in error.problems], "error": str(error)}


def _save(room: Room, said: Json) -> Json:
    """Writes what is set into a new file beside the scenario."""
    play = room.desk.meant(read_play(said.get("play")))
    return {"file": str(saved(room.desk.opening, play, _word(said, "name"), *room.desk.drawing(play)))}


ANSWERS: Mapping[str, Callable[[Room, Json], Json]] = {
    "/scenario": _scenario,
    "/texts": _texts,
    "/story": _story,
    "/copy": _copy,
    "/save": _save,
}


def _word(said: Json, key: str) -> str:
    found = said.get(key)
    if not isinstance(found, str) or len(found) > _LONGEST:
        raise WrongUsageError(f"{key} must be a text of at most {_LONGEST} letters")
    return found


def _whole(said: Json, key: str) -> int:
    found = said.get(key)
    if not isinstance(found, int) or isinstance(found, bool) or found < 0:
        raise WrongUsageError(f"{key} must be a whole number from 0 on (got {found!r})")
    return found


def _names(said: object) -> list[str] | None:
    """The names of what fans are wanted of; None where a page doesn't know them yet."""
    if said is None:
        return None
    if not isinstance(said, list) or not all(isinstance(one, str) for one in said):
        raise WrongUsageError("fans must be names of drivers or formulas")
    return said[:MOST]
