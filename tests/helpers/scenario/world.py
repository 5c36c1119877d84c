"""A scenario with groups."""

WORLD = """\
name: world
clock: {start: 2026, end: 2030, step: year}
groups:
  country: {kr: South Korea, jp: Japan, us: United States}
  partner: country
  fuel: [coal, oil]
parameters:
  drift[country]: {normal: {mean: 0, sd: 0.1}, unit: 1/year, source: S1}
  drift[jp]: 0.02
  old[country]: {like: "drift[country]", stream: "older[country]"}
sources: {S1: {title: A source}}
drivers:
  last: {process: level, initial: 0}
  support[country]:
    process: random_walk
    initial: 0.5
    drift: drift[country] + old[country]
    volatility: 0.1
    bounds: [0, 1]
  support[us]: {initial: 0.7, bounds: null}
  trade[country, partner]: {process: level, initial: "0 if country == partner else 1"}
  trade[kr, partner]: {initial: 2}
  trade[kr, us]: {initial: 3}
formulas:
  total: sum_over(country, support[country])
events:
  war[country]:
    hazard: 0.1*support[country]
    effects: {"support[country]": {add: -0.1}, last: {set: 1}}
  war[jp]: null
  shock: {hazard: 0.1, effects: {"support[country]": {multiply: 0.5}}}
measures:
  gone: sum_over(country, partner, trade[country, partner]) + total + last
  wars[country]: {expr: "count(war[country])", note: "Wars of [country]"}
  wars[jp]: null
outcome:
  war: occurred(war[kr]) or occurred(war[us])
  peace: otherwise
questions:
  soon[country]: {text: "A war of [country] by 2028?", by: 2028, when: "support[country] < 0.5"}
"""
