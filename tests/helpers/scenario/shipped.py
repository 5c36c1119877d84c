"""The shipped scenarios, and those that are tried by default: the others are variants of these."""

import re
from pathlib import Path

from tests.helpers.house.tree import PACKAGE, ROOT
from tests.helpers.switches import asked

SHIPPED = sorted((ROOT / "scenarios").glob("*/*.yaml"))
STARTER = PACKAGE / "cli" / "starter"


def name_of(file: Path) -> str:
    return f"{file.parent.name}/{file.stem}"


def shipped_for(switch: str) -> list[Path]:
    """Those with a clock of their own; the variants of these only where the switch asks for them."""
    return SHIPPED if asked(switch) else [file for file in SHIPPED if is_whole(file)]


def is_whole(file: Path) -> bool:
    """Whether it has a clock of its own: the others are variants of one that has."""
    return re.search("^clock:", file.read_text(encoding="utf-8"), re.MULTILINE) is not None
