"""`python -m tools.model_page`: draw the futures and write the figures, the diagram and docs/model.md anew."""

import argparse
import json

from tools.model_page.diagram import diagram
from tools.model_page.gather import BASE, results, shipped
from tools.model_page.page import DATA, DIAGRAM, PAGE, RUNS
from tools.model_page.render import rendered

PATHS = 5_000


def main() -> None:
    """Do what the words say."""
    words = argparse.ArgumentParser(prog="python -m tools.model_page", description=__doc__)
    words.add_argument("--paths", type=int, default=PATHS, help="futures of each scenario (default: %(default)s)")
    data = results(words.parse_args().paths, RUNS)
    DATA.write_text(json.dumps(data, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    DIAGRAM.write_text(diagram(shipped()[BASE]), encoding="utf-8")
    data = json.loads(DATA.read_text(encoding="utf-8"))
    PAGE.write_text(rendered(PAGE.read_text(encoding="utf-8"), data), encoding="utf-8")


if __name__ == "__main__":
    main()
