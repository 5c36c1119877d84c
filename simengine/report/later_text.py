"""What is said where a parameter is put elsewhere that has a value of its own from some date on."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from simengine.plan.plan import Plan


def later_notes(plan: Plan, names: Collection[str]) -> Iterator[str]:
    """A note for each of these parameters that does: so much is left of what it is put at, or drawn as."""
    laws = {one.name: one.distribution for one in plan.parameters}
    for one in plan.later:
        if one.name in names:
            called = laws[one.name].names
            value = called[int(one.value)] if called else f"{one.value:g}"
            date = plan.clock.label(one.step)
            yield f"{one.name} is {value} from {date} on: put elsewhere, or drawn anew, it is another before that only"
