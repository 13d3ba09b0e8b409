"""The report's own method, with its version: raised when the same evidence would give other documents."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from handrail.values.result import Method

DOCUMENTS_VERSION = 7

METHODS: Mapping[str, Method] = MappingProxyType(
    {
        "report.documents": Method(
            "report.documents",
            DOCUMENTS_VERSION,
            "Guideline documents composed from released evidence",
            "Handrail",
        )
    }
)
"""Method name to method."""
