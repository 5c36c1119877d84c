"""`level`: a value that stays where events put it."""

from __future__ import annotations

from typing import final

from pydantic import Field

from simengine.language.fields import Expr
from simengine.processes._process import Process


@final
class Level(Process):
    """Stays at `initial` until an event's effect moves it: a flag, a ladder, an index that only events change."""

    kind = "level"
    moves_by_itself = False
    initial: Expr = Field(description="the value at the start")

    @staticmethod
    def step(x: float, dt: float) -> float:
        return x
