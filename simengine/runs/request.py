"""What is asked of a run, and whether what is there is that."""

from __future__ import annotations

import functools
import hashlib
import json
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from simengine.plan.identity import Identity
from simengine.plan.semantics import SEMANTICS_VERSION
from simengine.runs.files import write_whole
from simengine.runs.learnt import Effort
from simengine.runs.manifest import Manifest
from simengine.runs.unfinished import FILE, Order, read_request_document

_PACKAGE = Path(__file__).parents[1]
_LATER = ("analysis", "report", "results", "cli", "page", "window")  # rows that only look at what is stored


@dataclass(frozen=True, slots=True)
class Learns:
    """What the identity of a conditioned run is made of beside the number of its paths."""

    plan: Identity
    effort: Effort

    def identity(self, paths: int) -> Identity:
        """That of so many paths."""
        text = f"{self.plan.paths} {self.effort.effective} {self.effort.effort} {paths}"
        return Identity(hashlib.blake2b(text.encode(), digest_size=16).hexdigest(), self.plan.readings)


@dataclass(frozen=True, slots=True)
class Request:
    """The identity of the plan, on which alone results depend, and how they are computed and laid down.

    That is by an engine, by the code of this hash, in blocks of so many paths. The number of paths is not in it: more
    paths only add. But of a conditioned run it is, in its `identity`, and how its members are learnt: of another number
    of paths other members are taken. `learns` is what that is made of.
    """

    identity: Identity
    engine: str
    code: str
    block: int
    learns: Learns | None = None

    def at(self, paths: int) -> Request:
        """The same for so many paths."""
        return replace(self, identity=self.learns.identity(paths)) if self.learns else self

    def in_blocks(self, block: int) -> Request:
        """The same in blocks of this length."""
        return replace(self, block=block)


@functools.cache
def code_hash(*, all_of_it: bool = False) -> str:
    """BLAKE2b-128 of the sources that results depend on, everything above analysis; or of all sources."""
    whole = hashlib.blake2b(digest_size=16)
    for file in sorted(_PACKAGE.glob("*/**/*.py")):
        inside = file.relative_to(_PACKAGE)
        if all_of_it or inside.parts[0] not in _LATER:
            whole.update(f"{inside.as_posix()}\0".encode())
            whole.update(file.read_bytes().replace(b"\r\n", b"\n") + b"\0")
    return whole.hexdigest()


def differences(manifest: Manifest, request: Request, paths: int, seed: int, nested: int) -> str:
    """What a finished run has and what is asked for, for a person."""
    pairs = [
        ("paths", manifest.paths, paths),
        ("seed", manifest.seed, seed),
        ("nested", manifest.sampling.nested, nested),
    ]
    other = [(name, stored, now) for name, stored, now in pairs if stored != now]
    texts = [f"{stored} {name} there, {now} now" for name, stored, now in other if name == "paths"]
    texts += [f"{name} {stored} there, {now} now" for name, stored, now in other if name != "paths"]
    if manifest.learnt and request.learns and manifest.learnt.wanted != request.learns.effort:
        efforts = (manifest.learnt.wanted, request.learns.effort)
        there, now = (f"worth {one.effective:,} by at most {one.effort:,}" for one in efforts)
        texts.append(f"members {there} simulations each there, {now} now")
        request = replace(request, learns=replace(request.learns, effort=manifest.learnt.wanted))
    stored, requested = manifest.identity, request.at(manifest.paths).identity
    if manifest.semantics not in (0, SEMANTICS_VERSION):
        texts.append(f"version {manifest.semantics} of the semantics there, {SEMANTICS_VERSION} now")
    elif stored.paths != requested.paths and (manifest.seed, manifest.sampling.nested) == (seed, nested):
        texts.append("the scenario has other futures")
    if stored.readings != requested.readings:
        texts.append("the scenario reads something else off its futures")
    return "; ".join(texts)


def write_request(folder: Path, request: Request, order: Order) -> None:
    """Notes in an unfinished folder what it is for."""
    write_whole(folder / FILE, json.dumps({**asdict(request), **asdict(order)}).encode())


def read_request(folder: Path) -> Request | None:
    """What an unfinished folder is for; None if that can't be told."""
    found = read_request_document(folder)
    try:
        identity = Identity(str(found["identity"]["paths"]), str(found["identity"]["readings"]))
        request = Request(identity, str(found["engine"]), str(found["code"]), int(found["block"]))
    except (ValueError, TypeError, KeyError, OverflowError):
        return None
    return request if request.block > 0 else None
