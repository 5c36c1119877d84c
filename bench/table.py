"""The results as a table for people and as a record for machines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bench.agreement import Check, disagreements, limit
from bench.measure import Figure

Json = dict[str, object]
LEAST_OF_CORES = 0.9  # of the cores, what arithmetic must have had if nothing else was at work


@dataclass(frozen=True, slots=True)
class Row:
    """A figure's key, what it is, and the bound that is aimed at, if any: at most or at least."""

    key: str
    text: str
    at_most: float | None = None
    at_least: float | None = None


def rows(bits: int) -> tuple[Row, ...]:
    """The table's rows; one target depends on the width of the machine's vectors."""
    return (
        Row("ns_per_driver_step", "ring: ns per driver and step"),
        Row("numpy_ns_per_normal", "  NumPy's SFC64 normals, ns each"),
        Row("numpy_ns_per_driver_step", "  NumPy's ring, ns per driver and step"),
        Row("own_ns_per_normal", "  our normals alone, ns each"),
        Row("ratio_numpy_draws", "ring ÷ NumPy's normals alone", at_most=0.20 if bits >= 512 else 0.30),
        Row("arithmetic_ns", "ring less our normals, ns per driver and step", at_most=1.2),
        Row("flagship_ratio_parts", "flagship ÷ (its draws + its exp, log, …)", at_most=2.0),
        Row("flagship_whole_us", "  flagship, µs per path"),
        Row("flagship_draws_us", "  its draws alone"),
        Row("flagship_functions_us", "  its exp, log, … alone"),
        Row("speedup_simpy", "SimPy, a process a driver ÷ ring", at_least=600),
        Row("speedup_simpy_one_process", "SimPy, one process for all drivers ÷ ring"),
        Row("speedup_numpy", "NumPy vectorised ÷ ring", at_least=8),
        Row("speedup_ema", "EMA Workbench ÷ ring"),
        Row("speedup_mesa", "Mesa ÷ ring"),
        Row("speedup_jax", "JAX ÷ ring, all cores each", at_least=6),
        Row("thread_scaling", "ring: one thread ÷ all threads"),
        Row("thread_control", "arithmetic in registers: one thread ÷ all threads"),
        Row("exponent_paths", "growth exponent in paths", at_most=1.05),
        Row("exponent_steps", "growth exponent in steps", at_most=1.05),
        Row("exponent_drivers", "growth exponent in drivers", at_most=1.05),
        Row("prepare_s", "the engine prepared, nothing cached, s", at_most=30),
        Row("prepare_processor_s", "  of the processor"),
        Row("edit_s", "flagship and one more formula: `run --paths 1000`, s", at_most=1.5),
        Row("edit_processor_s", "  of the processor"),
        Row("warm_start_s", "flagship: `run --paths 1000`, prepared engine, s", at_most=1.2),
        Row("warm_start_processor_s", "  of the processor"),
        Row("peak_rss_mb_10m", "flagship: most memory at ten million paths, MB", at_most=1_000),
        Row("learning_stages_by_weights", "learning: effective members a second, stage by stage ÷ by weights"),
        Row("learning_rolls_by_stages", "learning: with re-rolls only ÷ stage by stage"),
        Row("learning_weights_a_second", "  effective members a second by weights"),
        Row("learning_stages_a_second", "  stage by stage"),
        Row("learning_rolls_a_second", "  with re-rolls only"),
        Row("twenty_effective", "flagship, twenty figures: effective of 10,000 members", at_least=1_000),
        Row("twenty_s", "  wall time, all cores, s", at_most=300),
        Row("twenty_simulations", "  short simulations a member"),
        Row("twenty_spread", "  standard deviation of the islands' log evidences", at_most=1.0),
        Row("vector_bits", "bits of a vector"),
    )


def table(figures: Mapping[str, Figure], bits: int) -> str:
    """One line a figure: median, range, and whether it reaches its target; a missing one says why."""
    shown = [(row, figures[row.key]) for row in rows(bits) if row.key in figures]
    width = max((len(row.text) for row, _ in shown), default=0)
    return "\n".join(_line(row, found, width) for row, found in shown)


def _line(row: Row, found: Figure, width: int) -> str:
    if found.value is None:
        return f"{row.text:{width}}  {'–':>8}  {found.reason}"
    low, high = (number(bound) if bound is not None else "" for bound in (found.low, found.high))
    spread = f"{low} … {high}" if low != high else ""
    return f"{row.text:{width}}  {number(found.value):>8}  {spread:17}  {_verdict(row, found.value)}".rstrip()


def _verdict(row: Row, value: float) -> str:
    if row.at_most is not None:
        return f"target ≤ {row.at_most:g}: {'reached' if value <= row.at_most else 'missed'}"
    if row.at_least is not None:
        return f"target ≥ {row.at_least:g}: {'reached' if value >= row.at_least else 'missed'}"
    return ""


def number(value: float) -> str:
    """Three figures, without an exponent."""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def agreement_text(made: Sequence[Check]) -> str:
    """What the check of the models says."""
    if not made:
        return "no models to compare"
    wrong = disagreements(list(made))
    if not wrong:
        largest = max(abs(check.z) for check in made)
        return f"all agree: {len(made)} comparisons, the largest difference {largest:.1f} standard errors"
    lines = [f"{c.peer}: {c.figure} is {c.value:.4f}, not {c.expected:.4f} ({c.z:+.1f} standard errors)" for c in wrong]
    return f"these differ by more than {limit(len(made)):.1f} standard errors:\n" + "\n".join(lines)


def doubts(figures: Mapping[str, Figure], cores: int) -> list[str]:
    """What can't be if the machine was ours: then its figures are not worth keeping."""
    found = []
    normals, whole = (figures.get(key) for key in ("numpy_ns_per_normal", "numpy_ns_per_driver_step"))
    if normals and whole and normals.value and whole.value and whole.value < normals.value:
        found.append("NumPy's ring took less time than the normals it contains")
    control = figures.get("thread_control")
    if control and control.value and control.value < LEAST_OF_CORES * cores:
        found.append(f"arithmetic in registers ran {control.value:.2f} times as fast on {cores} cores as on one")
    return found


def record(figures: Mapping[str, Figure], about: Json) -> Json:
    """The figures by key, null where there is none, with their spreads, reasons, and what was measured on what."""
    return {
        **{key: found.value for key, found in figures.items()},
        "spread": {key: [found.low, found.high] for key, found in figures.items() if found.value is not None},
        "reasons": {key: found.reason for key, found in figures.items() if found.value is None},
        **about,
    }
