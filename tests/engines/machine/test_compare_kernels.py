"""Every kernel does what its function does; one that took its operands in another order would be found out."""

from __future__ import annotations

from itertools import combinations

import pytest

from simengine.engines.machine.cache import load_or_compile
from simengine.engines.machine.compare_kernels import differences
from simengine.engines.machine.kernel_catalogue import kernels
from simengine.engines.machine.make_machine import library_of
from simengine.engines.machine.plain_kernels import run_plain

SYMMETRIC = {  # pairs of operands that an operation takes alike
    **dict.fromkeys(("add", "multiply", "equal", "unequal", "and", "or"), ((1, 2),)),
    **dict.fromkeys(("multiply_add", "multiply_subtract", "multiply_multiply"), ((1, 2),)),
    "subtract_product": ((2, 3),),
    "add_products": ((1, 2), (3, 4)),
}


@pytest.fixture(scope="module")
def library():
    return library_of(load_or_compile())


def swaps():
    """For each kernel the pairs of operands of one kind that it reads."""
    for kernel in kernels().values():
        letters = kernel.letters
        for a, b in combinations(range(len(letters)), 2):
            alike = (a, b) in SYMMETRIC.get(kernel.name.partition(".")[0], ())
            if letters[a] == letters[b] and letters[a] in "rczl" and not alike:
                yield pytest.param(kernel, a, b, id=f"{kernel.name}-{a}-{b}")


@pytest.mark.parametrize("kernel", [*kernels().values()], ids=list(kernels()))
def test_a_kernel_does_what_its_function_does(kernel, library):
    assert differences(kernel, library) == ""


@pytest.mark.parametrize(("kernel", "a", "b"), [*swaps()])
def test_a_swapped_operand_is_seen(kernel, a, b, library):
    def swapped(one, operands, moment):
        other = list(operands)
        other[a], other[b] = other[b], other[a]
        return run_plain(one, other, moment)

    assert differences(kernel, library, swapped) != ""


@pytest.mark.parametrize("kernel", [k for k in kernels().values() if "r" in k.letters[1:]], ids=lambda k: k.name)
def test_a_row_read_a_path_too_far_is_seen(kernel, library):
    place = kernel.letters.index("r")

    def shifted(one, operands, moment):
        other = list(operands)
        if kernel.name != "mix":
            other[place] = other[place].copy()
            other[place][:-1] = other[place][1:]
        else:
            other[place] = other[place][:, ::-1]
        return run_plain(one, other, moment)

    assert differences(kernel, library, shifted) != ""
