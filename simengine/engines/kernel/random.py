"""The random numbers of a block of paths, those of `simengine.randomness.streams` to the last bit.

Its text is pasted into each generated module, below `primitives` and above `normal_pair`, which is harvested from
`simengine.numerics.box_muller`. Words are kept in 64 bits, where their products fit; only the lower half of one that
is to be multiplied counts.
"""

ROUNDS = 10
MULTIPLIER_0, MULTIPLIER_1 = np.uint64(0xD2511F53), np.uint64(0xCD9E8D57)
WEYL_0, WEYL_1 = np.uint64(0x9E3779B9), np.uint64(0xBB67AE85)
LOWER_HALF = np.uint64(0xFFFFFFFF)
UPPER_HALF = np.uint64(32)
PAST_LOW = np.uint32(11)
NONE, STEP = np.uint64(0), np.uint64(1)
UNIT = 2.0**-53
LARGEST = 1.0 - 2.0**-53


@intrinsic
def wide(typing):
    """Lets the loops of the function it is called in use vectors of 512 bits, where the processor has them."""

    def lowered(context, builder, sig, args):
        # An attribute with a value is none of those that llvmlite knows by name, so it is added past its check.
        set.add(builder.function.attributes, '"prefer-vector-width"="512"')
        return context.get_dummy_value()

    return types.void(), lowered


@intrinsic
def bits_of_single(typing, x):
    """The bits of a single."""
    return types.uint32(types.float32), lambda context, builder, sig, args: builder.bitcast(args[0], ir.IntType(32))


@intrinsic
def single_of_bits(typing, x):
    """The single with these bits."""
    return types.float32(types.uint32), lambda context, builder, sig, args: builder.bitcast(args[0], ir.FloatType())


@scalar
def philox(c0, c1, c2, c3, k0, k1):
    """Four words; their upper halves are to be ignored."""
    for _ in range(ROUNDS):
        a, b = MULTIPLIER_0 * (c0 & LOWER_HALF), MULTIPLIER_1 * (c2 & LOWER_HALF)
        c0, c1 = (b >> UPPER_HALF) ^ c1 ^ k0, b
        c2, c3 = (a >> UPPER_HALF) ^ c3 ^ k1, a
        k0, k1 = (k0 + WEYL_0) & LOWER_HALF, (k1 + WEYL_1) & LOWER_HALF
    return c0, c1, c2, c3


@scalar
def uniform_of(high, low):
    """53 bits of two words, as the middle of the cell in (0, 1) that they name."""
    u = (np.float64(np.uint32(high)) * 2097152.0 + np.float64(np.uint32(low) >> PAST_LOW) + 0.5) * UNIT
    return u if u < LARGEST else LARGEST


@scalar
def occurrence_uniform(k0, k1, path, occurrence, slot):
    """The uniform number that belongs to one occurrence of an event."""
    low, high = np.uint64(path), np.uint64(path) >> UPPER_HALF
    first, second, _, _ = philox(low, high, np.uint64(occurrence), np.uint64(slot), np.uint64(k0), np.uint64(k1))
    return uniform_of(first, second)


@routine
def occurrence_row(out, at, path, occurrence, slot, k0, k1, n):
    """The same for n paths, from out[at] on."""
    wide()
    for i in range(n):
        out[at + i] = occurrence_uniform(k0, k1, path[i], occurrence, slot)


@routine
def end_of_run(path, start, n):
    """Where the paths end that have the upper half of their number in common with path[start].

    Places in runs are unsigned: a loop over an index that might be negative would not be vectorised.
    """
    wide()
    first, differing = path[start], NONE
    for i in range(start, n):
        differing |= path[i] ^ first
    end = n if differing >> UPPER_HALF == NONE else start + STEP
    while end < n and (path[end] ^ first) >> UPPER_HALF == NONE:
        end += STEP
    return end


@routine
def word_rows(words, path, start, end, index, slot, k0, k1):
    """The four words of each path of a run."""
    wide()
    # With the upper half of all paths known, what it is mixed with is computed once.
    high = path[start] >> UPPER_HALF
    for i in range(start, end):
        w0, w1, w2, w3 = philox(path[i], high, np.uint64(index), np.uint64(slot), np.uint64(k0), np.uint64(k1))
        words[0, i], words[1, i], words[2, i], words[3, i] = np.uint32(w0), np.uint32(w1), np.uint32(w2), np.uint32(w3)


@routine
def normal_rows(noise, words, path, index, keys, slots, n):
    """Standard normal numbers of steps 4·index … 4·index + 3: noise float32[4, streams, B] for path uint64[n].

    keys uint32[streams, 2] and slots uint32[streams] name the streams; words uint32[4, B] is for use in between.
    """
    wide()
    start, stop = NONE, np.uint64(n)
    while start < stop:
        end = end_of_run(path, start, stop)
        for j in range(slots.shape[0]):
            word_rows(words, path, start, end, index, slots[j], keys[j, 0], keys[j, 1])
            for first in range(0, 4, 2):
                for i in range(start, end):
                    x, y = normal_pair(words[first, i], words[first + 1, i])
                    noise[first, j, i], noise[first + 1, j, i] = x, y
        start = end


@routine
def uniform_rows(uniforms, words, words_2, path, index, keys, slots, n):
    """The same for uniform numbers: uniforms float64[4, streams, B]. A stream takes its slot and the one after it."""
    wide()
    start, stop = NONE, np.uint64(n)
    while start < stop:
        end = end_of_run(path, start, stop)
        for j in range(slots.shape[0]):
            word_rows(words, path, start, end, index, slots[j], keys[j, 0], keys[j, 1])
            word_rows(words_2, path, start, end, index, slots[j] + 1, keys[j, 0], keys[j, 1])
            for step in range(4):
                for i in range(start, end):
                    uniforms[step, j, i] = uniform_of(words[step, i], words_2[step, i])
        start = end
