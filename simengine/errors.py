"""What a user is told when something is wrong: where, what, and what to do."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

MOST_PROBLEMS = 50
MOST_NAMES, LONGEST_NAME = 1000, 60  # beyond these nobody is helped by a hint, which would take its time
LONGEST_LINE = 1500  # of a message: what a scenario, a name or a value of somebody else's may stand in
MOST_TOLD = 8  # of the names there are
MOST_RANKED = 200  # beyond these the first are told, not the most alike
_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def visible(text: str) -> str:
    """A text in which control characters, and those that turn its direction, are written out: none does anything."""
    return _UNSEEN.sub(lambda found: found.group().encode("unicode_escape").decode(), text)


def visible_json(text: str) -> str:
    """JSON in which they are written out as JSON has it: what is read back is the same."""
    return _UNSEEN.sub(lambda found: f"\\u{ord(found.group()):04x}", text)


def shortened(text: str) -> str:
    """A text in which what is in the middle of very long lines is left out: nobody reads a name of 50,000 letters."""
    return "\n".join(
        line if len(line) <= LONGEST_LINE else f"{line[: LONGEST_LINE // 2]} … {line[-LONGEST_LINE // 2 :]}"
        for line in text.split("\n")
    )


@dataclass(frozen=True, slots=True)
class Setting:
    """Something a user may set, in a message: in Python `force=True`, on a command line `--force`; `…` is any value."""

    name: str
    value: object = True
    typed: str = ""  # on a command line, where that is more than its name

    def __str__(self) -> str:
        return f"{self.name}={'…' if self.value is ... else repr(self.value)}"

    @property
    def flag(self) -> str:
        """As it is typed on a command line."""
        if self.typed:
            return self.typed
        return f"--{self.name}" if self.value is True or self.value is ... else f"--{self.name} {self.value}"


class Worded(str):
    """A message with settings in it, in Python's words; `flags` is the same in those of the command line."""

    flags: str

    def __new__(cls, *parts: str | Setting) -> Worded:
        made = super().__new__(cls, "".join(map(str, parts)))
        made.flags = "".join(part.flag if isinstance(part, Setting) else on_command_line(part) for part in parts)
        return made


def on_command_line(message: str) -> str:
    """A message as a command says it."""
    return message.flags if isinstance(message, Worded) else message


@dataclass(frozen=True, slots=True)
class Place:
    """A position in a text, counted from 1; line 0 means the text has no lines (a command line)."""

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}" if self.line else self.file


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong in a scenario: `file.yaml:14:17: drivers.x.volatility: must be > 0 (got -0.3)`."""

    place: Place | None
    path: str
    message: str
    warning: bool = False

    def __str__(self) -> str:
        return visible(self.text)

    @property
    def text(self) -> Worded:
        """One line of all of it."""
        before = [str(self.place) if self.place else "", "warning" if self.warning else "", self.path]
        return Worded(*(f"{part}: " for part in before if part), self.message)


class SimengineError(Exception):
    """Anything a user can mend. The command line prints it without a traceback, in its own words."""

    exit_code = 1

    def __str__(self) -> str:
        return visible(shortened(super().__str__()))

    @property
    def message(self) -> str:
        """What it says; if settings are in it, it can be worded for the command line."""
        return self.args[0] if self.args and isinstance(self.args[0], str) else str(self)


class WrongUsageError(SimengineError):
    """What is asked for can't be had so: a name that isn't there, a scenario without what is needed."""

    exit_code = 2


class ScenarioError(SimengineError):
    """A scenario that can't be used; `problems` holds everything wrong with it, in the order of the text."""

    exit_code = 2

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems, key=_reading_order))
        super().__init__("\n".join(str(problem) for problem in self.problems))

    @property
    def message(self) -> str:
        """A line a problem."""
        lines = [part for problem in self.problems for part in ("\n", problem.text)]
        return Worded(*lines[1:])

    def __reduce__(self) -> tuple[type[ScenarioError], tuple[tuple[Problem, ...]]]:
        return type(self), (self.problems,)


class Problems(list[Problem]):
    """What is wrong in one text. Raises ScenarioError with the first MOST_PROBLEMS when there are more.

    Who makes so many mistakes makes thousands of them, alike, and each takes its time to explain.

    Warnings may be any number.
    """

    def append(self, problem: Problem) -> None:
        """Notes a problem."""
        super().append(problem)
        if not problem.warning and len(self) > MOST_PROBLEMS:
            errors = [one for one in self if not one.warning]
            if len(errors) > MOST_PROBLEMS:
                more = f"more than {MOST_PROBLEMS} errors; mend those above, then look again"
                raise ScenarioError([*errors[:-1], Problem(problem.place, "", more)])

    def extend(self, problems: Iterable[Problem]) -> None:
        """Notes several."""
        for problem in problems:
            self.append(problem)


def _reading_order(problem: Problem) -> tuple[str, int, int]:
    place = problem.place
    return (place.file, place.line, place.column) if place else ("", 0, 0)


_BEGINNING = 4  # letters of a name that tell which is meant, if no other begins so


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """A hint to append to a message: ` (did you mean 'tension'?)`, or nothing."""
    if len(name) > LONGEST_NAME or len(candidates := list(islice(known, MOST_NAMES + 1))) > MOST_NAMES:
        return ""
    short = [one for one in candidates if len(one) <= LONGEST_NAME]
    begun = [one for one in short if len(name) >= _BEGINNING and one.startswith(name)]
    close = begun if len(begun) == 1 else difflib.get_close_matches(name, short, n=1, cutoff=0.6)
    return f" (did you mean {close[0]!r}?)" if close else ""


def what_there_is(name: str, known: Iterable[str]) -> str:
    """`did_you_mean`, and what there is: ` (did you mean 'tension'?); there are tension, price and 12 more`.

    Of many names those are told that are most like the one that isn't there.
    """
    names = list(islice(known, MOST_NAMES + 1))
    meant = did_you_mean(name, names)
    return meant if meant and len(names) == 1 else f"{meant}; {_there_are(name, names)}"


def _there_are(name: str, names: Sequence[str]) -> str:
    if len(names) <= 1:
        return f"there is only {listed(names)}" if names else "there is none"
    if MOST_TOLD + 1 < len(names) <= MOST_RANKED and max(map(len, (name, *names))) <= LONGEST_NAME:
        like = difflib.get_close_matches(name, names, n=MOST_TOLD, cutoff=0.0)
        names = [*sorted(like, key=names.index), *(one for one in names if one not in like)]
    return f"there are {listed(names)}"


def listed(names: Sequence[str]) -> str:
    """Names in a row, of many the first: `a, b, c and 12 more`."""
    most = MOST_TOLD if len(names) > MOST_TOLD + 1 else len(names)
    told = ", ".join(one if len(one) <= LONGEST_NAME else f"{one[:LONGEST_NAME]}…" for one in names[:most])
    more = "many" if len(names) > MOST_NAMES else str(len(names) - most)
    return f"{told} and {more} more" if most < len(names) else told
