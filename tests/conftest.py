"""What holds for all tests."""

import os
import signal
from functools import partial

import hypothesis
import pytest

from simengine.batch.engines import make_engine

LONG = {
    "SIMENGINE_EVERY_WORD": "1",
    "SIMENGINE_EXAMPLES": "400",
    "SIMENGINE_FUZZ": "20000",
    "SIMENGINE_PARITY": "1000",
    "SIMENGINE_WIDTHS": "1",
    "SIMENGINE_YAML": "10000",
}
"""The switches of tests that have a longer form, each told where it is read, and what `--long` sets them to."""

hypothesis.settings.register_profile(
    "unhurried", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)  # both go by the clock, and a busy machine is no fault
hypothesis.settings.load_profile("unhurried")


def pytest_addoption(parser):
    parser.addoption("--long", action="store_true", help="run the long form of the tests that have one, for an hour")


def pytest_configure(config):
    if config.getoption("long"):
        for name, value in LONG.items():
            os.environ.setdefault(name, value)


@pytest.fixture(scope="session", autouse=True)
def _hears_ctrl_c():
    """A shell's `&` starts programs that ignore Ctrl-C, and those that tests start would inherit it."""
    before = signal.getsignal(signal.SIGINT)
    if before is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture(params=["machine", "reference"])
def engine(request):
    """What makes an engine of a plan; a test that takes it is about whatever computes paths, and is made with each."""
    return partial(make_engine, request.param)
