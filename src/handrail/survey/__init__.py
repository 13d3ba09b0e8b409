"""Surveys: files with their labels, recodes, and estimates that respect the sample's design."""

from typing import TYPE_CHECKING

from handrail.values.lazy import lazy_names

if TYPE_CHECKING:
    from handrail.survey.column_digest import column_bytes
    from handrail.survey.design import Design
    from handrail.survey.estimates import Estimates
    from handrail.survey.labelled import ResponseSet, Survey, Variable, duplicated_ids
    from handrail.survey.logit_model import LogitModel, WaldTest
    from handrail.survey.methods import METHODS
    from handrail.survey.parquet import from_parquet, to_parquet
    from handrail.survey.polyvictimised import Polyvictimisation, VictimisationType, polyvictimisation
    from handrail.survey.reading import read_survey
    from handrail.survey.recipes import Recipe, derive
    from handrail.survey.results import estimate, to_result
    from handrail.survey.scale_omega import Omega, omega
    from handrail.survey.scales import Alpha, alpha
    from handrail.survey.suspicion import Suspicion, suspicious_columns
    from handrail.survey.writing import WrittenSurvey, write_survey

__all__ = [
    "METHODS",
    "Alpha",
    "Design",
    "Estimates",
    "LogitModel",
    "Omega",
    "Polyvictimisation",
    "Recipe",
    "ResponseSet",
    "Survey",
    "Suspicion",
    "Variable",
    "VictimisationType",
    "WaldTest",
    "WrittenSurvey",
    "alpha",
    "column_bytes",
    "derive",
    "duplicated_ids",
    "estimate",
    "from_parquet",
    "omega",
    "polyvictimisation",
    "read_survey",
    "suspicious_columns",
    "to_parquet",
    "to_result",
    "write_survey",
]

__getattr__, __dir__ = lazy_names(
    __name__,
    {
        "METHODS": "methods",
        "Alpha": "scales",
        "Design": "design",
        "Estimates": "estimates",
        "LogitModel": "logit_model",
        "Omega": "scale_omega",
        "Polyvictimisation": "polyvictimised",
        "Recipe": "recipes",
        "ResponseSet": "labelled",
        "Survey": "labelled",
        "Suspicion": "suspicion",
        "Variable": "labelled",
        "VictimisationType": "polyvictimised",
        "WaldTest": "logit_model",
        "WrittenSurvey": "writing",
        "alpha": "scales",
        "column_bytes": "column_digest",
        "derive": "recipes",
        "duplicated_ids": "labelled",
        "estimate": "results",
        "from_parquet": "parquet",
        "omega": "scale_omega",
        "polyvictimisation": "polyvictimised",
        "read_survey": "reading",
        "suspicious_columns": "suspicion",
        "to_parquet": "parquet",
        "to_result": "results",
        "write_survey": "writing",
    },
)
