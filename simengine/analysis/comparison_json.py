"""The dictionary behind `compare --json`: all that the terminal shows, and what it has no room for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from simengine.analysis.compare import Comparison
from simengine.analysis.estimate_json import number_json
from simengine.analysis.paired import Difference
from simengine.analysis.simultaneous import Simultaneous, chances_of, simultaneous
from simengine.analysis.summary import Summary, headline_json, summary_json


def comparison_json(base: Summary, comparisons: Sequence[Comparison]) -> dict[str, Any]:
    """A base and its comparisons in order. What is not a number is null."""
    family = simultaneous(comparisons)
    return {
        "base": base.scenario,
        "paired": all(comparison.pairs for comparison in comparisons),
        "summary": summary_json(base),
        "simultaneous": {"correction": "Bonferroni", "intervals": family.intervals, "times": family.times},
        "others": [_comparison(comparison, family) for comparison in comparisons],
    }


def _comparison(comparison: Comparison, family: Simultaneous) -> dict[str, Any]:
    def differences(found: Mapping[str, Difference]) -> dict[str, Any]:
        return {name: _difference(comparison, d) for name, d in found.items()}

    wide = {name: d.widened(family.times) for (_, name), d in chances_of(comparison).items()}
    headline, answer = comparison.headline, comparison.answer
    return {
        "scenario": comparison.other,
        "answer": {**headline_json(headline), **_difference(comparison, answer)} if headline and answer else None,
        "outcome": differences(comparison.outcome),
        "together": differences(comparison.together),
        "measures": {
            name: {"unit": comparison.measure_units[name], "truth": name in comparison.truths, **one}
            for name, one in differences(comparison.measures).items()
        },
        "questions": {
            **differences(comparison.questions),
            **{
                name: {"unit": comparison.value_units[name], **one}
                for name, one in differences(comparison.values).items()
            },
        },
        "simultaneous": {name: [number_json(d.low), number_json(d.high)] for name, d in wide.items()},
        "migration": {start: dict(row) for start, row in comparison.migration.items()},
        "gain": number_json(comparison.gain),
        "alike": comparison.alike,
        "same_futures": comparison.same_futures,
        "joined": comparison.joined,
        "unpaired": comparison.unpaired,
        "evidence": asdict(comparison.evidence) if comparison.evidence else None,
        "pairs": comparison.pairs,
        "base_paths": comparison.base_paths,
        "other_paths": comparison.other_paths,
        "dropped": comparison.dropped,
        "unmatched": comparison.unmatched,
        "unlike": [{**asdict(one), "texts": one.texts and list(one.texts)} for one in comparison.unlike],
        "unlike_subtracted": comparison.subtracted,
        "definitions_known": comparison.definitions_known,
        **asdict(comparison.ended),
        "endings": [asdict(ending) for ending in comparison.ended.endings],
        "notes": list(comparison.notes),
        "titles": comparison.words.titles,
    }


def _difference(comparison: Comparison, found: Difference) -> dict[str, Any]:
    plain = {name: number_json(getattr(found, name)) for name in ("d", "se", "low", "high", "se_unpaired")}
    among = _difference(comparison, found.among_pairs) if found.among_pairs else None
    counts = {"pairs": found.pairs, "base_paths": found.base_paths, "other_paths": found.other_paths}
    needed = number_json(comparison.paths_needed(found))
    told = {"clear": found.clear, "alike": found.alike, "paths_needed": needed, "among_pairs": among}
    return {**plain, "freedom": number_json(found.freedom), **counts, **told}
