"""`simengine sources --check`: the register of mechanisms, tried."""

from __future__ import annotations

from dataclasses import dataclass

from simengine.analysis.verdicts import check_class, judge
from simengine.cli.output import say, say_json
from simengine.cli.progress import make_display
from simengine.compute.engine_kinds import DEFAULT_ENGINE, ENGINES, check_engine
from simengine.compute.try_mechanisms import PATHS, try_mechanisms
from simengine.compute.workers import workers
from simengine.engines.system import cpus
from simengine.model.model import Model
from simengine.report.layout import terminal_width
from simengine.report.mechanism_text import register_json, register_text


@dataclass(frozen=True, slots=True)
class Check:
    """How to try a register; None leaves it to the defaults."""

    outcome: str | None = None
    paths: int | None = None
    engine: str | None = None
    jobs: int | None = None


def tell_check(model: Model, check: Check, *, as_json: bool) -> int:
    """Tries every act and prints the verdicts; 1 if one acts against its statement, else 0. Raises SimengineError."""
    scenario = model.scenario
    classes = (check.outcome,) if check.outcome is not None else ()
    for name in classes:
        check_class(name, list(scenario.outcome))
    paths, engine = check.paths or PATHS, check.engine or DEFAULT_ENGINE
    check_engine(engine)
    with (
        workers(check.jobs or cpus(), threads=ENGINES[engine].threads) as pool,
        make_display(scenario.name) as display,
    ):
        trials = try_mechanisms(model, paths, None, engine, pool, display, display.announce)
    judged = judge(trials, classes)
    if as_json:
        say_json(register_json(scenario.name, judged))
    else:
        say(register_text(scenario.name, judged, terminal_width()))
    return int(any(one.verdict == "against" for one in judged))
