"""Dominance: what each block adds to a fit, averaged over every company that it can enter."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from itertools import combinations

from handrail.values import DataError

Progress = Callable[[int, int], None]
MOST_BLOCKS = 8


def general_dominance(
    blocks: Sequence[str], fit_of: Callable[[tuple[str, ...]], float], progress: Progress | None = None
) -> dict[str, float]:
    """Return the general dominance weight of each block; they add to the fit of all blocks together.

    Parameters
    ----------
    blocks
        Names, in order; 8 at most, for which 256 models are fitted.
    fit_of
        The fit (an R2) of the model with some of the blocks, in the order of ``blocks``. That of none is
        taken as zero and not asked for.
    progress
        Told how many models are fitted, and of how many; what it raises stops the work.

    Notes
    -----
    For each size of the company the mean gain over all companies of that size, then the mean over sizes
    (Budescu 1993, Psychological Bulletin 114, 542-551; for logistic models Azen and Traxel 2009, Journal of
    Educational and Behavioral Statistics 34, 319-347).

    Examples
    --------
    >>> fits = {("a",): 0.3, ("b",): 0.2, ("a", "b"): 0.4}
    >>> weights = general_dominance(("a", "b"), fits.__getitem__)
    >>> {name: round(weight, 12) for name, weight in weights.items()}
    {'a': 0.25, 'b': 0.15}
    """
    if len(blocks) > MOST_BLOCKS:
        raise DataError.because(
            f"dominance is over at most {MOST_BLOCKS} blocks", f"{len(blocks)}", "join blocks"
        )
    companies = [chosen for size in range(len(blocks) + 1) for chosen in combinations(blocks, size)]
    fits = {}
    for done, company in enumerate(companies):
        fits[company] = fit_of(company) if company else 0.0
        if progress is not None and company:
            progress(done, len(companies) - 1)
    weights = {}
    for block in blocks:
        others = [other for other in blocks if other != block]
        means = []
        for size in range(len(blocks)):
            gains = [
                fits[tuple(one for one in blocks if one == block or one in company)] - fits[company]
                for company in combinations(others, size)
            ]
            means.append(math.fsum(gains) / len(gains))
        weights[block] = math.fsum(means) / len(means)
    return weights
