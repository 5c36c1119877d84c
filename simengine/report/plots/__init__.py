"""One file a picture: `draw(…, path) -> files written` and `plot(…, axes)`. What begins with `_` is shared."""
