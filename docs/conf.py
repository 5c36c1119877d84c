"""How Sphinx makes the site: `python3 start.py docs`, or `python -m sphinx -W -E -a docs build/docs`.

-E and -a make all pages anew: some tell of code, which Sphinx does not watch.
"""

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from simengine import __version__  # noqa: E402 (found through the path above)

project = "simengine"
author = "simengine authors"
version = release = __version__
extensions = ["myst_parser"]
exclude_patterns = ["_ext", "_static"]
myst_heading_anchors = 3
nitpicky = True
highlight_language = "none"
smartquotes = False  # ' and " stand in expressions

html_theme = "furo"
html_title = f"simengine {version}"
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_copy_source = False
html_use_index = False
html_show_sourcelink = False
html_show_copyright = False
