"""Where the page stands."""

from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs" / "exactness.md"
