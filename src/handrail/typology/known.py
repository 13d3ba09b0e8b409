"""What is known beside the answers: groups with class shares of their own, or covariates of class shares."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias, cast

import numpy as np
import numpy.typing as npt
import polars as pl

from handrail.survey.levels import Levels, level_text, levels_of
from handrail.typology.frames import as_frame
from handrail.values.errors import DataError

if TYPE_CHECKING:
    from handrail.typology.errors import Sampled

Floats: TypeAlias = npt.NDArray[np.float64]
Integers: TypeAlias = npt.NDArray[np.intp]

MOST_LEVELS = 60


@dataclass(frozen=True, eq=False)
class Known:
    """Groups or covariates of the rows that enter a model.

    Attributes
    ----------
    groups
        Labels of the groups, sorted; one empty label without groups.
    columns
        Names of the covariates' coefficients, ``Intercept`` first; empty without covariates.
    x
        Distinct rows of the covariates, shape (S, columns); without covariates of shape (groups, 1).
    row_of
        The group, or the row of ``x``, of each respondent.
    """

    groups: tuple[str, ...]
    columns: tuple[str, ...]
    x: Floats
    row_of: Integers

    @property
    def has_covariates(self) -> bool:
        """Whether class shares follow a multinomial logit."""
        return bool(self.columns)


def read_known(groups: object, covariates: object, rows: int, enters: Integers) -> Known:
    """Return what is known of the rows that enter.

    Raises
    ------
    DataError
        For groups and covariates together, another number of rows, missing values among the rows that enter,
        a group of one label, and covariates that are neither numbers nor categories.
    """
    if groups is not None and covariates is not None:
        raise DataError.because(
            "class shares differ by groups or follow covariates", "both", "give the group as a covariate"
        )
    if covariates is not None:
        return _covariates(covariates, rows, enters)
    if groups is None:
        return Known(("",), (), np.zeros((1, 1)), np.zeros(len(enters), dtype=np.intp))
    column = _series(groups)
    _check_length(len(column), rows, "group")
    found = levels_of(column.gather(pl.Series(enters)))
    _check_missing(int((found.codes < 0).sum()), "group")
    if len(found.values) < 2:
        raise DataError.because("groups are two or more", "one", "fit it without groups")
    labels = tuple(level_text(value) for value in found.values)
    return Known(labels, (), np.zeros((len(labels), 1)), found.codes)


def _covariates(covariates: object, rows: int, enters: Integers) -> Known:
    frame = as_frame(covariates)
    _check_length(frame.height, rows, "covariate")
    names, columns = ["Intercept"], [np.ones(len(enters))]
    for name in frame.columns:
        column = frame[name].gather(pl.Series(enters))
        if column.dtype.is_numeric() or column.dtype == pl.Boolean:
            numbers = column.cast(pl.Float64).fill_nan(None)
            _check_missing(numbers.null_count(), f"value of '{name}'")
            if numbers.is_infinite().any():
                raise DataError.because(
                    "a covariate has finite numbers",
                    f"'{name}' with infinite values",
                    "correct the column in the file",
                )
            names.append(name)
            columns.append(numbers.to_numpy())
            continue
        found = levels_of(column)
        _check_missing(int((found.codes < 0).sum()), f"value of '{name}'")
        if not 2 <= len(found.values) <= MOST_LEVELS:
            raise DataError.because(
                f"a covariate in words has 2 to {MOST_LEVELS} categories",
                f"'{name}' has {len(found.values)}",
                "recode it first",
            )
        for code, value in enumerate(found.values.to_list()[1:], start=1):
            names.append(f"{name}[{level_text(value)}]")
            columns.append((found.codes == code).astype(np.float64))
    values = np.column_stack(columns)
    if np.linalg.matrix_rank(values) < values.shape[1]:
        raise DataError.because(
            "every covariate says something that the others do not",
            "one that is constant or a sum of others",
            "leave it out",
        )
    x, row_of = np.unique(values, axis=0, return_inverse=True)
    return Known(("",), tuple(names), x, row_of.reshape(-1).astype(np.intp))


def _series(values: object) -> pl.Series:
    if isinstance(values, pl.Series):
        return values
    listed = values.tolist() if hasattr(values, "tolist") else list(cast(Iterable[Any], values))
    try:
        return pl.Series(listed)
    except (TypeError, ValueError, pl.exceptions.PolarsError):
        raise DataError.because(
            "a group is a word or a number a row", "values of several types", "recode it first"
        ) from None


def _check_length(given: int, rows: int, what: str) -> None:
    if given != rows:
        raise DataError.because(
            f"there is one {what} for each row", f"{given} for {rows} rows", "take both from one file"
        )


def _check_missing(missing: int, what: str) -> None:
    if missing:
        raise DataError.because(
            f"every row that enters has a {what}",
            f"{missing} without",
            "make missing a category of its own, or leave those rows out and say so",
        )


def answered_all(frame: pl.DataFrame, rows: int, enters: Integers) -> npt.NDArray[np.bool_]:
    """Return which of the rows that enter answered every covariate (N).

    Raises
    ------
    DataError
        For another number of rows, and where nobody did.
    """
    _check_length(frame.height, rows, "covariate")
    found = np.ones(rows, dtype=np.bool_)
    for column in frame.iter_columns():
        given = column.fill_nan(None) if column.dtype.is_float() else column
        found &= given.is_not_null().to_numpy()
    if not found[enters].any():
        raise DataError.because(
            "some respondents answered every covariate", "nobody did", "leave one of them out"
        )
    return found[enters]


def read_sampled(strata: object, clusters: object, rows: int) -> Sampled:
    """Return how rows were sampled.

    Raises
    ------
    DataError
        For another number of rows, and for missing values: a row without a place cannot be dropped.
    """
    from handrail.typology.errors import Sampled

    found: list[Levels | None] = []
    for values, what in ((strata, "stratum"), (clusters, "cluster")):
        if values is None:
            found.append(None)
            continue
        column = _series(values)
        _check_length(len(column), rows, what)
        levels = levels_of(column)
        _check_missing(int((levels.codes < 0).sum()), what)
        found.append(levels)
    return Sampled(*found)
