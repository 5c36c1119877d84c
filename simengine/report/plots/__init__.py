"""One file a picture: a module has `draw(…, path) -> files written`. One that begins with `_` is shared by others."""
