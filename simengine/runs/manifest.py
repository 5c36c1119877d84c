"""The manifest of a run: what was computed, from what, by what, and what came of it. It is written last."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from dataclasses import fields as dataclass_fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from simengine.errors import Setting, SimengineError, Worded
from simengine.runs.files import read_regular, write_whole
from simengine.runs.learnt import Learning, read_learning
from simengine.runs.sampling import INDEPENDENT, Sampling, read_sampling
from simengine.runs.soundness import check_sound
from simengine.runs.stopping import KnownSigns, Stopping, read_signs, read_stopping
from simengine.runs.tally import Ending
from simengine.runs.words import Words, read_words

if TYPE_CHECKING:
    from simengine.plan.identity import Identity

FILE = "manifest.json"
FORMAT = 5
OLDEST_FORMAT = 4
"""What can still be read. A field that is added without another format has a default, and is passed over by who
doesn't know it.
"""
DIGEST_SIZE = 16


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file of a run, by its name inside the folder, with the BLAKE2b-128 of its bytes."""

    name: str
    blake2b: str


@dataclass(frozen=True, slots=True)
class Part:
    """The results of one block: `paths` paths from `first` on."""

    file: StoredFile
    first: int
    paths: int


@dataclass(frozen=True, slots=True)
class ClockStamp:
    """The grid of a run: `steps` steps of one `step` from `start` (an ISO date)."""

    start: str
    step: str
    steps: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """All that is known of a run beside its paths.

    `name` is the folder's name when it was made. The two digests are the plan's identity: equal where the same paths
    come out and the same is read off them. `engine`, `block` and `code`, a hash of simengine's source, tell how; no
    result depends on them. `seconds` were spent by the start that finished the run, begun at `started` (ISO, UTC).
    `counts` has ok, failed and excluded; `failures` and `exclusions` tell what ended those paths; `clamps` how often a
    driver's input had to be brought into range, `large_hazards` how often an event was too likely for one step.
    `crossed_bounds` and `moved_starts` on how many paths a driver's bounds lay the wrong way round, and on how many it
    began elsewhere than its `initial` says.
    `sampling` says how the paths were made, so which of them hang together. `semantics` is the version of the semantics
    they have their bits by; 0 where that was not noted.
    `until` is what the paths were to make known, where that decided how many there are;
    `signs` the differences to another run of which it was the sign.
    `learnt` tells how the members of a conditioned run were learnt; `as_of` is the period (2024-12) by whose end what
    counted of its observations was known, empty if all did.
    `definitions` are what measures, classes and questions read, as digests by dotted path.
    `truths` are the measures that are 1 or 0, being truths. `invariants` are conditions that must always hold, each
    with its note; `experts` are those asked, with their weights. `sources` are the scenario's files with their hashes,
    `text` is the merged scenario.
    """

    name: str
    scenario: str
    title: str
    overrides: tuple[str, ...]
    paths: int
    seed: int
    engine: str
    block: int
    counts: Mapping[str, int]
    failures: tuple[Ending, ...]
    exclusions: tuple[Ending, ...]
    clamps: Mapping[str, int]
    clock: ClockStamp
    classes: tuple[str, ...]
    measure_units: Mapping[str, str]
    question_texts: Mapping[str, str]
    question_kinds: Mapping[str, Literal["chance", "value"]]
    question_units: Mapping[str, str]
    truths: tuple[str, ...]
    words: Words
    paths_digest: str
    readings_digest: str
    code: str
    simengine: str
    python: str
    numpy: str
    platform: str
    command: str
    started: str
    seconds: float
    sources: tuple[tuple[str, str], ...]
    text: str
    files: tuple[StoredFile, ...]
    parts: tuple[Part, ...]
    invariants: Mapping[str, str] = field(default_factory=dict)
    large_hazards: Mapping[str, int] = field(default_factory=dict)
    crossed_bounds: Mapping[str, int] = field(default_factory=dict)
    moved_starts: Mapping[str, int] = field(default_factory=dict)
    experts: Mapping[str, float] = field(default_factory=dict)
    sampling: Sampling = INDEPENDENT
    until: Stopping | None = None
    signs: KnownSigns | None = None
    semantics: int = 0
    definitions: Mapping[str, str] = field(default_factory=dict)
    learnt: Learning | None = None
    as_of: str = ""

    @property
    def identity(self) -> Identity:
        """The two digests together."""
        from simengine.plan.identity import Identity  # noqa: PLC0415 (a list of runs needs no plans)

        return Identity(self.paths_digest, self.readings_digest)


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Writes `manifest.json`; with it the folder is a finished run. SimengineError if that can't be done."""
    body = _body(manifest)
    document = {"blake2b": _digest(body), **body}
    write_whole(
        folder / FILE, json.dumps(document, ensure_ascii=False, indent=1).encode(errors="backslashreplace") + b"\n"
    )


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a run's folder. SimengineError if there is none, or if it isn't as it was written."""
    try:
        document = json.loads(read_regular(folder / FILE))
        digest, version = document.pop("blake2b"), document.get("format")
    except FileNotFoundError:
        raise SimengineError(f"{folder} holds no run: there is no {FILE} in it") from None
    except OSError as error:
        raise SimengineError(f"can't read {folder / FILE}: {error.strerror or error}") from error
    except (ValueError, TypeError, AttributeError, KeyError, RecursionError) as error:
        raise _damaged(folder) from error
    if version not in range(OLDEST_FORMAT, FORMAT + 1):
        raise _other_format(folder, version, document.get("simengine"))
    try:
        if _digest(document) != digest:
            raise _damaged(folder)
        return check_sound(_manifest(folder, document))
    except (TypeError, ValueError, AttributeError, KeyError) as error:
        raise _damaged(folder) from error


def _manifest(folder: Path, document: dict[str, Any]) -> Manifest:
    del document["format"]
    fields: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value for key, value in document.items()
    }
    fields["failures"] = tuple(Ending(**ending) for ending in fields["failures"])
    fields["exclusions"] = tuple(Ending(**ending) for ending in fields["exclusions"])
    fields["words"] = read_words(fields["words"])
    fields["clock"] = ClockStamp(**fields["clock"])
    fields["until"] = read_stopping(fields.get("until"))
    fields["signs"] = read_signs(fields.get("signs"))
    fields["learnt"] = read_learning(fields.get("learnt"))
    fields["sampling"] = read_sampling(folder, fields.get("sampling"), fields.pop("nested", 1))
    fields["sources"] = tuple((name, digest) for name, digest in fields["sources"])
    fields["files"] = tuple(StoredFile(**file) for file in fields["files"])
    fields["parts"] = tuple(Part(StoredFile(**part.pop("file")), **part) for part in fields["parts"])
    known = {field.name for field in dataclass_fields(Manifest)}
    return Manifest(**{name: value for name, value in fields.items() if name in known})


def _other_format(folder: Path, version: object, simengine: object) -> SimengineError:
    what = f"{folder} has format {version!r:.20}, this simengine reads {OLDEST_FORMAT} to {FORMAT}"
    if isinstance(version, int) and version > FORMAT:
        return SimengineError(f"{what}: it is of a later simengine ({simengine!s:.40}), which can read it")
    return SimengineError(Worded(f"{what}: run it again with ", Setting("force")))


def _damaged(folder: Path) -> SimengineError:
    what = f"{folder / FILE} is damaged or was changed by hand"
    return SimengineError(Worded(f"{what}: run the scenario again with ", Setting("force")))


def digest_of_manifest(manifest: Manifest) -> str:
    """What tells a run, with its words and its files, from any other."""
    return _digest(_body(manifest))


def _body(manifest: Manifest) -> dict[str, Any]:
    return {"format": FORMAT, **asdict(manifest)}


def _digest(body: Mapping[str, Any]) -> str:
    text = json.dumps(body, sort_keys=True, separators=(",", ":"))
    return digest_of(text.encode())


def digest_of(data: bytes | memoryview) -> str:
    """BLAKE2b-128 in hexadecimal."""
    return hashlib.blake2b(data, digest_size=DIGEST_SIZE).hexdigest()
