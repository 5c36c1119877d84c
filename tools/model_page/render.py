"""Turns the stored figures into the tables and sentences of docs/model.md."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from tools.model_page.answer import CHANNELS, EMBEDDED, answer
from tools.model_page.base_rates import RATES, agrees
from tools.model_page.hindsight import back
from tools.model_page.reasons import numbers, readings, watch, without
from tools.model_page.words import Z95, band, chance, estimate, month, moved, said, table

Data = Mapping[str, Any]
PART = re.compile(r"^(<!-- made: (\w+) -->\n).*?^(<!-- end -->)$", re.MULTILINE | re.DOTALL)
MEANING = {
    "rupture": "in the three years after T₀ one side gives notice to leave the treaty, or Russia votes for sanctions",
    "still_arms": "T₀ doesn't come before July 2036",
    "rearmed": "DPRK shells are back above 15 % within three years of T₀: the need returned, nothing was tested",
    "undetermined": "fewer than three years are seen after T₀, or the border was shut for half a year in the window",
    EMBEDDED: "the channels keep .70 on average, .60 in the later year, four of them .50, and the treaty is in force",
    "paper_alliance": "visits and UN cover keep .60, the material channels don't",
    "thinned_partnership": "both keep .60, but too little for an embedded partnership",
    "transactional_fade": "none of these holds",
}
SHOWN = (EMBEDDED, "paper_alliance", "transactional_fade", "rearmed", "rupture", "undetermined")
STILL = 0.1  # spreads in half a year
NAMED = {
    "russian_output": "it goes on rising to its ceiling (M2)",
    "dprk_stock": "depots empty (M4, M9)",
    "veto": "the Panel has just gone (M24)",
    "depth": "the treaty is about to be ratified (M21)",
    "exercises": "they follow depth, and what technology is handed over (M14)",
    "oil": "it follows depth; direct deliveries have just begun",
    "exchange": "it follows depth; the border opened in September 2023",
    "china_trade": "it recovers from the closure (EV §5)",
    "production": "Russian machines and oil come (M12)",
    "tension": "the DPRK becomes bolder (M30)",
    "trust": "it follows ties (N5)",
    "shipments": "what Russia lacks shrinks as its output grows (M2)",
}
FAR = 0.15  # from the outside view: then the page says why


def rendered(page: str, data: Data) -> str:
    """The page with every part between its markers made from the data. KeyError for a part there is not."""
    return PART.sub(lambda part: f"{part[1]}\n{PARTS[part[2]](data).strip()}\n\n{part[3]}", page)


def classes(data: Data) -> str:
    """What each class means, and its chance at three places of the cuts."""
    cuts = data["cuts"]
    rows = [
        [f"`{name}`", MEANING[name], *(estimate(cuts[cut][name]) for cut in ("+0.0", "-0.1", "+0.1"))]
        for name in MEANING
    ]
    return table(["class", "a future in which", "baseline", "cuts lower by .1", "cuts higher by .1"], rows)


def levels(data: Data) -> str:
    """Where each channel stands in 2027–29 with the trade and without it, and what is kept after T₀."""
    after, twin = data["baseline"]["kept"], data["twin"]
    rows = [[title, *_levels(twin[f"level_2027_29[{name}]"]), band(after[name])] for name, title in CHANNELS.items()]
    rows.append(["mean of the five", *_levels(twin["all_2027_29"]), band(after["mean"])])
    rows.append(["depth of the tie", *_levels(twin["depth_2027_29"]), ""])
    head = ["channel, over mid-2024", "2027–29, with the trade", "without it", "without over with", "kept after T₀"]
    return table(head, rows)


def _levels(one: Data) -> list[str]:
    return [band(one["with"]), band(one["without"]), f"{one['ratio']:.3f} ±{Z95 * one['se']:.3f}"]


def scenarios(data: Data) -> str:
    """Paired differences to the baseline, and what is not paired beside them."""
    head = ["scenario", "by itself", "tie stands", "channels 2027–29", "T₀, median", *(said(kind) for kind in SHOWN)]
    rows = ([f"`{name}`", _by_itself(data, name), *_differences(one)] for name, one in data["scenarios"].items())
    return table(head, rows)


def _by_itself(data: Data, name: str) -> str:
    shares = data["weights"]["shares"]
    return chance(shares[name]) if name in shares else "–"


def _differences(one: Data) -> list[str]:
    classes = (moved(*one["classes"][kind]) for kind in SHOWN)
    return [moved(*one["stands"]), moved(*one["all_2027_29"]), month(one["t0_year"][1]), *classes]


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


def learnt(data: Data) -> str:
    """Each figure beside what members have of it, and the parameters that it moved most."""
    seen = [
        [f"`{one['name']}`", f"{one['value']:.3g}", band(one["members"]), f"{one['off']:+.1f}", f"{one['tail']:.2g}"]
        for one in data["learnt"]["figures"]
    ]
    moved_most = [
        [f"`{one['name']}`", f"{one['before']:.3g}", f"{one['after']:.3g}", f"{one['shift']:+.1f}"]
        for one in data["learnt"]["parameters"]
    ]
    return (
        table(["figure", "published", "members: median (5 – 95 %)", "off, in errors", "as far out before"], seen)
        + "\n\n"
        + table(["parameter", "mean before", "after", "shift in sds"], moved_most)
    )


def questions(data: Data) -> str:
    """The forecasts with a date, beside the outside view and the first edition's."""
    first = data["first"]["questions"]
    rows = [
        [f"`{name}`", f"{one['text']} ({one['by']})", estimate(one), chance(one["outside"]), chance(first[name])]
        for name, one in data["questions"].items()
    ]
    far = [
        f"`{name}` ({chance(one['p'])} against {chance(one['outside'])})"
        for name, one in data["questions"].items()
        if abs(one["p"] - one["outside"]) > FAR
    ]
    told = f"More than .15 from the outside view: {', '.join(far) or 'none'}."
    return table(["", "question (by the end of)", "chance", "outside view", "first edition"], rows) + "\n\n" + told


def balance(data: Data) -> str:
    """What moves in the half-year after the cut-off, and how the pace of the trade goes on."""
    drift, flow, rupture = (data["balance"][name] for name in ("drift", "flow", "rupture"))
    still = sorted((name for name in drift if abs(drift[name]) <= STILL), key=lambda name: -abs(drift[name]))
    moving = sorted((name for name in drift if abs(drift[name]) > STILL), key=lambda name: -abs(drift[name]))
    told = [f"- `{name}` {drift[name]:+.2f}: {NAMED.get(name, 'unexplained')}." for name in moving]
    quiet = ", ".join(f"`{name}` {drift[name]:+.2f}" for name in still)
    return f"""\
In half a year from mid-2024 {len(still)} of {len(drift)} drivers move by less than a tenth of their spread over futures
({quiet}). The others, in spreads, and why:

{chr(10).join(told)}

A year's flow of containers lies above the last pace in {chance(flow["up"])} of the futures, with a spread of
{flow["spread"]:.2f} on the log scale; the pace at the end of 2024 in {chance(flow["end_of_2024"])}. Rupture comes of
{chance(rupture["early"])} of the futures with T₀ before 2027, and of {chance(rupture["late"])} of the others."""


def first(data: Data) -> str:
    """What the first edition says of the same."""
    one = data["first"]
    ours = data["baseline"]
    return f"""\
The first edition said {estimate(one["embedded"])} for an embedded partnership, and {band(one["all_2027_29"])} for the
channels of 2027–29 over mid-2024; this one says {estimate(ours["classes"][EMBEDDED])} and
{band(ours["all_2027_29"])}."""


PARTS: Mapping[str, Callable[[Data], str]] = {
    "answer": answer,
    "classes": classes,
    "levels": levels,
    "scenarios": scenarios,
    "base_rates": base_rates,
    "learnt": learnt,
    "questions": questions,
    "balance": balance,
    "first": first,
    "readings": readings,
    "numbers": numbers,
    "watch": watch,
    "without": without,
    "back": back,
}
