"""Families: what a regression takes as outcome, and how a mean follows from the sum of its factors.

Each has its canonical link, so that the score is the residual and Fisher's scoring is Newton's method
(McCullagh and Nelder 1989, Generalized Linear Models, section 2.2 and 2.5).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy import special

from handrail.survey.linearise import Floats


@dataclass(frozen=True)
class Family:
    """A canonical family.

    Attributes
    ----------
    name
        ``linear``, ``logit`` or ``poisson``.
    mean, slope, curve
        The mean at a linear predictor, and its first and second derivative.
    likelihood
        The part of the log-likelihood that the coefficients change, of an outcome and a predictor.
    link
        The predictor of a mean.
    ratio
        What the exponential of a coefficient is: ``odds`` or ``rate``; None where it is nothing.
    """

    name: str
    mean: Callable[[Floats], Floats]
    slope: Callable[[Floats], Floats]
    curve: Callable[[Floats], Floats]
    likelihood: Callable[[Floats, Floats], Floats]
    link: Callable[[float], float]
    ratio: str | None


def _logit_slope(eta: Floats) -> Floats:
    p: Floats = special.expit(eta)
    return p * (1 - p)


def _logit_curve(eta: Floats) -> Floats:
    p: Floats = special.expit(eta)
    return p * (1 - p) * (1 - 2 * p)


def _exp(eta: Floats) -> Floats:
    # A step too far must not overflow: the search halves it.
    value: Floats = np.exp(np.minimum(eta, 500.0))
    return value


LOGIT = Family(
    "logit",
    special.expit,
    _logit_slope,
    _logit_curve,
    lambda y, eta: y * eta - np.logaddexp(0.0, eta),
    lambda mean: float(special.logit(mean)),
    "odds",
)
POISSON = Family(
    "poisson", _exp, _exp, _exp, lambda y, eta: y * eta - _exp(eta), lambda mean: float(np.log(mean)), "rate"
)
LINEAR = Family(
    "linear",
    lambda eta: eta,
    np.ones_like,
    np.zeros_like,
    lambda y, eta: -((y - eta) ** 2) / 2,
    lambda mean: mean,
    None,
)
FAMILIES = {family.name: family for family in (LOGIT, LINEAR, POISSON)}
