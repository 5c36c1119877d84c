"""The traps of commas: `{mean: clip(x, 0, 1)}` without quotes is three keys, and `{initial: 1,000}` is two."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from simengine.errors import Problem
from simengine.language import numerals
from simengine.yaml.nodes import KeyPath, ScalarNode, Style, YamlNode, is_null, path_text

_THOUSANDS = re.compile(r"[-+]?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]*)?")
_NUMBER_AT_END = re.compile(rf"(?:^|(?<=[\s(*/+<>=-])){numerals.NUMBER.pattern}$")
_WITH_COMMAS = re.compile(r"(?:^[-+])?(?<![\w.])[0-9.]+(?:(?:,[0-9]{3})+(?![0-9.,])|(?:,[0-9.eE%+-]+)+$)")
_LAST_DIGITS = re.compile(r"[0-9]{3}\s*[-+*/)<>=]")
_DIGITS = re.compile(r"[0-9]+(?:\.[0-9]*)?(?:[eE][-+]?[0-9]+)?%?")


@dataclass(frozen=True, slots=True)
class Slot:
    """One item between the commas of a collection: its key (None in a list), value, and its span in the text."""

    key: YamlNode | None
    value: YamlNode
    start: int
    end: int


def join_split(slots: Sequence[Slot], text: str, path: KeyPath, problems: list[Problem]) -> list[Slot]:
    """Joins what commas inside parentheses or numbers split, so that nothing false is said of the pieces.

    There is one problem for each. What is joined stands there as it was meant.
    """
    joined: list[Slot] = []
    at = 0
    while at < len(slots):
        number = _last_of_number(slots, at)
        last = max(number, _closing(slots, at))
        source = text[_begin(slots[at]) : slots[last].end]
        whole = slots[at]
        if number > at:
            problems.append(_number_problem(whole, source, path))
            whole = _joined(whole, slots[last], _with_number(source), source)
        elif last > at:
            problems.append(_problem(whole, source, path))
            whole = _joined(whole, slots[last], " ".join(source.split()), source)
        joined.append(whole)
        at = last + 1
    return joined


def _joined(first: Slot, last: Slot, value: float | str, source: str) -> Slot:
    """One slot for several; without a value of its own it stays as it is."""
    if first.key is not None and not _split_in_value(first):
        return first
    return Slot(first.key, ScalarNode(value, first.value.place, str(value), raw=source), first.start, last.end)


def _with_number(source: str) -> float | str:
    """The value with the numbers that are most likely meant, so that what else is wrong can be told."""
    whole = _WITH_COMMAS.sub(lambda found: _likely(found.group()), source)
    return float(whole) if numerals.is_number(whole) else whole


def _likely(number: str) -> str:
    return number.replace(",", "") if _THOUSANDS.fullmatch(number) else number.replace(",", ".", 1)


def _number_in(source: str) -> str:
    found = _WITH_COMMAS.search(source)
    return found.group() if found else source


def _closing(slots: Sequence[Slot], first: int) -> int:
    """The slot in which the parentheses that slot `first` leaves open close; `first` if there are none such."""
    opened = _balance(slots[first])
    if opened <= 0:
        return first
    for at in range(first + 1, len(slots)):
        opened += _balance(slots[at])
        if opened <= 0:
            return at
    return first


def _last_of_number(slots: Sequence[Slot], first: int) -> int:
    """The slot in which the number ends that begins in slot `first`: only digits follow its commas, without a space."""
    begun = slots[first]
    if not (_split_in_value(begun) and isinstance(begun.value, ScalarNode) and _NUMBER_AT_END.search(begun.value.raw)):
        return first
    last = first
    while last + 1 < len(slots) and slots[last + 1].start == slots[last].end + 1 and _goes_on(slots[last + 1]):
        last += 1
    return last


def _goes_on(slot: Slot) -> bool:
    """Whether a slot is a number's next digits, or begins with its last, behind which an expression goes on."""
    if not (isinstance(slot.key, ScalarNode) and slot.key.style is Style.PLAIN):
        return False
    found = _DIGITS.fullmatch(slot.key.text) or _LAST_DIGITS.match(slot.key.text)
    return bool(found) and isinstance(slot.value, ScalarNode) and slot.value.text == "" and is_null(slot.value)


def _balance(slot: Slot) -> int:
    nodes = [node for node in (slot.key, slot.value) if isinstance(node, ScalarNode) and node.style is Style.PLAIN]
    return sum(node.text.count("(") - node.text.count(")") for node in nodes)


def _split_in_value(slot: Slot) -> bool:
    return isinstance(slot.key, ScalarNode) and not is_null(slot.value)


def _begin(slot: Slot) -> int:
    if _split_in_value(slot) and isinstance(slot.value, ScalarNode):
        return slot.end - len(slot.value.raw)
    return slot.start


def _number_problem(slot: Slot, source: str, path: KeyPath) -> Problem:
    key = slot.key.text if isinstance(slot.key, ScalarNode) else ""
    number = _number_in(source)
    meant = numerals.remedy(number)
    advice = f": {meant}" if meant else "; write it with a decimal point and without separators"
    return Problem(slot.value.place, path_text((*path, key)), f"the comma splits this number{advice} (got {number})")


def _problem(slot: Slot, source: str, path: KeyPath) -> Problem:
    expression = " ".join(source.split())
    quoted = f"'{expression}'" if '"' in expression else f'"{expression}"'
    if _split_in_value(slot) and isinstance(slot.key, ScalarNode):
        message = f"the commas split this expression into several keys; quote it: {slot.key.text}: {quoted}"
        return Problem(slot.value.place, path_text((*path, slot.key.text)), message)
    place = slot.key.place if slot.key else slot.value.place
    what = "keys" if slot.key else "items"
    return Problem(place, path_text(path), f"the commas split this expression into several {what}; quote it: {quoted}")
