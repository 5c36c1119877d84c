"""The two digests that say what a run is; `simengine.plan.identity` computes them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Identity:
    """What draws the futures and what is read off them, each as a BLAKE2b-128 in hexadecimal."""

    paths: str
    readings: str
