"""Paths, dates and names as arrays that know what their axes are: xarray's, and so NetCDF's."""

from __future__ import annotations

import importlib.util
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from simengine.compute.by_part import Paths, chosen_paths, moving_names, stored_by_part
from simengine.compute.follow import tracks_of
from simengine.compute.futures import parameters_of
from simengine.compute.tracks import Tracks
from simengine.compute.value_names import names_of_choices
from simengine.errors import SimengineError, WrongUsageError
from simengine.report.numbers import counted
from simengine.runs.store import Run

MOST_NUMBERS = 2**27  # 1 GB
_INSTANT = "datetime64[s]"


def check_xarray() -> None:
    """SimengineError if what writes labelled arrays, which comes from elsewhere, is not installed."""
    missing = [name for name in ("xarray", "h5netcdf", "h5py") if importlib.util.find_spec(name) is None]
    if missing:
        raise SimengineError(f"{' and '.join(missing)} not installed: `pip install 'simengine[export]'`")


def track_array(tracks: Tracks) -> Any:
    """Futures step by step as a DataArray with the dimensions path, date and name."""
    check_xarray()
    from xarray import DataArray  # noqa: PLC0415 (slow, and may be absent)

    coordinates = {
        "path": np.array(tracks.paths, np.int64),
        "date": np.array(tracks.dates, _INSTANT),
        "name": list(tracks.names),
        "year": ("date", tracks.years),
        "unit": ("name", list(tracks.units)),
        "title": ("name", list(tracks.titles)),
        "value_names": ("name", [_listed(tracks.value_names.get(name, ())) for name in tracks.names]),
    }
    return DataArray(
        tracks.values, coordinates, ("path", "date", "name"), name="trajectory", attrs={"scenario": tracks.scenario}
    )


def run_dataset(run: Run, names: Sequence[str] | None, paths: Paths) -> Any:
    """A run as a Dataset: what each path came to, and the trajectories of some names, of all that move if None.

    SimengineError as `trajectories`, where xarray is not installed, and for more numbers than memory should hold.
    """
    check_xarray()
    import pyarrow as pa  # noqa: PLC0415 (slow, and only needed here)
    from xarray import Dataset  # noqa: PLC0415 (slow, and may be absent)

    chosen = chosen_paths(run, paths)
    names = moving_names(run) if names is None else names
    _check_size(run, len(chosen), len(names))
    stored = pa.concat_tables(list(stored_by_part(run, chosen)))
    drawn, choices = parameters_of(run, chosen.tolist()), names_of_choices(run)
    arrays = {
        "status": ("path", _texts(stored["status"])),
        "class": ("path", _texts(stored["class"])),
        **_side_by_side("measure", {name: _numbers(stored, "measure", name) for name in run.manifest.measure_units}),
        **_side_by_side("question", {name: _numbers(stored, "question", name) for name in run.manifest.question_texts}),
        **_side_by_side("parameter", drawn),
        **_side_by_side("choice", {name: _by_name(drawn[name], names) for name, names in choices.items()}),
        **_events(run, stored),
    }
    coordinates = {"path": chosen, **_labels(run)}
    about = {"scenario": run.name, "title": run.manifest.title, "seed": str(run.manifest.seed)}
    made = Dataset(arrays, coordinates, about)
    return made.assign(trajectory=track_array(tracks_of(run, names, chosen.tolist()))) if names else made


def _check_size(run: Run, paths: int, names: int) -> None:
    numbers = (run.clock.steps + 1) * names
    if paths * numbers > MOST_NUMBERS:
        fit = max(1, MOST_NUMBERS // numbers)
        what = f"{counted(paths, 'path')} of {counted(names, 'name')} at {run.clock.steps + 1} steps"
        raise WrongUsageError(f"{what} are more than memory should hold: take fewer names, or {fit:,} paths")


def _texts(column: Any) -> Any:
    return np.array([text or "" for text in column.to_pylist()], dtype=str)


def _numbers(stored: Any, section: str, name: str) -> Any:
    return stored[f"{section}.{name}"].to_numpy()


def _by_name(values: Any, names: Sequence[str]) -> Any:
    return np.array(names)[values.astype(np.int64)]


def _listed(names: Sequence[str]) -> str:
    """What the values 0, 1, … are called, in a text; nothing if they are numbers."""
    return ", ".join(names)


def _side_by_side(section: str, columns: Mapping[str, Any]) -> dict[str, Any]:
    """Columns as one array with the dimensions path and `section`; nothing where there are none."""
    return {f"{section}s": (("path", section), np.stack(list(columns.values()), axis=1))} if columns else {}


def _labels(run: Run) -> dict[str, Any]:
    """What stands along measures, questions, parameters and events."""
    manifest, plan = run.manifest, run.plan
    units = {
        "measure": manifest.measure_units,
        "question": {name: manifest.question_units.get(name, "") for name in manifest.question_texts},
        "parameter": {parameter.name: plan.unit(parameter.name) for parameter in plan.parameters},
    }
    found: dict[str, Any] = {}
    for section, named in units.items():
        if named:
            found |= {section: list(named), f"{section}_unit": (section, list(named.values()))}
    choices = names_of_choices(run)
    if choices:
        found |= {"choice": list(choices), "choice_names": ("choice", [_listed(some) for some in choices.values()])}
    return found | ({"event": [event.name for event in plan.events]} if plan.events else {})


def _events(run: Run, stored: Any) -> dict[str, Any]:
    """How often each event occurred on a path, and when first."""
    names = [event.name for event in run.plan.events]
    if not names:
        return {}
    counts, first = np.zeros((2, stored.num_rows, len(names)), np.int64)
    for at, name in enumerate(names):
        column = stored[f"event.{name}"].combine_chunks()
        offsets, steps = column.offsets.to_numpy(), column.values.to_numpy()
        counts[:, at] = np.diff(offsets)
        occurred = counts[:, at] > 0
        first[occurred, at] = steps[offsets[:-1][occurred]]
    steps, places = np.unique(first, return_inverse=True)
    dates = np.array([run.clock.day(int(step)) for step in steps], _INSTANT)[places.reshape(first.shape)]
    dates[counts == 0] = np.datetime64("NaT")
    return {"occurrences": (("path", "event"), counts), "first": (("path", "event"), dates)}
