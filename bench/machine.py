"""The machine: which cores we work on, how wide its vectors are, what is installed."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib import metadata
from pathlib import Path

from llvmlite import binding

PACKAGES = ("numpy", "numba", "llvmlite", "simpy", "jax", "jaxlib", "ema_workbench", "mesa")
WIDTHS = (("avx512f", 512), ("avx2", 256), ("avx", 256), ("neon", 128), ("sse2", 128))


def cores() -> list[int]:
    """The cores we may use, by number."""
    if hasattr(os, "sched_getaffinity"):
        return sorted(os.sched_getaffinity(0))
    return list(range(os.cpu_count() or 1))


@contextmanager
def pinned(core: int) -> Iterator[None]:
    """Keeps this thread, and threads that it starts, on one core, where the system can do that."""
    if not hasattr(os, "sched_setaffinity"):
        yield
        return
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {core})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def vector_bits() -> int:
    """The width of the widest vectors of doubles that the CPU has and its system lets us use."""
    features = binding.get_host_cpu_features()
    return next((bits for name, bits in WIDTHS if features.get(name)), 64)


def description() -> dict[str, str | int | float]:
    """What to say of the machine beside a figure. `load` is that of the last minute, before we began."""
    load = round(os.getloadavg()[0], 2) if hasattr(os, "getloadavg") else -1.0
    return {
        "system": f"{platform.system()} {platform.machine()}",
        "cpu": _cpu_name(),
        "llvm_cpu": binding.get_host_cpu_name(),
        "cores": len(cores()),
        "pinned": hasattr(os, "sched_setaffinity"),
        "load": load,
    }


def _cpu_name() -> str:
    info = Path("/proc/cpuinfo")
    lines = info.read_text(encoding="utf-8").splitlines() if info.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or "unknown"


def versions() -> Mapping[str, str]:
    """What is installed, by name; empty where it is not."""
    found = {"python": platform.python_version()}
    for name in PACKAGES:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            found[name] = ""
    return found
