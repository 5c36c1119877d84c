"""Scenario forecasting: from a readable text file to probabilities with their errors.

A scenario says in YAML what moves, what may happen and what is not known. Its futures are drawn, kept on the disk, and
counted; any of them is computed again when it is looked at.

    import simengine as se

    model = se.load("tram.yaml")                      # a file; or the text itself, or a dict
    run = se.run(model, paths=2000, seed=1)           # or one that is there: se.open_run("tram")
    print(run.summary())                              # every probability with its error
    print(run.story(typical="late"))                  # one future, and why it ends so
    run.bands("cost", where="late").plot()            # how a driver spreads over time

    later = model.with_({"events.grant_given.latest": 2028, "measures.grants": "count(grant_given)"})
    print(se.compare(run, se.run(later, paths=2000, seed=1)))     # pair by pair

Functions:
    load       a scenario from a path, a text or a dict: a Model, in which nothing is wrong
    run        draws its futures: a Run (with dry_run=True an Estimate of how long that takes; with
               until={"answer": 0.01} as many as it takes to know that)
    open_run   a Run that lies on the disk
    compare    runs against a base: Compared
    run_together   variants beside a base, until it is known which way they differ: Compared
    sweep      a run at each of many points: Swept
    check      whether each mechanism acts as the scenario says: Checked; with refine=4, whether steps are short enough
    weigh      hypotheses that exclude one another, weighed by what was seen: Weighed
    backtest   what a model would have said at several dates, scored by what came: BackTest
    write_report   runs as one HTML page, to read, print and send
    score      what frozen forecasts are worth by the answers: Scores; with history=True, date by date: Forecasts

A Model has with_ (a variant), story, and scenario: what its text says, as records. A Run has
    summary, probabilities, plot, table, story, bands, trajectories      what came of it, and single futures
    ask, forced, explain                          what nobody has named, what others force, what moves the answer
    futures, parameters, events, outcomes, to_pandas, to_xarray          tables with a row a path
    export, report, freeze              files for other programs, a page to be read, a sheet to be scored

Whatever one gets back prints as its command does, has a table() of Apache Arrow and, where there is a picture, a
plot(), with which a notebook shows it. help(se.run), help(se.Run) and so on tell more; `simengine init .` writes a
scenario.

Errors are SimengineErrors: a ScenarioError tells all that is wrong in a scenario, each at file:line:column, a
RunExistsError that another run is in the way.
"""

import importlib

__version__ = "0.1.0"

# Loaded at first use, so that a quick command stays quick; __init__.pyi says the same to type checkers.
_FOUND_IN = {
    "Answers": "simengine.results.run_answers",
    "BackTest": "simengine.results.backtested",
    "Bands": "simengine.results.run_bands",
    "Checked": "simengine.results.checked",
    "Compared": "simengine.results.comparison",
    "Discovery": "simengine.results.run_discovery",
    "Estimate": "simengine.results.estimate",
    "ExpertSplits": "simengine.results.run_experts",
    "Explanation": "simengine.results.explained",
    "Exported": "simengine.results.exported",
    "Forced": "simengine.results.run_forced",
    "Forecasts": "simengine.results.forecasts",
    "Frozen": "simengine.results.frozen",
    "IgnoranceSplits": "simengine.results.run_ignorance",
    "Incidences": "simengine.results.compared_details",
    "MeasureShifts": "simengine.results.compared_details",
    "Model": "simengine.api",
    "Refined": "simengine.results.refined",
    "Run": "simengine.api",
    "RunExistsError": "simengine.runs.standing",
    "ScenarioError": "simengine.errors",
    "Scores": "simengine.results.scored",
    "Screen": "simengine.results.screen",
    "Signposts": "simengine.results.run_signposts",
    "SimengineError": "simengine.errors",
    "Story": "simengine.results.story",
    "Summary": "simengine.results.run_summary",
    "Swept": "simengine.results.swept",
    "Trajectories": "simengine.results.trajectories",
    "TwinBands": "simengine.results.compared_details",
    "Weighed": "simengine.results.weighed",
    "WhatWasLearnt": "simengine.results.run_learnt",
    "Why": "simengine.results.why_different",
    "backtest": "simengine.results.backtested",
    "check": "simengine.api",
    "compare": "simengine.api",
    "load": "simengine.api",
    "open_run": "simengine.api",
    "run": "simengine.api",
    "run_together": "simengine.results.run_together",
    "score": "simengine.api",
    "sweep": "simengine.results.sweep",
    "weigh": "simengine.results.weigh",
    "write_report": "simengine.page.page",
}
__all__ = list(_FOUND_IN)
_MADE = ("Model", "Run")  # of what one gets, what has methods


def __getattr__(name: str) -> object:
    if name not in _FOUND_IN:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(_FOUND_IN[name]), name)


def __dir__() -> list[str]:
    """What one calls; records that functions and methods return have a help of their own, `help(se.Bands)`."""
    return sorted(name for name in __all__ if name in _MADE or name[0].islower())
