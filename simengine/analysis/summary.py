"""What a run says, gathered once for every way of showing it; and the dictionaries behind `--json`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, NamedTuple

import numpy as np

from simengine.analysis.estimate_json import estimate_json
from simengine.analysis.experts import Share, headline_disagreement, split_by_expert
from simengine.analysis.headline import Headline, estimate_of, headline_of, values_of
from simengine.analysis.ignorance import Ignorance, ignorance_json, ignorance_of
from simengine.analysis.probability import Proportion, Spread, ok_draws, proportion, spread
from simengine.runs.learnt import Learning
from simengine.runs.outcome_table import Floats, Integers, OutcomeTable, Truths
from simengine.runs.sampling import Sampling
from simengine.runs.tally import Ending
from simengine.runs.words import Words


@dataclass(frozen=True, slots=True)
class Broken:
    """An invariant: the share of ok paths on which it broke, how many that are, the first of them (−1 if none)."""

    share: Proportion
    paths: int
    first_path: int


def broken_invariants(table: OutcomeTable) -> dict[str, Broken]:
    """Every invariant, whether it broke or not."""
    found, draws, path = {}, ok_draws(table), table.path[table.ok]
    for name, years in table.invariants.items():
        broke = ~np.isnan(years[table.ok])
        first = int(path[broke].min()) if broke.any() else -1
        share = proportion(broke.astype(np.float64), draws, table.worth)
        found[name] = Broken(share, int(np.count_nonzero(broke)), first)
    return found


@dataclass(frozen=True, slots=True)
class Summary:
    """The estimates of one run over its ok paths.

    A chance question and a measure that is a truth have a Proportion, others a Spread. `answer` estimates the
    `headline`, `together` the classes that the report counts together, by title. Where experts are asked,
    `disagreement` is the share of a figure's variance that lies between them, by of (class, measure, question) and
    name, `answer_disagreement` that of the headline's. Where paths are nested, `ignorance` tells by of (class,
    together, measure, question) and name how much of a figure's variance lies between draws of the parameters,
    `answer_ignorance` the headline's. `learnt` tells how the members of a conditioned run were learnt. Where the
    headline is a chance but no class, `with_answer` has by of (class, together) and name the chance of both at once.
    """

    scenario: str
    title: str
    seed: int
    sampling: Sampling
    paths: int
    failed: int
    excluded: int
    outcome: Mapping[str, Proportion]
    measures: Mapping[str, Proportion | Spread]
    measure_units: Mapping[str, str]
    questions: Mapping[str, Proportion | Spread]
    question_texts: Mapping[str, str]
    question_units: Mapping[str, str]
    headline: Headline | None
    answer: Proportion | Spread | None
    together: Mapping[str, Proportion]
    words: Words
    endings: tuple[Ending, ...]
    disagreement: Mapping[tuple[str, str], Share] = field(default_factory=dict)
    answer_disagreement: Share | None = None
    invariants: Mapping[str, Broken] = field(default_factory=dict)
    changed: str = ""
    ignorance: Mapping[tuple[str, str], Ignorance] = field(default_factory=dict)
    answer_ignorance: Ignorance | None = None
    with_answer: Mapping[tuple[str, str], Proportion] = field(default_factory=dict)
    learnt: Learning | None = None
    as_of: str = ""


def summarise(table: OutcomeTable) -> Summary:
    """Estimate everything a run's table holds."""
    headline = headline_of(table)
    figures = _Figures.of(table)
    splits = split_by_expert(table).splits if table.experts else ()
    return Summary(
        scenario=table.scenario,
        title=table.title,
        seed=table.seed,
        sampling=table.sampling,
        paths=table.paths,
        failed=int(np.count_nonzero(table.failed)),
        excluded=int(np.count_nonzero(table.excluded)),
        outcome={
            name: figures.chance("class", name, table.outcome[table.ok] == index)
            for index, name in enumerate(table.classes)
        },
        measures={
            name: figures.estimate("measure", name, values[table.ok], name in table.truths)
            for name, values in table.measures.items()
        },
        measure_units=table.measure_units,
        questions={
            name: figures.estimate("question", name, values[table.ok], table.question_kinds[name] == "chance")
            for name, values in table.questions.items()
        },
        question_texts=table.question_texts,
        question_units=table.question_units,
        headline=headline,
        answer=estimate_of(table, headline) if headline else None,
        together={
            title: figures.chance("together", title, _in_classes(table, names))
            for title, names in table.words.report.together.items()
        },
        words=table.words,
        endings=table.endings,
        disagreement={(split.of, split.name): split.disagreement for split in splits},
        answer_disagreement=headline_disagreement(table, headline) if headline and table.experts else None,
        invariants=broken_invariants(table),
        changed=table.changed,
        ignorance=figures.ignorance,
        answer_ignorance=figures.ignorance_of(values_of(table, headline)[table.ok]) if headline else None,
        with_answer=_with_answer(table, headline) if headline and headline.chance and headline.of != "class" else {},
        learnt=table.learnt,
        as_of=table.as_of,
    )


@dataclass(frozen=True, slots=True)
class _Figures:
    """Estimates over the ok paths, which hang together by `draws`; and how much of each is ignorance.

    That is told by `members`, paths that share what we don't know, if there are any; `islands` are what these hang
    together by, if they do. So a column is read once for both.
    """

    draws: Integers | None
    members: Integers | None
    islands: Integers | None
    worth: float
    ignorance: dict[tuple[str, str], Ignorance] = field(default_factory=dict)

    @classmethod
    def of(cls, table: OutcomeTable) -> _Figures:
        """Those of a run's table."""
        draws, nested = ok_draws(table), table.sampling.nested > 1
        members = table.sampling.parameter_draws(table.path[table.ok]) if nested else None
        return cls(draws, members, draws if table.sampling.ends else None, table.worth)

    def chance(self, of: str, name: str, hits: Truths) -> Proportion:
        """The probability of a truth."""
        values = hits.astype(np.float64)
        self._note(of, name, values)
        return proportion(values, self.draws, self.worth)

    def estimate(self, of: str, name: str, values: Floats, is_chance: bool) -> Proportion | Spread:
        """A probability, or a mean with its spread."""
        self._note(of, name, values)
        return proportion(values, self.draws, self.worth) if is_chance else spread(values, self.draws)

    def ignorance_of(self, values: Floats) -> Ignorance | None:
        """How much of their variance is ignorance; None where paths are not nested."""
        return None if self.members is None else ignorance_of(values, self.members, self.islands)

    def _note(self, of: str, name: str, values: Floats) -> None:
        found = self.ignorance_of(values)
        if found:
            self.ignorance[of, name] = found


def _in_classes(table: OutcomeTable, classes: Sequence[str]) -> Truths:
    numbers = [table.classes.index(name) for name in classes if name in table.classes]
    return np.isin(table.outcome[table.ok], numbers)


def _with_answer(table: OutcomeTable, headline: Headline) -> dict[tuple[str, str], Proportion]:
    holds, draws = values_of(table, headline)[table.ok] == 1.0, ok_draws(table)
    parts = {("class", name): _in_classes(table, [name]) for name in table.classes}
    parts |= {("together", title): _in_classes(table, names) for title, names in table.words.report.together.items()}
    return {key: proportion((part & holds).astype(np.float64), draws, table.worth) for key, part in parts.items()}


class Told(NamedTuple):
    """A figure that a run tells: what it is `of`, its name, title, unit, text, and the estimate."""

    of: str
    name: str
    title: str
    unit: str
    text: str
    found: Proportion | Spread

    def json(self) -> dict[str, Any]:
        """It as JSON, but for its name."""
        about = {"of": self.of, "title": self.title, "unit": self.unit, "text": self.text}
        return {**about, **estimate_json(self.found)}


def figures_told(summary: Summary) -> Iterator[Told]:
    """Every figure of a run: answer, class, together, measure, question, and invariant, the share that broke it."""
    words, headline = summary.words, summary.headline
    if headline and summary.answer:
        names, asked = "+".join(headline.names), words.report.question
        yield Told("answer", names, headline.title, headline.unit, asked, summary.answer)
    for name, chance in summary.outcome.items():
        yield Told("class", name, words.title("outcome", name), "", words.class_texts.get(name, ""), chance)
    for title, chance in summary.together.items():
        yield Told("together", "", title, "", "", chance)
    for name, found in summary.measures.items():
        yield Told("measure", name, words.title("measures", name), summary.measure_units.get(name, ""), "", found)
    for name, found in summary.questions.items():
        unit, text = summary.question_units.get(name, ""), summary.question_texts.get(name, "")
        yield Told("question", name, words.title("questions", name), unit, text, found)
    for name, broken in summary.invariants.items():
        yield Told("invariant", name, words.title("invariants", name), "", "", broken.share)


def summary_json(summary: Summary) -> dict[str, Any]:
    """The dictionary of `summary --json`; what is not a number is null.

    Sections are called as in the scenario; in each a figure has the words of a row of the table, as `Told` has them.
    """
    headline, words = summary.headline, summary.words
    found = {**headline_json(headline), **estimate_json(summary.answer)} if headline and summary.answer else None
    told: dict[str, dict[str, dict[str, Any]]] = {}
    for one in figures_told(summary):
        told.setdefault(one.of, {})[one.name or one.title] = one.json()
    return {
        "scenario": summary.scenario,
        "paths": summary.paths,
        "failed": summary.failed,
        "excluded": summary.excluded,
        "endings": [asdict(ending) for ending in summary.endings],
        "question": words.report.question,
        "answer": found,
        "outcome": told.get("class", {}),
        "together": told.get("together", {}),
        "measures": told.get("measure", {}),
        "questions": told.get("question", {}),
        "invariants": {
            name: {**one, **_breaks(summary.invariants[name])} for name, one in told.get("invariant", {}).items()
        },
        "ignorance": _ignorance_json(summary),
        "learnt": asdict(summary.learnt) if summary.learnt else None,
        "as_of": summary.as_of,
        "titles": words.titles,
    }


def _breaks(broken: Broken) -> dict[str, int | None]:
    return {"paths": broken.paths, "first_path": broken.first_path if broken.paths else None}


def _ignorance_json(summary: Summary) -> list[dict[str, Any]] | None:
    """How much of each figure is ignorance, the answer first; null where paths are not nested."""
    headline, answer = summary.headline, summary.answer_ignorance
    first = {("answer", "+".join(headline.names)): answer} if headline and answer else {}
    found = {**first, **summary.ignorance}
    return [{"of": of, "name": name, **ignorance_json(one)} for (of, name), one in found.items()] or None


def headline_json(headline: Headline) -> dict[str, Any]:
    """What a headline is."""
    return {**asdict(headline), "names": list(headline.names)}
