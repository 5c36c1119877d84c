"""What learning keeps on the disk comes back as it was, or not at all."""

import numpy as np
import pytest

from simengine.compute.learning_files import LearningFiles
from simengine.errors import SimengineError
from tests.helpers.analysis.learnt_runs import NORMAL, learnt_run


def test_arrays_come_back_to_the_bit(tmp_path) -> None:
    files = LearningFiles(tmp_path / "learning")
    assert files.read("island-0") is None
    numbers = np.array([2**63 + 1, 2**64 - 1], np.uint64)
    files.write("island-0", {"ancestor": numbers, '["drivers", "a/b", 0]': numbers[::-1], "rest": np.array(-np.inf)})
    found = files.read("island-0")
    assert found is not None
    assert {key: (found[key].dtype.name, found[key].tolist()) for key in found} == {
        "ancestor": ("uint64", numbers.tolist()),
        '["drivers", "a/b", 0]': ("uint64", numbers[::-1].tolist()),
        "rest": ("float64", -np.inf),
    }
    files.write("island-0", {"other": np.arange(3)})
    again = files.read("island-0")
    assert again is not None
    assert list(again) == ["other"]


@pytest.mark.parametrize("spoil", ["cut", "flipped", "empty", "link"])
def test_what_is_spoilt_is_as_good_as_nothing(tmp_path, spoil: str) -> None:
    files = LearningFiles(tmp_path)
    files.write("stage", {"a": np.arange(100)})
    (file,) = tmp_path.iterdir()
    data = bytearray(file.read_bytes())
    if spoil == "flipped":
        data[-200] ^= 1
    file.write_bytes(b"" if spoil == "empty" else data[:100] if spoil == "cut" else data)
    if spoil == "link":
        file.unlink()
        file.symlink_to("/dev/zero")
    assert files.read("stage") is None


def test_objects_are_never_loaded(tmp_path) -> None:
    files = LearningFiles(tmp_path)
    files.write("stage", {"a": np.array([{"x": 1}], dtype=object)})
    assert files.read("stage") is None


def test_a_name_that_leaves_the_folder_is_refused(tmp_path) -> None:
    with pytest.raises(ValueError, match="a name that a file may have"):
        LearningFiles(tmp_path).write("../x", {})


def test_a_start_that_is_refused_leaves_nothing_to_go_on_with(tmp_path):
    """No prior future comes near: the same command would be refused again, so `list` has nothing to tell of it."""
    far = NORMAL.replace("value: 1, error: 0.5", "value: 90, error: 0.5")
    with pytest.raises(SimengineError, match="no prior future comes near"):
        learnt_run(tmp_path, far)
    assert not list(tmp_path.glob(".*.partial"))
