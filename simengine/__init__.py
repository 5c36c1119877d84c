"""Scenario forecasting: from a readable text file to probabilities with their errors."""

import importlib

__version__ = "0.1.0"

# Loaded at first use, so that a quick command stays quick; __init__.pyi says the same to type checkers.
_FOUND_IN = {
    "Bands": "simengine.results.run_bands",
    "Checked": "simengine.results.checked",
    "Compared": "simengine.results.comparison",
    "Estimate": "simengine.results.estimate",
    "ExpertSplits": "simengine.results.run_experts",
    "Model": "simengine.api",
    "Refined": "simengine.results.refined",
    "Run": "simengine.api",
    "RunExistsError": "simengine.runs.run_folders",
    "ScenarioError": "simengine.errors",
    "SimengineError": "simengine.errors",
    "Story": "simengine.results.story",
    "Summary": "simengine.results.run_summary",
    "check": "simengine.api",
    "compare": "simengine.api",
    "load": "simengine.api",
    "open_run": "simengine.api",
    "run": "simengine.api",
}
_RENAMED = {"Scenario": "Model", "check_register": "check"}
__all__ = [
    "Bands",
    "Checked",
    "Compared",
    "Estimate",
    "ExpertSplits",
    "Model",
    "Refined",
    "Run",
    "RunExistsError",
    "ScenarioError",
    "SimengineError",
    "Story",
    "Summary",
    "__version__",
    "check",
    "compare",
    "load",
    "open_run",
    "run",
]


def __getattr__(name: str) -> object:
    if name in _RENAMED:
        raise AttributeError(f"{__name__}.{name} is now {__name__}.{_RENAMED[name]}")
    if name not in _FOUND_IN:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(_FOUND_IN[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
