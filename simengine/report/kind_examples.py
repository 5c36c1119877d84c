"""An example of every section and trigger; the sections together are a scenario."""

from __future__ import annotations

from collections.abc import Mapping

EXAMPLES: Mapping[str, str] = {
    "name": "name: harbour\n",
    "title": "title: Will the harbour stay open?\n",
    "note": "note: Made up, to show the language.\n",
    "clock": "clock: {start: 2026-01, end: 2036-01, step: month}\n",
    "groups": "groups: {port: {north: Northport, south: Southport}}\n",
    "sources": "sources:\n  S1: {title: Report of the harbour master, date: 2025-03}\n",
    "mechanisms": (
        "mechanisms:\n"
        "  M1:\n"
        "    claim: Storms close harbours\n"
        "    source: S1 ¶4\n"
        "    acts: {raise: storm_rate, on: time_closed, push: up}\n"
    ),
    "parameters": (
        "parameters:\n"
        "  storm_rate:\n"
        "    {quantiles: {5%: 0.1, 50%: 0.3, 95%: 0.9}, lower: 0, unit: 1/year,\n"
        "     source: S1 ¶4, tags: M1}\n"
        "  growth: {normal: {mean: 0.02, sd: 0.01}, unit: 1/year}\n"
    ),
    "parameter_correlations": "parameter_correlations: {storm_rate ~ growth: -0.3}\n",
    "drivers": (
        "drivers:\n"
        "  traffic[port]:\n"
        "    {process: geometric_brownian, initial: 12, growth: growth,\n"
        "     volatility: 0.06, unit: Mt}\n"
        "  closed: {process: level, initial: 0}\n"
    ),
    "correlations": "correlations:\n  traffic[port]: 0.4\n",
    "functions": "functions:\n  between(x, low, high): x >= low and x <= high\n",
    "formulas": 'formulas:\n  total: {expr: "sum_over(port, traffic[port])", unit: Mt}\n',
    "events": (
        "events:\n"
        "  storm: {hazard: storm_rate, repeats: true, effects: {closed: {set: 1}}}\n"
        "  reopening: {after: storm, delay: months(3), effects: {closed: {set: 0}}}\n"
    ),
    "observe": "observe:\n  open_now: {at: start, expr: closed, between: [0, 0]}\n",
    "measures": "measures:\n  time_closed: {expr: share_of_time(closed == 1), unit: share}\n",
    "invariants": "invariants:\n  traffic_is_there: total > 0\n",
    "outcome": (
        "outcome:\n"
        '  open_always: "between(time_closed, 0, 0)"\n'
        "  closed_at_times: {when: otherwise, title: Closed at times}\n"
    ),
    "questions": (
        "questions:\n  storm_2030:\n    {text: A storm by the end of 2030, by: 2030, when: occurred(storm)}\n"
    ),
    "report": "report: {question: Will it stay open?, answer: open_always, drivers: [total]}\n",
    "simulate": "simulate: {paths: 2000, seed: 20260101}\n",
}
TRIGGER_EXAMPLES: Mapping[str, tuple[str, ...]] = {
    "hazard": ("storm: {hazard: 0.3, repeats: true, effects: {closed: {set: 1}}}",),
    "at": ("election: {at: 2029-05, branch: {left: 0.4, right: otherwise}}",),
    "when": ("dear: {when: held(stock < 1) >= months(3), effects: {price: {multiply: 2}}}",),
    "after": ("delivery: {after: order, delay: months(6), effects: {stock: {add: 5}}}",),
    "branch": (
        "election: {at: 2029-05, branch: {left: 0.4, right: otherwise}}",
        "left: {effects: {tax: {add: 2}}}",
    ),
}
"""Events by what makes them happen."""
