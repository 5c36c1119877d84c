"""What the tests by hand share."""

import pytest

from simengine.loading import load
from simengine.status import Status
from tests.helpers.semantics.agreement import differences


@pytest.fixture
def future(tmp_path):
    """The one future of a scenario's text, on which the engine and the interpreter agree."""

    def run(text, path=0):
        file = tmp_path / "by_hand.yaml"
        file.write_text(text, encoding="utf-8")
        found, (only,) = differences(load(file), [path])
        assert found == []
        assert only.status is Status.OK
        return only

    return run
