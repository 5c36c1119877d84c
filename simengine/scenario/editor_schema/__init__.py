"""The JSON Schema of a scenario file, for completion, help and early errors in an editor.

It is made from the registries and the records that read a scenario, so that a new process or distribution is in it
by itself. It says less than `validate`: what one value can't tell alone (names, types, circles, units) is not in it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from simengine.processes import Process, processes
from simengine.scenario.editor_schema.forms import Schema
from simengine.scenario.editor_schema.whole_file import definitions, root

__all__ = ["Schema", "scenario_schema", "schema_text"]
DIALECT = "https://json-schema.org/draft/2020-12/schema"


def scenario_schema(kinds: Mapping[str, type[Process]] | None = None) -> Schema:
    """The schema, of draft 2020-12; `kinds` are the processes, those that come with simengine if it is not given.

    `markdownDescription` beside `description`, and `enumDescriptions`, are what editors show.
    """
    known = kinds or processes()
    return {"$schema": DIALECT, **root(), "$defs": definitions(known)}


def schema_text(kinds: Mapping[str, type[Process]] | None = None) -> str:
    """The schema as JSON text, ending in a newline."""
    return json.dumps(scenario_schema(kinds), indent=1, ensure_ascii=False) + "\n"
