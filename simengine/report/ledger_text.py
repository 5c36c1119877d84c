"""What `show --sources` prints: the assumption ledger, the least founded first, and where each mechanism acts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, get_args

from simengine.language.fields import Confidence
from simengine.report.layout import GAP, fitted, hanging, left, width_of
from simengine.scenario.ledger_entries import Entry, Ledger, MechanismUse
from simengine.scenario.schema import source_ids
from simengine.yaml.csv_file import ENDING as TABLE
from simengine.yaml.nodes import KeyPath, path_text

LEVELS: tuple[str, ...] = get_args(Confidence)
NO_SOURCE, NO_CONFIDENCE = "no source", "no confidence"
NEITHER = "neither source nor confidence"
_ROWS = ("bound", "history", "table", "observation")  # kinds whose numbers share a line
_INDENT = 2
_ENDS = 3  # so many rows of a table are shown from its beginning, and from its end
_LABEL = 44  # the widest a path may make its column


@dataclass(frozen=True, slots=True)
class Count:
    """How many numbers there are, leaving `plain` ones aside; a distribution and a date count as one."""

    numbers: int
    plain: int
    neither: int
    no_source: int
    no_confidence: int

    @classmethod
    def of(cls, entries: Sequence[Entry]) -> Count:
        counted = [entry for entry in entries if not entry.plain]
        no_source = [entry for entry in counted if not entry.source]
        no_confidence = [entry for entry in counted if not entry.confidence]
        neither = sum(not entry.confidence for entry in no_source)
        return cls(len(counted), len(entries) - len(counted), neither, len(no_source), len(no_confidence))


def ledger_text(ledger: Ledger, width: int, everything: bool = False) -> str:
    """The ledger for people; with `everything`, the plain numbers inside expressions are listed too."""
    shown = [entry for entry in ledger.entries if everything or not entry.plain]
    label = min(_LABEL, max((width_of(_where(entry.path)) for entry in shown), default=0))
    sections = [_head(ledger, width, everything)]
    for title, entries in _groups(ledger, shown):
        count = sum(not entry.plain for entry in entries)
        sections.append([*fitted([f"{title} ({count:,})"], width, 4), *_lines(entries, width, label)])
    sections += [_sources(ledger, width), _mechanisms(ledger, width)]
    return "\n\n".join("\n".join(lines) for lines in sections if lines)


def _head(ledger: Ledger, width: int, everything: bool) -> list[str]:
    count = Count.of(ledger.entries)
    verb = "has" if count.neither == 1 else "have"
    lines = [f"{ledger.name}: {ledger.title}", f"{count.neither:,} of {count.numbers:,} numbers {verb} {NEITHER}"]
    lines[1] += _spread(entry for entry in ledger.entries if not (entry.source or entry.confidence or entry.plain))
    only_source, only_confidence = count.no_confidence - count.neither, count.no_source - count.neither
    lines.append(f"{only_confidence:,} have a confidence but no source, {only_source:,} a source but no confidence")
    if count.plain:
        how = "listed too" if everything else "not listed: --all lists them"
        lines.append(f"{count.plain:,} more are 0, 1 or a whole exponent inside an expression, {how}")
    return fitted(lines, width, 4)


def _spread(entries: Iterable[Entry]) -> str:
    """In which sections they are."""
    found = Counter(str(entry.path[0]) for entry in entries)
    return f": {', '.join(f'{number:,} in {section}' for section, number in found.most_common())}" if found else ""


def _groups(ledger: Ledger, entries: Sequence[Entry]) -> list[tuple[str, list[Entry]]]:
    """Titled groups: those of whom nothing is known first, then by confidence, in each by the first source cited."""
    groups = []
    for level in ("", *LEVELS):
        for source in ("", *ledger.sources):
            group = [e for e in entries if (e.confidence or "") == level and _first_source(e) == source]
            if group:
                groups.append((_title(ledger, level, source), group))
    return groups


def _title(ledger: Ledger, level: str, source: str) -> str:
    if not level and not source:
        return NEITHER
    return f"{level or NO_CONFIDENCE} · {f'{source} {ledger.sources[source].title}' if source else NO_SOURCE}"


def _first_source(entry: Entry) -> str:
    return next(iter(source_ids(entry.source)), "")


def _lines(entries: Sequence[Entry], width: int, label: int) -> list[str]:
    """A line for each place, its numbers side by side."""
    lines: list[str] = []
    for where, group in groupby(entries, key=lambda entry: (_line_of(entry), entry.expression)):
        head = " " * _INDENT + left(_where(where[0]), label) + " " * GAP
        lines += hanging(head, _numbers_text(list(group)), width)
    return lines


def _line_of(entry: Entry) -> KeyPath:
    return entry.path[:-1] if entry.kind in _ROWS else entry.path


def _where(path: KeyPath) -> str:
    return path_text(path[:-1] if path[-1] == "expr" else path)


def _numbers_text(numbers: Sequence[Entry]) -> str:
    """The numbers of one place, their unit, what they are cited from, and the expression they stand in."""
    first = numbers[0]
    named = first.kind in ("history", "table")
    texts = [f"{entry.path[-1]} {entry.text}" if named else entry.text for entry in numbers]
    tabled = _tabled(numbers)
    if tabled and len(texts) > 2 * _ENDS:
        texts = [*texts[:_ENDS], "…", *texts[-_ENDS:]]
    values = ", ".join(texts)
    cited = ", ".join(first.source)
    expression = " ".join(first.expression.split()) if first.expression else ""
    unit = first.unit if first.unit and not first.expression else ""
    between = " " * (GAP if first.kind == "parameter" else 1)
    parts = [
        f"{values}{between}{unit}".rstrip(),
        tabled,
        f"in {expression}" if expression else "",
        cited and f"[{cited}]",
    ]
    return "  ".join(part for part in parts if part)


def _tabled(numbers: Sequence[Entry]) -> str:
    """The tables that numbers of one place were read from, with the lines: `from data/oil.csv:2–241`."""
    lines: dict[str, list[int]] = {}
    for entry in numbers:
        if entry.place.file.lower().endswith(TABLE):
            lines.setdefault(entry.place.file, []).extend((entry.place.line, entry.last_line or entry.place.line))
    spans = (
        f"{file}:{min(found)}" + (f"–{max(found)}" if max(found) > min(found) else "") for file, found in lines.items()
    )
    return f"from {', '.join(spans)}" if lines else ""


def _sources(ledger: Ledger, width: int) -> list[str]:
    cited = _citations(ledger)
    rows = [(name, f"{source.title} ({_times(cited[name])})") for name, source in ledger.sources.items()]
    return _table("sources", rows, width)


def _times(number: int) -> str:
    return "not cited by any number" if number == 0 else f"cited by {number:,} number{'s' * (number != 1)}"


def _citations(ledger: Ledger) -> Counter[str]:
    return Counter(
        name for entry in ledger.entries if not entry.plain for name in dict.fromkeys(source_ids(entry.source))
    )


def _mechanisms(ledger: Ledger, width: int) -> list[str]:
    if not ledger.mechanisms:
        return []
    unused = sum(use.unused for use in ledger.mechanisms)
    size = max(width_of(use.name) for use in ledger.mechanisms)
    lines = [f"mechanisms, and where each acts{f'; {unused:,} not used' if unused else ''}"]
    for use in ledger.mechanisms:
        head = f"{' ' * _INDENT}{left(use.name, size)}{' ' * GAP}"
        for text in _use_lines(use):
            lines += hanging(head, text, width)
            head = " " * width_of(head)
    return lines


def _use_lines(use: MechanismUse) -> Iterator[str]:
    """The claim of a mechanism, the elements that carry it, what it raises on what, and why it does no more."""
    mechanism = use.mechanism
    push = f" ({mechanism.push})" if mechanism.push else ""
    cited = f" [{', '.join(mechanism.source)}]" if mechanism.source else f" [{NO_SOURCE}]"
    unused = "NOT USED by any element" if use.unused else "no element"
    yield f"{mechanism.claim}{push}{cited}: {', '.join(use.elements) or unused}"
    for act in mechanism.acts:
        between = " between {:g} and {:g}".format(*act.between) if act.between else ""
        yield f"raise {act.raised}{between}: {act.on} goes {act.push}"
    if mechanism.because:
        yield f"because: {mechanism.because}"


def _table(title: str, rows: Sequence[tuple[str, str]], width: int) -> list[str]:
    if not rows:
        return []
    size = max(width_of(name) for name, _ in rows)
    lines = [hanging(f"{' ' * _INDENT}{left(name, size)}  ", text, width) for name, text in rows]
    return [title, *(line for wrapped in lines for line in wrapped)]


def ledger_json(ledger: Ledger) -> dict[str, Any]:
    """The ledger for programs: every number with its path, value, text, unit, confidence, source and place."""
    count = Count.of(ledger.entries)
    counted = [entry for entry in ledger.entries if not entry.plain]
    cited = _citations(ledger)
    return {
        "scenario": ledger.name,
        "title": ledger.title,
        "counts": {
            **{name: getattr(count, name) for name in Count.__slots__},
            "by_confidence": _tally(counted, lambda entry: entry.confidence or NO_CONFIDENCE, (*LEVELS, NO_CONFIDENCE)),
            "by_section": dict(Counter(str(entry.path[0]) for entry in counted)),
        },
        "numbers": [_record(entry) for entry in ledger.entries],
        "sources": [
            {"id": name, "title": source.title, "date": source.date, "numbers": cited[name]}
            for name, source in ledger.sources.items()
        ],
        "mechanisms": [_mechanism(use) for use in ledger.mechanisms],
    }


def _tally(entries: Sequence[Entry], key: Callable[[Entry], str], names: Iterable[str]) -> dict[str, int]:
    found = Counter(map(key, entries))
    return {name: found[name] for name in names}


def _record(entry: Entry) -> dict[str, Any]:
    return {
        "path": path_text(entry.path),
        "kind": entry.kind,
        "text": entry.text,
        "value": entry.value,
        "unit": entry.unit,
        "confidence": entry.confidence,
        "source": list(entry.source),
        "note": entry.note,
        "expression": entry.expression,
        "plain": entry.plain,
        "file": entry.place.file,
        "line": entry.place.line or None,
        "column": entry.place.column or None,
        "last_line": entry.last_line or None,
    }


def _mechanism(use: MechanismUse) -> dict[str, Any]:
    mechanism = use.mechanism
    return {
        "id": use.name,
        "claim": mechanism.claim,
        "push": mechanism.push,
        "source": list(mechanism.source),
        "because": mechanism.because,
        "acts": [act.model_dump(by_alias=True, mode="json") for act in mechanism.acts],
        "elements": list(use.elements),
    }
