"""Comparison: the same answers with several numbers of classes, side by side."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import polars as pl

from handrail.typology.latent_classes import LatentClasses
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
        One row a number, ascending: n_classes, log_likelihood, n_parameters, aic, bic, sabic, entropy (null
        with one class), smallest_share, smallest_n (expected unweighted respondents of the class with
        the fewest), starts_at_best, converged.
    models
        Number to fitted model.
    """

    table: pl.DataFrame
    models: Mapping[int, LatentClasses] = field(repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "models", MappingProxyType(dict(self.models)))

    @property
    def best(self) -> int:
        """The number with the lowest BIC; of equals the smallest."""
        return int(self.table.sort("bic", "n_classes")["n_classes"][0])


def compare_classes(
    items: object,
    classes: Iterable[int],
    *,
    weights: object = None,
    starts: int = 50,
    seed: int = 0,
    tolerance: float = 1e-8,
    weight_kind: WeightKind = "sampling",
    progress: Progress | None = None,
) -> ClassComparison:
    """Fit a model for each number of classes, and return them with their criteria.

    Parameters
    ----------
    items, weights, starts, seed, tolerance, weight_kind
        See :class:`handrail.typology.latent_classes.LatentClasses`.
    classes
        The numbers to compare; a number given twice counts once.
    progress
        Told how many numbers are done, and of how many.

    Raises
    ------
    DataError
        When there is no number to compare, or a model cannot be fitted to these answers.
    NotConverged
        When the best start of a model did not arrive.

    Examples
    --------
    >>> rows = [(1, 1, 1, 1)] * 30 + [(0, 0, 0, 0)] * 50 + [(1, 1, 0, 1), (1, 0, 1, 1), (0, 0, 1, 0)] * 5
    >>> frame = pl.DataFrame(rows, schema=["asked", "moved", "met", "kept"], orient="row")
    >>> compared = compare_classes(frame, [1, 2], starts=5)
    >>> compared.best, compared.table["bic"].round(1).to_list()
    (2, [531.2, 264.1])
    """
    numbers = sorted(set(classes))
    if not numbers:
        raise DataError.because("a comparison has numbers of classes", "none", "name at least one")
    models = {}
    for done, number in enumerate(numbers, start=1):
        models[number] = LatentClasses(
            number, starts=starts, seed=seed, tolerance=tolerance, weight_kind=weight_kind
        ).fit(items, weights)
        if progress is not None:
            progress(done, len(numbers))
    return ClassComparison(pl.DataFrame([_row(model) for model in models.values()], schema=_SCHEMA), models)


_SCHEMA = {
    "n_classes": pl.Int64,
    "log_likelihood": pl.Float64,
    "n_parameters": pl.Int64,
    "aic": pl.Float64,
    "bic": pl.Float64,
    "sabic": pl.Float64,
    "entropy": pl.Float64,
    "smallest_share": pl.Float64,
    "smallest_n": pl.Float64,
    "starts_at_best": pl.Float64,
    "converged": pl.Boolean,
}


def _row(model: LatentClasses) -> dict[str, float | bool | None]:
    return {
        "n_classes": model.n_classes,
        "log_likelihood": model.log_likelihood_,
        "n_parameters": model.n_parameters_,
        "aic": model.aic_,
        "bic": model.bic_,
        "sabic": model.sabic_,
        "entropy": model.entropy_,
        "smallest_share": float(model.class_shares_[-1]),
        "smallest_n": float(model.class_sizes_.min()),
        "starts_at_best": model.starts_at_best_,
        "converged": model.converged_,
    }
