"""Parameters with their distributions, and pairs of elements that are correlated, read from the merged tree."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from simengine.distributions import Distribution, Pool, distributions
from simengine.distributions._reading import number, shown
from simengine.errors import did_you_mean, what_there_is
from simengine.language.indexed import has_members
from simengine.scenario.messages import problems_of
from simengine.scenario.parameter import Expert, Parameter
from simengine.yaml.nodes import KeyPath, MappingNode, node_at, plain

if TYPE_CHECKING:
    from simengine.scenario.read import Reader

LONGEST_CHAIN = 20
_ROUNDING = 1.001e-9  # just enough for 0.333333333 three times
EXPERTS, FIXED, LIKE = "experts", "fixed", "like"
_ENDS = ("lower", "upper")
_POOLED = (EXPERTS, "weights", "pool")
_BESIDE_EXPERT = tuple(name for name in Expert.model_fields if name != "law")
_BESIDE_DISTRIBUTION = ("title", "unit", "source", "confidence", "note", "tags", "stream", "later")


def read_parameters(reader: Reader) -> dict[str, Parameter]:
    """All parameters; those for which a path asks an expert have their experts by name, and one set of weights."""
    found = reader.elements("parameters", lambda path, value: _parameter(reader, path, value))
    given = next((one.weights for one in found.values() if one.weights and (one.asks or not one.experts)), {})
    pools = {name: one.distribution for name, one in found.items() if one.asks}
    for name, law in pools.items():
        if isinstance(law, Pool):
            weights = given if set(given) == set(law.experts) else dict(zip(law.experts, law.weights, strict=True))
            found[name] = found[name].model_copy(update={"distribution": law.by_name(weights)})
    experts = next((law.experts for law in pools.values() if isinstance(law, Pool)), ())
    for name, one in found.items() if experts else ():
        if one.weights and not one.experts:  # something else has taken the place of what they said
            _weights(reader, ("parameters", name), experts, one.weights)
    return found


def _parameter(reader: Reader, path: KeyPath, value: Any) -> Parameter | None:
    """The parameter at a path; None, and problems, if it is none."""
    if not isinstance(value, dict):
        reader.report(
            path, "a distribution is needed: {uniform: [0, 1]}, {quantiles: {5%: …, 50%: …, 95%: …}}, or a number"
        )
        return None
    value = _resembling(reader, path, value)
    if value is None:
        return None
    laws = distributions()
    beside = [key for key in value if key in laws or key in _ENDS]
    if EXPERTS in value and not beside:
        before = len(reader.problems)
        found = _of_experts(reader, path, value)
        if LIKE in value:  # what is wrong is told of the one whose distribution it is
            del reader.problems[before:]
        return found
    if EXPERTS in value and beside == [FIXED] and isinstance(value[FIXED], str):
        return _at_name(reader, path, value)
    law = read_law(reader, path, value, (*_BESIDE_DISTRIBUTION, *_POOLED))
    if law is not None and "pool" in value:
        reader.report((*path, "pool"), "goes with experts: {experts: {A: …, B: …}, pool: …}; remove it", key=True)
    if law is None or "pool" in value:
        return None
    rest = {key: item for key, item in value.items() if key not in (*laws, *_ENDS)}
    return reader.record(Parameter, path, {**rest, "distribution": law})


def read_law(reader: Reader, path: KeyPath, value: dict[str, Any], beside: tuple[str, ...]) -> Distribution | None:
    """The one distribution among the keys of a mapping; None, and problems, if there is none."""
    known = distributions()
    given = [key for key in value if key in known or key == EXPERTS]
    name = value.get(FIXED)
    if isinstance(name, str) and len(given) == 2 and EXPERTS not in given:
        given.remove(FIXED)
    else:
        name = None
    if len(given) != 1 or given == [EXPERTS]:
        unknown = [key for key in value if key not in (*beside, LIKE, *_ENDS, *known)]
        hint = next((f"; {key!r} is none{did_you_mean(key, known)}" for key in unknown), "")
        wrong = "no distribution" if not given else "more than one distribution: " + ", ".join(given)
        also = ", like, experts" if EXPERTS in beside else ""
        reader.report(path, f"{wrong}{hint}; there are {', '.join(known)}{also}")
        return None
    at, tag = (*path, given[0]), given[0]
    try:
        found = known[tag].read(value[tag], value.get("lower"), value.get("upper"))
        at = (*path, FIXED)
        return found if name is None else found.at_name(name)
    except ValidationError as error:
        reader.problems.extend(problems_of(error, known[tag], reader.tree, at))
    except ValueError as error:
        if LIKE not in value:  # else it is told of the one whose distribution it is
            reader.report(at, str(error))
    return None


def _at_name(reader: Reader, path: KeyPath, value: dict[str, Any]) -> Parameter | None:
    """A parameter fixed to one of the names of which experts speak."""
    found = _of_experts(reader, path, {key: item for key, item in value.items() if key != FIXED})
    if found is None:
        return None
    try:
        law = next(iter(found.experts.values())).law.at_name(value[FIXED])
    except ValueError as error:
        reader.report((*path, FIXED), str(error))
        return None
    return found.model_copy(update={"distribution": law, "experts": {}})


def _of_experts(reader: Reader, path: KeyPath, value: dict[str, Any]) -> Parameter | None:
    """A parameter of which several experts speak."""
    said = value[EXPERTS]
    if not isinstance(said, dict) or not said:
        form = "experts: {A: {quantiles: {5%: …, 50%: …, 95%: …}}, B: {uniform: [0, 1]}}"
        reader.report((*path, EXPERTS), f"write {form} (got {shown(said)})")
        return None
    experts = {name: _expert(reader, (*path, EXPERTS, name), one) for name, one in said.items()}
    known = {name: one for name, one in experts.items() if one is not None}
    if len(known) < len(experts):
        return None
    laws = tuple(one.law for one in known.values())
    found = reader.record(Parameter, path, {**value, EXPERTS: known, "distribution": laws[0]})
    if found is None:
        return None
    weights = _weights(reader, path, tuple(known), found.weights)
    wrong = _unlike(laws, found.pool != "linear")
    if wrong:
        reader.report((*path, EXPERTS), wrong)
    if weights is None or wrong:
        return None
    pool = Pool(experts=tuple(known), laws=laws, weights=weights, averaged=found.pool != "linear")
    return found.model_copy(update={"distribution": pool})


def _expert(reader: Reader, path: KeyPath, value: Any) -> Expert | None:
    """What one expert says: a distribution, or a number."""
    if not isinstance(value, dict):
        try:
            return Expert(law=distributions()[FIXED].read(value))
        except ValueError as error:
            reader.report(path, str(error))
            return None
    law = read_law(reader, path, value, _BESIDE_EXPERT)
    rest = {key: item for key, item in value.items() if key not in (*distributions(), *_ENDS)}
    return reader.record(Expert, path, {**rest, "law": law}) if law else None


def _unlike(laws: tuple[Distribution, ...], averaged: bool) -> str:
    """Why the experts' laws can't be pooled; empty if they can."""
    names = {law.names for law in laws}
    if len(names) > 1:
        return "all experts must speak of the same names, in the same order, or all of numbers"
    if averaged and any(names):
        return "names have no quantiles to be averaged: leave out `pool: quantiles`"
    return ""


def _weights(
    reader: Reader, path: KeyPath, experts: tuple[str, ...], given: Mapping[str, float]
) -> tuple[float, ...] | None:
    """The experts' weights, equal ones if none are given; None, and problems, if they can't be."""
    if not given:
        return (1.0 / len(experts),) * len(experts)
    at, there = (*path, "weights"), f"the experts are {', '.join(experts)}"
    wrong = [f"no expert {name!r}{did_you_mean(name, experts)}; {there}" for name in given if name not in experts]
    wrong += [f"{name} has no weight; {there}" for name in experts if name not in given]
    wrong += [
        f"the weight of {name} must lie between 0 and 1 (got {shown(w)})"
        for name, w in given.items()
        if not 0 <= w <= 1
    ]
    total = sum(given.values())
    if not wrong and not abs(total - 1.0) <= _ROUNDING:
        wrong.append(f"the weights must sum to 1 (these sum to {total:.10g})")
    for message in wrong:
        reader.report(at, message)
    return None if wrong else tuple(given[name] for name in experts)


def _resembling(reader: Reader, path: KeyPath, value: dict[str, Any]) -> dict[str, Any] | None:
    """The element with the distribution of the one it is `like` put in; None if that can't be."""
    trail = [str(path[1])]
    given = value
    while LIKE in given:
        name = given[LIKE]
        node = node_at(reader.tree, ("parameters", name)) if isinstance(name, str) else None
        if not isinstance(node, MappingNode):
            names = reader.tree.get("parameters")
            hint = what_there_is(str(name), names.keys() if isinstance(names, MappingNode) else ())
            reader.report((*path, LIKE), f"no parameter {name!r} to be like{hint}")
            return None
        if name in trail:
            reader.report((*path, LIKE), f"a circle: {' → '.join([*trail, name])}")
            return None
        if len(trail) > LONGEST_CHAIN:
            reader.report((*path, LIKE), f"a chain of more than {LONGEST_CHAIN} likes; name the first of them")
            return None
        trail.append(name)
        given = {entry.key: plain(entry.node) for entry in node.entries}
    if given is value:
        return value
    whole = {*distributions(), *_ENDS, *_POOLED}
    clash = [key for key in value if key in whole]
    if clash:
        reader.report((*path, clash[0]), f"stands beside like, which gives the whole distribution: remove {clash[0]}")
        return None
    return {**{key: given[key] for key in given if key in whole}, **value}


def read_correlations(reader: Reader, section: str, elements: str) -> dict[tuple[str, str], float]:
    """A section of pairs of `elements`, each with its correlation."""
    node = reader.tree.get(section)
    found: dict[tuple[str, str], float] = {}
    if not isinstance(node, MappingNode):
        if node is not None:
            reader.report((section,), "a mapping is needed: {a ~ b: 0.3}")
        return found
    for entry in node.entries:
        path = (section, entry.key)
        names = [name.strip() for name in entry.key.split("~")]
        if len(names) == 1 and has_members(entry.key):
            continue  # what members have in common
        if len(names) != 2 or not all(names) or names[0] == names[1]:
            reader.report(path, f"write two {elements} as 'a ~ b' (got {entry.key!r})", key=True)
        elif (names[0], names[1]) in found or (names[1], names[0]) in found:
            reader.report(path, "this pair stands twice", key=True)
        else:
            try:
                found[names[0], names[1]] = _correlation(plain(entry.node))
            except ValueError as error:
                reader.report(path, str(error))
    return found


def read_common(reader: Reader, section: str) -> dict[str, float]:
    """The entries of a section of correlations that stand for all members: `support[country]: 0.4`."""
    node = reader.tree.get(section)
    found: dict[str, float] = {}
    for entry in node.entries if isinstance(node, MappingNode) else ():
        if not has_members(entry.key) or "~" in entry.key:
            continue
        try:
            found[entry.key] = _common(plain(entry.node))
        except ValueError as error:
            reader.report((section, entry.key), str(error))
    return found


def _common(value: object) -> float:
    """How far members are correlated that have something in common. ValueError for what can't be."""
    found = _correlation(value)
    if not 0.0 <= found < 1.0:
        why = (
            "members have one thing in common and the rest for themselves"
            if found < 0.0
            else "each has something of its own"
        )
        raise ValueError(f"from 0 to below 1, for {why} (got {shown(value)}); write others pair by pair, a ~ b")
    return found


def _correlation(value: object) -> float:
    """A correlation; 1 and −1 are some too. ValueError for what is none."""
    found = number(value, "a correlation")
    if not -1.0 <= found <= 1.0:
        advice = f"; write {found / 100.0:g} for {found:g} %" if abs(found) <= 100.0 else ""
        raise ValueError(f"a correlation lies between -1 and 1 (got {shown(value)}){advice}")
    return found
