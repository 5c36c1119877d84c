"""Two standard normal numbers from two random 32-bit words, in single precision (Box and Muller 1958).

The words a and b name the middles of cells of (0, 1). The numbers are r·cos and r·sin of b turns, r = √(−2 log a):

- as in `simengine.numerics.log`, a = 2ᵏ·(1 + f) and log(1 + f) = f − s·(f − R) with s = f/(2 + f), R = s²·L(s²). Above
  √½ f is a − 1, exact to a single's last place, from which a small radius has its relative accuracy;
- the angle is a number of quarters and x eighths, |x| ≤ 1: sin(πx/4) = x + x·(S₀ + x²·S(x²)) with S₀ = π/4 − 1, and
  cos(πx/4) = 1 + x²·C(x²). So a sine and a cosine are relatively accurate at their zeros, too.

The coefficients are derived in tests/numerics/test_coefficients.py. For all 2³² words the radius is within 1.5·10⁻⁷ of
the true one, sine and cosine within 1.7·10⁻⁷ and 1.4·10⁻⁷, relatively (tests/numerics/test_every_word.py).

This text serves NumPy arrays as it stands, and compiled kernels, where its functions take scalars.
"""

from __future__ import annotations

import numpy as np

from simengine.numerics.arrays import Singles, Words, bits, from_bits, root, single, where, whole, word

EIGHTH = 0x20000000
"""An eighth of a turn in 2⁻³² of it."""
QUARTER = 0x40000000
HALF_TURN = 0x80000000
BELOW_QUARTER = 0x3FFFFFFF
ROOT_HALF = 0x3F3504F3
"""The bits of √½."""
MANTISSA = 23
ZERO = np.float32(0.0)
HALF = np.float32(0.5)
ONE = np.float32(1.0)
TWO = np.float32(2.0)
PER_WORD = np.float32(2.0**-32)
PER_EIGHTH = np.float32(2.0**-29)
OCTAVE = np.float32(-1.3862943611198906)
"""−2 log 2."""
L0 = np.float32(-1.3333337306976318)
L1 = np.float32(-0.7997754216194153)
L2 = np.float32(-0.5916079878807068)
S0 = np.float32(-0.21460182964801788)
S1 = np.float32(-0.08074550330638885)
S2 = np.float32(0.002490219660103321)
S3 = np.float32(-3.610911517171189e-05)
C0 = np.float32(-0.3084251284599304)
C1 = np.float32(0.01585433818399906)
C2 = np.float32(-0.00032596138771623373)
C3 = np.float32(3.541952764862799e-06)


def normal_pair(a: Words, b: Words) -> tuple[Singles, Singles]:
    """Two independent standard normal numbers from two random words."""
    r = radius(a)
    moved = word(b + EIGHTH)
    y, x = sine_and_cosine(moved)
    y, x = r * y, r * x
    # After 0, 1, 2, 3 quarters the cosine is x, −y, −x, y and the sine is y, x, −y, −x.
    odd = (moved & QUARTER) != 0
    first, second = where(odd, y, x), where(odd, x, y)
    turned = word(moved + QUARTER)
    return from_bits(bits(first) ^ word(turned & HALF_TURN)), from_bits(bits(second) ^ word(moved & HALF_TURN))


def radius(a: Words) -> Singles:
    """√(−2 log u), u = (a + ½)·2⁻³²."""
    u = single(a) + HALF
    stored = bits(u)
    exponent = whole(whole(stored - ROOT_HALF) >> MANTISSA)
    m = from_bits(word(stored - word(exponent << MANTISSA)))
    k = single(whole(exponent - 32))
    f = where(k == ZERO, (single(whole(a)) + HALF) * PER_WORD, m - ONE)
    s = f / (TWO + f)
    z = s * s
    double = f + f
    # −2 log u = −2k log 2 − 2f + s·(2f − 2R)
    return root(k * OCTAVE + (s * (double + z * (L0 + z * (L1 + z * L2))) - double))


def sine_and_cosine(moved: Words) -> tuple[Singles, Singles]:
    """Of the angle beyond the nearest number of quarters, which the word of an angle and an eighth counts on top."""
    x = (single(whole(whole(moved & BELOW_QUARTER) - EIGHTH)) + HALF) * PER_EIGHTH
    z = x * x
    return x + x * (S0 + z * (S1 + z * (S2 + z * S3))), ONE + z * (C0 + z * (C1 + z * (C2 + z * C3)))
