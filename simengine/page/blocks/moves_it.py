"""What moves the answer: the numbers of the model it goes with, joined to what each rests on."""

from __future__ import annotations

from simengine.explain.influence import LEAST, Influence, ParameterInfluence
from simengine.page.block import Block, Made, command, picture, told, typed
from simengine.page.facts import Facts
from simengine.page.markup import NOTHING, Markup, anchor_of, items, joined, link, paragraph, table
from simengine.report.explain_text import moved, unit_called
from simengine.report.explain_text import percent as share_of
from simengine.report.numbers import spaced
from simengine.report.plots import influence_plot
from simengine.results.explaining import PATHS, STORED

_MOST = 16
_FIFTHS = (
    "the answer's mean in the top fifth of a number's draws less that in the bottom fifth, {} futures in the two, "
    "whatever makes it go so"
)
_POINTS = "each number put from its 10 % to its 90 % point on the same futures, all other dice kept"
_TOTAL = "what would be left of the variance if all but this were known (total): it alone is rolled anew"


def moves_it(facts: Facts) -> Block | None:
    """The parameters the answer goes with; with effects where they were rolled anew."""
    found = facts.influence
    if found is None:
        return None
    if found.unknown:
        return Block("moves-it", "What moves it", told(found.unknown))
    shown = strongest(found)
    if not shown:
        return None
    numbers = table(
        "What moves the answer, the strongest first",
        ("number", "moves it by", "what it rests on", "cited from"),
        [_row(facts, found, one) for one in shown],
        [anchor_of("moved-by", one.name) for one in shown],
    )
    alt = f"What moves the answer of {facts.run.name}, with 95 % intervals"
    made = _made(facts, found, _FIFTHS.format(_over(shown)) if found.no_shares else _POINTS)
    drawn = [picture("tornado", lambda: influence_plot.effects_picture(found), alt, numbers, made)]
    if found.shares:
        alt = f"Whose the variance of the answer of {facts.run.name} is, with 95 % intervals"
        made = _made(facts, found, _TOTAL)
        drawn.append(picture("shares", lambda: influence_plot.shares_picture(found), alt, _shares(found), made))
    return Block("moves-it", "What moves it", joined([*drawn, _rest(facts, shown), _more(facts, found)]))


def strongest(found: Influence) -> list[ParameterInfluence]:
    """Those that are drawn."""
    if not found.no_shares:
        return [one for one in found.tornado if one.reach > 0.0][:_MOST]
    return list(found.associated[:_MOST])


def called(one: ParameterInfluence) -> str:
    """The title of a parameter, or its name for people."""
    return one.founding.title or spaced(one.name)


def _made(facts: Facts, found: Influence, formula: str) -> Made:
    """With the options that were asked for, where they were others than usual."""
    paths = ["--paths", str(found.sample)] if found.sample not in (0, PATHS) else []
    least = ["--least", f"{found.least:g}"] if found.least != LEAST else []
    return Made(command("explain", facts.run.name, *paths, *least), formula)


def _shares(found: Influence) -> Markup:
    """The groups, the strongest mechanisms, and the strongest of what can be rolled by itself."""
    mechanisms = sorted((one for one in found.shares if one.of == "mechanism"), key=lambda one: -one.total.index.value)
    groups = [one for one in found.shares if one.of == "all"]
    shown = [*groups, *mechanisms[:_MOST], *list(found.of_units())[:_MOST]]
    rows = [(spaced(unit_called(one)), one.title, share_of(one.total.index)) for one in shown]
    return table("Whose the variance of the answer is", ("what", "in words", "share"), rows)


def _over(shown: list[ParameterInfluence]) -> str:
    """How many futures lie in the outer fifths of the first that is shown."""
    return next((f"{one.association.n:,}" for one in shown if one.association is not None), "no")


def _row(facts: Facts, found: Influence, one: ParameterInfluence) -> tuple[str, ...]:
    effect = one.effect.difference if one.effect and not found.no_shares else one.association
    rests = one.founding.confidence or "nothing said"
    place = facts.number_of_parameter(one.name)
    name = link(place, called(one)) if place else called(one)
    return name, moved(found, effect) if effect else "", rests, ", ".join(one.founding.source) or "no source"


def _rest(facts: Facts, shown: list[ParameterInfluence]) -> Markup:
    """What of it would be worth finding out: strong, and weakly founded."""
    weak = [one for one in shown if not one.founding.source][:3]
    if not weak or not facts.ledger.sources:
        return told("")
    return joined([told("Of these, the strongest that cite no source:"), items([called(one) for one in weak])])


def _more(facts: Facts, found: Influence) -> Markup:
    if not found.no_shares:
        return NOTHING
    together = "This is what goes together, not what brings it about. "
    if found.no_shares != STORED:
        return paragraph(f"{together}{found.no_shares[0].upper()}{found.no_shares[1:]}.")
    more = "Shares of the variance are" if facts.run.manifest.learnt else "What each number does by itself is"
    explain = typed(command("explain", facts.run.name))
    return paragraph(
        together, more, " added by ", explain, ", which keeps it with the run, or by ", typed("--full"), "."
    )
