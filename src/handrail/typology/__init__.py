"""Typologies: profiles of experience in a population, found with latent classes."""

from typing import TYPE_CHECKING

from handrail.values.lazy import lazy_names

if TYPE_CHECKING:
    from handrail.typology.climb import Effort
    from handrail.typology.comparison import ClassComparison, compare_classes
    from handrail.typology.latent_classes import LatentClasses
    from handrail.typology.likelihood_ratio import BootstrapTest, bootstrap_test
    from handrail.typology.lmr import LoMendellRubin, lo_mendell_rubin
    from handrail.typology.methods import METHODS
    from handrail.typology.results import typology_result
    from handrail.typology.supported import Supported

__all__ = [
    "METHODS",
    "BootstrapTest",
    "ClassComparison",
    "Effort",
    "LatentClasses",
    "LoMendellRubin",
    "Supported",
    "bootstrap_test",
    "compare_classes",
    "lo_mendell_rubin",
    "typology_result",
]

__getattr__, __dir__ = lazy_names(
    __name__,
    {
        "METHODS": "methods",
        "BootstrapTest": "likelihood_ratio",
        "ClassComparison": "comparison",
        "Effort": "climb",
        "LatentClasses": "latent_classes",
        "LoMendellRubin": "lmr",
        "Supported": "supported",
        "bootstrap_test": "likelihood_ratio",
        "compare_classes": "comparison",
        "lo_mendell_rubin": "lmr",
        "typology_result": "results",
    },
)
