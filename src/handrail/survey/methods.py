"""The room's methods, with their versions: read to see what is stale, so nothing heavy is loaded here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from handrail.values.result import Method

# Raise a number when the same rows and the same parameters would give another table.
READ_VERSION = 1
PROPORTION_VERSION = 3
MEAN_VERSION = 3
LOGIT_VERSION = 1

_REPLICATES = "Replicate weights (Wolter 2007, Introduction to Variance Estimation, 2nd ed.)"
_TAYLOR = (
    "Taylor linearisation over the full design (Woodruff 1971; Binder 1983, "
    "International Statistical Review 51, 279-292)"
)

METHODS: Mapping[str, Method] = MappingProxyType(
    {
        "survey.read": Method(
            "survey.read",
            READ_VERSION,
            "Survey file read with its labels and user-missing codes",
            "SPSS, Stata and SAS files through ReadStat; csv after RFC 4180",
        ),
        "survey.proportion": Method(
            "survey.proportion",
            PROPORTION_VERSION,
            "Design-based share with Taylor-linearised standard error",
            f"{_TAYLOR}; logit interval as in Korn and Graubard 1999, Analysis of Health Surveys; beta "
            "interval after Korn and Graubard 1998, Survey Methodology 24, 193-201; Wilson interval with the "
            "effective sample size of Dean and Pagano 2015, Journal of Survey Statistics and Methodology 3, "
            "484-503",
        ),
        "survey.mean": Method(
            "survey.mean",
            MEAN_VERSION,
            "Design-based mean with Taylor-linearised standard error",
            f"{_TAYLOR}; t interval with the design's degrees of freedom",
        ),
        "survey.logit": Method(
            "survey.logit",
            LOGIT_VERSION,
            "Design-based logistic regression with Taylor-linearised covariance",
            f"{_TAYLOR}; t intervals with residual degrees of freedom as in Lumley and Scott 2017, "
            "Statistical Science 32, 265-278",
        ),
    }
)
"""Method name to method: what a study's files are read with and its ``measure`` is computed by."""


def from_replicates(method: Method) -> Method:
    """Return a method as it is where variances come from replicate weights.

    Examples
    --------
    >>> from_replicates(METHODS["survey.mean"]).label
    'Design-based mean with standard error from replicates'
    """
    return replace(
        method,
        label=method.label.replace("Taylor-linearised standard error", "standard error from replicates"),
        reference=method.reference.replace(_TAYLOR, _REPLICATES),
    )
