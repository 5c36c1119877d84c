"""The events of a YAML text (a mapping begins, a scalar, …), by the fastest parser there is.

That is libyaml, which PyYAML's wheels bring; a PyYAML that was built without it reads the same texts, only slower.
"""

from __future__ import annotations

from collections.abc import Iterator

import yaml

from simengine.yaml.python_parser import PythonParser

parser = yaml.cyaml.CParser if yaml.__with_libyaml__ else PythonParser


def events(text: str) -> Iterator[yaml.Event]:
    """The events one by one, so that who reads them can stop before a text does harm.

    Raises yaml.MarkedYAMLError where the text is not YAML; ValueError or OverflowError for an escape beyond Unicode.
    """
    reading = parser(text)
    while (event := reading.get_event()) is not None:
        yield event
