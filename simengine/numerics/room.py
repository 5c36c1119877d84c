"""Room for numbers on the way to a result."""

from __future__ import annotations


def room(size: int) -> list[float]:
    """Zeros to compute in; compiled code makes an array of them."""
    return [0.0] * size
