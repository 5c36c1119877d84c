"""What `explain --json` prints of influences."""

from __future__ import annotations

from typing import Any

from simengine.analysis.estimate_json import number_json
from simengine.explain.figure import Figure
from simengine.explain.influence import LINE, Influence, ParameterInfluence, Share


def influence_json(found: Influence) -> dict[str, Any]:
    """The influences of one answer for programs; what is not known is null."""
    head = found.headline
    name_only = {one.name for one in found.name_only}
    return {
        "scenario": found.scenario,
        "of": {"kind": head.of, "names": list(head.names), "title": head.title, "unit": head.unit or None,
               "chance": head.chance},
        "answer": _figure(found.answer),
        "sd": number_json(found.sd),
        "sample": found.sample,
        "counted": found.counted,
        "least": found.least,
        "unknown": found.unknown or None,
        "no_shares": found.no_shares or None,
        "notes": list(found.notes),
        "parameters": [
            {**_parameter(one, LINE * found.scale), "name_only": one.name in name_only} for one in found.parameters
        ],
        "shares": [_share(one) for one in found.shares],
        "worth_finding_out": [one.name for one in found.worth_finding_out],
        "name_only": [one.name for one in found.name_only],
    }  # fmt: skip


def _parameter(one: ParameterInfluence, line: float) -> dict[str, Any]:
    founding, effect = one.founding, one.effect
    place = founding.place
    lines = one.lines(line) if one.lever else None
    return {
        "name": one.name,
        "title": founding.title or None,
        "unit": founding.unit or None,
        "lever": one.lever,
        "levels": list(one.levels),
        "called": [one.called[int(level)] for level in one.levels] if one.called else None,
        "joined": list(one.joined),
        "effect": _figure(effect.difference) if effect else None,
        "below": _figure(effect.below) if effect else None,
        "above": _figure(effect.above) if effect else None,
        "effect_at_most": number_json(effect.most) if effect else None,
        "changed_at_most": one.changed_most,
        "association": _figure(one.association),
        "first_order": _figure(one.first_order),
        "sd": one.sd,
        "line": {"target": line, "below": number_json(lines[0]), "above": number_json(lines[1])} if lines else None,
        "confidence": founding.confidence or None,
        "source": list(founding.source),
        "mechanisms": list(founding.mechanisms),
        "file": place.file if place else None,
        "line_number": place.line if place else None,
        "weakness": founding.weakness,
        "worth": one.worth,
    }


def _share(one: Share) -> dict[str, Any]:
    return {
        "of": one.of,
        "name": one.name,
        "title": one.title or None,
        "units": one.units,
        "total": _figure(one.total.index),
        "changed": one.total.changed,
        "at_most": one.total.most,
        "stuck": one.total.stuck,
        "not_told_apart_from": one.at_most or None,
    }


def _figure(found: Figure | None) -> dict[str, Any] | None:
    if found is None:
        return None
    numbers = {name: number_json(getattr(found, name)) for name in ("value", "se", "low", "high")}
    return {**numbers, "n": found.n}
