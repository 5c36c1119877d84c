"""A module of somebody's own, put into a package of kinds for the length of a test."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any


@contextmanager
def one_more(package: ModuleType, registry: Callable[[], Mapping[str, Any]], folder: Path, text: str) -> Iterator[None]:
    """`text` as the module `added` of a package, found by the registry as if it lay there."""
    folder.mkdir()
    (folder / "added.py").write_text(text, encoding="utf-8")
    forget = registry.cache_clear  # type: ignore[attr-defined]
    package.__path__.append(str(folder))
    forget()
    try:
        yield
    finally:
        package.__path__.remove(str(folder))
        sys.modules.pop(f"{package.__name__}.added", None)
        vars(package).pop("added", None)
        forget()
