"""Surveys: files with their labels, recodes, and estimates that respect the sample's design."""

from typing import TYPE_CHECKING

from handrail.values.lazy import lazy_names

if TYPE_CHECKING:
    from handrail.survey.category_model import CategoryModel
    from handrail.survey.column_digest import column_bytes
    from handrail.survey.design import Design
    from handrail.survey.estimates import Estimates
    from handrail.survey.firth import FirthModel
    from handrail.survey.labelled import Survey, Variable, duplicated_ids
    from handrail.survey.logit_model import LogitModel
    from handrail.survey.margins import Margins
    from handrail.survey.methods import METHODS
    from handrail.survey.parquet import from_parquet, to_parquet
    from handrail.survey.reading import read_survey
    from handrail.survey.recipes import Recipe, derive
    from handrail.survey.results import estimate, to_result
    from handrail.survey.standardised import Standardised
    from handrail.survey.survey_model import SurveyModel, WaldTest
    from handrail.survey.suspicion import Suspicion, suspicious_columns

__all__ = [
    "METHODS",
    "CategoryModel",
    "Design",
    "Estimates",
    "FirthModel",
    "LogitModel",
    "Margins",
    "Recipe",
    "Standardised",
    "Survey",
    "SurveyModel",
    "Suspicion",
    "Variable",
    "WaldTest",
    "column_bytes",
    "derive",
    "duplicated_ids",
    "estimate",
    "from_parquet",
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
        "Design": "design",
        "Estimates": "estimates",
        "FirthModel": "firth",
        "LogitModel": "logit_model",
        "Margins": "margins",
        "Recipe": "recipes",
        "Standardised": "standardised",
        "Survey": "labelled",
        "SurveyModel": "survey_model",
        "Suspicion": "suspicion",
        "Variable": "labelled",
        "WaldTest": "survey_model",
        "column_bytes": "column_digest",
        "derive": "recipes",
        "duplicated_ids": "labelled",
        "estimate": "results",
        "from_parquet": "parquet",
        "read_survey": "reading",
        "suspicious_columns": "suspicion",
        "to_parquet": "parquet",
        "to_result": "results",
    },
)
