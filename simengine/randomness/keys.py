"""The keys of random streams; reading a scenario asks for them, so nothing heavy is imported here."""

from __future__ import annotations

from hashlib import blake2b

Key = tuple[int, int]
SEEDS = 1 << 128


def stream_key(seed: int, section: str, name: str) -> Key:
    """The key of the stream `name` in `section`. ValueError for a seed outside 0 … 2¹²⁸ − 1."""
    if not 0 <= seed < SEEDS:
        raise ValueError(f"a seed must be at least 0 and below 2**128 (got {seed})")
    text = seed.to_bytes(16, "little") + section.encode() + b"\0" + name.encode()
    digest = blake2b(text, digest_size=8).digest()
    return int.from_bytes(digest[:4], "little"), int.from_bytes(digest[4:], "little")
