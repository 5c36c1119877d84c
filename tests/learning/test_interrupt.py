"""Ctrl-C ends learning at the next simulation of each thread, and the next start goes on from there."""

import os
import signal
import sys
import threading
import time

import pytest

from simengine.compute.engine_kinds import make_engine
from simengine.compute.learning_files import LearningFiles
from simengine.learning.learn import learn
from simengine.learning.readings import reading_plan
from simengine.loading import load_text
from simengine.plan.past import past_of
from simengine.plan.planning import make_plan
from simengine.runs.learnt import Effort

TEXT = """
name: known
clock: {start: 2024-01, end: 2026-01, step: month}
drivers: {x: {process: random_walk, initial: 0, drift: 0, volatility: 1}}
parameters: {p: {normal: {mean: 0, sd: 1}}}
observe:
  one: {at: 2024-02, expr: p + x, value: 1, error: 0.5}
  two: {at: 2024-03, expr: p - x, value: 1, error: 0.5}
"""


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_an_interrupt(tmp_path):
    past = past_of(make_plan(load_text(TEXT, "known").model))
    engine, calls, many = make_engine("machine", reading_plan(past)), [], threading.Event()

    def counted(*words, **named):
        calls.append(1)
        if len(calls) == 60:
            many.set()
        return engine.simulate(*words, **named)

    def interrupt():
        many.wait()
        os.kill(os.getpid(), signal.SIGINT)

    def learnt(simulate, **others):
        return learn(past, simulate, range(3), Effort(1_000, 40), jobs=2, route="sequential", **others)

    kept = LearningFiles(tmp_path)
    threading.Thread(target=interrupt, daemon=True).start()
    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # who started us may have had it ignored
    try:
        with pytest.raises(KeyboardInterrupt):
            learnt(counted, checkpoints=kept)
    finally:
        signal.signal(signal.SIGINT, before)
    made = len(calls)
    time.sleep(0.1)
    assert len(calls) == made
    assert list(tmp_path.iterdir())
    again, whole = learnt(counted, checkpoints=kept), learnt(engine.simulate)
    assert [one.log_evidence for one in again.islands] == [one.log_evidence for one in whole.islands]
    assert len(calls) - made < sum(one.simulations for one in whole.islands) // 1_250
