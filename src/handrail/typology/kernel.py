"""Kernel: the loops of expectation and maximisation, compiled once and kept; the only file that knows numba.

An item's answers are rows of a table with one column a class: the probability (or density) of that answer
there. Items with few answers are put together to blocks, whose rows are products of their items' rows, each
one multiplication from a shorter one, so that a pattern of twelve yes/no answers is two rows; patterns are
sorted, and what one shares with the last is not multiplied again. Classes lie next to one another in memory,
four to a step, which a processor does at once.

Nothing is reordered for speed (no ``fastmath``): sums run over patterns in their order, so that a result is
the same on one core and on many. What an array holds is said in :mod:`handrail.typology.layout`.
"""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
from numba import njit

Floats: TypeAlias = npt.NDArray[np.float64]
Integers: TypeAlias = npt.NDArray[np.intp]

NOMINAL, ADJACENT, CUMULATIVE, COUNT, CONTINUOUS = 0, 1, 2, 3, 4
FREE, LOGIT = 0, 1

# A division by zero is infinity, as in numpy: the loops need no way out.
_compiled = njit(cache=True, nogil=True, error_model="numpy")

LANES = 4
"""Classes side by side: tables are padded to a multiple, with zeros."""

LINE = 64
"""Numbers of a line: loops of a length that is known are done eight numbers at a time."""

_LEAST, _MOST = 1e-300, 1e300
_LONGEST_LEAP = 1000.0
_TOLD = 1e-11  # of the log-likelihood: a smaller gain is not told from its rounding without looking
_SHIFT, _DIGITS = np.uint64(52), np.uint64(0x000FFFFFFFFFFFFF)
_TWO_52, _OFFSET = np.uint64(0x4330000000000000), 2.0**52 + 1023
_ROOT = np.uint64(np.float64(0.5**0.5).view(np.uint64))
_TO_ONE = np.uint64(0x3FF0000000000000 - int(_ROOT))  # so that the exponent changes at the root of 1/2
# The series 1/3 + z/5 + z^2/7 + ... in seven terms that come nearest over the range (Chebyshev).
_ARTANH = (
    0.3333333333333333,
    0.1999999999996557,
    0.1428571430872025,
    0.11111106061608403,
    0.09091416709518273,
    0.07666614907400578,
    0.07300367279185184,
)
# The first has 33 digits of base 2: its product with an exponent is exact (Tang 1990, ACM TOMS 16, 378-400).
_LOG_2_HIGH, _LOG_2_LOW = 6.93147180369123816490e-01, 1.90821492927058770002e-10
_ALIKE = 0.8  # of the gap to a known top: what a step with its information promises, or the other way round
_NEARER = 0.25  # of the gap: a step that leaves more has not found the top
_AT_BOUNDARY = 0.01  # nearer to a boundary a probability may be put on it, where a known top has it
_TENTH = 0.1
_ROUNDED = 1e-13  # of the log-likelihood: so far a step may fall by rounding
_IN_SIGHT = 0.2  # log-likelihood a coordinate: farther from a known top nothing is tried
_NEAR = 1e-10  # nearer to zero a parameter is not said to be known better
_OF_LOG_ODDS = 0.25  # the most that an answer says of a log-odds
BOUNDARY = 1e-7
"""A probability or share nearer to 0 lies on the boundary: it is held there and has no standard error."""
FARTHEST = 100.0
"""Of a logarithm: a longer step would leave the numbers there are."""
SMALLEST_VARIANCE = 1e-6  # of an item's own variance: a class on one value would have no bound


@_compiled
def _copy(source: Floats, target: Floats) -> None:
    # Element by element: a slice would bring the library's messages about shapes into the compiled code.
    for r in range(source.shape[0]):
        for k in range(source.shape[1]):
            target[r, k] = source[r, k]


@_compiled
def _solve(matrix: Floats, vector: Floats) -> Floats:
    """Return the solution of a small positive system; Cholesky's root is written into the matrix."""
    size = len(vector)
    out = np.empty(size)
    for i in range(size):
        for m in range(i + 1):
            rest = matrix[i, m]
            for c in range(m):
                rest -= matrix[i, c] * matrix[m, c]
            matrix[i, m] = np.sqrt(max(rest, _LEAST)) if i == m else rest / matrix[m, m]
    for i in range(size):
        rest = vector[i]
        for c in range(i):
            rest -= matrix[i, c] * out[c]
        out[i] = rest / matrix[i, i]
    for i in range(size - 1, -1, -1):
        rest = out[i]
        for c in range(i + 1, size):
            rest -= matrix[c, i] * out[c]
        out[i] = rest / matrix[i, i]
    return out


@_compiled
def fill_items(
    kind: Integers,
    first: Integers,
    value: Floats,
    constant: Floats,
    pfirst: Integers,
    params: Floats,
    table: Floats,
) -> None:
    """Write each answer's probability in each class into ``table``; a missing answer's is 1."""
    classes = params.shape[1]
    for j in range(len(kind)):
        a, b, q = first[j], first[j + 1] - 1, pfirst[j]
        for k in range(classes):
            table[b, k] = 1.0
        if kind[j] == NOMINAL:
            for v in range(a, b):
                for k in range(classes):
                    table[v, k] = params[q + v - a, k]
        elif kind[j] == ADJACENT or kind[j] == CUMULATIVE:
            _fill_ordinal(kind[j], a, b, params, q, table)
        elif kind[j] == COUNT:
            for v in range(a, b):
                for k in range(classes):
                    rate = max(params[q, k], _LEAST)
                    table[v, k] = np.exp(value[v] * np.log(rate) - rate - constant[v])
        else:
            for k in range(classes):
                scale = 1.0 / np.sqrt(2 * np.pi * params[q + 1, k])
                for v in range(a, b):
                    z = value[v] - params[q, k]
                    table[v, k] = scale * np.exp(-0.5 * z * z / params[q + 1, k])


@_compiled
def _fill_ordinal(kind: int, a: int, b: int, params: Floats, q: int, table: Floats) -> None:
    """Write the probabilities of an ordered item: steps between neighbours, and a place for each class.

    The parameters are one row for each of the V - 1 steps (the same in all classes), then the places.
    """
    answers = b - a
    place = q + answers - 1
    for k in range(params.shape[1]):
        if kind == ADJACENT:
            top, height = 0.0, 0.0
            for v in range(1, answers):
                height += params[q + v - 1, k] + params[place, k]
                top = max(top, height)
            total, height = np.exp(-top), 0.0
            table[a, k] = np.exp(-top)
            for v in range(1, answers):
                height += params[q + v - 1, k] + params[place, k]
                table[a + v, k] = np.exp(height - top)
                total += table[a + v, k]
            for v in range(answers):
                table[a + v, k] /= total
        else:
            # P(v) = P(at least v) P(below v + 1) (1 - exp(gap of their log-odds)): small ones stay exact.
            above, last = 1.0, 0.0
            for v in range(1, answers):
                odds = params[q + v - 1, k] + params[place, k]
                small = np.exp(-abs(odds))
                higher = (1.0 if odds >= 0.0 else small) / (1.0 + small)
                lower = (small if odds >= 0.0 else 1.0) / (1.0 + small)
                apart = 1.0 if v == 1 else -np.expm1(odds - last)
                table[a + v - 1, k] = max(above * lower * apart, _LEAST)
                above, last = higher, odds
            table[b - 1, k] = max(above, _LEAST)


@_compiled
def multiply_out(nodes: Integers, leaves: int, rows: Floats) -> None:
    """Write each node, from row ``leaves`` on: the product of the two earlier rows that it joins."""
    for n in range(nodes.shape[0]):
        left, right = nodes[n, 0], nodes[n, 1]
        for c in range(0, rows.shape[1], LANES):
            a = rows[left, c] * rows[right, c]
            b = rows[left, c + 1] * rows[right, c + 1]
            d = rows[left, c + 2] * rows[right, c + 2]
            e = rows[left, c + 3] * rows[right, c + 3]
            rows[leaves + n, c], rows[leaves + n, c + 1] = a, b
            rows[leaves + n, c + 2], rows[leaves + n, c + 3] = d, e


@_compiled
def add_up(nodes: Integers, leaves: int, counts: Floats) -> None:
    """Add each node's expected respondents to those of the two rows that it joins, the last node first."""
    for n in range(nodes.shape[0] - 1, -1, -1):
        for side in range(2):
            row = nodes[n, side]
            for c in range(0, counts.shape[1], LANES):
                a = counts[row, c] + counts[leaves + n, c]
                b = counts[row, c + 1] + counts[leaves + n, c + 1]
                d = counts[row, c + 2] + counts[leaves + n, c + 2]
                e = counts[row, c + 3] + counts[leaves + n, c + 3]
                counts[row, c], counts[row, c + 1], counts[row, c + 2], counts[row, c + 3] = a, b, d, e


@_compiled
def expect(
    codes: Integers,
    shared: Integers,
    weight: Floats,
    rows: Floats,
    counts: Floats,
    prefix: Floats,
    total: Floats,
    ratio: Floats,
    lines: Floats,
    joint: Floats,
) -> float:
    """Return the log-likelihood, and add each pattern's expected classes to the rows that it is made of.

    Four classes at a time: first each pattern's probability, then its classes. ``prefix[l]`` is the product
    of a pattern's first l rows, kept as far as the next pattern shares them. A pattern that no class can give
    counts for none, and its log-likelihood is that of the smallest number.
    """
    for r in range(counts.shape[0]):
        for c in range(counts.shape[1]):
            counts[r, c] = 0.0
    for p in range(len(total)):
        total[p] = 0.0
    alone = len(shared) == 0
    for c in range(0, rows.shape[1], LANES):
        if alone:
            _add_probability_alone(codes, rows, c, joint, total)
        else:
            _add_probability(codes, shared, rows, c, prefix, total)
    beyond = 0.0
    for p in range(len(total)):
        if _LEAST <= total[p] <= _MOST:
            ratio[p] = weight[p] / total[p]
        else:
            beyond += weight[p] * _rescue(codes, p, weight[p], rows, counts)
            ratio[p], total[p] = 0.0, 1.0
    for c in range(0, rows.shape[1], LANES):
        if alone:
            _add_classes_alone(codes, joint, c, ratio, counts)
        else:
            _add_classes(codes, shared, rows, c, ratio, prefix, counts)
    return beyond + log_sum(weight, total, lines)


@_compiled
def _extend(codes: Integers, p: int, begin: int, rows: Floats, c: int, prefix: Floats) -> None:
    """Write the products of a pattern's rows but the last, from the first that it does not share."""
    for level in range(begin, codes.shape[1] - 1):
        row = codes[p, level]
        for lane in range(LANES):
            prefix[level + 1, lane] = prefix[level, lane] * rows[row, c + lane]


@_compiled
def _add_probability(
    codes: Integers, shared: Integers, rows: Floats, c: int, prefix: Floats, total: Floats
) -> None:
    last = codes.shape[1] - 1
    for lane in range(LANES):
        prefix[0, lane] = 1.0
    a, b, d, e = 1.0, 1.0, 1.0, 1.0
    for p in range(codes.shape[0]):
        if shared[p] < last:
            _extend(codes, p, shared[p], rows, c, prefix)
            a, b, d, e = prefix[last, 0], prefix[last, 1], prefix[last, 2], prefix[last, 3]
        row = codes[p, last]
        total[p] += (a * rows[row, c] + b * rows[row, c + 1]) + (d * rows[row, c + 2] + e * rows[row, c + 3])


@_compiled
def _add_classes(
    codes: Integers, shared: Integers, rows: Floats, c: int, ratio: Floats, prefix: Floats, counts: Floats
) -> None:
    """Add expected classes to the rows; those of earlier rows wait until a pattern does not share them."""
    last = codes.shape[1] - 1
    waiting = np.zeros((last + 1, LANES))
    a, b, d, e = 1.0, 1.0, 1.0, 1.0
    for lane in range(LANES):
        prefix[0, lane] = 1.0
    f, g, h, i = 0.0, 0.0, 0.0, 0.0
    for p in range(codes.shape[0]):
        if shared[p] < last:
            _extend(codes, p, shared[p], rows, c, prefix)
            a, b, d, e = prefix[last, 0], prefix[last, 1], prefix[last, 2], prefix[last, 3]
        row, r = codes[p, last], ratio[p]
        one, two, three, four = 0.0, 0.0, 0.0, 0.0
        if r > 0.0:
            # Not of a rescued pattern, whose product may be infinite.
            one, two = r * a * rows[row, c], r * b * rows[row, c + 1]
            three, four = r * d * rows[row, c + 2], r * e * rows[row, c + 3]
        counts[row, c] += one
        counts[row, c + 1] += two
        counts[row, c + 2] += three
        counts[row, c + 3] += four
        f, g, h, i = f + one, g + two, h + three, i + four
        if shared[p + 1] < last:
            waiting[last, 0], waiting[last, 1], waiting[last, 2], waiting[last, 3] = f, g, h, i
            f, g, h, i = 0.0, 0.0, 0.0, 0.0
            for level in range(last - 1, shared[p + 1] - 1, -1):
                row = codes[p, level]
                for lane in range(LANES):
                    counts[row, c + lane] += waiting[level + 1, lane]
                    waiting[level, lane] += waiting[level + 1, lane]
                    waiting[level + 1, lane] = 0.0
            # What waits at the level that the next pattern shares stays there.


@_compiled
def _add_probability_alone(codes: Integers, rows: Floats, c: int, joint: Floats, total: Floats) -> None:
    """Do what :func:`_add_probability` does, of patterns that share too little to look for it.

    The products are kept: to read them again takes less than to multiply.
    """
    for p in range(codes.shape[0]):
        row = codes[p, 0]
        a, b, d, e = rows[row, c], rows[row, c + 1], rows[row, c + 2], rows[row, c + 3]
        for level in range(1, codes.shape[1]):
            row = codes[p, level]
            a, b = a * rows[row, c], b * rows[row, c + 1]
            d, e = d * rows[row, c + 2], e * rows[row, c + 3]
        joint[p, c], joint[p, c + 1], joint[p, c + 2], joint[p, c + 3] = a, b, d, e
        total[p] += (a + b) + (d + e)


@_compiled
def _add_classes_alone(codes: Integers, joint: Floats, c: int, ratio: Floats, counts: Floats) -> None:
    """Do what :func:`_add_classes` does, of patterns that share too little to look for it.

    What comes first in them is mostly the same, and is added up before it is written.
    """
    f, g, h, i = 0.0, 0.0, 0.0, 0.0
    first = codes[0, 0]
    for p in range(codes.shape[0]):
        r = ratio[p]
        if r <= 0.0:
            continue
        a, b, d, e = r * joint[p, c], r * joint[p, c + 1], r * joint[p, c + 2], r * joint[p, c + 3]
        if codes[p, 0] != first:
            _add_four(first, c, f, g, h, i, counts)
            first, f, g, h, i = codes[p, 0], 0.0, 0.0, 0.0, 0.0
        f, g, h, i = f + a, g + b, h + d, i + e
        for level in range(1, codes.shape[1]):
            _add_four(codes[p, level], c, a, b, d, e, counts)
    _add_four(first, c, f, g, h, i, counts)


@_compiled
def _add_four(row: int, c: int, a: float, b: float, d: float, e: float, counts: Floats) -> None:
    a, b, d, e = counts[row, c] + a, counts[row, c + 1] + b, counts[row, c + 2] + d, counts[row, c + 3] + e
    counts[row, c], counts[row, c + 1], counts[row, c + 2], counts[row, c + 3] = a, b, d, e


@_compiled
def _rescue(codes: Integers, p: int, weight: float, rows: Floats, counts: Floats) -> float:
    """Return the logarithm of a pattern's probability where the product leaves the numbers there are.

    Its expected classes are added to the rows that it is made of.
    """
    lanes = rows.shape[1]
    joint = np.empty(lanes)
    largest = -np.inf
    for k in range(lanes):
        height = 0.0
        for level in range(codes.shape[1]):
            part = rows[codes[p, level], k]
            height += np.log(part) if part > 0.0 else -np.inf
        joint[k] = height
        largest = max(largest, height)
    if largest == -np.inf:
        return float(np.log(_LEAST))
    here = 0.0
    for k in range(lanes):
        joint[k] = np.exp(joint[k] - largest)
        here += joint[k]
    for level in range(codes.shape[1]):
        row = codes[p, level]
        for k in range(lanes):
            counts[row, k] += weight * joint[k] / here
    return float(largest + np.log(here))


@_compiled
def log_sum(weight: Floats, total: Floats, lines: Floats) -> float:
    """Return the weighted sum of logarithms of normal positive numbers, a line at once, to the last digit.

    A number is 2 to the power of e times m, m between the roots of 1/2 and 2; log m is the series of
    2 artanh s with s = (m - 1) / (m + 1), |s| < .172, cut where it is within a twentieth of a unit in the
    last place.
    """
    sums, power, rest, shares = lines[0], lines[1], lines[2], lines[3]
    bits, power_bits, rest_bits = total.view(np.uint64), power.view(np.uint64), rest.view(np.uint64)
    size = len(total)
    for i in range(LINE):
        sums[i] = 0.0
    for line in range((size + LINE - 1) // LINE):
        begin = line * LINE
        if begin + LINE <= size:
            for i in range(LINE):
                # As the last digits of 2^52, an exponent is a number without being converted.
                power_bits[i] = ((bits[begin + i] + _TO_ONE) >> _SHIFT) | _TWO_52
                rest_bits[i] = ((bits[begin + i] + _TO_ONE) & _DIGITS) + _ROOT
                shares[i] = weight[begin + i]
        else:
            for i in range(LINE):
                inside = begin + i < size
                here = bits[begin + i] + _TO_ONE if inside else _TO_ONE
                power_bits[i] = (here >> _SHIFT) | _TWO_52
                rest_bits[i] = (here & _DIGITS) + _ROOT
                shares[i] = weight[begin + i] if inside else 0.0
        for i in range(LINE):
            e, m = power[i] - _OFFSET, rest[i]
            s = (m - 1.0) / (m + 1.0)
            z = s * s
            tail = _ARTANH[3] + z * (_ARTANH[4] + z * (_ARTANH[5] + z * _ARTANH[6]))
            series = z * (_ARTANH[0] + z * (_ARTANH[1] + z * (_ARTANH[2] + z * tail)))
            sums[i] += shares[i] * (e * _LOG_2_HIGH + (2 * s + (2 * s * series + e * _LOG_2_LOW)))
    one, two, three, four = 0.0, 0.0, 0.0, 0.0
    for i in range(0, LINE, 4):
        one += sums[i]
        two += sums[i + 1]
        three += sums[i + 2]
        four += sums[i + 3]
    return (one + two) + (three + four)


@_compiled
def maximise(
    kind: Integers,
    first: Integers,
    value: Floats,
    spread: Floats,
    pfirst: Integers,
    counts: Floats,
    params: Floats,
    out: Floats,
) -> None:
    """Write the parameters that fit the expected answers best; a class that lost everyone keeps its own."""
    classes = params.shape[1]
    for j in range(len(kind)):
        a, b, q = first[j], first[j + 1] - 1, pfirst[j]
        if kind[j] == ADJACENT or kind[j] == CUMULATIVE:
            _maximise_ordinal(kind[j], a, b, q, counts, params, out)
            continue
        for k in range(classes):
            answered = 0.0
            for v in range(a, b):
                answered += counts[v, k]
            if answered <= _LEAST:
                for r in range(q, pfirst[j + 1]):
                    out[r, k] = params[r, k]
            elif kind[j] == NOMINAL:
                for v in range(a, b):
                    out[q + v - a, k] = counts[v, k] / answered
            else:
                mean = 0.0
                for v in range(a, b):
                    mean += counts[v, k] * value[v]
                mean /= answered
                out[q, k] = mean
                if kind[j] == CONTINUOUS:
                    square = 0.0
                    for v in range(a, b):
                        square += counts[v, k] * (value[v] - mean) ** 2
                    out[q + 1, k] = max(square / answered, SMALLEST_VARIANCE * spread[j])


@_compiled
def _ordinal_height(
    kind: int, a: int, b: int, q: int, counts: Floats, params: Floats, table: Floats
) -> float:
    _fill_ordinal(kind, a, b, params, q, table)
    height = 0.0
    for v in range(a, b):
        for k in range(params.shape[1]):
            if counts[v, k] > 0.0:
                height += counts[v, k] * np.log(max(table[v, k], _LEAST))
    return height


@_compiled
def _maximise_ordinal(kind: int, a: int, b: int, q: int, counts: Floats, params: Floats, out: Floats) -> None:
    """Take one Fisher step, halved while the expected log-likelihood falls.

    Each EM step begins where the last ended, so that one is enough. The places add up to zero over classes.
    """
    classes, steps = params.shape[1], b - a - 1
    free = steps + classes - 1
    table = np.empty((b, classes))
    _fill_ordinal(kind, a, b, params, q, table)
    score, information = np.zeros(free), np.zeros((free, free))
    slope = np.zeros((b - a, free))
    for k in range(classes):
        answered = 0.0
        for v in range(a, b):
            answered += counts[v, k]
        if answered <= _LEAST:
            continue
        _ordinal_slopes(kind, a, b, q, k, classes, params, table, slope)
        for v in range(b - a):
            p = max(table[a + v, k], _LEAST)
            for i in range(free):
                if slope[v, i] == 0.0:
                    continue
                score[i] += counts[a + v, k] * slope[v, i] / p
                for m in range(free):
                    information[i, m] += answered * slope[v, i] * slope[v, m] / p
    for i in range(free):
        information[i, i] += 1e-10 * (1.0 + information[i, i])
    step = _solve(information, score)
    before = _ordinal_height(kind, a, b, q, counts, params, table)
    scale = 1.0
    for _ in range(30):
        last = 0.0
        for k in range(classes):
            for v in range(steps):
                out[q + v, k] = params[q + v, k] + scale * step[v]
            if k < classes - 1:
                out[q + steps, k] = params[q + steps, k] + scale * step[steps + k]
                last -= out[q + steps, k]
        out[q + steps, classes - 1] = last
        if _ordinal_height(kind, a, b, q, counts, out, table) >= before - 1e-12 * abs(before):
            return
        scale /= 2
    for r in range(q, q + steps + 1):
        for k in range(classes):
            out[r, k] = params[r, k]


@_compiled
def _ordinal_slopes(
    kind: int, a: int, b: int, q: int, k: int, classes: int, params: Floats, table: Floats, slope: Floats
) -> None:
    """Write how a class's probabilities (V) move with the steps (V - 1) and the free places (K - 1)."""
    answers = b - a
    steps = answers - 1
    slope[:] = 0.0
    if kind == ADJACENT:
        mean = 0.0
        for v in range(answers):
            mean += v * table[a + v, k]
        for c in range(steps):
            above = 0.0
            for v in range(c + 1, answers):
                above += table[a + v, k]
            for v in range(answers):
                slope[v, c] = table[a + v, k] * ((1.0 if v > c else 0.0) - above)
        for v in range(answers):
            along = table[a + v, k] * (v - mean)
            if k < classes - 1:
                slope[v, steps + k] = along
            else:
                for m in range(classes - 1):
                    slope[v, steps + m] = -along
        return
    for c in range(steps):
        small = np.exp(-abs(params[q + c, k] + params[q + steps, k]))
        dense = small / (1.0 + small) ** 2
        slope[c, c] -= dense
        slope[c + 1, c] += dense
        if k < classes - 1:
            slope[c, steps + k] -= dense
            slope[c + 1, steps + k] += dense
        else:
            for m in range(classes - 1):
                slope[c, steps + m] += dense
                slope[c + 1, steps + m] -= dense


@_compiled
def prior_of(prior_kind: int, x: Floats, gamma: Floats, prior: Floats) -> None:
    """Write the share of each class in each prior row: as it stands, or by a multinomial logit of x."""
    rows, classes = prior.shape
    for s in range(rows):
        if prior_kind == FREE:
            for k in range(classes):
                prior[s, k] = gamma[s, k]
            continue
        top = -np.inf
        for k in range(classes):
            height = 0.0
            for c in range(x.shape[1]):
                height += x[s, c] * gamma[c, k]
            prior[s, k] = height
            top = max(top, height)
        total = 0.0
        for k in range(classes):
            prior[s, k] = np.exp(prior[s, k] - top)
            total += prior[s, k]
        for k in range(classes):
            prior[s, k] /= total


@_compiled
def _logit_height(x: Floats, gamma: Floats, counts: Floats, prior: Floats) -> float:
    prior_of(LOGIT, x, gamma, prior)
    height = 0.0
    for s in range(counts.shape[0]):
        for k in range(counts.shape[1]):
            if counts[s, k] > 0.0:
                height += counts[s, k] * np.log(max(prior[s, k], _LEAST))
    return height


@_compiled
def maximise_prior(prior_kind: int, x: Floats, counts: Floats, gamma: Floats, out: Floats) -> None:
    """Write the shares, or take one Newton step of the multinomial logit; the last class is the reference."""
    rows, classes = counts.shape
    if prior_kind == FREE:
        for s in range(rows):
            here = 0.0
            for k in range(classes):
                here += counts[s, k]
            for k in range(classes):
                out[s, k] = counts[s, k] / here if here > _LEAST else gamma[s, k]
        return
    columns = x.shape[1]
    free = columns * (classes - 1)
    prior = np.empty((rows, classes))
    before = _logit_height(x, gamma, counts, prior)
    score, information = np.zeros(free), np.zeros((free, free))
    for s in range(rows):
        here = 0.0
        for k in range(classes):
            here += counts[s, k]
        for k in range(classes - 1):
            rest = counts[s, k] - here * prior[s, k]
            for c in range(columns):
                score[k * columns + c] += rest * x[s, c]
            for m in range(k + 1):
                both = here * prior[s, k] * ((1.0 if k == m else 0.0) - prior[s, m])
                for c in range(columns):
                    for d in range(columns):
                        information[k * columns + c, m * columns + d] += both * x[s, c] * x[s, d]
    for i in range(free):
        for m in range(i):
            information[m, i] = information[i, m]
        information[i, i] += 1e-10 * (1.0 + information[i, i])
    step = _solve(information, score)
    scale = 1.0
    for _ in range(30):
        for c in range(columns):
            for k in range(classes - 1):
                out[c, k] = gamma[c, k] + scale * step[k * columns + c]
            out[c, classes - 1] = 0.0
        if _logit_height(x, out, counts, prior) >= before - 1e-12 * abs(before):
            return
        scale /= 2
    _copy(gamma, out)


@_compiled
def _fill_side(first: Integers, widths: Integers, begin: int, end: int, chances: Floats, side: Floats) -> int:
    """Write the products of some items' answers in each class, those of the last item next to one another.

    The first of a class holds what all are multiplied with. Returns how many there are.
    """
    size = 1
    for j in range(end - 1, begin - 1, -1):
        for k in range(chances.shape[1]):
            line = side[k]
            # From the last answer down, so that what is still read is not written over.
            for v in range(widths[j] - 1, -1, -1):
                chance = chances[first[j] + v, k]
                out = line[v * size : (v + 1) * size]
                for i in range(size):
                    out[i] = line[i] * chance
        size *= widths[j]
    return size


@_compiled
def _fold_side(
    first: Integers, widths: Integers, begin: int, end: int, size: int, side: Floats, counts: Floats
) -> None:
    """Write the expected respondents of each answer, the first item first; what remains is all."""
    for j in range(begin, end):
        size //= widths[j]
        for k in range(counts.shape[1]):
            line = side[k]
            near = line[:size]
            for v in range(widths[j]):
                part = line[v * size : (v + 1) * size]
                a, b, d, e = 0.0, 0.0, 0.0, 0.0
                whole = size - size % 4
                for i in range(0, whole, 4):
                    a += part[i]
                    b += part[i + 1]
                    d += part[i + 2]
                    e += part[i + 3]
                for i in range(whole, size):
                    a += part[i]
                counts[first[j] + v, k] = (a + b) + (d + e)
                if v > 0:
                    for i in range(size):
                        near[i] += part[i]


@_compiled
def _join(left: Floats, right: Floats, rows: int, total: Floats) -> None:
    """Write the probability of every pattern there could be: one side by the other, summed over classes.

    Four rows and four classes at a time, over a line of the right side. Beyond the last row there are zeros.
    """
    flat, across = total.reshape(-1), right.reshape(-1)
    for a in range(0, rows, 4):
        out = flat[a * LINE : (a + 4) * LINE]
        for k in range(0, left.shape[0], LANES):
            x = across[k * LINE : (k + 4) * LINE]
            c, d, e, f = left[k, a], left[k + 1, a], left[k + 2, a], left[k + 3, a]
            g, h, i, j = left[k, a + 1], left[k + 1, a + 1], left[k + 2, a + 1], left[k + 3, a + 1]
            m, n, o, p = left[k, a + 2], left[k + 1, a + 2], left[k + 2, a + 2], left[k + 3, a + 2]
            q, r, s, t = left[k, a + 3], left[k + 1, a + 3], left[k + 2, a + 3], left[k + 3, a + 3]
            if k == 0:
                for b in range(LINE):
                    one, two, three, four = x[b], x[LINE + b], x[2 * LINE + b], x[3 * LINE + b]
                    out[b] = (c * one + d * two) + (e * three + f * four)
                    out[LINE + b] = (g * one + h * two) + (i * three + j * four)
                    out[2 * LINE + b] = (m * one + n * two) + (o * three + p * four)
                    out[3 * LINE + b] = (q * one + r * two) + (s * three + t * four)
            else:
                for b in range(LINE):
                    one, two, three, four = x[b], x[LINE + b], x[2 * LINE + b], x[3 * LINE + b]
                    out[b] += (c * one + d * two) + (e * three + f * four)
                    out[LINE + b] += (g * one + h * two) + (i * three + j * four)
                    out[2 * LINE + b] += (m * one + n * two) + (o * three + p * four)
                    out[3 * LINE + b] += (q * one + r * two) + (s * three + t * four)


@_compiled
def _spread(ratio: Floats, begin: int, side: Floats, rows: int, out: Floats) -> None:
    """Write the sum over one side of its products times the ratios, over a line of the other.

    Eight rows and two classes at a time. Beyond the last row there are zeros.
    """
    flat, ratios = out.reshape(-1), ratio.reshape(-1)
    for k in range(0, out.shape[0], 2):
        line = flat[k * LINE : (k + 2) * LINE]
        for b in range(2 * LINE):
            line[b] = 0.0
        for a in range(0, rows, 8):
            r = ratios[(begin + a) * LINE : (begin + a + 8) * LINE]
            c, d, e, f = side[k, a], side[k, a + 1], side[k, a + 2], side[k, a + 3]
            g, h, i, j = side[k, a + 4], side[k, a + 5], side[k, a + 6], side[k, a + 7]
            m, n, o, p = side[k + 1, a], side[k + 1, a + 1], side[k + 1, a + 2], side[k + 1, a + 3]
            q, s, t, u = side[k + 1, a + 4], side[k + 1, a + 5], side[k + 1, a + 6], side[k + 1, a + 7]
            for b in range(LINE):
                one, two, three, four = r[b], r[LINE + b], r[2 * LINE + b], r[3 * LINE + b]
                five, six = r[4 * LINE + b], r[5 * LINE + b]
                seven, eight = r[6 * LINE + b], r[7 * LINE + b]
                line[b] += ((c * one + d * two) + (e * three + f * four)) + (
                    (g * five + h * six) + (i * seven + j * eight)
                )
                line[LINE + b] += ((m * one + n * two) + (o * three + p * four)) + (
                    (q * five + s * six) + (t * seven + u * eight)
                )


@_compiled
def _expect_on_grid(
    data: tuple[Any, ...], prior: Floats, rows: Floats, counts: Floats, work: tuple[Any, ...]
) -> bool:
    """Do what :func:`expect` does where all patterns lie on a grid of two sides, close together.

    A side is a table of the products of half of the items; all patterns' probabilities are one side's
    table times the other's, and so are the sums over patterns: straight loops over lines of numbers. Writes
    each pattern's probability, and the expected classes to the items' answers. Returns whether the
    probability of each pattern is a normal number; otherwise nothing is expected.
    """
    weight, first, cells, turned_cells, widths, cut = data[2], data[5], data[12], data[13], data[14], data[15]
    total, ratio = work[3], work[4]
    left, right, grid, ratios, turned, beside, left_counts = work[8]
    for k in range(rows.shape[1]):
        left[k, 0] = prior[0, k] if k < prior.shape[1] else 0.0
        right[k, 0] = 1.0
    heights = _fill_side(first, widths, 0, cut, rows, left)
    columns = _fill_side(first, widths, cut, len(widths), rows, right)
    _join(left, right, heights, grid)
    flat, flat_ratios, flat_turned = grid.reshape(-1), ratios.reshape(-1), turned.reshape(-1)
    beyond = 0
    for p in range(len(cells)):
        total[p] = flat[cells[p]]
    for p in range(len(cells)):
        ratio[p] = weight[p] / total[p]
        beyond += 0 if _LEAST <= total[p] <= _MOST else 1
    if beyond > 0:
        return False
    for p in range(len(cells)):
        flat_ratios[cells[p]] = ratio[p]
    for p in range(len(cells)):
        flat_turned[turned_cells[p]] = ratio[p]
    for begin in range(0, left.shape[1], LINE):
        _spread(turned, begin, right, columns, beside)
        for k in range(rows.shape[1]):
            out, table, sums = left_counts[k, begin : begin + LINE], left[k, begin : begin + LINE], beside[k]
            for a in range(LINE):
                out[a] = sums[a] * table[a]
    _fold_side(first, widths, 0, cut, heights, left_counts, counts)
    _spread(ratios, 0, left, heights, beside)
    for k in range(rows.shape[1]):
        out, table = beside[k], right[k]
        for b in range(LINE):
            out[b] *= table[b]
    _fold_side(first, widths, cut, len(widths), columns, beside, counts)
    for k in range(rows.shape[1]):
        counts[first[-1], k] = left_counts[k, 0]
    return True


@_compiled
def _step(
    data: tuple[Any, ...],
    params: Floats,
    gamma: Floats,
    params_out: Floats,
    gamma_out: Floats,
    work: tuple[Any, ...],
    tell: bool,
) -> float:
    """Do what :func:`em` does; where nobody asks, the log-likelihood may be left out, and is NaN."""
    codes, shared, weight, nodes, kind, first, value, constant, spread, pfirst, prior_kind, x = data[:12]
    rows, counts, prefix, total, ratio, prior, prior_counts, lines = work[:8]
    base = first[-1]
    leaves = base + prior.shape[0]
    fill_items(kind, first, value, constant, pfirst, params, rows)
    prior_of(prior_kind, x, gamma, prior)
    if len(data[12]) > 0 and _expect_on_grid(data, prior, rows, counts, work):
        height = log_sum(weight, total, lines) if tell else np.nan
    else:
        for s in range(prior.shape[0]):
            for k in range(prior.shape[1]):
                rows[base + s, k] = prior[s, k]
        multiply_out(nodes, leaves, rows)
        height = expect(codes, shared, weight, rows, counts, prefix, total, ratio, lines, work[9])
        add_up(nodes, leaves, counts)
    for s in range(prior.shape[0]):
        for k in range(prior.shape[1]):
            prior_counts[s, k] = counts[base + s, k]
    maximise(kind, first, value, spread, pfirst, counts, params, params_out)
    maximise_prior(prior_kind, x, prior_counts, gamma, gamma_out)
    return height


@_compiled
def em(
    data: tuple[Any, ...],
    params: Floats,
    gamma: Floats,
    params_out: Floats,
    gamma_out: Floats,
    work: tuple[Any, ...],
) -> float:
    """Take one step, write it, and return the log-likelihood of where it began."""
    return _step(data, params, gamma, params_out, gamma_out, work, True)


@_compiled
def _leap(length: float, now: Floats, one: Floats, two: Floats, out: Floats) -> None:
    for r in range(now.shape[0]):
        for k in range(now.shape[1]):
            step = one[r, k] - now[r, k]
            bend = two[r, k] - one[r, k] - step
            out[r, k] = now[r, k] + 2 * length * step + length * length * bend


@_compiled
def _products(now: Floats, one: Floats, two: Floats, metric: Floats) -> tuple[float, float]:
    """Return the products of the bend of two steps with the first of them, and with itself."""
    along, bent = 0.0, 0.0
    for r in range(now.shape[0]):
        for k in range(now.shape[1]):
            step = one[r, k] - now[r, k]
            bend = two[r, k] - one[r, k] - step
            along += metric[r, k] * step * bend
            bent += metric[r, k] * bend * bend
    return along, bent


@_compiled
def _measure(
    data: tuple[Any, ...],
    params: Floats,
    gamma: Floats,
    prior_counts: Floats,
    metric: Floats,
    g_metric: Floats,
) -> None:
    """Write about how much the complete data say of each parameter: the diagonal of their information."""
    kind, pfirst, prior_kind, x = data[4], data[9], data[10], data[11]
    rows, classes = prior_counts.shape
    for k in range(classes):
        members = 0.0
        for s in range(rows):
            members += prior_counts[s, k]
        for j in range(len(kind)):
            q, end = pfirst[j], pfirst[j + 1]
            for r in range(q, end):
                if kind[j] == NOMINAL or kind[j] == COUNT:
                    metric[r, k] = members / max(params[r, k], _NEAR)
                elif kind[j] == CONTINUOUS:
                    variance = max(params[q + 1, k], _NEAR)
                    metric[r, k] = members / variance if r == q else members / (2 * variance * variance)
                else:
                    metric[r, k] = _OF_LOG_ODDS * members
    for r in range(gamma.shape[0]):
        for k in range(classes):
            g_metric[r, k] = 0.0
    for s in range(rows):
        here = 0.0
        for k in range(classes):
            here += prior_counts[s, k]
        for k in range(classes):
            if prior_kind == FREE:
                g_metric[s, k] = here / max(gamma[s, k], _NEAR)
            else:
                for c in range(x.shape[1]):
                    g_metric[c, k] += _OF_LOG_ODDS * here * x[s, c] * x[s, c]


@_compiled
def _least_gain(
    pfirst: Integers, params: Floats, gamma: Floats, one: Floats, g_one: Floats, members: Floats
) -> float:
    """Return the least that a plain step from ``params`` to ``one`` adds to the log-likelihood.

    Of probabilities only: it adds no less than members times the divergence of new from old ones, and that is
    no less than half the squared change over the larger of the two.
    """
    gain = 0.0
    for k in range(params.shape[1]):
        here, apart = 0.0, 0.0
        for s in range(members.shape[0]):
            here += members[s, k]
        for r in range(pfirst[-1]):
            change = one[r, k] - params[r, k]
            apart += change * change / max(one[r, k], params[r, k], _LEAST)
        gain += 0.5 * here * apart
    for s in range(members.shape[0]):
        here, apart = 0.0, 0.0
        for k in range(params.shape[1]):
            here += members[s, k]
            change = g_one[s, k] - gamma[s, k]
            apart += change * change / max(g_one[s, k], gamma[s, k], _LEAST)
        gain += 0.5 * here * apart
    return gain


@_compiled
def _mend(
    kind: Integers,
    pfirst: Integers,
    prior_kind: int,
    params: Floats,
    gamma: Floats,
    safe: Floats,
    safe_gamma: Floats,
) -> None:
    """Bring a leap back to where its parameters mean something, a tenth of the plain step from a boundary."""
    classes = params.shape[1]
    for j in range(len(kind)):
        q, end = pfirst[j], pfirst[j + 1]
        for k in range(classes):
            if kind[j] == NOMINAL:
                total = 0.0
                for r in range(q, end):
                    if params[r, k] <= 0.0:
                        params[r, k] = 0.1 * safe[r, k]
                    total += params[r, k]
                for r in range(q, end):
                    params[r, k] /= total
            elif kind[j] == COUNT and params[q, k] <= 0.0:
                params[q, k] = 0.1 * safe[q, k]
            elif kind[j] == CONTINUOUS and params[q + 1, k] <= 0.0:
                params[q + 1, k] = 0.1 * safe[q + 1, k]
    if prior_kind == FREE:
        for s in range(gamma.shape[0]):
            total = 0.0
            for k in range(classes):
                if gamma[s, k] <= 0.0:
                    gamma[s, k] = 0.1 * safe_gamma[s, k]
                total += gamma[s, k]
            for k in range(classes):
                gamma[s, k] /= total


@_compiled
def _match(top: Floats, shares: Floats, params: Floats, gamma: Floats, order: Integers) -> bool:
    """Write which class lies nearest to each of a known top's; return whether the two can be one.

    Each is the nearest of one, and what the top has on a boundary is near to it.
    """
    classes = params.shape[1]
    for k in range(classes):
        nearest = np.inf
        for m in range(classes):
            apart = 0.0
            for r in range(params.shape[0]):
                apart += (top[r, k] - params[r, m]) ** 2
            if apart < nearest:
                nearest, order[k] = apart, m
        for m in range(k):
            if order[m] == order[k]:
                return False
        for r in range(params.shape[0]):
            if top[r, k] <= BOUNDARY and params[r, order[k]] > _AT_BOUNDARY:
                return False
        for s in range(gamma.shape[0]):
            if shares[s, k] <= BOUNDARY and gamma[s, order[k]] > _AT_BOUNDARY:
                return False
    return True


@_compiled
def _scores(
    data: tuple[Any, ...],
    work: tuple[Any, ...],
    here: tuple[Floats, Floats],
    one: tuple[Floats, Floats],
    out: tuple[Floats, Floats],
) -> None:
    """Write the derivative of the log-likelihood by the logarithm of each probability.

    It is what a plain step from ``here`` to ``one`` changes, times those whom the step counted.
    """
    first, pfirst, counts, prior_counts = data[5], data[9], work[1], work[6]
    for k in range(here[0].shape[1]):
        for j in range(len(pfirst) - 1):
            answered = 0.0
            for v in range(first[j], first[j + 1] - 1):
                answered += counts[v, k]
            for r in range(pfirst[j], pfirst[j + 1]):
                out[0][r, k] = answered * (one[0][r, k] - here[0][r, k])
        for s in range(here[1].shape[0]):
            members = 0.0
            for m in range(here[1].shape[1]):
                members += prior_counts[s, m]
            out[1][s, k] = members * (one[1][s, k] - here[1][s, k])


@_compiled
def _newton(
    known: tuple[Any, ...], order: Integers, scores: tuple[Floats, Floats], step: Floats
) -> tuple[float, float]:
    """Write Newton's step with a known top's information; return the gain that it promises, and the score.

    The score is the largest of a free coordinate.
    """
    inverse, row, of = known[3], known[4], known[5]
    size, rows = len(row), scores[0].shape[0]
    score = np.empty(size)
    largest, promised = 0.0, 0.0
    for c in range(size):
        k = order[of[c]]
        score[c] = scores[0][row[c], k] if row[c] < rows else scores[1][row[c] - rows, k]
        largest = max(largest, abs(score[c]))
    for c in range(size):
        along = 0.0
        for m in range(size):
            along += inverse[c, m] * score[m]
        step[c] = along
        promised += 0.5 * along * score[c]
    return promised, largest


@_compiled
def _move(
    known: tuple[Any, ...],
    pfirst: Integers,
    here: tuple[Floats, Floats],
    order: Integers,
    step: Floats,
    out: tuple[Floats, Floats],
) -> None:
    """Write the probabilities a step of log-odds away; what a known top has on a boundary goes there."""
    row, of = known[4], known[5]
    rows, classes = here[0].shape
    for k in range(classes):
        for r in range(rows):
            held = known[0][r, k] <= BOUNDARY
            out[0][r, order[k]] = known[0][r, k] if held else here[0][r, order[k]]
        for s in range(here[1].shape[0]):
            held = known[1][s, k] <= BOUNDARY
            out[1][s, order[k]] = known[1][s, k] if held else here[1][s, order[k]]
    for c in range(len(row)):
        k, times = order[of[c]], np.exp(min(max(step[c], -FARTHEST), FARTHEST))
        if row[c] < rows:
            out[0][row[c], k] *= times
        else:
            out[1][row[c] - rows, k] *= times
    for k in range(classes):
        for j in range(len(pfirst) - 1):
            total = 0.0
            for r in range(pfirst[j], pfirst[j + 1]):
                total += out[0][r, k]
            for r in range(pfirst[j], pfirst[j + 1]):
                out[0][r, k] /= total
    for s in range(here[1].shape[0]):
        total = 0.0
        for k in range(classes):
            total += out[1][s, k]
        for k in range(classes):
            out[1][s, k] /= total


@_compiled
def chord(
    data: tuple[Any, ...],
    params: Floats,
    gamma: Floats,
    known: tuple[Any, ...],
    enough: float,
    work: tuple[Any, ...],
) -> tuple[float, float]:
    """Follow Newton's steps with the information of one point, in place; return the log-likelihood and score.

    Such chord steps go on until no score is above ``enough``, and while each leaves a tenth of the score of
    the one before. One that falls is not taken.
    """
    here, out = (params, gamma), (np.empty_like(params), np.empty_like(gamma))
    one, scores = (np.empty_like(params), np.empty_like(gamma)), (np.empty_like(params), np.empty_like(gamma))
    order, step = np.arange(params.shape[1]), np.empty(len(known[4]))
    height = em(data, params, gamma, one[0], one[1], work)
    _scores(data, work, here, one, scores)
    _, score = _newton(known, order, scores, step)
    while score >= enough:
        _move(known, data[9], here, order, step, out)
        reached = em(data, out[0], out[1], one[0], one[1], work)
        _scores(data, work, out, one, scores)
        _, after = _newton(known, order, scores, step)
        # Not told by what is lower: nothing is lower than no number.
        if not reached >= height - _ROUNDED * abs(height):
            break
        _copy(out[0], params)
        _copy(out[1], gamma)
        height, before, score = reached, score, after
        if score > _TENTH * before:
            break
    return height, score


@_compiled
def ascend(
    data: tuple[Any, ...],
    params: Floats,
    gamma: Floats,
    tolerance: float,
    most: int,
    known: tuple[Any, ...],
    work: tuple[Any, ...],
) -> tuple[float, bool, int]:
    """Follow one start to its top, in place; return its log-likelihood, whether it arrived, and its steps.

    Two plain steps and a leap in their direction, kept where it is no lower than they began (Varadhan and
    Roland 2008, Scandinavian Journal of Statistics 35, 335-353). How far is their first rule, which projects
    the bend of two steps on itself, but measured by the information of the complete data: in that measure
    plain steps shrink along directions at right angles (Dempster, Laird and Rubin 1977, section 3), and leaps
    are turned down less often. A leap's measurement is also its first plain step: most rounds cost two.

    ``known`` is a top that another start found: items' parameters and shares, its log-likelihood, and the
    inverse of the information there with the row (of items, then of shares) and class of each coordinate;
    without coordinates there is none. What comes near to it takes Newton's steps with that information, which
    arrive in a few. Near is where the gain that the step promises is about the gap that is left; each step
    must leave a quarter of the gap, and the way ends as any other does, by a plain step.
    """
    kind, pfirst, prior_kind = data[4], data[9], data[10]
    plain = prior_kind == FREE
    for j in range(len(kind)):
        plain = plain and kind[j] == NOMINAL
    one, two, leap, ahead = (
        np.empty_like(params),
        np.empty_like(params),
        np.empty_like(params),
        np.empty_like(params),
    )
    g_one, g_two = np.empty_like(gamma), np.empty_like(gamma)
    g_leap, g_ahead = np.empty_like(gamma), np.empty_like(gamma)
    metric, g_metric = np.empty_like(params), np.empty_like(gamma)
    height = em(data, params, gamma, one, g_one, work)
    steps, knows = 1, plain and len(known[4]) > 0
    hopeful = knows
    order, step = np.empty(params.shape[1], dtype=np.intp), np.empty(len(known[4]))
    while steps < most:
        far = plain and _least_gain(data[9], params, gamma, one, g_one, work[6]) > max(
            2 * tolerance, _TOLD * abs(height)
        )
        gap = known[2][0] - height
        if far and hopeful and 0.0 < gap < len(known[4]) * _IN_SIGHT:
            _scores(data, work, (params, gamma), (one, g_one), (leap, g_leap))
            matched = _match(known[0], known[1], params, gamma, order)
            promised = _newton(known, order, (leap, g_leap), step)[0] if matched else 0.0
            # The likelihood bends from here to there as it does there.
            if gap * _ALIKE < promised < gap / _ALIKE:
                _move(known, pfirst, (params, gamma), order, step, (leap, g_leap))
                reached = em(data, leap, g_leap, ahead, g_ahead, work)
                steps += 1
                hopeful = known[2][0] - reached < _NEARER * gap
                if hopeful and reached > height:
                    _copy(leap, params)
                    _copy(g_leap, gamma)
                    _copy(ahead, one)
                    _copy(g_ahead, g_one)
                    height = reached
                    continue
        hopeful = knows
        after = _step(data, one, g_one, two, g_two, work, not far)
        steps += 1
        if not far and after - height < tolerance:
            # Told at the higher of the two: a step can lose an ulp.
            _copy(one, params)
            _copy(g_one, gamma)
            return after, True, steps
        _measure(data, two, g_two, work[6], metric, g_metric)
        along, bent = _products(params, one, two, metric)
        g_along, g_bent = _products(gamma, g_one, g_two, g_metric)
        along, bent = along + g_along, bent + g_bent
        # Where steps still grow, the way is as straight as where they shrink.
        length = min(max(abs(along) / bent, 1.0), _LONGEST_LEAP) if bent > 0.0 else 1.0
        _leap(length, params, one, two, leap)
        _leap(length, gamma, g_one, g_two, g_leap)
        _mend(kind, pfirst, prior_kind, leap, g_leap, two, g_two)
        reached = em(data, leap, g_leap, ahead, g_ahead, work)
        steps += 1
        if reached >= (height if far else after):
            _copy(leap, params)
            _copy(g_leap, gamma)
            _copy(ahead, one)
            _copy(g_ahead, g_one)
            height = reached
        else:
            _copy(two, params)
            _copy(g_two, gamma)
            height = em(data, params, gamma, one, g_one, work)
            steps += 1
    return height, False, steps


@_compiled
def ascend_each(
    data: tuple[Any, ...],
    params: Floats,
    gamma: Floats,
    tolerance: float,
    most: int,
    known: tuple[Any, ...],
    work: tuple[Any, ...],
) -> tuple[Floats, npt.NDArray[np.bool_]]:
    """Do what :func:`ascend` does with several starts, one after another (S x R x K, S x G x K)."""
    heights, arrived = np.empty(len(params)), np.empty(len(params), dtype=np.bool_)
    for s in range(len(params)):
        heights[s], arrived[s], _ = ascend(data, params[s], gamma[s], tolerance, most, known, work)
    return heights, arrived


@_compiled
def add_products(values: Floats, weight: Floats, out: Floats) -> None:
    """Add the weighted sum of each row's products with itself to the lower triangle of ``out``."""
    rows, columns = values.shape
    for p in range(0, rows, 4):
        q, r, s = min(p + 1, rows - 1), min(p + 2, rows - 1), min(p + 3, rows - 1)
        # Beyond the last row it is read again, without a weight.
        of_q, of_r = weight[q] if p + 1 < rows else 0.0, weight[r] if p + 2 < rows else 0.0
        of_s = weight[s] if p + 3 < rows else 0.0
        for c in range(columns):
            a, b = weight[p] * values[p, c], of_q * values[q, c]
            d, e = of_r * values[r, c], of_s * values[s, c]
            for m in range(c + 1):
                out[c, m] += (a * values[p, m] + b * values[q, m]) + (d * values[r, m] + e * values[s, m])


@_compiled
def add_pairs(
    codes: Integers, beside: Integers, pfirst: Integers, within: Floats, weight: Floats, out: Floats
) -> None:
    """Add how often two answers meet in two classes, by weight and the product of their probabilities.

    An answer is its row among items' parameters; the pattern's prior row follows them. ``out`` (rows x rows x
    classes x classes, the last two flat) holds the later row first; those of a row with itself count half.
    """
    items, classes = codes.shape[1], within.shape[1]
    rows, both = np.empty(items + 1, dtype=np.intp), np.empty(classes * classes)
    for p in range(codes.shape[0]):
        found = 0
        for j in range(items):
            if codes[p, j] >= 0:
                rows[found] = pfirst[j] + codes[p, j]
                found += 1
        rows[found] = pfirst[items] + beside[p]
        for k in range(classes):
            for m in range(classes):
                both[k * classes + m] = weight[p] * within[p, k] * within[p, m]
        for i in range(found + 1):
            for h in range(i):
                cell = out[rows[i], rows[h]]
                for c in range(len(both)):
                    cell[c] += both[c]
            cell = out[rows[i], rows[i]]
            for c in range(len(both)):
                cell[c] += 0.5 * both[c]


@_compiled
def add_rows(codes: Integers, first: Integers, table: Floats, out: Floats) -> None:
    """Add the row of each of a pattern's answers to its row of ``out`` (P x K); a missing one has none."""
    for p in range(codes.shape[0]):
        for j in range(codes.shape[1]):
            if codes[p, j] >= 0:
                row = first[j] + codes[p, j]
                for k in range(out.shape[1]):
                    out[p, k] += table[row, k]


@_compiled
def take_rows(rows: Floats, place: Integers, at: int, out: Floats) -> None:
    """Write the row at each place (-1 is the last) into columns of ``out``, from column ``at`` on."""
    last = rows.shape[0] - 1
    for p in range(len(place)):
        row = place[p] if place[p] >= 0 else last
        for c in range(rows.shape[1]):
            out[p, at + c] = rows[row, c]


@_compiled
def add_columns(values: Floats, share: Floats, own: Integers, out: Floats) -> None:
    """Add each row times its share to columns ``own`` of ``out``."""
    for p in range(values.shape[0]):
        for c in range(values.shape[1]):
            out[p, own[c]] += share[p] * values[p, c]


@_compiled
def add_people(codes: Integers, first: Integers, people: Floats, counts: Floats) -> None:
    """Add people of each class (P x K) to the row of each of their answers; -1 is a missing one."""
    for p in range(codes.shape[0]):
        for j in range(codes.shape[1]):
            if codes[p, j] >= 0:
                for k in range(people.shape[1]):
                    counts[first[j] + codes[p, j], k] += people[p, k]
