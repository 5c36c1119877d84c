"""A Sphinx extension that writes the language reference from the code when the site is built.

A page says where by a fence, whose text is for those who read the page unbuilt:

    ```{reference} processes
    written when the site is built
    ```
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from reference.commands import commands
from reference.kinds import distributions_text, functions_text, processes_text
from reference.python import python_text
from reference.sections import sections_text

if TYPE_CHECKING:
    from sphinx.application import Sphinx

PARTS: Mapping[str, Callable[[], str]] = {
    "commands": commands,
    "distributions": distributions_text,
    "functions": functions_text,
    "processes": processes_text,
    "python": python_text,
    "sections": sections_text,
}
FENCE = re.compile(r"^```\{reference\} (\w+)\n.*?^```$", re.MULTILINE | re.DOTALL)


def filled(page: str) -> str:
    """A page with the generated parts in the place of its fences. KeyError for a part there is not."""
    return FENCE.sub(lambda fence: PARTS[fence.group(1)](), page)


def setup(app: Sphinx) -> dict[str, Any]:
    """Tell Sphinx of the extension."""
    app.connect("source-read", _fill)
    return {"parallel_read_safe": True}


def _fill(_app: Sphinx, _name: str, source: list[str]) -> None:
    source[0] = filled(source[0])
