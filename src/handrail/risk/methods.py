"""The room's methods, with their versions: read to see what is stale, so nothing heavy is loaded here."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from handrail.values.result import Method

# Raise a number when the same rows and the same parameters would give another table.
ASSOCIATIONS_VERSION = 3

METHODS: Mapping[str, Method] = MappingProxyType(
    {
        "risk.associations": Method(
            "risk.associations",
            ASSOCIATIONS_VERSION,
            "Odds ratios of a design-based logistic regression, adjusted for each other",
            "Binder 1983, International Statistical Review 51, 279-292; Lumley and Scott 2017, Statistical "
            "Science 32, 265-278; area under the curve weighted as in Yao, Li and Graubard 2015, Statistics "
            "in Medicine 34, 1293-1303",
        ),
    }
)
"""Method name to method."""
