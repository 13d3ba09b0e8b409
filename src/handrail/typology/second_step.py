"""Second step: shares or outcomes of classes that the first step has fixed, by maximum likelihood.

What the first step fixes is either the items' parameters (two-step) or the errors of assignment, where the
class that somebody was assigned to is the only item (three-step). Covariates or an outcome come beside it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from handrail.typology import kernel
from handrail.typology.assignment import Assignment, through_assignment
from handrail.typology.derivatives import (
    Coordinates,
    class_scores,
    coordinates_of,
    score_parts,
    scores_and_information,
)
from handrail.typology.first_step import FirstStep, Step
from handrail.typology.frames import Category, ItemKind
from handrail.typology.joint import Joint
from handrail.typology.layout import Layout, lay_out
from handrail.typology.membership import membership_of
from handrail.typology.parameters import Parameters
from handrail.typology.patterns import Floats, Integers, Patterns
from handrail.typology.polish import not_held, polish
from handrail.values.errors import NotConverged

_PLAIN_STEPS = 50
_NEWTON_STEPS = 100
_ARRIVED = 1e-7  # of the respondents: a norm of the score that rounding leaves
LEAST = 1e-300  # as memberships have it
_SUSPICIOUS = 18.0
"""Log-odds of a class from which on a covariate tells it without exception: they have no finite value."""


@dataclass(frozen=True, eq=False)
class Outcome:
    """An outcome that may differ between classes.

    Attributes
    ----------
    name, kind, values
        Its name, what it is, and its answers that occur, sorted.
    start
        Starting values of its parameters, one row a parameter as :class:`Parameters` has items.
    """

    name: str
    kind: ItemKind
    values: tuple[Category, ...]
    start: Floats


@dataclass(frozen=True, eq=False)
class Top:
    """A model at its top, with the coordinates that were estimated (Q) and the others held.

    Attributes
    ----------
    layout, found, free, chosen
        The model, and which of its coordinates were estimated.
    scores
        Of each unit of the likelihood (U x Q).
    pair
        The pair that each unit is of (U).
    """

    layout: Layout
    found: Parameters
    free: Coordinates
    chosen: Integers
    scores: Floats
    pair: Integers


@dataclass(frozen=True, eq=False)
class Held:
    """A fitted second step: where it ended, and all that its covariance is made of.

    The estimates of ``step`` are the chosen coordinates' distance from the top: zero.
    """

    top: Top
    step: Step


def fit_held(
    first: FirstStep,
    joint: Joint,
    assignment: Assignment | None,
    prior: Floats,
    outcome: Outcome | None = None,
) -> Held:
    """Return shares by covariates, or an outcome by class, with what the first step found held.

    Parameters
    ----------
    first, joint
        The first step, and its patterns with what lies beside them. A code of -1 has no part.
    assignment
        The assignment of a three-step method; None for the two-step one.
    prior
        Where the shares start.
    outcome
        The outcome that the pairs' codes are answers to; None for covariates.

    Raises
    ------
    NotConverged
        Where the likelihood has no top at finite values, or none was reached.

    References
    ----------
    Bakk and Kuha 2018, Psychometrika 83, 871-892; Vermunt 2010, Political Analysis 18, 450-469; Bakk, Tekle
    and Vermunt 2013, Sociological Methodology 43, 272-311.
    """
    units, pair, share = _units(first, joint, assignment, outcome)
    layout = lay_out(units)
    items = first.found.items if assignment is None else assignment.errors.T
    if outcome is not None:
        items = np.vstack([items, outcome.start])
    held = len(units.items) - (outcome is not None)
    start = _climb(layout, Parameters(np.ascontiguousarray(items), prior), held)
    polished = polish(layout, start, held=held, most_steps=_NEWTON_STEPS)
    found, norm = polished.parameters, polished.norm
    known = units.known
    if known.has_covariates:
        check_finite(np.einsum("sc,ck->sk", known.x, found.prior))
    if norm > _ARRIVED * float(units.weight.sum()) * max(float(np.abs(known.x).max()), 1.0):
        raise NotConverged.because(
            "a later step of a typology reaches its solution",
            f"none after {_NEWTON_STEPS} steps",
            "look for numbers on very different scales and for categories with few respondents",
        )
    free = coordinates_of(layout, found)
    chosen = not_held(free, held)
    _, information, _ = scores_and_information(layout, found, free)
    unit_scores = np.vstack([part[:, chosen] for _, part in score_parts(layout, found, free)])
    top = Top(layout, found, free, chosen, unit_scores, pair)
    scores = np.zeros((len(joint.code), len(chosen)))
    for column in range(len(chosen)):
        scores[:, column] = np.bincount(pair, share * unit_scores[:, column], len(joint.code))
    if assignment is None:
        slopes, direct = _through_items(first, top, information)
    else:
        slopes, direct = _through_errors(first, joint, assignment, top)
    bread = information[np.ix_(chosen, chosen)]
    return Held(top, Step(np.zeros(len(chosen)), scores, bread, slopes, direct))


def check_finite(heights: Floats) -> None:
    """Raise where log-odds of classes have run away.

    Raises
    ------
    NotConverged
        For covariates that tell a class without exception.
    """
    if np.abs(heights).max() > _SUSPICIOUS:
        raise NotConverged.because(
            "no covariate tells a class without exception",
            "one whose coefficient has no finite value",
            "merge categories or leave the covariate out",
        )


def _units(
    first: FirstStep, joint: Joint, assignment: Assignment | None, outcome: Outcome | None
) -> tuple[Patterns, Integers, Floats]:
    """Return what the likelihood is a sum over, the pair that each is of, and its share of the pair."""
    inside = np.flatnonzero(joint.code >= 0)
    given = joint.patterns
    if assignment is None:
        pair, share, codes = inside, np.ones(len(inside)), given.codes[inside]
        names, kinds, categories = given.items, given.kinds, given.categories
    else:
        within = assignment.assigned[joint.pattern[inside]]
        # Proportional assignment puts a part of everybody into each class.
        row, assigned = np.nonzero(within > 0)
        pair, share, codes = inside[row], within[row, assigned], assigned[:, None]
        names, kinds, categories = ("assigned",), ("nominal",), (tuple(range(first.classes)),)
    if outcome is not None:
        names, kinds = (*names, outcome.name), (*kinds, outcome.kind)
        categories = (*categories, outcome.values)
        codes = np.column_stack([codes, joint.code[pair]])
    units = replace(
        given,
        items=names,
        kinds=kinds,
        categories=categories,
        codes=codes,
        weight=given.weight[pair] * share,
        respondents=given.respondents[pair] * share,
        beside=given.beside[pair],
    )
    return units, pair, share


def _climb(layout: Layout, start: Parameters, held: int) -> Parameters:
    """Take plain steps, with the first items held."""
    now, after = start.copy(), start.copy()
    work = layout.work(start.items.shape[1])
    rows = int(layout.parameters_first[held])
    for _ in range(_PLAIN_STEPS):
        kernel.em(layout.data, now.items, now.prior, after.items, after.prior, work)
        after.items[:rows] = start.items[:rows]
        now, after = after, now
    return now


def _through_items(first: FirstStep, top: Top, information: Floats) -> tuple[Floats, Floats]:
    """Return how the total of the scores moves with the items' coordinates of the first step."""
    slopes = np.zeros((len(top.chosen), first.free.size))
    for theirs, ours in zip(first.free.items, top.free.items, strict=False):
        slopes[:, theirs.at] = -information[np.ix_(top.chosen, ours.at)]
    return slopes, np.zeros((len(first.within), len(top.chosen)))


def _through_errors(
    first: FirstStep, joint: Joint, assignment: Assignment, top: Top
) -> tuple[Floats, Floats]:
    """Return how the total of the scores moves with the first step by way of the errors of assignment."""
    classes, size = first.classes, len(top.chosen)
    units = top.layout.patterns
    within = membership_of(top.layout, top.found).within
    assigned = units.codes[:, 0]
    by_error = np.zeros((classes, classes, size))
    for t in range(classes):
        moves = class_scores(top.layout, top.free, slice(None), t)[:, top.chosen] - top.scores
        # Membership moves as 1 over the error; where that is zero the two cancel.
        likely = within[:, t] / np.maximum(assignment.errors[t, assigned], LEAST)
        for s in range(classes):
            here = assigned == s
            by_error[t, s] = np.einsum("u,u,uq->q", units.weight[here], likely[here], moves[here])
    by_assigned = np.zeros((len(first.within), classes, size))
    if assignment.rule == "proportional":
        weighted = joint.patterns.weight[top.pair, None] * top.scores
        np.add.at(by_assigned, (joint.pattern[top.pair], assigned), weighted)
    return through_assignment(first, assignment, by_error, by_assigned)
