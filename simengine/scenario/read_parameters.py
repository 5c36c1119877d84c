"""Parameters with their distributions, and pairs of elements that are correlated, read from the merged tree."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from simengine.distributions import Distribution, distributions
from simengine.distributions._reading import number, shown
from simengine.errors import did_you_mean, what_there_is
from simengine.language.indexed import has_members
from simengine.scenario import schema
from simengine.scenario.messages import problems_of
from simengine.yaml.nodes import KeyPath, MappingNode, node_at, plain

if TYPE_CHECKING:
    from simengine.scenario.read import Reader

LONGEST_CHAIN = 20
_BESIDE_DISTRIBUTION = ("title", "unit", "source", "confidence", "note", "tags", "stream")


def read_parameter(reader: Reader, path: KeyPath, value: Any) -> schema.Parameter | None:
    """The parameter at a path; None, and problems, if it is none."""
    if not isinstance(value, dict):
        reader.report(
            path, "a distribution is needed: {uniform: [0, 1]}, {quantiles: {5%: …, 50%: …, 95%: …}}, or a number"
        )
        return None
    value = _resembling(reader, path, value)
    found = read_law(reader, path, value, (*_BESIDE_DISTRIBUTION, "like")) if value is not None else None
    if value is None or found is None:
        return None
    rest = {key: item for key, item in value.items() if key not in (found.tag, "lower", "upper")}
    return reader.record(schema.Parameter, path, {**rest, "distribution": found})


def read_law(reader: Reader, path: KeyPath, value: dict[str, Any], beside: tuple[str, ...]) -> Distribution | None:
    """The one distribution among the keys of a mapping; None, and problems, if there is none."""
    known = distributions()
    given = [key for key in value if key in known]
    if len(given) != 1:
        unknown = [key for key in value if key not in (*beside, "lower", "upper", *known)]
        hint = next((f"; {key!r} is none{did_you_mean(key, known)}" for key in unknown), "")
        wrong = "no distribution" if not given else "more than one distribution: " + ", ".join(given)
        also = ", like" if "like" in beside else ""
        reader.report(path, f"{wrong}{hint}; there are {', '.join(known)}{also}")
        return None
    try:
        return known[given[0]].read(value[given[0]], value.get("lower"), value.get("upper"))
    except ValidationError as error:
        reader.problems.extend(problems_of(error, known[given[0]], reader.tree, (*path, given[0])))
    except ValueError as error:
        if "like" not in value:  # else it is told of the one whose distribution it is
            reader.report((*path, given[0]), str(error))
    return None


def _resembling(reader: Reader, path: KeyPath, value: dict[str, Any]) -> dict[str, Any] | None:
    """The element with the distribution of the one it is `like` put in; None if that can't be."""
    trail = [str(path[1])]
    given = value
    while "like" in given:
        name = given["like"]
        node = node_at(reader.tree, ("parameters", name)) if isinstance(name, str) else None
        if not isinstance(node, MappingNode):
            names = reader.tree.get("parameters")
            hint = what_there_is(str(name), names.keys() if isinstance(names, MappingNode) else ())
            reader.report((*path, "like"), f"no parameter {name!r} to be like{hint}")
            return None
        if name in trail:
            reader.report((*path, "like"), f"a circle: {' → '.join([*trail, name])}")
            return None
        if len(trail) > LONGEST_CHAIN:
            reader.report((*path, "like"), f"a chain of more than {LONGEST_CHAIN} likes; name the first of them")
            return None
        trail.append(name)
        given = {entry.key: plain(entry.node) for entry in node.entries}
    if given is value:
        return value
    clash = [key for key in value if key in distributions() or key in ("lower", "upper")]
    if clash:
        reader.report((*path, clash[0]), f"stands beside like, which gives the whole distribution: remove {clash[0]}")
        return None
    return {**{key: given[key] for key in given if key in distributions() or key in ("lower", "upper")}, **value}


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
