"""What a scenario forces, and how often it happens by itself in the base.

A scenario that makes an event certain, or keeps it from happening, is one answer to "what if"; the futures of the base
in which the same happens by itself are another. They differ by *selection*: what happens by itself does so in futures
that are ready for it. A value of a parameter, or another law, is no share of the base's futures.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from simengine.analysis.paired import Difference, paired_chance
from simengine.analysis.probability import Proportion, ok_draws, proportion
from simengine.analysis.union import Union
from simengine.errors import SimengineError, listed
from simengine.language.clock import period
from simengine.language.expression import constant
from simengine.runs.outcome_table import Floats, OutcomeTable, Truths
from simengine.runs.store import Run
from simengine.scenario.differences import differences, same_classes
from simengine.scenario.schema import Event
from simengine.yaml.nodes import KeyPath, path_text

_TRIGGERS = frozenset({"hazard", "when", "at", "latest", "repeats", "each", "after", "delay"})


@dataclass(frozen=True, slots=True)
class ForcedEvent:
    """An event that a scenario makes happen by a `date`, or that it keeps from happening (`date` is "").

    `share` are the futures of the base in which it is so by itself.
    """

    name: str
    title: str
    date: str
    share: Proportion


@dataclass(frozen=True, slots=True)
class Selected:
    """A class, or several together: its probability in the base, and there where what is forced happens by itself.

    `forced` is that where it is forced, and `gap` this less that where it happens.
    """

    of: Literal["class", "together"]
    name: str
    title: str
    base: Proportion
    happened: Proportion
    forced: Proportion
    gap: Difference


@dataclass(frozen=True, slots=True)
class ForcedScenario:
    """What one scenario forces (`events`), and what `else_changed` in it, as dotted paths: that has no share.

    `share` are the base's futures in which all of it happens by itself, None where nothing is forced. `selected` tells
    the classes; the gap is selection alone if nothing else is changed. `reason` says why something is missing.
    """

    scenario: str
    events: tuple[ForcedEvent, ...]
    else_changed: tuple[str, ...]
    share: Proportion | None
    selected: tuple[Selected, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class Forced:
    """What several scenarios force, in the futures of the base.

    `paths` of its `drawn` ones count. `overlaps` are the shares in which what two of them force happens, by their
    names; `none` that in which nothing of all this does, None where nothing is forced.
    """

    base: str
    drawn: int
    paths: int
    scenarios: tuple[ForcedScenario, ...]
    overlaps: tuple[tuple[str, str, Proportion], ...]
    none: Proportion | None


def forced(base: Run, others: Sequence[Run]) -> Forced:
    """What others force relative to a base. SimengineError if a part is damaged, or their clocks differ."""
    table = base.outcome_table()
    found = [_forced_by(base, other, table) for other in others]
    happened = [(one.scenario, hits) for one, hits in found if hits is not None]
    share = _Share(table)
    overlaps = tuple(
        (name, second, share.of(hits & others_hits))
        for at, (name, hits) in enumerate(happened)
        for second, others_hits in happened[at + 1 :]
    )
    nothing = ~np.any([hits for _, hits in happened], axis=0) if happened else None
    none = None if nothing is None else share.of(nothing)
    return Forced(
        base.name, table.paths, int(np.count_nonzero(table.ok)), tuple(one for one, _ in found), overlaps, none
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Share:
    """Shares of the ok paths of a run, with the error that is right for how they were made."""

    table: OutcomeTable

    def of(self, hits: Truths) -> Proportion:
        """The share in which something holds that is known of every path."""
        return proportion(hits[self.table.ok].astype(np.float64), ok_draws(self.table), self.table.worth)


def _forced_by(base: Run, other: Run, table: OutcomeTable) -> tuple[ForcedScenario, Truths | None]:
    """What one scenario forces, and the paths of the base on which all of it happens."""
    if base.clock != other.clock:
        raise SimengineError(f"{other.name} has another clock than {base.name}, so nothing of it can be found there")
    changed = differences(base.model.scenario.tree, other.model.scenario.tree)
    events = dict.fromkeys(str(path[1]) for path in changed if path[0] == "events" and len(path) > 1)
    forces = {name: one for name in events if (one := _forces(base, other, name, changed)) is not None}
    rest = tuple(dict.fromkeys(_element(path) for path in changed if not _is_forcing(path, forces)))
    if not forces:
        return ForcedScenario(other.name, (), rest, None, (), _why(base, other, rest)), None
    share, each = _Share(table), {name: _happens(base, name, one.date) for name, one in forces.items()}
    happens: Truths = np.all(list(each.values()), axis=0)
    told = tuple(
        ForcedEvent(name, base.manifest.words.title("events", name), forces[name].date, share.of(hits))
        for name, hits in each.items()
    )
    selected, reason = _selected(base, other, table, happens)
    return ForcedScenario(other.name, told, rest, share.of(happens), selected, reason), happens


def _is_forcing(path: KeyPath, forces: Mapping[str, _Forcing]) -> bool:
    """Whether a change is what makes an event certain, dated or impossible, and not another one beside it."""
    found = forces.get(str(path[1])) if path[0] == "events" and len(path) > 1 else None
    return found is not None and (len(path) == 2 or path[2] in found.keys)


def _element(path: KeyPath) -> str:
    return path_text(path[: 3 if path[0] == "events" else 2])


def _why(base: Run, other: Run, rest: Sequence[str]) -> str:
    if rest:
        only = "only an event that is made certain, dated or impossible has a share of the base's futures"
        return f"it changes {listed(rest)}, and {only}"
    same = base.manifest.paths_digest == other.manifest.paths_digest
    return "it draws the same futures" if same else "its text draws the same futures, by another seed or other code"


@dataclass(frozen=True, slots=True)
class _Forcing:
    """The date by which an event is made to happen, "" if it is kept from happening, and the keys that do it."""

    date: str
    keys: frozenset[str] = _TRIGGERS


def _forces(base: Run, other: Run, name: str, changed: Sequence[KeyPath]) -> _Forcing | None:
    """How another scenario forces an event of the base; None where it doesn't, or changes what it does as well."""
    before, after = base.model.scenario.events.get(name, Event()), other.model.scenario.events.get(name)
    if name not in base.model.events:
        return None
    if after is None:
        return None if name in other.model.events else _Forcing("")
    if any(len(path) < 3 or path[2] not in _TRIGGERS for path in changed if path[:2] == ("events", name)):
        return None
    if after.at is not None and after.at != before.at:
        alone = after.triggers == ("at",)
        return _Forcing(min(after.at, key=lambda date: period(date).first), _TRIGGERS if alone else frozenset({"at"}))
    if after.latest is not None and after.latest != before.latest:
        earlier = before.latest is None or period(after.latest).first < period(before.latest).first
        return _Forcing(after.latest, frozenset({"latest"})) if earlier else None
    if after.triggers == ("hazard",) and after.hazard is not None and constant(after.hazard.node) == 0.0:
        return _Forcing("")
    return None


def _happens(base: Run, name: str, date: str) -> Truths:
    """The paths of the base on which an event happens by a date by itself, or without a date those on which it never
    does.
    """
    counts, first, _ = base.parts().occurrences(name)
    if not date:
        return np.equal(counts, 0)
    return np.greater(counts, 0) & np.less_equal(first, base.clock.step_at(period(date).first))


def _selected(base: Run, other: Run, table: OutcomeTable, happens: Truths) -> tuple[tuple[Selected, ...], str]:
    """The classes where it happens by itself and where it is forced, and why there are none."""
    if not table.classes:
        return (), f"{base.name} has no outcome, so no classes are told"
    if not same_classes(base.model.scenario.tree, other.model.scenario.tree):
        return (), f"{other.name} defines its classes otherwise, so they are not told side by side"
    there = other.outcome_table()
    if not there.ok.any():
        return (), f"no path of {other.name} counts"
    union = Union.of(table, there)
    reason = "" if (happens & table.ok).any() else "it happens by itself on none of the paths that count"
    classes: list[tuple[Literal["class", "together"], str, str, tuple[str, ...]]] = [
        ("class", name, table.words.title("outcome", name), (name,)) for name in table.classes
    ]
    classes += [("together", "", title, names) for title, names in table.words.report.together.items()]
    return tuple(selected_in(table, there, union, happens, *one) for one in classes), reason


def selected_in(
    table: OutcomeTable,
    there: OutcomeTable,
    union: Union,
    happens: Truths,
    of: Literal["class", "together"],
    name: str,
    title: str,
    names: Sequence[str],
) -> Selected:
    """One class, or several together: `happens` tells on which paths of the base it happens by itself."""
    before, after = _in_classes(table, names), _in_classes(there, names)
    happened = np.where(happens, before, np.nan)
    gap = paired_chance(union.of_base(happened), union.of_other(after), union.draws, union.worths)
    chances = [
        proportion(values[run.ok], ok_draws(run), run.worth)
        for run, values in ((table, before), (table, happened), (there, after))
    ]
    return Selected(of, name, title, chances[0], chances[1], chances[2], gap)


def _in_classes(table: OutcomeTable, names: Sequence[str]) -> Floats:
    wanted = [table.classes.index(name) for name in names if name in table.classes]
    return np.isin(table.outcome, wanted).astype(np.float64)
