"""Later steps of a typology as the papers write them: one respondent after another, and one big sandwich.

Both steps and the errors of assignment are one list of parameters and one list of estimating equations; the
derivatives are differences. Items are yes/no, the last class is the reference of the shares.
"""

from math import exp, log, pi

import numpy as np


def expit(value):
    return 1 / (1 + exp(-value))


def class_shares(heights):
    odds = [exp(height) for height in heights] + [1.0]
    return [each / sum(odds) for each in odds]


def likelihoods(row, logits):
    """Return the chance of a row's answers in each class; logits[class][item]."""
    found = []
    for of_class in logits:
        chance = 1.0
        for answer, height in zip(row, of_class, strict=True):
            if answer is not None:
                chance *= expit(height) if answer else 1 - expit(height)
        found.append(chance)
    return found


def shares_within(prior, chances):
    joint = [share * chance for share, chance in zip(prior, chances, strict=True)]
    return [each / sum(joint) for each in joint]


class Slow:
    """The equations of one method.

    outcome: None for covariates x[row], else ("share" | "rate" | "mean"), with y[row]; x and y of a row are
    None where one is missing.
    Third parameters: coefficients[class][column], or heights of the shares and then what each class has: of
    a share of V categories its first V - 1, of a rate one number, of a mean the mean and the variance; BCH
    has no heights and no variance.
    """

    def __init__(self, rows, classes, method, rule, x=None, y=None, outcome=None, categories=2):
        self.rows, self.classes, self.method, self.rule = rows, classes, method, rule
        self.x, self.y, self.outcome, self.categories = x, y, outcome, categories
        self.items = len(rows[0])
        self.fixed = None

    def split(self, parameters):
        k, j = self.classes, self.items
        first = parameters[: k - 1 + k * j]
        rest = parameters[len(first) :]
        logits = [first[k - 1 + c * j : k - 1 + (c + 1) * j] for c in range(k)]
        errors = None
        if self.method != "two-step":
            errors = np.array(rest[: k * k]).reshape(k, k)
            rest = rest[k * k :]
        return class_shares(first[: k - 1]), logits, errors, rest

    def assigned(self, number, within):
        if self.rule == "proportional":
            return within
        # Where somebody goes is decided once, at the solution.
        return self.fixed[number]

    def decide(self, parameters):
        prior, logits, _, _ = self.split(parameters)
        self.fixed = []
        for row in self.rows:
            within = shares_within(prior, likelihoods(row, logits))
            self.fixed.append([float(c == within.index(max(within))) for c in range(self.classes)])

    def equations(self, number, parameters):
        prior, logits, errors, third = self.split(parameters)
        row = self.rows[number]
        chances = likelihoods(row, logits)
        within = shares_within(prior, chances)
        found = [within[c] - prior[c] for c in range(self.classes - 1)]
        for c in range(self.classes):
            for answer, height in zip(row, logits[c], strict=True):
                found.append(0.0 if answer is None else within[c] * (answer - expit(height)))
        if self.method == "two-step":
            return found + self.third(number, third, [(1.0, chances)])
        assigned = self.assigned(number, within)
        for t in range(self.classes):
            found += [within[t] * (assigned[s] - errors[t, s]) for s in range(self.classes)]
        if self.method == "bch":
            back = np.linalg.inv(errors)
            weights = [
                sum(assigned[s] * back[s, t] for s in range(self.classes)) for t in range(self.classes)
            ]
            return found + self.weighted(number, third, weights)
        units = [(assigned[s], errors[:, s]) for s in range(self.classes) if assigned[s] > 0]
        return found + self.third(number, third, units)

    def prior_of(self, number, third):
        columns = len(self.x[number])
        heights = [
            sum(third[c * columns + d] * self.x[number][d] for d in range(columns))
            for c in range(self.classes - 1)
        ]
        return class_shares(heights)

    def weighted(self, number, third, weights):
        if self.outcome is None:
            if self.x[number] is None:
                return [0.0] * len(third)
            prior = self.prior_of(number, third)
            return [
                (weights[c] - prior[c]) * value for c in range(self.classes - 1) for value in self.x[number]
            ]
        y = self.y[number]
        each = len(third) // self.classes
        if y is None:
            return [0.0] * len(third)
        values = [float(y == v) for v in range(self.categories - 1)] if self.outcome == "share" else [y]
        return [
            weights[c] * (values[d] - third[c * each + d]) for c in range(self.classes) for d in range(each)
        ]

    def third(self, number, third, units):
        found = np.zeros(len(third))
        if (self.x if self.outcome is None else self.y)[number] is None:
            return list(found)
        for share, emission in units:
            if self.outcome is None:
                prior = self.prior_of(number, third)
                within = shares_within(prior, emission)
                part = [
                    (within[c] - prior[c]) * value
                    for c in range(self.classes - 1)
                    for value in self.x[number]
                ]
            else:
                heights, own = third[: self.classes - 1], third[self.classes - 1 :]
                prior = class_shares(heights)
                each = len(own) // self.classes
                chances, slopes = [], []
                for c in range(self.classes):
                    chance, slope = self.density(self.y[number], own[c * each : (c + 1) * each])
                    chances.append(chance * emission[c])
                    slopes.append(slope)
                within = shares_within(prior, chances)
                part = [within[c] - prior[c] for c in range(self.classes - 1)]
                part += [within[c] * value for c in range(self.classes) for value in slopes[c]]
            found += share * np.array(part)
        return list(found)

    def density(self, y, own):
        """Return the density, and the derivatives of its logarithm."""
        if self.outcome == "share":
            shares = [*own, 1 - sum(own)]
            last = -1 / shares[-1] if y == self.categories - 1 else 0.0
            return shares[y], [(1 / own[v] if y == v else 0.0) + last for v in range(len(own))]
        if self.outcome == "rate":
            # The factorial is the same in all classes.
            return exp(y * log(own[0]) - own[0]), [y / own[0] - 1]
        mean, variance = own
        off = y - mean
        density = exp(-(off**2) / variance / 2) / (2 * pi * variance) ** 0.5
        return density, [off / variance, off**2 / variance**2 / 2 - 1 / variance / 2]


def total(slow, parameters, weights):
    return sum(weight * np.array(slow.equations(number, parameters)) for number, weight in enumerate(weights))


def sandwich(slow, parameters, weights, strata=None, clusters=None):
    """Return the covariance of all parameters, over clusters within strata; each row its own without."""
    parameters = np.array(parameters, dtype=float)
    slow.decide(parameters)
    size = len(parameters)
    bread = np.zeros((size, size))
    for c in range(size):
        step = np.zeros(size)
        step[c] = 1e-5
        bread[:, c] = (
            total(slow, parameters + step, weights) - total(slow, parameters - step, weights)
        ) / 2e-5
    strata = strata or [0] * len(weights)
    clusters = clusters or list(range(len(weights)))
    sums = {}
    for number, weight in enumerate(weights):
        place = strata[number], clusters[number]
        sums[place] = sums.get(place, 0) + weight * np.array(slow.equations(number, parameters))
    middle = np.zeros((size, size))
    for stratum in set(strata):
        own = [value for (of, _), value in sums.items() if of == stratum]
        mean = sum(own) / len(own)
        for value in own:
            middle += np.outer(value - mean, value - mean) * len(own) / (len(own) - 1)
    inverse = np.linalg.inv(bread)
    return inverse @ middle @ inverse.T
