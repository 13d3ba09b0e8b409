"""The room's methods, with their versions: read to see what is stale, so nothing heavy is loaded here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from handrail.values.result import Method

# Raise a number when the same rows and the same parameters would give another table.
READ_VERSION = 1
PROPORTION_VERSION = 4
MEAN_VERSION = 3
LOGIT_VERSION = 1
MODEL_VERSION = 1
QUANTILE_VERSION = 2
CROSSTAB_VERSION = 2
DIFFERENCE_VERSION = 1
SCALE_VERSION = 1
POLYVICTIMISATION_VERSION = 1
FILES_VERSION = 1

_REPLICATES = "Replicate weights (Wolter 2007, Introduction to Variance Estimation, 2nd ed.)"
_TAYLOR = (
    "Taylor linearisation over the full design (Woodruff 1971; Binder 1983, "
    "International Statistical Review 51, 279-292)"
)

_BINDER = (
    "Pseudo-likelihood with the design's covariance, linearised (Binder 1983, International Statistical "
    "Review 51, 279-292) or from replicate weights"
)
_RESIDUAL_DF = (
    "t limits with residual degrees of freedom as in Lumley and Scott 2017, Statistical Science 32, 265-278"
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
            "484-503; precision after Parker et al. 2017, Vital and Health Statistics 2(175)",
        ),
        "survey.mean": Method(
            "survey.mean",
            MEAN_VERSION,
            "Design-based mean with Taylor-linearised standard error",
            f"{_TAYLOR}; t interval with the design's degrees of freedom",
        ),
        "survey.quantile": Method(
            "survey.quantile",
            QUANTILE_VERSION,
            "Design-based quantile with Woodruff's interval",
            "Woodruff 1952, Journal of the American Statistical Association 47, 635-646; Hyndman and Fan "
            "1996, The American Statistician 50, 361-365 (type 1)",
        ),
        "survey.crosstab": Method(
            "survey.crosstab",
            CROSSTAB_VERSION,
            "Design-based crosstab with Rao and Scott's second-order test",
            f"{_TAYLOR}; Rao and Scott 1984, The Annals of Statistics 12, 46-60; Thomas and Rao 1987, "
            "Journal of the American Statistical Association 82, 630-636",
        ),
        "survey.difference": Method(
            "survey.difference",
            DIFFERENCE_VERSION,
            "Design-based difference between groups with their covariance",
            f"{_TAYLOR}; t interval and test with the design's degrees of freedom",
        ),
        "survey.scale": Method(
            "survey.scale",
            SCALE_VERSION,
            "Consistency of a scale's items: alpha and omega under the design",
            "Cronbach 1951, Psychometrika 16, 297-334; Feldt 1965, Psychometrika 30, 357-370; McDonald 1999, "
            "Test Theory, chapter 6; variances linearised over the design (Binder 1983, International "
            "Statistical Review 51, 279-292) or from replicate weights",
        ),
        "survey.polyvictimisation": Method(
            "survey.polyvictimisation",
            POLYVICTIMISATION_VERSION,
            "Design-based count of the types of victimisation told of",
            "Finkelhor, Ormrod and Turner 2007, Child Abuse & Neglect 31, 7-26; shares and means as of other "
            "variables",
        ),
        "survey.flow": Method(
            "survey.flow",
            FILES_VERSION,
            "Participant flow as the study team recorded it",
            "STROBE item 13 (von Elm et al. 2007, PLoS Medicine 4, e296)",
        ),
        "survey.translations": Method(
            "survey.translations",
            FILES_VERSION,
            "Translation log as the study team recorded it",
            "Harkness 2003, in Cross-Cultural Survey Methods, 35-56 (TRAPD)",
        ),
        "survey.codebook": Method(
            "survey.codebook",
            FILES_VERSION,
            "Codebook read and held against the survey's file",
            "The survey's own questionnaire",
        ),
        "survey.logit": Method(
            "survey.logit",
            LOGIT_VERSION,
            "Design-based logistic regression with Taylor-linearised covariance",
            f"{_TAYLOR}; t intervals with residual degrees of freedom as in Lumley and Scott 2017, "
            "Statistical Science 32, 265-278",
        ),
        "survey.linear": Method(
            "survey.linear",
            MODEL_VERSION,
            "Design-based linear regression",
            f"{_BINDER}; {_RESIDUAL_DF}; Fuller 1975, Sankhya C 37, 117-132",
        ),
        "survey.poisson": Method(
            "survey.poisson",
            MODEL_VERSION,
            "Design-based Poisson regression with log link (quasi-likelihood)",
            f"{_BINDER}; {_RESIDUAL_DF}; McCullagh and Nelder 1989, Generalized Linear Models, chapter 9",
        ),
        "survey.ordinal": Method(
            "survey.ordinal",
            MODEL_VERSION,
            "Design-based proportional odds regression",
            f"{_BINDER}; {_RESIDUAL_DF}; McCullagh 1980, Journal of the Royal Statistical Society B 42, "
            "109-142",
        ),
        "survey.multinomial": Method(
            "survey.multinomial",
            MODEL_VERSION,
            "Design-based regression of several categories, each against the first",
            f"{_BINDER}; {_RESIDUAL_DF}; McFadden 1974, in Zarembka, Frontiers in Econometrics, 105-142",
        ),
        "survey.margins": Method(
            "survey.margins",
            MODEL_VERSION,
            "Average marginal effects over the population",
            f"{_BINDER}, coefficients and respondents together (Graubard and Korn 1999, Biometrics 55, "
            "652-659); Bartus 2005, Stata Journal 5, 309-329",
        ),
        "survey.standardised": Method(
            "survey.standardised",
            MODEL_VERSION,
            "Standardised shares and means over the population, with differences and ratios",
            f"{_BINDER}, coefficients and respondents together (Graubard and Korn 1999, Biometrics 55, "
            "652-659); ratios with limits on the log scale",
        ),
        "survey.firth": Method(
            "survey.firth",
            MODEL_VERSION,
            "Firth's penalised logistic regression, model-based, weights normalised to the respondents",
            "Firth 1993, Biometrika 80, 27-38; profile penalised likelihood limits of Heinze and Schemper "
            "2002, Statistics in Medicine 21, 2409-2419",
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
