"""The machine: row kernels, compiled once, and tables of instructions that one loop runs over blocks of paths."""
