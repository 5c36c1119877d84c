"""Events with the distributions of their delays, read from the merged tree."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from simengine.distributions import distributions
from simengine.errors import did_you_mean
from simengine.scenario import schema
from simengine.scenario.read_parameters import read_law
from simengine.yaml.nodes import KeyPath

if TYPE_CHECKING:
    from simengine.scenario.read import Reader

DELAY = "delay"


def read_event(reader: Reader, path: KeyPath, value: Any) -> schema.Event | None:
    """The event at a path; None, and problems, if it is none."""
    delay = value.get(DELAY) if isinstance(value, dict) else None
    if not isinstance(delay, dict):
        return reader.record(schema.Event, path, value)
    law = read_law(reader, (*path, DELAY), delay, ())
    if law is not None and law.names:
        reader.report((*path, DELAY), f"names ({', '.join(law.names)}) are no lengths of time: write years")
        law = None
    known = (*distributions(), "lower", "upper")
    unknown = [key for key in delay if key not in known] if law is not None else []
    for key in unknown:
        message = f"unknown key{did_you_mean(key, known)}; beside {law.tag if law else ''} stand lower and upper"
        reader.report((*path, DELAY, key), message, key=True)
    event = reader.record(schema.Event, path, {**value, DELAY: law})
    return None if law is None or unknown else event
