"""One file a picture: `picture(…) -> Picture`, `panels(…)` where it has several. What begins with `_` is shared."""
