"""A Dask cluster: its workers compute whole parts, which are gathered here and written by one process."""

from __future__ import annotations

import functools
import importlib.util
import logging
import re
import socket
from collections.abc import Generator, Iterable, Iterator
from concurrent.futures import CancelledError
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import Any

from simengine.compute.far_work import draw_part, pack
from simengine.compute.workers import Work, as_they_come
from simengine.errors import SimengineError, WrongUsageError
from simengine.runs.blocks import Block
from simengine.runs.manifest import digest_of
from simengine.runs.parts import EncodedPart
from simengine.runs.request import code_hash

_ADDRESS = re.compile(r"(?:\w+://)?(\[[0-9a-fA-F:.%\w]+\]|[^\s/:\[\]]+):(\d{1,5})")
_SECONDS = 20  # to wait for an answer, and for the first worker
_LOST = "the same command goes on from what is stored"


@dataclass(frozen=True, slots=True, eq=False)
class Cluster:
    """A cluster that has answered, with so many `threads` of workers that have our simengine."""

    address: str
    client: Any
    threads: int

    def parts(self, work: Work, blocks: Iterable[Block]) -> Generator[tuple[Block, EncodedPart], None, None]:
        """Blocks with their parts, as they come, few in flight at a time; close it to leave.

        A worker that dies costs the blocks it was at: others compute them.

        Raises:
            SimengineError: where the cluster or its last worker is lost, or a block ends one worker after the other.
        """
        call = functools.partial(draw_part, pack(work))
        executor = self.client.get_executor(pure=False)
        with self._lost(), closing(as_they_come(call, blocks, executor, self.threads, self._look)) as parts:
            yield from parts

    def checked(self, block: Block, found: EncodedPart) -> EncodedPart:
        """A part as it came, if it is what was asked for, byte by byte. SimengineError if it isn't."""
        part = found.part
        if (part.first, part.paths) != (block.paths[0], len(block.paths)) or digest_of(found.data) != part.file.blake2b:
            raise SimengineError(
                f"a worker of {self.address} gave back something else than block {block.index}; {_LOST}"
            )
        return found

    def _look(self) -> None:
        if not self.client.nthreads():
            raise SimengineError(f"the cluster {self.address} has no workers any more: start some; {_LOST}")

    @contextmanager
    def _lost(self) -> Iterator[None]:
        """What the cluster says of its own troubles, in words."""
        from distributed.scheduler import KilledWorker  # noqa: PLC0415 (slow, and may be absent)

        try:
            yield
        except KilledWorker as error:
            what = f"a block ended one worker of {self.address} after the other: were they short of memory?"
            raise SimengineError(f"{what} {_LOST[0].upper()}{_LOST[1:]}") from error
        except (CancelledError, OSError) as error:
            raise SimengineError(f"lost the cluster {self.address}; {_LOST}") from error


@contextmanager
def connected(address: str) -> Iterator[Cluster]:
    """A cluster at the address of its scheduler, such as `tcp://10.0.0.7:8786`.

    SimengineError if none answers there, it has no worker, or a worker has another simengine.
    """
    if importlib.util.find_spec("distributed") is None:
        raise SimengineError("distributed is not installed: `pip install 'simengine[cluster]'`")
    from distributed import Client  # noqa: PLC0415 (slow, and may be absent)

    _check_answers(address)
    with _quiet(logging.getLogger("distributed")), _quiet(logging.getLogger("distributed.client")):
        try:
            client = Client(address, timeout=_SECONDS, set_as_default=False)
        except (OSError, ValueError, TypeError) as error:
            raise _no_answer(address) from error
        try:
            yield Cluster(address, client, _threads(client, address))
        finally:
            client.close()


@contextmanager
def _quiet(logger: logging.Logger) -> Iterator[None]:
    """What goes wrong is told by an error; tracebacks of Dask's own tasks help nobody."""
    before = logger.level
    logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        logger.setLevel(before)


def _check_answers(address: str) -> None:
    """SimengineError for what is no address, or where nobody listens; Dask would ask again and again."""
    found = _ADDRESS.fullmatch(address)
    if not found:
        raise WrongUsageError(f"the address of a cluster is tcp://HOST:PORT, that of its scheduler (got {address!r})")
    try:
        socket.create_connection((found[1].strip("[]"), int(found[2])), timeout=_SECONDS).close()
    except (OSError, OverflowError) as error:
        raise _no_answer(address) from error


def _no_answer(address: str) -> SimengineError:
    advice = "start one with `dask scheduler`, then `dask worker` with its address"
    return SimengineError(f"no cluster answers at {address}: {advice}")


def _threads(client: Any, address: str) -> int:
    """How many threads the workers have."""
    try:
        client.wait_for_workers(1, timeout=_SECONDS)
    except TimeoutError as error:
        raise SimengineError(f"the cluster {address} has no workers: start `dask worker {address}`") from error
    try:
        codes: dict[str, str] = client.run(code_hash)
    except Exception as error:
        advice = "install there what is installed here, and restart them"
        raise SimengineError(f"workers of {address} can't load simengine: {advice} ({error})") from error
    other = sorted(worker for worker, code in codes.items() if code != code_hash())
    if other:
        what = f"{len(other)} of {len(codes)} workers of {address} have another simengine ({other[0]})"
        raise SimengineError(f"{what}: install there what is installed here, and restart them")
    return sum(client.nthreads().values())
