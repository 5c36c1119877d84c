"""The random numbers of drivers, one by one."""

import math

from simengine.processes._process import Draw
from simengine.randomness import keys, streams
from simengine.randomness.correlation import symmetric_root
from tests.helpers.semantics.naive_parameters import common_of, correlated


class Draws:
    """What a `Path` draws for its drivers; of it are `scenario`, `seed`, `key` and `die`."""

    def draws(self, name, driver, k):
        slot, numbers, die = 0, [], self.die("drivers", name, k // 12)
        for draw in driver.draws:
            if draw is Draw.BROWNIAN:
                numbers.append(self.brownian(name, k))
            elif draw is Draw.NORMAL:
                numbers.append(streams.step_normal(self.key("drivers", name), die, k, slot))
            else:
                numbers.append(streams.step_uniform(self.key("drivers", name), die, k, slot))
            slot += draw.slots
        return numbers

    def brownian(self, name, k):
        names, matrix = correlated(self.scenario.correlations, name)
        dice = {n: self.die("drivers", n, k // 12) for n in names}
        normals = [streams.step_normal(self.key("drivers", n), dice[n], k, self.slot(n)) for n in names]
        shared, rho = common_of(self.scenario, self.scenario.common, name)
        if shared:
            key, die = keys.stream_key(self.seed, "correlations", shared), self.die("correlations", shared, k // 12)
            return math.sqrt(rho) * streams.step_normal(key, die, k, 0) + math.sqrt(1 - rho) * normals[0]
        if len(names) == 1:
            return normals[0]
        weights = symmetric_root(matrix)[names.index(name)]
        products = [weight * normal for weight, normal in zip(weights, normals, strict=True)]
        mixed = products[0]
        for product in products[1:]:
            mixed += product
        return mixed

    def slot(self, name):
        draws = self.scenario.drivers[name].draws
        return sum(draw.slots for draw in draws[: draws.index(Draw.BROWNIAN)])
