"""What is wrong in a template, told once: at its line, with the members it is wrong for; so for rows of a table."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from math import prod
from typing import SupportsIndex

from simengine.errors import Place, Problem, Problems
from simengine.scenario.groups import BRACKET, NOBODY, Binding, Groups, few, in_general
from simengine.yaml.nodes import KeyPath, path_text

_DATE = re.compile(r"\d{4}(?:-\w+)*")
_NUMBER = re.compile(r"\d+(?:\.\d+)?(?:e[-+]?\d+)?")
_Sort = tuple[Place | None, bool, str, str, tuple[str, ...]]


def once_a_table(problems: Iterable[Problem]) -> list[Problem]:
    """Of the problems of observations at one place that differ only by the row of a table, the first."""
    found: dict[tuple[Place | None, bool, str, str], Problem] = {}
    for at, problem in enumerate(problems):
        is_of_row = problem.place is not None and problem.path.startswith("observe.")
        texts = [_DATE.sub("·", text) if is_of_row else text for text in (problem.path, problem.message)]
        found.setdefault((problem.place, problem.warning, texts[0], texts[1] if is_of_row else f"{at}"), problem)
    return list(found.values())


@dataclass(slots=True)
class _Told:
    """Problems that differ by member only: where the first stands in the list, and for whom they are."""

    at: int
    first: Problem
    binding: Binding
    others: list[Binding] = field(default_factory=list)
    is_alike: bool = True


class MemberProblems(Problems):
    """Problems of a scenario with groups; those at one place that differ only by member are one."""

    def __init__(self, groups: Groups, bindings: Mapping[KeyPath, Binding]) -> None:
        super().__init__()
        self._groups = groups
        self._bindings = {path_text(path): binding for path, binding in bindings.items()}
        self._members = {one for members in groups.members.values() for one in members}
        self._told: dict[_Sort, _Told] = {}

    def append(self, problem: Problem) -> None:
        """Notes a problem."""
        binding = self._binding(problem.path)
        if not binding:
            super().append(problem)
            return
        sort = (problem.place, problem.warning, self._masked(problem.path), self._masked(problem.message), (*binding,))
        told = self._told.get(sort)
        if told is None:
            self._told[sort] = _Told(len(self), problem, binding)
            super().append(problem)
            return
        told.others.append(binding)
        first = in_general(told.first.message, told.binding)
        told.is_alike = told.is_alike and in_general(problem.message, binding) == first
        self[told.at] = self._of_all(told)

    def __delitem__(self, which: SupportsIndex | slice) -> None:
        """Forgets the last ones, and that they were told."""
        super().__delitem__(which)
        self._told = {sort: told for sort, told in self._told.items() if told.at < len(self)}

    def _binding(self, path: str) -> Binding:
        ends = [at + 1 for at, letter in enumerate(path) if letter == "]"] if self._bindings else []
        return next((self._bindings[path[:end]] for end in reversed(ends) if path[:end] in self._bindings), NOBODY)

    def _masked(self, text: str) -> str:
        """A text without the members and numbers in it."""
        text = BRACKET.sub(
            lambda found: f"[{', '.join('·' if one.strip() in self._members else one for one in found[1].split(','))}]",
            text,
        )
        return _NUMBER.sub("0", text)

    def _of_all(self, told: _Told) -> Problem:
        path = in_general(told.first.path, told.binding)
        if told.is_alike:
            message = f"{in_general(told.first.message, told.binding)} (for {self._who([told.binding, *told.others])})"
            return replace(told.first, path=path, message=message)
        return replace(told.first, message=f"{told.first.message}; likewise for {self._who(told.others)}")

    def _who(self, bindings: list[Binding]) -> str:
        groups = tuple(bindings[0])
        chosen = list(dict.fromkeys(tuple(binding.values()) for binding in bindings))
        if 1 < len(chosen) == prod(len(self._groups.members.get(group, ())) for group in groups):
            return f"every {' and '.join(groups)}"
        return few(tuple(", ".join(one) if len(one) == 1 else f"[{', '.join(one)}]" for one in chosen))
