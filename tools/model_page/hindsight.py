"""What the model would have said at three dates of what was seen by June 2024, series by series."""

from collections.abc import Mapping
from pathlib import Path
from statistics import mean
from typing import Any

import simengine as se
from tools.model_page.words import chance, table

Data = Mapping[str, Any]
ORIGINS = ("2021-12", "2022-12", "2023-12")
PATHS = 4_000


def hindsight(folder: Path, name: str, out: Path, effort: int) -> dict[str, Any]:
    """Scores by series and origin; `place` is the mean share of futures below what came, a half if all is well."""
    model, answers = se.load(folder / f"{name}.yaml"), folder / "answers" / f"{name}.yaml"
    found = se.backtest(model, ORIGINS, answers, paths=PATHS, out=out, force=True, effort=effort)
    told = found.json()
    numbers = [one for one in found.table().to_pylist() if one["pit"] is not None]
    series = {
        one["name"]: {
            "n": one["numbers"],
            "inside": one["inside"],
            "places": {
                origin: mean(row["pit"] for row in rows)
                for origin in ORIGINS
                if (rows := [row for row in numbers if (row["series"], row["origin"]) == (one["name"], origin)])
            },
        }
        for one in told["series"]
        if one["numbers"]
    }
    return {"series": series, "bias": told["above_median"], "known": [one["known"] for one in told["origins"]]}


def back(data: Data) -> str:
    """Where what came lies among the futures, by series and origin."""
    found, known = data["hindsight"], data["hindsight"]["known"]
    rows = [
        [f"`{name}`", str(one["n"]), f"{one['inside']}", *(_place(one["places"], origin) for origin in ORIGINS)]
        for name, one in found["series"].items()
    ]
    places = [mean(one["places"].values()) for one in found["series"].values()]
    high, low = (sum(side) for side in ([p > 0.75 for p in places], [p < 0.25 for p in places]))
    head = ["series", "figures", "in the 90 %", *(f"place, as of {origin}" for origin in ORIGINS)]
    return f"""{table(head, rows)}

Of {len(places)} series {high} lie on average above the model's upper quartile and {low} below its lower one; the mean
place is {chance(mean(places))}. At the three dates {known[0]}, {known[1]} and {known[2]} figures and facts
were known."""


def _place(places: Mapping[str, float], origin: str) -> str:
    return chance(places[origin]) if origin in places else "–"
