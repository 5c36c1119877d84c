"""What holds for all tests."""

from functools import partial

import pytest

from simengine.batch.engines import make_engine


@pytest.fixture(params=["machine", "reference"])
def engine(request):
    """What makes an engine of a plan; a test that takes it is about whatever computes paths, and is made with each."""
    return partial(make_engine, request.param)
