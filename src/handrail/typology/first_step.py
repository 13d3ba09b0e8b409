"""First step: a fitted typology as later steps read it, and how its uncertainty reaches their results."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import numpy.typing as npt

from handrail.survey.few_weights import are_few
from handrail.typology.derivatives import Coordinates, coordinates_of, scores_and_information
from handrail.typology.errors import Sampled, _inverse, influence_parts, scores_covariance
from handrail.typology.joint import Joint
from handrail.typology.latent_classes import is_fitted, kept_of
from handrail.typology.layout import Layout
from handrail.typology.membership import membership_of
from handrail.typology.parameters import Parameters
from handrail.typology.patterns import Floats
from handrail.values.errors import DataError
from handrail.values.result import LeftOut
from handrail.values.stays import StaysInMemory

Flags: TypeAlias = npt.NDArray[np.bool_]

NO_OUTCOME = "no answer to the outcome"
NO_COVARIATE = "no answer to one of the covariates"

if TYPE_CHECKING:
    from handrail.typology.latent_classes import LatentClasses


@dataclass(frozen=True, eq=False)
class FirstStep(StaysInMemory):
    """A typology at its top.

    Attributes
    ----------
    layout, found, free
        The answers, the parameters and their free coordinates (C of them).
    within
        Share of each pattern in each class (P x K).
    influence
        What a respondent with each pattern moves the coordinates by: its scores times the inverse of the
        information (P x C), unweighted.
    sampled
        How the rows were sampled.
    weighted
        Whether there are weights of a sample.
    """

    layout: Layout
    found: Parameters
    free: Coordinates
    within: Floats
    influence: Floats
    sampled: Sampled
    weighted: bool

    @property
    def classes(self) -> int:
        """Number of classes."""
        return int(self.within.shape[1])


@dataclass(frozen=True)
class Base:
    """The respondents beneath a later step's result.

    Attributes
    ----------
    n, weighted_n
        Respondents, unweighted and weighted (None without weights).
    few_weights
        The weights have so few values that a sum of them tells who is in it.
    left_out
        Rows that have no part, with the reason.
    """

    n: int
    weighted_n: float | None
    few_weights: bool
    left_out: tuple[LeftOut, ...]


@dataclass(frozen=True, eq=False)
class Step(StaysInMemory):
    """A later step at its solution: estimates that make a weighted total of scores zero.

    Attributes
    ----------
    estimates
        What was estimated (Q).
    scores
        Of each pair of a pattern and what lies beside it, unweighted (M x Q).
    bread
        Minus the derivatives of the total of the scores (Q x Q).
    slopes
        Derivatives of that total with respect to the first step's coordinates (Q x C).
    direct
        What each pattern adds to the total by way of the errors of assignment, which are shares of a sample
        too (P x Q); zero where nobody is assigned.
    """

    estimates: Floats
    scores: Floats
    bread: Floats
    slopes: Floats
    direct: Floats


def first_step_of(model: LatentClasses) -> FirstStep:
    """Return a fitted model as later steps read it.

    Raises
    ------
    DataError
        For a model that was not fitted, has one class, is not identified, or has groups or covariates.
    """
    if not is_fitted(model):
        raise DataError.because(
            "covariates and outcomes are of a fitted typology", "one that was not fitted", "call fit first"
        )
    layout, found = kept_of(model).layout, kept_of(model).found
    known = layout.patterns.known
    if known.has_covariates or len(known.groups) > 1:
        raise DataError.because(
            "the first step finds the classes from the items alone",
            "a typology with groups or covariates",
            "fit it without, and give them as covariates of the next step",
        )
    if model.n_classes < 2 or not model.identified_:
        raise DataError.because(
            "covariates and outcomes are of two classes or more that the items tell apart",
            "one class" if model.n_classes < 2 else "a typology that is not identified",
            "choose another number of classes",
        )
    free = coordinates_of(layout, found)
    _, information, _ = scores_and_information(layout, found, free)
    influence = np.einsum("pc,cd->pd", influence_parts(layout, found, free), _inverse(information))
    within = membership_of(layout, found).within
    return FirstStep(layout, found, free, within, influence, kept_of(model).sampled, model._weighted)


def base_of(first: FirstStep, without: Flags, why: str = NO_OUTCOME) -> Base:
    """Return who is beneath a result; ``without`` marks rows that enter but have no part in the last step."""
    patterns = first.layout.patterns
    left_out = [LeftOut(rows, reason) for rows, reason in patterns.left_out]
    counts = patterns.row_weight if patterns.weight_kind == "frequency" else np.ones(len(patterns.rows))
    silent = round(float(counts[without].sum()))
    if silent:
        left_out.append(LeftOut(silent, why))
    weighted = patterns.weighted_n
    if weighted is not None:
        weighted *= float(patterns.row_weight[~without].sum() / patterns.row_weight.sum())
    sampled = patterns.weight_kind == "sampling" and weighted is not None
    return Base(patterns.n - silent, weighted, sampled and are_few(patterns.row_weight), tuple(left_out))


def step_covariance(first: FirstStep, joint: Joint, step: Step) -> Floats:
    """Return the covariance of a later step's estimates, the first step's uncertainty included (Q x Q).

    The estimating equations of both steps are one system. Solved for the later step's estimates, its scores
    are joined by what a respondent moves them through the first step, and their total has the variance that
    the design gives it; without a design every row is a cluster.

    References
    ----------
    Gong and Samaniego 1981, Annals of Statistics 9, 861-869; Bakk, Oberski and Vermunt 2014, Political
    Analysis 22, 520-540; Binder 1983, International Statistical Review 51, 279-292.
    """
    through = np.einsum("pc,qc->pq", first.influence, step.slopes) + step.direct
    scores = step.scores + through[joint.pattern]
    # Only the patterns are read there.
    middle = scores_covariance(replace(first.layout, patterns=joint.patterns), scores, first.sampled)
    bread = np.linalg.inv(step.bread)
    found: Floats = np.einsum("ab,bc,dc->ad", bread, middle, bread)
    return (found + found.T) / 2
