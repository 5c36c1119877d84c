"""What a worker on another computer does: it computes whole blocks, and gives them back as they are to lie on the disk.

It gets its work as bytes, which it opens once it is sure to have the same simengine; texts of plug-in files come along.
"""

from __future__ import annotations

import atexit
import functools
import pickle
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from simengine.compute.collect_blocks import concatenated
from simengine.compute.engine_kinds import ENGINES
from simengine.compute.pieces import pieces_of
from simengine.compute.workers import Work, simulate
from simengine.errors import SimengineError
from simengine.processes._plugins import Plugin
from simengine.runs.blocks import Block
from simengine.runs.manifest import digest_of
from simengine.runs.parts import EncodedPart, encode_part
from simengine.runs.request import code_hash


@dataclass(frozen=True, slots=True)
class Sent:
    """Work on its way, equal where its hash and the `code` it is for are. `texts` are plug-in files by their digest."""

    blake2b: str
    code: str
    packed: bytes = field(compare=False, repr=False)
    texts: Mapping[str, bytes] = field(compare=False, repr=False)


def pack(work: Work) -> Sent:
    """Work as it is sent."""
    from cloudpickle import dumps  # noqa: PLC0415 (comes with the cluster; it can send a notebook's classes)

    packed = dumps(work)
    files = [plugin for plugin in work.plan.plugins if plugin.kind is None]
    return Sent(digest_of(packed), code_hash(), packed, {plugin.digest: _text(plugin) for plugin in files})


def draw_part(sent: Sent, block: Block) -> EncodedPart:
    """The part of a block. SimengineError if the simengine here is another, or lacks what the work needs."""
    work = _opened(sent)
    results = [simulate(work, piece) for piece in pieces_of([block], ENGINES[work.engine].piece)]
    made = encode_part(block, work.plan, work.identity, concatenated(results))
    return made._replace(data=bytes(made.data))  # what travels is no view


@functools.lru_cache(maxsize=4)
def _opened(sent: Sent) -> Work:
    if sent.code != code_hash():
        raise SimengineError("a worker has another simengine than this one: install the same there, and restart it")
    try:
        work: Work = pickle.loads(sent.packed)  # noqa: S301 (from who may run anything here)
    except ImportError as error:
        raise SimengineError(
            f"a worker has no {error.name}, which the scenario's processes need: install it"
        ) from error
    plugins = tuple(_as_file(plugin, sent.texts) for plugin in work.plan.plugins)
    return replace(work, plan=replace(work.plan, plugins=plugins))


def _as_file(plugin: Plugin, texts: Mapping[str, bytes]) -> Plugin:
    """A plug-in whose file is here: the same file, or else a copy as long as this process lives."""
    text = texts.get(plugin.digest)
    if text is None or _text(plugin) == text:
        return plugin
    folder = Path(tempfile.mkdtemp(prefix="simengine-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    file = folder / Path(plugin.path).name
    file.write_bytes(text)
    return replace(plugin, path=str(file))


def _text(plugin: Plugin) -> bytes:
    """The text of a plug-in's file as it is here; empty where there is none."""
    try:
        return Path(plugin.path).read_bytes()
    except OSError:
        return b""
