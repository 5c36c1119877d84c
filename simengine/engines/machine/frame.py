"""Where the loop and the kernels find what they share: the words of a frame, one 64-bit integer each.

A word is a number or the address of an array. Kernels get the addresses of their operands and the frame.
"""

from __future__ import annotations

from enum import IntEnum


class Word(IntEnum):
    """The place of each word in a frame."""

    WIDTH = 0  # how many paths, or lanes, a kernel goes over
    STEP = 1
    STRIDE = 2  # paths from one row to the next
    CLOCK = 3  # doubles: dt, steps a year, time, year, month of the year
    DICE = 4  # addresses of the numbers of each die
    LANES = 5  # paths that a lane program goes over
    NON_FINITE_COUNT = 6  # how many values came out not finite
    VALUES = 7  # all rows
    ROWS = 8
    CODE = 9  # of each instruction the address of its kernel and that of its operands
    SEGMENTS = 10  # where each segment begins among the instructions, and the end of the last
    TICKS = 11  # the processor's ticks so far: see `Ticks`, then of each instruction; 0 if nobody asks
    PATHS = 12  # the block's numbers of paths
    DRAWS = 13  # those of their parameters
    INDEX = 14  # their places among the paths asked for
    ENDS = 15  # what ends each path: the smaller, the earlier
    ALIVE = 16  # row: 1 on paths that go on
    LAST = 17
    INSTANTS = 18  # of each step its time, year and month of the year
    ENDED = 19  # whether a path may have ended since it was last noted which go on
    READ_STEPS = 20  # whether something is read at a step
    KEPT = 21  # out: [path, step, name]
    KEPT_ROWS = 22
    KEPT_COUNT = 23  # how many names
    EVENTS = 24
    EVENT_COUNT = 25
    BRANCHES = 26
    EFFECTS = 27
    MOVERS = 28
    MOVER_COUNT = 29
    BRANCH_ORDER = 30  # events, parents before their branches
    FIRED = 31  # of each event, on how many paths it has occurred in this step
    FIRED_LANES = 32
    FIRED_TIMES = 33
    MOVED_LANES = 34
    PENDING = 35  # room for paths
    RECORDS = 36
    RECORD_COUNT = 37
    RECORD_ROOM = 38
    DRIVERS = 39  # state and value of each
    DRIVER_COUNT = 40
    OBSERVED = 41
    OBSERVED_COUNT = 42
    QUESTIONS = 43
    QUESTION_COUNT = 44
    ANSWERS = 45  # out: [question, path]
    MEASURES = 46  # out: [measure, path]
    MEASURE_ROWS = 47
    MEASURE_COUNT = 48
    CLASS_ROW = 49
    OUTCOME = 50  # out
    STATUS = 51
    ELEMENT = 52
    ENDED_AT = 53
    CLAMPS = 54
    TOTAL = 55  # how many paths are asked for
    ROLLED_DICE = 56  # rows of numbers of dice that were rolled again
    ROLLED_DICE_COUNT = 57
    SCRATCH = 58  # room for six singles a path
    COUNT = 59  # of lanes
    TO_END = 60  # whether paths run to the end of the clock
    DATES = 61  # steps of dated events, rising for each
    FRESH = 62  # the step from which on all dice show the paths' numbers; -1 if there is none
    PATH_DICE = 63  # the first die that shows a path's number and not its draw of the parameters
    DICE_COUNT = 64
    LATE_DICE = 65  # what dice show from the fresh step on, as DICE has it
    SIZE = 66


class Segment(IntEnum):
    """The parts of a program that every table has, in the order in which they are laid out; others follow them."""

    BEGIN = 0
    LOOK = 1
    LOOK_READ = 2
    CONDITIONS = 3
    NOTE = 4
    NOTE_READ = 5
    END = 6
    DRAW = 7
    INPUTS = 8
    MOVE = 9
    FIRST_FREE = 10


class Ticks(IntEnum):
    """What is counted before the instructions, in ticks: three words of the counting itself, then parts of the loop.

    A part is what has passed since the end of the part before, without instructions.
    """

    LAST = 0  # when the last part ended
    INSTRUCTIONS = 1  # of all instructions so far
    BEFORE = 2  # the same when the last part ended
    RUN = 3  # from instruction to instruction
    BEGIN = 4
    ALIVE = 5
    READ = 6
    NOTE = 7
    DECIDE = 8
    EFFECTS = 9
    COMMIT = 10
    END = 11
    SIZE = 12


class Event(IntEnum):
    """The columns of an event. The first nine are rows; for an event noted at once OCCURRED is its log's first."""

    LOG = 0
    OCCURRED = 1
    RATE = 2  # its hazard, or whether its condition holds
    SUM = 3
    LIMIT = 4
    HELD = 5
    FOLLOWED = 6  # how many occurrences of the event it comes after have been followed
    WAITING = 7  # how often it occurs at each of the next LONGEST steps: the first of so many rows
    DELAY = 8  # of each lane of its program, whose uniform number it is before, if it is drawn
    FIRST_BRANCH = 9
    BRANCHES = 10
    CHANCES = 11  # segment
    FIRST_EFFECT = 12
    EFFECTS = 13
    AMOUNTS = 14  # segment
    LATEST = 15
    REPEATS = 16
    ONCE_A_STEP = 17
    TRIGGER = 18
    FIRST_DATE = 19
    DATES = 20
    KEY_0 = 21
    KEY_1 = 22
    CLOCK_DIE = 23
    BRANCH_DIE = 24
    NOTED = 25
    AFTER = 26  # an event; -1 if it comes after none
    DELAYS = 27  # segment
    DRAWN = 28  # whether the delay is drawn
    LONGEST = 29
    COUNTED = 30  # where steps with a large hazard are counted; -1 if they are not
    SIZE = 31


class Trigger(IntEnum):
    """What makes an event occur."""

    BRANCH = 0
    HAZARD = 1
    CONDITION = 2
    DATE = 3


EVENT_ROWS = 9
"""How many of an event's columns are rows."""


class Amount(IntEnum):
    """Where a chance or an amount is found."""

    REST = 0
    NUMBER = 1
    ROW = 2


class Mover(IntEnum):
    """The columns of a driver that effects or bounds can move. The first four are rows; LOWEST is -1 without bounds."""

    VALUE = 0
    TOUCHED = 1
    LOWEST = 2
    HIGHEST = 3
    SET_STATE = 4  # the segment that puts it where its value is
    COUNT = 5  # on how many paths it is moved in this step
    SIZE = 6


MOVER_ROWS = 4
"""How many of a mover's columns are rows."""
