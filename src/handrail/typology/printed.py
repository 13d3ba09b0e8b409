"""Printed probabilities: what a card may say near 0 and 1, and bounds where people are few."""

from __future__ import annotations

from collections.abc import Iterable
from math import ceil, floor

import numpy as np
import polars as pl
from scipy.optimize import brentq
from scipy.stats import beta, chi2

from handrail.typology.latent_classes import LatentClasses, kept_of
from handrail.typology.layout import Layout
from handrail.typology.membership import item_tables, membership_of
from handrail.typology.parameters import Parameters, inside
from handrail.typology.patterns import Floats
from handrail.typology.search import em_step
from handrail.typology.tidy import CATEGORICAL, item_table
from handrail.values.errors import DataError

SMALL, LARGE = 0.05, 0.95
"""Below and above, a probability prints as "<.05" and ">.95" where its class is large enough."""

ENOUGH = 60
"""Effective respondents of a class from which on the two limits are printed."""

FEWEST_DRAWS = 200
"""Bootstrap samples from which on percentiles are told: of fewer they rest on a handful."""

PRINTING = (
    "A probability below .05 or above .95 is printed as <.05 or >.95 where its profile has at least "
    f"{ENOUGH} effective respondents, and as its bound (95 per cent, one-sided) where it has fewer."
)
"""The rule, as a table's note says it."""

CONFIDENCE = 0.95
_MOST_STEPS = 3000
_STEP = 1e-6


def printed_probability(probability: float, effective_n: float, bound: float | None = None) -> str:
    """Return a probability as a card prints it.

    Below .05 or above .95: "<.05" or ">.95" where the class has 60 effective respondents or more, otherwise
    its one-sided bound, rounded away from the boundary and never nearer to it than .05 and .95.

    Parameters
    ----------
    probability
        Of an answer in a class.
    effective_n
        See :func:`effective_sizes`.
    bound
        The one-sided bound; read only where it is needed.

    Raises
    ------
    DataError
        For a number that is no probability, and where a bound is needed and not given.

    Examples
    --------
    >>> printed_probability(0.372, 40), printed_probability(0.01, 400), printed_probability(0.99, 400)
    ('.37', '<.05', '>.95')
    >>> printed_probability(0.0, 30, 0.0911), printed_probability(1.0, 30, 0.9089)
    ('<.10', '>.90')
    """
    ((kind, number),) = shown_value(probability, effective_n, bound).items()
    return {"estimate": "", "below": "<", "above": ">"}[kind] + _digits(number)


def shown_value(probability: float, effective_n: float, bound: float | None = None) -> dict[str, float]:
    """Return what a table holds of a probability: ``estimate``, or near 0 and 1 ``below`` or ``above`` alone.

    The exact number is not beside its limit, so that no writer of any format can print it.

    Parameters
    ----------
    probability, effective_n, bound
        See :func:`printed_probability`, whose errors are raised.

    Examples
    --------
    >>> shown_value(0.372, 40), shown_value(0.01, 400), shown_value(1.0, 30, 0.9089)
    ({'estimate': 0.372}, {'below': 0.05}, {'above': 0.9})
    """
    if not 0 <= probability <= 1:
        raise DataError.because("a probability lies between 0 and 1", "another number", "give a share")
    if SMALL <= probability <= LARGE:
        return {"estimate": probability}
    if effective_n < ENOUGH and bound is None:
        raise DataError.because(
            f"a probability near 0 or 1 in a class of under {ENOUGH} prints as its bound",
            "none",
            "give the profile or bootstrap bound",
        )
    if probability < SMALL:
        limit = SMALL if effective_n >= ENOUGH or bound is None else max(bound, SMALL)
        return {"below": ceil(round(limit * 100, 9)) / 100}
    limit = LARGE if effective_n >= ENOUGH or bound is None else min(bound, LARGE)
    return {"above": floor(round(limit * 100, 9)) / 100}


def _digits(number: float) -> str:
    return f"{number:.2f}".removeprefix("0")


def exact_bound(share: float, n: float) -> float:
    """Return the one-sided 95 % bound of a share of ``n`` by the beta distribution, away from its boundary.

    Clopper and Pearson 1934, Biometrika 26, 404-413.

    Examples
    --------
    >>> round(exact_bound(0.0, 30), 4), round(exact_bound(1.0, 30), 4)
    (0.095, 0.905)
    """
    count = share * n
    if share <= 0.5:
        return float(beta.ppf(CONFIDENCE, count + 1, n - count)) if count < n else 1.0
    return 1.0 - exact_bound(1.0 - share, n)


def effective_sizes(model: LatentClasses) -> Floats:
    """Return the effective respondents of each class (K).

    The square of the weighted sum of memberships over the sum of squared weights times memberships (Kish
    1965, Survey Sampling); without weights of a sample the expected respondents.
    """
    patterns = kept_of(model).layout.patterns
    within = membership_of(kept_of(model).layout, kept_of(model).found).within
    if patterns.weight_kind == "frequency":
        return np.asarray(np.einsum("pk,p->k", within, patterns.weight))
    squares = np.bincount(patterns.pattern_of, patterns.row_weight**2, len(patterns.weight))
    people = np.einsum("pk,p->k", within, patterns.weight)
    return np.asarray(people**2 / np.maximum(np.einsum("pk,p->k", within, squares), 1e-300))


def profile_bounds(model: LatentClasses, places: Iterable[int]) -> Floats:
    """Return the bounds (M x K) that print needs without a bootstrap; not a number elsewhere.

    By the profile likelihood; of ordinal items, whose parameters are shared between classes, the exact one of
    as many respondents.

    Parameters
    ----------
    places
        Which of the M categories are printed.
    """
    layout = kept_of(model).layout
    now, sizes = item_tables(layout, kept_of(model).found), effective_sizes(model)
    # The categories of an item and, in the layout alone, a place for no answer.
    categories = [
        (j, at)
        for j, found in enumerate(layout.patterns.categories)
        if layout.patterns.kinds[j] in CATEGORICAL
        for at in range(len(found))
    ]
    bounds = np.full((len(categories), model.n_classes), np.nan)
    for place in places:
        item, category = categories[place]
        likely = now[layout.first[item] + category]
        for k in np.flatnonzero(((likely < SMALL) | (likely > LARGE)) & (sizes < ENOUGH)):
            upper = bool(likely[k] < SMALL)
            if layout.patterns.kinds[item] == "nominal":
                bounds[place, k] = profile_bound(model, item, category, int(k), upper=upper)
            else:
                bounds[place, k] = exact_bound(float(likely[k]), float(sizes[k]))
    return bounds


def probability_table(model: LatentClasses, tables: Floats, interval: tuple[float, float]) -> pl.DataFrame:
    """Return the model's item probabilities with intervals, bounds, and what a card prints.

    Parameters
    ----------
    tables
        Probability of each answer in each class in each bootstrap replicate (R x M x K).
    interval
        The two percentiles.

    Notes
    -----
    A bound is given where a probability is below .05 or above .95 and its class has under 60 effective
    respondents: one-sided, 95 %, the one further from the boundary of the profile likelihood's (of a nominal
    item) and the bootstrap's percentile. Either alone can be too near: the bootstrap never leaves the
    boundary where nobody gave the answer, and the profile likelihood knows no clusters. Of fewer than 200
    replicates no percentile is read: the bound is that of :func:`profile_bounds`.
    """
    layout = kept_of(model).layout
    now = item_tables(layout, kept_of(model).found)
    low, high = np.quantile(tables, interval, axis=0)
    bound = np.full(now.shape, np.nan)
    sizes = effective_sizes(model)
    for j, kind in enumerate(layout.patterns.kinds):
        if kind not in CATEGORICAL:
            continue
        for row in range(layout.first[j], layout.first[j + 1] - 1):
            for k in np.flatnonzero(((now[row] < SMALL) | (now[row] > LARGE)) & (sizes < ENOUGH)):
                if len(layout.patterns.categories[j]) == 2 and row > layout.first[j]:
                    bound[row, k] = 1 - bound[row - 1, k]
                else:
                    category = row - int(layout.first[j])
                    bound[row, k] = _bound(model, tables[:, row, k], j, category, int(k), float(sizes[k]))
    parts = {"probability": now, "low": low, "high": high, "bound": bound}
    table = item_table(layout, now, "probability")
    for name, numbers in parts.items():
        table = table.with_columns(item_table(layout, numbers, name)[name])
    table = table.with_columns(pl.col("bound").fill_nan(None))
    printed = [
        printed_probability(min(max(p, 0.0), 1.0), float(sizes[k - 1]), limit)
        for k, p, limit in table.select("class", "probability", "bound").iter_rows()
    ]
    return table.with_columns(pl.Series("printed", printed, dtype=pl.String))


def _bound(  # noqa: PLR0917 - one probability, its draws, and how many it rests on
    model: LatentClasses, drawn: Floats, item: int, category: int, k: int, size: float
) -> float:
    layout = kept_of(model).layout
    probability = float(item_tables(layout, kept_of(model).found)[layout.first[item] + category, k])
    upper = probability < SMALL
    found = [profile_bound(model, item, category, k, upper=upper)] if _is_nominal(layout, item) else []
    if len(drawn) >= FEWEST_DRAWS:
        found.append(float(np.quantile(drawn, CONFIDENCE if upper else 1 - CONFIDENCE)))
    elif not found:
        found.append(exact_bound(probability, size))
    return max(found) if upper else min(found)


def _is_nominal(layout: Layout, item: int) -> bool:
    return layout.patterns.kinds[item] == "nominal"


def profile_bound(model: LatentClasses, item: int, category: int, k: int, *, upper: bool) -> float:
    """Return the one-sided 95 % bound of one probability of a nominal item by its profile likelihood.

    Where twice the log-likelihood, maximised over all else, is lower than at the top by the 90th percentile
    of chi-square with 1 degree of freedom, 2.71 (at a boundary half of its distribution is a point at zero:
    Self and Liang 1987, Journal of the American Statistical Association 82, 605-610). With weights of a
    sample the log-likelihood counts as that of the effective respondents (Kish's design effect of weights).

    Parameters
    ----------
    model
        A fitted typology.
    item, category, k
        Places of the item, of its category and of the class, from 0.
    upper
        Whether the bound above is sought, and not the one below.
    """
    layout, patterns = kept_of(model).layout, kept_of(model).layout.patterns
    row = int(layout.parameters_first[item]) + category
    own = float(kept_of(model).found.items[row, k])
    effect = 1.0
    if patterns.weight_kind == "sampling":
        effect = (
            len(patterns.row_weight) * float((patterns.row_weight**2).sum()) / patterns.row_weight.sum() ** 2
        )
    drop = float(chi2.ppf(2 * CONFIDENCE - 1, 1)) * effect / 2
    top = model.log_likelihood_

    def beyond(at: float) -> float:
        return top - _held_height(layout, kept_of(model).found, item, category, k, at) - drop

    # Outwards from the solution: far from it classes can change places, and the height rises again.
    within, step = own, 0.02
    while True:
        at = own + step if upper else own - step
        if not 0 < at < 1:
            at = 1 - 1e-6 if upper else 1e-6
            if beyond(at) <= 0:
                return 1.0 if upper else 0.0
        if beyond(at) > 0:
            return float(brentq(beyond, within, at, xtol=5e-4))
        within, step = at, 2 * step


def _held_height(  # noqa: PLR0917 - which probability, and where it is held
    layout: Layout, found: Parameters, item: int, category: int, k: int, at: float
) -> float:
    """Return the highest log-likelihood with one probability held, by plain steps.

    From the solution, and from a little inside of its boundaries, which no step leaves.
    """
    rows = slice(layout.parameters_first[item], layout.parameters_first[item + 1])
    heights = []
    for start in (found.copy(), inside(layout, found)):
        now, height = _hold(start, rows, category, k, at), -np.inf
        for _ in range(_MOST_STEPS):
            after, reached = em_step(layout, now)
            if reached - height < _STEP:
                break
            # The others' shares of what is left over are the constrained step's own.
            now, height = _hold(after, rows, category, k, at), reached
        heights.append(max(height, reached))
    return max(heights)


def _hold(parameters: Parameters, rows: slice, category: int, k: int, at: float) -> Parameters:
    column = parameters.items[rows, k]
    column[category] = 0.0
    rest = column.sum()
    if rest > 0:
        column *= (1 - at) / rest
    else:
        column[:] = (1 - at) / (len(column) - 1)
    column[category] = at
    return parameters
