"""Typologies: profiles of experience in a population, found with latent classes."""

from typing import TYPE_CHECKING

from handrail.values.lazy import lazy_names

if TYPE_CHECKING:
    from handrail.typology.comparison import ClassComparison, compare_classes
    from handrail.typology.latent_classes import LatentClasses
    from handrail.typology.methods import METHODS
    from handrail.typology.outcomes import ClassOutcome, class_outcomes
    from handrail.typology.predictors import ClassPredictors, class_predictors
    from handrail.typology.results import typology_result

__all__ = [
    "METHODS",
    "ClassComparison",
    "ClassOutcome",
    "ClassPredictors",
    "LatentClasses",
    "class_outcomes",
    "class_predictors",
    "compare_classes",
    "typology_result",
]

__getattr__, __dir__ = lazy_names(
    __name__,
    {
        "METHODS": "methods",
        "ClassComparison": "comparison",
        "ClassOutcome": "outcomes",
        "ClassPredictors": "predictors",
        "LatentClasses": "latent_classes",
        "class_outcomes": "outcomes",
        "class_predictors": "predictors",
        "compare_classes": "comparison",
        "typology_result": "results",
    },
)
