"""Sine and cosine of an angle in turns.

In turns the reduction to an eighth of a circle is exact, so both keep their relative accuracy at their zeros. There
sin 2πr = 2πr + r³·S(r²) and cos 2πr = 1 − 2π²r² + r⁴·C(r²), whose
coefficients are derived in tests/numerics/test_coefficients.py.
"""

from __future__ import annotations

TURN = 6.283180236816406
"""2π to 20 bits, so that its product with an angle made of a 32-bit word is exact; TURN_LOW is the rest."""
TURN_LOW = 5.070363180226926e-06
BEND = -19.739208802178716
"""−2π² as a double; BEND_LOW is the rest."""
BEND_LOW = -1.2530591017479423e-15
SINE = (
    -41.341702240399755,
    81.6052492760517,
    -76.70585973562093,
    42.05868918088512,
    -15.094054182079907,
    3.786433349563312,
)
COSINE = (
    64.9393940226683,
    -85.45681720668455,
    60.24464136502278,
    -26.426254911246687,
    7.903305164742319,
    -1.7012215232027945,
)
S0, S1, S2, S3, S4, S5 = SINE
C0, C1, C2, C3, C4, C5 = COSINE


def sincos_turns(t: float) -> tuple[float, float]:
    """(sin 2πt, cos 2πt) for t in [0, 1)."""
    quarter = int(4.0 * t + 0.5)
    s, drop = sine_and_drop(t - 0.25 * quarter)
    return turned(quarter, s, 1.0 + drop)


def turned(quarter: int, s: float, c: float) -> tuple[float, float]:
    """The sine and cosine `quarter` quarters of a turn further than where they are s and c."""
    if quarter & 1:
        s, c = c, -s
    if quarter & 2:
        s, c = -s, -c
    return s, c


def sine_and_drop(r: float) -> tuple[float, float]:
    """(sin 2πr, cos 2πr − 1) for |r| ≤ 1/8. The cosine is left for the caller to add where it rounds least."""
    z = r * r
    sine = S0 + z * (S1 + z * (S2 + z * (S3 + z * (S4 + z * S5))))
    cosine = C0 + z * (C1 + z * (C2 + z * (C3 + z * (C4 + z * C5))))
    return TURN * r + r * (TURN_LOW + z * sine), BEND * z + z * (BEND_LOW + z * cosine)
