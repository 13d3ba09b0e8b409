"""Two groups with classes of their own, as the textbook writes them: one respondent after another.

Yes/no items. A group's parameters are one list: log-odds of each class but the last against it, then class by
class the log-odds of "yes" to each item. Derivatives are differences.
"""

from itertools import pairwise
from math import exp, log

import numpy as np

STEP = 1e-4


def expit(height):
    return 1 / (1 + exp(-height))


def log_chance(row, parameters, classes):
    """Return the logarithm of the chance of one respondent's answers."""
    odds = [exp(height) for height in parameters[: classes - 1]] + [1.0]
    whole = 0.0
    for k in range(classes):
        chance = odds[k] / sum(odds)
        for j, answer in enumerate(row):
            height = parameters[classes - 1 + k * len(row) + j]
            chance *= expit(height) if answer else 1 - expit(height)
        whole += chance
    return log(whole)


def slopes(row, parameters, classes):
    """Return one respondent's score."""
    found = []
    for c in range(len(parameters)):
        ends = []
        for sign in (1, -1):
            moved = list(parameters)
            moved[c] += sign * STEP
            ends.append(log_chance(row, moved, classes))
        found.append((ends[0] - ends[1]) / (2 * STEP))
    return np.array(found)


def information(rows, weights, parameters, classes):
    """Return minus the second derivatives of the weighted log-likelihood."""
    size = len(parameters)
    found = np.zeros((size, size))
    for c in range(size):
        ends = []
        for sign in (1, -1):
            moved = list(parameters)
            moved[c] += sign * STEP
            total = np.zeros(size)
            for row, weight in zip(rows, weights, strict=True):
                total += weight * slopes(row, moved, classes)
            ends.append(total)
        found[c] = -(ends[0] - ends[1]) / (2 * STEP)
    return (found + found.T) / 2


def middle(scores, strata, clusters):
    """Return the covariance of total scores: products of deviations of cluster totals within strata."""
    size = scores.shape[1]
    found = np.zeros((size, size))
    for stratum in sorted(set(strata)):
        names = sorted({c for c, s in zip(clusters, strata, strict=True) if s == stratum})
        totals = [
            sum(
                score
                for score, c, s in zip(scores, clusters, strata, strict=True)
                if c == name and s == stratum
            )
            for name in names
        ]
        mean = sum(totals) / len(totals)
        for total in totals:
            found += len(names) / (len(names) - 1) * np.outer(total - mean, total - mean)
    return found


def equal(size, places):
    """Return contrasts of two groups, whose parameters stand one after the other, at some places."""
    found = np.zeros((len(places), 2 * size))
    for m, place in enumerate(places):
        found[m, place], found[m, size + place] = -1.0, 1.0
    return found


def holm_by_definition(p):
    """Return adjusted p-values: the lowest level at which Holm's steps reject each."""
    found = []
    for own in p:
        for level in np.linspace(0, 1, 100_001):
            rejected, ordered = [], sorted(p)
            for rank, value in enumerate(ordered):
                if value > level / (len(p) - rank) + 1e-12:
                    break
                rejected.append(value)
            if own in rejected:
                found.append(level)
                break
        else:
            found.append(1.0)
    assert all(a <= b or x > y for (a, b), (x, y) in zip(pairwise(found), pairwise(p), strict=True))
    return found
