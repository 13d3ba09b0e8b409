"""Latent classes: a few profiles of answers, and how common each is; never who has which."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import isfinite, log
from numbers import Integral

import numpy as np
import polars as pl

from handrail.survey.levels import level_text
from handrail.typology.expectation import Parameters, expected_sizes, relative_entropy
from handrail.typology.patterns import Category, Floats, Integers, Patterns, WeightKind, read_patterns
from handrail.typology.search import BEST_WITHIN, search
from handrail.values.errors import DataError, NotConverged
from handrail.values.stays import StaysInMemory

_TIES = 9  # decimals: classes whose shares agree so far are ordered by their probabilities


@dataclass(eq=False)
class LatentClasses(StaysInMemory):
    """A latent class model: within a class, answers to different items are independent.

    Follows scikit-learn's contract: parameters are attributes, ``fit`` returns the model, what it learned
    ends with an underscore. There is no membership of a person, neither for those in the data nor for others.

    Parameters
    ----------
    n_classes
        How many classes.
    starts
        Random starts; each is followed to its top, and the highest counts.
    seed
        Not negative; the same seed gives the same starts everywhere.
    tolerance
        A start has arrived when a step changes the total log-likelihood by less.
    weight_kind
        ``sampling``: weights are scaled to add up to the respondents, and the likelihood is a
        pseudo-likelihood. ``frequency``: a row stands for that many equal rows.
    max_iterations
        The most steps of a start.

    Attributes
    ----------
    log_likelihood_
        Of the best start, which is followed on until no parameter moves by 1e-10.
    n_parameters_
        Free shares and probabilities.
    aic_, bic_, sabic_
        Criteria; the sample size is ``n_observations_``, and (n + 2) / 24 for the last.
    entropy_
        Relative entropy: 1 where answers tell classes apart without doubt; None with one class.
    class_shares_
        Share of each class (K), the largest first.
    item_probabilities_
        One row a class (1 to K), item and category: class, item, category, probability. The category keeps
        its type where all items are of one, and is text otherwise.
    class_sizes_
        Expected unweighted respondents of each class (K).
    expected_counts_
        As ``item_probabilities_``, with the expected unweighted respondents n in place of the probability.
    start_log_likelihoods_, starts_at_best_
        Log-likelihood of each start, and the share of starts within 0.001 of the best.
    converged_
        Whether all starts arrived. (Where the best one did not, ``fit`` raises.)
    n_patterns_, n_observations_, n_left_out_
        Distinct patterns of answers, respondents in the model, and rows left out of it.

    Raises
    ------
    DataError
        From ``fit``: see :func:`handrail.typology.patterns.read_patterns`; for a parameter that breaks its
        rule; and for more classes than patterns.
    NotConverged
        From ``fit``: when the best start did not arrive within ``max_iterations``.

    References
    ----------
    Goodman 1974, Biometrika 61, 215-231; Schwarz 1978, Annals of Statistics 6, 461-464.

    Examples
    --------
    >>> rows = [(1, 1, 1, 1)] * 30 + [(0, 0, 0, 0)] * 50 + [(1, 1, 0, 1), (1, 0, 1, 1), (0, 0, 1, 0)] * 5
    >>> frame = pl.DataFrame(rows, schema=["asked", "moved", "met", "kept"], orient="row")
    >>> model = LatentClasses(2, starts=5, seed=1).fit(frame)
    >>> model.class_shares_.round(2).tolist(), model.n_parameters_, model.starts_at_best_
    ([0.58, 0.42], 9, 1.0)
    >>> model.item_probabilities_.filter(pl.col("category") == 1, pl.col("item") == "asked")["probability"][1]
    1.0
    """

    n_classes: int
    starts: int = 50
    seed: int = 0
    tolerance: float = 1e-8
    weight_kind: WeightKind = "sampling"
    max_iterations: int = 20_000

    log_likelihood_: float = field(init=False, repr=False)
    n_parameters_: int = field(init=False, repr=False)
    aic_: float = field(init=False, repr=False)
    bic_: float = field(init=False, repr=False)
    sabic_: float = field(init=False, repr=False)
    entropy_: float | None = field(init=False, repr=False)
    class_shares_: Floats = field(init=False, repr=False)
    item_probabilities_: pl.DataFrame = field(init=False, repr=False)
    class_sizes_: Floats = field(init=False, repr=False)
    expected_counts_: pl.DataFrame = field(init=False, repr=False)
    start_log_likelihoods_: Floats = field(init=False, repr=False)
    starts_at_best_: float = field(init=False, repr=False)
    converged_: bool = field(init=False, repr=False)
    n_patterns_: int = field(init=False, repr=False)
    n_observations_: int = field(init=False, repr=False)
    n_left_out_: int = field(init=False, repr=False)

    def fit(self, items: object, weights: object = None) -> LatentClasses:
        """Find the classes, and return the model.

        Parameters
        ----------
        items
            A polars or pandas frame of categories, one row a respondent. A row enters with the items that it
            answered; one without any answer is left out.
        weights
            One number a row, or None.
        """
        self._check()
        patterns = read_patterns(items, weights, self.weight_kind)
        size = len(patterns.weight)
        if self.n_classes > size:
            raise DataError.because(
                "there are no more classes than patterns of answers",
                f"{self.n_classes} classes, {size} patterns of {patterns.n} respondents",
                "ask for fewer classes",
            )
        tops = search(
            patterns,
            self.n_classes,
            starts=self.starts,
            seed=self.seed,
            tolerance=self.tolerance,
            max_iterations=self.max_iterations,
        )
        best = int(tops.log_likelihood.argmax())
        if not tops.converged[best]:
            raise NotConverged.because(
                "the best start of a latent class model arrives at its top",
                f"{self.max_iterations} steps were not enough with {self.n_classes} classes",
                "ask for fewer classes, or raise max_iterations",
            )
        self.start_log_likelihoods_ = tops.log_likelihood
        self.starts_at_best_ = float((tops.log_likelihood >= tops.log_likelihood[best] - BEST_WITHIN).mean())
        self.converged_ = bool(tops.converged.all())
        self._learn(patterns, tops.parameters[best : best + 1], float(tops.log_likelihood[best]))
        return self

    def _learn(self, patterns: Patterns, found: Parameters, log_likelihood: float) -> None:
        order = _largest_first(found)
        found = Parameters(found.shares[:, order], found.probabilities[:, order])
        sizes, counts = expected_sizes(patterns, found)
        free = len(patterns.item_of) - len(patterns.items)
        self.n_parameters_ = self.n_classes - 1 + self.n_classes * free
        self.n_observations_ = patterns.n
        self.n_patterns_ = len(patterns.weight)
        self.n_left_out_ = sum(rows for rows, _ in patterns.left_out)
        self.log_likelihood_ = log_likelihood
        self.aic_ = self._criterion(2.0)
        self.bic_ = self._criterion(log(patterns.n))
        self.sabic_ = self._criterion(log((patterns.n + 2) / 24))
        self.entropy_ = relative_entropy(patterns, found)
        self.class_shares_ = found.shares[0]
        self.class_sizes_ = sizes[0]
        self.item_probabilities_ = _tidy(patterns, found.probabilities[0], "probability")
        self.expected_counts_ = _tidy(patterns, counts[0], "n")

    def _criterion(self, price: float) -> float:
        return -2 * self.log_likelihood_ + price * self.n_parameters_

    def _check(self) -> None:
        for name, least in (("n_classes", 1), ("starts", 1), ("seed", 0), ("max_iterations", 3)):
            value = getattr(self, name)
            if type(value) is bool or not isinstance(value, Integral) or int(value) < least:
                raise DataError.because(
                    f"{name} is a whole number, at least {least}", f"{value!r}", "give such a number"
                )
        if not (isfinite(self.tolerance) and self.tolerance > 0):
            raise DataError.because(
                "a tolerance is a number above zero", f"{self.tolerance!r}", "give a small one, such as 1e-8"
            )


def _largest_first(found: Parameters) -> Integers:
    """Return the order of the classes by share; equal ones by their probabilities, so that it is always one.

    Examples
    --------
    >>> _largest_first(Parameters(np.array([[0.3, 0.4, 0.3]]), np.array([[[0.9], [0.5], [0.1]]]))).tolist()
    [1, 2, 0]
    """
    keys = [-found.shares[0].round(_TIES), *found.probabilities[0].round(_TIES).T]
    # The last key of lexsort is the first to sort by.
    return np.lexsort(keys[::-1]).astype(np.intp)


def _tidy(patterns: Patterns, numbers: Floats, name: str) -> pl.DataFrame:
    names = [patterns.items[item] for item in patterns.item_of]
    classes = len(numbers)
    return pl.DataFrame(
        {
            "class": np.repeat(np.arange(1, classes + 1), len(names)),
            "item": names * classes,
            "category": _shown(patterns) * classes,
            name: numbers.reshape(-1),
        }
    )


def _shown(patterns: Patterns) -> list[Category]:
    values = [value for found in patterns.categories for value in found]
    return values if len({type(value) for value in values}) == 1 else [level_text(value) for value in values]
