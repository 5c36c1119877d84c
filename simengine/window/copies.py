"""What is set, to be taken along: as a scenario, which is laid over the file it changes, and as a command."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path

from simengine.errors import Place, WrongUsageError
from simengine.loading import validated
from simengine.model.model import Model
from simengine.runs.files import disk_errors
from simengine.runs.find import RESULTS
from simengine.runs.learnt import Effort
from simengine.scenario.folder_name import folder_problem
from simengine.scenario.shapes import RULES
from simengine.window.meaning import changed_model, overrides_of
from simengine.window.opened import Opened, Opening
from simengine.window.play import Play
from simengine.yaml.assign import read_assignment
from simengine.yaml.emit import to_yaml
from simengine.yaml.from_python import tree_of
from simengine.yaml.merge import merge_files
from simengine.yaml.nodes import Entry, MappingNode
from simengine.yaml.source_file import source_of_text


def as_scenario(opening: Opening, play: Play, name: str) -> str:
    """The text of a scenario of this name that says what is set, to lie beside the file that it extends.

    Where a text is edited it is the whole scenario, which extends nothing. It has been read and checked. Raises
    ScenarioError with all that is wrong, WrongUsageError for a name that can't be a file's.
    """
    opened, problem = opening.at(play.scenario), folder_problem(name)
    if problem or not name:
        raise WrongUsageError(f"the name of a scenario {problem or 'can’t be empty'}")
    model = changed_model(opening, play)
    text = _whole(model, name) if play.texts else _overlay(opening, opened, play, name)
    _checked(opening, opened, text, name)
    return text


def _overlay(opening: Opening, opened: Opened, play: Play, name: str) -> str:
    said = [*opened.overrides, *overrides_of(opened.scenario, play), *_chance(opening, opened)]
    head = tree_of({"name": name, "title": f"{opened.title}: what if", "extends": opened.file.name}, "what is set")
    return to_yaml(_with_set(head, said) if said else head)


def _with_set(head: MappingNode, said: Iterable[str]) -> MappingNode:
    place = Place("what is set")
    entries = {one.key: Entry(one.key, place, one.value) for one in map(read_assignment, said)}
    section = Entry("set", place, MappingNode(tuple(entries.values()), place))
    return MappingNode((*head.entries, section), place)


def _chance(opening: Opening, opened: Opened) -> list[str]:
    """What makes it meet the chance of the base, as it did in the window."""
    mine, wanted = opened.scenario.simulate, {"seed": opening.seed, "nested": opening.nested}
    return [f"simulate.{key}={value}" for key, value in wanted.items() if getattr(mine, key) != value]


def _whole(model: Model, name: str) -> str:
    named = tree_of({"name": name}, "what is set")
    rest = [entry for entry in model.scenario.merged.entries if entry.key != "name"]
    return to_yaml(MappingNode((*named.entries, *rest), model.scenario.merged.place))


def _checked(opening: Opening, opened: Opened, text: str, name: str) -> None:
    """Reads the text as the file it is to be. Raises ScenarioError."""
    file = opened.file.parent / f"{name}.yaml"
    validated(merge_files(source_of_text(text, str(file), file), RULES), opening.plugins)


def as_command(opening: Opening, play: Play, paths: int, effort: Effort | None = None) -> str:
    """The command that draws the same futures into a run, which learns with an effort if one is given.

    WrongUsageError where a text is edited.
    """
    opened = opening.at(play.scenario)
    if play.texts:
        raise WrongUsageError("a text is edited, which no command says: save it as a scenario, and run that")
    words = ["simengine", "run", str(opened.file), *opened.overrides, *overrides_of(opened.scenario, play)]
    chance = [word for one in _chance(opening, opened) for word in _option(one)]
    return shlex.join([*words, "--paths", str(paths), *chance, *_learning(opening, effort)])


def _learning(opening: Opening, effort: Effort | None) -> Iterator[str]:
    """The options by which a run takes the same members, or learns them again."""
    if effort is None:
        return
    for name, usual in asdict(Effort()).items():
        if getattr(effort, name) != usual:
            yield from (f"--{name}", str(getattr(effort, name)))
    if opening.out != RESULTS:
        yield from ("--out", str(opening.out))


def _option(said: str) -> tuple[str, str]:
    key, _, value = said.partition("=")
    return f"--{key.removeprefix('simulate.')}", value


def saved(opening: Opening, play: Play, name: str) -> Path:
    """Writes the scenario into a new file beside the one it extends, and returns it.

    Raises as `as_scenario`, and WrongUsageError where a file of this name is there.
    """
    text = as_scenario(opening, play, name)
    file = opening.at(play.scenario).file.parent / f"{name}.yaml"
    with disk_errors(file.parent):
        try:
            out = file.open("x", encoding="utf-8", newline="\n")  # never through a link, nor over what is there
        except FileExistsError:
            raise WrongUsageError(f"{file} is there already: give it another name") from None
        with out:
            out.write(text)
    return file
