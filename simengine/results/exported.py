"""What a run is handed on as: files for other programs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal, get_args

from simengine.compute.by_part import Paths, chosen_paths, futures_by_part, occurrences_by_part, tracks_by_part
from simengine.compute.recompute import check_names
from simengine.errors import Setting, SimengineError, Worded, WrongUsageError, what_there_is
from simengine.report.layout import aligned, fitted
from simengine.report.numbers import counted
from simengine.results.export_folder import cleared
from simengine.results.hub_table import hub_table
from simengine.results.labelled_arrays import check_xarray, run_dataset
from simengine.results.long_tables import tracks_table
from simengine.results.result import Columns, Result, arrow_table
from simengine.results.table_files import write_table
from simengine.runs.files import disk_errors, written_whole
from simengine.runs.manifest import FILE as MANIFEST
from simengine.runs.store import Run

if TYPE_CHECKING:
    import pyarrow as pa

Form = Literal["csv", "parquet", "netcdf", "hub"]
FORMS: tuple[Form, ...] = get_args(Form)
FOLDER = Path("export")
_COLUMNS: Columns = {"file": str, "rows": int, "bytes": int}


@dataclass(frozen=True, slots=True)
class Exported(Result):
    """The `files` that were written, and how many `rows` each has (of NetCDF, paths).

    `notes` tell what was there before, and became of it.
    """

    files: tuple[Path, ...]
    rows: tuple[int, ...]
    notes: tuple[str, ...] = ()

    @classmethod
    def of(
        cls, run: Run, to: str | None, out: str | Path | None = None, names: Sequence[str] = (), paths: Paths = None
    ) -> Exported:
        """Writes them. SimengineError as `trajectories`, for a form there is not, and for a disk that refuses."""
        form = _form(to, out)
        if names:
            check_names(run.plan, names)
        place = Path(out) if out is not None else FOLDER / _default(run, form)
        _check_place(place)
        if form == "netcdf":
            return _netcdf(run, place, names, paths)
        if form == "hub":
            return cls((place,), (write_table(place, [hub_table(run, names, paths)], missing="NA"),))
        chosen = chosen_paths(run, paths)
        tables = {"futures": futures_by_part(run, chosen), "events": occurrences_by_part(run, chosen)}
        if names:
            tables["trajectories"] = (tracks_table(some) for some in tracks_by_part(run, names, chosen))
        room = cleared(place, run, [f"{name}.{form}" for name in tables], len(chosen))
        files = [place / f"{name}.{form}" for name in tables]
        rows = [write_table(file, table) for file, table in zip(files, tables.values(), strict=True)]
        room.done()
        return cls(tuple(files), tuple(rows), room.notes)

    def text(self, width: int) -> str:
        """A line a file, and below what was there before."""
        what = "path" if self.files[0].suffix == ".nc" else "row"
        rows = [(str(file), counted(n, what)) for file, n in zip(self.files, self.rows, strict=True)]
        return "\n".join([*aligned(rows, to_right=frozenset({1})), *fitted(self.notes, width, 4)])

    def table(self) -> pa.Table:
        """A row a file: file, rows, bytes."""
        rows = [(str(file), n, file.stat().st_size) for file, n in zip(self.files, self.rows, strict=True)]
        return arrow_table(_COLUMNS, rows)


def _form(to: str | None, out: str | Path | None) -> Form:
    if to is None:
        if out is not None and Path(out).suffix == ".nc":
            return "netcdf"
        raise WrongUsageError(Worded("say what to export to: ", Setting("to", ...), f" is one of {', '.join(FORMS)}"))
    for form in FORMS:
        if form == to:
            return form
    raise WrongUsageError(f"nothing is exported to {to!r}{what_there_is(to, FORMS)}")


def _default(run: Run, form: Form) -> str:
    name = run.folder.name
    return {"netcdf": f"{name}.nc", "hub": f"{name}-hub.csv"}.get(form, name)


def _check_place(place: Path) -> None:
    """Nothing is put among a run's own files, where a table of the same name would be overwritten."""
    for folder in (place, place.parent):
        if (folder / MANIFEST).exists():
            advice = Worded("; choose another place with ", Setting("out", ...))
            raise SimengineError(Worded(f"{folder} is a run, and its files are its own", advice))


def _netcdf(run: Run, place: Path, names: Sequence[str], paths: Paths) -> Exported:
    check_xarray()
    made = run_dataset(run, names, paths)
    with disk_errors(place):
        place.parent.mkdir(parents=True, exist_ok=True)
    with written_whole(place) as temporary:
        made.to_netcdf(temporary, engine="h5netcdf")
    return Exported((place,), (made.sizes["path"],))
