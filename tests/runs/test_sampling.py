"""Which paths hang together, as the manifest says."""

import json
import re

import numpy as np
import pytest

from simengine.errors import SimengineError
from simengine.runs.manifest import digest_of, read_manifest
from simengine.runs.sampling import INDEPENDENT, Sampling, read_sampling
from tests.helpers.compute.pond_model import run_pond

PATHS = np.arange(6)


def test_paths_in_a_row_hang_together() -> None:
    assert INDEPENDENT.clusters(PATHS) is None
    assert Sampling("nested", 1).clusters(PATHS) is None
    for kind, nested in (("nested", 4), ("members", 4), ("scrambles", 1)):
        sampling = Sampling(kind, 4)  # type: ignore[arg-type]
        clusters = sampling.clusters(PATHS)
        assert clusters is not None
        assert (clusters.tolist(), sampling.nested) == ([0, 0, 0, 0, 1, 1], nested)
        assert sampling.parameter_draws(PATHS).tolist() == (PATHS // nested).tolist()


def test_what_means_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 1"):
        Sampling.of_nested(0)
    with pytest.raises(ValueError, match="independent paths"):
        Sampling("independent", 2)


def test_a_manifest_of_the_older_format_says_how_many_are_nested(tmp_path) -> None:
    assert read_sampling(tmp_path, None, 1) == INDEPENDENT
    assert read_sampling(tmp_path, None, 5) == Sampling("nested", 5)


def test_a_way_of_later_versions_is_refused_by_its_name(tmp_path) -> None:
    file = run_pond(tmp_path, paths=10, nested=5).folder / "manifest.json"
    assert read_manifest(file.parent).sampling == Sampling("nested", 5)
    document = json.loads(file.read_text(encoding="utf-8"))
    document["sampling"]["kind"] = "archipelago"
    del document["blake2b"]
    document["blake2b"] = digest_of(json.dumps(document, sort_keys=True, separators=(",", ":")).encode())
    file.write_text(json.dumps(document), encoding="utf-8")
    with pytest.raises(SimengineError, match=re.escape(f"the paths of {file.parent} were made by 'archipelago'")):
        read_manifest(file.parent)


def test_members_may_be_those_of_islands() -> None:
    sampling = Sampling("members", 2, (4, 4, 6))
    found = sampling.clusters(PATHS)
    assert found is not None
    assert found.tolist() == [0, 0, 0, 0, 2, 2]
    assert sampling.parameter_draws(PATHS).tolist() == [0, 0, 1, 1, 2, 2]
    with pytest.raises(ValueError, match="islands, and members of theirs, have ends"):
        Sampling("nested", 2, (4, 6))
