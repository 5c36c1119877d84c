"""Kinds are found in a package by being there; two of one word are refused, and so is a word of the language."""

from __future__ import annotations

from pathlib import Path

import pytest

import simengine.distributions
import simengine.functions
import simengine.processes
from simengine.distributions import distributions
from simengine.errors import SimengineError
from simengine.functions import memory_functions
from simengine.language.types import WORDS
from simengine.processes import processes
from tests.helpers.processes.own_modules import one_more

PROCESS = """\
from simengine.processes._process import Process

class Added(Process):
    kind = "{}"
"""
FUNCTION = """\
from simengine.functions._memory_function import MemoryFunction

class Added(MemoryFunction):
    name = "{}"
"""
DISTRIBUTION = """\
from simengine.distributions._distribution import Distribution

class Added(Distribution):
    tag = "{}"
"""
REGISTRIES = {
    "processes": (simengine.processes, processes, PROCESS, "stock", "kind"),
    "functions": (simengine.functions, memory_functions, FUNCTION, "lag", "name"),
    "distributions": (simengine.distributions, distributions, DISTRIBUTION, "pert", "tag"),
}


@pytest.mark.parametrize(("package", "registry", "text", "there", "word"), REGISTRIES.values(), ids=REGISTRIES)
def test_two_files_of_one_kind(tmp_path: Path, package, registry, text, there, word) -> None:
    first, second = f"{package.__name__}.added.Added", rf"{package.__name__}.{there}.\w+"
    with one_more(package, registry, tmp_path / "own", text.format(there)):
        wanted = rf"^{first} and {second} have the same `{word}`, '{there}': give one of them another$"
        with pytest.raises(SimengineError, match=wanted):
            registry()
    with one_more(package, registry, tmp_path / "other", text.format("unheard_of")):
        assert "unheard_of" in registry()
    assert "unheard_of" not in registry()


@pytest.mark.parametrize(("package", "registry", "text", "there", "word"), REGISTRIES.values(), ids=REGISTRIES)
def test_a_kind_without_its_word(tmp_path: Path, package, registry, text, there, word) -> None:
    without = text.replace(f'{word} = "{{}}"', "pass")
    with one_more(package, registry, tmp_path / "own", without):
        wanted = rf"added\.Added has no `{word}`, the word that a scenario has for it: give it one"
        with pytest.raises(SimengineError, match=wanted):
            registry()


@pytest.mark.parametrize("name", WORDS)
def test_a_function_by_a_word_of_the_language(tmp_path: Path, name: str) -> None:
    with one_more(simengine.functions, memory_functions, tmp_path / "own", FUNCTION.format(name)):
        wanted = rf"added\.Added: '{name}' is a word of the language: choose another `name`"
        with pytest.raises(SimengineError, match=wanted):
            memory_functions()
