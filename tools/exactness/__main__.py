"""`python -m tools.exactness`: measure, and write the figures of docs/exactness.md anew."""

from tools.exactness.page import PAGE
from tools.exactness.tables import rendered


def main() -> None:
    """Do so."""
    PAGE.write_text(rendered(PAGE.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
