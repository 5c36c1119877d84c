"""How paths ended that do not count, in words: how many, and what ended them."""

from __future__ import annotations

from collections.abc import Sequence

from simengine.report.numbers import percent, probability
from simengine.runs.tally import EXCLUDED, NAMES, Ending
from simengine.runs.words import Words
from simengine.status import ADVICE

_MOST_NAMED = 3
_REASONS = {NAMES[status]: advice.partition(":")[0] for status, advice in ADVICE.items()}


def share_text(part: int, whole: int) -> str:
    """`20 %`, `0.6 %`, `0.013 %`."""
    return percent(part / whole)


def weakened_text(paths: int, failed: int, excluded: int) -> str:
    """What stands beside probabilities: `20 % excluded, 0.75 % of others failed`; empty if all count."""
    if not excluded:
        return f"{share_text(failed, paths)} of paths failed" if failed else ""
    told = share_text(excluded, paths)
    if not failed:
        return f"{told} of paths excluded"
    return f"{told} excluded, {share_text(failed, paths - excluded)} of others failed"


def reasons(endings: Sequence[Ending], words: Words, paths: int, failed: int, excluded: int) -> list[str]:
    """A sentence for those that contradict what is known, one for those that broke, and what that leaves open."""
    found = []
    for what, of in (("excluded", _those(endings, known=True)), ("failed", _those(endings, known=False))):
        if of:
            named = [f"{one.count:,} {_reason(one, words)}" for one in of[:_MOST_NAMED]]
            more = [f"{sum(one.count for one in of[_MOST_NAMED:]):,} by others"] if len(of) > _MOST_NAMED else []
            found.append(f"{what}: {', '.join([*named, *more])}")
    if failed:
        share = probability(failed / (paths - excluded))
        found.append(f"a failed path might have ended anyhow: probabilities may be off by {share}")
    return found


def _those(endings: Sequence[Ending], *, known: bool) -> list[Ending]:
    return sorted((one for one in endings if (one.status == EXCLUDED) == known), key=lambda one: -one.count)


def _reason(ending: Ending, words: Words) -> str:
    element = words.of_element(ending.element) or ending.element
    if ending.status == EXCLUDED:
        return f"contradict {element}"
    return f"at {element} ({_REASONS[ending.status]})"
