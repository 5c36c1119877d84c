"""The part of a generated module that draws random numbers, by itself."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from types import SimpleNamespace

from simengine.engines.kernel import harvest
from simengine.numerics.box_muller import normal_pair, radius, sine_and_cosine

RANDOM = Path(harvest.__file__).with_name("random.py")
# What the rest of a kernel gives, and doors: scalars and routines are called from compiled code only.
REST = """
@scalar
def where(condition, yes, no):
    return yes if condition else no

@njit
def draw_normals(noise, words, path, index, keys, slots, n):
    normal_rows(noise, words, path, index, keys, slots, n)

@njit
def draw_uniforms(uniforms, words, words_2, path, index, keys, slots, n):
    uniform_rows(uniforms, words, words_2, path, index, keys, slots, n)

@njit
def draw_occurrences(out, at, path, occurrence, slot, k0, k1, n):
    occurrence_row(out, at, path, occurrence, slot, k0, k1, n)

@njit
def draw_occurrence(k0, k1, path, occurrence, slot):
    return occurrence_uniform(k0, k1, path, occurrence, slot)
"""


def random_text(width: int = 512) -> str:
    """The text of such a module, for vectors of so many bits."""
    library = harvest.Library()
    assert [library.name_of(one) for one in (normal_pair, radius, sine_and_cosine)] == [
        "normal_pair",
        "radius",
        "sine_and_cosine",
    ]
    drawing = RANDOM.read_text(encoding="utf-8")
    changed = drawing.replace('"prefer-vector-width"="512"', f'"prefer-vector-width"="{width}"')
    assert (changed == drawing) is (width == 512)
    return "\n\n".join([harvest.primitives(), changed, library.text(), REST])


@cache
def random_module(width: int = 512) -> SimpleNamespace:
    """Such a module, compiled as it is called."""
    names: dict[str, object] = {}
    exec(compile(random_text(width), "<drawing>", "exec"), names)  # noqa: S102
    return SimpleNamespace(**names)
