"""Elementary functions with the same bits on every machine.

Python's and NumPy's own exp, log and sin come from a C library or a vector unit and differ in the last bit from one
machine to the next; one such bit can move an event to another step. The functions here use only what IEEE 754 fixes:
+ − × ÷ √ and scaling by powers of two. Each is within 2 units in the last place (ulp) of the true value. Random
normal numbers are made in single precision, in `simengine.numerics.box_muller`: the components of a normal pair are
within 4·10⁻⁷ of the true ones, relatively. That file works on NumPy arrays; this package does not need NumPy.
"""

from simengine.numerics.exp import exp, expm1
from simengine.numerics.inverse_normal import normal_quantile
from simengine.numerics.log import log, log1p
from simengine.numerics.logistic import logistic, logit
from simengine.numerics.normal_cdf import normal_cdf
from simengine.numerics.sine import cos, sin
from simengine.numerics.tanh import tanh
from simengine.numerics.trigonometry import sincos_turns

__all__ = [
    "cos",
    "exp",
    "expm1",
    "log",
    "log1p",
    "logistic",
    "logit",
    "normal_cdf",
    "normal_quantile",
    "sin",
    "sincos_turns",
    "tanh",
]
