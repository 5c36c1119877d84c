"""Clusters on this computer, for tests."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import dask
from distributed import Client, LocalCluster


@contextmanager
def workers_here(count: int, *, processes: bool) -> Iterator[LocalCluster]:
    """A scheduler and so many workers of one thread, as processes or inside this one; none is left at the end."""
    quiet = {"distributed.admin.log-format": "", "distributed.worker.profile.enabled": False}
    with (
        dask.config.set(quiet),
        LocalCluster(
            n_workers=count,
            threads_per_worker=1,
            processes=processes,
            protocol="tcp",
            dashboard_address=":0",
            silence_logs=50,
        ) as cluster,
    ):
        yield cluster


def kill_one(cluster: Any) -> int:
    """Ends a worker process at once; which."""
    with Client(cluster.scheduler_address, set_as_default=False) as client:
        numbers = client.run(os.getpid)
        process = next(iter(numbers.values()))
        os.kill(process, signal.SIGKILL)
        return process
