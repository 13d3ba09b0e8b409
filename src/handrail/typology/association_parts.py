"""What the results of covariates and outcomes have in common: notes for a reader, tests, rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib.metadata import version
from typing import Any

import polars as pl

from handrail.survey.wording import Sample, sample_reading
from handrail.typology.covariates import ClassCovariates
from handrail.typology.methods import METHODS
from handrail.typology.outcomes import ClassOutcome
from handrail.values.result import Result
from handrail.values.table import Cell, Table

_PATTERN = "A profile is a pattern in answers, not a kind of child: nobody is assigned to one."
_ASSOCIATION = "An association in a population, not a screening of a child; it names no cause."
_EXPECTED = "Bases are the respondents expected there by the model, unweighted and rounded."
_HOW = {
    "one-step": "items and covariates were modelled together",
    "two-step": "profiles were found first and held",
    "three-step-ml": "profiles were found first, and the likelihood allows for wrong ones",
    "bch": "profiles were found first, and weights cancel wrong ones",
}
_COUNTING = {
    "modal": "each respondent counted for the likeliest profile",
    "proportional": "each respondent counted for every profile as likely as it is",
}
TEST_LABELS = {
    "statistic": "Wald statistic",
    "df": "Degrees of freedom",
    "denominator_df": "Denominator",
    "p": "p",
}


def notes_of(
    found: ClassCovariates | ClassOutcome, sample: Sample, selection: str, odds: str = ""
) -> tuple[str, ...]:
    """Return the sentences that a reader needs; ``odds`` says what odds are of."""
    by = "normal" if found.df is None else f"t with {found.df} degrees of freedom (clusters minus strata)"
    rule = "" if found.counting is None else f" ({_COUNTING[found.counting]}, in memory only)"
    return (
        sample_reading(sample, selection),
        *([odds] if odds else []),
        f"{100 * found.level:g}% intervals, {by}; they carry the uncertainty of finding the profiles.",
        _PATTERN,
        _ASSOCIATION,
        _EXPECTED,
        f"How: {_HOW[found.method]}{rule}.",
    )


def result_of(
    found: ClassCovariates | ClassOutcome,
    tables: tuple[Table, ...],
    method: str,
    *,
    rules: Mapping[str, str],
    sample: str,
    warnings: tuple[str, ...] = (),
) -> Result:
    """Return the result of tables that were made of what was found."""
    base = found.base
    return Result(
        tables=tables,
        base=base.n,
        weighted_base=base.weighted_n if tables[0].public_use or not base.few_weights else None,
        left_out=base.left_out,
        method=METHODS[method],
        rules={
            **rules,
            "counting": found.counting or "none",
            "df": "none" if found.df is None else f"clusters minus strata: {found.df}",
            "level": f"{found.level:g}",
            "sample": sample,
        },
        software={package: version(package) for package in ("numpy", "polars", "scipy")},
        warnings=warnings,
    )


def tested(group: Mapping[str, str], n: int, row: Mapping[str, Any]) -> Cell:
    """Return a test as a cell."""
    return Cell(group, None, n, None, {name: row[name] for name in TEST_LABELS})


def notes_of_tests(tests: pl.DataFrame) -> tuple[str, str]:
    """Return how tests were made, and what they are no answer to."""
    return _how_tested(tests["distribution"].drop_nulls().to_list()), _ASSOCIATION


def _how_tested(distributions: Sequence[str]) -> str:
    if not distributions:
        return "No test: the covariance of the estimates cannot tell."
    if distributions[0] == "F":
        return "Wald tests, adjusted for the design's degrees of freedom and compared with F."
    return "Wald tests, compared with chi-square."
