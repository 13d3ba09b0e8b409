"""Agreement between coders: coefficients of ratings, of units in a continuum, and of a project's codes."""

from typing import TYPE_CHECKING

from handrail.values.lazy import lazy_names

if TYPE_CHECKING:
    from handrail.interviews.agreement.adjudication import (
        AdjudicatedCoding,
        Adjudication,
        Original,
        adjudicated,
        as_decided,
    )
    from handrail.interviews.agreement.adjudications_file import read_adjudications, write_adjudications
    from handrail.interviews.agreement.alpha import LEVELS, Level, krippendorff_alpha
    from handrail.interviews.agreement.coded import compared_coders
    from handrail.interviews.agreement.codes import code_agreement
    from handrail.interviews.agreement.deciding import drafted, undecided
    from handrail.interviews.agreement.differences import (
        Disagreement,
        Given,
        disagreements,
        side_by_side,
        write_disagreements,
    )
    from handrail.interviews.agreement.intervals import RatingInterval, rating_interval
    from handrail.interviews.agreement.many_coders import (
        brennan_prediger,
        fleiss_kappa,
        gwet_ac1,
        gwet_ac1_se,
        gwet_ac2,
    )
    from handrail.interviews.agreement.ratings import ratings_from_counts, ratings_from_table
    from handrail.interviews.agreement.result import agreement_result
    from handrail.interviews.agreement.rows import AgreementRow, CodeAgreement, PairRow
    from handrail.interviews.agreement.two_coders import (
        cohen_kappa,
        cohen_kappa_se,
        scott_pi,
        weighted_kappa,
    )
    from handrail.interviews.agreement.unitizing import Unitized, UnitizingAlpha, unitizing_alpha
    from handrail.interviews.agreement.units import UNITS, Unit
    from handrail.interviews.agreement.weights import agreement_weights
    from handrail.interviews.codings import ADJUDICATED

_MODULES = {
    "adjudication": (
        "ADJUDICATED",
        "AdjudicatedCoding",
        "Adjudication",
        "Original",
        "adjudicated",
        "as_decided",
    ),
    "adjudications_file": ("read_adjudications", "write_adjudications"),
    "alpha": ("LEVELS", "Level", "krippendorff_alpha"),
    "coded": ("compared_coders",),
    "codes": ("code_agreement",),
    "deciding": ("drafted", "undecided"),
    "differences": ("Disagreement", "Given", "disagreements", "side_by_side", "write_disagreements"),
    "intervals": ("RatingInterval", "rating_interval"),
    "many_coders": ("brennan_prediger", "fleiss_kappa", "gwet_ac1", "gwet_ac1_se", "gwet_ac2"),
    "ratings": ("ratings_from_counts", "ratings_from_table"),
    "result": ("agreement_result",),
    "rows": ("AgreementRow", "CodeAgreement", "PairRow"),
    "two_coders": ("cohen_kappa", "cohen_kappa_se", "scott_pi", "weighted_kappa"),
    "unitizing": ("Unitized", "UnitizingAlpha", "unitizing_alpha"),
    "units": ("UNITS", "Unit"),
    "weights": ("agreement_weights",),
}

__all__ = [
    "ADJUDICATED",
    "LEVELS",
    "UNITS",
    "AdjudicatedCoding",
    "Adjudication",
    "AgreementRow",
    "CodeAgreement",
    "Disagreement",
    "Given",
    "Level",
    "Original",
    "PairRow",
    "RatingInterval",
    "Unit",
    "Unitized",
    "UnitizingAlpha",
    "adjudicated",
    "agreement_result",
    "agreement_weights",
    "as_decided",
    "brennan_prediger",
    "code_agreement",
    "cohen_kappa",
    "cohen_kappa_se",
    "compared_coders",
    "disagreements",
    "drafted",
    "fleiss_kappa",
    "gwet_ac1",
    "gwet_ac1_se",
    "gwet_ac2",
    "krippendorff_alpha",
    "rating_interval",
    "ratings_from_counts",
    "ratings_from_table",
    "read_adjudications",
    "scott_pi",
    "side_by_side",
    "undecided",
    "unitizing_alpha",
    "weighted_kappa",
    "write_adjudications",
    "write_disagreements",
]

__getattr__, __dir__ = lazy_names(
    __name__, {name: module for module, names in _MODULES.items() for name in names}
)
