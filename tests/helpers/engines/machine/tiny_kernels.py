"""Kernels that are no kernels: their object file tells who made it, without a compiler."""

import json
import os
import signal
import sys
import time
from pathlib import Path

from simengine.errors import SimengineError

SOURCES = ("engines/machine",)
MOOD, SECONDS, PIDS, GATE = "TINY_MOOD", "TINY_SECONDS", "TINY_PIDS", "TINY_GATE"


def names():
    return tuple(f"kernel_{number}" for number in range(24))


WEIGHTS = {"kernel_3": 5.0}


def check(objects):
    if os.environ.get(MOOD) == "lies":
        raise SimengineError("the kernel kernel_3 does not compute what it should on this machine")


def compile_objects(names, done):
    if PIDS in os.environ:
        (Path(os.environ[PIDS]) / str(os.getpid())).touch()
    mood = os.environ.get(MOOD)
    print("chatter of a compiler")
    for name in names:
        time.sleep(float(os.environ.get(SECONDS, "0")))
        if name == "kernel_9" and mood == "fails":
            raise ValueError(f"{name} is wrong:\nhere\n\nand pages more")
        if name == "kernel_9" and mood == "dies":
            os.kill(os.getpid(), signal.SIGKILL)
        done(name)
    while GATE in os.environ and not Path(os.environ[GATE]).exists():  # nothing is handed over before
        time.sleep(0.02)
    settings = [name for name in os.environ if name.startswith("NUMBA_")]
    return json.dumps({"names": names, "settings": settings, "path": sys.path, "cwd": str(Path.cwd())}).encode()
