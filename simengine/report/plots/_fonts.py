"""Letters: every text in a picture as it is written, in a font of this computer that has its letters."""

from __future__ import annotations

import functools
import unicodedata
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from simengine.runs.words import one_line

BOX = "□"  # what stands for a letter that no font has
_NOT_FOR_TEXT = ("Last Resort", "cm", "STIXNon", "STIXSize")  # boxes for every letter; pieces of formulas
_STYLES = ("Bold", "Italic", "Oblique", "Mono", "Condensed", "Light", "Serif")  # as second best
_REGULAR = 400


_BY_BROWSER: ContextVar[bool] = ContextVar("letters are drawn by a browser", default=False)


class LettersWarning(UserWarning):
    """Letters that no font of this computer has."""


def legible(text: str) -> str:
    """A text on one line, with boxes for letters that no font has; LettersWarning says so."""
    text = one_line(text)
    lost = frozenset[str]() if _BY_BROWSER.get() else _lost(_unusual(text))
    if not lost:
        return text
    scripts = sorted({unicodedata.name(letter, "other").split()[0].capitalize() for letter in lost})
    warnings.warn(
        f"no font of this computer has the {', '.join(scripts)} letters of some names, which are drawn as {BOX}; "
        "install a font that has them, such as one of the Noto fonts",
        LettersWarning,
        stacklevel=2,
    )
    return "".join(BOX if letter in lost else letter for letter in text)


@contextmanager
def drawn_by_browser() -> Iterator[None]:
    """Within it texts keep letters that no font here has: whoever shows the picture has fonts of its own."""
    token = _BY_BROWSER.set(True)
    try:
        yield
    finally:
        _BY_BROWSER.reset(token)


def families(texts: Iterable[str]) -> list[str]:
    """The font families for some texts: the usual one, then those that have the letters which it lacks."""
    import matplotlib as mpl  # noqa: PLC0415 (only who draws waits for matplotlib)

    return [*mpl.rcParams["font.family"], *_fallbacks(_unusual("".join(texts)))]


def _unusual(text: str) -> frozenset[str]:
    """Letters of a text that the usual font lacks."""
    return frozenset() if text.isascii() else frozenset(text) - _letters(_usual_font()) - frozenset("\n")


def _lost(letters: frozenset[str]) -> frozenset[str]:
    for family in _fallbacks(letters):
        letters = letters - _letters(_file_of(family))
    return letters


@functools.lru_cache(maxsize=64)
def _fallbacks(letters: frozenset[str]) -> tuple[str, ...]:
    """Families that together have these letters, as far as there are any; of two that have one, the plainer."""
    chosen: list[str] = []
    for family, file in _all_fonts() if letters else ():
        found = letters & _letters(file)
        if found:
            chosen.append(family)
            letters -= found
        if not letters:
            break
    return tuple(chosen)


def _all_fonts() -> Iterator[tuple[str, str]]:
    from matplotlib.font_manager import fontManager  # noqa: PLC0415

    def plainness(font: tuple[str, str]) -> tuple[int, str]:
        return sum(style in " ".join(font) for style in _STYLES), font[0]

    fonts = {
        (font.name, font.fname)
        for font in fontManager.ttflist
        if font.style == "normal" and font.weight == _REGULAR
        if not font.name.startswith(_NOT_FOR_TEXT) and "Color" not in font.name
    }
    yield from sorted(fonts, key=plainness)


def _usual_font() -> str:
    from matplotlib.font_manager import FontProperties, findfont  # noqa: PLC0415

    return str(findfont(FontProperties()))


def _file_of(family: str) -> str:
    return next(file for name, file in _all_fonts() if name == family)


@functools.lru_cache(maxsize=1024)
def _letters(file: str) -> frozenset[str]:
    """The letters a font has; none if it can't be read."""
    from matplotlib.ft2font import FT2Font  # noqa: PLC0415

    try:
        return frozenset(map(chr, FT2Font(file).get_charmap()))
    except (OSError, RuntimeError, ValueError):
        return frozenset()
