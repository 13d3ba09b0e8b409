"""Risk: which circumstances go with harm, in groups of past answers and never in one person."""

from typing import TYPE_CHECKING

from handrail.values.lazy import lazy_names

if TYPE_CHECKING:
    from handrail.risk.methods import METHODS
    from handrail.risk.odds_ratios import Factor, associations
    from handrail.risk.ordering import Discrimination, discrimination
    from handrail.risk.tripod import TripodFacts, fill_tripod
    from handrail.risk.tripod_items import TRIPOD_AI

__all__ = [
    "METHODS",
    "TRIPOD_AI",
    "Discrimination",
    "Factor",
    "TripodFacts",
    "associations",
    "discrimination",
    "fill_tripod",
]

# No module is named like a function of the room: a loaded module would hide it.
__getattr__, __dir__ = lazy_names(
    __name__,
    {
        "METHODS": "methods",
        "TRIPOD_AI": "tripod_items",
        "Discrimination": "ordering",
        "Factor": "odds_ratios",
        "TripodFacts": "tripod",
        "associations": "odds_ratios",
        "discrimination": "ordering",
        "fill_tripod": "tripod",
    },
)
