"""Regression by the definition: likelihoods of one respondent, differentiated without a formula, in loops.

Scores are complex-step derivatives (Squire and Trapp 1998, SIAM Review 40, 110-112), exact to the last
digit but one; second derivatives are differences of scores.
"""

import cmath
import math
from collections import defaultdict


def linear(parameters, y, x):
    return -((y - product(parameters, x)) ** 2) / 2


def logit(parameters, y, x):
    eta = product(parameters, x)
    return y * eta - cmath.log(1 + cmath.exp(eta))


def poisson(parameters, y, x):
    eta = product(parameters, x)
    return y * eta - cmath.exp(eta)


def ordinal(categories):
    def likelihood(parameters, y, x):
        cuts, slopes = parameters[: categories - 1], parameters[categories - 1 :]
        eta = product(slopes, x[1:])

        def below(category):
            if category < 0:
                return 0.0
            if category == categories - 1:
                return 1.0
            return 1 / (1 + cmath.exp(eta - cuts[category]))

        return cmath.log(below(y) - below(y - 1))

    return likelihood


def multinomial(categories):
    def likelihood(parameters, y, x):
        size = len(x)
        etas = [0.0] + [product(parameters[k * size : (k + 1) * size], x) for k in range(categories - 1)]
        return etas[y] - cmath.log(sum(cmath.exp(eta) for eta in etas))

    return likelihood


def product(parameters, x):
    return sum(parameter * value for parameter, value in zip(parameters, x, strict=True))


def score_of(likelihood, parameters, y, x):
    step = 1e-30
    found = []
    for place in range(len(parameters)):
        moved = [complex(value, step if at == place else 0.0) for at, value in enumerate(parameters)]
        found.append(likelihood(moved, y, x).imag / step)
    return found


def solved(likelihood, rows, start):
    """Return the coefficients and the inverse information. One row: weight, y, x."""
    beta = list(start)

    def total(at):
        sums = [0.0] * len(at)
        for weight, y, x in rows:
            for place, value in enumerate(score_of(likelihood, at, y, x)):
                sums[place] += weight * value
        return sums

    for _ in range(40):
        information = [[0.0] * len(beta) for _ in beta]
        for place in range(len(beta)):
            width = 1e-4
            up, down = list(beta), list(beta)
            up[place] += width
            down[place] -= width
            # A wider difference takes off the error of the narrow one.
            up2, down2 = list(beta), list(beta)
            up2[place] += 2 * width
            down2[place] -= 2 * width
            for other, (a, b, c, d) in enumerate(
                zip(total(up), total(down), total(up2), total(down2), strict=True)
            ):
                information[place][other] = -(8 * (a - b) - (c - d)) / (12 * width)
        bread = inverse(information)
        step = [product(row, total(beta)) for row in bread]
        beta = [value + move for value, move in zip(beta, step, strict=True)]
        if max(map(abs, step)) < 1e-12:
            break
    return beta, bread


def sandwich(likelihood, rows, start):
    """Return coefficients and covariance (Binder 1983). One row: stratum, cluster, weight, y or None, x."""
    inside = [(weight, y, x) for _, _, weight, y, x in rows if y is not None]
    beta, bread = solved(likelihood, inside, start)
    size = len(beta)
    clusters = defaultdict(lambda: defaultdict(lambda: [0.0] * size))
    for stratum, cluster, weight, y, x in rows:
        total = clusters[stratum][cluster]
        if y is None:
            continue
        score = score_of(likelihood, beta, y, x)
        for place in range(size):
            total[place] += weight * product(bread[place], score)
    covariance = [[0.0] * size for _ in range(size)]
    for totals in clusters.values():
        n = len(totals)
        mean = [sum(total[place] for total in totals.values()) / n for place in range(size)]
        for total in totals.values():
            for i in range(size):
                for j in range(size):
                    covariance[i][j] += n / (n - 1) * (total[i] - mean[i]) * (total[j] - mean[j])
    return beta, covariance


def inverse(matrix):
    """Gauss and Jordan, with the largest pivot."""
    size = len(matrix)
    wide = [[*row, *(float(i == j) for j in range(size))] for i, row in enumerate(matrix)]
    for i in range(size):
        pivot = max(range(i, size), key=lambda row: abs(wide[row][i]))
        wide[i], wide[pivot] = wide[pivot], wide[i]
        wide[i] = [value / wide[i][i] for value in wide[i]]
        for row in range(size):
            if row != i:
                wide[row] = [a - wide[row][i] * b for a, b in zip(wide[row], wide[i], strict=True)]
    return [row[size:] for row in wide]


def harrell(value, knots):
    """Return the columns of a restricted cubic spline at one number, as the book has them."""

    def cubed(at):
        return max(value - at, 0.0) ** 3

    k, t = len(knots), knots
    columns = [value]
    for j in range(k - 2):
        curve = (
            cubed(t[j])
            - cubed(t[k - 2]) * (t[k - 1] - t[j]) / (t[k - 1] - t[k - 2])
            + cubed(t[k - 1]) * (t[k - 2] - t[j]) / (t[k - 1] - t[k - 2])
        )
        columns.append(curve / (t[k - 1] - t[0]) ** 2)
    return columns


def penalised(parameters, rows):
    """Return Firth's penalised log-likelihood. One row: weight, y, x."""
    size = len(parameters)
    height, information = 0.0, [[0.0] * size for _ in range(size)]
    for weight, y, x in rows:
        eta = product(parameters, x)
        p = 1 / (1 + math.exp(-eta))
        height += weight * (y * eta - math.log(1 + math.exp(eta)))
        for i in range(size):
            for j in range(size):
                information[i][j] += weight * p * (1 - p) * x[i] * x[j]
    return height + math.log(determinant(information)) / 2


def determinant(matrix):
    rows, found = [list(row) for row in matrix], 1.0
    for i in range(len(rows)):
        found *= rows[i][i]
        for below in range(i + 1, len(rows)):
            factor = rows[below][i] / rows[i][i]
            rows[below] = [a - factor * b for a, b in zip(rows[below], rows[i], strict=True)]
    return found
