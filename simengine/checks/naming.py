"""Names: that each can stand in an expression, and means one thing."""

from __future__ import annotations

import keyword
from collections.abc import Iterator

from simengine.checks.findings import Finding
from simengine.functions import memory_functions
from simengine.language.fields import OTHERWISE
from simengine.language.indexed import split_name
from simengine.language.names import LONGEST_NAME, unseen
from simengine.language.types import WORDS
from simengine.model.model import Model
from simengine.scenario.observation import START
from simengine.scenario.sections import NAMED

LONGEST_CIRCLE = 12  # names of one that are told
RESERVED = (*WORDS, OTHERWISE, START)


def naming_findings(model: Model) -> Iterator[Finding]:
    """Names that can't be, that stand twice, and that are defined in a circle."""
    taken: dict[str, str] = {}
    functions = memory_functions()
    for section, name in _named(model):
        wrong, stem = "", split_name(name).stem
        if not stem.isidentifier():
            wrong = f"a name has letters, digits and _ and no digit first (got {stem!r})"
        elif unseen(name):
            wrong = f"a character in it is not to be seen, {unseen(name)}: type the name anew (got {name!a})"
        elif (size := len(name.encode())) > LONGEST_NAME:
            wrong = f"a name of {size} bytes, and a name of a file has room for {LONGEST_NAME}: say more in the title"
        elif keyword.iskeyword(stem) or stem in RESERVED or stem in functions:
            wrong = f"{stem!r} is a word of the language: choose another name"
        elif name in taken:
            wrong = f"{name!r} stands in {taken[name]} already: choose another name"
        else:
            taken[name] = section
        if wrong:
            yield Finding((section, name), wrong, at_key=True)
    for circle in model.circles:
        section = "formulas" if circle[0] in model.scenario.formulas else "measures"
        message = f"a circle: {_wording(circle)}; break it with lag({circle[1]}, …), or make one a driver"
        yield Finding((section, circle[0]), message, at_key=True)


def _named(model: Model) -> Iterator[tuple[str, str]]:
    yield from (("groups", group) for group in model.scenario.groups.members)
    for section in NAMED:
        names = model.events if section == "events" else ()
        yield from ((section, name) for name in dict.fromkeys((*names, *model.scenario.declared(section))))


def _wording(circle: tuple[str, ...]) -> str:
    shown = circle if len(circle) <= LONGEST_CIRCLE else (*circle[: LONGEST_CIRCLE - 2], "…", circle[-1])
    return " → ".join(shown)
