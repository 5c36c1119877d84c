"""Where the elements of a stored run are written: in which of the files that it was merged from, and on which line."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from simengine.errors import Place, ScenarioError
from simengine.runs.store import Run
from simengine.scenario.groups import binding_at, in_general
from simengine.yaml.nodes import MappingNode
from simengine.yaml.source_file import SourceFile, UnreadableError, read_source

_LAID_OVER = ("parameters",)  # sections where the last file that says something says what counts


def written_places(run: Run) -> Mapping[tuple[str, str], Place]:
    """The place of each parameter, driver and event, by section and name, as far as its file is there as it was.

    A parameter is where it was told last, a driver or event where it was told first: later files only add to it.
    """
    written: dict[tuple[str, str], Place] = {}
    for name, digest in run.manifest.sources:
        source = _as_it_was(name, digest)
        for section in ("parameters", "drivers", "events"):
            node = source.tree.get(section) if source else None
            for entry in node.entries if isinstance(node, MappingNode) else ():
                if section in _LAID_OVER or (section, entry.key) not in written:
                    written[section, entry.key] = entry.key_place
    scenario, found = run.model.scenario, {}
    for section in ("parameters", "drivers", "events"):
        for name in getattr(scenario, section):
            general = in_general(name, binding_at(scenario.bindings, (section, name)))
            place = written.get((section, name)) or written.get((section, general))
            if place is not None:
                found[section, name] = place
    return found


def _as_it_was(name: str, digest: str) -> SourceFile | None:
    """A file of a run; None if it is gone, or another now."""
    try:
        source = read_source(Path(name), name)
    except (ScenarioError, UnreadableError, OSError):
        return None
    return source if source.digest == digest else None
