"""Which lines of a scenario its paths spend their time on."""

from __future__ import annotations

from collections.abc import Sequence

from simengine.cli.output import say
from simengine.cli.progress import tell_done
from simengine.compute.wanted import Wanted
from simengine.engines.machine.make_machine import make_machine
from simengine.engines.machine.profile import Cost, Profile, costs
from simengine.report.layout import aligned
from simengine.report.numbers import counted
from simengine.scenario.places import told_place, written_at

_PATHS = 8_192
_LEAST = 0.001
"""Lines with a smaller share are told together."""


def tell_profiles(wanted: Sequence[Wanted], paths: int | None) -> None:
    """Computes paths of each scenario on the machine, stores none, and prints a table a scenario."""
    say("\n\n".join(_profile_text(one, paths or min(one.paths, _PATHS)) for one in wanted))


def _profile_text(wanted: Wanted, paths: int) -> str:
    machine, tree = make_machine(wanted.plan, tell_done), wanted.model.scenario.tree
    machine.simulate(range(min(paths, machine.block)))  # what is made only once takes no part
    profile = machine.profile(range(paths))
    found = costs(profile, machine.table, lambda dotted: told_place(written_at(tree, dotted)))
    return "\n".join([*_head(wanted, profile, paths), *aligned(_rows(found), to_right=frozenset({0, 1}))])


def _head(wanted: Wanted, profile: Profile, paths: int) -> list[str]:
    each = [time / profile.path_steps for time in (profile.plain, profile.total)]
    steps = wanted.plan.clock.steps
    outside = 1.0 - float(profile.shares()[1].sum())
    figures = len(wanted.plan.likelihoods)
    prior = f"futures as they would be without the {counted(figures, 'figure')} with an error: none is learnt from"
    return [
        *([prior] if figures else []),
        f"{wanted.name}: {paths:,} paths of {steps:,} steps in {profile.plain / 1e9:.2f} s on one processor",
        f"{each[0]:.1f} ns a path and step; {each[1]:.1f} with every instruction measured, as below",
        f"{outside:.1%} of the time is outside of instructions",
        "",
    ]


def _rows(found: Sequence[Cost]) -> list[tuple[str, str, str, str]]:
    small = [cost for cost in found if cost.share < _LEAST]
    rows = [("share", "ns", "place", "what")]
    rows += [_row(cost) for cost in found if cost.share >= _LEAST]
    if small:
        rest = Cost(
            sum(cost.share for cost in small), sum(cost.nanoseconds for cost in small), "", f"{len(small)} more"
        )
        rows.append(_row(rest))
    return rows


def _row(cost: Cost) -> tuple[str, str, str, str]:
    return f"{cost.share:.1%}", f"{cost.nanoseconds:.2f}", cost.place, cost.what
