"""Logistic regression that respects the sample's design: pseudo-likelihood and its sandwich."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
from scipy import special, stats

from handrail.survey.covariance import design_covariance
from handrail.survey.domains import domain_rows, lies_in_one_cluster, strata_losses
from handrail.survey.estimates import DF_RULES, DfRule
from handrail.survey.formula import Formula, ModelMatrix, model_matrix, read_formula, too_many
from handrail.survey.levels import levels_of
from handrail.survey.linearise import Flags, Floats, Integers
from handrail.survey.logit_model import LogitModel
from handrail.survey.newton import Solution, maximise, repeated_columns, separating_columns
from handrail.values.errors import DataError, NotConverged, did_you_mean
from handrail.values.result import LeftOut

if TYPE_CHECKING:
    from handrail.survey.sampling import Sampling

SUSPICIOUS = 20.0
"""Fitted log-odds from which on separation is looked for even where the search ended: probabilities so close
to 0 or 1 can round to them, and a search without end then looks like one that ended."""


@dataclass(frozen=True, eq=False)
class _Fitted:
    """A model with what may not leave memory: one number a respondent, for sums over all of them.

    ``rows`` are the model's rows in the design; ``outcome`` and ``log_odds`` have one value for each.
    ``patterns`` is how many different combinations of the factors' values there are among them.
    """

    model: LogitModel
    patterns: int
    rows: Flags
    outcome: Floats
    log_odds: Floats


def fit_logit(
    design: Sampling,
    formula: str,
    where: pl.Expr | None = None,
    *,
    level: float = 0.95,
    df: DfRule = "design",
) -> LogitModel:
    """Return a model of a yes/no outcome; see :meth:`handrail.survey.design.Design.logit`."""
    return _fit(design, formula, where, level, df).model


def _fit(design: Sampling, text: str, where: pl.Expr | None, level: float, df: DfRule) -> _Fitted:
    _check(level, df)
    formula = read_formula(text, design.frame.columns)
    used, left_out = _rows(design, formula, where)
    outcome = design.frame[formula.outcome].cast(pl.Float64).filter(pl.Series(used)).to_numpy()
    if outcome.min() == outcome.max():
        raise DataError.because(
            "the outcome of a model occurs and does not occur among its rows",
            f"'{formula.outcome}' with one value on all of them",
            "look at its recode, and at what else the model restricts",
        )
    clusters_less_strata = design.degrees_of_freedom if df == "design" else design.degrees_of_freedom_of(used)
    matrix = model_matrix(formula, design.frame.filter(pl.Series(used)), most=clusters_less_strata)
    left_df = clusters_less_strata + 1 - len(matrix.columns)
    if left_df < 1:
        raise too_many(len(matrix.columns), clusters_less_strata)
    solution = _solve(matrix, outcome, design.weight[used])
    covariance = _sandwich(design, used, matrix, outcome, solution)
    lost, without = strata_losses(design, used)
    model = LogitModel(
        table=_table(matrix, solution, covariance, left_df, level),
        covariance=pl.DataFrame({"term": matrix.columns}).hstack(
            pl.DataFrame(covariance, schema=list(matrix.columns))
        ),
        formula=text,
        outcome=formula.outcome,
        n=int(used.sum()),
        cases=int(outcome.sum()),
        weighted_n=float(design.weight[used].sum()) if design.weights else None,
        level=level,
        df=left_df,
        df_rule=df,
        converged=solution.converged,
        iterations=solution.iterations,
        left_out=left_out,
        lonely_rule=design.lonely,
        lonely_strata=design.lonely_strata,
        strata_lost=lost,
        strata_without_answers=without,
        _columns=MappingProxyType(matrix.terms),
    )
    patterns = len(np.unique(matrix.values, axis=0))
    return _Fitted(model, patterns, used, outcome, np.einsum("ij,j->i", matrix.values, solution.coefficients))


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
    column = design.frame[formula.outcome]
    if not (column.dtype.is_numeric() or column.dtype == pl.Boolean) or not set(
        levels_of(column).values.to_list()
    ) <= {0, 1}:
        raise DataError.because(
            "the outcome of a model is 0 or 1, or true or false",
            f"'{formula.outcome}' holds {column.dtype} with other values"
            if column.dtype.is_numeric()
            else f"'{formula.outcome}' holds {column.dtype}",
            "recode it with yes and no",
        )
    used = domain_rows(design, where)
    reasons = [(~used, "outside the domain")]
    for name in (formula.outcome, *formula.names):
        answered = _answered(name, design.frame[name])
        reasons.append((used & ~answered, f"no answer to '{name}'"))
        used = used & answered
    reasons.append((used & (design.weight == 0), "a weight of zero"))
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


def _solve(matrix: ModelMatrix, outcome: Floats, weight: Floats) -> Solution:
    repeated = repeated_columns(matrix.values)
    if len(repeated):
        raise DataError.because(
            "every coefficient of a model says something that the others do not",
            f"{_terms(matrix, repeated)} with {len(repeated)} that are zero or a sum of others on every row",
            "leave one of the factors out, or merge categories that never occur together",
        )
    solution = maximise(matrix.values, outcome, weight / weight.mean())
    extreme = np.abs(np.einsum("ij,j->i", matrix.values, solution.coefficients)).max()
    if solution.converged and extreme < SUSPICIOUS:
        return solution
    separating = separating_columns(matrix.values, outcome)
    if separating is not None:
        raise NotConverged.because(
            "no part of a model tells the outcome without exception",
            f"an outcome that can be told from {_terms(matrix, separating)} in some group",
            "merge categories or leave the factor out: such an odds ratio has no finite value",
        )
    if solution.converged:
        return solution
    raise NotConverged.because(
        "a model reaches its solution",
        f"none after {solution.iterations} steps",
        "look for numbers on very different scales and for categories with few respondents",
    )


def _terms(matrix: ModelMatrix, columns: Integers) -> str:
    return ", ".join(dict.fromkeys(f"'{matrix.term_of(int(column))}'" for column in columns))


def _sandwich(
    design: Sampling, used: Flags, matrix: ModelMatrix, outcome: Floats, solution: Solution
) -> Floats:
    """Return the covariance of the coefficients: their linearisation, summed over the design."""
    rows = np.flatnonzero(used)
    if lies_in_one_cluster(design, rows):
        raise DataError.because(
            "the rows of a model lie in two clusters or more",
            "one",
            "widen the domain: one cluster says nothing about the next",
        )
    _refuse_lone_levels(design, rows, matrix)
    weight = design.weight[used]
    fitted = special.expit(np.einsum("ij,j->i", matrix.values, solution.coefficients))
    scores = matrix.values * (weight * (outcome - fitted))[:, None]
    linearised = np.einsum("ij,jk->ik", scores, solution.inverse / weight.mean())
    covariance = design_covariance(linearised, rows, design.structure)
    if covariance is None:
        raise DataError.because(
            "some stratum with rows of the model has two clusters",
            "none has",
            "merge strata, or choose another rule for strata with one cluster",
        )
    return covariance


def _refuse_lone_levels(design: Sampling, rows: Integers, matrix: ModelMatrix) -> None:
    """Refuse a level in one cluster: its residuals add up to zero there, and so would its variance.

    Rows with a level have a column that is not zero; those with the reference have none of the term's.
    """
    for term, columns in tuple(matrix.terms.items())[1:]:
        values = matrix.values[:, list(columns)]
        levels = [values[:, at] != 0 for at in range(len(columns))]
        if np.isin(values, (0.0, 1.0)).all():
            levels.append((values == 0).all(axis=1))
        if any(level.any() and lies_in_one_cluster(design, rows[level]) for level in levels):
            raise DataError.because(
                "every level of a factor has rows of the model in two clusters or more",
                f"a level of '{term}' lies in one cluster",
                "merge it with another level or leave the term out",
            )


def _table(
    matrix: ModelMatrix, solution: Solution, covariance: Floats, df: int, level: float
) -> pl.DataFrame:
    estimate, se = solution.coefficients, np.sqrt(np.diag(covariance))
    half = stats.t.ppf((1 + level) / 2, df) * se
    with np.errstate(over="ignore", divide="ignore", invalid="ignore"):
        p = np.where(se > 0, 2 * stats.t.sf(np.abs(estimate) / se, df), np.nan)
        numbers = {
            "estimate": estimate,
            "se": se,
            "low": estimate - half,
            "high": estimate + half,
            "p": p,
            "odds_ratio": np.exp(estimate),
            "odds_low": np.exp(estimate - half),
            "odds_high": np.exp(estimate + half),
        }
    odds = [name for name in numbers if name.startswith("odds")]
    endless = np.flatnonzero(~np.isfinite([numbers[name] for name in odds]).all(axis=0))
    if (endless > 0).any():
        term = matrix.term_of(int(endless[-1]))
        raise DataError.because(
            "an odds ratio and its limits are numbers that a computer can hold",
            f"one of '{term}' that is larger",
            f"choose a larger unit for '{term}'",
        )
    # Far from a factor's zero the odds at zero can be beyond every number; they compare nobody.
    finite = (pl.when(pl.col(name).is_finite()).then(name) for name in odds)
    return pl.DataFrame({"term": matrix.columns, **numbers}).with_columns(pl.col("p").fill_nan(None), *finite)
