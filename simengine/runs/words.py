"""What a run says for people beside its figures: what things are called, and what its report wants shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from simengine.errors import visible
from simengine.scenario.answer import Answer, answer_of

if TYPE_CHECKING:
    from simengine.scenario.schema import Scenario

_VALUES = ("parameters", "drivers", "formulas")
_TITLED = ("parameters", "drivers", "formulas", "events", "observe", "measures", "invariants", "outcome", "questions")


@dataclass(frozen=True, slots=True)
class ReportWords:
    """The `report` section of a scenario: `answer` is None where it leaves the headline to us."""

    question: str = ""
    answer: Answer | None = None
    together: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    drivers: tuple[str, ...] = ()
    measures: tuple[str, ...] = ()
    scored_by: tuple[str, ...] = ()
    lever: bool = False


@dataclass(frozen=True, slots=True)
class Words:
    """The titles of elements by section and name, what classes mean (`class_texts`), and the report."""

    titles: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    class_texts: Mapping[str, str] = field(default_factory=dict)
    report: ReportWords = ReportWords()

    def title(self, section: str, name: str) -> str:
        """The title of an element or a class, on one line; empty if it has none.

        With its name beside it where another has the same, as may be when runs are compared.
        """
        given = self.titles.get(section, {})
        title = given.get(name, "")
        return one_line(title if list(given.values()).count(title) < 2 else f"{title} ({name})")

    def class_named(self, text: str, classes: Sequence[str]) -> str:
        """The class of this name, or else of this title; the text itself if there is none."""
        titled = (name for name in classes if self.title("outcome", name) == text)
        return text if text in classes else next(titled, text)

    def of_value(self, name: str) -> str:
        """The title of a parameter, driver or formula, which share their names; empty if it has none."""
        return next(filter(None, (self.title(section, name) for section in _VALUES)), "")

    def of_element(self, path: str) -> str:
        """The title of an element that ended paths, such as `drivers.cost`; empty if it has none."""
        section, _, name = path.partition(".")
        return self.title(section, name)

    def called(self, section: str, name: str) -> str:
        """What people read: the title, or else the name."""
        return self.title(section, name) or name


def one_line(text: str) -> str:
    """A text as a label has room for it: white space as single spaces, control characters as they are written."""
    return visible(" ".join(text.split()))


NO_WORDS = Words()


def merged_words(words: Words, other: Words, known: Mapping[str, frozenset[str]]) -> Words:
    """Words with the titles another run has for what is not `known`, by section, to the first."""
    sections = dict.fromkeys((*words.titles, *other.titles))
    titles = {
        section: {
            **{name: t for name, t in other.titles.get(section, {}).items() if name not in known.get(section, ())},
            **words.titles.get(section, {}),
        }
        for section in sections
    }
    return replace(words, titles=titles)


def words_of(scenario: Scenario) -> Words:
    """The words of a scenario."""
    titles = {section: _titles(scenario, section) for section in _TITLED}
    texts = {name: one.text for name, one in scenario.outcome.items() if one.text}
    return Words({section: found for section, found in titles.items() if found}, texts, _report(scenario))


def _titles(scenario: Scenario, section: str) -> dict[str, str]:
    return {name: one.title for name, one in getattr(scenario, section).items() if one.title}


def _report(scenario: Scenario) -> ReportWords:
    report = scenario.report
    return ReportWords(
        report.question or "",
        answer_of(scenario),
        dict(report.together),
        report.drivers,
        report.measures,
        report.scored_by,
        report.lever,
    )


def read_words(document: Mapping[str, Any]) -> Words:
    """Words as they were before they became JSON."""
    report, answer = document["report"], document["report"]["answer"]
    found = ReportWords(
        report["question"],
        Answer(answer["of"], tuple(answer["names"])) if answer else None,
        {title: tuple(names) for title, names in report["together"].items()},
        tuple(report["drivers"]),
        tuple(report["measures"]),
        tuple(report.get("scored_by", ())),  # earlier runs don't say these two
        report.get("lever", False),
    )
    return Words(document["titles"], document["class_texts"], found)
