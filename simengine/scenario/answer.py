"""What answers a scenario's question: what `report.answer` means, and which classes count together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from simengine.scenario.schema import Scenario

Answering = Literal["class", "question", "measure"]
SECTIONS: dict[Answering, str] = {"class": "outcome", "question": "questions", "measure": "measures"}


@dataclass(frozen=True, slots=True)
class Answer:
    """A set of classes, or one question, or one measure."""

    of: Answering
    names: tuple[str, ...]


def meanings(scenario: Scenario, text: str) -> Iterator[Answer]:
    """All that one text of `report.answer` can mean.

    A name, or `questions.name` where a name alone could be several; the title of classes that count together.
    """
    if text in scenario.report.together:
        yield Answer("class", scenario.report.together[text])
    for of, section in SECTIONS.items():
        names = scenario.declared(section)
        bare = text.removeprefix(f"{section}.")
        if text in names or (bare != text and bare in names):
            yield Answer(of, (bare if text not in names else text,))


def answer_of(scenario: Scenario) -> Answer | None:
    """What `report.answer` of a sound scenario means; None where it says nothing."""
    found = [next(meanings(scenario, text)) for text in scenario.report.answer]
    if not found:
        return None
    return Answer(found[0].of, tuple(dict.fromkeys(name for one in found for name in one.names)))
