"""The unit of what an override sets: `Mm3/year` of `parameters.release`."""

from __future__ import annotations

import re

from simengine.scenario.ledger import unit_at
from simengine.scenario.schema import Scenario

_IN_ITS_UNIT = frozenset({"fixed", "low", "high", "mode", "mean", "sd", "median", "scale", "lower", "upper"})
"""The fields of a parameter's law that have the parameter's own unit; others have none, or are not one number."""
_PART = re.compile(r'((?:[^.\["]|\["[^"]*"\]|\[[^\]]*\])+)\.?')


def unit_of_key(scenario: Scenario, key: str) -> str:
    """The unit of the number that stands at a key, as overrides are typed; empty if it has none, or it isn't known."""
    parts = _PART.findall(key)
    if len(parts) < 2 or parts[0] not in ("parameters", "drivers", "events"):
        return ""
    if parts[0] == "parameters" and not _IN_ITS_UNIT.issuperset(parts[-1:] if len(parts) > 2 else ()):
        return ""
    if parts[0] != "parameters" and len(parts) != 3:
        return ""
    return unit_at(scenario, tuple(parts)) or ""
