"""What several blocks say in the same words."""

from __future__ import annotations

import math
from dataclasses import replace

from simengine.analysis.headline import Headline
from simengine.analysis.ignorance import Ignorance
from simengine.analysis.paired import Difference
from simengine.analysis.probability import Proportion, Spread
from simengine.analysis.summary import Summary
from simengine.explain.signpost import Mean, Signpost, Signposts
from simengine.page.courses import note_of
from simengine.page.markup import signed
from simengine.report.likelihood_words import frequency, likelihood_words
from simengine.report.numbers import change, counted, mean_text, percent, quantities, spaced, with_unit
from simengine.report.signposts_text import bare_text, briefly, what
from simengine.runs.store import Run


def answer_sentence(headline: Headline, found: Proportion | Spread) -> str:
    """The answer as a frequency and in words of likelihood; a number by its mean and its middle half."""
    if not found.n:
        return f"{headline.title}: no future tells."
    if isinstance(found, Proportion):
        return f"{headline.title}: {frequency(found.p)}, {likelihood_words(found.low, found.high)}."
    low, middle, high = quantities([found.quantiles[level] for level in (0.05, 0.5, 0.95)])
    about = with_unit(f"about {middle}", headline.unit)
    return f"{headline.title}: {about}; nine futures in ten from {low} to {high}."


def interval_sentence(summary: Summary) -> str:
    """How far the number of futures leaves the answer open; of members that have learnt, what they are worth."""
    found = summary.answer
    if found is None or not found.n:
        return ""
    if isinstance(found, Spread):
        return f"On average {mean_text(found.mean, found.low, found.high)} over {counted(found.n, 'future')}."
    worth = f", whose pasts are worth {summary.learnt.worth:,.0f} independent ones" if summary.learnt else ""
    return f"{percent(found.p)} of {counted(found.n, 'future')}{worth}; {by_number(found)}."


def by_number(found: Proportion) -> str:
    """Between which chances the number of futures leaves it."""
    return f"{between(found.low, found.high)} by the number of futures alone"


def between(low: float, high: float) -> str:
    """`67–79 %`, as far as both are chances."""
    first, last = (percent(min(max(end, 0.0), 1.0)) for end in (low, high))
    return f"{first.removesuffix(' %')}–{last}"


def unknown(found: Ignorance | None, headline: Headline | None) -> str:
    """How far the answer goes up and down with what we don't know, one standard deviation: `±27 points`; or nothing."""
    if found is None or found.unknown or headline is None:
        return ""
    sd = math.sqrt(max(0.0, found.between))
    number = f"{100.0 * sd:.2g} points" if headline.chance else with_unit(quantities([sd], 2)[0], headline.unit)
    return f"±{number}"


def moved_by(difference: Difference, headline: Headline | None) -> str:
    """`+8.1 ±1.4 points`, or the change of a mean with its interval, in its unit."""
    if headline is None or headline.chance:
        half = 50.0 * (difference.high - difference.low)
        return f"{100.0 * difference.d:+.1f} ±{half:.1f} points".replace("-", "−")
    return signed(with_unit(change(difference.d, difference.low, difference.high), headline.unit))


def seen(run: Run, post: Signpost) -> str:
    """What is to be seen: whatever has no title by its name with spaces; beside a state that is a number its note."""
    text = what(replace(post, title=spaced(post.title)) if post.title == post.name else post)
    note = note_of(run, post.name) if post.of == "level" and post.sense == "is" else ""
    return f"{text} ({note})" if note else text


def seen_briefly(run: Run, post: Signpost) -> str:
    """The same where there is little room."""
    return briefly(seen(run, post), post)


def answer_if(then: Proportion | Mean, found: Signposts) -> str:
    """The chance, or the mean with its unit, once a sign is seen or as long as it is not."""
    return percent(then.p) if isinstance(then, Proportion) else with_unit(bare_text(then), found.unit)
