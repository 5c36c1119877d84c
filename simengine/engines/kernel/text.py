"""The text of a kernel: its parts in order, and the loop over blocks and steps that calls them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from simengine.engines.kernel.context import Context, indented, slots_in
from simengine.engines.kernel.expressions import power_text
from simengine.engines.kernel.harvest import primitives
from simengine.engines.kernel.write_end import write_end, write_read
from simengine.engines.kernel.write_events import write_conditions, write_rates
from simengine.engines.kernel.write_look import write_look, write_note, write_observe
from simengine.engines.kernel.write_move import write_bounds, write_inputs, write_mixing, write_move
from simengine.engines.kernel.write_start import write_start
from simengine.language.arithmetic import divide
from simengine.plan.plan import Plan


def main_loop(context: Context) -> list[str]:
    """The lines that compute a block, in the order of docs/semantics.md."""
    keepers = _keepers(context.plan)
    always, asked = write_note(context, keepers)
    events = "v, c, code, path, event_keys, lanes, fired, bits, who, table, branches, n, k, time, year"
    observed, look = write_observe(context), write_look(context)
    read = write_read(context)
    mixing, inputs, move = write_mixing(context), write_inputs(context), write_move(context)
    conditions, rates, bounds, end = (
        write_conditions(context),
        write_rates(context),
        write_bounds(context),
        write_end(context),
    )
    start = write_start(context)  # the last, for what the steps need to have been computed
    step = [
        "q = k & 3",
        *_parted(context),
        "time, year = times[k], years[k]",
        *observed,
        "ended = go_on(v, r_alive, code, ended, n)",
        *look,
        "keep_rows(v, r_alive, kept, kept_rows, who, k, n)",
        "fired[:] = 0",
        *conditions,
        *([f"ended += note_conditions({events})"] if conditions else []),
        *always,
        "if asked[k]:",
        *indented([*asked, "pass"]),
        *read,
        *(["parting = parting or ended > 0"] if context.plan.observations else []),
        "ended = go_on(v, r_alive, code, ended, n)",
        "if k == last:",
        "    break",
        *_drawn(context, mixing),
        *rates,
        f"ended += decide({events.replace('branches,', 'branches, pending,')}, dt)",
        *inputs,
        *move,
        "affect(v, c, lanes, fired, table, effects, movable, time, year)",
        *bounds,
        "settle(v, lanes, fired, table, effects, movable)",
    ]
    return [*_before(start, bool(context.plan.observations)), "for k in range(last + 1):", *indented(step), *end]


def _drawn(context: Context, mixing: Sequence[str]) -> list[str]:
    """The random numbers of four steps, at the first of them."""
    calls = []
    if context.layout.normals:
        calls.append("normal_rows(noise, words, path, k >> 2, normal_keys, normal_slots, n)")
    if context.layout.uniforms:
        calls.append("uniform_rows(uniforms, words, words_2, path, k >> 2, uniform_keys, uniform_slots, n)")
    return ["if q == 0:", *indented([*calls, *mixing])] if calls else []


def _parted(context: Context) -> list[str]:
    """Where observations exclude paths, these are let go before random numbers are drawn for them.

    At the beginning of a step: what is due on a path is noted by its place in the block.
    """
    if not context.plan.observations:
        return []
    return [
        "if parting and q == 0:",
        *indented([*_RESULTS, "n = close_ranks(v, code, path, who, pending, n)", "parting = False"]),
    ]


_RESULTS = (
    "finish(code, status, element, ended_at, DRIVERS, EVENTS, who, n)",
    "hand_over(v, r_alive, measure_rows, measures, who, n)",
    "hand_over(v, r_alive, answer_rows, answers, who, n)",
    "hand_over_classes(v, r_alive, r_class, outcome, who, n)",
    "hand_over_log(v, log_rows, first, who, n)",
)
"""What a block's paths hand over."""


def _before(start: Sequence[str], parts: bool) -> list[str]:
    return [
        "code[:n] = GOING_ON",
        "fill_row(v, r_alive, 1.0, n)",
        *start,
        "ended = 0",
        *(["parting = False"] if parts else []),
    ]


_HEAD = '''"""A kernel: every function below works on a block of paths, a row of `v` for each value.

`v[r_name + i]` is the value of `name` on path i of the block, `c` holds the numbers of the model, `s` its dates.
Numbers change without a change of this text.
"""
'''
TAKEN = (
    "B", "affect", "amount", "asked", "cached", "call", "chance", "decide", "draw", "enter", "fail", "finish", "kept",
    "last", "mark", "normal_rows", "observed", "occur", "occurrence_row", "occurrence_uniform", "parting", "path",
    "pending", "philox", "placed", "settle", "simulate", "table", "uniform_of", "uniform_rows", "where", "who",
    "word_rows", "words",
)  # fmt: skip
"""Names that no function taken from elsewhere may have."""

_MAIN = '''@cached
def simulate(
    paths, nested, c, s, times, years, asked, memories, normal_keys, normal_slots, uniform_keys, uniform_slots,
    event_keys, parameter_keys, table, branches, effects, movable, dt, per_year,
    status, element, ended_at, outcome, measures, measure_rows, answers, answer_rows, first, log_rows, bits, clamps,
    kept, kept_rows,
):
    """All paths asked for, block by block."""
    wide()
    v = np.zeros(ROWS * B)
    code = np.empty(B, np.int64)
    words, words_2 = np.empty((4, B), np.uint32), np.empty((4, B), np.uint32)
    noise = np.empty((4, normal_slots.shape[0], B), np.float32)
    uniforms = np.empty((4, uniform_slots.shape[0], B))
    lanes = np.empty((event_keys.shape[0], B), np.int32)
    fired = np.zeros(event_keys.shape[0], np.int64)
    pending = np.empty(B + 1, np.int64)
    draw, path, who = np.empty(B, np.uint64), np.empty(B, np.uint64), np.empty(B, np.int64)
    last = times.shape[0] - 1
    for base in range(0, paths.shape[0], B):
        n = min(B, paths.shape[0] - base)
        for i in range(n):
            who[i] = base + i
            path[i] = paths[base + i]
            draw[i] = path[i] // nested
BODY
RESULTS
'''


def kernel_text(context: Context, main: Sequence[str], block: int) -> str:
    """The whole module; `main` are the lines of `main_loop`, `block` the paths of a block."""
    layout = context.layout
    rows = [f"{name} = {row} * B" for name, row in layout.names.items()]
    sizes = [f"B = {block}", f"ROWS = {layout.rows}", f"DRIVERS = {len(context.plan.drivers)}"]
    divides = context.named(divide) if any(exponent < 0 for exponent in context.expressions.exponents) else ""
    powers = [power_text(exponent, divides) for exponent in sorted(context.expressions.exponents)]
    body = "\n".join(indented(indented(main)))
    parts = [
        _HEAD,
        primitives(),
        'cached = njit(error_model="numpy", nogil=True, cache=True)',
        "\n".join([*sizes, f"EVENTS = {len(context.plan.events)}", *rows]),
        _pasted("random.py"),
        context.library.text(),
        *powers,
        _pasted("runtime.py"),
        *context.functions,
        _pasted("happenings.py"),
        _MAIN.replace("RESULTS", "\n".join(indented(indented(_RESULTS)))).replace("BODY", body),
    ]
    return "\n\n".join(part.strip("\n") for part in parts if part) + "\n"


def _pasted(file: str) -> str:
    """The text of a file of this folder, without its heading."""
    text = Path(__file__).with_name(file).read_text(encoding="utf-8")
    _, _, rest = text.removeprefix('"""').partition('"""')
    lines = [line for line in rest.splitlines() if not line.startswith(("# ruff", "# mypy", "from ", "import "))]
    return "\n".join(lines)


def _keepers(plan: Plan) -> frozenset[int]:
    """The cells of the note that must run at every step: those that keep something, and those they need."""
    keepers: set[int] = set()
    for cell in reversed(plan.note):
        if cell.size or cell.slot in keepers:
            keepers |= {cell.slot, *slots_in(*cell.arguments)}
    return frozenset(keepers)
