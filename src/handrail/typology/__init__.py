"""Typologies: profiles of experience in a population, found with latent classes."""

from typing import TYPE_CHECKING

from handrail.values.lazy import lazy_names

if TYPE_CHECKING:
    from handrail.typology.comparison import ClassComparison, compare_classes
    from handrail.typology.halves import split_halves
    from handrail.typology.latent_classes import LatentClasses
    from handrail.typology.leaving_out import leave_groups_out, leave_items_out
    from handrail.typology.matching import adjusted_rand_index
    from handrail.typology.methods import METHODS
    from handrail.typology.plain_clusters import PlainClusters, plain_alternatives
    from handrail.typology.printed import printed_probability
    from handrail.typology.recovery import Stability, stability
    from handrail.typology.results import typology_result
    from handrail.typology.stability_results import stability_result

__all__ = [
    "METHODS",
    "ClassComparison",
    "LatentClasses",
    "PlainClusters",
    "Stability",
    "adjusted_rand_index",
    "compare_classes",
    "leave_groups_out",
    "leave_items_out",
    "plain_alternatives",
    "printed_probability",
    "split_halves",
    "stability",
    "stability_result",
    "typology_result",
]

__getattr__, __dir__ = lazy_names(
    __name__,
    {
        "METHODS": "methods",
        "ClassComparison": "comparison",
        "LatentClasses": "latent_classes",
        "PlainClusters": "plain_clusters",
        "Stability": "recovery",
        "adjusted_rand_index": "matching",
        "compare_classes": "comparison",
        "leave_groups_out": "leaving_out",
        "leave_items_out": "leaving_out",
        "plain_alternatives": "plain_clusters",
        "printed_probability": "printed",
        "split_halves": "halves",
        "stability": "recovery",
        "stability_result": "stability_results",
        "typology_result": "results",
    },
)
