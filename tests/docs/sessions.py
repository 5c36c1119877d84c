"""The Python of a page, as a reader would type it: blocks of `>>>` that go on from one to the next."""

import doctest
import re
from pathlib import Path

FENCE = re.compile(r"^```pycon\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def session(page: Path) -> doctest.DocTest:
    """All its blocks as one test; lines are those of the page."""
    text = page.read_text(encoding="utf-8")
    examples = []
    for fence in FENCE.finditer(text):
        for example in doctest.DocTestParser().get_examples(fence[1], page.name):
            example.lineno += text.count("\n", 0, fence.start(1))
            examples.append(example)
    return doctest.DocTest(examples, {}, page.name, str(page), 0, text)
