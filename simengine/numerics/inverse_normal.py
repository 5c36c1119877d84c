"""The quantile function of the standard normal distribution.

The quantile of u is found for p = min(u, 1 − u) in one of four ways, each a small correction (a ratio of polynomials,
derived in tests/numerics/test_coefficients.py) to something that is accurate by itself:

- p ≥ 1/4:     x = q·√(2π) + q³·F(q²) with q = u − ½, exact;
- p ≥ 1/16:    x = x(1/4) + v·(MIDDLE_SLOPE + F(v)) with v = −log 4p;
- smaller:     x = r − ½ − F(r) with r = √(−2 log p), and for r ≥ 7.5 x = r − F(r).

The variables of the last two are close to those of Wichura's algorithm AS 241 (Applied Statistics 37, 1988), whose
own formulas are good to 10⁻¹⁶ in exact arithmetic but lose three or four units in the last place to rounding.
"""

from __future__ import annotations

from math import sqrt

from simengine.numerics.log import log

SLOPE = 2.5066282746310007
"""√(2π), the slope of the quantile at ½; SLOPE_LOW is the rest."""
SLOPE_LOW = -1.8328579980459167e-16
QUARTILE = 0.6744897501960817
"""The upper quartile; QUARTILE_LOW is the rest."""
QUARTILE_LOW = 3.7755511355050287e-17
MIDDLE_SLOPE = 0.65625
ROUND_TO_20 = 6442450944.0
"""1.5·2³²: adding and then subtracting it rounds to a multiple of 2⁻²⁰; below 64 that leaves 26 bits."""
CENTRE_OVER = (
    -0.7406016661003864,
    40.41455963934246,
    -99.0586585709223,
    77.9271397990911,
    -24.340647366512375,
    2.6249349909537365,
)
CENTRE_UNDER = (
    -22.11689317902076,
    80.2555336293556,
    -94.82233781376576,
    48.946688132856956,
    -11.471972071271324,
)
MIDDLE_OVER = (
    -6.378382954832392e-05,
    -0.0026637072960353845,
    -0.02714086471541694,
    -0.09549533700371836,
    -0.09546850452374155,
    0.07984207016033285,
    0.1304662701402731,
)
MIDDLE_UNDER = (
    0.0001096655641135003,
    0.006115144444105424,
    0.09075225382389905,
    0.5475793650436626,
    1.5438250583637063,
    2.0271275266068027,
)
NEAR_OVER = (
    -5.207744954049965e-08,
    -0.0008127062316776745,
    -0.034520367140109136,
    -0.27494137570219523,
    0.20727378045171568,
    7.111866806350654,
    24.340039231948527,
    20.464115231575548,
    3.0470254388896962,
)
NEAR_UNDER = (
    0.0016556964345287438,
    0.08827423216252439,
    1.2832481800134483,
    7.57131190988257,
    21.84328998685603,
    27.61310341828877,
    11.819297886412876,
)
FAR_OVER = (
    -1.0289036855209121e-12,
    -7.846000014019387e-09,
    -1.4709119940669623e-06,
    7.93946396090966e-05,
    0.014404471410686832,
    0.4264425518173023,
    3.87770539595936,
    9.861445246909748,
    3.242350702559285,
)
FAR_UNDER = (
    -1.014242310571318e-09,
    -2.7526583772219415e-07,
    6.193782667184515e-06,
    0.002725393568080054,
    0.10706502682538119,
    1.329233687688306,
    5.447512461339379,
    5.827517123126732,
)


def normal_quantile(u: float) -> float:
    """The x below which a standard normal number falls with chance u; −inf at 0, inf at 1, NaN outside [0, 1]."""
    q = u - 0.5
    if -0.25 <= q <= 0.25:
        return _centre(q)
    p = u if q < 0.0 else 1.0 - u
    if not p > 0.0:
        return log(p) if q < 0.0 else -log(p)
    x = _middle(p) if p >= 0.0625 else _tail(p)
    return -x if q < 0.0 else x


def _centre(q: float) -> float:
    """The quantile of ½ + q, |q| ≤ ¼."""
    z = q * q
    return SLOPE * q + q * (SLOPE_LOW + z * (polynomial(CENTRE_OVER, z) / denominator(CENTRE_UNDER, z)))


def _middle(p: float) -> float:
    """The quantile of 1 − p, 1/16 ≤ p ≤ ¼."""
    v = -log(4.0 * p)
    slope = MIDDLE_SLOPE + polynomial(MIDDLE_OVER, v) / denominator(MIDDLE_UNDER, v)
    return QUARTILE + (QUARTILE_LOW + v * slope)


def _tail(p: float) -> float:
    """The quantile of 1 − p, 0 < p ≤ 1/16."""
    square = -2.0 * log(p)
    r = sqrt(square)
    # What the root lost: (square − r²) / 2r, with r = head + rest so that every product but the last is exact.
    head = (r + ROUND_TO_20) - ROUND_TO_20
    rest = r - head
    lost = ((square - head * head) - rest * (r + head)) / (r + r)
    if r < 7.5:
        return (r - 0.5) + (lost - polynomial(NEAR_OVER, r) / denominator(NEAR_UNDER, r))
    return r + (lost - polynomial(FAR_OVER, r) / denominator(FAR_UNDER, r))


def polynomial(coefficients: tuple[float, ...], x: float) -> float:
    """Horner's rule; coefficients from the highest power down to the constant."""
    value = 0.0
    for coefficient in coefficients:
        value = value * x + coefficient
    return value


def denominator(coefficients: tuple[float, ...], x: float) -> float:
    """The same for a polynomial whose constant is 1 and left out."""
    return 1.0 + x * polynomial(coefficients, x)
