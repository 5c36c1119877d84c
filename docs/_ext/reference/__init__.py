"""Writes the language reference from the code, into the pages that are checked in.

A page says where by two comments, between which nothing is written by hand; `python3 start.py test --regenerate`
writes it anew:

    <!-- made from the code: processes -->
    <!-- end -->
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from reference.commands import commands
from reference.kinds import distributions_text, functions_text, processes_text
from reference.python import python_text
from reference.sections import sections_text

PARTS: Mapping[str, Callable[[], str]] = {
    "commands": commands,
    "distributions": distributions_text,
    "functions": functions_text,
    "processes": processes_text,
    "python": python_text,
    "sections": sections_text,
}
PLACE = re.compile(r"^(<!-- made from the code: (\w+) -->)\n.*?^(<!-- end -->)$", re.MULTILINE | re.DOTALL)


def filled(page: str) -> str:
    """A page with the generated parts at their places. KeyError for a part there is not."""
    return PLACE.sub(lambda place: f"{place[1]}\n\n{PARTS[place[2]]().strip()}\n\n{place[3]}", page)
