"""Makes docs/model.md: figures, a diagram and the words around them."""
