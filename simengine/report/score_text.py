"""What `score` prints: each question with its answer and scores, averages, skills, in which direction it errs."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from simengine.analysis.score_report import Mean, Score, Skill
from simengine.analysis.scores_calibration import Above, Average, Bias, Reliability
from simengine.analysis.scoring import Open, Scored, of_kind
from simengine.errors import listed
from simengine.report.layout import fitted, grid
from simengine.report.numbers import (
    NOTHING,
    change,
    counted,
    estimated,
    estimated_difference,
    mean_text,
    probability,
    quantities,
)

SCORES = {
    "brier": "Brier",
    "log": "log",
    "crps": "CRPS/expected",
    "quantiles": "quantile score",
}
_WHY = {
    "unanswered": "without an answer",
    "void": "void, so without a score",
    "known": "known before the sheet was, so no forecast",
}
LEGEND = (
    "smaller scores are better; a skill is how much smaller than that of another forecast, on the same questions, so "
    "above 0 is better; ± is half of a 95 % interval of Student's t, in which questions of one series are one vote"
)


def score_text(score: Score, width: int) -> str:
    """The whole of it, fitted to so many columns."""
    sections = [
        list(_sheets(score)),
        _chances(of_kind(score.scored, "chance"), score, width),
        _numbers(of_kind(score.scored, "number"), score, width),
        means_lines(score.means, width),
        skills_lines(score.skills, width),
        [*direction_lines(score.bias, score.above, score.reliability), *spread_lines(of_kind(score.scored, "number"))],
        [f"doesn't fit: {one}" for one in score.contradictions],
        list(_left(score.left)),
        [f"note: {one}" for one in score.notes],
        [LEGEND],
    ]
    return "\n\n".join("\n".join(fitted(lines, width, 4)) for lines in sections if lines)


def _sheets(score: Score) -> Iterator[str]:
    for one in score.sheets:
        done = sum(row.sheet == one.name for row in score.scored)
        asked = counted(len(one.sheet.questions), "question")
        yield f"{one.name}, as of {one.sheet.as_of}, frozen {one.sheet.frozen[:10]}: {done} of {asked} scored"
        yield f"  hash {one.hash}{'' if one.doubts else ', as it was frozen'}"
        yield from (f"  {doubt}" for doubt in one.doubts)


def _label(row: Scored, score: Score) -> str:
    return f"{row.question} ({row.sheet})" if len(score.sheets) > 1 else row.question


def _chances(rows: Sequence[Scored], score: Score, width: int) -> list[str]:
    if not rows:
        return []
    beside = any(not math.isnan(row.reference) for row in rows)
    heads = ["said", "came", "Brier", "log", *(["reference"] if beside else [])]
    cells = [
        (
            _label(row, score),
            [
                probability(row.p),
                "yes" if row.answer else "no",
                f"{row.brier:.3f}",
                f"{row.log:.3f}",
                *([_number(row.reference)] if beside else []),
            ],
        )
        for row in rows
    ]
    return grid("chances", heads, cells, width)


def _numbers(rows: Sequence[Scored], score: Score, width: int) -> list[str]:
    if not rows:
        return []
    heads = ["came", "median [5 %, 95 %]", "place", "CRPS", "expected", "unit"]
    cells = []
    for row in rows:
        came, median, low, high = quantities([row.answer, row.median, row.low, row.high])
        crps, expected = quantities([row.crps, row.expected])
        said = f"{median} [{low}, {high}]"
        cells.append((_label(row, score), [came, said, place_text(row), crps, expected, row.unit or NOTHING]))
    return grid("numbers", heads, cells, width)


def place_text(row: Scored) -> str:
    """Where the answer lies among the futures: `.83`, or an interval where several share its value."""
    if row.at_most - row.below < 0.005:
        return probability(row.pit)
    return f"{probability(row.below)} – {probability(row.at_most)}"


def _number(value: float) -> str:
    return NOTHING if math.isnan(value) else f"{value:.3f}"


def means_lines(means: Sequence[Mean], width: int) -> list[str]:
    """The average scores, a row each."""
    rows = [
        (f"{SCORES[one.score]}{f', {one.name}' if one.name else ''}", [_average(one.found), *_votes(one.found)])
        for one in means
    ]
    return grid("average score", ["mean", "questions", "votes"], rows, width) if rows else []


def skills_lines(skills: Sequence[Skill], width: int) -> list[str]:
    """By how much scores are better than those of others, a row each."""
    rows = []
    for one in skills:
        sheet = f"{one.sheet} " if one.sheet else ""
        found = one.found
        better = change(found.mean, found.low, found.high)
        verdict = (
            "one vote"
            if math.isnan(found.low)
            else "better"
            if found.low > 0
            else "worse"
            if found.high < 0
            else "open"
        )
        rows.append((f"{sheet}against {one.against}: {SCORES[one.score]}", [better, *_votes(found), verdict]))
    return grid("skill", ["gain", "questions", "votes", ""], rows, width) if rows else []


def _average(found: Average) -> str:
    return mean_text(found.mean, found.low, found.high)


def _votes(found: Average) -> list[str]:
    return [str(found.n), str(found.clusters)]


def direction_lines(bias: Bias | None, above: Above | None, found: Reliability | None) -> Iterator[str]:
    """In which direction the forecasts err."""
    if bias:
        mean = bias.mean
        yield f"bias of chances: came − said = {estimated_difference(mean.mean, mean.low, mean.high)} on average"
        yield _z_text(bias)
    if found:
        parts = (found.miscalibration, found.discrimination, found.uncertainty)
        said = " − ".join(f"{part:.3f}" for part in parts[:2])
        yield f"mean Brier = miscalibration − discrimination + uncertainty = {said} + {parts[2]:.3f}"
    if above:
        at = f", {above.at} at it" if above.at else ""
        n = above.above + above.at + above.below
        yield f"bias of numbers: {above.above} of {n} answers lie above the median{at}, {above.below} below"
        share = estimated(above.share, above.low, above.high)
        yield f"  by {counted(above.clusters, 'vote')} the share above is {share}, and were the medians right, a share"
        yield f"  so far from a half would come with chance {probability(above.p)}{_direction_word(above)}"


def spread_lines(numbers: Sequence[Scored]) -> Iterator[str]:
    """Whether numbers are too wide or too narrow: how many answers lie in the middle of the futures."""
    if numbers:
        outer, inner = (sum(one.at_most >= low and one.below <= 1.0 - low for one in numbers) for low in (0.05, 0.25))
        yield f"spread of numbers: {outer} of {len(numbers)} answers lie in the middle 90 %, {inner} in the middle half"


def _direction_word(above: Above) -> str:
    if above.p >= 0.05:
        return ": no bias is shown"
    return ": the forecasts are too low" if above.share > 0.5 else ": the forecasts are too high"


def _z_text(bias: Bias) -> str:
    if math.isnan(bias.z):
        return "  Spiegelhalter's Z: can't be had, as all chances are ½"
    verdict = "not calibrated" if abs(bias.z_least) > 1.96 else "that they are calibrated is not refuted"
    votes = (
        "" if abs(bias.z - bias.z_least) < 0.005 else f" ({bias.z_least:+.2f} if answers of a series turn on one thing)"
    )
    return f"  Spiegelhalter's Z = {bias.z:+.2f}{votes}: {verdict}"


def _left(left: Sequence[Open]) -> Iterator[str]:
    for why, told in _WHY.items():
        some = [one for one in left if one.why == why]
        if some:
            names = dict.fromkeys(
                f"{one.question} ({one.due})" if why == "unanswered" else one.question for one in some
            )
            yield f"{counted(len(names), 'question')} {told}: {listed([*names])}"
