"""A worker that compiles some kernels: `python -m simengine.engines.machine.compile_worker MODULE KERNEL …`.

Its parent reads what it tells on stdout: `done KERNEL` a line for each, at the end `object SIZE` and the bytes of the
object file, or `failed WHY`. It writes nowhere else. When its stdin is closed, its parent has gone, and it goes too.
"""

from __future__ import annotations

import importlib
import os
import sys
import threading
from collections.abc import Sequence


def main(words: Sequence[str]) -> None:
    """Compiles the kernels that are named after the module they are from; ends the process."""
    parent, out, null = os.dup(0), os.dup(1), os.open(os.devnull, os.O_RDWR)
    os.dup2(null, 0)
    os.dup2(null, 1)  # what a compiler may print is not for the parent
    threading.Thread(target=_end_with, args=(parent,), daemon=True).start()
    module, *names = words
    try:
        data = importlib.import_module(module).compile_objects(names, lambda name: _write(out, f"done {name}\n"))
        _write(out, f"object {len(data)}\n", data)
    except BrokenPipeError:
        os._exit(1)
    except Exception as error:  # noqa: BLE001 — the parent tells it in words
        first = " ".join(str(error).split("\n\n")[0].split())  # a compiler goes on for pages
        _write(out, f"failed {type(error).__name__}: {first}\n")
        os._exit(1)
    os._exit(0)  # a compiler has nothing to clear away


def _write(out: int, text: str, data: bytes = b"") -> None:
    left = memoryview(text.encode() + data)
    while left:
        left = left[os.write(out, left) :]


def _end_with(parent: int) -> None:
    while os.read(parent, 4096):
        pass
    os._exit(1)


if __name__ == "__main__":
    main(sys.argv[1:])
