"""A scenario with groups as its author would have to write it by hand, from docs/language.md alone.

Every element under its own name, every sum with its terms, nothing left to be written out. By Python's own grammar, on
plain data; it shares nothing with how the program does it.
"""

import ast
import copy
from itertools import product

from simengine.distributions import distributions

JOINED = {"sum_over": ast.Add, "count_over": ast.Add}
CALLED = {"mean_over": "mean", "min_over": "min", "max_over": "max"}
CHAINED = {"any_over": ast.Or, "all_over": ast.And}
PAIRS = ("correlations", "parameter_correlations")
LEFT_AS_THEY_ARE = ("name", "title", "clock", "simulate", "functions", "outcome")
KINDS = {*distributions(), "experts", "like", "hazard", "at", "when", "set", "add", "multiply"}
TEXTS = ("title", "text", "note")


def written_out(made):
    """The scenario without templates; `groups` stay, so that `support[jp]` may be a name."""
    if "groups" not in made:
        return made
    groups = {name: named(members) for name, members in made["groups"].items()}
    groups = {name: groups[members] if isinstance(members, str) else members for name, members in groups.items()}
    functions = {parts_of_call(key): text for key, text in made.get("functions", {}).items() if "[" in str(text)}
    hand = Hand(groups, {name: (arguments, text) for (name, arguments), text in functions.items()})
    return {section: hand.section(section, value) for section, value in made.items()}


def named(members):
    """The members of a group without those left out, or the name of a group that has the same."""
    return [one for one in members if members[one]] if isinstance(members, dict) else members


def parts_of_call(key):
    """`spread(x, y)` as `spread` and its arguments."""
    name, _, inside = key.rstrip(") ").partition("(")
    return name.strip(), tuple(one.strip() for one in inside.split(","))


def parts(key):
    """`flow[a, b]` as `flow` and its indices."""
    stem, _, inside = key.partition("[")
    return stem.strip(), [index.strip() for index in inside.rstrip("] ").split(",")] if inside else []


def name_of(stem, indices):
    return f"{stem}[{', '.join(indices)}]" if indices else stem


def laid(base, over):
    """One plain value over another: mappings key by key, None deletes, another kind replaces."""
    if (
        not isinstance(base, dict)
        or not isinstance(over, dict)
        or (KINDS & over.keys() and KINDS & base.keys() - over.keys())
    ):
        return over
    found = {**base}
    for key, value in over.items():
        if value is None:
            found.pop(key, None)
        else:
            found[key] = laid(found.get(key), value)
    return found


class Hand:
    def __init__(self, groups, functions):
        self.groups, self.functions = groups, functions

    def section(self, section, value):
        if section == "groups" or not isinstance(value, dict):
            return value
        if section in LEFT_AS_THEY_ARE:
            return self.inside(value, {})
        if section in PAIRS:
            return self.pairs(value)
        return self.mapping(value, {})

    def mapping(self, value, bound):
        """Templates first, the more members a key names the later; each name where its template stands."""
        ranked = sorted(value, key=lambda key: sum(index not in self.groups for index in parts(key)[1]))
        found = {}
        for key in ranked:
            stem, indices = parts(key)
            free = list(dict.fromkeys(index for index in indices if index in self.groups and index not in bound))
            for chosen in product(*(self.groups[group] for group in free)):
                here = {**bound, **dict(zip(free, chosen, strict=True))}
                name = name_of(stem, [here.get(index, index) for index in indices])
                layers, _ = found.setdefault(name, ([], here))
                layers.append(value[key])
        order = {key: at for at, key in enumerate(value)}
        first = {name: min(self.begin(name, key, bound, order) for key in value) for name in found}
        done = {}
        for name in sorted(found, key=first.__getitem__):
            layers, here = found[name]
            element = None
            for layer in layers:
                element = None if layer is None else laid(element, layer)
            if element is not None:
                done[name] = self.inside(element, here)
        return done

    def begin(self, name, key, bound, order):
        """Where a key puts a name, if it stands for it: a template's place goes before that of a member's own."""
        (stem, members), (other, indices) = parts(name), parts(key)
        if stem != other or len(members) != len(indices):
            return (1, len(order))
        for member, index in zip(members, indices, strict=True):
            if index != member and bound.get(index) != member and member not in self.groups.get(index, ()):
                return (1, len(order))
        template = any(index in self.groups and index not in bound for index in indices)
        return (0, order[key]) if template or not indices else (0, self.template_place(stem, indices, bound, order))

    def template_place(self, stem, indices, bound, order):
        own = [key for key in order if parts(key)[0] == stem and len(parts(key)[1]) == len(indices)]
        templates = [key for key in own if any(i in self.groups and i not in bound for i in parts(key)[1])]
        return order[(templates or own)[0]]

    def pairs(self, value):
        found = {}
        for key, number in value.items():
            names = [parts(part) for part in key.split("~")]
            if len(names) == 1:
                found[key] = number
                continue
            free = list(dict.fromkeys(i for _, indices in names for i in indices if i in self.groups))
            for chosen in product(*(self.groups[group] for group in free)):
                here = dict(zip(free, chosen, strict=True))
                found[" ~ ".join(name_of(stem, [here.get(i, i) for i in indices]) for stem, indices in names)] = number
        return found

    def inside(self, value, bound, key=""):
        if isinstance(value, dict):
            members = self.mapping(value, bound) if any("[" in one for one in value) else None
            return members or {one: self.inside(item, bound, one) for one, item in value.items()}
        if isinstance(value, list):
            return [self.inside(item, bound) for item in value]
        if not isinstance(value, str) or key in TEXTS or not self.is_told(value):
            return value
        if key == "stream":
            stem, indices = parts(value)
            return name_of(stem, [bound.get(index, index) for index in indices])
        return ast.unparse(Expression(self.groups, bound, self.functions).visit(ast.parse(value, mode="eval")))

    def is_told(self, value):
        """Whether an expression speaks of members."""
        return any(word in value for word in ("[", "_over(", "= '", *(f"{name}(" for name in self.functions)))


class Arguments(ast.NodeTransformer):
    """Puts arguments into a function's text; of `x[country]`, into the place of x."""

    def __init__(self, given):
        self.given = given

    def visit_Name(self, node):
        return copy.deepcopy(self.given.get(node.id, node))


class Expression(ast.NodeTransformer):
    def __init__(self, groups, bound, functions):
        self.groups, self.bound, self.functions = groups, bound, functions

    def visit_Subscript(self, node):
        several = isinstance(node.slice, ast.Tuple)
        indices = [index.id for index in (node.slice.elts if several else [node.slice])]
        names = [ast.Name(self.bound.get(index, index)) for index in indices]
        return ast.Subscript(node.value, ast.Tuple(names) if several else names[0])

    def visit_Compare(self, node):
        sides = [node.left, *node.comparators]
        if not any(isinstance(side, ast.Name) and side.id in self.groups for side in sides):
            return self.generic_visit(node)
        left, right = (self.bound[side.id] if isinstance(side, ast.Name) else side.value for side in sides)
        return ast.Constant((left == right) == isinstance(node.ops[0], ast.Eq))

    def visit_Call(self, node):
        function = node.func.id
        if function in self.functions:
            names, text = self.functions[function]
            body = ast.parse(text, mode="eval").body
            return self.visit(Arguments(dict(zip(names, node.args, strict=True))).visit(body))
        if function not in {**JOINED, **CALLED, **CHAINED}:
            return self.generic_visit(node)
        groups = [group.id for group in node.args[:-1]]
        terms = []
        for chosen in product(*(self.groups[group] for group in groups)):
            bound = {**self.bound, **dict(zip(groups, chosen, strict=True))}
            terms.append(Expression(self.groups, bound, self.functions).visit(copy.deepcopy(node.args[-1])))
        if function in CHAINED:
            return ast.BoolOp(CHAINED[function](), terms) if len(terms) > 1 else terms[0]
        if function in CALLED or len(terms) == 1:  # of one it is that one, but no name by itself
            return ast.Call(ast.Name("mean" if len(terms) == 1 else CALLED[function]), terms, [])
        total = terms[0]
        for term in terms[1:]:
            total = ast.BinOp(total, ast.Add(), term)
        return total

    def visit_IfExp(self, node):
        condition = self.visit(node.test)
        if isinstance(condition, ast.Constant) and isinstance(condition.value, bool):
            return self.visit(node.body if condition.value else node.orelse)
        return ast.IfExp(condition, self.visit(node.body), self.visit(node.orelse))
