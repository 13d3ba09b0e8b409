"""Typologies: profiles of experience in a population, found with latent classes."""

from typing import TYPE_CHECKING

from handrail.values.lazy import lazy_names

if TYPE_CHECKING:
    from handrail.typology.climb import Effort
    from handrail.typology.comparison import ClassComparison, compare_classes
    from handrail.typology.covariate_results import covariates_result
    from handrail.typology.covariates import ClassCovariates, class_covariates
    from handrail.typology.grolts import fill_grolts
    from handrail.typology.grolts_items import GROLTS
    from handrail.typology.halves import split_halves
    from handrail.typology.invariance import ClassInvariance, class_invariance
    from handrail.typology.invariance_results import invariance_result
    from handrail.typology.latent_classes import LatentClasses
    from handrail.typology.leaving_out import leave_groups_out, leave_items_out
    from handrail.typology.likelihood_ratio import BootstrapTest, bootstrap_test
    from handrail.typology.lmr import LoMendellRubin, lo_mendell_rubin
    from handrail.typology.matching import adjusted_rand_index
    from handrail.typology.methods import METHODS
    from handrail.typology.number_tests import bootstrap_result, lmr_result
    from handrail.typology.outcome_results import outcome_result
    from handrail.typology.outcomes import ClassOutcome, class_outcomes
    from handrail.typology.own_numbers import OwnClasses, own_classes
    from handrail.typology.plain_clusters import PlainClusters, plain_alternatives
    from handrail.typology.printed import printed_probability
    from handrail.typology.recovery import Stability, stability
    from handrail.typology.reporting_facts import NamedClass, TypologyFacts
    from handrail.typology.results import typology_result
    from handrail.typology.smart_lca import fill_smart_lca
    from handrail.typology.smart_lca_items import SMART_LCA
    from handrail.typology.stability_results import stability_result
    from handrail.typology.supported import Supported

__all__ = [
    "GROLTS",
    "METHODS",
    "SMART_LCA",
    "BootstrapTest",
    "ClassComparison",
    "ClassCovariates",
    "ClassInvariance",
    "ClassOutcome",
    "Effort",
    "LatentClasses",
    "LoMendellRubin",
    "NamedClass",
    "OwnClasses",
    "PlainClusters",
    "Stability",
    "Supported",
    "TypologyFacts",
    "adjusted_rand_index",
    "bootstrap_result",
    "bootstrap_test",
    "class_covariates",
    "class_invariance",
    "class_outcomes",
    "compare_classes",
    "covariates_result",
    "fill_grolts",
    "fill_smart_lca",
    "invariance_result",
    "leave_groups_out",
    "leave_items_out",
    "lmr_result",
    "lo_mendell_rubin",
    "outcome_result",
    "own_classes",
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
        "GROLTS": "grolts_items",
        "METHODS": "methods",
        "SMART_LCA": "smart_lca_items",
        "BootstrapTest": "likelihood_ratio",
        "ClassComparison": "comparison",
        "ClassCovariates": "covariates",
        "ClassInvariance": "invariance",
        "ClassOutcome": "outcomes",
        "Effort": "climb",
        "LatentClasses": "latent_classes",
        "LoMendellRubin": "lmr",
        "NamedClass": "reporting_facts",
        "OwnClasses": "own_numbers",
        "PlainClusters": "plain_clusters",
        "Stability": "recovery",
        "Supported": "supported",
        "TypologyFacts": "reporting_facts",
        "adjusted_rand_index": "matching",
        "bootstrap_result": "number_tests",
        "bootstrap_test": "likelihood_ratio",
        "class_covariates": "covariates",
        "class_invariance": "invariance",
        "class_outcomes": "outcomes",
        "compare_classes": "comparison",
        "covariates_result": "covariate_results",
        "fill_grolts": "grolts",
        "fill_smart_lca": "smart_lca",
        "invariance_result": "invariance_results",
        "leave_groups_out": "leaving_out",
        "leave_items_out": "leaving_out",
        "lmr_result": "number_tests",
        "lo_mendell_rubin": "lmr",
        "outcome_result": "outcome_results",
        "own_classes": "own_numbers",
        "plain_alternatives": "plain_clusters",
        "printed_probability": "printed",
        "split_halves": "halves",
        "stability": "recovery",
        "stability_result": "stability_results",
        "typology_result": "results",
    },
)
