"""Where these tests keep compiled kernels."""

import pytest

from simengine.engines.kernel.cache import PLACE


@pytest.fixture(scope="session", autouse=True)
def kernels(pytestconfig):
    """A folder all workers share, and later runs too: a kernel is found by its text and by what compiled it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(PLACE, str(pytestconfig.cache.mkdir("kernels")))
        yield
