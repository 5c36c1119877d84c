"""A scenario with what may be another question on a finer clock."""

TEXT = """\
name: spread
title: How something spreads
clock: {start: 2024, end: 2028, step: quarter}
parameters: {keen: {uniform: [0.3, 0.5]}}
drivers:
  adopters: {process: stock, initial: 0.01, inflow: keen*adopters*(1 - adopters), outflow: 0}
  calls: {process: poisson_count, rate: 3, history: {2023-10: 2}}
  plan: {process: schedule, table: {2024: 1, 2025-02-10: 2}}
  walk: {process: random_walk, initial: 0, drift: 0, volatility: 1}
formulas:
  recent: rolling_sum(calls, 1) + rolling_sum(adopters, 1)
  earlier: lag(adopters, months(3)) + lag(adopters, 1) + max_so_far(adopters)
events:
  rare: {hazard: 0.2}
  often: {hazard: 1 + count(rare), repeats: true, each: step}
  high: {when: walk > 1}
  dated: {at: 2025-Q2}
outcome: {came: occurred(rare), never: otherwise}
measures: {size: {expr: adopters, unit: share}, reached: adopters > 0.02, wandered: walk}
questions:
  by_may: {text: by May, by: 2026-05, when: occurred(rare)}
  by_june: {text: by June, by: 2026-Q2, when: occurred(rare)}
"""
