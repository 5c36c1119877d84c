"""Whether hypotheses can be weighed against one another: they have seen the same figures, and differ before that."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pydantic import BaseModel

from simengine.errors import SimengineError, did_you_mean, listed
from simengine.language.fields import Expression
from simengine.model.model import Model

OWN = frozenset({"expr", "when", "event", "title", "text", "note", "source", "tags", "confidence"})
"""Fields of an observation that are a hypothesis' own: what in it the figure is of, and words for people."""


def check_same_data(models: Sequence[Model]) -> None:
    """SimengineError, with all that differs, unless all have the same observations, with values, errors and units.

    What a figure is compared with (`expr`) may differ: hypotheses call it by their own names.
    """
    first = models[0]
    if not first.scenario.observe:
        raise SimengineError(f"{first.scenario.name} has nothing to be weighed by: write what was seen under `observe`")
    wrong = [text for other in models[1:] for text in _differences(first, other)]
    if wrong:
        told = "; ".join(wrong)
        raise SimengineError(
            f"hypotheses are weighed by the same figures, errors and units: {told}; give all the same `observe`, such "
            "as by a file they extend"
        )


def _differences(first: Model, other: Model) -> Iterator[str]:
    names = first.scenario.name, other.scenario.name
    seen, there = first.scenario.observe, other.scenario.observe
    for own, others, name in ((seen, there, names[1]), (there, seen, names[0])):
        missing = [one for one in own if one not in others]
        if missing:
            hint = did_you_mean(missing[0], others) if len(missing) == 1 else ""
            yield f"{name} has no {listed(missing)}{hint}"
    for key in (key for key in seen if key in there):
        a, b = (_told(one) for one in (seen[key], there[key]))
        for field in dict.fromkeys((*a, *b)):
            if field not in OWN and a.get(field) != b.get(field):
                what = f"{key}: {field} is {_shown(a.get(field))} in {names[0]} and {_shown(b.get(field))}"
                yield f"{what} in {names[1]}"


def _told(record: BaseModel) -> dict[str, Any]:
    return {name: _plain(getattr(record, name)) for name in type(record).model_fields}


def _plain(value: Any) -> Any:
    if isinstance(value, Expression):
        return value.text
    if isinstance(value, BaseModel):
        return _told(value)
    if isinstance(value, Mapping):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return tuple(_plain(one) for one in value)
    return value


def _shown(value: Any) -> str:
    if value is None:
        return "not given"
    if isinstance(value, tuple):
        return f"[{', '.join(map(_shown, value))}]"
    return f"{value:g}" if isinstance(value, float) else str(value)


def check_other_pasts(names: Sequence[str], pasts: Sequence[str]) -> None:
    """SimengineError if two hypotheses are the same up to the last observation, told by a digest of that."""
    first: dict[str, str] = {}
    for name, past in zip(names, pasts, strict=True):
        if past in first:
            raise SimengineError(
                f"{first[past]} and {name} are the same up to their last observation, so nothing that was seen can "
                "tell them apart: compare them, and leave one of them out here"
            )
        first[past] = name


def prior_weights(names: Sequence[str], given: Mapping[str, float]) -> tuple[float, ...]:
    """The weights before anything was seen: as given, the rest shared equally by the others.

    SimengineError for a name that isn't there, a weight outside 0 … 1, and weights that don't sum to 1.
    """
    for name, weight in given.items():
        if name not in names:
            raise SimengineError(f"no hypothesis {name!r}{did_you_mean(name, names)}; there are {listed([*names])}")
        if not 0.0 <= weight <= 1.0:
            raise SimengineError(f"the prior weight of {name} must lie between 0 and 1 (got {weight:g})")
    rest, others = 1.0 - sum(given.values()), len(names) - len(given)
    if rest < -1e-9 or (not others and rest > 1e-9):
        raise SimengineError(f"prior weights must sum to 1 (these sum to {sum(given.values()):.10g})")
    return tuple(given[name] if name in given else max(0.0, rest) / others for name in names)
