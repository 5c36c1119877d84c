"""The Python names of the package, with their docstrings."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator

import simengine
from reference.markdown import fenced, joined, paragraphs


def python_text() -> str:
    """Functions first, then classes with what they offer."""
    found = {name: getattr(simengine, name) for name in sorted(vars(simengine)["__all__"]) if not name.startswith("_")}
    functions = [part for name, value in found.items() if inspect.isfunction(value) for part in _function(name, value)]
    classes = [part for name, value in found.items() if inspect.isclass(value) for part in _class(name, value)]
    return joined([*functions, *classes])


def _function(name: str, function: Callable[..., object], level: str = "##", of: str = "se.") -> Iterator[str]:
    yield f"{level} `{of}{name}`"
    yield fenced(f"{of}{name}{_arguments(function)}")
    yield from paragraphs(inspect.getdoc(function))


def _class(name: str, value: type) -> Iterator[str]:
    yield f"## `se.{name}`"
    yield from paragraphs(value.__doc__)
    for method, function in vars(value).items():
        if inspect.isfunction(function) and not method.startswith("_"):
            yield from _function(method, function, "###", ".")


def _arguments(function: Callable[..., object]) -> str:
    """The arguments of a function without their types."""
    given = inspect.signature(function).parameters.values()
    return f"({', '.join(_argument(one) for one in given if one.name != 'self')})"


def _argument(parameter: inspect.Parameter) -> str:
    name = f"*{parameter.name}" if parameter.kind is parameter.VAR_POSITIONAL else parameter.name
    if parameter.default is parameter.empty:
        return name
    default = parameter.default
    return f"{name}={str(default)!r}" if hasattr(default, "__fspath__") else f"{name}={default!r}"
