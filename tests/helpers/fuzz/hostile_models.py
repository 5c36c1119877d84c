"""Models made to take for ever: thousands of elements, and what doubles and doubles.

Each with what is said of it; nothing, if it is a scenario.
"""

from __future__ import annotations

from collections.abc import Callable

from tests.helpers.fuzz.hostile_parts import DRIVERS, events, formulas, many_drivers, section, sections

MODELS: dict[str, tuple[Callable[[], str], str]] = {
    "a chain of formulas": (lambda: formulas(["f0: x", *(f"f{i}: f{i - 1} + 1" for i in range(1, 2900))]), ""),
    "a chain of formulas, backwards": (
        lambda: formulas([*(f"f{i}: f{i + 1} + 1" for i in range(2900)), "f2900: x"]),
        "",
    ),
    "formulas that double": (lambda: formulas(["f0: x", *(f"f{i}: f{i - 1} + f{i - 1}" for i in range(1, 2900))]), ""),
    "formulas of all others": (
        lambda: formulas(
            ["f0: x", *(f"f{i}: {' + '.join(f'f{j}' for j in range(max(0, i - 20), i))}" for i in range(1, 700))]
        ),
        "",
    ),
    "a circle of formulas": (
        lambda: formulas(f"f{i}: f{(i + 1) % 2900} + 1" for i in range(2900)),
        "a circle: f0 → f1 → f2 → f3 → f4 → f5 → f6 → f7 → f8 →",
    ),
    "circles everywhere": (
        lambda: formulas(f"f{i}: {' + '.join(f'f{j}' for j in range(60))}" for i in range(60)),
        "a circle: f0 → f0; break it with lag(f0, …), or make",
    ),
    "formulas, all alike": (lambda: formulas(f"f{i}: x" for i in range(2900)), ""),
    "dense formulas": (lambda: formulas(f"f{i}: {'+'.join('x' * 12)}" for i in range(1250)), ""),
    "formulas with memory": (lambda: formulas(f"f{i}: lag(x, {i % 9 + 1})" for i in range(2900)), ""),
    "doubts that double": (
        lambda: sections(
            drivers=DRIVERS + "  z: {process: ornstein_uhlenbeck, initial: 0, level: f40, speed: 1, volatility: 1}\n",
            events="events: {e: {hazard: 1}}\n",
            formulas=section("formulas", ["f0: since(e)", *(f"f{i}: f{i - 1} + f{i - 1}" for i in range(1, 60))]),
        ),
        "",
    ),
    "drivers": (lambda: many_drivers(f"d{i}: {{process: level, initial: 1}}" for i in range(2900)), ""),
    "parameters": (
        lambda: sections(parameters=section("parameters", (f"p{i}: {{uniform: [0, 1]}}" for i in range(2900)))),
        "",
    ),
    "parameters, like one another": (
        lambda: sections(
            parameters=section("parameters", ["p0: 1", *(f"p{i}: {{like: p{i - 1}}}" for i in range(1, 2900))])
        ),
        "a chain of more than 20 likes; name the first of them",
    ),
    "a circle of likes": (
        lambda: sections(parameters=section("parameters", (f"p{i}: {{like: p{(i + 1) % 9000}}}" for i in range(2900)))),
        "a chain of more than 20 likes; name the first of them",
    ),
    "events": (lambda: events(f"e{i}: {{at: 2025}}" for i in range(2900)), ""),
    "events with effects": (lambda: events(f"e{i}: {{at: 2025, effects: {{x: {{set: x}}}}}}" for i in range(2300)), ""),
    "events that ask for events": (
        lambda: events(f"e{i}: {{when: occurred(e{i - 1 if i else 1})}}" for i in range(2900)),
        "",
    ),
    "an enormous branch": (
        lambda: events([f"e: {{at: 2025, branch: {{{', '.join(f'b{i}: 0' for i in range(2900))}}}}}"]),
        "",
    ),
    "a chain of branches": (
        lambda: events(
            ["e0: {at: 2025, branch: {e1: 1}, effects: {x: {set: x}}}"]
            + [f"e{i}: {{branch: {{e{i + 1}: 1}}, effects: {{x: {{set: x}}}}}}" for i in range(1, 2000)]
            + ["e2000: {}"]
        ),
        "more than 40 branches in a chain",
    ),
    "a circle of branches": (
        lambda: events(f"e{i}: {{branch: {{e{(i + 1) % 2900}: 1}}}}" for i in range(2900)),
        "a circle: e1 branches, in the end, into itself",
    ),
    "branches into one another": (
        lambda: events(f"e{i}: {{branch: {{{', '.join(f'e{j}: 0' for j in range(70))}}}}}" for i in range(70)),
        "a circle: e0 branches, in the end, into itself",
    ),
    "outcomes": (
        lambda: sections(outcome=section("outcome", [*(f"c{i}: x > 1" for i in range(2900)), "z: otherwise"])),
        "",
    ),
    "questions": (
        lambda: sections(
            questions=section("questions", (f"q{i}: {{text: t, by: 2025, when: x > 1}}" for i in range(2400)))
        ),
        "",
    ),
    "measures": (
        lambda: sections(measures=section("measures", ["m0: x", *(f"m{i}: m{i - 1}" for i in range(1, 2900))])),
        "",
    ),
    "tags of mechanisms": (
        lambda: sections(
            mechanisms=section("mechanisms", (f"M{i}: {{claim: c}}" for i in range(1400))),
            formulas=section("formulas", (f"f{i}: {{expr: x, tags: M{i}}}" for i in range(1400))),
        ),
        "",
    ),
    "tags, unknown": (
        lambda: sections(
            formulas=section("formulas", [f"f: {{expr: x, tags: [{', '.join(f'M{i}' for i in range(20_000))}]}}"])
        ),
        "no mechanism 'M0'; there is none; declare it under mechanisms",
    ),
    "sources, unknown": (
        lambda: sections(
            sources=section("sources", (f"S{i}: {{title: c}}" for i in range(1400))),
            formulas=section("formulas", (f"f{i}: {{expr: x, source: T{i}}}" for i in range(1400))),
        ),
        "no source 'T0'; there are S0, S1,",
    ),
}
