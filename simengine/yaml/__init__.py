"""Located YAML: a text as a tree of nodes with their places, files laid over one another; knows no scenario."""
