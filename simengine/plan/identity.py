"""What a run is: two digests of a plan, equal where every path comes out the same and is read the same.

*Paths* is what draws the futures; *readings* is what is read off them, and under which names. What is said of them for
people is in neither, nor where in a path's vector a value stands: a slot is told by the name of the parameter, driver
or event it belongs to, or by what computes it. So a measure more leaves the paths as they are, and another order of the
formulas, or of the parameters, changes nothing.

A field that is added to a record of the plan counts, and one that is added to the plan itself counts as paths, unless
it is named below.
"""

from __future__ import annotations

import datetime
import hashlib
import struct
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from typing import Any

from simengine.distributions import Distribution, Pool
from simengine.language.expression import Slot
from simengine.plan.plan import (
    Cell,
    DriverPlan,
    EventPlan,
    ExpertsPlan,
    MemoryCell,
    ParameterFactor,
    ParameterMixing,
    ParameterPlan,
    Plan,
    ShiftedCell,
)
from simengine.plan.readings import LikelihoodPlan, ObservationPlan, Occurrence, QuestionPlan
from simengine.plan.semantics import SEMANTICS_VERSION
from simengine.processes._code_identity import code_digest
from simengine.processes._plugins import plugin_kinds

LEFT_OUT: frozenset[tuple[type, str]] = frozenset(
    {
        (Plan, "name"),
        (Plan, "title"),
        (Plan, "units"),
        (Plan, "values"),  # how many slots there are
        (Plan, "plugins"),  # where code was found; the code itself counts
        (ParameterPlan, "slot"),
        (ExpertsPlan, "slot"),
        (ExpertsPlan, "names"),  # no path knows how they are called
        (Cell, "slot"),
        (Cell, "only_when_read"),  # follows from the rest, as the next six do
        (MemoryCell, "only_when_read"),
        (DriverPlan, "fed"),
        (DriverPlan, "draws"),
        (EventPlan, "longest"),
        (EventPlan, "noted"),
        (EventPlan, "recurs"),
        (EventPlan, "varies"),
        (Cell, "name"),  # counts among the readings, where it stands beside the cell
        (ShiftedCell, "only_when_read"),
        (ShiftedCell, "slot"),
        (ShiftedCell, "name"),  # likewise
        (ShiftedCell, "origin"),
        (MemoryCell, "slot"),
        (MemoryCell, "name"),  # a text for people
        (Slot, "name"),  # likewise
        (DriverPlan, "slot"),
        (EventPlan, "slot"),
        (QuestionPlan, "text"),
        (QuestionPlan, "unit"),
        (ObservationPlan, "known"),  # counts where something is learnt in this order
        (LikelihoodPlan, "source"),
        (LikelihoodPlan, "unit"),
        (Plan, "members"),  # follow from all else
    }
)
"""Fields that are in no digest. A node's `offset` is left out too, as it takes no part in equality.

Of a slot, its `index`, what counts is whose it is.
"""
CELLS = ("once", "look", "note")
"""Fields of the plan that count where something refers to them; of the formulas among them, names can be read."""
READINGS = ("observations", "measures", "classes", "questions")
"""Fields of the plan that are readings; all others are paths."""
_APART = ("parameters", "likelihoods", "later")  # paths too, which are encoded by themselves
_NAMED = ("parameters", "drivers", "events")  # all of them are paths, so what refers to them tells their names
_NUMBERS: dict[tuple[type, str], str] = {  # numbers that refer to these
    (ParameterMixing, "parameters"): "parameters",
    (ParameterFactor, "parameters"): "parameters",
    (Occurrence, "event"): "events",
}


@dataclass(frozen=True, slots=True)
class Identity:
    """What draws the futures and what is read off them, each as a BLAKE2b-128 in hexadecimal."""

    paths: str
    readings: str


def identity_of(plan: Plan) -> Identity:
    """Both digests of a plan."""
    return Identity(paths_digest(plan), readings_digest(plan))


def paths_digest(plan: Plan) -> str:
    """The digest of what draws the futures: clock, chance, parameters, drivers, events, and what these are fed.

    Raises:
        SimengineError: for a plug-in whose code can't be told.
        TypeError: for a value there is no encoding for.
    """
    encoding = _Encoding(plan)
    own = [
        (field.name, getattr(plan, field.name))
        for field in fields(plan)
        if field.name not in (*CELLS, *READINGS, *_APART) and (Plan, field.name) not in LEFT_OUT
    ]
    parts = [encoding.of(SEMANTICS_VERSION), *(encoding.of(part) for part in sorted(own, key=lambda part: part[0]))]
    parts += sorted(encoding.of(parameter) for parameter in plan.parameters)
    if plan.later:  # and where there is none, no digest is another than before there could be; nor with the next
        parts.append(encoding.of(plan.later))
    if plan.likelihoods:
        known = tuple(seen.known for seen in plan.observations)
        parts.append(encoding.of((plan.likelihoods, plan.observations, known)))
    return _digest(b"".join([*parts, encoding.of(_codes(plan))]))


def readings_digest(plan: Plan) -> str:
    """The digest of what is read off a path: formulas by their names, observations, measures, classes, questions.

    Raises:
        TypeError: for a value there is no encoding for.
    """
    encoding = _Encoding(plan)
    formulas = {cell.name: Slot(cell.slot, cell.name) for cell in (*plan.once, *plan.look) if isinstance(cell, Cell)}
    named = (tuple(sorted(formulas.items())), tuple(cell.name for cell in plan.measures))
    return _digest(encoding.of((*named, *((name, getattr(plan, name)) for name in READINGS))))


def observed_digest(plan: Plan) -> str:
    """The digest of what is observed, sharp or with an error, and of when it became known.

    Raises:
        TypeError: for a value there is no encoding for.
    """
    known = tuple(seen.known for seen in plan.observations)
    return _digest(_Encoding(plan).of((plan.likelihoods, plan.observations, known)))


def definitions_of(plan: Plan) -> dict[str, str]:
    """What each measure, class and question reads, as a digest by its dotted path: equal where it means the same.

    Formulas count by what they are, parameters, drivers and events by their names, whatever they do in this scenario,
    and history not at all. A class has the digest of its own condition; those before it go before.

    Raises:
        TypeError: for a value there is no encoding for.
    """
    encoding = _Encoding(plan, LEFT_OUT | {(MemoryCell, "past"), (MemoryCell, "size")})
    read: list[tuple[str, object]] = [(f"measures.{cell.name}", cell.expr) for cell in plan.measures]
    read += [(f"outcome.{name}", condition or ()) for name, condition in plan.classes]
    read += [(f"questions.{question.name}", question) for question in plan.questions]
    return {path: _digest(encoding.of(one)) for path, one in read}


def _codes(plan: Plan) -> tuple[tuple[str, str], ...]:
    """The code of those processes of the drivers that don't come with simengine, by kind."""
    own = plugin_kinds(plan.plugins)
    used = {driver.process for driver in plan.drivers}
    return tuple((kind, code_digest(own[kind])) for kind in sorted(used & set(own)))


def _digest(data: bytes) -> str:
    return hashlib.blake2b(data, digest_size=16).hexdigest()


class _Encoding:
    """Values of a plan as bytes, each with its type and length, so that no two lists of values look alike."""

    def __init__(self, plan: Plan, left_out: frozenset[tuple[type, str]] = LEFT_OUT) -> None:
        self._plan, self._left_out = plan, left_out
        self._owners = sorted(_with_slots(plan), key=lambda owner: owner[0])
        self._slots = [slot for slot, _, _ in self._owners]
        self._known: dict[tuple[str, int], bytes] = {}
        for _, section, index in self._owners:  # in the order in which they refer to each other, lest calls pile up
            self._element(section, index)

    def of(self, value: Any) -> bytes:
        """The bytes of a value. TypeError for what can't be told apart by its bytes."""
        if isinstance(value, Slot):
            return self._slot(value.index)
        if isinstance(value, Distribution):
            return _tagged(b"p", self.of((value.tag, value.constants)))
        if isinstance(value, Pool):
            return _tagged(b"e", self.of((value.laws, value.weights, value.averaged)))
        if is_dataclass(value) and not isinstance(value, type):
            return self._fields(value)
        if isinstance(value, tuple):
            return _tagged(b"t", b"".join(map(self.of, value)))
        return _plain(value)

    def _fields(self, record: Any) -> bytes:
        kind = type(record)
        parts = [self.of(kind.__name__)]
        for field in sorted(fields(record), key=lambda field: field.name):
            if field.compare and (kind, field.name) not in self._left_out:
                value = getattr(record, field.name)
                section = _NUMBERS.get((kind, field.name))
                parts += [
                    self.of(field.name),
                    _tagged(b"f", self.of(value) if not section else self._those(section, value)),
                ]
        return _tagged(b"r", b"".join(parts))

    def _those(self, section: str, numbers: int | tuple[int, ...]) -> bytes:
        """The element of a section, or all those, that a record refers to by number."""
        return b"".join(self._element(section, at) for at in (numbers if isinstance(numbers, tuple) else (numbers,)))

    def _slot(self, slot: int) -> bytes:
        """A slot by its owner and its number among the owner's; time and year have none."""
        at = bisect_right(self._slots, slot) - 1
        if at < 0:
            return _tagged(b"a", _plain(slot))
        first, section, index = self._owners[at]
        return _tagged(b"a", _plain(section) + _plain(slot - first) + self._element(section, index))

    def _element(self, section: str, index: int) -> bytes:
        """An element by its name, or by the hash of all it is made of."""
        if (section, index) not in self._known:
            element = getattr(self._plan, section)[index]
            encoded = _plain(element.name) if section in _NAMED else self.of(element)
            self._known[section, index] = hashlib.blake2b(encoded, digest_size=16).digest()
        return self._known[section, index]


def _with_slots(plan: Plan) -> Iterator[tuple[int, str, int]]:
    """The elements that have slots among a path's values: the first of these, and where in the plan they stand."""
    for field in fields(plan):
        value = getattr(plan, field.name)
        if isinstance(value, tuple):
            for index, element in enumerate(value):
                if hasattr(element, "slot"):
                    yield element.slot, field.name, index


def _plain(value: object) -> bytes:
    if value is None or isinstance(value, bool):
        return _tagged(b"c", repr(value).encode())
    if isinstance(value, int):
        return _tagged(b"i", str(int(value)).encode())
    if isinstance(value, float):
        return _tagged(b"d", struct.pack(">d", value))
    if isinstance(value, str):
        return _tagged(b"s", value.encode())
    if isinstance(value, datetime.datetime):
        return _tagged(b"y", value.isoformat().encode())
    raise TypeError(f"no identity for a {type(value).__name__} in a plan (got {value!r})")


def _tagged(tag: bytes, data: bytes) -> bytes:
    return tag + len(data).to_bytes(8, "big") + data
