"""Calibrating: the weights nearest to those of the design that meet known totals of the population."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
import polars as pl

from handrail.survey.calibration import Regression, solve_normal
from handrail.survey.levels import level_text, levels_of
from handrail.survey.linearise import Floats, Integers
from handrail.values.errors import DataError, NotConverged

if TYPE_CHECKING:
    from handrail.survey.sampling import Sampling

Totals: TypeAlias = Mapping[str, float | Mapping[Any, float]]
"""Column to its population total, or, for categories, to the population of each level."""
Bounds: TypeAlias = tuple[float, float]

MET = 1e-10
"""Totals are met when they are this near, relative to their size."""
ADDS = 1e-6
"""Margins describe one population when their sums are this near, relative to their size."""
_STEPS = 100


@dataclass(frozen=True, eq=False)
class Margin:
    """A column whose population is known by level.

    ``code`` is the level of each row, 0 to L - 1, and ``population`` has the shape (L,).
    """

    name: str
    code: Integers
    population: Floats

    @property
    def columns(self) -> Floats:
        """Shape (rows, levels): 1 where a row has the level."""
        columns: Floats = (self.code[:, None] == np.arange(len(self.population))).astype(np.float64)
        return columns


def read_margin(design: Sampling, name: str, population: Mapping[Any, float]) -> Margin:
    """Return a margin, with every level of the sample in the population and the other way round.

    Raises
    ------
    DataError
        For a missing answer, a level on one side only, or a population that is not above zero.
    """
    levels = levels_of(design.column(name))
    missing = int((levels.codes < 0).sum())
    if missing:
        raise DataError.because(
            "every row has a value of what weights are calibrated to",
            f"{missing} of {len(levels.codes)} rows have none in column '{name}'",
            "make missing a level of its own with a population, or fill it in",
        )
    sizes = {level_text(level): float(size) for level, size in population.items()}
    if len(sizes) < len(population) or any(not math.isfinite(size) or size <= 0 for size in sizes.values()):
        raise DataError.because(
            "each level of a margin has one population above zero",
            f"another number, or a level twice, for '{name}'",
            "leave a level out that nobody in the population has, and its rows with weight zero",
        )
    words = [level_text(value) for value in levels.values]
    weighed = np.bincount(levels.codes, weights=design.weight, minlength=len(words))
    absent = [word for word in sizes if word not in words]
    if absent or not (weighed > 0).all():
        empty = absent or [
            word for word, weight in zip(words, weighed, strict=True) if not weight and word in sizes
        ]
        if empty:
            raise DataError.because(
                "every level of a margin has respondents with a weight",
                f"none with {', '.join(repr(word) for word in empty[:8])} in '{name}'",
                "merge the level with another, in the survey and in the margin",
            )
    unknown = sum(word not in sizes for word in words)
    if unknown:
        raise DataError.because(
            "every level of the survey has its population",
            f"{unknown} of {len(words)} levels of '{name}' have none",
            "add them to the margin, or recode the column",
        )
    return Margin(name, levels.codes, np.array([sizes[word] for word in words]))


def check_sums(sums: Mapping[str, float]) -> None:
    """Refuse margins of different populations.

    Examples
    --------
    >>> check_sums({"sex": 100.0, "age": 100.0})
    >>> check_sums({"sex": 100.0, "age": 99.0})
    Traceback (most recent call last):
    ...
    handrail.values.errors.DataError: margins add up to one population; received: 'sex' to 100, 'age' to 99...
    """
    if sums and max(sums.values()) - min(sums.values()) > ADDS * max(sums.values()):
        raise DataError.because(
            "margins add up to one population",
            ", ".join(f"'{name}' to {total:.10g}" for name, total in sums.items()),
            "take them from one source and year, or scale them to one sum",
        )


def calibrate(
    design: Sampling, totals: Totals, size: float | None, bounds: Bounds | None
) -> tuple[Regression, Floats, tuple[Floats, ...]]:
    """Return what was calibrated to, the weights, and those of each replicate; see ``Design.calibrate``."""
    columns, target, names = _read(design, totals, size)
    if bounds is not None and not 0 <= bounds[0] < 1 < bounds[1]:
        raise DataError.because(
            "bounds say by how much a weight may be multiplied, from below 1 to above 1, and not below 0",
            f"{bounds[0]:g} and {bounds[1]:g}",
            "give bounds such as (0.3, 3)",
        )
    weight = design.weight * _factors(columns, design.weight, target, names, bounds)
    negative = int((weight < 0).sum())
    if negative:
        raise DataError.because(
            "calibrated weights are zero or more",
            f"{negative} of {len(weight)} below zero",
            "give bounds=(0, 5) or so, rake to margins, or calibrate to fewer totals",
        )
    method = f"calibrated to totals of {', '.join(totals)}" + (" and the population size" if size else "")
    if bounds is not None:
        method += f", within {bounds[0]:g} and {bounds[1]:g} times the weight"
    remembered = Regression(method, columns, weight, design.weight)
    replicates = () if design.replicate is None else tuple(design.replicate.weights())
    return (
        remembered,
        weight,
        tuple(one * _factors(columns, one, target, names, bounds) for one in replicates),
    )


def _read(design: Sampling, totals: Totals, size: float | None) -> tuple[Floats, Floats, list[str]]:
    """Return the columns to calibrate to, shape (rows, K), their population totals, and their names."""
    parts: list[Floats] = []
    target: list[float] = []
    names: list[str] = []
    sums: dict[str, float] = {}
    if size is not None:
        if not 0 < size < math.inf:
            raise DataError.because("a population size is above zero", f"{size:g}", "correct it")
        sums["size"] = float(size)
        parts.append(np.ones((len(design.weight), 1)))
        target.append(float(size))
        names.append("the population size")
    for name, total in totals.items():
        if isinstance(total, Mapping):
            margin = read_margin(design, name, total)
            sums[name] = float(margin.population.sum())
            parts.append(margin.columns)
            target.extend(margin.population.tolist())
            names.extend([f"'{name}'"] * len(margin.population))
        else:
            parts.append(_number(design, name, total)[:, None])
            target.append(float(total))
            names.append(f"'{name}'")
    if not parts:
        raise DataError.because("weights are calibrated to totals", "none", "name a column with its total")
    check_sums(sums)
    return np.hstack(parts), np.array(target), names


def _number(design: Sampling, name: str, total: float) -> Floats:
    column = design.column(name)
    if not (column.dtype.is_numeric() or column.dtype == pl.Boolean) or not math.isfinite(total):
        raise DataError.because(
            "one total is of a column of numbers",
            f"'{name}' holds {column.dtype}" if math.isfinite(total) else f"no finite total of '{name}'",
            "for categories, give the population of each level",
        )
    value = column.cast(pl.Float64).fill_null(float("nan")).to_numpy()
    missing = int((~np.isfinite(value)).sum())
    if missing:
        raise DataError.because(
            "every row has a value of what weights are calibrated to",
            f"{missing} of {len(value)} rows have none in column '{name}'",
            "fill it in, or leave the total out",
        )
    return value


def _factors(
    columns: Floats, weight: Floats, target: Floats, names: list[str], bounds: Bounds | None
) -> Floats:
    """Return what each weight is multiplied by: 1 plus a sum of the columns, cut at the bounds.

    Notes
    -----
    Deville and Sarndal 1992, the linear method and, with bounds, the truncated linear method by Newton steps.
    """
    slopes = np.zeros(len(target))
    factor = np.ones(len(weight))
    free = np.ones(len(weight), dtype=np.bool_)
    # A total far below the sum of absolute values cannot be met closer than this sum's last digit.
    scale = np.maximum(np.abs(target), 1e-3 * np.einsum("ij,i->j", np.abs(columns), weight))
    miss = np.inf
    for _ in range(_STEPS):
        gap = target - np.einsum("ij,i->j", columns, weight * factor)
        before, miss = miss, float(np.abs(gap / scale).max())
        if miss <= MET:
            return factor
        if bounds is None and miss >= before:
            break
        counted = columns * (weight * free)[:, None]
        slopes = slopes + solve_normal(counted, columns, gap)
        linear = 1 + np.einsum("ij,j->i", columns, slopes)
        if bounds is None:
            factor = linear
        else:
            factor = np.clip(linear, *bounds)
            free = factor == linear
    worst = int(np.abs((target - np.einsum("ij,i->j", columns, weight * factor)) / scale).argmax())
    raise NotConverged.because(
        "weights can be calibrated to all totals at once",
        f"{names[worst]} off by {miss:.2g} of its total at best",
        "totals may contradict each other or the sample; widen the bounds, or calibrate to fewer",
    )
