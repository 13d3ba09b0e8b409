"""Design criteria: AIC and BIC of classes where respondents were sampled with weights, strata or clusters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import log

import numpy as np

from handrail.typology.derivatives import coordinates_of
from handrail.typology.errors import covariance
from handrail.typology.latent_classes import LatentClasses, kept_of


@dataclass(frozen=True)
class DesignCriteria:
    """Criteria of one model.

    Attributes
    ----------
    design_effect
        Mean of the generalised design effects: by how much the design widens the variance of the model's
        parameters, beside equal chances and no clusters.
    daic, dbic
        Lower is better; None where the model (for ``dbic``: every model) is not identified.
    """

    design_effect: float | None
    daic: float | None
    dbic: float | None


def design_criteria(models: Mapping[int, LatentClasses]) -> dict[int, DesignCriteria]:
    """Return the criteria of models with several numbers of classes over the same answers and design.

    dAIC is -2 log pseudo-likelihood + 2 p d, where p is the number of parameters and d the mean design effect
    (the trace of information times linearised covariance, over its size).

    dBIC is -2 log pseudo-likelihood / d + p log(n / d), with the d of the largest identified model for all.
    Lumley and Scott compare submodels by a Wald test within the largest model, and take n over the design
    effects for the sample size. Fewer classes are no such submodel (what separates two vanishes where they
    are equal), so that the Wald statistic is replaced by the pseudo-likelihood ratio over d, which is the
    same where all design effects are.

    Parameters
    ----------
    models
        Number to fitted model.

    References
    ----------
    Lumley and Scott 2015, Journal of Survey Statistics and Methodology 3, 1-18; design effects of Rao and
    Scott 1984, Annals of Statistics 12, 46-60.

    Examples
    --------
    >>> import polars as pl
    >>> rows = [(1, 1, 0), (1, 0, 1), (0, 1, 1), (1, 1, 1), (0, 0, 0), (0, 0, 0)] * 20 + [(0, 0, 1)] * 10
    >>> frame = pl.DataFrame(rows, schema=["asked", "moved", "met"], orient="row")
    >>> twice = pl.concat([frame, frame])
    >>> model = LatentClasses(1, starts=1).fit(twice, clusters=[*range(130), *range(130)])
    >>> round(design_criteria({1: model})[1].design_effect, 1)
    2.0
    """
    effects = {number: design_effect(model) for number, model in models.items()}
    known = [number for number, effect in effects.items() if effect is not None]
    common = effects[max(known)] if known else None
    return {
        number: DesignCriteria(
            effect,
            None
            if effect is None
            else -2 * models[number].log_likelihood_ + 2 * effect * models[number].n_parameters_,
            None if effect is None or common is None else _dbic(models[number], common),
        )
        for number, effect in effects.items()
    }


def design_effect(model: LatentClasses) -> float | None:
    """Return the mean generalised design effect of a model's parameters; None where it is not identified."""
    if not model.identified_:
        return None
    layout, found, sampled = kept_of(model).layout, kept_of(model).found, kept_of(model).sampled
    free = coordinates_of(layout, found)
    linearised = covariance(layout, found, free, "linearised", sampled)
    observed = covariance(layout, found, free, "observed", sampled)
    scale = np.sqrt(np.diag(observed))
    product = np.linalg.solve(observed / np.outer(scale, scale), linearised / np.outer(scale, scale))
    return float(np.trace(product)) / free.size


def _dbic(model: LatentClasses, effect: float) -> float:
    return -2 * model.log_likelihood_ / effect + model.n_parameters_ * log(model.n_observations_ / effect)
