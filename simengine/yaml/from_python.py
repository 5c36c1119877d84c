"""A scenario or a value of one from Python's own values: dicts, lists, numbers, texts, dates, and what NumPy has."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from simengine.errors import Place, Problem, ScenarioError
from simengine.yaml.document import parse_value
from simengine.yaml.emit import to_yaml
from simengine.yaml.nodes import MappingNode, Plain, from_plain, path_text

_WANTED = "a number, a text, a truth, None, a date, or a list or dict of these is needed"


def tree_of(values: Mapping[Any, Any], shown: str) -> MappingNode:
    """The tree of a scenario that is given as a dict; messages call it `shown`. Raises ScenarioError."""
    node = parse_value(to_yaml(from_plain(plain_of(values), Place(shown))), shown)
    if not isinstance(node, MappingNode) or not node.entries:
        raise ScenarioError([Problem(Place(shown), "", "is empty; give a scenario's sections, as in a file")])
    return node


def plain_of(value: Any, path: tuple[str | int, ...] = ()) -> Plain:
    """A value as YAML knows it. Raises ScenarioError for what it has no form for."""
    if len(path) > _DEEPEST:
        raise ScenarioError([Problem(None, path_text(path[:3]), f"nested more than {_DEEPEST} deep")])
    if value is None or isinstance(value, bool | int | float | str):
        return value if type(value) in _OWN else _of_kind(value)
    if isinstance(value, datetime.date):
        return _date(value, path)
    if isinstance(value, Mapping):
        return {_key(key, path): plain_of(item, (*path, str(key))) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain_of(item, (*path, at)) for at, item in enumerate(value)]
    for name in ("to_dict", "tolist"):  # a Series of pandas, an array or a number of NumPy
        convert = getattr(value, name, None)
        if callable(convert) and not isinstance(value, type):
            return plain_of(convert(), (*path, "")[: len(path)])
    raise ScenarioError([Problem(None, path_text(path), f"{_WANTED} (got {value!r})")])


_DEEPEST = 40
_OWN = (bool, int, float, str, type(None))


def _of_kind(value: Any) -> Plain:
    """A number or text of a class of its own (an enum, NumPy's float64), as the plain one it is."""
    kind = next(one for one in (bool, int, float, str) if isinstance(value, one))
    return kind(value)


def _key(key: Any, path: tuple[str | int, ...]) -> str:
    if isinstance(key, str):
        return str(key)
    if isinstance(key, datetime.date):
        return _date(key, path)
    if isinstance(key, int | float) and not isinstance(key, bool):
        return f"{key:g}" if float(f"{key:g}") == key else repr(key)
    raise ScenarioError([Problem(None, path_text(path), f"a key is a text, a number or a date (got {key!r})")])


def _date(value: datetime.date, path: tuple[str | int, ...]) -> str:
    """A day, and an hour of it where there is one."""
    if isinstance(value, datetime.datetime) and (value.hour or value.minute or value.second or value.microsecond):
        if value.minute or value.second or value.microsecond:
            raise ScenarioError([Problem(None, path_text(path), f"a date has a full hour at most (got {value})")])
        return f"{value:%Y-%m-%d}T{value:%H}"
    return f"{value.year:04}-{value.month:02}-{value.day:02}"
