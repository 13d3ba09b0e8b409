"""Column digests: how a step over a survey tells that what it reads has changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handrail.store import Store

if TYPE_CHECKING:
    import handrail.survey as rooms


def column_digests(store: Store, found: rooms.Survey) -> dict[str, str]:
    """Return column to digest of what is read of it: values, their labels, and which codes are missing."""
    from handrail.survey import column_bytes

    return {
        name: store.digester.of(
            [store.digester.of_bytes(column_bytes(found.frame[name])), _meaning(found.variable(name))]
        )
        for name in found.frame.columns
    }


def _meaning(variable: rooms.Variable) -> list[object]:
    labels = sorted((str(code), label) for code, label in variable.value_labels.items())
    missing = sorted(str(code) for code in variable.missing_values)
    ranges = sorted([str(low), str(high)] for low, high in variable.missing_ranges)
    return [[list(pair) for pair in labels], missing, ranges]
