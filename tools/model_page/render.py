"""Turns the stored figures into the tables and sentences of docs/model.md."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from tools.model_page.answer import CHANNELS, EMBEDDED, answer
from tools.model_page.base_rates import RATES, agrees
from tools.model_page.words import Z95, band, chance, estimate, month, moved, said, table

Data = Mapping[str, Any]
PART = re.compile(r"^(<!-- made: (\w+) -->\n).*?^(<!-- end -->)$", re.MULTILINE | re.DOTALL)
WANTED = (0.80, 0.97)  # of what was seen, the share that 90 % bands should hold
MEANING = {
    "rupture": "one side gives notice to leave the treaty, or Russia votes for sanctions, until three years after T₀",
    "still_arms": "T₀ doesn't come before July 2036",
    "rearmed": "DPRK shells are back above 15 % within three years of T₀: the need returned, nothing was tested",
    "undetermined": "fewer than three years are seen after T₀, or the border was shut for half a year in the window",
    EMBEDDED: "the channels keep .70 on average, .60 in the later year, four of them .50, and the treaty is in force",
    "paper_alliance": "visits and UN cover keep .60, the material channels don't",
    "thinned_partnership": "both keep .60, but too little for an embedded partnership",
    "transactional_fade": "none of these holds",
}
SHOWN = (EMBEDDED, "paper_alliance", "transactional_fade", "rearmed", "rupture", "undetermined")


def rendered(page: str, data: Data) -> str:
    """The page with every part between its markers made from the data. KeyError for a part there is not."""
    return PART.sub(lambda part: f"{part[1]}\n{PARTS[part[2]](data).strip()}\n\n{part[3]}", page)


def classes(data: Data) -> str:
    """What each class means, and its chance at three places of the cuts."""
    cuts = data["cuts"]
    rows = [
        [f"`{name}`", MEANING[name], *(estimate(cuts[cut][name]) for cut in ("+0.0", "-0.1", "+0.1"))]
        for name in cuts["+0.0"]
    ]
    return table(["class", "a future in which", "baseline", "cuts lower by .1", "cuts higher by .1"], rows)


def kept(data: Data) -> str:
    """What each channel keeps after T₀, and what the twin has of it."""
    after, twin = data["baseline"]["kept"], data["twin"]
    rows = [[title, band(after[name]), _ratio(twin[name])] for name, title in CHANNELS.items()]
    rows.append(["mean of the five", band(after["mean"]), f"{twin['mean']['ratio']:.2f}"])
    rows.append(["the same, future by future", "", band(twin["mean"]["band"])])
    rows.append(["depth of the tie", "", _ratio(twin["depth"])])
    return table(["channel", "kept in months 13–36 after T₀", "2027–29: without arms over with"], rows)


def _ratio(one: Mapping[str, float]) -> str:
    return f"{one['ratio']:.3f} ±{Z95 * one['se']:.3f}"


def scenarios(data: Data) -> str:
    """Paired differences to the baseline, and what is not paired beside them."""
    head = ["scenario", "T₀, median", *(said(kind) for kind in SHOWN), "embedded, of those tested", "channels 2027–29"]
    return table(head, ([f"`{name}`", *_differences(one)] for name, one in data["scenarios"].items()))


def _differences(one: Data) -> list[str]:
    classes = (moved(*one["classes"][kind]) for kind in SHOWN)
    return [month(one["t0_year"][1]), *classes, chance(one["embedded_given_tested"]), moved(*one["all_2027_29"])]


def base_rates(data: Data) -> str:
    """The model run alone beside the reference classes, and why some differ."""
    rows, off = [], []
    for name, rate in RATES.items():
        found = data["base_rates"][name]
        fits = agrees(rate, found)
        range_ = f"{rate.low:g}" if rate.low == rate.high else f"{rate.low:g} – {rate.high:g}"
        figure = f"{found['figure']:.4f} ±{Z95 * found['se']:.4f}"
        rows.append([rate.text, f"{range_} ({rate.source})", figure, "yes" if fits else "no"])
        if not fits:
            off.append(f"- {rate.text}: {rate.why or 'unexplained'}.")
    text = table(["what", "evidence note", "model", "within"], rows)
    text += f"\n\n{len(rows) - len(off)} of {len(rows)} agree."
    return "\n".join([text, "Off, and why:", "", *off]) if off else text


def backtest(data: Data) -> str:
    """Started in 2022: what was seen, and the 90 % bands."""
    rows = [
        [one["text"], f"{one['seen']:g}", band(one["band"]), "yes" if _holds(one) else "no"] for one in data["backtest"]
    ]
    held = sum(_holds(one) for one in data["backtest"])
    share = held / len(rows)
    good = "within" if WANTED[0] <= share <= WANTED[1] else "outside"
    verdict = f"{held} of {len(rows)} are held ({share:.0%}): {good} the {WANTED[0]:.0%} to {WANTED[1]:.0%} asked for."
    return f"{table(['what', 'seen', 'model: median (5 – 95 %)', 'held'], rows)}\n\n{verdict}"


def _holds(one: Mapping[str, Any]) -> bool:
    low, _, high = one["band"]
    return bool(low <= one["seen"] <= high)


def questions(data: Data) -> str:
    """The forecasts with a date."""
    rows = [[f"`{name}`", f"{one['text']} ({one['by']})", estimate(one)] for name, one in data["questions"].items()]
    return table(["", "question (by the end of)", "chance"], rows)


PARTS: Mapping[str, Callable[[Data], str]] = {
    "answer": answer,
    "classes": classes,
    "kept": kept,
    "scenarios": scenarios,
    "base_rates": base_rates,
    "backtest": backtest,
    "questions": questions,
}
