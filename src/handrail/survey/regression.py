"""Regression that respects the sample's design: what the models of every family have in common.

A model is the solution of its weighted score equations (pseudo-maximum likelihood), so that each respondent's
linearised value is the inverse information times the respondent's score (Binder 1983, International
Statistical Review 51, 279-292). Replicates solve the equations again with their own weights.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl
from scipy import stats

from handrail.survey.domains import domain_rows, strata_losses
from handrail.survey.estimates import DF_RULES, DfRule
from handrail.survey.formula import Formula, read_formula
from handrail.survey.linearise import Flags, Floats, Integers
from handrail.survey.model_matrix import ModelMatrix, model_matrix, too_many
from handrail.survey.newton import Solution, repeated_columns
from handrail.survey.variance import Again, covariance_of
from handrail.values.errors import DataError, NotConverged, did_you_mean
from handrail.values.result import LeftOut
from handrail.values.stays import StaysInMemory

if TYPE_CHECKING:
    from handrail.survey.sampling import Sampling

WEIGHT_ZERO = "a weight of zero"


@dataclass(frozen=True, eq=False, repr=False)
class Asked(StaysInMemory):
    """A model as it was asked, with its rows: what may not leave memory.

    Attributes
    ----------
    design, formula, level, df_rule
        As they were given.
    rows
        Positions of the model's rows in the design, and the same as flags in ``used``.
    weight
        Shape (rows of the model,).
    matrix
        The numbers of the factors.
    clusters_less_strata
        Degrees of freedom before coefficients are counted.
    left_out
        The other rows, and why.
    """

    design: Sampling
    formula: Formula
    level: float
    df_rule: DfRule
    used: Flags
    rows: Integers
    weight: Floats
    matrix: ModelMatrix
    clusters_less_strata: int
    left_out: tuple[LeftOut, ...]

    @property
    def answers(self) -> pl.Series:
        """The outcome on the model's rows."""
        return self.design.frame[self.formula.outcome].filter(pl.Series(self.used))


def ask(
    design: Sampling,
    text: str,
    where: pl.Expr | None,
    check_outcome: Callable[[str, pl.Series], None],
    *,
    level: float,
    df: DfRule,
) -> Asked:
    """Return a model that can be solved, or say what is wrong with what was asked.

    Parameters
    ----------
    check_outcome
        Refuses a column that is no outcome of the family, and an outcome with one value: it is called with
        the whole column, then with the model's rows.
    """
    _check(level, df)
    formula = read_formula(text, design.frame.columns)
    check_outcome(formula.outcome, design.frame[formula.outcome])
    used, left_out = _rows(design, formula, where)
    outcome = design.frame[formula.outcome].filter(pl.Series(used))
    check_outcome(formula.outcome, outcome)
    if outcome.n_unique() == 1:
        raise DataError.because(
            "the outcome of a model differs among its rows",
            f"'{formula.outcome}' with one value on all of them",
            "look at its recode, and at what else the model restricts",
        )
    rows = np.flatnonzero(used)
    most = design.degrees_of_freedom if df == "design" else design.degrees_of_freedom_of(used)
    weight = design.weight[rows]
    factors = design.frame.select(formula.outcome, *formula.names).filter(pl.Series(used))
    matrix = model_matrix(formula, factors, weight, most=most)
    if len(matrix.columns) > most:
        raise too_many(len(matrix.columns), most)
    repeated = repeated_columns(matrix.values)
    if len(repeated):
        raise DataError.because(
            "every coefficient of a model says something that the others do not",
            f"{terms_said(matrix, repeated)} with {len(repeated)} that are zero or a sum of "
            "others on every row",
            "leave one of the factors out, or merge categories that never occur together",
        )
    return Asked(design, formula, level, df, used, rows, weight, matrix, most, left_out)


def residual_df(asked: Asked, slopes: int) -> int:
    """Return the residual degrees of freedom of a model with coefficients beside its intercepts."""
    left = asked.clusters_less_strata - slopes
    if left < 1:
        raise too_many(slopes + 1, asked.clusters_less_strata)
    return left


def covariance(asked: Asked, linearised: Floats, again: Again) -> Floats:
    """Return the covariance of coefficients under the design."""
    found = covariance_of(asked.design, asked.rows, linearised, again)
    if found is None:
        raise DataError.because(
            "some stratum with rows of the model has two clusters",
            "none has",
            "merge strata, or choose another rule for strata with one cluster",
        )
    return found


def not_reached(iterations: int, *, replicate: bool) -> NotConverged:
    """Return the error of a search without an end."""
    return NotConverged.because(
        "a model reaches its solution" + (" in every replicate" if replicate else ""),
        f"none after {iterations} steps",
        "look for numbers on very different scales and for categories with few respondents",
    )


def separated(asked: Asked, columns: Integers, *, replicate: bool) -> NotConverged:
    """Return the error of a model without a finite solution."""
    where = "some group of a replicate" if replicate else "some group"
    return NotConverged.because(
        "no part of a model tells the outcome without exception",
        f"an outcome that can be told from {terms_said(asked.matrix, columns)} in {where}",
        "merge categories or leave the factor out: such a ratio has no finite value",
    )


def terms_said(matrix: ModelMatrix, columns: Sequence[int] | Integers) -> str:
    """Return the terms of columns, in quotation marks."""
    return ", ".join(dict.fromkeys(f"'{matrix.term_of(int(column))}'" for column in columns))


def parts(
    asked: Asked,
    family: str,
    solution: Solution,
    *,
    names: Sequence[str],
    terms: dict[str, tuple[int, ...]],
    found: Floats,
    ratio: str | None,
) -> dict[str, Any]:
    """Return the fields that every model has.

    Parameters
    ----------
    names
        Of the coefficients.
    terms
        Term to positions of coefficients, the intercepts first.
    found
        Their covariance.
    ratio
        What an exponential is called, or None.
    """
    design = asked.design
    df = residual_df(asked, len(names) - len(next(iter(terms.values()))))
    numbers = limits(solution.coefficients, np.sqrt(np.diag(found)), df, asked.level)
    lost, without = strata_losses(design, asked.used)
    return {
        "table": _table(names, terms, numbers, ratio),
        "covariance": pl.DataFrame({"term": names}).hstack(pl.DataFrame(found, schema=list(names))),
        "family": family,
        "formula": asked.formula.text,
        "outcome": asked.formula.outcome,
        "n": len(asked.rows),
        "weighted_n": float(asked.weight.sum()) if design.weights else None,
        "level": asked.level,
        "df": df,
        "df_rule": asked.df_rule,
        "converged": solution.converged,
        "iterations": solution.iterations,
        "knots": MappingProxyType(dict(asked.matrix.knots)),
        "left_out": asked.left_out,
        "lonely_rule": design.lonely,
        "lonely_strata": design.lonely_strata,
        "strata_lost": lost,
        "strata_without_answers": without,
        "_columns": MappingProxyType(terms),
    }


def limits(estimate: Floats, se: Floats, df: int, level: float) -> dict[str, Floats]:
    """Return t limits and the two-sided p of estimates; NaN for p where the standard error is zero."""
    half = stats.t.ppf((1 + level) / 2, df) * se
    with np.errstate(divide="ignore", invalid="ignore"):
        p = np.where(se > 0, 2 * stats.t.sf(np.abs(estimate) / se, df), np.nan)
    return {"estimate": estimate, "se": se, "low": estimate - half, "high": estimate + half, "p": p}


def _check(level: float, df: DfRule) -> None:
    if df not in DF_RULES:
        raise DataError.because(
            "the rule of the degrees of freedom is known", f"'{df}'", did_you_mean(df, DF_RULES)
        )
    if not 0 < level < 1:
        raise DataError.because(
            "a confidence level lies between 0 and 1", f"{level}", "give 0.95 for 95 per cent"
        )


def _rows(design: Sampling, formula: Formula, where: pl.Expr | None) -> tuple[Flags, tuple[LeftOut, ...]]:
    """Return the rows of the model, and for the others the first reason that they are not in it."""
    used = domain_rows(design, where)
    reasons = [(~used, "outside the domain")]
    for name in (formula.outcome, *formula.names):
        answered = _answered(name, design.frame[name])
        reasons.append((used & ~answered, f"no answer to '{name}'"))
        used = used & answered
    reasons.append((used & (design.weight == 0), WEIGHT_ZERO))
    used = used & (design.weight > 0)
    if not used.any():
        raise DataError.because(
            "a model has rows with an answer to its outcome and to every factor",
            f"none of {len(used)}",
            "leave out the factor that nobody of the others answered",
        )
    return used, tuple(LeftOut(int(rows.sum()), reason) for rows, reason in reasons if rows.any())


def _answered(name: str, column: pl.Series) -> Flags:
    if column.dtype.is_float():
        if column.is_infinite().any():
            raise DataError.because(
                "a factor is of finite numbers",
                f"{int(column.is_infinite().sum())} infinite values in '{name}'",
                "correct the column in the file",
            )
        column = column.fill_nan(None)
    return column.is_not_null().to_numpy()


def _table(
    names: Sequence[str], terms: dict[str, tuple[int, ...]], numbers: dict[str, Floats], ratio: str | None
) -> pl.DataFrame:
    if ratio is None:
        return pl.DataFrame({"term": names, **numbers}).with_columns(pl.col("p").fill_nan(None))
    kinds = {f"{ratio}_ratio": "estimate", f"{ratio}_low": "low", f"{ratio}_high": "high"}
    with np.errstate(over="ignore"):
        numbers |= {name: np.exp(numbers[kind]) for name, kind in kinds.items()}
    endless = np.flatnonzero(~np.isfinite([numbers[name] for name in kinds]).all(axis=0))
    for place in endless[::-1]:
        term = next(term for term, columns in terms.items() if place in columns)
        if place not in next(iter(terms.values())):
            raise DataError.because(
                f"an {ratio} ratio and its limits are numbers that a computer can hold"
                if ratio == "odds"
                else f"a {ratio} ratio and its limits are numbers that a computer can hold",
                f"one of '{term}' that is larger",
                f"choose a larger unit for '{term}'",
            )
    # Far from a factor's zero the ratio at zero can be beyond every number; it compares nobody.
    finite = (pl.when(pl.col(name).is_finite()).then(name) for name in kinds)
    return pl.DataFrame({"term": names, **numbers}).with_columns(pl.col("p").fill_nan(None), *finite)
