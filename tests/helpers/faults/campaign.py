"""Runs that are struck at their n-th operation on files, each in a fork of one process; what is then on the disk.

As a program: `campaign.py FOLDER EVERY KILLS SORTS [LIBRARY]` strikes every EVERY-th operation of the first SORTS sorts
of run, and kills each KILLS times; it prints a line of JSON: how many were struck, and what was wrong.
"""

from __future__ import annotations

import errno
import json
import os
import shutil
import signal
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field, replace
from itertools import islice
from pathlib import Path

from simengine.analysis.targets import precision_of
from simengine.cli.interrupts import interruptible
from simengine.compute import engine_kinds
from simengine.compute.progress import Progress
from simengine.compute.run import run
from simengine.compute.settings import Settings
from simengine.errors import SimengineError
from simengine.loading import load
from simengine.model.model import Model
from simengine.report.tables import write_tables
from simengine.runs.manifest import digest_of
from simengine.runs.store import Run, open_run
from tests.helpers.compute import swift_engine
from tests.helpers.compute.pond_model import TEXT
from tests.helpers.faults.operations import FAIL, KILL, SIGNAL, Deed, Operations, Patched, Preloaded

BLOCK, PATHS = 32, 80
DEEDS = (
    Deed(KILL),
    Deed(FAIL, errno.EIO),
    Deed(FAIL, errno.ENOSPC, lasting=True),
    Deed(SIGNAL, signal.SIGTERM),
    Deed(SIGNAL, signal.SIGINT),
)
MARK, RESULTS, NAME = "pond_results", "pond_results", "pond"
INTERRUPTED, REFUSED, BROKEN = 130, 1, 99


@dataclass(frozen=True)
class Sort:
    """A sort of run: what is there before, and the command; a long one is struck at every `every`-th operation at most.

    Where others are struck at some only, it is left out.
    """

    name: str
    before: Callable[[Path], object]
    command: Callable[[Path], Run]
    every: int = 1


@dataclass
class Report:
    """How many operations were struck, by sort of run, what went wrong, and what was left behind for ever."""

    struck: dict[str, int] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)


def pond(folder: Path, title: str = "A pond") -> Model:
    file = folder / "pond.yaml"
    file.write_text(TEXT.replace("title: A pond", f"title: {title}"), encoding="utf-8")
    return load(file)


class Sorts:
    """The sorts of runs, with models that are made once."""

    def __init__(self, folder: Path) -> None:
        self._model, self._renamed = pond(folder), pond(folder, "A pool")

    def all(self) -> Iterator[Sort]:
        yield Sort("fresh", lambda folder: None, self.run)
        yield Sort("forced", lambda folder: self.run(folder, seed=9), lambda folder: self.run(folder, force=True))
        yield Sort("resumed", self._interrupt, self.run)
        yield Sort("forced and resumed", self._both, lambda folder: self.run(folder, force=True))
        yield Sort("found", self.run, self.run)
        yield Sort("grown", lambda folder: self.run(folder, paths=PATHS - BLOCK // 2), self.run)
        until = (lambda folder: self.run(folder, until=0.03), lambda folder: self.run(folder, until=0.026))
        yield Sort("until", *until, every=20)
        yield Sort("renamed", self.run, lambda folder: self.run(folder, model=self._renamed))

    def run(
        self,
        folder: Path,
        seed: int = 3,
        force: bool = False,
        model: Model | None = None,
        progress: Callable[[Progress], None] | None = None,
        paths: int = PATHS,
        until: float = 0.0,
    ) -> Run:
        settings = Settings(paths, seed, 1, "reference")
        if until:
            settings = replace(settings, paths=None, until=precision_of(self._model, {"high": until}))
        return run(model or self._model, settings, folder / RESULTS, force, None, progress, finish=write_tables)

    def _interrupt(self, folder: Path, force: bool = False) -> None:
        def stop(told: Progress) -> None:
            if told.done >= BLOCK:
                raise KeyboardInterrupt

        try:
            self.run(folder, force=force, progress=stop)
        except KeyboardInterrupt:
            return
        raise AssertionError("not interrupted")

    def _both(self, folder: Path) -> None:
        self.run(folder, seed=9)
        self._interrupt(folder, force=True)


def contents(folder: Path, *, tables: bool = True) -> dict[str, str]:
    """What a finished run holds, as digests by name; SimengineError if it isn't whole.

    Where titles are renewed, tables may be ahead of the manifest.
    """
    found = open_run(folder)
    found.parts().verify()
    for file in found.manifest.files if tables else ():
        if digest_of((folder / file.name).read_bytes()) != file.blake2b:
            raise SimengineError(f"{file.name} is not as the manifest says")
    document = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    for key in ("started", "seconds", "blake2b", "command"):
        document.pop(key, None)
    names = [file.name for file in (*found.manifest.files, *(part.file for part in found.manifest.parts))]
    files = {name: digest_of((folder / name).read_bytes()) for name in names}
    return {**files, "manifest.json": digest_of(json.dumps(document, sort_keys=True).encode())}


def campaign(folder: Path, every: int, kills: int, number: int, operations: Operations) -> Report:
    """Strikes every `every`-th operation of each sort of run by each deed, then kills it at random moments."""
    engine_kinds.ENGINES["reference"] = swift_engine.kind(swift_engine.Numbers, block=BLOCK, piece=16)
    report, sorts, offset = Report(), Sorts(folder), 0
    for sort in islice((one for one in sorts.all() if every == 1 or one.every == 1), number):
        before, work = folder / "before", folder / "work"
        for place in (before, work):
            shutil.rmtree(place, ignore_errors=True)
            place.mkdir()
        sort.before(before)
        shutil.copytree(before, work, dirs_exist_ok=True)
        operations.arm(MARK, 0, DEEDS[0])
        began = time.perf_counter()
        sort.command(work)
        seconds, names = time.perf_counter() - began, operations.disarm()
        trial = _Trial(sort, before, work, operations, contents(work / RESULTS / NAME))
        for deed in DEEDS:
            offset += 1
            step = every * sort.every
            for at in range(1 + offset % step, len(names) + 1, step):
                report.struck[sort.name] = report.struck.get(sort.name, 0) + 1
                where = f"{sort.name}, {deed} at {at} ({names[at - 1]})"
                if wrong := trial.strike(at, deed):
                    report.wrong.append(f"{where}: {wrong}")
                elif left := trial.left():
                    report.left.append(f"{where}: {left}")
        for kill in range(0, kills, sort.every):
            report.struck[sort.name] = report.struck.get(sort.name, 0) + 1
            if wrong := trial.kill((kill + 0.5) / kills * 1.2 * seconds):
                report.wrong.append(f"{sort.name}, killed for the {kill}th time: {wrong}")
    return report


@dataclass
class _Trial:
    sort: Sort
    before: Path
    work: Path
    operations: Operations
    expected: dict[str, str]

    def strike(self, at: int, deed: Deed) -> str:
        """What is wrong after the sort's command was struck; empty if nothing is."""
        shutil.rmtree(self.work)
        shutil.copytree(self.before, self.work)
        return self._struck(at, deed) or self._state() or self._again()

    def kill(self, after: float) -> str:
        """What is wrong after the command was killed so many seconds after it began; empty if nothing is."""
        shutil.rmtree(self.work)
        shutil.copytree(self.before, self.work)
        child = os.fork()
        if child == 0:
            self._command(0, DEEDS[0], self.work / "words.txt")
        time.sleep(after)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        (self.work / "words.txt").unlink(missing_ok=True)
        return self._state() or self._again() or " ".join(self.left())

    def _struck(self, at: int, deed: Deed) -> str:
        words = self.work / "words.txt"
        child = os.fork()
        if child == 0:
            self._command(at, deed, words)
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        told = words.read_text(encoding="utf-8") if words.exists() else ""
        words.unlink(missing_ok=True)
        allowed = {
            KILL: (-signal.SIGKILL,),
            FAIL: (0, REFUSED),
            SIGNAL: (INTERRUPTED, 0),
        }[deed.what]
        return "" if status in allowed else f"ended with {status}: {told}"

    def _command(self, at: int, deed: Deed, words: Path) -> None:
        """In a fork: never returns."""
        code, told = 0, ""
        try:
            with interruptible():
                self.operations.arm(MARK, at, deed)
                self.sort.command(self.work)
        except KeyboardInterrupt:
            code = INTERRUPTED
        except SimengineError as error:
            code, told = REFUSED, str(error)
        except OSError:
            code, told = REFUSED, traceback.format_exc()
        except BaseException:  # noqa: BLE001 — it is told in the report
            code, told = BROKEN, traceback.format_exc()
        self.operations.disarm()
        words.write_text(told, encoding="utf-8")
        os._exit(code)

    def _state(self) -> str:
        """What is wrong with what stands there: the run before, the run after, or none where there was none."""
        folder, old = self.work / RESULTS / NAME, self.before / RESULTS / NAME
        if not folder.exists():
            aside = folder.with_name(f".{NAME}.replaced")
            return "" if not old.exists() or aside.exists() else "the run that was there is gone"
        try:
            found = contents(folder, tables=self.sort.name != "renamed")
        except (SimengineError, OSError) as error:
            return f"what stands there is not whole: {error}"
        known = [self.expected, contents(old)] if old.exists() else [self.expected]
        if self.sort.name == "renamed":
            return ""
        return "" if found in known else "neither the run before nor the run after"

    def _again(self) -> str:
        try:
            self.sort.command(self.work)
            found = contents(self.work / RESULTS / NAME)
        except (SimengineError, OSError) as error:
            return f"the same command then fails: {error}"
        return "" if found == self.expected else "the same command then has other results"

    def left(self) -> list[str]:
        """What is there beside the run, and in its folder beside what it holds."""
        results = self.work / RESULTS
        names = {str(file.relative_to(results)) for file in results.rglob("*")}
        return sorted(names - {NAME, f"{NAME}/parts", *(f"{NAME}/{name}" for name in self.expected)})


def main(folder: str, every: str, kills: str, sorts: str, library: str = "") -> None:
    done = campaign(Path(folder), int(every), int(kills), int(sorts), Preloaded(library) if library else Patched())
    print(json.dumps(asdict(done)))


if __name__ == "__main__":
    main(*sys.argv[1:])
