"""The naive interpreter's parameters, and who is correlated with whom."""

from math import sqrt

from simengine.numerics import normal_cdf, normal_quantile, sincos_turns
from simengine.randomness import keys, streams
from simengine.randomness.correlation import symmetric_root
from simengine.randomness.rank_correlation import normal_correlation


def drawn(scenario, seed, draw, rolled):
    """Every parameter's value in a draw, by name, where some dice show another number."""
    own = {}
    for name, parameter in scenario.parameters.items():
        key, die = keys.stream_key(seed, "parameters", parameter.stream or name), ("parameters", name, 0)
        own[name] = streams.parameter_uniform(key, rolled.get(die, draw))
    values, expert = {}, asked(scenario, seed, rolled.get(("experts", "experts", 0), draw))
    for name, parameter in scenario.parameters.items():
        uniform = own[name]
        names, matrix = correlated(scenario.parameter_correlations, name)
        if len(names) > 1:
            normal = 0.0
            cuts = [scenario.parameters[one].distribution.cuts() for one in names]
            root = symmetric_root(of_normals(matrix, cuts))
            for weight, other in zip(root[names.index(name)], names, strict=True):
                normal = normal + weight * normal_quantile(own[other])
            uniform = normal_cdf(normal)
            uniform = 2**-54 if uniform < 2**-54 else 1 - 2**-53 if uniform == 1 else uniform
        shared, rank = common_of(scenario, scenario.parameter_common, name)
        if shared:
            die = ("parameter_correlations", shared, 0)
            key = keys.stream_key(seed, "parameter_correlations", shared)
            common = normal_quantile(streams.parameter_uniform(key, rolled.get(die, draw)))
            cuts = parameter.distribution.cuts()
            rho = of_normals(((1.0, rank), (rank, 1.0)), [cuts, cuts])[0][1]
            uniform = normal_cdf(sqrt(rho) * common + sqrt(1 - rho) * normal_quantile(own[name]))
            uniform = 2**-54 if uniform < 2**-54 else 1 - 2**-53 if uniform == 1 else uniform
        values[name] = told(parameter, expert, uniform)
    return values


def common_of(scenario, common, name):
    """What an element has in common with other members, and their correlation; nothing for most."""
    stem, _, inside = name.partition("[")
    for key, number in common.items():
        other, _, indices = key.partition("[")
        pairs = zip(inside.rstrip("]").split(", "), indices.rstrip("]").split(", "), strict=False)
        groups = scenario.groups.members
        if stem == other and all(member == index or member in groups.get(index, ()) for member, index in pairs):
            return key, number
    return None, None


def asked(scenario, seed, draw):
    """The name of the expert a path asks."""
    pools = [
        parameter for parameter in scenario.parameters.values() if parameter.experts and parameter.pool == "linear"
    ]
    if not pools:
        return None
    uniform = streams.parameter_uniform(keys.stream_key(seed, "experts", "experts"), draw)
    names = sorted(pools[0].experts)
    weights = next(
        (parameter.weights for parameter in pools if parameter.weights), dict.fromkeys(names, 1 / len(names))
    )
    reached, able = 0.0, [name for name in names if weights[name] > 0]
    for name in able[:-1]:
        reached = reached + weights[name]
        if uniform < reached:
            return name
    return able[-1]


def told(parameter, expert, uniform):
    """A parameter's value, as one expert says or all of them in the mean."""
    if not parameter.experts:
        return parameter.distribution.quantile(uniform)
    if parameter.pool == "linear":
        return parameter.experts[expert].law.quantile(uniform)
    total = 0.0
    for name, one in parameter.experts.items():
        weight = parameter.weights[name] if parameter.weights else 1 / len(parameter.experts)
        total = total + weight * one.law.quantile(uniform)
    return total


def of_normals(ranks, cuts):
    """The matrix of normal numbers with these rank correlations."""

    def sine(rank):
        return -sine(-rank) if rank < 0 else 2 * sincos_turns(rank / 12)[0]

    def entry(rank, i, j):
        if i == j or abs(rank) == 1:
            return float(rank)
        return normal_correlation(rank, cuts[i], cuts[j]) if rank and (cuts[i] or cuts[j]) else sine(rank)

    return tuple(tuple(entry(rank, i, j) for j, rank in enumerate(row)) for i, row in enumerate(ranks))


def correlated(correlations, name):
    """The elements that mix with one, themselves included, by name, and their matrix of correlations."""
    members, grown = set(), {name}
    while grown != members:
        members = grown
        grown = members.union(*(pair for pair in correlations if members & set(pair)))
    names = sorted(members)
    value = {pair: number for a_b, number in correlations.items() for pair in (a_b, a_b[::-1])}
    return names, tuple(tuple(1.0 if a == b else value.get((a, b), 0.0) for b in names) for a in names)
