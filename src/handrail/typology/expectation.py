"""Expectation and maximisation: one step up the likelihood, for many starts at once.

Shapes: S starts, K classes, P patterns, M categories of all items one after the other.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from handrail.typology.patterns import Floats, Integers, Patterns

# Below this a probability counts as zero; its logarithm stays finite, so that zero times it is zero.
_LEAST = 1e-300


@dataclass(frozen=True, eq=False)
class Parameters:
    """The parameters of a latent class model, one set a start.

    Attributes
    ----------
    shares
        Share of each class (S x K); they add up to one over classes.
    probabilities
        Probability of each category in each class (S x K x M); they add up to one within an item.
    """

    shares: Floats
    probabilities: Floats

    def __getitem__(self, starts: Integers | slice) -> Parameters:
        """Return the sets of some starts."""
        return Parameters(self.shares[starts], self.probabilities[starts])


def em_step(patterns: Patterns, parameters: Parameters) -> tuple[Parameters, Floats]:
    """Return the parameters after one step, and the log-likelihood (S) of those before it.

    A missing answer has no part: a respondent enters with the items that were answered (full information,
    missing at random). A class that lost everyone keeps its probabilities.

    References
    ----------
    Dempster, Laird and Rubin 1977; for this model Goodman 1974.

    Examples
    --------
    >>> import polars as pl
    >>> from handrail.typology.patterns import read_patterns
    >>> patterns = read_patterns(pl.DataFrame({"a": [0, 0, 1, 1], "b": [0, 0, 1, 1]}))
    >>> start = Parameters(np.array([[0.5, 0.5]]), np.array([[[0.7, 0.3, 0.7, 0.3], [0.3, 0.7, 0.3, 0.7]]]))
    >>> step, before = em_step(patterns, start)
    >>> step.probabilities[0, 0].round(3).tolist(), before.round(3).tolist()
    ([0.845, 0.155, 0.845, 0.155], [-4.951])
    """
    within, log_likelihood = _expect(patterns, parameters)
    within *= patterns.weight
    flat = within.reshape(-1, within.shape[2])
    shape = parameters.probabilities.shape
    in_category = (flat @ patterns.chosen).reshape(shape)
    in_item = (flat @ patterns.answered).reshape(shape)
    probabilities = np.divide(
        in_category, in_item, out=parameters.probabilities.copy(), where=in_item > _LEAST
    )
    shares = within.sum(axis=2) / patterns.weight.sum()
    return Parameters(shares, probabilities), log_likelihood


def expected_sizes(patterns: Patterns, parameters: Parameters) -> tuple[Floats, Floats]:
    """Return the expected unweighted respondents of each class (S x K), and by category (S x K x M)."""
    within, _ = _expect(patterns, parameters)
    within *= patterns.respondents
    flat = within.reshape(-1, within.shape[2])
    return within.sum(axis=2), (flat @ patterns.chosen).reshape(parameters.probabilities.shape)


def relative_entropy(patterns: Patterns, parameters: Parameters) -> float | None:
    """Return how clearly the first start's classes are told apart: 1 is without doubt, 0 is not at all.

    With one class there is nothing to tell apart, and None is returned.
    """
    within, _ = _expect(patterns, parameters[:1])
    classes = within.shape[1]
    if classes == 1:
        return None
    doubt = -(within * np.log(np.maximum(within, _LEAST))).sum(axis=1) @ patterns.weight
    return float(1 - doubt[0] / (patterns.weight.sum() * np.log(classes)))


def _expect(patterns: Patterns, parameters: Parameters) -> tuple[Floats, Floats]:
    """Return the expected share of each pattern in each class (S x K x P), and the log-likelihood (S)."""
    starts, classes, _ = parameters.probabilities.shape
    log_probabilities = np.log(np.maximum(parameters.probabilities, _LEAST)).reshape(starts * classes, -1)
    joint = (log_probabilities @ patterns.chosen.T).reshape(starts, classes, -1)
    joint += np.log(np.maximum(parameters.shares, _LEAST))[:, :, None]
    # Taking the largest out first keeps the sum from vanishing with many items.
    largest = joint.max(axis=1, keepdims=True)
    joint -= largest
    np.exp(joint, out=joint)
    total = joint.sum(axis=1, keepdims=True)
    joint /= total
    return joint, (np.log(total[:, 0]) + largest[:, 0]) @ patterns.weight
