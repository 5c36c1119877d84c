"""The answer of the model, in sentences made from its figures."""

from collections.abc import Mapping
from typing import Any

from tools.model_page.words import band, chance, estimate, month, said, shift

EMBEDDED = "embedded_partnership"
NOT_FORCED = ("arms_twin",)  # a measurement, not a state of the world; its classes mislead
MOST = 0.7
CHANNELS = {
    "visits": "visits of ministers",
    "energy": "energy and food",
    "military": "technology and exercises",
    "cover": "cover at the UN",
    "people": "transport and people",
}

TEXT = """\
- **The need fades.** In {t0_reached} of the futures T₀ comes before July 2036; the median is {t0} (90 % from
  {t0_low} to {t0_high}).
- **Embedded partnership: {embedded}.** Of the futures in which T₀ came and three years after it were seen, {given_t0};
  of those in which moreover nothing voided the test, {given_tested}.
- **The band: {high} to {low}.** Where a partnership counts as embedded is a choice. With all cuts higher by a tenth
  the chance is {high}, with all lower {low}. Of the scenarios, *{scenario}* moves it most, by {moves}: {heavier}.
  Of the futures in which nothing voids the test, that scenario has {tested_then} instead of {given_tested}.
- **Likeliest** is *{first}* ({p_first}), then *{second}* ({p_second}).
- **What lasts.** After T₀ {best} and {second_best} keep most of their base (medians {p_best} and {p_second_best}),
  {worst} and {second_worst} least ({p_worst} and {p_second_worst}).
- **Durable or ad hoc?** With no arms after 2025, the five channels stand in 2027–29 at {twin} of where they stand
  in the same futures with arms; in {twin_most} of the futures at .7 or more.
  {verdict}
- **In levels**, over mid-2024: the five channels in 2027–29 {all_channels}, the depth of the tie {depth};
  median and 90 %.
- **The verdict of the second source**, that the tie goes on deepening, but slower and without an alliance, holds
  in {s2} of the futures.

Drawn: {paths:,} futures with seed {seed}. {excluded} of them contradict the first half of 2024 and are left out;
{failed} failed. What stands after ± is the error of drawing so many futures (95 %); it says nothing of whether the
model is right.
"""
LITTLE = "So most of what stands then doesn't hang on the trade of those years; what it held up has mostly gone before."
MUCH = "So much of what stands then hangs on the trade."


def answer(data: Mapping[str, Any]) -> str:
    """What the model says of the question."""
    base, twin = data["baseline"], data["twin"]["mean"]
    chances = {name: chance(one["p"]) for name, one in base["chances"].items()}
    lower, middle, higher = (data["cuts"][cut][EMBEDDED]["p"] for cut in ("-0.1", "+0.0", "+0.1"))
    scenario, moves = _largest(data)
    first, second = sorted(base["classes"].items(), key=lambda one: -one[1]["p"])[:2]
    kept = sorted(((base["kept"][name][1], title) for name, title in CHANNELS.items()), reverse=True)
    (best, best_name), (next_best, next_best_name), *_, (next_worst, next_worst_name), (worst, worst_name) = kept
    t0_low, t0, t0_high = (month(year) for year in base["t0_year"])
    return TEXT.format(
        t0=t0, t0_low=t0_low, t0_high=t0_high, t0_reached=chances["t0_reached"],
        embedded=estimate(base["classes"][EMBEDDED]),
        given_t0=chances["embedded_given_t0_seen"], given_tested=chances["embedded_given_tested"],
        low=chance(lower), high=chance(higher),
        scenario=said(scenario), moves=shift(moves),
        tested_then=chance(data["scenarios"][scenario]["embedded_given_tested"]),
        heavier=f"{'less' if abs(moves) < max(lower - middle, middle - higher) else 'more'} than the cuts do",
        first=said(first[0]), p_first=chance(first[1]["p"]), second=said(second[0]), p_second=chance(second[1]["p"]),
        best=best_name, p_best=f"{best:.2f}", second_best=next_best_name, p_second_best=f"{next_best:.2f}",
        worst=worst_name, p_worst=f"{worst:.2f}", second_worst=next_worst_name, p_second_worst=f"{next_worst:.2f}",
        twin=f"{twin['ratio']:.2f}", twin_most=chance(twin["p70"]), verdict=LITTLE if twin["ratio"] >= MOST else MUCH,
        all_channels=band(base["all_2027_29"]), depth=band(base["depth_2027_29"]), s2=chances["verdict_of_s2"],
        paths=data["paths"], seed=data["seed"], excluded=chance(base["excluded"] / data["paths"]),
        failed=base["failed"] or "none",
    )  # fmt: skip


def _largest(data: Mapping[str, Any]) -> tuple[str, float]:
    """The scenario that moves the chance of an embedded partnership most, and by how much."""
    moves = {name: one["classes"][EMBEDDED][0] for name, one in data["scenarios"].items() if name not in NOT_FORCED}
    return max(moves.items(), key=lambda one: abs(one[1]))
