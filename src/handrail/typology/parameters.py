"""Parameters of a latent class model: what a start begins with and where it ends."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import special

from handrail.typology.kernel import BOUNDARY
from handrail.typology.layout import Layout
from handrail.typology.patterns import Floats

_AWAY = 0.02


@dataclass(frozen=True, eq=False)
class Parameters:
    """One set of parameters.

    Attributes
    ----------
    items
        Shape (R, K), item after item. Nominal: a probability a category. Adjacent and cumulative: V - 1
        steps, which are the same in all classes, and the class's place. Count: the rate. Continuous: mean and
        variance.
    prior
        Without covariates the class shares of each group, shape (G, K); with them the coefficients of a
        multinomial logit, shape (columns, K), those of the last class zero.
    """

    items: Floats
    prior: Floats

    def copy(self) -> Parameters:
        """Return a set of its own."""
        return Parameters(self.items.copy(), self.prior.copy())

    def ordered(self, order: list[int], *, covariates: bool) -> Parameters:
        """Return the classes in another order."""
        prior = self.prior[:, order]
        # The last class is the reference, whichever it now is.
        prior = prior - prior[:, -1:] if covariates else prior
        return Parameters(np.ascontiguousarray(self.items[:, order]), np.ascontiguousarray(prior))


def random_start(layout: Layout, classes: int, seed: int, start: int) -> Parameters:
    """Return starting values: equal shares, and items' parameters drawn around what all answered.

    Each start has a stream of its own, made from the seed, the number of classes and its place, so that more
    starts add to fewer and one number of classes does not shift another's. Probabilities of categories are
    drawn evenly and scaled to add up to one.

    Examples
    --------
    >>> import polars as pl
    >>> from handrail.typology.layout import lay_out
    >>> from handrail.typology.patterns import read_patterns
    >>> layout = lay_out(read_patterns(pl.DataFrame({"a": [0, 0, 1, 1], "b": [0, 1, 1, 1]})))
    >>> random_start(layout, 2, 7, 0).items.shape
    (4, 2)
    """
    rows = int(layout.parameters_first[-1])
    drawn = np.random.Generator(np.random.PCG64([seed, classes, start])).random((classes, rows)).T
    patterns = layout.patterns
    # Away from zero, where a step could never leave. What is no probability is written over.
    whole = np.add.reduceat(drawn + 1e-3, layout.parameters_first[:-1], axis=0)
    items = (drawn + 1e-3) / np.repeat(whole, np.diff(layout.parameters_first), axis=0)
    for j, kind in enumerate(patterns.kinds):
        if kind == "nominal":
            continue
        here = slice(layout.parameters_first[j], layout.parameters_first[j + 1])
        answered = patterns.codes[:, j] >= 0
        codes, weight = patterns.codes[answered, j], patterns.weight[answered]
        if kind in ("adjacent", "cumulative"):
            places = drawn[here][-1] * 2 - 1
            items[here] = _steps(np.bincount(codes, weight).astype(np.float64), kind == "adjacent")[:, None]
            items[layout.parameters_first[j + 1] - 1] = places - places.mean()
            continue
        values = np.array(patterns.categories[j], dtype=np.float64)[codes]
        mean = float(np.average(values, weights=weight))
        if kind == "count":
            items[here] = max(mean, 1e-3) * (0.2 + 1.6 * drawn[here])
            continue
        spread = float(np.average((values - mean) ** 2, weights=weight))
        first = layout.parameters_first[j]
        items[first] = mean + np.sqrt(spread) * special.ndtri(0.02 + 0.96 * drawn[first])
        items[first + 1] = spread
    prior = np.zeros((layout.prior_shape, classes))
    if not patterns.known.has_covariates:
        prior[:] = 1 / classes
    return Parameters(items, prior)


def inside(layout: Layout, parameters: Parameters) -> Parameters:
    """Return the parameters with categories and free class shares moved off their boundaries."""
    moved = parameters.copy()
    for j, kind in enumerate(layout.patterns.kinds):
        if kind == "nominal":
            rows = slice(layout.parameters_first[j], layout.parameters_first[j + 1])
            here = moved.items[rows]
            moved.items[rows] = (1 - _AWAY) * here + _AWAY / len(here)
    if not layout.patterns.known.has_covariates:
        moved.prior[:] = (1 - _AWAY) * moved.prior + _AWAY / moved.prior.shape[1]
    return moved


def has_boundary(layout: Layout, parameters: Parameters) -> bool:
    """Return whether a category or a free class share has a probability of about zero."""
    nominal = np.repeat(
        [kind == "nominal" for kind in layout.patterns.kinds], np.diff(layout.parameters_first)
    )
    least = parameters.items[nominal].min(initial=1.0)
    return bool(least <= BOUNDARY) or (
        not layout.patterns.known.has_covariates and bool(parameters.prior.min() <= BOUNDARY)
    )


def _steps(counts: Floats, adjacent: bool) -> Floats:
    """Return the steps of an ordered item that give everybody's answers, and a row for the place."""
    share = counts / counts.sum()
    if adjacent:
        steps = np.log(share[1:] / share[:-1])
    else:
        above = share[::-1].cumsum()[::-1][1:]
        steps = special.logit(above)
    return np.append(steps, 0.0)
