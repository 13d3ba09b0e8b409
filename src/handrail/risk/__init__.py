"""Risk: which circumstances go with harm, in groups of past answers and never in one person."""

from typing import TYPE_CHECKING

from handrail.values.lazy import lazy_names

if TYPE_CHECKING:
    from handrail.risk.methods import METHODS
    from handrail.risk.odds_ratios import Factor, associations
    from handrail.risk.ordering import Discrimination, discrimination

__all__ = ["METHODS", "Discrimination", "Factor", "associations", "discrimination"]

# No module is named like a function of the room: a loaded module would hide it.
__getattr__, __dir__ = lazy_names(
    __name__,
    {
        "METHODS": "methods",
        "Discrimination": "ordering",
        "Factor": "odds_ratios",
        "associations": "odds_ratios",
        "discrimination": "ordering",
    },
)
