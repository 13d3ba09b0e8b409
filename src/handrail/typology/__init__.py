"""Typologies: profiles of experience in a population, found with latent classes."""

from typing import TYPE_CHECKING

from handrail.values.lazy import lazy_names

if TYPE_CHECKING:
    from handrail.typology.comparison import ClassComparison, compare_classes
    from handrail.typology.latent_classes import LatentClasses
    from handrail.typology.methods import METHODS
    from handrail.typology.results import typology_result

__all__ = [
    "METHODS",
    "ClassComparison",
    "LatentClasses",
    "compare_classes",
    "typology_result",
]

__getattr__, __dir__ = lazy_names(
    __name__,
    {
        "METHODS": "methods",
        "ClassComparison": "comparison",
        "LatentClasses": "latent_classes",
        "compare_classes": "comparison",
        "typology_result": "results",
    },
)
