"""Latent classes as the textbook writes them: one respondent, one class and one item after another.

An item is its kind and its parameters: ``nominal`` a list of probabilities for each class; ``adjacent`` and
``cumulative`` the steps that all classes share and a place for each class; ``count`` a rate for each class;
``continuous`` a mean and a variance for each class. Answers are numbers: the category counted from 0, or the
count or measurement itself; None where missing.
"""

from cmath import exp as complex_exp
from itertools import pairwise
from math import exp, factorial, log, pi, sqrt

import numpy as np


def chance(item, k, answer):
    """Return the probability (or density) of an answer in a class."""
    kind, parameters = item
    if kind == "nominal":
        return parameters[k][answer]
    if kind in ("adjacent", "cumulative"):
        steps, places = parameters
        return ordered(kind, steps, places[k])[answer]
    if kind == "count":
        return parameters[k] ** answer * exp(-parameters[k]) / factorial(answer)
    mean, variance = parameters[k]
    return exp(-((answer - mean) ** 2) / (2 * variance)) / sqrt(2 * pi * variance)


def ordered(kind, steps, place):
    """Return the probabilities of an ordered item's categories; also of complex steps and places."""
    if kind == "adjacent":
        # log P(v) - log P(v - 1) = step + place.
        odds = [1.0]
        for step in steps:
            odds.append(odds[-1] * complex_exp(step + place))
        found = [each / sum(odds) for each in odds]
    else:
        # log-odds of P(at least v) = step + place; a difference of two such is the product of at least v, of
        # below v + 1, and of 1 - exp(difference of the log-odds), which loses no digits where it is small.
        odds = [step + place for step in steps]
        at_least = [1.0, *(1 / (1 + complex_exp(-each)) for each in odds)]
        below_next = [*(1 / (1 + complex_exp(each)) for each in odds), 1.0]
        apart = [1.0, *(1 - complex_exp(b - a) for a, b in pairwise(odds)), 1.0]
        found = [a * b * c for a, b, c in zip(at_least, below_next, apart, strict=True)]
    real = not any(isinstance(number, complex) for number in (*steps, place))
    return [complex(each).real for each in found] if real else found


def shares_of(prior, beside, x):
    """Return the class shares of a respondent: those of the group, or a multinomial logit of covariates."""
    if x is None:
        return prior[beside]
    heights = [sum(b * value for b, value in zip(of_class, x[beside], strict=True)) for of_class in prior]
    return [exp(height) / sum(exp(other) for other in heights) for height in heights]


def slow_step(rows, weights, items, prior, beside=None, x=None):
    """Return items and prior after one step, and the log-likelihood before it.

    prior[group][class], or with rows of covariates x, prior[class][column]; beside: the group, or the row of
    x, of each respondent.
    """
    beside = [0] * len(rows) if beside is None else beside
    classes = len(prior) if x is not None else len(prior[0])
    height, memberships = 0.0, []
    for row, weight, place in zip(rows, weights, beside, strict=True):
        joint = list(shares_of(prior, place, x))
        for k in range(classes):
            for item, answer in zip(items, row, strict=True):
                if answer is not None:
                    joint[k] *= chance(item, k, answer)
        height += weight * log(sum(joint))
        memberships.append([weight * each / sum(joint) for each in joint])
    after = []
    for j, item in enumerate(items):
        answered = [
            (row[j], members) for row, members in zip(rows, memberships, strict=True) if row[j] is not None
        ]
        weighed = [(row[j], weight) for row, weight in zip(rows, weights, strict=True) if row[j] is not None]
        after.append((item[0], maximised(item, answered, classes, variance_of(weighed))))
    return after, maximised_prior(prior, beside, x, memberships, classes), height


def variance_of(weighed):
    """Return the weighted variance of the answers."""
    total = sum(weight for _, weight in weighed)
    mean = sum(answer * weight for answer, weight in weighed) / total
    return sum((answer - mean) ** 2 * weight for answer, weight in weighed) / total


def maximised(item, answered, classes, spread):
    """Return an item's parameters that fit the expected answers best."""
    kind, old = item
    if kind in ("adjacent", "cumulative"):
        counts = [[0.0] * (len(old[0]) + 1) for _ in range(classes)]
        for answer, members in answered:
            for k in range(classes):
                counts[k][answer] += members[k]
        return fisher_step(kind, *old, counts)
    new = []
    for k in range(classes):
        total = sum(members[k] for _, members in answered)
        if total <= 1e-300:
            new.append(old[k])
        elif kind == "nominal":
            parts = [sum(m[k] for answer, m in answered if answer == v) for v in range(len(old[k]))]
            new.append([part / total for part in parts])
        else:
            mean = sum(answer * members[k] for answer, members in answered) / total
            if kind == "count":
                new.append(mean)
            else:
                square = sum((answer - mean) ** 2 * members[k] for answer, members in answered) / total
                new.append((mean, max(square, 1e-6 * spread)))
    return new


def fisher_step(kind, steps, places, counts):
    """Return steps and places after one Fisher step, halved while the expected log-likelihood falls.

    Slopes are by complex steps (Squire and Trapp 1998, SIAM Review 40, 110-112), exact to the last digit. The
    last place is minus the sum of the others.
    """
    now = [*steps, *places[:-1]]

    def split(numbers):
        others = numbers[len(steps) :]
        return numbers[: len(steps)], [*others, -sum(others)]

    def height(numbers):
        own_steps, own_places = split(numbers)
        return sum(
            count * log(max(p, 1e-300))
            for k, of_class in enumerate(counts)
            for count, p in zip(of_class, ordered(kind, own_steps, own_places[k]), strict=True)
            if count > 0
        )

    score, information = np.zeros(len(now)), np.zeros((len(now), len(now)))
    for k, of_class in enumerate(counts):
        slopes = []
        for i in range(len(now)):
            own_steps, own_places = split([each + 1e-30j * (i == m) for m, each in enumerate(now)])
            slopes.append([complex(p).imag / 1e-30 for p in ordered(kind, own_steps, own_places[k])])
        for v, p in enumerate(ordered(kind, steps, places[k])):
            slope = np.array([each[v] for each in slopes])
            score += of_class[v] * slope / p
            information += sum(of_class) * np.outer(slope, slope) / p
    return split(halved(now, score, information, height))


def halved(now, score, information, height):
    """Return where a step leads, half as far as often as it has to be for the height not to fall."""
    ridge = np.diag(1e-10 * (1 + np.diag(information)))
    step = np.linalg.solve(information + ridge, score)
    before = height(now)
    for half in range(30):
        further = [each + change / 2**half for each, change in zip(now, step, strict=True)]
        if height(further) >= before - 1e-12 * abs(before):
            return further
    return now


def maximised_prior(prior, beside, x, memberships, classes):
    """Return each group's shares, or the coefficients after one Newton step."""
    if x is None:
        new = []
        for group, old in enumerate(prior):
            members = [m for m, place in zip(memberships, beside, strict=True) if place == group]
            total = sum(sum(m) for m in members)
            new.append([sum(m[k] for m in members) / total for k in range(classes)] if total else old)
        return new
    columns = len(x[0])

    def split(numbers):
        return [
            *(list(numbers[k * columns : (k + 1) * columns]) for k in range(classes - 1)),
            [0.0] * columns,
        ]

    def height(numbers):
        return sum(
            part * log(share)
            for members, place in zip(memberships, beside, strict=True)
            for part, share in zip(members, shares_of(split(numbers), place, x), strict=True)
        )

    now = [value for of_class in prior[:-1] for value in of_class]
    score, information = np.zeros(len(now)), np.zeros((len(now), len(now)))
    for members, place in zip(memberships, beside, strict=True):
        shares = np.array(shares_of(prior, place, x))[:-1]
        score += np.kron(np.array(members[:-1]) - sum(members) * shares, x[place])
        spread = np.diag(shares) - np.outer(shares, shares)
        information += sum(members) * np.kron(spread, np.outer(x[place], x[place]))
    return split(halved(now, score, information, height)) if now else prior
