"""How numbers and names are written, in text and in pictures."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

NOTHING = "–"
_EIGHTHS = " ▏▎▍▌▋▊▉"
_SHORT = 12  # letters that a narrow column has room for
_PLAIN = str.maketrans(
    {"±": "+/-", "→": "->", "–": "-", "…": "..."} | dict.fromkeys("█▉▊▋▌", "#") | dict.fromkeys("▍▎▏", "")
)


def probability(p: float) -> str:
    """`.344`, `1.000`; `<.001` for what is seen but would round to nothing, `>.999` likewise."""
    if math.isnan(p):
        return NOTHING
    if 0.0 < p < 0.0005:
        return "<.001"
    return ">.999" if 0.9995 <= p < 1.0 else _bare(p)


def difference(d: float) -> str:
    """`+.062`, `-.059`; what rounds to nothing is `+.000`."""
    if math.isnan(d):
        return NOTHING
    return ("-" if d <= -0.0005 else "+") + _bare(abs(d))


def half_width(low: float, high: float) -> str:
    """`±.003`, half of an interval of probabilities; at least ±.001 unless the interval has no width."""
    half = (high - low) / 2.0
    if math.isnan(half):
        return f"±{NOTHING}"
    return "±" + _bare(max(half, 0.001) if half > 0.0 else 0.0)


def quantities(values: Sequence[float], digits: int = 3) -> list[str]:
    """Numbers of one unit with the same decimals: the largest shows `digits` digits, or four if it is a whole number.

    So a calendar year stays as it is; from 10,000 on there are commas.
    """
    finite = [abs(value) for value in values if math.isfinite(value)]
    largest = max(finite, default=0.0)
    if largest and not 1e-4 <= largest < 1e9:
        return [NOTHING if math.isnan(value) else f"{value:.{digits - 1}e}" for value in values]
    magnitude = math.floor(math.log10(largest)) if largest else 0
    decimals = max(digits - 1 - magnitude, min(0, 3 - magnitude)) if largest else 0
    return [_quantity(value, decimals) for value in values]


def change(d: float, low: float, high: float) -> str:
    """`+0.12 ±0.03`: a difference to two digits of its half-width, but at most four of the larger of the two."""
    half = (high - low) / 2.0
    largest = max(abs(d), half)
    if not math.isfinite(largest) or math.isnan(d + half):
        return NOTHING
    if largest == 0.0:
        return "+0 ±0"
    if not 1e-4 <= largest < 1e9:
        return f"{d:+.2e} ±{half:.1e}"
    four = 3 - math.floor(math.log10(largest))
    decimals = min(four, 1 - math.floor(math.log10(half))) if half > 0.0 else four
    shown = max(0, decimals)
    return f"{round(d, decimals) + 0.0:+,.{shown}f} ±{round(half, decimals):,.{shown}f}"


def counted(number: int, what: str) -> str:
    """`1 file`, `2 files`, `12,000 paths`."""
    return f"{number:,} {what}" if number == 1 else f"{number:,} {what}s"


def duration(seconds: float) -> str:
    """`0.4 s`, `12 s`, `3 min 20 s`, `2 h 5 min`."""
    if seconds < 9.95:
        return f"{seconds:.1f} s"
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    minutes, rest = divmod(whole, 60)
    return f"{minutes} min {rest} s" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min"


def bar(p: float, width: int) -> str:
    """A bar of block characters, `width` of them for p = 1, drawn to an eighth; something is shown for any p > 0."""
    if not p > 0.0:
        return ""
    eighths = max(1, round(p * width * 8))
    return "█" * (eighths // 8) + _EIGHTHS[eighths % 8].strip()


def short_names(names: Sequence[str]) -> dict[str, str]:
    """Names for narrow columns: `paper_alliance` → `paper`, the first short word of its own; short names stay whole."""
    words = Counter(word for name in names for word in set(name.split("_")))
    return {name: _short(name, words) for name in names}


def spaced(name: str) -> str:
    """A name as a reader wants it in a picture: `paper_alliance` → `paper alliance`."""
    return name.replace("_", " ")


def printable(text: str, encoding: str | None) -> str:
    """The same text where `encoding` can carry it, else with signs that every terminal has (`±` → `+/-`)."""
    try:
        text.encode(encoding or "utf-8")
    except (UnicodeEncodeError, LookupError):
        return text.translate(_PLAIN).encode("ascii", "replace").decode("ascii")
    return text


def _bare(p: float) -> str:
    text = f"{p:.3f}"
    return text.removeprefix("0")


def _quantity(value: float, decimals: int) -> str:
    if math.isnan(value):
        return NOTHING
    if decimals > 0 or abs(value) < 9999.5:
        return f"{value:.{max(0, decimals)}f}"
    return f"{round(value, decimals):,.0f}" if math.isfinite(value) else f"{value:.0f}"


def _short(name: str, words: Counter[str]) -> str:
    if len(name) <= _SHORT:
        return name
    own = (word for word in name.split("_") if words[word] == 1 and word.isalpha() and 3 <= len(word) <= _SHORT)
    return next(own, name)
