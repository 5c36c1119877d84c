"""The machine: row kernels compiled once for a computer, and what calls them."""
