"""How paths ended that do not count, in words: how many, and what ended them."""

from __future__ import annotations

from collections.abc import Sequence

from simengine.report.numbers import probability
from simengine.runs.tally import EXCLUDED, NAMES, Ending
from simengine.runs.words import Words
from simengine.status import ADVICE

_MOST_NAMED = 3
_REASONS = {NAMES[status]: advice.partition(":")[0] for status, advice in ADVICE.items()}


def share_text(part: int, whole: int) -> str:
    """`20 %`, `0.6 %`, `0.013 %`."""
    percent = 100.0 * part / whole
    return f"{percent:.0f} %" if percent >= 9.5 else f"{percent:.2g} %"


def weakened_text(paths: int, failed: int, excluded: int) -> str:
    """What stands beside probabilities: `20 % of paths excluded, 0.6 % failed`; empty if all paths count."""
    parts = [(share_text(n, paths), what) for n, what in ((excluded, "excluded"), (failed, "failed")) if n]
    return ", ".join(f"{share}{'' if at else ' of paths'} {what}" for at, (share, what) in enumerate(parts))


def reasons(endings: Sequence[Ending], words: Words, paths: int, failed: int) -> list[str]:
    """A sentence for those that contradict what is known, one for those that broke, and what that leaves open."""
    found = []
    for what, of in (("excluded", _those(endings, known=True)), ("failed", _those(endings, known=False))):
        if of:
            named = [f"{one.count:,} {_reason(one, words)}" for one in of[:_MOST_NAMED]]
            more = [f"{sum(one.count for one in of[_MOST_NAMED:]):,} by others"] if len(of) > _MOST_NAMED else []
            found.append(f"{what}: {', '.join([*named, *more])}")
    if failed:
        found.append(
            f"a failed path might have ended anyhow: probabilities may be off by {probability(failed / paths)}"
        )
    return found


def _those(endings: Sequence[Ending], *, known: bool) -> list[Ending]:
    return sorted((one for one in endings if (one.status == EXCLUDED) == known), key=lambda one: -one.count)


def _reason(ending: Ending, words: Words) -> str:
    element = words.of_element(ending.element) or ending.element
    if ending.status == EXCLUDED:
        return f"contradict {element}"
    return f"at {element} ({_REASONS[ending.status]})"
