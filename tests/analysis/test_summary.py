import json
import math

from simengine.analysis.summary import summarise, summary_json
from tests.helpers.analysis.small_tables import table

ABOUT = ["of", "title", "unit", "text"]
CHANCE = ["p", "se", "low", "high"]
COUNTS = ["n", "missing"]


def test_summary_json_has_the_keys_that_scripts_rely_on():
    run = table([0, 1, -1, -1], failed=[2], measures={"m": [1, 2, 3, 4]}, questions={"q": [1, 0, 1, 1]})
    record = summary_json(summarise(run))
    counts = ["scenario", "paths", "failed", "excluded", "endings"]
    assert list(record) == [
        *counts,
        "question",
        "answer",
        "outcome",
        "together",
        "measures",
        "questions",
        "invariants",
        "ignorance",
        "learnt",
        "as_of",
        "titles",
    ]
    assert (record["scenario"], record["paths"], record["failed"], record["excluded"]) == ("base", 4, 1, 1)
    assert list(record["outcome"]) == ["a", "b", "c"]
    assert all(list(estimate) == [*ABOUT, *CHANCE, *COUNTS] for estimate in record["outcome"].values())
    assert list(record["measures"]["m"]) == [*ABOUT, "mean", *CHANCE[1:], "quantiles", *COUNTS]
    assert list(record["measures"]["m"]["quantiles"]) == ["0.05", "0.25", "0.5", "0.75", "0.95"]
    assert record["measures"]["m"]["mean"] == 1.5  # of the two ok paths
    assert list(record["questions"]["q"]) == [*ABOUT, *CHANCE, *COUNTS]
    assert record["questions"]["q"]["p"] == 0.5


def test_a_value_question_reads_as_a_measure():
    record = summary_json(summarise(table([0, 1], questions={"oil": [10, 30]}, kind="value")))
    assert record["questions"]["oil"]["mean"] == 20.0
    assert record["questions"]["oil"]["quantiles"]["0.5"] == 20.0


def test_what_is_not_a_number_is_null():
    record = summary_json(summarise(table([-1, -1], measures={"m": [math.nan, 1]})))
    about = {"of": "class", "title": "", "unit": "", "text": ""}
    assert record["outcome"]["a"] == {**about, **dict.fromkeys(CHANCE), "n": 0, "missing": 0}
    found = summary_json(summarise(table([0, 1, 0], measures={"m": [math.nan, 1, 3]})))["measures"]["m"]
    assert (found["of"], found["unit"], found["mean"], found["n"], found["missing"]) == ("measure", "t", 2.0, 2, 1)
    assert found["low"] < 2.0 < found["high"]
    assert json.loads(json.dumps(record, allow_nan=False)) == record
