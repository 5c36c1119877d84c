"""The same model in other tools, one file a tool, each written as its own users would want it written."""
