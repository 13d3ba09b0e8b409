"""The room's methods, with their versions: read to see what is stale, so nothing heavy is loaded here."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from handrail.values.result import Method

# Raise a number when the same rows and the same parameters would give another table.
ASSOCIATIONS_VERSION = 3
ATTRIBUTABLE_VERSION = 2
BLOCKS_VERSION = 1
COUNTRIES_VERSION = 2
GROUPS_VERSION = 2
INTERACTIONS_VERSION = 1
REACH_VERSION = 1
SAMPLE_SIZE_VERSION = 1
SPECIFICATIONS_VERSION = 1
VALIDATION_VERSION = 3
WHAT_IF_VERSION = 2
MEDIATION_VERSION = 2

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
        "risk.blocks": Method(
            "risk.blocks",
            BLOCKS_VERSION,
            "Blocks of factors step by step, and general dominance over them",
            "Weighted pseudo-likelihood (Binder 1983); McFadden 1974, in Zarembka (ed.), Frontiers in "
            "Econometrics, 105-142; Budescu 1993, Psychological Bulletin 114, 542-551; Azen and Traxel 2009, "
            "Journal of Educational and Behavioral Statistics 34, 319-347",
        ),
        "risk.interactions": Method(
            "risk.interactions",
            INTERACTIONS_VERSION,
            "Wald tests of interactions, one model a factor",
            "Korn and Graubard 1990, American Statistician 44, 270-276; Lumley and Scott 2017",
        ),
        "risk.validation": Method(
            "risk.validation",
            VALIDATION_VERSION,
            "Discrimination and calibration with design-based errors, corrected for optimism by a cluster "
            "bootstrap that fits the model again",
            "Yao, Li and Graubard 2015; Cox 1958, Biometrika 45, 562-565; Van Calster and others 2019, BMC "
            "Medicine 17, 230; Harrell, Lee and Mark 1996, Statistics in Medicine 15, 361-387; Rao and Wu "
            "1988, Journal of the American Statistical Association 83, 231-241",
        ),
        "risk.countries": Method(
            "risk.countries",
            COUNTRIES_VERSION,
            "Internal-external validation: each country left out in turn",
            "Steyerberg and Harrell 2016, Journal of Clinical Epidemiology 69, 245-247; Debray and others "
            "2017, BMJ 356, i6460; Riley, Higgins and Deeks 2011, BMJ 342, d549",
        ),
        "risk.groups": Method(
            "risk.groups",
            GROUPS_VERSION,
            "Discrimination and calibration of one model in groups of respondents",
            "Yao, Li and Graubard 2015; Van Calster and others 2019, BMC Medicine 17, 230",
        ),
        "risk.sample-size": Method(
            "risk.sample-size",
            SAMPLE_SIZE_VERSION,
            "Respondents that a model of so many coefficients needs",
            "Riley and others 2020, BMJ 368, m441",
        ),
        "risk.specifications": Method(
            "risk.specifications",
            SPECIFICATIONS_VERSION,
            "Specification curve: one odds ratio under every declared alternative",
            "Simonsohn, Simmons and Nelson 2020, Nature Human Behaviour 4, 1208-1214",
        ),
        "risk.attributable": Method(
            "risk.attributable",
            ATTRIBUTABLE_VERSION,
            "Attributable fraction from standardised shares, with replicate errors",
            "Bruzzi and others 1985, American Journal of Epidemiology 122, 904-914; Greenland and Drescher "
            "1993, Biometrics 49, 865-872; Wolter 2007, Introduction to Variance Estimation",
        ),
        "risk.what-if": Method(
            "risk.what-if",
            WHAT_IF_VERSION,
            "Standardised shares under a change of a service, with E-values",
            "Robins 1986, Mathematical Modelling 7, 1393-1512; Snowden, Rose and Mortimer 2011, American "
            "Journal of Epidemiology 173, 731-738; VanderWeele and Ding 2017, Annals of Internal Medicine "
            "167, 268-274",
        ),
        "risk.mediation": Method(
            "risk.mediation",
            MEDIATION_VERSION,
            "Natural direct and indirect effects by g-computation, with replicate errors",
            "Pearl 2001, Proceedings of the 17th Conference on Uncertainty in Artificial Intelligence, 411-"
            "420; VanderWeele 2015, Explanation in Causal Inference; Smith and VanderWeele 2019, "
            "Epidemiology 30, 835-837, for its E-values",
        ),
        "risk.reach": Method(
            "risk.reach",
            REACH_VERSION,
            "Net benefit of a service's reach",
            "Vickers and Elkin 2006, Medical Decision Making 26, 565-574",
        ),
    }
)
"""Method name to method."""
