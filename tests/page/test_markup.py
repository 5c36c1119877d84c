"""Numbers on the page are written as people write them."""

import pytest

from simengine.page.markup import signed


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("-5.17e-05 ±5.2e-05", "−0.0000517 ±0.000052"),
        ("5.8e-4 ±1.1e-4", ".00058 ±.00011"),
        ("1-5.8e-4", ".99942"),
        ("<3.9e-5", "<.000039"),
        ("+2.00e-09 ±1.0e-09", "+2.00 × 10⁻⁹ ±1.0 × 10⁻⁹"),
        ("2.00e+12", "2.00 × 10¹²"),
        ("2022-01", "2022-01"),
        ("base2e-4", "base2e-4"),
        ("-0.3 to 0.4", "−0.3 to 0.4"),
    ],
)
def test_powers_of_ten_and_minus_signs(typed: str, written: str) -> None:
    assert signed(typed) == written
