"""How a path ended, as a number in the results and as advice to a person."""

from __future__ import annotations

from enum import IntEnum

MOST_IN_A_STEP = 1_000
"""An event that occurs by its hazard more often than this in one step ends its path."""


class Status(IntEnum):
    """The end of one path. Only OK paths take part in results; EXCLUDED ones contradict what is known."""

    OK = 0
    EXCLUDED = 1
    NON_FINITE = 2
    BAD_HAZARD = 3
    BAD_CHANCE = 4
    TOO_MANY = 5
    BAD_DELAY = 6

    @property
    def failed(self) -> bool:
        """Whether the path broke, as against being set aside by an observation."""
        return self not in (Status.OK, Status.EXCLUDED)


ADVICE = {
    Status.OK: "ran to the end",
    Status.EXCLUDED: "contradicts an observation; counted and left out",
    Status.NON_FINITE: "a driver became infinite or not a number: look at its inputs for a division by zero, "
    "the logarithm of a negative number, or growth without a limit",
    Status.BAD_HAZARD: "a hazard became negative or not a number: wrap it in max(0, …), and test what it divides by",
    Status.BAD_CHANCE: "a branch's chance became negative or not a number: wrap it in clip(…, 0, 1)",
    Status.TOO_MANY: "an event occurred more than 1,000 times in one step: lower its hazard, take a shorter step, "
    "or say `each: step` if once a step is what you mean",
    Status.BAD_DELAY: "a delay became negative or not a number: wrap it in max(0, …), or give its distribution "
    "lower: 0",
}
