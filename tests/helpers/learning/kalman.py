"""Kalman's filter and the smoother of Rauch, Tung and Striebel for one number, to compare what is learnt with."""

import math
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Smoothed:
    """The mean and the variance of x at each step, given all readings, and log p(reading | those before it)."""

    mean: np.ndarray
    variance: np.ndarray
    log_evidence: list[float]


def smoothed(keeps, adds, noise, start, readings, steps):
    """x[0] = `start` exactly; x[t + 1] = keeps·x[t] + adds + N(0, `noise`); `readings` are step: (value, variance)."""
    mean, variance, ahead, evidence = [], [], [], []
    m, v = start, 0.0
    for step in range(steps + 1):
        if step:
            m, v = keeps * m + adds, keeps**2 * v + noise
        ahead.append((m, v))
        if step in readings:
            value, error = readings[step]
            total = v + error
            evidence.append(-0.5 * ((value - m) ** 2 / total + math.log(2 * math.pi * total)))
            m, v = m + v / total * (value - m), v * error / total
        mean.append(m)
        variance.append(v)
    for step in range(steps - 1, 0, -1):
        gain = variance[step] * keeps / ahead[step + 1][1]
        mean[step] += gain * (mean[step + 1] - ahead[step + 1][0])
        variance[step] += gain**2 * (variance[step + 1] - ahead[step + 1][1])
    return Smoothed(np.array(mean), np.array(variance), evidence)
