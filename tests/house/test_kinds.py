"""A kind's facts stand in its file: no other file of the package asks which process, function or law it deals with."""

import ast
from collections.abc import Iterator

from simengine.distributions import distributions
from simengine.functions import memory_functions
from simengine.processes import processes
from tests.helpers.house.tree import PACKAGE, nodes_in

KINDS = ("processes", "functions", "distributions")
WORD = ("process", "kind", "tag", "function")
"""Attributes that hold the word of a kind."""
OF_KINDS = {*processes(), *memory_functions(), *distributions()}
MAKES_ONE = {
    ("plan/hold.py", "simengine.distributions.fixed"),
    ("plan/planning.py", "simengine.distributions.choice"),
    ("plan/wider.py", "simengine.distributions.quantiles"),
}


def others() -> Iterator[tuple[str, ast.AST]]:
    """All that stands in files that hold no kinds."""
    for file in sorted(PACKAGE.rglob("*.py")):
        place = file.relative_to(PACKAGE)
        if place.parts[0] not in KINDS:
            for node in nodes_in(file):
                yield place.as_posix(), node


def asked_for(node: ast.AST) -> Iterator[str]:
    """The texts that a word of a kind is compared with, in a comparison or a `case`."""
    match node:
        case ast.Compare(left=left, comparators=right):
            if any(isinstance(side, ast.Attribute) and side.attr in WORD for side in (left, *right)):
                yield from (text for side in (left, *right) for text in texts(side))
        case ast.MatchClass(kwd_attrs=names, kwd_patterns=patterns):
            for name, pattern in zip(names, patterns, strict=True):
                if name in WORD:
                    yield from texts(pattern)


def texts(node: ast.AST) -> Iterator[str]:
    for part in ast.walk(node):
        if isinstance(part, ast.Constant) and isinstance(part.value, str):
            yield part.value


def test_no_other_file_asks_for_a_kind_by_its_word() -> None:
    assert list(asked_for(ast.parse("driver.process not in ('level', 'stock')", mode="eval").body)) == [
        "level",
        "stock",
    ]
    found = {(file, text) for file, node in others() for text in asked_for(node)}
    assert len(found) > 5  # of other words, such as `date`
    assert {(file, text) for file, text in found if text in OF_KINDS} == set()


def test_no_other_file_imports_one() -> None:
    found = {(file, node.module) for file, node in others() if isinstance(node, ast.ImportFrom) and node.module}
    kinds = {(file, module) for file, module in found if module.split(".")[1:2] and module.split(".")[1] in KINDS}
    assert {
        (file, module) for file, module in kinds if module.count(".") > 1 and "._" not in module
    } - MAKES_ONE == set()


def test_the_exceptions_are_there() -> None:
    assert all((PACKAGE / file).exists() for file, _ in MAKES_ONE)
