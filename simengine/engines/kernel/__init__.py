"""The compiled engine: a generated module of plain loops over blocks of paths."""
