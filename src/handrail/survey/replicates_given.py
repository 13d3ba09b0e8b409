"""Replicates that came with a survey file: read and checked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from handrail.survey.linearise import Floats
from handrail.survey.replicates import Centre, ReplicateKind, Replicates
from handrail.survey.replicates_made import check_rules
from handrail.values.errors import DataError

if TYPE_CHECKING:
    from handrail.survey.sampling import Sampling

_ALIKE = 2.0
"""Replicates weigh about as much as the sample: this many times more or less is another quantity."""


def read_replicates(
    design: Sampling,
    columns: Sequence[str],
    kind: ReplicateKind,
    *,
    rho: float | None,
    scale: float | None,
    factors: Sequence[float] | None,
    centre: Centre,
    degrees_of_freedom: int | None,
    combined: bool,
) -> Replicates:
    """Return the replicates of a file; see ``Design.replicates``."""
    check_rules(kind, rho, centre)
    _check_columns(columns)
    multiplier = np.array([_numbers(design, name) for name in columns])
    _check_sums(multiplier, design.weight, combined)
    scale, each = _scales(kind, len(columns), rho, scale, factors)
    if degrees_of_freedom is not None and degrees_of_freedom < 1:
        raise DataError.because(
            "degrees of freedom are 1 or more",
            f"{degrees_of_freedom}",
            "leave them out: the weights tell them",
        )
    rows = len(design.weight)
    base = np.ones(rows) if combined else design.weight
    return Replicates(kind, multiplier, np.arange(rows), base, scale, each, centre, degrees_of_freedom)


def _check_columns(columns: Sequence[str]) -> None:
    if isinstance(columns, str) or len(columns) < 2:
        received = f"'{columns}'" if isinstance(columns, str) else f"{len(columns)}"
        raise DataError.because(
            "replicate weights are a list of two columns or more",
            received,
            'name each column, such as [f"w{i}" for i in range(1, 81)]',
        )
    if len(set(columns)) < len(columns):
        twice = next(name for name in columns if list(columns).count(name) > 1)
        raise DataError.because(
            "each column of replicate weights is named once", f"'{twice}' twice", "correct the list"
        )


def _numbers(design: Sampling, name: str) -> Floats:
    column = design.column(name)
    if not column.dtype.is_numeric():
        raise DataError.because(
            "replicate weights are numbers",
            f"column '{name}' holds {column.dtype}",
            "name the columns of weights",
        )
    weight = column.cast(pl.Float64).fill_null(float("nan")).to_numpy()
    missing, negative = int((~np.isfinite(weight)).sum()), int((weight < 0).sum())
    if missing or negative:
        what = f"{missing} missing or infinite" if missing else f"{negative} negative"
        raise DataError.because(
            "every row has a finite weight of zero or more in every replicate",
            f"in column '{name}': {what}, of {len(weight)} rows",
            "ask who made the weights; a row that is not in a replicate has weight 0 there",
        )
    if not weight.any():
        raise DataError.because(
            "some row has a weight above zero in every replicate",
            f"column '{name}' is zero throughout",
            "name the columns of weights",
        )
    return weight


def _check_sums(multiplier: Floats, weight: Floats, combined: bool) -> None:
    """Refuse weights that look like the other of the two things that files hold."""
    as_weights = float(np.median(multiplier.sum(axis=1)) / weight.sum())
    as_factors = float(np.median(np.einsum("ri,i->r", multiplier, weight)) / weight.sum())
    fits, other = (as_weights, as_factors) if combined else (as_factors, as_weights)
    if not 1 / _ALIKE < fits < _ALIKE and 1 / _ALIKE < other < _ALIKE:
        raise DataError.because(
            f"with combined={combined}, replicate weights "
            + ("include the sampling weight" if combined else "are multiplied by the sampling weight"),
            f"replicates that would weigh {fits:.3g} times what the sample does",
            f"give combined={not combined}, with which they weigh {other:.3g} times as much",
        )


def _scales(
    kind: ReplicateKind,
    replicates: int,
    rho: float | None,
    scale: float | None,
    factors: Sequence[float] | None,
) -> tuple[float, Floats]:
    if kind in ("BRR", "Fay"):
        if scale is not None or factors is not None:
            raise DataError.because(
                f"{kind} replicates have one scale, which their number tells",
                "a scale or factors",
                "leave them out",
            )
        return 1 / (replicates * (1 - (rho or 0.0)) ** 2), np.ones(replicates)
    if kind == "JKn" and scale is None and factors is None:
        raise DataError.because(
            "jackknife replicates come with their factors, (n - 1) / n of each one's stratum",
            "neither factors nor a scale",
            "look in the survey's documentation; without strata, scale is (replicates - 1) / replicates",
        )
    each = np.ones(replicates) if factors is None else np.array(factors, dtype=np.float64)
    if each.shape != (replicates,):
        raise DataError.because(
            "there is one factor for each replicate", f"{each.size} for {replicates}", "correct the list"
        )
    usual = 1 / (replicates - 1) if kind == "bootstrap" else 1.0
    whole = usual if scale is None else float(scale)
    if not np.isfinite(each).all() or (each < 0).any() or not each.any() or not 0 < whole < float("inf"):
        raise DataError.because(
            "factors are finite and zero or more, some of them above, and a scale is above zero",
            "another number",
            "look in the survey's documentation",
        )
    return whole, each
