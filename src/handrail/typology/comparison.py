"""Comparison: the same answers with several numbers of classes, side by side."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from types import MappingProxyType

import polars as pl

from handrail.typology.climb import Effort
from handrail.typology.design_criteria import design_criteria
from handrail.typology.frames import ItemKind
from handrail.typology.latent_classes import LatentClasses
from handrail.typology.likelihood_ratio import (
    FURTHER_STARTS,
    HIT_REPLICATES,
    BootstrapTest,
    Memory,
    bootstrap_test,
    has_design,
    refuse_design,
)
from handrail.typology.lmr import LoMendellRubin, lo_mendell_rubin
from handrail.typology.supported import SMALLEST_CLASS, Supported, supported_by
from handrail.typology.weights import WeightKind
from handrail.values.errors import DataError
from handrail.values.stays import StaysInMemory

Progress = Callable[[int, int], None]


@dataclass(frozen=True, eq=False)
class ClassComparison(StaysInMemory):
    """Models with several numbers of classes over the same answers.

    Attributes
    ----------
    table
        One row a number, ascending: n_classes, log_likelihood, n_parameters, aic, bic, sabic, caic, icl, awe,
        entropy (null with one class), smallest_share, smallest_n (expected unweighted respondents of the
        class with the fewest), starts_at_best, converged, identified. With weights of a sample, strata or
        clusters ``bic`` is a pseudo-BIC, and daic, dbic and design_effect are those of
        :mod:`handrail.typology.design_criteria`; null otherwise. Of the tests against one class more:
        bootstrap_p, hit_rate and lmr_p (adjusted); null where none was asked for.
    models
        Number to fitted model.
    tests
        Number to bootstrap likelihood-ratio test against one class more.
    lo_mendell_rubin
        Number to Lo-Mendell-Rubin test against one class more, with its warning.
    refused
        Why tests that were asked for were not made; empty otherwise.
    supported
        Whether the comparison speaks for a typology, or why not.
    """

    table: pl.DataFrame
    models: Mapping[int, LatentClasses] = field(repr=False)
    tests: Mapping[int, BootstrapTest]
    lo_mendell_rubin: Mapping[int, LoMendellRubin]
    refused: str
    supported: Supported

    def __post_init__(self) -> None:
        for name in ("models", "tests", "lo_mendell_rubin"):
            object.__setattr__(self, name, MappingProxyType(dict(getattr(self, name))))

    @property
    def best(self) -> int:
        """The number with the lowest BIC; of equals the smallest. Under a design dBIC may have another."""
        return int(self.table.sort("bic", "n_classes")["n_classes"][0])


def compare_classes(
    items: object,
    classes: Iterable[int],
    *,
    weights: object = None,
    strata: object = None,
    clusters: object = None,
    groups: object = None,
    covariates: object = None,
    starts: int = 50,
    seed: int = 0,
    tolerance: float = 1e-8,
    weight_kind: WeightKind = "sampling",
    kinds: Mapping[str, ItemKind] | ItemKind = "nominal",
    bootstrap: int = 0,
    effort: Effort | None = None,
    exceedances: int | None = None,
    hit_replicates: int = HIT_REPLICATES,
    further_starts: int = FURTHER_STARTS,
    lmr: bool = False,
    smallest_class: int = SMALLEST_CLASS,
    workers: int | None = None,
    progress: Progress | None = None,
    stop: Callable[[], bool] | None = None,
    memory: Memory | None = None,
) -> ClassComparison:
    """Fit a model for each number of classes, and return them with their criteria.

    Parameters
    ----------
    items, weights, strata, clusters, groups, covariates, starts, seed, tolerance, weight_kind, kinds
        See :class:`handrail.typology.latent_classes.LatentClasses`.
    classes
        The numbers to compare; a number given twice counts once.
    bootstrap
        Replicates of the bootstrap likelihood-ratio test of each number against the next one; 0 for none.
        With weights of a sample, strata or clusters none is made, and ``refused`` says why.
    effort, exceedances, hit_replicates, further_starts, workers, stop, memory
        See :func:`handrail.typology.likelihood_ratio.bootstrap_test`.
    lmr
        Whether the Lo-Mendell-Rubin test is made too; its result carries a warning.
    smallest_class
        The fewest respondents of a class of a typology that is supported.
    progress
        Told how many numbers and replicates are done, and of how many.

    Raises
    ------
    DataError
        When there is no number to compare, or a model cannot be fitted to these answers.
    NotConverged
        When the best start of a model did not arrive.
    Interrupted
        When the bootstrap was stopped; replicates that are done are in ``memory``.

    Examples
    --------
    >>> rows = [(1, 1, 1, 1)] * 30 + [(0, 0, 0, 0)] * 50 + [(1, 1, 0, 1), (1, 0, 1, 1), (0, 0, 1, 0)] * 5
    >>> frame = pl.DataFrame(rows, schema=["asked", "moved", "met", "kept"], orient="row")
    >>> compared = compare_classes(frame, [1, 2], starts=5)
    >>> compared.best, compared.table["bic"].round(1).to_list()
    (2, [531.2, 264.1])
    >>> compared.supported.n_classes, compared.supported.reasons[-1]
    (None, 'the smallest of 2 classes has fewer than 50 respondents')
    """
    numbers = sorted(set(classes))
    if not numbers:
        raise DataError.because("a comparison has numbers of classes", "none", "name at least one")
    if bootstrap < 0:
        raise DataError.because("replicates are 0 or more", f"{bootstrap}", "give 0 for no bootstrap")
    pairs = [(few, more) for few, more in pairwise(numbers) if more == few + 1]
    each = bootstrap + min(bootstrap, hit_replicates)
    whole = len(numbers) + each * len(pairs)
    models: dict[int, LatentClasses] = {}
    for done, number in enumerate(numbers, start=1):
        models[number] = LatentClasses(
            number, starts=starts, seed=seed, tolerance=tolerance, weight_kind=weight_kind, kinds=kinds
        ).fit(items, weights, strata, clusters, groups, covariates)
        if has_design(models[number]):
            whole = len(numbers)
        if progress is not None:
            progress(done, whole)
    design = has_design(models[numbers[0]])
    refused = ""
    if design and (bootstrap or lmr):
        pairs, refused = [], _reason(models[numbers[0]])
    tests: dict[int, BootstrapTest] = {}
    for place, (few, more) in enumerate(pairs if bootstrap else []):
        tests[few] = bootstrap_test(
            models[few],
            models[more],
            replicates=bootstrap,
            seed=seed,
            effort=effort,
            exceedances=exceedances,
            hit_replicates=hit_replicates,
            further_starts=further_starts,
            workers=workers,
            progress=_after(progress, len(numbers) + place * each, whole),
            stop=stop,
            memory=memory,
        )
    asked = {few: lo_mendell_rubin(models[few], models[more]) for few, more in pairs} if lmr else {}
    table = _table(models, tests, asked, design=design)
    supported = supported_by(table, starts, smallest_class)
    return ClassComparison(table, models, tests, asked, refused, supported)


def _reason(model: LatentClasses) -> str:
    try:
        refuse_design(model)
    except DataError as refusal:
        return str(refusal)
    return ""


def _after(progress: Progress | None, before: int, whole: int) -> Progress | None:
    return None if progress is None else (lambda done, _: progress(before + done, whole))


_SCHEMA = {
    "n_classes": pl.Int64,
    "log_likelihood": pl.Float64,
    "n_parameters": pl.Int64,
    "aic": pl.Float64,
    "bic": pl.Float64,
    "sabic": pl.Float64,
    "caic": pl.Float64,
    "icl": pl.Float64,
    "awe": pl.Float64,
    "entropy": pl.Float64,
    "smallest_share": pl.Float64,
    "smallest_n": pl.Float64,
    "starts_at_best": pl.Float64,
    "converged": pl.Boolean,
    "identified": pl.Boolean,
    "daic": pl.Float64,
    "dbic": pl.Float64,
    "design_effect": pl.Float64,
    "bootstrap_p": pl.Float64,
    "hit_rate": pl.Float64,
    "lmr_p": pl.Float64,
}


def _table(
    models: Mapping[int, LatentClasses],
    tests: Mapping[int, BootstrapTest],
    asked: Mapping[int, LoMendellRubin],
    *,
    design: bool,
) -> pl.DataFrame:
    rows = []
    adjusted = design_criteria(models) if design else {}
    for number, model in models.items():
        row = _row(model)
        if design:
            found = adjusted[number]
            row.update(daic=found.daic, dbic=found.dbic, design_effect=found.design_effect)
        if number in tests:
            row.update(bootstrap_p=tests[number].p, hit_rate=tests[number].hit_rate)
        if number in asked:
            row.update(lmr_p=asked[number].adjusted_p)
        rows.append({name: row.get(name) for name in _SCHEMA})
    return pl.DataFrame(rows, schema=_SCHEMA)


def _row(model: LatentClasses) -> dict[str, float | bool | None]:
    return {
        "n_classes": model.n_classes,
        "log_likelihood": model.log_likelihood_,
        "n_parameters": model.n_parameters_,
        "aic": model.aic_,
        "bic": model.bic_,
        "sabic": model.sabic_,
        "caic": model.caic_,
        "icl": model.icl_,
        "awe": model.awe_,
        "entropy": model.entropy_,
        "smallest_share": float(model.class_shares_[-1]),
        "smallest_n": float(model.class_sizes_.min()),
        "starts_at_best": model.starts_at_best_,
        "converged": model.converged_,
        "identified": model.identified_,
    }
