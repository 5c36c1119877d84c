"""What is set, to be taken along: as a scenario, which is laid over the file it changes, and as a command."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path

from simengine.errors import Place, ScenarioError, WrongUsageError
from simengine.loading import overridden, validated
from simengine.model.model import Model
from simengine.runs.files import disk_errors
from simengine.runs.find import RESULTS
from simengine.runs.learnt import Effort
from simengine.scenario.differences import same
from simengine.scenario.folder_name import folder_problem
from simengine.scenario.schema import Scenario
from simengine.scenario.shapes import RULES
from simengine.window.meaning import changed_model, overrides_of
from simengine.window.opened import Opened, Opening
from simengine.window.play import Play
from simengine.yaml.assign import read_assignment
from simengine.yaml.emit import to_yaml
from simengine.yaml.from_python import tree_of
from simengine.yaml.merge import Merged, merge_files
from simengine.yaml.nodes import Entry, KeyPath, MappingNode, ScalarNode
from simengine.yaml.source_file import source_of_text


def as_scenario(opening: Opening, play: Play, name: str, paths: int | None = None, effort: Effort | None = None) -> str:
    """The text of a scenario of this name that says what is set, to lie beside the file that it extends.

    No scenario says with which effort it learns: if one is given, a comment has the command that draws so many `paths`
    from the same members.

    Where a text is edited it says what has changed, or, if that can't be laid over the file, is the whole scenario,
    which extends nothing. It has been read and checked. Raises ScenarioError with all that is wrong, WrongUsageError
    for a name that can't be a file's.
    """
    opened, problem = opening.at(play.scenario), folder_problem(name)
    if problem or not name:
        raise WrongUsageError(f"the name of a scenario {problem or 'can’t be empty'}")
    model = changed_model(opening, play)
    if play.texts:
        chance = tuple(_chance(opening, model.scenario))
        text = _edited(opened, overridden(model, chance, "what is set").model if chance else model, name)
    else:
        text = _overlay(opening, opened, play, name)
    file = _file_of(opened, name)
    validated(_read(opened, text, name), opening.plugins)
    if effort is None or paths is None:
        return text
    words = ["simengine", "run", str(file), "--paths", str(paths), *_learning(opening, effort)]
    return f"# From the members of the window: {shlex.join(words)}\n{text}"


def _file_of(opened: Opened, name: str) -> Path:
    return opened.file.parent / f"{name}.yaml"


def _overlay(opening: Opening, opened: Opened, play: Play, name: str) -> str:
    said = [*opened.overrides, *overrides_of(opened.scenario, play), *_chance(opening, opened.scenario)]
    head = tree_of({"name": name, "title": f"{opened.title}: what if", "extends": opened.file.name}, "what is set")
    return to_yaml(_with_set(head, said) if said else head)


def _with_set(head: MappingNode, said: Iterable[str]) -> MappingNode:
    place = Place("what is set")
    entries = {one.key: Entry(one.key, place, one.value) for one in map(read_assignment, said)}
    section = Entry("set", place, MappingNode(tuple(entries.values()), place))
    return MappingNode((*head.entries, section), place)


def _chance(opening: Opening, scenario: Scenario) -> list[str]:
    """What makes it meet the chance of the base, as it did in the window."""
    mine, wanted = scenario.simulate, {"seed": opening.seed, "nested": opening.nested}
    return [f"simulate.{key}={value}" for key, value in wanted.items() if getattr(mine, key) != value]


def _edited(opened: Opened, model: Model, name: str) -> str:
    """What differs from the file, laid over it; the whole where that would not say the same."""
    wanted = model.scenario.merged
    said = model.scenario.title
    title = f"{opened.title}: what if" if said in (None, opened.scenario.title) else said
    head = tree_of({"name": name, "title": title, "extends": opened.file.name}, "what is set")
    changes = _changes(merge_files(opened.file, RULES).tree, wanted, ())
    text = to_yaml(MappingNode((*head.entries, *_unnamed(changes)), head.place))
    try:
        if same(_nameless(_read(opened, text, name).tree), _nameless(wanted)):
            return text
    except ScenarioError:
        pass  # such as a key that can't be deleted from above
    return to_yaml(MappingNode((*head.entries[:2], *_unnamed(wanted)), wanted.place))


def _changes(base: MappingNode, wanted: MappingNode, path: KeyPath) -> MappingNode:
    """What makes the wanted mapping of another if it is laid over it."""
    gone = [entry for entry in base.entries if wanted.entry(entry.key) is None]
    found = [entry._replace(node=ScalarNode(None, wanted.place, "null")) for entry in gone]
    for entry in wanted.entries:
        old, new, where = base.get(entry.key), entry.node, (*path, entry.key)
        if same(old, new):
            continue
        if isinstance(old, MappingNode) and isinstance(new, MappingNode) and not _replaced(old, new, where):
            new = _changes(old, new, where)
        found.append(entry._replace(node=new))
    return MappingNode(tuple(found), wanted.place)


def _replaced(old: MappingNode, new: MappingNode, path: KeyPath) -> bool:
    return RULES.replaced_whole(path) or RULES.changes_kind(path, old, new)


def _unnamed(tree: MappingNode) -> tuple[Entry, ...]:
    return tuple(entry for entry in tree.entries if entry.key not in RULES.identity)


def _nameless(tree: MappingNode) -> MappingNode:
    return MappingNode(_unnamed(tree), tree.place)


def _read(opened: Opened, text: str, name: str) -> Merged:
    """The text as the file it is to be. Raises ScenarioError."""
    file = _file_of(opened, name)
    return merge_files(source_of_text(text, str(file), file), RULES)


def as_command(opening: Opening, play: Play, paths: int, effort: Effort | None = None) -> str:
    """The command that draws the same futures into a run, which learns with an effort if one is given.

    WrongUsageError where a text is edited.
    """
    opened = opening.at(play.scenario)
    if play.texts:
        raise WrongUsageError("a text is edited, which no command says: save it as a scenario, and run that")
    words = ["simengine", "run", str(opened.file), *opened.overrides, *overrides_of(opened.scenario, play)]
    chance = [word for one in _chance(opening, opened.scenario) for word in _option(one)]
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


def saved(opening: Opening, play: Play, name: str, paths: int | None = None, effort: Effort | None = None) -> Path:
    """Writes the scenario into a new file beside the one it extends, and returns it.

    Raises as `as_scenario`, and WrongUsageError where a file of this name is there.
    """
    text = as_scenario(opening, play, name, paths, effort)
    file = _file_of(opening.at(play.scenario), name)
    with disk_errors(file.parent):
        try:
            out = file.open("x", encoding="utf-8", newline="\n")  # never through a link, nor over what is there
        except FileExistsError:
            raise WrongUsageError(f"{file} is there already: give it another name") from None
        with out:
            out.write(text)
    return file
