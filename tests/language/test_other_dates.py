"""Dates as other programs write them."""

import pytest

from simengine.language.other_dates import date_meant


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("Jan-2024", "2024-01"),
        ("2024 March", "2024-03"),
        ("2024-01-31 00:00:00", "2024-01-31"),
        ("2024/5", "2024-05"),
        ("2024Q2", "2024-Q2"),
        ("Q2/2024", "2024-Q2"),
        ("5/2024", "2024-05"),
        ("1.2.2024", "2024-02-01"),
        ("20240531", "2024-05-31"),
        ("01/02/2024", ""),
        ("2024-13", ""),
        ("soon", ""),
    ],
)
def test_dates_of_others_are_told_as_they_are_written_here(text: str, meant: str) -> None:
    assert date_meant(text) == meant
