from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from simengine.compute.recompute import bands, bands_of, trajectories
from simengine.engines.reference.simulation import ReferenceEngine
from simengine.errors import SimengineError
from simengine.runs.manifest import StoredFile, digest_of
from tests.helpers.compute.pond_model import run_pond


@pytest.fixture(scope="module")
def stored(tmp_path_factory):
    return run_pond(tmp_path_factory.mktemp("recompute"))


def tampered(run, column, change):
    """The run with one column of its first part changed, so that the hashes fit again."""
    part = run.manifest.parts[0]
    file = run.folder / part.file.name
    table = pq.read_table(file)
    values = pa.array(change(table[column].to_pylist()), pa.string()).dictionary_encode()
    pq.write_table(table.set_column(table.column_names.index(column), column, [values]), file)
    first = replace(part, file=StoredFile(part.file.name, digest_of(file.read_bytes())))
    return replace(run, manifest=replace(run.manifest, parts=(first, *run.manifest.parts[1:])))


def test_paths_come_out_as_they_are_stored(stored):
    table = stored.outcome_table()
    paths = table.path[table.ok][::7].tolist()
    values = trajectories(stored, ["height", "tides", "pull"], paths)
    assert values.shape == (len(paths), stored.clock.steps + 1, 3)
    np.testing.assert_array_equal(values[:, -1, 0], table.measures["last"][paths])
    np.testing.assert_array_equal(values[:, 0, 0], 0.2)
    assert np.isfinite(values).all()
    np.testing.assert_array_equal(
        values, ReferenceEngine(stored.plan).simulate(paths, ["height", "tides", "pull"]).kept
    )


def test_an_executor_makes_no_difference(stored):
    paths = list(range(0, 250, 3))
    with ThreadPoolExecutor(2) as threads:
        np.testing.assert_array_equal(
            trajectories(stored, ["height"], paths, threads), trajectories(stored, ["height"], paths)
        )


def test_a_path_that_ended_early_is_nan_from_there_on(stored):
    ended = stored.manifest.failures[0]
    (values,) = trajectories(stored, ["height"], [ended.first_path])[:, :, 0]
    assert np.isfinite(values[: ended.step + 1]).all()
    assert np.isnan(values[ended.step + 1 :]).all()


@pytest.mark.parametrize(
    ("names", "paths", "told"),
    [
        (["heigt"], [0], "did you mean 'height'"),
        (["last"], [0], "no driver, formula or parameter 'last'"),
        (["height"], [0, 250], "has no path 250"),
        (["height"], [-1], "has no path -1"),
    ],
)
def test_what_the_run_does_not_have_is_told(stored, names, paths, told):
    with pytest.raises(SimengineError, match=told):
        trajectories(stored, names, paths)


def test_bands_are_quantiles_over_ok_paths(stored):
    table = stored.outcome_table()
    paths = table.path[table.ok].tolist()
    band = bands(stored, "height", paths=1000)
    values = trajectories(stored, ["height"], paths)[:, :, 0]
    assert (band.scenario, band.name, band.unit, band.paths) == ("pond", "height", "m", len(paths))
    np.testing.assert_array_equal(band.years, np.arange(2020, 2027))
    assert band.pairs() == [(0.05, 0.95), (0.25, 0.75)]
    np.testing.assert_allclose(band.quantiles[0.25], np.quantile(values, 0.25, axis=0), rtol=1e-12)


def test_bands_of_one_class(stored):
    table = stored.outcome_table()
    high, low = (bands_of(stored, ["height", "index"], where=name, paths=30)[0] for name in ("high", "low"))
    assert high.paths == min(30, int((table.outcome == 0).sum()))
    assert high.quantiles[0.05][-1] > 0.8
    assert low.quantiles[0.95][-1] < 0.3


def test_some_paths_are_taken_from_all_over_the_run(tmp_path):
    nested = run_pond(tmp_path, nested=125)
    values = bands(nested, "pull", paths=40).quantiles
    assert values[0.05][0] < values[0.95][0]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ({"where": "hihg"}, "did you mean 'high'"),
        ({"quantiles": (0.5, 1.0)}, r"between 0 and 1 \(got 1.0\)"),
        ({"paths": 0}, "paths must be at least 1"),
    ],
)
def test_bands_that_mean_nothing_are_refused(stored, arguments, told):
    with pytest.raises(SimengineError, match=told):
        bands(stored, "height", **arguments)


def test_a_class_that_is_not_what_comes_out_is_refused(tmp_path):
    run = run_pond(tmp_path)
    table = run.outcome_table()
    path = int(table.path[table.ok][0])
    name = table.classes[table.outcome[path]]
    other = next(known for known in table.classes if known != name)
    false = tampered(run, "class", lambda values: [other if i == path else value for i, value in enumerate(values)])
    with pytest.raises(SimengineError, match=f"path {path} of .* came out as {name}, but {other} is stored"):
        trajectories(false, ["height"], [path])
    assert trajectories(false, ["height"], [path + 1]).shape[0] == 1


def test_a_status_that_is_not_what_comes_out_is_refused(tmp_path):
    run = run_pond(tmp_path)
    path = run.manifest.failures[0].first_path
    false = tampered(run, "status", lambda values: ["excluded" if i == path else v for i, v in enumerate(values)])
    with pytest.raises(SimengineError, match="came out as bad_hazard, but excluded is stored"):
        trajectories(false, ["height"], [path])
