"""Latent classes as the textbook writes them: one respondent, one class and one item after another."""

from math import log


def slow_step(rows, weights, shares, probabilities):
    """Return the shares and probabilities after one step, and the log-likelihood before it.

    rows: lists of categories counted from 0, None where missing; shares[class];
    probabilities[class][item][category].
    """
    classes, items = len(shares), len(probabilities[0])
    height = 0.0
    members = [0.0] * classes
    chose = [[[0.0] * len(item) for item in of_class] for of_class in probabilities]
    for row, weight in zip(rows, weights, strict=True):
        joint = []
        for c in range(classes):
            chance = shares[c]
            for j in range(items):
                if row[j] is not None:
                    chance *= probabilities[c][j][row[j]]
            joint.append(chance)
        height += weight * log(sum(joint))
        for c in range(classes):
            part = weight * joint[c] / sum(joint)
            members[c] += part
            for j in range(items):
                if row[j] is not None:
                    chose[c][j][row[j]] += part
    new_shares = [each / sum(weights) for each in members]
    new_probabilities = [[[each / sum(item) for each in item] for item in of_class] for of_class in chose]
    return new_shares, new_probabilities, height
