"""How figures are written on the page."""

from collections.abc import Iterable, Mapping

Z95 = 1.96


def chance(p: float) -> str:
    """A probability to three digits, without the nought."""
    return f"{p:.3f}".removeprefix("0")


def estimate(one: Mapping[str, float]) -> str:
    """A probability and half its 95 % interval."""
    return f"{chance(one['p'])} ±{chance((one['high'] - one['low']) / 2)}"


def shift(d: float) -> str:
    """A difference of probabilities, with its sign."""
    return f"{'−' if d < 0 else '+'}{chance(abs(d))}"


def moved(d: float, se: float) -> str:
    """A difference with its 95 % error; in bold where that leaves zero out."""
    text = f"{shift(d)} ±{chance(Z95 * se)}"
    return f"**{text}**" if abs(d) > Z95 * se else text


def said(name: str) -> str:
    """A name as it is said."""
    return name.replace("_", " ")


def month(year: float) -> str:
    """A decimal year as a month."""
    return f"{int(year)}-{min(int(year % 1 * 12 + 0.5), 11) + 1:02d}"


def band(points: Iterable[float]) -> str:
    """A median and the 5 % and 95 % points, all with as many decimals as the largest asks for."""
    low, mid, high = points
    digits = 0 if high >= 100 else 1 if high >= 20 else 2
    return f"{mid:.{digits}f} ({low:.{digits}f} – {high:.{digits}f})"


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A table of Markdown."""
    heads = list(head)
    return "\n".join(f"| {' | '.join(line)} |" for line in [heads, ["---"] * len(heads), *rows])
