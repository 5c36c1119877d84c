"""Where these tests keep compiled kernels."""

import pytest

from simengine.engines.kernel.cache import PLACE


@pytest.fixture(scope="session", autouse=True)
def kernels(pytestconfig, tmp_path_factory):
    """A folder all workers share, and later runs too: a kernel is found by its text and by what compiled it."""
    kept = getattr(pytestconfig, "cache", None)  # there is none with -p no:cacheprovider
    folder = kept.mkdir("kernels") if kept else tmp_path_factory.mktemp("kernels")
    folder.chmod(0o700)  # what others may write is refused
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(PLACE, str(folder))
        yield
