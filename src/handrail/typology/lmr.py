"""Lo-Mendell-Rubin test: a fast test of one class more, whose proof does not hold; on request only."""

from __future__ import annotations

from dataclasses import dataclass
from math import log

import numpy as np
from scipy import integrate

from handrail.typology.derivatives import coordinates_of, score_parts, scores_and_information
from handrail.typology.latent_classes import LatentClasses, kept_of
from handrail.typology.likelihood_ratio import refuse_design
from handrail.typology.patterns import Floats

WARNING = (
    "The proof of the Lo-Mendell-Rubin test needs conditions that a mixture does not meet (Jeffries 2003, "
    "Biometrika 90, 991-994): its p has no guaranteed level. Prefer the bootstrap."
)


@dataclass(frozen=True)
class LoMendellRubin:
    """A number of classes against one more.

    Attributes
    ----------
    classes
        The smaller number.
    statistic, adjusted
        Twice the difference of the log-likelihoods, and the same adjusted for parameters and sample size.
    p, adjusted_p
        Of both; None where a model is not identified, or has parameters on a boundary.
    warning
        Why not to rely on it.
    """

    classes: int
    statistic: float
    adjusted: float
    p: float | None
    adjusted_p: float | None
    warning: str = WARNING


def lo_mendell_rubin(null: LatentClasses, alternative: LatentClasses) -> LoMendellRubin:
    """Return the likelihood ratio judged by a weighted sum of chi-squares.

    Raises
    ------
    DataError
        With weights of a sample, strata or clusters.

    References
    ----------
    Lo, Mendell and Rubin 2001, Biometrika 88, 767-778, after Vuong 1989, Econometrica 57, 307-333 (theorem
    3.3); the sum's distribution by Imhof 1961, Biometrika 48, 419-426.

    Examples
    --------
    >>> import polars as pl
    >>> rows = [(1, 1, 0), (1, 0, 1), (0, 1, 1), (1, 1, 1), (0, 0, 0), (0, 0, 0)] * 20 + [(0, 0, 1)] * 10
    >>> frame = pl.DataFrame(rows, schema=["asked", "moved", "met"], orient="row")
    >>> one, two = (LatentClasses(k, starts=5).fit(frame) for k in (1, 2))
    >>> found = lo_mendell_rubin(one, two)
    >>> found.adjusted < found.statistic, found.warning == WARNING
    (True, True)
    """
    refuse_design(null)
    refuse_design(alternative)
    statistic = 2 * (alternative.log_likelihood_ - null.log_likelihood_)
    more = alternative.n_parameters_ - null.n_parameters_
    adjusted = statistic / (1 + 1 / (more * log(null.n_observations_)))
    inside = not any(
        coordinates_of(kept_of(one).layout, kept_of(one).found).held for one in (null, alternative)
    )
    if not (null.identified_ and alternative.identified_ and inside):
        return LoMendellRubin(null.n_classes, statistic, adjusted, None, None)
    weights = _weights(null, alternative)
    return LoMendellRubin(
        null.n_classes,
        statistic,
        adjusted,
        chance_above(weights, statistic),
        chance_above(weights, adjusted),
    )


def _weights(null: LatentClasses, alternative: LatentClasses) -> Floats:
    """Return the weights of the chi-squares (Vuong's equation 3.6): eigenvalues, zeros left out."""
    scores, breads = [], []
    for model in (alternative, null):
        free = coordinates_of(kept_of(model).layout, kept_of(model).found)
        scores.append(
            np.vstack([part for _, part in score_parts(kept_of(model).layout, kept_of(model).found, free)])
        )
        breads.append(
            np.linalg.inv(scores_and_information(kept_of(model).layout, kept_of(model).found, free)[1])
        )
    weight = kept_of(alternative).layout.patterns.weight
    f, g = scores
    ff, fg, gg = (np.einsum("pa,p,pb->ab", a, weight, b) for a, b in ((f, f), (f, g), (g, g)))
    whole = np.block([[ff @ breads[0], fg @ breads[1]], [-fg.T @ breads[0], -gg @ breads[1]]])
    values = np.linalg.eigvals(whole).real
    kept: Floats = values[np.abs(values) > 1e-8 * np.abs(values).max()]
    return kept


def chance_above(weights: Floats, value: float) -> float:
    """Return how likely a weighted sum of independent chi-squares of one degree of freedom is above a value.

    Examples
    --------
    >>> round(chance_above(np.array([1.0]), 3.841459), 4), round(chance_above(np.array([2.0, 2.0]), 4.0), 4)
    (0.05, 0.3679)
    """
    if not (weights > 0).any():
        return float(value < 0)

    def turn(u: float) -> float:
        angle = 0.5 * np.arctan(weights * u).sum() - 0.5 * value * u
        shrink = np.exp(0.25 * np.log1p((weights * u) ** 2).sum())
        return float(np.sin(angle) / (u * shrink))

    # Halves of the wave at a time: one degree of freedom falls off slowly.
    width = 2 * np.pi / max(abs(value), 1e-6)
    total, begin = 0.0, 0.0
    pieces: list[float] = []
    for _ in range(2000):
        pieces.append(integrate.quad(turn, begin, begin + width, limit=200)[0])
        begin += width
        if abs(pieces[-1]) < 1e-10:
            break
    sums = np.cumsum(pieces)
    total = float((sums[-1] + sums[-2]) / 2) if len(sums) > 1 else float(sums[-1])
    return min(max(0.5 + total / np.pi, 0.0), 1.0)
