"""Surveys: files with their labels, recodes, and estimates that respect the sample's design."""

from typing import TYPE_CHECKING

from handrail.values.lazy import lazy_names

if TYPE_CHECKING:
    from handrail.survey.category_model import CategoryModel
    from handrail.survey.column_digest import column_bytes
    from handrail.survey.comparisons import crosstab_result, difference_result, pooled_result
    from handrail.survey.crosstab import Crosstab
    from handrail.survey.design import Design
    from handrail.survey.difference import Differences
    from handrail.survey.estimates import Estimates
    from handrail.survey.firth import FirthModel
    from handrail.survey.labelled import Survey, Variable, duplicated_ids
    from handrail.survey.logit_model import LogitModel
    from handrail.survey.margins import Margins
    from handrail.survey.methods import METHODS
    from handrail.survey.parquet import from_parquet, to_parquet
    from handrail.survey.parts import check_parts
    from handrail.survey.pooling import Pooled, pooled
    from handrail.survey.precision import Precision, precision_of
    from handrail.survey.quantile_results import quantile_result
    from handrail.survey.quantiles import Quantiles
    from handrail.survey.rao_scott import Independence
    from handrail.survey.reading import read_survey
    from handrail.survey.recipes import Recipe, derive
    from handrail.survey.results import estimate, to_result
    from handrail.survey.standardised import Standardised
    from handrail.survey.survey_model import SurveyModel, WaldTest
    from handrail.survey.suspicion import Suspicion, suspicious_columns

__all__ = [
    "METHODS",
    "CategoryModel",
    "Crosstab",
    "Design",
    "Differences",
    "Estimates",
    "FirthModel",
    "Independence",
    "LogitModel",
    "Margins",
    "Pooled",
    "Precision",
    "Quantiles",
    "Recipe",
    "Standardised",
    "Survey",
    "SurveyModel",
    "Suspicion",
    "Variable",
    "WaldTest",
    "check_parts",
    "column_bytes",
    "crosstab_result",
    "derive",
    "difference_result",
    "duplicated_ids",
    "estimate",
    "from_parquet",
    "pooled",
    "pooled_result",
    "precision_of",
    "quantile_result",
    "read_survey",
    "suspicious_columns",
    "to_parquet",
    "to_result",
]

__getattr__, __dir__ = lazy_names(
    __name__,
    {
        "METHODS": "methods",
        "CategoryModel": "category_model",
        "Crosstab": "crosstab",
        "Design": "design",
        "Differences": "difference",
        "Estimates": "estimates",
        "FirthModel": "firth",
        "Independence": "rao_scott",
        "LogitModel": "logit_model",
        "Margins": "margins",
        "Pooled": "pooling",
        "Precision": "precision",
        "Quantiles": "quantiles",
        "Recipe": "recipes",
        "Standardised": "standardised",
        "Survey": "labelled",
        "SurveyModel": "survey_model",
        "Suspicion": "suspicion",
        "Variable": "labelled",
        "WaldTest": "survey_model",
        "check_parts": "parts",
        "crosstab_result": "comparisons",
        "column_bytes": "column_digest",
        "derive": "recipes",
        "difference_result": "comparisons",
        "duplicated_ids": "labelled",
        "estimate": "results",
        "from_parquet": "parquet",
        "pooled": "pooling",
        "pooled_result": "comparisons",
        "precision_of": "precision",
        "quantile_result": "quantile_results",
        "read_survey": "reading",
        "suspicious_columns": "suspicion",
        "to_parquet": "parquet",
        "to_result": "results",
    },
)
