"""Risk: which circumstances go with harm, in groups of past answers and never in one person."""

from typing import TYPE_CHECKING

from handrail.values.lazy import lazy_names

if TYPE_CHECKING:
    from handrail.risk.analysis import RiskAnalysis, RiskFactor, RiskOutcome
    from handrail.risk.attributable import attributable_fraction
    from handrail.risk.blocks import blockwise
    from handrail.risk.changed_service import what_if
    from handrail.risk.countries import leave_one_country_out
    from handrail.risk.dominance import general_dominance
    from handrail.risk.e_values import EValue, e_value
    from handrail.risk.exposures import Exposure
    from handrail.risk.factors import Factor
    from handrail.risk.groups import performance_by_group
    from handrail.risk.interaction_tests import interactions
    from handrail.risk.kinds import BLOCKS
    from handrail.risk.methods import METHODS
    from handrail.risk.model_methods import methods_of_model
    from handrail.risk.model_results import model_result
    from handrail.risk.odds_ratios import associations
    from handrail.risk.ordering import Discrimination, discrimination
    from handrail.risk.reach import service_reach
    from handrail.risk.sample_size import NeededSize, needed_size, sample_size_check
    from handrail.risk.specifications import Alternatives, specification_curve
    from handrail.risk.through import mediation
    from handrail.risk.tripod import TripodFacts, fill_tripod
    from handrail.risk.tripod_items import TRIPOD_AI
    from handrail.risk.validate import validation

__all__ = [
    "BLOCKS",
    "METHODS",
    "TRIPOD_AI",
    "Alternatives",
    "Discrimination",
    "EValue",
    "Exposure",
    "Factor",
    "NeededSize",
    "RiskAnalysis",
    "RiskFactor",
    "RiskOutcome",
    "TripodFacts",
    "associations",
    "attributable_fraction",
    "blockwise",
    "discrimination",
    "e_value",
    "fill_tripod",
    "general_dominance",
    "interactions",
    "leave_one_country_out",
    "mediation",
    "methods_of_model",
    "model_result",
    "needed_size",
    "performance_by_group",
    "sample_size_check",
    "service_reach",
    "specification_curve",
    "validation",
    "what_if",
]

# No module is named like a function of the room: a loaded module would hide it.
__getattr__, __dir__ = lazy_names(
    __name__,
    {
        "BLOCKS": "kinds",
        "METHODS": "methods",
        "TRIPOD_AI": "tripod_items",
        "Alternatives": "specifications",
        "Discrimination": "ordering",
        "EValue": "e_values",
        "Exposure": "exposures",
        "Factor": "factors",
        "NeededSize": "sample_size",
        "RiskAnalysis": "analysis",
        "RiskFactor": "analysis",
        "RiskOutcome": "analysis",
        "TripodFacts": "tripod",
        "associations": "odds_ratios",
        "attributable_fraction": "attributable",
        "blockwise": "blocks",
        "discrimination": "ordering",
        "e_value": "e_values",
        "fill_tripod": "tripod",
        "general_dominance": "dominance",
        "interactions": "interaction_tests",
        "leave_one_country_out": "countries",
        "mediation": "through",
        "methods_of_model": "model_methods",
        "model_result": "model_results",
        "needed_size": "sample_size",
        "performance_by_group": "groups",
        "sample_size_check": "sample_size",
        "service_reach": "reach",
        "specification_curve": "specifications",
        "validation": "validate",
        "what_if": "changed_service",
    },
)
