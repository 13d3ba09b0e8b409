"""The room's methods, with their versions: read to see what is stale, so nothing heavy is loaded here."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from handrail.values.result import Method

# Raise the number when the same rows and the same parameters would give another table.
LATENT_CLASSES_VERSION = 6
CLASS_COVARIATES_VERSION = 3
CLASS_OUTCOMES_VERSION = 4
STABILITY_VERSION = 3
INVARIANCE_VERSION = 4
BOOTSTRAP_VERSION = 1
LMR_VERSION = 1

METHODS: Mapping[str, Method] = MappingProxyType(
    {
        "typology.latent_classes": Method(
            "typology.latent_classes",
            LATENT_CLASSES_VERSION,
            "Latent class analysis by maximum likelihood from many random starts",
            "Goodman 1974, Biometrika 61, 215-231; EM algorithm of Dempster, Laird and Rubin 1977, Journal "
            "of the Royal Statistical Society B 39, 1-38; numbers of classes compared by the BIC of Schwarz "
            "1978, Annals of Statistics 6, 461-464; held to the program of Linzer and Lewis 2011, Journal of "
            "Statistical Software 42(10), 1-29",
        ),
        "typology.covariates": Method(
            "typology.covariates",
            CLASS_COVARIATES_VERSION,
            "Multinomial logit of latent class on covariates, in one, two or three steps, with standard "
            "errors that carry the first step's uncertainty",
            "Bandeen-Roche and others 1997, Journal of the American Statistical Association 92, 1375-1386; "
            "Bakk and Kuha 2018, Psychometrika 83, 871-892; Bolck, Croon and Hagenaars 2004, Political "
            "Analysis 12, 3-27; Vermunt 2010, Political Analysis 18, 450-469; Bakk, Oberski and Vermunt "
            "2014, Political Analysis 22, 520-540",
        ),
        "typology.outcomes": Method(
            "typology.outcomes",
            CLASS_OUTCOMES_VERSION,
            "Shares and means of an outcome by latent class, in two or three steps, with standard errors "
            "that carry the first step's uncertainty",
            "Bakk, Tekle and Vermunt 2013, Sociological Methodology 43, 272-311; Bakk and Vermunt 2016, "
            "Structural Equation Modeling 23, 20-31; Bakk and Kuha 2018, Psychometrika 83, 871-892; Bakk, "
            "Oberski and Vermunt 2014, Political Analysis 22, 520-540",
        ),
        "typology.invariance": Method(
            "typology.invariance",
            INVARIANCE_VERSION,
            "Latent classes compared between groups: configural, partial and full invariance, item by item",
            "Clogg and Goodman 1984, Journal of the American Statistical Association 79, 762-771; Eid, "
            "Langeheine and Diener 2003, Journal of Cross-Cultural Psychology 34, 195-210; under a design "
            "the likelihood ratio of Rao and Scott 1984, Annals of Statistics 12, 46-60, and Lumley and "
            "Scott 2014, Australian and New Zealand Journal of Statistics 56, 1-14; correction for many "
            "items of Holm 1979, Scandinavian Journal of Statistics 6, 65-70",
        ),
        "typology.stability": Method(
            "typology.stability",
            STABILITY_VERSION,
            "Stability of latent classes when the sample is drawn again, and plain clustering beside them",
            "bootstrap of Efron 1979, Annals of Statistics 7, 1-26, under a design that of Rao and Wu 1988, "
            "Journal of the American Statistical Association 83, 231-241; class-wise Jaccard coefficients of "
            "Hennig 2007, Computational Statistics and Data Analysis 52, 258-271; adjusted Rand index of "
            "Hubert and Arabie 1985, Journal of Classification 2, 193-218; k-medoids of Kaufman and "
            "Rousseeuw 1990, Finding Groups in Data, on distances of Gower 1971, Biometrics 27, 857-871",
        ),
        "typology.bootstrap": Method(
            "typology.bootstrap",
            BOOTSTRAP_VERSION,
            "Parametric bootstrap of the likelihood ratio of a number of latent classes against one more",
            "McLachlan 1987, Applied Statistics 36, 318-324; Nylund, Asparouhov and Muthen 2007, Structural "
            "Equation Modeling 14, 535-569; Davison and Hinkley 1997, Bootstrap Methods and their "
            "Application",
        ),
        "typology.lmr": Method(
            "typology.lmr",
            LMR_VERSION,
            "Lo-Mendell-Rubin test of a number of latent classes against one more",
            "Lo, Mendell and Rubin 2001, Biometrika 88, 767-778; against it Jeffries 2003, Biometrika 90, "
            "991-994",
        ),
    }
)
"""Method name to method: what a study's typologies are computed by."""
