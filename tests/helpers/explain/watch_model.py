"""A small scenario in which it is known what foretells its end, and what doesn't."""

import simengine as se

TEXT = """
name: watch
clock: {start: 2026, end: 2030, step: quarter}
parameters:
  hidden: {uniform: [0, 1]}
drivers:
  tension: {process: random_walk, initial: 0, drift: 0, volatility: 1, unit: K}
  idle: {process: random_walk, initial: 0, drift: 0, volatility: 1}
  mood: {process: markov_chain, initial: calm, rates: {calm: {tense: 0.5}, tense: {calm: 0.5}}}
events:
  alarm: {title: An alarm, hazard: 0.3}
  echo: {when: occurred(alarm)}
  other: {hazard: 0.3}
  late: {at: 2029, branch: {strike: "0.7*occurred(alarm) + 0.2*(lag(tension, 2) > 0) + 0.02", none: otherwise}}
outcome: {struck: occurred(strike), spared: hidden > -1 and not occurred(strike), never: otherwise}
questions:
  alarm_2026: {text: An alarm by the end of 2026, by: 2026, when: occurred(alarm)}
  warm: {text: Tension at the end of 2026, as_of: 2026, value: tension}
measures: {fair: idle > 1000, lucky: hidden < 0.5, number: tension}
"""


def watch_run(folder, paths: int = 3000, **settings: object) -> se.Run:
    """Its run in a folder."""
    return se.run(se.load(TEXT), paths, 5, out=folder, jobs=1, **settings)
