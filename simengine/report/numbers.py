"""How numbers and names are written, in text and in pictures."""

from __future__ import annotations

import math
from collections.abc import Sequence

from simengine.language.quantities import PURE

NOTHING = "–"
_EIGHTHS = " ▏▎▍▌▋▊▉"
_SMALL, _TINY = 0.01, 0.001  # below these a probability has four decimals, and an exponent
_MOST_DECIMALS = 99  # no number has more
_UNEVEN = 0.1  # how much of half of an interval its middle may lie beside the value, for a ± to tell its ends
_PLAIN = str.maketrans(
    {"±": "+/-", "→": "->", "–": "-", "…": "..."} | dict.fromkeys("█▉▊▋▌", "#") | dict.fromkeys("▍▎▏", "")
)


def probability(p: float) -> str:
    """`.344`; a small one, and what a large one lacks to 1, with two digits: `.0058`, `5.8e-4`, `.9942`, `1-5.8e-4`."""
    if math.isnan(p):
        return NOTHING
    if p in (0.0, 1.0):
        return f"{p:.0f}"
    rest = _two_digits(1.0 - p)
    if rest < _TINY:
        return f"1-{_small(rest)}"
    return _small(p) if p < 0.5 else _bare(p, 4 if rest < _SMALL else 3)


def estimated(p: float, low: float, high: float) -> str:
    """A probability with its interval: `.344 ±.011`, or both ends where these lie unevenly: `.017 [.0031, .089]`.

    What was never seen, or always, has one end: `<.037`, `>.963`.
    """
    if math.isnan(p) or low == high:
        return probability(p)
    if p == low == 0.0:
        return f"<{at_most(high)}"
    if p == high == 1.0:
        rest = at_most(1.0 - low)
        return f">1-{rest}" if "e" in rest else f">{_bare(1.0 - float(rest), len(rest) - 1)}"
    if not _is_even(p, low, high):
        return f"{probability(p)} [{probability(low)}, {probability(high)}]"
    half = (high - low) / 2.0
    if math.isnan(half):
        return f"{probability(p)} ±{NOTHING}"
    if min(p, 1.0 - p) < _TINY:
        return f"{probability(p)} ±{_e(half)}"
    decimals = 4 if min(_two_digits(p), _two_digits(1.0 - p)) < _SMALL else 3
    return f"{probability(p)} ±{_bare(max(half, 10.0**-decimals), decimals)}"


def difference(d: float, low: float = math.nan, high: float = math.nan) -> str:
    """A difference of probabilities, `+.062`, `-.059`, `+.0058`, `+5.8e-4`: two digits of it, or of what it is in."""
    largest = max(abs(d), (high - low) / 2.0) if high > low else abs(d)
    if math.isnan(d):
        return NOTHING
    if d == 0.0:
        return "+0"
    sign, decimals = "-" if d < 0.0 else "+", _decimals(largest)
    if decimals is None:
        return sign + _e(abs(d))
    text = _bare(abs(d), decimals)
    return ("+" if not text.strip(".0") else sign) + text


def estimated_difference(d: float, low: float, high: float) -> str:
    """A difference of probabilities with its interval: `+.062 ±.004`."""
    if math.isnan(d) or low == high:
        return difference(d)
    half, text = (high - low) / 2.0, difference(d, low, high)
    if math.isnan(half):
        return f"{text} ±{NOTHING}"
    if not _is_even(d, low, high):
        return f"{text} [{difference(low, low, high)}, {difference(high, low, high)}]"
    decimals = _decimals(max(abs(d), half))
    return f"{text} ±{_e(half) if decimals is None else _bare(max(half, 10.0**-decimals), decimals)}"


def _is_even(value: float, low: float, high: float) -> bool:
    """Whether an interval reaches about as far to either side; if not, no ± tells where it ends."""
    return math.isnan(low + high) or abs((low + high) / 2.0 - value) <= _UNEVEN * (high - low) / 2.0


def _decimals(largest: float) -> int | None:
    rounded = _two_digits(largest)
    return 3 if rounded >= _SMALL else 4 if rounded >= _TINY else None


def _small(p: float) -> str:
    """With two digits if it is small."""
    decimals = _decimals(p)
    return _e(p) if decimals is None else _bare(p, decimals)


def at_most(p: float) -> str:
    """A small probability that is an upper bound: rounded up."""
    decimals = _decimals(p)
    if decimals is None:
        decimals = 1 - math.floor(math.log10(p))
    up = math.ceil(round(p * 10.0**decimals, 6)) / 10.0**decimals
    return _small(up) if up < 1.0 else "1"


def _two_digits(value: float) -> float:
    return float(f"{value:.1e}")


def _e(value: float) -> str:
    """`5.8e-4`"""
    digits, _, exponent = f"{value:.1e}".partition("e")
    return f"{digits}e{int(exponent)}"


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
    """`+0.12 ±0.03`: a difference to two digits of its half-width, but at most six of the larger of the two."""
    return _with_error(d, (high - low) / 2.0, "+")


def change_beside(d: float, low: float, high: float, level: float) -> str:
    """`change` of a level, no finer than the fifth digit of that; `under 0.001` of what lies below its fourth."""
    if not level or not math.isfinite(level + d):
        return change(d, low, high)
    half, finest = (high - low) / 2.0, math.floor(math.log10(abs(level))) - 3
    if d != 0.0 and max(abs(d), 0.0 if math.isnan(half) else half) < 10.0**finest:
        return f"under {10.0**finest:.{max(0, -finest)}f}"
    return _with_error(d, half, "+", 1 - finest)


def mean_text(mean: float, low: float, high: float) -> str:
    """`3.21 ±0.12`, a mean to two digits of its half-width; what has none is a constant, and needs no ±."""
    return _with_error(mean, (high - low) / 2.0, "")


def _with_error(d: float, half: float, sign: str, most: int = _MOST_DECIMALS) -> str:
    """A number with half of its interval; six digits of the larger at most, and so many decimals; four digits of what
    has no width, three where it isn't known.
    """
    largest = max(abs(d), 0.0 if math.isnan(half) else half)
    if not math.isfinite(largest):
        return NOTHING
    if largest >= 1e9 or (0.0 < largest < 1e-4 and most == _MOST_DECIMALS):
        return f"{d:{sign}.2e} ±{half:.1e}" if half > 0.0 else f"{d:{sign}.2e}"
    magnitude, comma = math.floor(math.log10(largest)) if largest else 0, "," if largest >= 9999.5 else ""
    if not half > 0.0:
        shown = min((3 if half == 0.0 else 2) - magnitude, most)
        text = f"{round(d, max(shown, min(0, 3 - magnitude))) + 0.0:{sign}{comma}.{max(0, shown)}f}"
        bare = text.rstrip("0").rstrip(".") if "." in text else text
        return bare if half == 0.0 else f"{bare} ±{NOTHING}"
    decimals = min(5 - magnitude, 1 - math.floor(math.log10(half)), most)
    shown, rounded = max(0, decimals), round(half, decimals)
    if not rounded and decimals == most:
        rounded = 10.0**-most
    error = f"{rounded:{comma}.{shown}f}" if rounded else f"{half:.0e}"
    return f"{round(d, decimals) + 0.0:{sign}{comma}.{shown}f} ±{error}"


def with_unit(text: str, unit: str) -> str:
    """A number and its unit, of which a pure number has none: `27.2 thousand containers`, `0.35` of a share."""
    return text if not unit or unit in PURE else f"{text} {unit}"


def counted(number: int, what: str) -> str:
    """`1 file`, `2 files`, `12,000 paths`."""
    return f"{number:,} {what}" if number == 1 else f"{number:,} {what}s"


def percent(share: float) -> str:
    """`20 %`, `0.6 %`, `0.013 %`."""
    if math.isnan(share):
        return NOTHING
    return f"{100.0 * share:.0f} %" if share >= 0.095 or share == 0.0 else f"{100.0 * share:.2g} %"


def rounded_up(number: float) -> str:
    """`21,000`, `3.2 million`: a count to two digits, rather more than less."""
    exponent = max(0, math.floor(math.log10(number)) - 1) if number >= 1.0 else 0
    whole = math.ceil(number / 10**exponent) * 10**exponent
    if whole < 1_000_000:
        return f"{whole:,}"
    millions = whole / 1e6
    return f"{millions:.2g} million" if millions < 100 else f"{millions:,.0f} million" if millions < 1e5 else "too many"


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


def spaced(name: str) -> str:
    """A name as a reader wants it in a picture: `paper_alliance` → `paper alliance`; keys of overrides as they are."""
    return name if "=" in name else name.replace("_", " ")


def printable(text: str, encoding: str | None) -> str:
    """The same text where `encoding` can carry it, else with signs that every terminal has (`±` → `+/-`)."""
    try:
        text.encode(encoding or "utf-8")
    except (UnicodeEncodeError, LookupError):
        return text.translate(_PLAIN).encode("ascii", "replace").decode("ascii")
    return text


def _bare(p: float, decimals: int = 3) -> str:
    return f"{p:.{decimals}f}".removeprefix("0")


def _quantity(value: float, decimals: int) -> str:
    if math.isnan(value):
        return NOTHING
    if decimals > 0 or abs(value) < 9999.5:
        return f"{value:.{max(0, decimals)}f}"
    return f"{round(value, decimals):,.0f}" if math.isfinite(value) else f"{value:.0f}"
