"""What holds for all tests."""

import gc
import os
import signal
import sys
from functools import partial

import hypothesis
import pytest

from simengine.compute.engine_kinds import make_engine
from tests.helpers import switches
from tests.helpers.goldens import Goldens

LONG = f"""run the long form of the tests that have one: a quarter of an hour on two processors. It sets those of these
environment variables that are not set, and each asks for one of them alone:
{switches.table()}"""
REGENERATE = """run only the tests that compare with a stored output, write anew what has changed, and tell what it was:
the printed screens in tests/, and what docs/ shows of the tutorial, of Python and of the model's figures. Half a
minute; `python -m tools.model_page` draws these figures and the model's diagram, which takes some minutes"""
WRITTEN = "written anew"

hypothesis.settings.register_profile(
    "unhurried", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)  # both go by the clock, and a busy machine is no fault
hypothesis.settings.load_profile("unhurried")


def pytest_addoption(parser):
    parser.addoption("--long", action="store_true", help=LONG)
    parser.addoption("--regenerate", action="store_true", help=REGENERATE)


def pytest_configure(config):
    # A program that a test starts compiles simengine's files only if they're not those that the last one compiled.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    sys.dont_write_bytecode = False
    if found := switches.mistakes(os.environ):
        raise pytest.UsageError(*found)
    if config.getoption("long"):
        for name, switch in switches.SWITCHES.items():
            os.environ.setdefault(name, str(switch.long))


def pytest_collection_modifyitems(config, items):
    if config.getoption("regenerate"):
        config.hook.pytest_deselected(items=[item for item in items if "golden" not in item.fixturenames])
        items[:] = [item for item in items if "golden" in item.fixturenames]


def pytest_collection_finish(session):
    """All that was imported and collected stays: looking through it for garbage would take a tenth of the time."""
    gc.collect()
    gc.freeze()


def pytest_terminal_summary(terminalreporter, config):
    if config.getoption("regenerate"):
        reports = terminalreporter.getreports("passed") + terminalreporter.getreports("failed")
        told = {path for report in reports for key, path in report.user_properties if key == WRITTEN}
        terminalreporter.section(WRITTEN)
        terminalreporter.line("\n".join(sorted(told)) or "nothing has changed")


@pytest.fixture
def golden(request):
    """Compares a text with a file, or writes it if `--regenerate` asks for that."""
    properties = request.node.user_properties
    return Goldens(request.config.getoption("regenerate"), lambda path: properties.append((WRITTEN, path)))


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
