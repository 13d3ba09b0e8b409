"""Surveys: files with their labels, recodes, and estimates that respect the sample's design."""

from typing import TYPE_CHECKING

from handrail.values.lazy import lazy_names

if TYPE_CHECKING:
    from handrail.survey.category_model import CategoryModel
    from handrail.survey.codebook import Codebook, CodebookEntry, QuestionVersion
    from handrail.survey.codebook_file import codebook_markdown, read_codebook, write_codebook
    from handrail.survey.column_digest import column_bytes
    from handrail.survey.comparisons import difference_result, pooled_result
    from handrail.survey.crosstab import Crosstab
    from handrail.survey.crosstab_results import crosstab_result
    from handrail.survey.design import Design
    from handrail.survey.difference import Differences
    from handrail.survey.estimates import Estimates
    from handrail.survey.firth import FirthModel
    from handrail.survey.harmonisation import Harmonisation, HarmonisationRule, read_harmonisation
    from handrail.survey.harmonised import Harmonised, SampleColumns, harmonise
    from handrail.survey.labelled import ResponseSet, Survey, Variable, duplicated_ids
    from handrail.survey.logit_model import LogitModel
    from handrail.survey.margins import Margins
    from handrail.survey.methods import METHODS
    from handrail.survey.parquet import from_parquet, to_parquet
    from handrail.survey.participant_flow import (
        FlowLoss,
        FlowNode,
        FlowStage,
        ParticipantFlow,
        read_participant_flow,
    )
    from handrail.survey.parts import check_parts
    from handrail.survey.polyvictimised import Polyvictimisation, VictimisationType, polyvictimisation
    from handrail.survey.polyvictimised_results import polyvictimisation_result
    from handrail.survey.pooling import Pooled, pooled
    from handrail.survey.precision import Precision, precision_of
    from handrail.survey.quantile_results import quantile_result
    from handrail.survey.quantiles import Quantiles
    from handrail.survey.rao_scott import Independence
    from handrail.survey.reading import read_survey
    from handrail.survey.recipes import Recipe, derive
    from handrail.survey.results import estimate, to_result
    from handrail.survey.scale_omega import Omega, omega
    from handrail.survey.scale_results import scale_result
    from handrail.survey.scales import Alpha, alpha
    from handrail.survey.standardised import Standardised
    from handrail.survey.strobe import StrobeFacts, fill_strobe
    from handrail.survey.strobe_items import STROBE
    from handrail.survey.survey_model import SurveyModel, WaldTest
    from handrail.survey.suspicion import Suspicion, suspicious_columns
    from handrail.survey.translation_log import (
        Translation,
        TranslationStep,
        read_translation_log,
        translation_table,
    )
    from handrail.survey.writing import WrittenSurvey, write_survey

__all__ = [
    "METHODS",
    "STROBE",
    "Alpha",
    "CategoryModel",
    "Codebook",
    "CodebookEntry",
    "Crosstab",
    "Design",
    "Differences",
    "Estimates",
    "FirthModel",
    "FlowLoss",
    "FlowNode",
    "FlowStage",
    "Harmonisation",
    "HarmonisationRule",
    "Harmonised",
    "Independence",
    "LogitModel",
    "Margins",
    "Omega",
    "ParticipantFlow",
    "Polyvictimisation",
    "Pooled",
    "Precision",
    "Quantiles",
    "QuestionVersion",
    "Recipe",
    "ResponseSet",
    "SampleColumns",
    "Standardised",
    "StrobeFacts",
    "Survey",
    "SurveyModel",
    "Suspicion",
    "Translation",
    "TranslationStep",
    "Variable",
    "VictimisationType",
    "WaldTest",
    "WrittenSurvey",
    "alpha",
    "check_parts",
    "codebook_markdown",
    "column_bytes",
    "crosstab_result",
    "derive",
    "difference_result",
    "duplicated_ids",
    "estimate",
    "fill_strobe",
    "from_parquet",
    "harmonise",
    "omega",
    "polyvictimisation",
    "polyvictimisation_result",
    "pooled",
    "pooled_result",
    "precision_of",
    "quantile_result",
    "read_codebook",
    "read_harmonisation",
    "read_participant_flow",
    "read_survey",
    "read_translation_log",
    "scale_result",
    "suspicious_columns",
    "to_parquet",
    "to_result",
    "translation_table",
    "write_codebook",
    "write_survey",
]

__getattr__, __dir__ = lazy_names(
    __name__,
    {
        "METHODS": "methods",
        "STROBE": "strobe_items",
        "Alpha": "scales",
        "CategoryModel": "category_model",
        "Codebook": "codebook",
        "CodebookEntry": "codebook",
        "Crosstab": "crosstab",
        "Design": "design",
        "Differences": "difference",
        "Estimates": "estimates",
        "FirthModel": "firth",
        "FlowLoss": "participant_flow",
        "FlowNode": "participant_flow",
        "FlowStage": "participant_flow",
        "Harmonisation": "harmonisation",
        "HarmonisationRule": "harmonisation",
        "Harmonised": "harmonised",
        "Independence": "rao_scott",
        "LogitModel": "logit_model",
        "Margins": "margins",
        "Omega": "scale_omega",
        "ParticipantFlow": "participant_flow",
        "Polyvictimisation": "polyvictimised",
        "Pooled": "pooling",
        "Precision": "precision",
        "Quantiles": "quantiles",
        "QuestionVersion": "codebook",
        "Recipe": "recipes",
        "ResponseSet": "labelled",
        "SampleColumns": "harmonised",
        "Standardised": "standardised",
        "StrobeFacts": "strobe",
        "Survey": "labelled",
        "SurveyModel": "survey_model",
        "Suspicion": "suspicion",
        "Translation": "translation_log",
        "TranslationStep": "translation_log",
        "Variable": "labelled",
        "VictimisationType": "polyvictimised",
        "WaldTest": "survey_model",
        "WrittenSurvey": "writing",
        "alpha": "scales",
        "check_parts": "parts",
        "codebook_markdown": "codebook_file",
        "column_bytes": "column_digest",
        "crosstab_result": "crosstab_results",
        "derive": "recipes",
        "difference_result": "comparisons",
        "duplicated_ids": "labelled",
        "estimate": "results",
        "fill_strobe": "strobe",
        "from_parquet": "parquet",
        "harmonise": "harmonised",
        "omega": "scale_omega",
        "polyvictimisation": "polyvictimised",
        "polyvictimisation_result": "polyvictimised_results",
        "pooled": "pooling",
        "pooled_result": "comparisons",
        "precision_of": "precision",
        "quantile_result": "quantile_results",
        "read_codebook": "codebook_file",
        "read_harmonisation": "harmonisation",
        "read_participant_flow": "participant_flow",
        "read_survey": "reading",
        "read_translation_log": "translation_log",
        "scale_result": "scale_results",
        "suspicious_columns": "suspicion",
        "to_parquet": "parquet",
        "to_result": "results",
        "translation_table": "translation_log",
        "write_codebook": "codebook_file",
        "write_survey": "writing",
    },
)
