"""Joint: patterns of answers together with what lies beside them, a row of covariates or an outcome."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from handrail.typology.known import Known
from handrail.typology.patterns import Floats, Integers, Patterns
from handrail.values.stays import StaysInMemory

NOTHING_KNOWN = Known(("",), (), np.zeros((1, 1)), np.zeros(0, dtype=np.intp))
"""One group, no covariates."""


@dataclass(frozen=True, eq=False)
class Joint(StaysInMemory):
    """The distinct pairs of a pattern and of what lies beside it, M of them.

    Attributes
    ----------
    patterns
        Patterns again, one for each pair: answers, weights, respondents, and which pair each row is.
    pattern
        The first step's pattern of each pair (M).
    code
        What lies beside it (M): a row of the covariates, or the place of the outcome's answer; -1 without.
    """

    patterns: Patterns
    pattern: Integers
    code: Integers


def joint_of(patterns: Patterns, code_of_row: Integers, known: Known = NOTHING_KNOWN) -> Joint:
    """Return the pairs of the rows that enter.

    Parameters
    ----------
    patterns
        Of the first step.
    code_of_row
        What lies beside each of the rows that enter (N).
    known
        The covariates that the codes are rows of.

    Examples
    --------
    >>> import polars as pl
    >>> from handrail.typology.patterns import read_patterns
    >>> patterns = read_patterns(pl.DataFrame({"a": [0, 1, 1, 1], "b": [0, 1, 1, 0]}))
    >>> found = joint_of(patterns, np.array([0, 0, 1, 1]))
    >>> found.patterns.codes.tolist(), found.code.tolist(), found.patterns.pattern_of.tolist()
    ([[0, 0], [1, 0], [1, 1], [1, 1]], [0, 1, 0, 1], [0, 2, 3, 1])
    """
    span = int(code_of_row.max(initial=0)) + 2
    pairs, place = np.unique(patterns.pattern_of * span + code_of_row + 1, return_inverse=True)
    place = place.reshape(-1).astype(np.intp)
    pattern, code = (pairs // span).astype(np.intp), (pairs % span - 1).astype(np.intp)
    weight: Floats = np.bincount(place, patterns.row_weight, len(pairs)).astype(np.float64)
    counted: Floats = np.bincount(place, minlength=len(pairs)).astype(np.float64)
    return Joint(
        replace(
            patterns,
            codes=patterns.codes[pattern],
            weight=weight,
            respondents=weight if patterns.weight_kind == "frequency" else counted,
            beside=code if known.has_covariates else np.zeros(len(pairs), dtype=np.intp),
            known=known,
            pattern_of=place,
        ),
        pattern,
        code,
    )
