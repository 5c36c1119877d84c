"""The random numbers of drivers."""

from simengine.processes._process import Draw
from simengine.randomness import streams
from simengine.randomness.correlation import symmetric_root
from tests.helpers.semantics.naive_parameters import correlated


def draws(path, name, driver, k):
    """The random numbers of a driver for the move from step k."""
    slot, numbers, die = 0, [], path.die("drivers", name, k // 12)
    for draw in driver.draws:
        if draw is Draw.BROWNIAN:
            numbers.append(brownian(path, name, k))
        elif draw is Draw.NORMAL:
            numbers.append(streams.step_normal(path.key("drivers", name), die, k, slot))
        else:
            numbers.append(streams.step_uniform(path.key("drivers", name), die, k, slot))
        slot += draw.slots
    return numbers


def brownian(path, name, k):
    """Its Brownian normal, mixed with those it is correlated with."""
    names, matrix = correlated(path.scenario.correlations, name)
    dice = {n: path.die("drivers", n, k // 12) for n in names}
    normals = [streams.step_normal(path.key("drivers", n), dice[n], k, slot(path, n)) for n in names]
    if len(names) == 1:
        return normals[0]
    weights = symmetric_root(matrix)[names.index(name)]
    products = [weight * normal for weight, normal in zip(weights, normals, strict=True)]
    mixed = products[0]
    for product in products[1:]:
        mixed += product
    return mixed


def slot(path, name):
    """The first slot of its Brownian normal."""
    draws = path.scenario.drivers[name].draws
    return sum(draw.slots for draw in draws[: draws.index(Draw.BROWNIAN)])
