"""Whether a manifest, which may be a stranger's, is one that can be used: its types, and that its numbers add up."""

from __future__ import annotations

import datetime
import functools
import math
from collections.abc import Mapping
from dataclasses import is_dataclass
from types import UnionType
from typing import TYPE_CHECKING, Any, Literal, Union, get_args, get_origin, get_type_hints

from simengine.language.clock import Clock, period
from simengine.runs.learnt import check_learning
from simengine.runs.tally import EXCLUDED, FAILED

if TYPE_CHECKING:
    from simengine.runs.manifest import Manifest

_PARTS = "parts/"
_LARGEST = 2**128  # of numbers in it, which the seed may come near to


def check_sound(manifest: Manifest) -> Manifest:
    """The manifest itself. ValueError if something in it can't be."""
    if not _fits(manifest, type(manifest)):
        raise ValueError("a value of another type")
    counts = manifest.counts
    if manifest.paths < 1 or manifest.block < 1 or set(counts) != {"ok", "failed", "excluded"}:
        raise ValueError("numbers of paths")
    ended = [counts["ok"], *(one.count for one in (*manifest.failures, *manifest.exclusions))]
    if min(*ended, *counts.values()) < 0 or not sum(ended) == sum(counts.values()) == manifest.paths:
        raise ValueError("paths that do not add up")
    _check_parts(manifest)
    _check_endings(manifest)
    _check_report(manifest)
    check_learning(manifest)
    if not set(manifest.question_texts) == set(manifest.question_kinds) == set(manifest.question_units):
        raise ValueError("questions")
    if not set(manifest.truths) <= set(manifest.measure_units):
        raise ValueError("measures")
    try:
        if manifest.as_of:
            period(manifest.as_of)
        datetime.datetime.fromisoformat(manifest.started).astimezone()
        stamp = manifest.clock
        Clock(datetime.datetime.fromisoformat(stamp.start), stamp.steps, stamp.step).label(stamp.steps)
    except (OverflowError, OSError, KeyError) as error:
        raise ValueError("dates") from error
    return manifest


def _check_endings(manifest: Manifest) -> None:
    known = [*((one, FAILED) for one in manifest.failures), *((one, (EXCLUDED,)) for one in manifest.exclusions)]
    for ending, statuses in known:
        steps, paths = range(manifest.clock.steps + 1), range(manifest.paths)
        if ending.status not in statuses or ending.step not in steps or ending.first_path not in paths:
            raise ValueError("an ending")


def _check_report(manifest: Manifest) -> None:
    """That what the report names is there, that no class is twice, and that experts have weights."""
    report = manifest.words.report
    there = {
        "class": set(manifest.classes),
        "measure": set(manifest.measure_units),
        "question": set(manifest.question_kinds),
    }
    answer = [report.answer] if report.answer else []
    named = [("class", names) for names in report.together.values()]
    named += [("measure", report.measures), *((one.of, one.names) for one in answer)]
    if any(set(names) - there.get(kind, set()) for kind, names in named):
        raise ValueError("names that are not there")
    weights = list(manifest.experts.values())
    if len(there["class"]) < len(manifest.classes) or (weights and not 0.0 <= min(weights) <= max(weights) > 0.0):
        raise ValueError("classes or weights of experts")


def _check_parts(manifest: Manifest) -> None:
    """That the parts hold one path after the other, and that no file lies outside of the folder."""
    first = 0
    for part in manifest.parts:
        if part.first != first or part.paths < 1 or not part.file.name.startswith(_PARTS):
            raise ValueError("parts that do not follow one another")
        first += part.paths
    if first != manifest.paths:
        raise ValueError("parts that do not add up")
    inside = [part.file.name.removeprefix(_PARTS) for part in manifest.parts]
    for name in (*inside, *(file.name for file in manifest.files)):
        if name in ("", ".", "..") or not name.isprintable() or any(sign in name for sign in "/\\:"):
            raise ValueError("a file outside of the folder")


def _fits(value: object, kind: Any) -> bool:
    """Whether a value is of a type, as far as those of a manifest go."""
    origin, inside = get_origin(kind), get_args(kind)
    if kind is int:
        return isinstance(value, int) and not isinstance(value, bool) and abs(value) < _LARGEST
    if kind is float:
        return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
    if origin is Literal:
        return isinstance(value, str) and value in inside
    if origin in (Union, UnionType):
        return any(_fits(value, one) for one in inside)
    if origin is tuple:
        return isinstance(value, tuple) and (
            all(_fits(one, inside[0]) for one in value)
            if inside[-1] is ...
            else len(value) == len(inside) and all(map(_fits, value, inside))
        )
    if origin is not None and issubclass(origin, Mapping):
        return isinstance(value, Mapping) and all(
            _fits(key, inside[0]) and _fits(one, inside[1]) for key, one in value.items()
        )
    if isinstance(kind, type) and is_dataclass(kind):
        return isinstance(value, kind) and all(_fits(getattr(value, name), one) for name, one in _types(kind).items())
    return isinstance(value, kind)


@functools.lru_cache(maxsize=32)
def _types(record: type) -> dict[str, Any]:
    return get_type_hints(record)
