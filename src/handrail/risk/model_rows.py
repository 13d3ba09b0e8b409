"""The rows of a declared analysis in memory: its design, its numbers, and the fit over all its blocks.

One number a respondent lives here and nowhere else. What leaves is made by :meth:`ModelRows.table`, which
puts the counts behind every factor and the size of the fit on each table, so that disclosure review judges
them all alike.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib.metadata import version

import numpy as np
import polars as pl
from scipy import special

from handrail.risk.analysis import RiskAnalysis
from handrail.risk.country_weights import country_design
from handrail.risk.kinds import Block
from handrail.risk.methods import METHODS
from handrail.risk.odds_ratios import associations
from handrail.risk.readings import IN_MEMORY, readings
from handrail.survey import Design
from handrail.survey.formula import quoted
from handrail.survey.generalised import SUSPICIOUS
from handrail.survey.linearise import Floats, Integers
from handrail.survey.logit import _fit, _Fitted
from handrail.survey.model_matrix import ModelMatrix
from handrail.survey.newton import maximise
from handrail.survey.wording import LONELY_RULES, design_words, strata_warnings
from handrail.values import Cell, Fit, Result, Table
from handrail.values.stays import StaysInMemory

NO_ANSWER = "No answer"
IN_MODEL = "belongs to the rows of the analysis"
_MISSING_RULES = {
    "domain": "a domain, never a deletion",
    "category": "no answer to a category is a category of its own; to a number or the outcome, a domain",
}


@dataclass(frozen=True, eq=False, repr=False)
class ModelRows(StaysInMemory):
    """What every step of an analysis starts from.

    Attributes
    ----------
    analysis
        The declaration.
    design
        The sample's design with the countries' weights and, where declared, categories of no answer.
    fitted
        The model with all blocks.
    rows
        Positions of its rows in the design.
    matrix
        Its numbers, one column a coefficient.
    outcome, weight
        Shape (rows,): 0 or 1, and the sampling weight.
    odds
        The model's odds ratios, with the counts behind every level.
    """

    analysis: RiskAnalysis
    design: Design
    fitted: _Fitted
    rows: Integers
    matrix: ModelMatrix
    outcome: Floats
    weight: Floats
    odds: Result

    @property
    def log_odds(self) -> Floats:
        """Shape (rows,): what the model with all blocks fits."""
        return self.fitted.log_odds

    @property
    def design_df(self) -> int:
        """Clusters minus strata by the analysis's rule, without a deduction for coefficients."""
        return self.fitted.model.df + self.fitted.model.table.height - 1

    def columns(self, blocks: Iterable[Block]) -> tuple[int, ...]:
        """Return the intercept and the columns of the factors of some blocks."""
        names = [name for block in blocks for name in self.analysis.blocks[block]]
        return (0, *(column for name in names for column in self.matrix.terms[name]))

    def formula(self, names: Sequence[str]) -> str:
        """Return the formula of the outcome on some factors; on none, the intercept."""
        return formula_of(self.analysis.outcome.name, names)

    def fit(self, names: Sequence[str]) -> _Fitted:
        """Return the model of some factors over the rows of all of them."""
        marked = np.zeros(self.design.frame.height, dtype=np.bool_)
        marked[self.rows] = True
        design = with_columns(self.design, pl.Series(IN_MODEL, marked))
        return _fit(design, self.formula(names), pl.col(IN_MODEL), self.analysis.level, self.analysis.df)

    def judged(self) -> tuple[Cell, ...]:
        """Return the counts of every factor's levels, for review; nobody prints them."""
        table = self.odds.tables[0]
        return tuple(replace(cell, values={}) for cell in (*table.cells, *table.judged))

    def table(
        self,
        suffix: str,
        title: str,
        dimensions: tuple[str, ...],
        cells: Iterable[Cell],
        *,
        notes: Sequence[str] = (),
        labels: Mapping[str, str],
        judged: Sequence[Cell] = (),
        fit: Fit | None = None,
    ) -> Table:
        """Return a table about the analysis, with its readings and what review judges it by."""
        analysis = self.analysis
        return Table(
            name=f"{analysis.name}.{suffix}",
            title=f"{analysis.title}: {title}",
            measure="diagnostic",
            dimensions=dimensions,
            cells=tuple(cells),
            source=analysis.source,
            variable=analysis.outcome.name,
            public_use=analysis.public_use,
            notes=(*notes, *readings(analysis), IN_MEMORY),
            labels={**labels, analysis.outcome.name: analysis.outcome.label},
            judged=(*self.judged(), *judged),
            fit=fit or self.odds.tables[0].fit,
        )

    def result(
        self,
        tables: Sequence[Table],
        method: str,
        rules: Mapping[str, str],
        *,
        seed: int | None = None,
        warnings: Sequence[str] = (),
    ) -> Result:
        """Return tables as a result, with the rules that every step of the analysis shares."""
        model, analysis = self.fitted.model, self.analysis
        shared = {
            "df": model.df_sentence,
            "level": f"{analysis.level:g}",
            "lonely": LONELY_RULES[model.lonely_rule],
            "missing": _MISSING_RULES[analysis.missing],
            "model": model.formula,
            "sample": analysis.sample,
            "variance": design_words(self.design, analysis.df).variance,
            "countries": analysis.country_weight or "not pooled",
            "order in time": analysis.time_order or "none declared",
        }
        return Result(
            tables=tuple(tables),
            base=model.n,
            weighted_base=self.odds.weighted_base,
            left_out=model.left_out,
            method=METHODS[method],
            rules={**shared, **rules},
            seed=seed,
            software={package: version(package) for package in ("formulaic", "numpy", "polars", "scipy")},
            warnings=tuple(
                dict.fromkeys(
                    (
                        *strata_warnings(
                            model.strata_lost, model.strata_without_answers, model.lonely_strata
                        ),
                        *warnings,
                    )
                )
            ),
        )


def model_rows(design: Design, analysis: RiskAnalysis) -> ModelRows:
    """Return the rows of an analysis, fitted with all its blocks.

    Raises
    ------
    DataError, NotConverged
        See :meth:`handrail.survey.Design.logit` and :func:`handrail.risk.country_weights.country_design`.
    """
    weighted = country_design(design, analysis)
    if analysis.missing == "category":
        weighted = _with_no_answers(weighted, analysis)
    names = [one.name for one in analysis.factors]
    fitted = _fit(weighted, formula_of(analysis.outcome.name, names), None, analysis.level, analysis.df)
    # A number that became a category with "no answer" has no unit any more.
    factors = [
        one.factor if weighted.frame[one.name].dtype.is_numeric() else replace(one.factor, unit="")
        for one in analysis.factors
    ]
    odds = associations(
        weighted,
        analysis.outcome.name,
        factors,
        name=analysis.name,
        title=analysis.title,
        source=analysis.source,
        sample=analysis.sample,
        outcome_label=analysis.outcome.label,
        public_use=analysis.public_use,
        selection=analysis.selection,
        level=analysis.level,
        df=analysis.df,
    )
    rows = np.flatnonzero(fitted.rows)
    return ModelRows(
        analysis=analysis,
        design=weighted,
        fitted=fitted,
        rows=rows,
        matrix=fitted.matrix,
        outcome=fitted.outcome,
        weight=weighted.weight[rows],
        odds=odds,
    )


def formula_of(outcome: str, names: Sequence[str]) -> str:
    """Return the formula of an outcome on some factors.

    Examples
    --------
    >>> formula_of("told", ["hours online"]), formula_of("told", [])
    ('`told` ~ `hours online`', '`told` ~ 1')
    """
    return f"{quoted(outcome)} ~ {' + '.join(quoted(name) for name in names) or '1'}"


def with_columns(design: Design, *columns: pl.Series) -> Design:
    """Return a design with other or more columns that are no part of how the sample was drawn."""
    changed = replace(design, frame=design.frame.with_columns(columns))
    for name in ("weight", "structure", "replicate", "calibration"):
        object.__setattr__(changed, name, getattr(design, name))
    return changed


def refitted(x: Floats, y: Floats, weight: Floats) -> Floats | None:
    """Return the coefficients over the rows with weight, or None where they have no finite value there.

    Parameters
    ----------
    x, y, weight
        Shapes (rows, coefficients), (rows,), (rows,); weights of zero or more.
    """
    inside = weight > 0
    x, y, weight = x[inside], y[inside], weight[inside]
    if not len(y) or y.min() == y.max():
        return None
    centred = x[:, 1:] - x[:, 1:].mean(axis=0)
    spread = np.sqrt((centred**2).mean(axis=0))
    if (spread <= 1e-12 * np.maximum(np.abs(x[:, 1:]).max(axis=0), 1e-300)).any():
        return None
    scaled = centred / spread
    if len(spread) and np.linalg.eigvalsh(np.einsum("ij,ik->jk", scaled, scaled) / len(y))[0] < 1e-10:
        return None
    solution = maximise(x, y, weight / weight.mean())
    log_odds = np.einsum("ij,j->i", x, solution.coefficients)
    if not solution.converged or np.abs(log_odds).max() >= SUSPICIOUS:
        return None
    return solution.coefficients


def log_likelihood(log_odds: Floats, y: Floats, weight: Floats) -> float:
    """Return the weighted log-likelihood of yes/no outcomes.

    Examples
    --------
    >>> round(log_likelihood(np.zeros(4), np.array([0.0, 1, 1, 0]), np.ones(4)), 6)
    -2.772589
    """
    return float((weight * (y * log_odds - np.logaddexp(0.0, log_odds))).sum())


def mcfadden(log_odds: Floats, y: Floats, weight: Floats) -> float:
    """Return McFadden's R2 of a weighted pseudo-likelihood: one minus the ratio to the intercept's own.

    Notes
    -----
    McFadden 1974, in Zarembka (ed.), Frontiers in Econometrics, 105-142.

    Examples
    --------
    >>> mcfadden(np.zeros(4), np.array([0.0, 1, 1, 0]), np.ones(4))
    0.0
    """
    null = np.full(len(y), special.logit((weight * y).sum() / weight.sum()))
    return 1 - log_likelihood(log_odds, y, weight) / log_likelihood(null, y, weight)


def _with_no_answers(design: Design, analysis: RiskAnalysis) -> Design:
    made = []
    for one in analysis.factors:
        column = design.column(one.name)
        if column.dtype.is_float():
            column = column.fill_nan(None)
        if not column.null_count():
            continue
        if column.dtype == pl.Boolean or (
            column.dtype.is_numeric() and set(column.drop_nulls().unique().to_list()) <= {0, 1}
        ):
            words = column.cast(pl.Float64).replace_strict({0.0: "No", 1.0: "Yes"}, return_dtype=pl.String)
            levels = ["No", "Yes"]
        elif column.dtype.is_numeric():
            continue
        else:
            levels = [str(value) for value in column.drop_nulls().unique().sort().to_list()]
            words = column.cast(pl.String)
        levels = [*(level for level in levels if level != NO_ANSWER), NO_ANSWER]
        made.append(words.fill_null(NO_ANSWER).cast(pl.Enum(levels)).alias(one.name))
    return with_columns(design, *made) if made else design
