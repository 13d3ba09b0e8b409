"""Factors: the circumstances whose association with an outcome is asked for, and the levels compared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from handrail.survey.formula import quoted
from handrail.survey.levels import Levels, level_text, levels_of
from handrail.survey.linearise import Flags, Integers
from handrail.survey.model_matrix import ModelMatrix
from handrail.values import DataError

YES, NO = "Yes", "No"
REFERENCE: Mapping[str, float] = {"reference": 1.0}
"""The value that marks the level which the others of a factor are compared with."""


@dataclass(frozen=True)
class Factor:
    """A circumstance whose association with an outcome is asked for.

    Attributes
    ----------
    name
        Column: a number, a yes/no (0/1, true/false) or a category.
    label
        The factor in a reader's words.
    kind
        The kind of factor in a reader's words, such as ``What services can change``.
    unit
        Of a number, such as ``year``: the odds ratio is per unit. A column of 0 and 1 is a yes/no with a unit
        and without.

    Examples
    --------
    >>> Factor("age", "Age", "Who answered", "year").unit
    'year'
    """

    name: str
    label: str
    kind: str
    unit: str = ""


@dataclass(frozen=True, eq=False)
class FactorLevel:
    """One compared level of a factor, over the rows of a model.

    Attributes
    ----------
    label
        In a reader's words: ``Yes``, a category, ``per year``, ``14 (year)``.
    members
        Who has it: shape (rows of the model,); everybody for a number.
    coefficient
        Its position among the factor's coefficients; None for the reference and for a point of a spline.
    at
        Of a point of a spline, the number.
    """

    label: str
    members: Flags
    coefficient: int | None
    at: float | None = None


def check_factors(factors: Sequence[Factor]) -> None:
    """Refuse no factor at all, and two of one name or label.

    Raises
    ------
    DataError
        Naming the one that stands twice.
    """
    if not factors:
        raise DataError.because("a model has factors", "none", "name one at least")
    for what, words in (("name", [one.name for one in factors]), ("label", [one.label for one in factors])):
        if len(set(words)) < len(words):
            twice = next(word for word in words if words.count(word) > 1)
            raise DataError.because(
                f"every factor of a model has a {what} of its own",
                f"'{twice}' for two or more",
                "name each factor once, and word their labels apart",
            )


def term_of(factor: Factor, splines: Mapping[str, int]) -> str:
    """Return the term of a model's matrix that a factor is.

    Examples
    --------
    >>> age = Factor("age", "Age", "Who answered", "year")
    >>> term_of(age, {"age": 3}), term_of(age, {})
    ('rcs(age, 3)', 'age')
    """
    return f"rcs({factor.name}, {splines[factor.name]})" if factor.name in splines else factor.name


def formula_of(outcome: str, factors: Sequence[Factor], splines: Mapping[str, int]) -> str:
    """Return the formula of a model: the outcome on all factors together.

    Examples
    --------
    >>> formula_of("told", [Factor("age", "Age", "Who answered", "year")], {"age": 3})
    '`told` ~ rcs(`age`, 3)'
    """
    terms = [
        f"rcs({quoted(one.name)}, {splines[one.name]})" if one.name in splines else quoted(one.name)
        for one in factors
    ]
    return f"{quoted(outcome)} ~ {' + '.join(terms)}"


def levels_compared(
    column: pl.Series, factor: Factor, matrix: ModelMatrix, splines: Mapping[str, int]
) -> list[FactorLevel]:
    """Return the levels of a factor that a model compares, the reference first.

    Parameters
    ----------
    column
        The factor on the model's rows.
    factor, matrix
        The factor, and the numbers of the model.
    splines
        Factor to its number of knots: it is compared at its knots, with the first of them.

    Raises
    ------
    DataError
        For a number without a unit, and a category with one.
    """
    levels = levels_of(column)
    if factor.name in splines:
        _refuse_without_unit(factor)
        everyone = np.ones(len(column), dtype=np.bool_)
        return [
            FactorLevel(f"{knot:g} ({factor.unit})", everyone, None, knot)
            for knot in matrix.knots[term_of(factor, splines)]
        ]
    if is_yes_no(column, levels):
        return _against_first([NO, YES], levels.codes)
    if not column.dtype.is_numeric():
        if factor.unit:
            raise DataError.because(
                "a factor with a unit is a number",
                f"'{factor.name}' holds {column.dtype.base_type().__name__}",
                "leave out its unit, or recode it to numbers",
            )
        return _against_first([level_text(value) for value in levels.values], levels.codes)
    _refuse_without_unit(factor)
    return [FactorLevel(f"per {factor.unit}", np.ones(len(column), dtype=np.bool_), 0)]


def is_yes_no(column: pl.Series, levels: Levels) -> bool:
    """Return whether a factor is true/false, or 0 and 1."""
    return column.dtype == pl.Boolean or (
        column.dtype.is_numeric() and set(levels.values.to_list()) <= {0, 1}
    )


def beyond_levels(
    column: pl.Series, factor: Factor, matrix: ModelMatrix, splines: Mapping[str, int]
) -> list[tuple[str, Flags]]:
    """Return the respondents that a number's coefficients rest on, for review: nobody prints them.

    Of a number those who do not have its commonest value; of a spline those at its outer knots or beyond.
    """
    levels = levels_of(column)
    if factor.name in splines:
        numbers = column.cast(pl.Float64).to_numpy()
        knots = matrix.knots[term_of(factor, splines)]
        return [("up to the first knot", numbers <= knots[0]), ("from the last knot", numbers >= knots[-1])]
    if not column.dtype.is_numeric() or is_yes_no(column, levels):
        return []
    return [("outside the commonest value", levels.codes != np.bincount(levels.codes).argmax())]


def _refuse_without_unit(factor: Factor) -> None:
    if not factor.unit:
        raise DataError.because(
            "a number as a factor has a unit, so that its odds ratio is per something",
            f"'{factor.name}' without one",
            "give its unit, or recode it to categories",
        )


def _against_first(labels: Sequence[str], codes: Integers) -> list[FactorLevel]:
    return [
        FactorLevel(label, codes == code, code - 1 if code else None) for code, label in enumerate(labels)
    ]
