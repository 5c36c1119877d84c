"""What is shown as bars: the chances of a run's outcomes, or of what else has one."""

from __future__ import annotations

from dataclasses import dataclass

from simengine.analysis.compare import Of
from simengine.analysis.probability import Proportion
from simengine.analysis.summary import Summary


@dataclass(frozen=True, slots=True)
class Bar:
    """A chance: what it is `of` and its `name` there, its title, and the sentence that says what it is."""

    of: Of
    name: str
    title: str
    text: str
    chance: Proportion


def bars_of(summary: Summary) -> list[Bar]:
    """One a class and a group of classes, before these one of an answer that is none of them, but a chance.

    Without classes one a question, without these one a truth, with a chance.
    """
    words, headline = summary.words, summary.headline
    if summary.outcome:
        answer = []
        if headline and headline.of != "class" and isinstance(summary.answer, Proportion):
            name = headline.names[0]
            text = summary.question_texts.get(name, "") if headline.of == "question" else ""
            answer = [Bar(headline.of, name, headline.title, text, summary.answer)]
        classes = [
            Bar("class", name, words.called("outcome", name), words.class_texts.get(name, ""), one)
            for name, one in summary.outcome.items()
        ]
        return [*answer, *classes] + [
            Bar(
                "together",
                title,
                title,
                " or ".join(words.called("outcome", n) for n in words.report.together[title]),
                p,
            )
            for title, p in summary.together.items()
        ]
    asked = [
        Bar("question", name, words.called("questions", name), summary.question_texts.get(name, ""), one)
        for name, one in summary.questions.items()
        if isinstance(one, Proportion)
    ]
    return asked or [
        Bar("measure", name, words.called("measures", name), "", one)
        for name, one in summary.measures.items()
        if isinstance(one, Proportion)
    ]
