"""Few weights: how finely a weighted share may be told before it gives back counts.

Weights that only balance, say, three countries and two genders take six values. With these known, a share is
a sum of six whole numbers, and its sixth digit says which: how many of each weight answered so, small numbers
too. So such a share is told in steps, the finest at which whole numbers tell no more than arithmetic without
them would.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats: TypeAlias = NDArray[np.float64]

STEPS = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1)
"""Per cent with one decimal is the finest."""

_OF_MEANS = 0.01
_WIDE = 10
_MANY = 15.0
_DENSE = 1_000_000
_FEWEST = 50
"""So many different weights are never few: two ways each are more than 10 to the 15th."""
_FIRST = 4096
_SLACK = 1e-9


def are_few(weight: Floats) -> bool:
    """Return whether weights are so few, of so few respondents, that sums of them can be taken apart.

    They are while there are fewer than 10 to the 15th ways to choose how many of each weight gave an answer:
    a share and its standard error, at six printed digits each, tell fewer apart. Equal weights are none.

    Parameters
    ----------
    weight
        One a respondent, above 0.

    Examples
    --------
    >>> import numpy as np
    >>> are_few(np.repeat([0.7, 1.3], 60)), are_few(np.ones(120)), are_few(np.linspace(0.5, 2, 120))
    (True, False, False)
    """
    first, _ = _strata(weight[:_FIRST], of=weight)
    if len(first) >= _FEWEST:
        return False  # nearly every survey: said before a million weights are sorted
    _, sizes = _strata(weight, of=weight)
    return 1 < len(sizes) < _FEWEST and sum(math.log10(size + 1) for size in sizes) < _MANY


def step_of(weight: Floats, yes: NDArray[np.bool_]) -> float | None:
    """Return the step in which a weighted share is told, or None where every digit may be.

    At a step, some numbers of "yes" of each weight agree with the share. The step is fine enough when, for
    each weight, these lie 10 apart, or as far as they would if respondents could be divided.

    Parameters
    ----------
    weight
        One a respondent of the base, above 0.
    yes
        Who is in the category. A share of 0 or 1 has no step: the rules of disclosure judge it.

    Examples
    --------
    >>> import numpy as np
    >>> weight, yes = np.repeat([0.7, 1.3], 60), np.arange(120) % 6 == 0
    >>> step_of(weight, yes), step_of(np.ones(120), yes)
    (0.005, None)
    """
    if not are_few(weight) or not yes.any() or yes.all():
        return None
    values, sizes = _strata(weight, of=weight)
    share = float(weight[yes].sum() / weight.sum())
    for step in STEPS:
        if all(_is_hidden(values, sizes, k, told(share, step), step) for k in range(len(values))):
            return step
    return STEPS[-1]


def step_of_mean(weight: Floats, values: Floats) -> float | None:
    """Return the step in which a weighted mean is told, or None where every digit may be.

    A mean of whole numbers, such as a score, is a sum of few whole numbers too: two decimals, as documents
    print.

    Examples
    --------
    >>> import numpy as np
    >>> weight, score = np.repeat([0.7, 1.3], 60), np.arange(120) % 5.0
    >>> step_of_mean(weight, score), step_of_mean(weight, score / 7)
    (0.01, None)
    """
    return _OF_MEANS if are_few(weight) and bool((values == values.round()).all()) else None


def told(value: float, step: float) -> float:
    """Return a number at the nearest step.

    Examples
    --------
    >>> told(0.15549, 0.002)
    0.156
    """
    return round(round(value / step) * step, 6)


def told_interval(low: float, high: float, step: float) -> tuple[float, float]:
    """Return limits at steps, outwards: an interval is never narrower than it was.

    Examples
    --------
    >>> told_interval(0.1231, 0.1979, 0.002)
    (0.122, 0.198)
    """
    return (
        round(math.floor(low / step + _SLACK) * step, 6),
        round(math.ceil(high / step - _SLACK) * step, 6),
    )


def _strata(weight: Floats, *, of: Floats) -> tuple[Floats, NDArray[np.intp]]:
    """Return the different weights among those of a base, and how many respondents have each."""
    import numpy as np

    # The same weight can be an ulp away from itself when it was reckoned twice.
    scale = float(of.max(initial=1.0))
    values, sizes = np.unique(np.round(weight / scale, 9), return_counts=True)
    return values * scale, sizes


def _is_hidden(values: Floats, sizes: NDArray[np.intp], own: int, share: float, step: float) -> bool:
    """Return whether a told share leaves the number of "yes" of one weight open."""
    import numpy as np

    whole = float((values * sizes).sum())
    low, high = (share - step / 2) * whole, (share + step / 2) * whole
    others = np.delete(np.arange(len(values)), own)
    most = float((values[others] * sizes[others]).sum())
    counts = np.arange(sizes[own] + 1)
    # With respondents that could be divided, between the least and the most of the others all can be.
    divided = counts[(counts * values[own] <= high) & (counts * values[own] + most >= low)]
    if not len(divided):
        return False
    if math.prod(int(size) + 1 for size in sizes[others]) > _DENSE:
        return True
    sums = np.zeros(1)
    for other in others:
        sums = np.unique(np.add.outer(sums, values[other] * np.arange(sizes[other] + 1)))
    above = np.searchsorted(sums, low - counts * values[own] - _SLACK, side="left")
    below = np.searchsorted(sums, high - counts * values[own] + _SLACK, side="right")
    possible = counts[below > above]
    return len(possible) > 0 and bool(np.ptp(possible) >= min(_WIDE, int(np.ptp(divided))))
