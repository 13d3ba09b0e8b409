"""Whether each factor of a regression goes together with the outcome at all: a test a factor."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from handrail.risk.factors import term_of
from handrail.risk.regression_kinds import POPULATION
from handrail.risk.regressions import Regression
from handrail.survey.firth import FirthModel
from handrail.values import Cell, DataError, Table


def tests_table(found: Regression, coefficients: Table) -> Table:
    """Return whether each factor goes together with the outcome at all: a row a factor.

    Notes
    -----
    Wald tests with the design's covariance (see :meth:`handrail.survey.SurveyModel.wald`); under Firth's
    penalty, penalised likelihood ratios. A factor of which the design cannot tell the covariance has none.
    """
    likelihood = isinstance(found.model, FirthModel)
    return Table(
        name=f"{coefficients.name}.tests",
        title=f"{coefficients.title}: does the factor go together with it at all?",
        measure="diagnostic",
        dimensions=("kind", "factor"),
        cells=tuple(_tests(found)),
        source=coefficients.source,
        variable=coefficients.variable,
        public_use=coefficients.public_use,
        notes=(
            "Penalised likelihood ratio tests, model-based."
            if likelihood
            else "Wald tests of all coefficients of a factor, with the design's covariance.",
            "A large p says that these answers cannot tell, and not that nothing is there.",
            POPULATION,
        ),
        labels={
            "kind": "Kind of factor",
            "factor": "Factor",
            "f": "F",
            "chi2": "Chi-squared",
            "df": "Degrees of freedom",
            "df1": "Degrees of freedom",
            "df2": "Of the denominator",
            coefficients.variable: coefficients.labels[coefficients.variable],
        },
        fit=coefficients.fit,
    )


def _tests(found: Regression) -> Iterator[Cell]:
    model = found.model
    for factor in found.factors:
        term = term_of(factor, found.splines)
        group = {"kind": factor.kind, "factor": factor.label}
        values: dict[str, float | None]
        if isinstance(model, FirthModel):
            row = model.tests.filter(pl.col("term") == term).row(0, named=True)
            values = {"chi2": row["chi2"], "df": float(row["df"]), "p": row["p"]}
        else:
            try:
                test = model.wald(term)
                values = {"f": test.f, "df1": float(test.df1), "df2": float(test.df2), "p": test.p}
            except DataError:
                values = {"f": None, "df1": None, "df2": None, "p": None}
        yield Cell(group, None, model.n, None, values)
