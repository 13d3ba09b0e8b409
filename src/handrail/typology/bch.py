"""BCH: shares and outcomes of classes from assigned respondents, weighted so that errors cancel.

A respondent counts for each class by the row of the errors' inverse that belongs to the assigned class. Some
of these weights are below zero; over many respondents they add up to the class.

Bolck, Croon and Hagenaars 2004, Political Analysis 12, 3-27; Vermunt 2010, Political Analysis 18, 450-469;
Bakk, Tekle and Vermunt 2013, Sociological Methodology 43, 272-311.
"""

from __future__ import annotations

import numpy as np
from scipy import special

from handrail.typology.assignment import Assignment, through_assignment
from handrail.typology.first_step import FirstStep, Step
from handrail.typology.joint import Joint
from handrail.typology.patterns import Floats
from handrail.typology.second_step import check_finite
from handrail.values.errors import DataError, NotConverged

_MOST_STEPS = 100
_SCORE = 1e-10  # of the sum of a column over the respondents


def bch_covariates(first: FirstStep, joint: Joint, assignment: Assignment) -> Step:
    """Return coefficients of a multinomial logit, the last class as the reference: class after class.

    Raises
    ------
    NotConverged
        Where there is no solution at finite values.
    """
    back = np.einsum("ps,st->pt", assignment.assigned, assignment.backwards)[joint.pattern]
    # Whoever did not answer every covariate has no part.
    inside = joint.code >= 0
    weight, back = np.where(inside, joint.patterns.weight, 0.0), np.where(inside[:, None], back, 0.0)
    row, x = np.maximum(joint.code, 0), joint.patterns.known.x
    counts = np.zeros((len(x), first.classes))
    for t in range(first.classes):
        counts[:, t] = np.bincount(row, weight * back[:, t], len(x))
    coefficients, shares, bread = _logit(x, counts)
    columns, moved = x.shape[1], first.classes - 1
    here = x[row]
    off = np.where(inside[:, None], back[:, :moved] - shares[row, :moved], 0.0)
    scores = np.einsum("mk,mc->mkc", off, here).reshape(len(row), -1)
    # How the total moves with a class's weights, and with them through the errors' inverse.
    plain = np.einsum("m,mr,mc->rc", weight, back, here)
    fitted = np.einsum("m,mr,mk,mc->rkc", weight, back, shares[row, :moved], here, optimize=True)
    by_error = -(np.einsum("sk,rc->rskc", assignment.backwards[:, :moved], plain) - fitted[:, None])
    by_assigned = np.zeros((len(first.within), first.classes, moved * columns))
    if assignment.rule == "proportional":
        for s in range(first.classes):
            own = assignment.backwards[s, :moved] - shares[row, :moved]
            parts = np.einsum("m,mk,mc->mkc", weight, own, here).reshape(len(row), -1)
            np.add.at(by_assigned[:, s], joint.pattern, parts)
    by_error = by_error.reshape(first.classes, first.classes, -1)
    slopes, direct = through_assignment(first, assignment, by_error, by_assigned)
    return Step(coefficients, scores, bread, slopes, direct)


def bch_outcomes(first: FirstStep, joint: Joint, assignment: Assignment, values: Floats) -> Step:
    """Return the mean of each column of values in each class: class after class.

    Parameters
    ----------
    values
        Of each answer to the outcome (V x D): the answer itself, or 1 in the column of its category.

    Raises
    ------
    DataError
        Where the weights of those who answered add up to nobody in some class.
    """
    back = np.einsum("ps,st->pt", assignment.assigned, assignment.backwards)[joint.pattern]
    inside = joint.code >= 0
    weight = np.where(inside, joint.patterns.weight, 0.0)
    value = values[np.maximum(joint.code, 0)]
    people = np.einsum("m,mk->k", weight, back)
    if people.min() <= 0:
        raise DataError.because(
            "some respondents of each class answered the outcome",
            "a class whose weights add up to nobody",
            'use method="two-step", or fewer classes',
        )
    means = np.einsum("m,mk,md->kd", weight, back, value) / people[:, None]
    off = np.where(inside[:, None, None], value[:, None, :] - means, 0.0)  # M x K x D
    size = means.size
    scores = (back[:, :, None] * off).reshape(len(back), size)
    total = np.einsum("m,mr,mkd->rkd", weight, back, off)
    by_error = -np.einsum("sk,rkd->rskd", assignment.backwards, total)
    by_assigned = np.zeros((len(first.within), first.classes, size))
    if assignment.rule == "proportional":
        for s in range(first.classes):
            own = (assignment.backwards[s][:, None] * off * weight[:, None, None]).reshape(len(back), size)
            np.add.at(by_assigned[:, s], joint.pattern, own)
    by_error = by_error.reshape(first.classes, first.classes, size)
    slopes, direct = through_assignment(first, assignment, by_error, by_assigned)
    bread = np.diag(np.repeat(people, values.shape[1]))
    return Step(means.reshape(-1), scores, bread, slopes, direct)


def _logit(x: Floats, counts: Floats) -> tuple[Floats, Floats, Floats]:
    """Return the coefficients, the shares of each row and the information, by Newton's steps.

    Counts may be below zero; the information is that of their sums over classes, which are not.
    """
    rows = counts.sum(axis=1)
    moved, columns = counts.shape[1] - 1, x.shape[1]
    gamma = np.zeros((moved, columns))

    def shares_of(now: Floats) -> Floats:
        heights = np.column_stack([np.einsum("sc,kc->sk", x, now), np.zeros(len(x))])
        return np.asarray(special.softmax(heights, axis=1))

    def height_of(now: Floats) -> float:
        heights = np.column_stack([np.einsum("sc,kc->sk", x, now), np.zeros(len(x))])
        return float(np.sum(counts * special.log_softmax(heights, axis=1)))

    height = height_of(gamma)
    size = np.einsum("s,sc->c", rows, np.abs(x))
    for _ in range(_MOST_STEPS):
        shares = shares_of(gamma)
        score = np.einsum("sk,sc->kc", counts[:, :moved] - rows[:, None] * shares[:, :moved], x)
        both = np.einsum("kl,sk->skl", np.eye(moved), shares[:, :moved])
        both -= np.einsum("sk,sl->skl", shares[:, :moved], shares[:, :moved])
        bread = np.einsum("s,skl,sc,sd->kcld", rows, both, x, x, optimize=True).reshape(moved * columns, -1)
        if (np.abs(score) <= _SCORE * size).all():
            return gamma.reshape(-1), shares, bread
        check_finite(np.einsum("sc,kc->sk", x, gamma))
        step = np.linalg.lstsq(bread, score.reshape(-1), rcond=None)[0].reshape(moved, columns)
        for _ in range(30):
            reached = height_of(gamma + step)
            if reached >= height - 1e-12 * abs(height):
                break
            step = step / 2
        gamma, height = gamma + step, reached
    raise NotConverged.because(
        "a later step of a typology reaches its solution",
        f"none after {_MOST_STEPS} steps",
        "look for numbers on very different scales and for categories with few respondents",
    )
