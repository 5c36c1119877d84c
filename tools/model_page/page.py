"""Where the page on the model and what it is made of lie."""

from tests.helpers.house.tree import ROOT

PAGE = ROOT / "docs" / "model.md"
DATA = ROOT / "docs" / "model_results.json"
DIAGRAM = ROOT / "docs" / "_static" / "model.svg"
RUNS = ROOT / "build" / "model"
