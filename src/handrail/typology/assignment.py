"""Assignment: respondents put into classes in memory, and how often that is wrong; for sums over many."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np

from handrail.typology.derivatives import class_scores, score_parts
from handrail.typology.first_step import FirstStep
from handrail.typology.patterns import Floats
from handrail.values.errors import DataError, did_you_mean
from handrail.values.stays import StaysInMemory

CountingRule = Literal["modal", "proportional"]

_LEAST_TOLD_APART = 1e-6
"""Of the errors' singular values, relative: below, some class cannot be told from a mixture of others."""


@dataclass(frozen=True, eq=False)
class Assignment(StaysInMemory):
    """How patterns are assigned to classes.

    Attributes
    ----------
    assigned
        Share of each pattern that is assigned to each class (P x K): all of it to the likeliest (modal), or
        as likely as it is (proportional).
    errors
        Of those who are in a class (row), the share assigned to each (column): shape (K, K).
    backwards
        The inverse of ``errors``.
    rule
        How it was done.
    """

    assigned: Floats
    errors: Floats
    backwards: Floats
    rule: CountingRule


def assign(first: FirstStep, rule: CountingRule) -> Assignment:
    """Return the assignment of a typology.

    Raises
    ------
    DataError
        For an unknown rule, and where nobody is assigned to a class or a class is like a mixture of others.

    References
    ----------
    Bolck, Croon and Hagenaars 2004, Political Analysis 12, 3-27; Vermunt 2010, Political Analysis 18,
    450-469.
    """
    rules = get_args(CountingRule)
    if rule not in rules:
        raise DataError.because(
            "a way of counting respondents for classes is known", f"'{rule}'", did_you_mean(str(rule), rules)
        )
    within, weight = first.within, first.layout.patterns.weight
    assigned = np.eye(first.classes)[within.argmax(axis=1)] if rule == "modal" else within
    people = np.einsum("p,pk->k", weight, within)
    errors = np.einsum("p,pt,ps->ts", weight, within, assigned) / people[:, None]
    singular = np.linalg.svd(errors, compute_uv=False)
    if singular[-1] < _LEAST_TOLD_APART * singular[0]:
        raise DataError.because(
            "assigned classes tell the true ones apart",
            "a class to which nobody is assigned, or that is like a mixture of others",
            'use method="two-step", or fewer classes',
        )
    return Assignment(assigned, errors, np.linalg.inv(errors), rule)


def through_assignment(
    first: FirstStep, assignment: Assignment, by_error: Floats, by_assigned: Floats
) -> tuple[Floats, Floats]:
    """Return how a total of scores moves with the first step (Q x C), and what each pattern adds (P x Q).

    Parameters
    ----------
    first, assignment
        The typology, and who is assigned where.
    by_error
        Derivatives of the total with respect to the errors of assignment (K x K x Q).
    by_assigned
        Derivatives with respect to each pattern's assigned shares (P x K x Q); read where these move, which
        is under proportional assignment alone.

    Notes
    -----
    Modal assignments are taken as fixed: they jump, but only where a pattern is between two classes.
    """
    within, weight = first.within, first.layout.patterns.weight
    people = np.einsum("p,pk->k", weight, within)
    off = assignment.assigned[:, None, :] - assignment.errors  # P x K x K
    per_head = by_error / people[:, None, None]
    towards = np.einsum("tsq,pts->ptq", per_head, off)
    direct = np.einsum("pt,ptq->pq", within, towards)
    towards *= weight[:, None, None]
    if assignment.rule == "proportional":
        towards += np.einsum("tsq,pt,p->psq", per_head, within, weight) + by_assigned
    slopes = np.zeros((by_error.shape[2], first.free.size))
    for part, scores in score_parts(first.layout, first.found, first.free):
        # Of a share of membership: its logarithm moves by the class's scores less the mean over classes.
        for k in range(first.classes):
            moves = within[part, k, None] * (class_scores(first.layout, first.free, part, k) - scores)
            slopes += np.einsum("pq,pc->qc", towards[part, k], moves)
    return slopes, direct
