"""The switches of tests that have a longer form: environment variables with a number, read here and nowhere else."""

import os
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Switch:
    """What a switch asks for, what `--long` sets it to, and about how many minutes that takes on one processor."""

    asks: str
    long: int
    minutes: int
    most: int | None = None


SWITCHES = {
    "SIMENGINE_CALIBRATION": Switch("N data sets of a model's own, learnt by both routes: uniform ranks?", 200, 9),
    "SIMENGINE_CLUSTER": Switch("1: a cluster of three worker processes, one of them killed", 1, 1, most=1),
    "SIMENGINE_COVERAGE": Switch("N runs of each law that stop when they know enough: do intervals hold?", 20_000, 3),
    "SIMENGINE_EVERY_WORD": Switch("1: the normal pair of each of 2³² words, the moments of 10⁹ numbers", 1, 5, most=1),
    "SIMENGINE_EXAMPLES": Switch("N scenarios at random, others each time: interpreter and engine", 400, 1),
    "SIMENGINE_FAULTS": Switch(
        "1: runs struck at every operation on files, every flip of a part, 100 kills", 1, 15, most=1
    ),
    "SIMENGINE_FUZZ": Switch("N whole files at random, and every hostile one: read, or refused well", 20_000, 7),
    "SIMENGINE_LEARNING": Switch("N scenarios at random with figures, others each time: members, or words", 1000, 4),
    "SIMENGINE_PARITY": Switch("N scenarios at random, others each time: both engines; more paths of all", 1000, 4),
    "SIMENGINE_WIDTHS": Switch("1: all kernels and the loop, compiled for each width of vectors", 1, 5, most=1),
    "SIMENGINE_YAML": Switch("N texts at random, others each time: our reading of YAML and ruamel's", 10_000, 1),
}
OF_THE_PRODUCT = {"SIMENGINE_CACHE", "SIMENGINE_DEBUG", "SIMENGINE_ENGINE"}


def asked(name: str) -> int:
    """The number a switch is set to, 0 if it is not."""
    return number(name, os.environ.get(name, ""))


def number(name: str, text: str) -> int:
    """The number a text stands for as the value of a switch."""
    most = SWITCHES[name].most
    if text and not (text.isdecimal() and text.isascii() and (most is None or int(text) <= most)):
        raise ValueError(f"{name}={text}: must be a whole number{'' if most is None else f' from 0 to {most}'}")
    return int(text or "0")


def mistakes(environment: Mapping[str, str]) -> list[str]:
    """What is wrong with the switches in an environment, a line each."""
    found = []
    for name in sorted(environment):
        if name in SWITCHES:
            try:
                number(name, environment[name])
            except ValueError as error:
                found.append(str(error))
        elif name.startswith("SIMENGINE_") and name not in OF_THE_PRODUCT:
            known = ", ".join([*SWITCHES, *sorted(OF_THE_PRODUCT)])
            found.append(f"{name} is no switch; there are {known}")
    return found


def table() -> str:
    """The switches as a text, a line each."""
    width = max(map(len, SWITCHES))
    return "\n".join(
        f"{name:{width}}  --long: {switch.long:>6}, about {switch.minutes:>2} min  {switch.asks}"
        for name, switch in SWITCHES.items()
    )
