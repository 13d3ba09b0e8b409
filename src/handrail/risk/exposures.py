"""Exposures: what somebody else can change, and nothing that a child is or did."""

from __future__ import annotations

from dataclasses import dataclass

from handrail.risk.analysis import RiskAnalysis, RiskFactor
from handrail.risk.kinds import BLOCKS_OF, EXPOSURE_KINDS, ExposureKind
from handrail.survey import Design
from handrail.values import DataError, did_you_mean


@dataclass(frozen=True)
class Exposure:
    """A circumstance that a service, a platform or those around a child can change.

    Attributes
    ----------
    name
        One of the analysis's factors, a yes/no or a category.
    kind
        ``service``, ``platform`` or ``adversity``: nothing else has a part attributed to it.
    reference
        The level that everybody would have: of a yes/no ``0`` or ``1``.
    assumptions
        Under which the number may be read as more than an association, in sentences: what else could explain
        it, and what was adjusted for.

    Examples
    --------
    >>> Exposure("messages", "platform", "0", "No unmeasured reason for strangers' messages.").kind
    'platform'
    """

    name: str
    kind: ExposureKind
    reference: str
    assumptions: str

    def __post_init__(self) -> None:
        if self.kind not in EXPOSURE_KINDS:
            raise DataError.because(
                "a part is attributed to a service, a platform or an adversity only",
                f"'{self.kind}' for '{self.name}'",
                did_you_mean(self.kind, EXPOSURE_KINDS),
            )
        if not self.assumptions.strip():
            raise DataError.because(
                "an attributed part stands with the assumptions it rests on",
                f"none for '{self.name}'",
                "say what else could explain it, and what was adjusted for",
            )


def check_exposure(analysis: RiskAnalysis, exposure: Exposure) -> RiskFactor:
    """Return the factor of an exposure, or refuse it.

    Raises
    ------
    DataError
        For a factor that the analysis does not declare, one that describes who a child is, felt or did, one
        in a block of another kind, and an analysis without a declared order in time.
    """
    factor = analysis.factor(exposure.name)
    if factor.is_guarded:
        raise DataError.because(
            "nothing is attributed to who a child is, to health or to an offence",
            f"'{exposure.name}', which is special or offence data",
            "read its association as exposure to targeting or stigma",
        )
    allowed = BLOCKS_OF[exposure.kind]
    if factor.block not in allowed:
        raise DataError.because(
            f"a {exposure.kind} stands in one of the blocks: {', '.join(allowed)}",
            f"'{exposure.name}' in '{factor.block}'",
            "what a child is, feels or does is described as association only",
        )
    if not analysis.time_order.strip():
        raise DataError.because(
            "a part is attributed only where the order in time is declared",
            f"analysis '{analysis.name}' without one",
            "write time_order: why the exposure came before the outcome; else decompose the association",
        )
    return factor


def until(analysis: RiskAnalysis, name: str) -> list[str]:
    """Return the factors of the blocks up to that of a factor, in the declared order; it is among them."""
    order = list(analysis.blocks)
    last = order.index(analysis.factor(name).block)
    return [one.name for one in analysis.factors if order.index(one.block) <= last]


def adjusted_for(analysis: RiskAnalysis, name: str) -> str:
    """Return the other factors of these blocks in a reader's words."""
    others = [analysis.factor(one).label for one in until(analysis, name) if one != name]
    return ", ".join(others) or "nothing"


def with_replicates(design: Design) -> Design:
    """Return a design whose errors come from replicates: its own, or a jackknife of its clusters."""
    return design if design.replicate is not None else design.as_replicates("JKn")
