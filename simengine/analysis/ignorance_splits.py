"""What of each figure of a run is what we don't know, however that was found out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from simengine.analysis.headline import Headline
from simengine.analysis.ignorance import Ignorance, ignorance_json
from simengine.analysis.summary import Summary
from simengine.runs.words import NO_WORDS, Words


@dataclass(frozen=True, slots=True)
class IgnoranceSplits:
    """The `answer`'s ignorance, None without a `headline`, and that of `figures` by of (class, together, measure,
    question) and name.

    They are told by `draws`, with `each` paths to one. What the paths of a draw share are the parameters; if `since` is
    a date, also all that chance decided up to it. `held` are elements of which more is shared than that, so that the
    shares are upper bounds; `chance_before` says that paths contradicted what was observed, but no past is shared.
    """

    scenario: str
    draws: int
    each: int
    since: str
    held: tuple[str, ...]
    chance_before: bool
    headline: Headline | None
    answer: Ignorance | None
    figures: Mapping[tuple[str, str], Ignorance]
    words: Words = NO_WORDS

    def told(self) -> Iterator[tuple[str, str, Ignorance]]:
        """Of what, its name, its ignorance: the answer first."""
        if self.headline and self.answer:
            yield "answer", "+".join(self.headline.names), self.answer
        yield from ((of, name, found) for (of, name), found in self.figures.items())


def splits_of(summary: Summary, since: str = "", held: tuple[str, ...] = ()) -> IgnoranceSplits:
    """What the summary of paths says that hang together."""
    each = summary.sampling.each
    return IgnoranceSplits(
        scenario=summary.scenario,
        draws=-(-summary.paths // each),
        each=each,
        since=since,
        held=held,
        chance_before=summary.excluded > 0 and summary.sampling.kind == "nested",
        headline=summary.headline,
        answer=summary.answer_ignorance,
        figures=summary.ignorance,
        words=summary.words,
    )


def ignorance_splits_json(found: IgnoranceSplits) -> dict[str, Any]:
    """The dictionary of `summary --by ignorance --json`; what is not a number is null."""
    return {
        "scenario": found.scenario,
        "draws": found.draws,
        "each": found.each,
        "since": found.since or None,
        "held": list(found.held),
        "chance_before": found.chance_before,
        "ignorance": [{"of": of, "name": name, **ignorance_json(one)} for of, name, one in found.told()],
    }
