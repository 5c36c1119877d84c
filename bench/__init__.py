"""Benchmarks: simengine and its peers, measured side by side. `python -m bench`; see docs/benchmarks.md."""
