"""Invariance: whether classes are the same in several countries, or for women and men, and what differs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from numbers import Integral, Real

import numpy as np
import polars as pl

from handrail.survey.few_weights import are_few
from handrail.typology.contrasts import spread_of
from handrail.typology.differential import STEP_SCHEMA, Drawn, free_one_by_one, item_tests
from handrail.typology.frames import ItemKind
from handrail.typology.group_models import Search, all_free, equal_items, equal_shares, some_free
from handrail.typology.group_tables import answers_in_groups, shares_in_groups, spots_of
from handrail.typology.grouped import SMALLEST_GROUP, Grouped, GroupLeftOut, check_items, read_grouped
from handrail.typology.invariance_parts import comparison_table, model_table, wald_table
from handrail.typology.wald import design_df
from handrail.typology.weights import WeightKind
from handrail.values.errors import DataError
from handrail.values.stays import StaysInMemory

FAR = 0.25
"""A group's class whose answers are on average this far from its match's is hardly the same one."""


@dataclass(frozen=True, eq=False)
class ClassInvariance(StaysInMemory):
    """Latent classes of several groups, with what they have in common and what differs.

    Classes are numbered as in the full model, the one with the largest share first; those of other models are
    matched with them.

    Attributes
    ----------
    models
        One row a model, the largest first: model, log_likelihood, n_parameters, aic, bic, dbic, entropy,
        starts_at_best, identified, at_boundary (parameters at a boundary). ``configural``: every group has
        item probabilities and shares of its own; ``partial``: those of ``free_items`` alone (absent where
        there are none); ``full``: item probabilities are equal; ``equal shares``: shares too. Under a
        design aic and bic are pseudo-criteria and dbic is the design-adjusted one; it is null otherwise.
    comparisons
        One row a model and one within it: model, within (the larger), the test (see
        :class:`handrail.typology.nested.NestedTest`), bic_difference (below zero: the smaller model is
        better; null under a design) and dbic_difference (null without).
    items
        One row an item, free against all items equal: see
        :func:`handrail.typology.differential.item_tests`.
    steps
        How items were freed: see :func:`handrail.typology.differential.free_one_by_one`; empty where they
        were given.
    free_items, searched
        Items that the partial model has free, and whether they were found by the steps.
    wald
        Tests of equality within the configural model: tested (an item, ``all items``, ``class shares``),
        distribution, statistic, df, denominator_df, p, at_boundary (numbers left out of the test because a
        group has them at a boundary).
    shares
        Class shares in each model with shares of each group: model, group, class, share, n (expected
        unweighted respondents).
    answers
        Of the configural model, items with categories: group, class, item, category, probability, n (expected
        unweighted respondents who gave it), answered (who gave any), effective_n (what those are worth after
        weighting).
    numbers
        Of the configural model, counts and continuous items: group, class, item, parameter, estimate.
    matches
        How each group's own classes were matched: group, class, distance (from 0, the same answers, to 1), n
        (expected unweighted respondents).
    groups
        group, n, starts_at_best (of its own fit).
    left_out
        Groups that were not compared, with the reason.
    rows_left_out
        Rows that do not enter for another reason.
    n, weighted_n, few_weights, n_classes
        Respondents of the groups that are compared, the same weighted (None without weights), whether weights
        are so few that their sum can be taken apart, and classes.
    df
        Clusters minus strata of the design, or rows minus one with weights alone; None without a design.
    level
        Below which an adjusted p-value counts.
    """

    models: pl.DataFrame
    comparisons: pl.DataFrame
    items: pl.DataFrame
    steps: pl.DataFrame
    free_items: tuple[str, ...]
    searched: bool
    wald: pl.DataFrame
    shares: pl.DataFrame
    answers: pl.DataFrame
    numbers: pl.DataFrame
    matches: pl.DataFrame
    groups: pl.DataFrame
    left_out: tuple[GroupLeftOut, ...]
    rows_left_out: tuple[tuple[int, str], ...]
    n: int
    weighted_n: float | None
    few_weights: bool
    n_classes: int
    df: int | None
    level: float

    @property
    def far(self) -> pl.DataFrame:
        """Matches that are hardly any: rows of ``matches`` with a distance of 0.25 or more."""
        return self.matches.filter(pl.col("distance") >= FAR)


def class_invariance(
    items: object,
    groups: object,
    n_classes: int,
    *,
    weights: object = None,
    strata: object = None,
    clusters: object = None,
    free_items: Sequence[str] | None = None,
    starts: int = 50,
    seed: int = 0,
    tolerance: float = 1e-8,
    max_iterations: int = 20_000,
    weight_kind: WeightKind = "sampling",
    kinds: Mapping[str, ItemKind] | ItemKind = "nominal",
    smallest_group: int = SMALLEST_GROUP,
    level: float = 0.05,
    least_difference: float = 0.0,
    progress: Callable[[int, int], None] | None = None,
) -> ClassInvariance:
    """Compare classes between groups: configural, partial and full invariance, and item by item.

    Models are compared by the likelihood ratio and the BIC. With weights of a sample, strata or clusters the
    ratio is corrected by the design (Rao and Scott) and compared with F; a test by chi-square is then not to
    be had.

    Parameters
    ----------
    items, weights, strata, clusters, starts, seed, tolerance, max_iterations, weight_kind, kinds
        See :class:`handrail.typology.latent_classes.LatentClasses`.
    groups
        One word or number a row, such as its country or sex.
    n_classes
        How many classes, in every group; two or more.
    free_items
        Items that differ between groups in the partial model. Without, they are found: the clearest is freed
        first, then what is clearest beside it, until no adjusted p-value is below the level.
    smallest_group
        The fewest respondents of a group; smaller ones are left out, and said so.
    level
        Of the adjusted p-values (Holm, over all items of a step).
    least_difference
        An item is freed only where its largest difference between groups is as large: in very large samples
        differences that matter to nobody are significant.
    progress
        Told how many models are done, and of how many.

    Raises
    ------
    DataError
        For fewer than two groups that are large enough, fewer than two classes, an item that a group did not
        answer or that has but one answer there, an unknown item, and see
        :func:`handrail.typology.patterns.read_patterns`.
    NotConverged
        When the best start of a model did not arrive.

    References
    ----------
    Clogg and Goodman 1984, Journal of the American Statistical Association 79, 762-771; Eid, Langeheine and
    Diener 2003, Journal of Cross-Cultural Psychology 34, 195-210; Kankaras, Moors and Vermunt 2018, in
    Davidov and others, Cross-Cultural Analysis, Routledge; Masyn 2017, Structural Equation Modeling 24,
    180-197.

    Examples
    --------
    >>> chance = np.random.default_rng(1)
    >>> yes = np.where((chance.random(800) < 0.4)[:, None], [0.9, 0.8, 0.8, 0.9], [0.1, 0.2, 0.1, 0.2])
    >>> country = np.arange(800) // 400
    >>> yes[:, 3] = np.where(country == 1, 0.6, yes[:, 3])
    >>> told = (chance.random((800, 4)) < yes).astype(int)
    >>> frame = pl.DataFrame(told, schema=["asked", "moved", "met", "kept"])
    >>> found = class_invariance(frame, country, 2, starts=5)
    >>> found.free_items, found.models["model"].to_list()
    (('kept',), ['configural', 'partial', 'full', 'equal shares'])
    """
    search = _search(n_classes, starts, seed, tolerance, max_iterations)
    _check_numbers(level, least_difference)
    grouped = read_grouped(
        items, groups, classes=n_classes, weights=weights, strata=strata, clusters=clusters,
        weight_kind=weight_kind, kinds=kinds, smallest_group=smallest_group,
    )  # fmt: skip
    base = grouped.patterns
    given = None if free_items is None else tuple(name for name in base.items if name in set(free_items))
    check_items(free_items or (), base)
    if given and len(given) == len(base.items):
        raise DataError.because(
            "an item at least stays equal in the partial model",
            "all items free",
            "leave one out: with all of them free it is the configural model",
        )
    drawn = Drawn(grouped.sampled, _df(grouped))
    done, whole = 0, 3 + len(base.items) + (0 if given is None else 1)

    def tell(number: int) -> None:
        nonlocal done, whole
        done += number
        # How many steps there will be shows when they are made.
        whole = max(whole, done + 1)
        if progress is not None:
            progress(done, whole)

    equal = equal_shares(base, search)
    tell(1)
    full = equal_items(base, search, equal)
    tell(1)
    if given is None:
        tests, steps, partial = free_one_by_one(
            full, search, drawn, level=level, least_difference=least_difference, tell=tell
        )
    else:
        tests, _ = item_tests(full, full, search, drawn, tell)
        steps = pl.DataFrame(schema=STEP_SCHEMA)
        partial = some_free(full, given, search) if given else full
    nearest = () if partial is full else (partial,)
    configural, distances, at_best = all_free(full, search, *nearest)
    done, whole = done + 1, done + 1
    if progress is not None:
        progress(done, whole)
    spread = spread_of(configural, drawn.sampled, by_design=drawn.df is not None)
    solutions = {"configural": configural, "partial": partial, "full": full, "equal shares": equal}
    if partial is full:
        del solutions["partial"]
    answers, numbers = answers_in_groups(full, configural)
    labels = base.known.groups
    return ClassInvariance(
        models=model_table(solutions, spread, drawn),
        comparisons=comparison_table(solutions, spread, drawn),
        items=tests,
        steps=steps,
        free_items=partial.free_items,
        searched=given is None,
        wald=wald_table(full, configural, spread, drawn),
        shares=pl.concat(
            [shares_in_groups(full, name, one) for name, one in solutions.items() if one is not equal]
        ),
        answers=answers,
        numbers=numbers,
        matches=pl.DataFrame(
            {
                **spots_of(labels, n_classes),
                "distance": distances.reshape(-1),
                "n": configural.sizes().reshape(-1),
            },
        ),
        groups=pl.DataFrame(
            {"group": labels, "n": grouped.sizes.round().astype(int), "starts_at_best": at_best}
        ),
        left_out=grouped.left_out,
        rows_left_out=grouped.rows_left_out,
        n=base.n,
        weighted_n=grouped.weighted_n,
        few_weights=grouped.by_design and are_few(base.row_weight),
        n_classes=n_classes,
        df=drawn.df,
        level=level,
    )


def _df(grouped: Grouped) -> int | None:
    if not grouped.by_design:
        return None
    df = design_df(grouped.sampled, grouped.patterns)
    # With weights alone every row is a cluster.
    return len(grouped.patterns.rows) - 1 if df is None else df


def _search(classes: object, starts: int, seed: int, tolerance: float, steps: int) -> Search:
    for name, value, least in (
        ("n_classes", classes, 2), ("starts", starts, 1), ("seed", seed, 0), ("max_iterations", steps, 3),
    ):  # fmt: skip
        if type(value) is bool or not isinstance(value, Integral) or int(value) < least:
            raise DataError.because(
                f"{name} is a whole number, at least {least}", f"{value!r}", "give such a number"
            )
    if not (np.isfinite(tolerance) and tolerance > 0):
        raise DataError.because(
            "a tolerance is a number above zero", f"{tolerance!r}", "give a small one, such as 1e-8"
        )
    return Search(int(classes), starts, seed, tolerance, steps)  # type: ignore[call-overload]


def _check_numbers(level: object, least: object) -> None:
    for name, value in (("level", level), ("least_difference", least)):
        if type(value) is bool or not isinstance(value, Real) or not 0 <= float(value) < 1:
            raise DataError.because(f"{name} lies between 0 and 1", f"{value!r}", "give 0.05 for 5 per cent")
