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


class Player(doctest.DocTestRunner):
    """Runs a session and keeps what came where something else is shown."""

    def __init__(self) -> None:
        super().__init__(optionflags=doctest.NORMALIZE_WHITESPACE)
        self.came: list[tuple[doctest.Example, str]] = []

    def report_failure(self, out: object, test: doctest.DocTest, example: doctest.Example, got: str) -> None:
        self.came.append((example, got))

    def report_unexpected_exception(self, out: object, test: object, example: object, exc_info: tuple) -> None:
        raise exc_info[1]


def played(page: Path) -> str:
    """The text of a page as it should be: with what comes where it shows something else."""
    player, lines = Player(), page.read_text(encoding="utf-8").splitlines(keepends=True)
    player.run(session(page), out=lambda text: None)
    for example, got in reversed(player.came):
        begin = example.lineno + example.source.count("\n")
        shown = [line if line.strip() else "<BLANKLINE>\n" for line in got.splitlines(keepends=True)]
        lines[begin : begin + example.want.count("\n")] = shown
    return "".join(lines)
