"""What `summary --by expert` prints, and what `summary` says of experts."""

from __future__ import annotations

import math

from simengine.analysis.experts import ExpertSplits, Share, Split
from simengine.analysis.probability import Proportion, Spread
from simengine.analysis.summary import Summary
from simengine.report.layout import fill, grid
from simengine.report.numbers import counted, estimated, mean_text
from simengine.runs.words import Words

LEGEND = "± is half of a 95 % interval; disagreement is the share of the variance that lies between the experts' means"
_MOST = 3
_SECTIONS = {"class": "outcome", "measure": "measures", "question": "questions"}
_TITLES = {"class": "classes", "measure": "measures (chance or mean)", "question": "questions (chance or mean)"}


def experts_text(found: ExpertSplits, width: int) -> str:
    """Who was asked, and each figure over all paths and by expert, with the share of its variance between them."""
    asked = [
        f"{name}: weight {weight:.3g}, {_learnt(found, name)}{counted(found.paths[name], 'path')}"
        for name, weight in found.weights.items()
    ]
    sections = [fill([f"{found.scenario} by expert", *asked], width, indent=4)]
    for of, title in _TITLES.items():
        rows = [_row(split, found.words) for split in found.splits if split.of == of]
        if rows:
            sections.append(grid(title, ["all", *found.weights, "disagreement"], rows, width))
    return "\n\n".join("\n".join(lines) for lines in (*sections, fill([LEGEND], width)))


def _learnt(found: ExpertSplits, name: str) -> str:
    """What the figures have made of an expert's weight."""
    left = found.learnt.get(name)
    return f"by what was observed {estimated(left.p, left.low, left.high)}, " if left else ""


def disagreement_lines(summary: Summary, width: int) -> list[str]:
    """How much of the spread is disagreement, of the answer and of what has most; nothing if no experts are asked."""
    if not summary.disagreement:
        return []
    headline, answer = summary.headline, summary.answer_disagreement
    parts = [f"{headline.title} {_percent(answer)}"] if headline and answer else []
    told = {(headline.of, name) for name in headline.names[:1] if len(headline.names) == 1} if headline else set()
    others = [item for item in summary.disagreement.items() if item[0] not in told and item[1].share > 0.0]
    most = sorted(others, key=lambda item: -item[1].share)[: _MOST - len(parts)]
    parts += [f"{_called(summary.words, of, name)} {_percent(share)}" for (of, name), share in most]
    head = "disagreement of the experts in the variance:"
    return fill([head, *parts, "more by --by expert"], width, indent=4)


def _called(words: Words, of: str, name: str) -> str:
    return words.called(_SECTIONS[of], name)


def _percent(share: Share) -> str:
    """A share in percent with its interval; a dash where it can't be told."""
    if math.isnan(share.share):
        return "–"
    return f"{100 * share.share:.2g} % ({100 * share.low:.2g}–{100 * share.high:.2g})"


def _row(split: Split, words: Words) -> tuple[str, list[str]]:
    cells = [_cell(split.whole), *map(_cell, split.experts.values()), _percent(split.disagreement)]
    return _called(words, split.of, split.name), cells


def _cell(estimate: Proportion | Spread) -> str:
    if isinstance(estimate, Proportion):
        return estimated(estimate.p, estimate.low, estimate.high)
    return mean_text(estimate.mean, estimate.low, estimate.high)
