"""What hostile texts are made of."""

from __future__ import annotations

from collections.abc import Iterable

HEAD = "name: hostile\nclock: {start: 2024, end: 2034, step: year}\n"
DAILY = "name: hostile\nclock: {start: 2024, end: 2034, step: day}\n"
DRIVERS = "drivers:\n  x: {process: level, initial: 1}\n  y: {process: level, initial: 2}\n"
OUTCOME = "outcome: {all: otherwise}\n"


def sections(**texts: str) -> str:
    """A sound scenario with these sections, instead of its own or more."""
    own = {"drivers": DRIVERS, "outcome": OUTCOME}
    return HEAD + "".join({**own, **texts}.values())


def section(name: str, lines: Iterable[str]) -> str:
    return f"{name}:\n" + "".join(f"  {line}\n" for line in lines)


def formula(text: str) -> str:
    return sections(formulas=f'formulas:\n  f: "{text}"\n')


def formulas(lines: Iterable[str]) -> str:
    return sections(formulas=section("formulas", lines))


def many_drivers(lines: Iterable[str], more: str = "") -> str:
    return sections(drivers=section("drivers", lines), more=more)


def days(number: int) -> Iterable[str]:
    """Dates, one after the other, from the year 1000."""
    for k in range(number):
        yield f"{1000 + k // 336}-{k // 28 % 12 + 1:02d}-{k % 28 + 1:02d}"


def functions(bodies: Iterable[str], formula: str) -> str:
    lines = (f'f{i}(x): "{body}"' for i, body in enumerate(bodies))
    return sections(functions=section("functions", lines), formulas=f"formulas: {{f: '{formula}'}}\n")


def events(lines: Iterable[str]) -> str:
    return sections(events=section("events", lines))
