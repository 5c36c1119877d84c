"""The answer of the model, in sentences made from its figures."""

from collections.abc import Mapping
from typing import Any

from tools.model_page.words import band, chance, estimate, month, said, shift

CHANNELS = {
    "visits": "visits of ministers",
    "energy": "energy and food",
    "military": "technology and exercises",
    "cover": "cover at the UN",
    "people": "transport, people, labour",
}
EMBEDDED = "embedded_partnership"
NOT_FORCED = ("arms_twin",)  # a measurement, not a state of the world

TEXT = """\
- **Levels.** In 2027–29 the five channels stand at {all_with} of mid-2024 (median and 90 %), and at {all_without}
  in the same futures with no arms delivered after 2024: {ratio} of what they are with the trade, on average.
- **Does the tie stand?** At .7 of mid-2024 or more in {stands} of the futures; without the trade in {stands_without}.
  It is deeper than at mid-2024 in {deeper}.
- **The band: {high} to {low}.** Where a tie counts as standing is a choice. At .8 of mid-2024 the chance is {high},
  at .6 {low}. That is .1 of mid-2024 to either side, as the evidence note asks; the cover of a report, as `explain`
  does with every fixed number, tries a tenth of the cut itself: .63 and .77.
- **The trade** stands in 2027–29 at {arms} of mid-2024. In {t0_reached} of the futures the need for it fades before
  July 2036 (T₀); the median is {t0} (90 % from {t0_low} to {t0_high}).
- **After the need.** *{first}* ({p_first}) is likeliest, then *{second}* ({p_second}). An embedded partnership comes of
  {embedded}; of the futures in which nothing voids the test, of {given_tested}. With all cuts higher or lower by
  .1: {embedded_high} and {embedded_low}.
- **Of the scenarios** *{scenario}* moves the chance that the tie stands most, by {moves}.
- **The verdict of the second source**, that the tie goes on deepening, but slower and without an alliance, holds in
  {s2} of the futures.

Learnt from {figures} figures and facts; {paths:,} members worth {effective:,.0f} independent futures, seed {seed};
{failed} failed. What stands after ± is the error of drawing so many futures (95 %); it says nothing of whether the
model is right.
"""


def answer(data: Mapping[str, Any]) -> str:
    """What the model says of the question."""
    base, twin, cuts = data["baseline"], data["twin"], data["cuts"]
    scenario, moves = _largest(data)
    first, second = sorted(base["classes"].items(), key=lambda one: -one[1]["p"])[:2]
    t0_low, t0, t0_high = (month(year) for year in base["t0_year"])
    chances = {name: chance(one["p"]) for name, one in base["chances"].items()}
    return TEXT.format(
        all_with=band(twin["all_2027_29"]["with"]), all_without=band(twin["all_2027_29"]["without"]),
        ratio=f"{twin['all_2027_29']['ratio']:.2f}",
        stands=estimate(base["stands"]), stands_without=chance(twin["stands"]["without"]), deeper=chances["deeper"],
        low=chance(cuts["-0.1"]["stands"]["p"]), high=chance(cuts["+0.1"]["stands"]["p"]),
        arms=band(base["arms_2027_29"]), t0=t0, t0_low=t0_low, t0_high=t0_high, t0_reached=chances["t0_reached"],
        first=said(first[0]).capitalize(), p_first=chance(first[1]["p"]),
        second=said(second[0]), p_second=chance(second[1]["p"]),
        embedded=estimate(base["classes"][EMBEDDED]), given_tested=chances["embedded_given_tested"],
        embedded_low=chance(cuts["-0.1"][EMBEDDED]["p"]), embedded_high=chance(cuts["+0.1"][EMBEDDED]["p"]),
        scenario=said(scenario), moves=shift(moves), s2=chances["verdict_of_s2"],
        paths=data["paths"], effective=data["learnt"]["effective"], figures=data["learnt"]["count"],
        seed=data["seed"], failed=base["failed"] or "none",
    )  # fmt: skip


def _largest(data: Mapping[str, Any]) -> tuple[str, float]:
    """The scenario that moves the chance that the tie stands most, and by how much."""
    moves = {name: one["stands"][0] for name, one in data["scenarios"].items() if name not in NOT_FORCED}
    return max(moves.items(), key=lambda one: abs(one[1]))
