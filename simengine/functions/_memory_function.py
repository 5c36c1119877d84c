"""What a function with memory is.

One file holds one function: a final subclass of `MemoryFunction` in a module of this package whose name does not start
with an underscore; it is found by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import Enum
from typing import TYPE_CHECKING, ClassVar, NamedTuple, TypeAlias

from simengine.language.types import Signature

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class Log(NamedTuple):
    """An event in the log, as a function sees it: how often, and steps as floats, NaN before the first."""

    times: float
    first: float
    last: float


class LogRows(NamedTuple):
    """An event in the log of many paths, each part as a `Row`."""

    times: NDArray[np.float64]
    first: NDArray[np.float64]
    last: NDArray[np.float64]


Memory = list[float]
Row: TypeAlias = "NDArray[np.float64]"
"""A number a path."""
Rows: TypeAlias = "NDArray[np.float64]"
"""Numbers of a memory, each as a `Row`; [size, paths]."""
NAN = float("nan")


class IsNumber(Enum):
    """From when on the value of a function is a number and not NaN, if its other arguments are numbers."""

    ALWAYS = "always"
    AFTER_EVENT = "once the first event among its arguments has occurred"
    AFTER_STRETCH = "once a stretch after this event is over, whose lengths of time are the arguments that come last"


class MemoryFunction:
    """A function of the language that sees more than the present.

    `look` is called once per step k = 0, 1, … with the arguments in the order of `signature`: a number or truth as a
    float, an event as a `Log`, a length of time as whole steps (an optional one left out as 0). Plain scalar code
    over `memory`, a list of `size` floats that belongs to this use of the function on this path, so that a compiler
    can take the same text. Truths are 1.0 and 0.0.

    A function whose `signature` takes `more` events is asked for each of them alone, and the values are joined, from
    left to right, by the operation of its name in `simengine.language.arithmetic`.

    A function may say the same for `n` paths at once, if that is quicker: `rows(out, n, memory, k, per_year, …)`, with
    the rest as in `look`, but rows for numbers, truths and the parts of a `Log`. It keeps number j of its memory at
    `memory[j][i]`, where it was begun alike for all paths, and puts its value at `out[i]`, with the bits of `look`;
    before step 0 is over nothing stands there, and after it what the step before left. Rows are arrays of at least n
    floats that share no memory; i runs over 0 … n − 1 in the innermost loops, plain scalar code as well.
    """

    name: ClassVar[str]
    signature: ClassVar[Signature]
    keeps_past: ClassVar[bool] = False  # its memory is longer by the length of the history it is begun with
    is_count_of_log: ClassVar[bool] = False  # its value is how often its event has occurred
    is_count_of_log_once: ClassVar[bool] = False  # whether it has: the same, of an event that occurs once at most
    holds_from_first: ClassVar[bool] = False  # a truth that, once it holds, does so from its first event's first time
    finer: ClassVar[str] = ""  # what it does on a clock of shorter steps, if that is something else
    adds: ClassVar[bool] = False  # it adds up a number a step; of counts, that is the same on every clock
    runs: ClassVar[bool] = False  # within a step its value grows as time does
    looks_back: ClassVar[bool] = False  # over a window that has fewer steps at first, unless a history fills it
    is_number: ClassVar[IsNumber] = IsNumber.AFTER_STRETCH  # ALWAYS for one without events, if its arguments are
    unit: ClassVar[str] = "own"
    """The unit of its value; `own` is that of its first argument, if that is a number; empty where it is not known."""

    @staticmethod
    def size(*windows: int) -> int:
        """How many floats of memory it needs for these windows; 0 if the present arguments are enough."""
        return 0

    @staticmethod
    def begin(memory: Memory, past: Sequence[float], *windows: int) -> None:
        """Fills the memory before step 0. `past` holds the history of the first argument at steps −len(past) … −1."""

    look: ClassVar[Callable[..., float]]
    rows: ClassVar[Callable[..., None] | None] = None
