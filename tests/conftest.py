"""What holds for all tests."""

import os
from functools import partial

import pytest

from simengine.compute.engine_kinds import make_engine

LONG = {
    "SIMENGINE_EVERY_WORD": "1",
    "SIMENGINE_EXAMPLES": "400",
    "SIMENGINE_FUZZ": "20000",
    "SIMENGINE_PARITY": "1000",
    "SIMENGINE_WIDTHS": "1",
    "SIMENGINE_YAML": "10000",
}
"""The switches of tests that have a longer form, each told where it is read, and what `--long` sets them to."""


def pytest_addoption(parser):
    parser.addoption("--long", action="store_true", help="run the long form of the tests that have one, for an hour")


def pytest_configure(config):
    if config.getoption("long"):
        for name, value in LONG.items():
            os.environ.setdefault(name, value)


@pytest.fixture(params=["machine", "reference"])
def engine(request):
    """What makes an engine of a plan; a test that takes it is about whatever computes paths, and is made with each."""
    return partial(make_engine, request.param)
