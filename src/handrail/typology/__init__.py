"""Typologies: profiles of experience in a population, found with latent classes."""

from typing import TYPE_CHECKING

from handrail.values.lazy import lazy_names

if TYPE_CHECKING:
    from handrail.typology.comparison import ClassComparison, compare_classes
    from handrail.typology.covariate_results import covariates_result
    from handrail.typology.covariates import ClassCovariates, class_covariates
    from handrail.typology.latent_classes import LatentClasses
    from handrail.typology.methods import METHODS
    from handrail.typology.outcome_results import outcome_result
    from handrail.typology.outcomes import ClassOutcome, class_outcomes
    from handrail.typology.results import typology_result

__all__ = [
    "METHODS",
    "ClassComparison",
    "ClassCovariates",
    "ClassOutcome",
    "LatentClasses",
    "class_covariates",
    "class_outcomes",
    "compare_classes",
    "covariates_result",
    "outcome_result",
    "typology_result",
]

__getattr__, __dir__ = lazy_names(
    __name__,
    {
        "METHODS": "methods",
        "ClassComparison": "comparison",
        "ClassCovariates": "covariates",
        "ClassOutcome": "outcomes",
        "LatentClasses": "latent_classes",
        "class_covariates": "covariates",
        "class_outcomes": "outcomes",
        "compare_classes": "comparison",
        "covariates_result": "covariate_results",
        "outcome_result": "outcome_results",
        "typology_result": "results",
    },
)
