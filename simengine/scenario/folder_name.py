"""Whether a scenario's name can be that of a folder, on every system that a scenario may be sent to."""

from __future__ import annotations

import re

LONGEST = 200
"""Bytes, as UTF-8. File systems have room for 255, and a run in the making has a longer name than when it is done."""
_REFUSED = '/\\:*?"<>|'
_DEVICES = re.compile(r"(?:con|prn|aux|nul|conin\$|conout\$|clock\$|(?:com|lpt)[0-9¹²³])\s*(?:\..*)?", re.IGNORECASE)


def folder_problem(name: str) -> str:
    """What is wrong with a name as that of a folder of results, with the remedy; else empty."""
    if not name.strip() or set(name) & set(_REFUSED) or name.startswith((".", "-")):
        return f"names a folder of results, so no {' '.join(_REFUSED)} and no . or - in front (got {name!r})"
    if not name.isprintable():
        hidden = next(character for character in name if not character.isprintable())
        return f"names a folder of results: remove the character U+{ord(hidden):04X} (got {name!r})"
    if name != name.strip() or name.endswith("."):
        return f"names a folder of results, so no space at an end and no . at the end (got {name!r})"
    if _DEVICES.fullmatch(name):
        return f"names a folder of results, and Windows keeps {name!r} for a device: choose another name"
    size = len(name.encode())
    if size > LONGEST:
        return f"names a folder of results, so at most {LONGEST} bytes (got {size}); say more in the title"
    return ""
