"""Latent classes: a few profiles of answers, and how common each is; never who has which."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from math import isfinite, log
from numbers import Integral
from weakref import WeakKeyDictionary

import numpy as np
import polars as pl

from handrail.typology.errors import ERROR_KINDS, ErrorKind, Sampled
from handrail.typology.frames import ItemKind, as_frame
from handrail.typology.known import read_sampled
from handrail.typology.layout import Layout, lay_out
from handrail.typology.membership import (
    class_shares,
    doubt_of,
    expected_counts,
    item_tables,
    membership_of,
    relative_entropy,
)
from handrail.typology.parameters import Parameters
from handrail.typology.patterns import Floats, read_patterns
from handrail.typology.polish import is_top_identified
from handrail.typology.search import BEST_WITHIN, Progress, search
from handrail.typology.tidy import bivariate_residuals, error_table, item_table, number_table
from handrail.typology.weights import WeightKind
from handrail.values.errors import DataError, NotConverged, did_you_mean
from handrail.values.stays import StaysInMemory

_TIES = 9  # decimals: classes whose shares agree so far are ordered by their parameters


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
        Not negative; the same seed gives the same starts everywhere, on one core and on many.
    tolerance
        A start has arrived when a plain step changes the total log-likelihood by less. The best one is then
        followed on by Newton's method until no derivative is above 1e-8, or no step rises.
    weight_kind
        ``sampling``: weights are scaled to add up to the respondents, and the likelihood is a
        pseudo-likelihood. ``frequency``: a row stands for that many equal rows.
    kinds
        What every item is, or item to kind: ``nominal`` (also yes/no; the default), ``adjacent`` or
        ``cumulative`` for ordered answers whose place moves between classes, ``count`` (Poisson),
        ``continuous`` (normal, a variance a class).
    free_items
        With groups: items whose parameters differ between them.
    max_iterations
        The most steps of a start.

    Attributes
    ----------
    log_likelihood_
        Of the best start, at its top.
    n_parameters_
        Free shares and items' parameters.
    aic_, bic_, sabic_, caic_, icl_, awe_
        Criteria, lower is better; the sample size is ``n_observations_``, and (n + 2) / 24 for ``sabic_``.
    entropy_
        Relative entropy: 1 where answers tell classes apart without doubt; None with one class.
    class_shares_
        Share of each class (K), the largest first.
    group_shares_
        The same in each group, one row a group.
    item_probabilities_
        One row a class (1 to K), item and category: class, item, category, probability. The category keeps
        its type where all items are of one, and is text otherwise.
    item_numbers_
        Of counts and continuous items: class, item, parameter (``rate``, ``mean``, ``variance``), estimate.
    class_sizes_
        Expected unweighted respondents of each class (K).
    expected_counts_
        As ``item_probabilities_``, with the expected unweighted respondents n in place of the probability.
    standard_errors_
        parameter, class, item, category, estimate, se; null at a boundary, and everywhere where the model is
        not identified. Linearised where there are weights of a sample, strata or clusters, otherwise from the
        observed information; worked out when first asked for.
    start_log_likelihoods_, starts_at_best_
        Log-likelihood of each start, and the share of starts within 0.001 of the best.
    identified_
        Whether the Jacobian of the patterns' probabilities has full rank; parameters on a boundary are left
        out.
    converged_
        Whether all starts arrived. (Where the best one did not, ``fit`` raises.)
    bivariate_residuals_
        Pearson's chi-square of each pair of items over its degrees of freedom: item, other, residual.
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
    Goodman 1974, Biometrika 61, 215-231; Schwarz 1978, Annals of Statistics 6, 461-464; Sclove 1987,
    Psychometrika 52, 333-343; Bozdogan 1987, Psychometrika 52, 345-370; Biernacki, Celeux and Govaert 2000,
    IEEE Transactions on Pattern Analysis and Machine Intelligence 22, 719-725; Banfield and Raftery 1993,
    Biometrics 49, 803-821.

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
    kinds: Mapping[str, ItemKind] | ItemKind = "nominal"
    free_items: Sequence[str] = ()
    max_iterations: int = 20_000
    progress: Progress | None = field(default=None, repr=False)

    log_likelihood_: float = field(init=False, repr=False)
    n_parameters_: int = field(init=False, repr=False)
    aic_: float = field(init=False, repr=False)
    bic_: float = field(init=False, repr=False)
    sabic_: float = field(init=False, repr=False)
    caic_: float = field(init=False, repr=False)
    icl_: float = field(init=False, repr=False)
    awe_: float = field(init=False, repr=False)
    entropy_: float | None = field(init=False, repr=False)
    class_shares_: Floats = field(init=False, repr=False)
    group_shares_: pl.DataFrame = field(init=False, repr=False)
    item_probabilities_: pl.DataFrame = field(init=False, repr=False)
    item_numbers_: pl.DataFrame = field(init=False, repr=False)
    class_sizes_: Floats = field(init=False, repr=False)
    expected_counts_: pl.DataFrame = field(init=False, repr=False)
    start_log_likelihoods_: Floats = field(init=False, repr=False)
    starts_at_best_: float = field(init=False, repr=False)
    identified_: bool = field(init=False, repr=False)
    converged_: bool = field(init=False, repr=False)
    n_patterns_: int = field(init=False, repr=False)
    n_observations_: int = field(init=False, repr=False)
    n_left_out_: int = field(init=False, repr=False)
    _weighted: bool = field(init=False, repr=False)
    _rows: int = field(init=False, repr=False)

    def fit(  # noqa: PLR0917 - items, weights and what the sample was drawn by, as in scikit-learn
        self,
        items: object,
        weights: object = None,
        strata: object = None,
        clusters: object = None,
        groups: object = None,
        covariates: object = None,
    ) -> LatentClasses:
        """Find the classes, and return the model.

        Parameters
        ----------
        items
            A polars or pandas frame of answers, one row a respondent. A row enters with the items that it
            answered; one without any answer is left out.
        weights
            One number a row, or None.
        strata, clusters
            How the rows were sampled, one word or number a row, or None; clusters lie within strata.
        groups
            One word or number a row, such as its country: each has class shares of its own.
        covariates
            A frame of numbers, yes/no and categories: class shares follow a multinomial logit of them, with
            the smallest class as the reference.
        """
        self._check()
        patterns = read_patterns(
            items,
            weights,
            self.weight_kind,
            kinds=self.kinds,
            groups=groups,
            free_items=self.free_items,
            covariates=covariates,
        )
        size = len(patterns.weight)
        if self.n_classes > size:
            raise DataError.because(
                "there are no more classes than patterns of answers",
                f"{self.n_classes} classes, {size} patterns of {patterns.n} respondents",
                "ask for fewer classes",
            )
        self._rows = as_frame(items).height
        sampled = read_sampled(strata, clusters, self._rows)
        layout = lay_out(patterns)
        tops = search(
            layout,
            self.n_classes,
            starts=self.starts,
            seed=self.seed,
            tolerance=self.tolerance,
            max_iterations=self.max_iterations,
            progress=self.progress,
        )
        if tops.polished is None:
            raise NotConverged.because(
                "the best start of a latent class model arrives at its top",
                f"{self.max_iterations} steps were not enough with {self.n_classes} classes",
                "ask for fewer classes, or raise max_iterations",
            )
        found, height = tops.polished.parameters, tops.polished.log_likelihood
        self.start_log_likelihoods_ = tops.log_likelihood
        self.starts_at_best_ = float((self.start_log_likelihoods_ >= height - BEST_WITHIN).mean())
        self.converged_ = bool(tops.converged.all())
        self._weighted = weights is not None and self.weight_kind == "sampling"
        self.identified_ = is_top_identified(layout, tops.polished)
        self._learn(layout, found, sampled, height)
        return self

    def _learn(self, layout: Layout, found: Parameters, sampled: Sampled, log_likelihood: float) -> None:
        patterns = layout.patterns
        covariates = patterns.known.has_covariates
        found = found.ordered(_largest_first(layout, found), covariates=covariates)
        _KEPT[self] = _Kept(layout, found, sampled)
        self.__dict__.pop("standard_errors_", None)
        self.__dict__.pop("bivariate_residuals_", None)
        self.n_parameters_ = _free(layout, self.n_classes)
        self.n_observations_ = patterns.n
        self.n_patterns_ = len(patterns.weight)
        self.n_left_out_ = sum(rows for rows, _ in patterns.left_out)
        self.log_likelihood_ = log_likelihood
        members = membership_of(layout, found)
        doubt = doubt_of(layout, members)
        self.aic_ = self._criterion(2.0)
        self.bic_ = self._criterion(log(patterns.n))
        self.sabic_ = self._criterion(log((patterns.n + 2) / 24))
        self.caic_ = self._criterion(log(patterns.n) + 1)
        self.icl_ = self.bic_ + 2 * doubt
        self.awe_ = self._criterion(2 * (1.5 + log(patterns.n))) + 2 * doubt
        self.entropy_ = relative_entropy(layout, members)
        self.class_shares_ = class_shares(layout, found)
        self.group_shares_ = _group_shares(layout, found)
        sizes, counts = expected_counts(layout, members)
        self.class_sizes_ = sizes
        self.item_probabilities_ = item_table(layout, item_tables(layout, found), "probability")
        self.item_numbers_ = number_table(layout, found)
        self.expected_counts_ = item_table(layout, counts, "n")

    @cached_property
    def standard_errors_(self) -> pl.DataFrame:
        """See the class."""
        design = _KEPT[self].sampled.strata is not None or _KEPT[self].sampled.clusters is not None
        return self.errors("linearised" if design or self._weighted else "observed")

    @cached_property
    def bivariate_residuals_(self) -> pl.DataFrame:
        """See the class."""
        return bivariate_residuals(_KEPT[self].layout, _KEPT[self].found)

    def errors(self, kind: ErrorKind) -> pl.DataFrame:
        """Return the standard errors by one rule: ``observed``, ``outer`` or ``linearised``.

        Parameters
        ----------
        kind
            See :func:`handrail.typology.errors.covariance`; ``outer`` is that of poLCA.
        """
        if kind not in ERROR_KINDS:
            raise DataError.because(
                "a rule of standard errors is known", f"'{kind}'", did_you_mean(str(kind), ERROR_KINDS)
            )
        return error_table(
            _KEPT[self].layout, _KEPT[self].found, _KEPT[self].sampled, kind, identified=self.identified_
        )

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


@dataclass(frozen=True, eq=False)
class _Kept(StaysInMemory):
    """What later steps need of a fit: the answers, the parameters, and how the rows were sampled."""

    layout: Layout
    found: Parameters
    sampled: Sampled


_KEPT: WeakKeyDictionary[LatentClasses, _Kept] = WeakKeyDictionary()
"""Beside the models and not in them, so that nothing of a respondent is reached from a model, printed with it
or copied with it; it goes when the model goes."""


def is_fitted(model: LatentClasses) -> bool:
    """Return whether a model was fitted."""
    return model in _KEPT


def kept_of(model: LatentClasses) -> _Kept:
    """Return what later steps need of a fit; it stays in memory."""
    return _KEPT[model]


def _largest_first(layout: Layout, found: Parameters) -> list[int]:
    """Return the order of the classes by share; equal ones by their parameters, so that it is always one."""
    keys = [-class_shares(layout, found).round(_TIES), *found.items.round(_TIES)]
    # The last key of lexsort is the first to sort by.
    return [int(k) for k in np.lexsort(keys[::-1])]


def _free(layout: Layout, classes: int) -> int:
    """Return the number of free parameters."""
    patterns = layout.patterns
    known = patterns.known
    shares = (classes - 1) * (len(known.columns) if known.has_covariates else len(known.groups))
    answers = [len(found) for found in patterns.categories]
    return shares + sum(
        _free_of(kind, size, classes) for kind, size in zip(patterns.kinds, answers, strict=True)
    )


def _free_of(kind: ItemKind, answers: int, classes: int) -> int:
    if kind == "nominal":
        return classes * (answers - 1)
    if kind in ("adjacent", "cumulative"):
        return answers - 1 + classes - 1
    return classes if kind == "count" else 2 * classes


def _group_shares(layout: Layout, found: Parameters) -> pl.DataFrame:
    known = layout.patterns.known
    if known.has_covariates:
        return pl.DataFrame(schema={"group": pl.String, "class": pl.Int64, "share": pl.Float64})
    classes = found.prior.shape[1]
    return pl.DataFrame(
        {
            "group": [group for group in known.groups for _ in range(classes)],
            "class": list(range(1, classes + 1)) * len(known.groups),
            "share": found.prior.reshape(-1),
        }
    )
