"""Whether islands have found the same, so that what was learnt is to be believed."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from simengine.errors import Setting, SimengineError, Worded

MOST_SPREAD = 1.0
"""Islands whose log evidences have a larger standard deviation have not found the same."""


def check_agreement(logs: Sequence[float]) -> None:
    """SimengineError where islands with these log evidences have found too different ones to be believed."""
    spread = math.inf if not np.isfinite(logs).all() else float(np.std(logs, ddof=1)) if len(logs) > 1 else 0.0
    if not spread <= MOST_SPREAD:
        told = (
            f"{len(logs)} independent attempts to learn from the observations disagree: their log evidences have a "
            f"standard deviation of {spread:.1f}, and more than {MOST_SPREAD:g} is not to be believed. Look for "
            "observations that the model can hardly meet, such as several exact ones of one noisy driver within a "
            "dozen steps, and give them wider errors; or learn again with more "
        )
        raise SimengineError(Worded(told, Setting("effort", ...)))
