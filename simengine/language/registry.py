"""Finding what a package's modules define, so that a new process, function or distribution is one file."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Collection, Iterable, Iterator
from types import ModuleType
from typing import TypeVar

from simengine.errors import SimengineError

T = TypeVar("T")
Kind = TypeVar("Kind", bound=type)


def modules_of(package: str) -> Iterator[ModuleType]:
    """The modules of a package whose names do not start with an underscore, by name."""
    path = importlib.import_module(package).__path__
    for found in sorted(pkgutil.iter_modules(path), key=lambda module: module.name):
        if not found.name.startswith("_"):
            yield importlib.import_module(f"{package}.{found.name}")


def subclasses_in(module: ModuleType, base: type[T]) -> Iterator[type[T]]:
    """The classes a module itself defines under a base."""
    for value in vars(module).values():
        if isinstance(value, type) and issubclass(value, base) and value.__module__ == module.__name__:
            yield value


def kinds_of(package: str, base: type[T], word: str, taken: Collection[str] = ()) -> dict[str, type[T]]:
    """The kinds that a package's modules define under a base. Raises as `by_word`."""
    return by_word((kind for module in modules_of(package) for kind in subclasses_in(module, base)), word, taken)


def by_word(kinds: Iterable[Kind], word: str, taken: Collection[str] = ()) -> dict[str, Kind]:
    """Kinds by the word that a scenario has for them, the value of their class variable `word`.

    Raises:
        SimengineError: for a kind without such a word, two with the same, and a word that is taken already.
    """
    known: dict[str, Kind] = {}
    for kind in kinds:
        value = getattr(kind, word, None)
        if not isinstance(value, str):
            raise SimengineError(f"{_place(kind)} has no `{word}`, the word that a scenario has for it: give it one")
        if value in taken:
            raise SimengineError(f"{_place(kind)}: {value!r} is a word of the language: choose another `{word}`")
        if value in known:
            both = f"{_place(known[value])} and {_place(kind)}"
            raise SimengineError(f"{both} have the same `{word}`, {value!r}: give one of them another")
        known[value] = kind
    return known


def _place(kind: type) -> str:
    return f"{kind.__module__}.{kind.__qualname__}"
