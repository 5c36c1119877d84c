"""Why a run answers as it does, and what would move its answer: statistics of stored and recomputed paths."""
