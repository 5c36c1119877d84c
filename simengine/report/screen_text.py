"""The first screen: what a base and its variants say, on at most 40 lines of 80 columns, on a terminal or in a pipe."""

from __future__ import annotations

import shlex

from simengine.analysis.probability import Proportion, Spread
from simengine.analysis.summary import Summary
from simengine.explain.signpost import Mean
from simengine.report.layout import cut, fill, left, right, width_of, wrapped
from simengine.report.likelihood_words import frequency, likelihood_words
from simengine.report.numbers import bar, change, counted, mean_text, percent, quantities
from simengine.report.screen_facts import ScreenFacts
from simengine.report.screen_table import points, table_lines
from simengine.report.signposts_text import bare_text, briefly, most_telling, what
from simengine.runs.find import RESULTS
from simengine.runs.words import one_line

MOST_LINES, MOST_COLUMNS = 40, 80
MOST_ROWS = 12
_SIZES = (
    *((MOST_ROWS, bars) for bars in (12, 8, 7, 6)),
    (10, 6),
    (8, 6),
    (6, 5),
    (4, 4),
    (2, 3),
)  # rows of the table, bars
_MOST_TOLD = 3
_LABEL, _BAR = 48, 20
_WHOLE = "\u00a0"  # a space at which no line ends


def screen_text(facts: ScreenFacts, width: int) -> str:
    """The whole screen: fewer rows and bars where it would be too long."""
    width = min(width, MOST_COLUMNS)
    screens = [_screen(facts, width, rows, bars) for rows, bars in _SIZES]
    fitting = next((lines for lines in screens if len(lines) <= MOST_LINES), screens[-1])
    return "\n".join(fitting[:MOST_LINES])


def _screen(facts: ScreenFacts, width: int, rows: int, bars: int) -> list[str]:
    sections = [
        [
            *_head(facts, width),
            *answer_sentences(facts.base, width),
            *_scored(facts, width),
            *_bars(facts.base, bars, width),
        ],
        table_lines(facts.base.scenario, facts.others, rows, width),
        [*_movers(facts, width), *_posts(facts, width), *_warnings(facts, width), *_where(facts, width)],
    ]
    filled = [lines for lines in sections if lines]
    return [line for at, lines in enumerate(filled) for line in ([""] * bool(at) + lines)]


def _head(facts: ScreenFacts, width: int) -> list[str]:
    base = facts.base
    question = one_line(base.words.report.question or base.title)
    since = f"As of {facts.since}, to {facts.until}" if facts.since else f"To {facts.until}"
    drawn = f"{counted(base.paths, 'future')} of each scenario" if facts.others else counted(base.paths, "future")
    told = f"{since}; {drawn}; base: {base.scenario}"
    return [*_few(wrapped(question, width), 2, width), *wrapped(told, width)]


def answer_sentences(summary: Summary, width: int) -> list[str]:
    """The answer in a sentence of plain words with its band; how surely that is drawn stands in another."""
    headline, found = summary.headline, summary.answer
    if headline is None or found is None or not found.n:
        return []
    title = one_line(headline.title)
    if isinstance(found, Spread):
        return wrapped(f"{title}: {_number(found, headline.unit)}", width)
    words = f"{title}: {likelihood_words(found.low, found.high)}, {frequency(found.p)}."
    return [*_few(wrapped(words, width), 2, width), *wrapped(_drawn(found), width)]


def _scored(facts: ScreenFacts, width: int) -> list[str]:
    return _few(wrapped(facts.scored, width), 2, width) if facts.scored else []


def _drawn(found: Proportion) -> str:
    if found.low == found.high:
        return f"{percent(found.p)} of {found.n:,} futures."
    ends = f"{percent(found.low)} to {percent(found.high)}"
    return f"{percent(found.p)} of {counted(found.n, 'future')}; {ends} by their number alone (95 % interval)."


def _number(found: Spread, unit: str) -> str:
    low, median, high = quantities([found.quantiles[level] for level in (0.05, 0.5, 0.95)])
    mean, of = mean_text(found.mean, found.low, found.high), f" {unit}" if unit else ""
    if found.is_constant:
        return f"{mean}{of} in every future."
    return f"{mean}{of} on average; half of the futures below {median}, nine in ten from {low} to {high}."


def _bars(summary: Summary, most: int, width: int) -> list[str]:
    """The classes in their order; of too many the most probable."""
    classes = summary.outcome or {n: f for n, f in summary.questions.items() if isinstance(f, Proportion)}
    if not classes:
        return []
    section = "outcome" if summary.outcome else "questions"
    kept = sorted(classes, key=lambda name: -classes[name].p)[: most if len(classes) <= most else most - 1]
    shown = {name: found for name, found in classes.items() if name in kept}
    titles = {name: cut(summary.words.called(section, name), _LABEL) for name in shown}
    size = max(map(width_of, titles.values()))
    cells = {name: percent(found.p) for name, found in shown.items()}
    number = max(map(width_of, cells.values()))
    room = min(_BAR, width - size - number - 4)
    lines = [
        f"{left(titles[name], size)}  {right(cells[name], number)}  {bar(found.p, room)}".rstrip()
        for name, found in shown.items()
    ]
    rest = [found.p for name, found in classes.items() if name not in kept]
    together = f", {percent(sum(rest))} together" if rest and summary.outcome else ""
    return [*lines, *([f"and {len(rest)} more{together}"] if rest else [])]


def _movers(facts: ScreenFacts, width: int) -> list[str]:
    """The parameters that the answer goes with the most: what its chance or mean is apart in their outer fifths."""
    headline = facts.base.headline
    if not facts.movers or headline is None:
        return []
    told = []
    for one in facts.movers[:_MOST_TOLD]:
        contrast, title = one.contrast, facts.base.words.of_value(one.name) or one.name
        number = change(contrast.value, contrast.low, contrast.high).split(" ")[0]
        told.append((points(contrast.value) if headline.chance else number, title))
    size = max(width_of(number) for number, _ in told)
    unit = "points" if headline.chance else headline.unit or "its unit"
    head = f"What moves it: top against bottom fifth of each parameter's draws, in {unit}"
    lines = [cut(f"  {right(number, size)}  {title}", width) for number, title in told]
    return [cut(head, width), *lines]


def _posts(facts: ScreenFacts, width: int) -> list[str]:
    """Signposts that move the answer most, each thing once."""
    shown = most_telling(facts.posts, _MOST_TOLD)
    if not shown:
        return []
    lines = []
    for post in sorted(shown, key=facts.posts.index):
        then = f"→ {_bare(post.if_seen)}, else {_bare(post.if_not)}".replace(" ", _WHOLE)
        told = wrapped(f"by {post.by}  {briefly(what(post), post)} {then}", width - 2, 2)
        lines += _few([f"  {line}".replace(_WHOLE, " ") for line in told], 2, width)
    what_of = "the mean" if isinstance(shown[0].base, Mean) else "the chance"
    return [cut(f"What to watch, and {what_of} if it is seen, else if not", width), *lines]


def _bare(found: Proportion | Mean) -> str:
    return percent(found.p) if isinstance(found, Proportion) else bare_text(found)


def _warnings(facts: ScreenFacts, width: int) -> list[str]:
    broken = [name for name, one in facts.base.invariants.items() if one.paths]
    told = [f"invariant broken: {facts.base.words.called('invariants', name)}" for name in broken]
    told += [*facts.warnings, *facts.untold]
    lines = [cut(f"! {one_line(text)}", width) for text in told[:_MOST_TOLD]]
    return [*lines, f"! and {len(told) - _MOST_TOLD} more"] if len(told) > _MOST_TOLD else lines


def _where(facts: ScreenFacts, width: int) -> list[str]:
    """Where all of it lies, and which commands show more."""
    files = f"; tables and pictures: {facts.files}" if facts.files else ""
    elsewhere = "" if facts.folder == RESULTS else " (add --results with it)"
    name = shlex.quote(facts.names[0])
    others = f"{shlex.quote(facts.names[1])}{' …' if len(facts.names) > 2 else ''}" if facts.others else ""
    more = [f"simengine compare {name} {others} --all"] if others else []
    more += [f"summary {name} --all", f"explain {name}", f"signposts {name}", "backtest FILE (past forecasts)"]
    return [
        *_few(wrapped(f"Runs: {facts.folder}{elsewhere}{files}", width, 2), 2, width),
        *fill([f"More: {more[0]};", *(f"{one};" for one in more[1:-1]), more[-1]], width, gap=1, indent=6),
    ]


def _few(lines: list[str], most: int, width: int) -> list[str]:
    """The first lines of a text, the last of them marked where more follows."""
    return lines if len(lines) <= most else [*lines[: most - 1], cut(f"{lines[most - 1]} …", width)]
