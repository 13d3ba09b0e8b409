"""Precision: whether a share is precise enough to be shown, by a published standard and not by taste."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from scipy import stats

from handrail.survey.intervals import korn_graubard

Verdict = Literal["shown", "flagged", "suppressed"]

STANDARD = "NCHS 2017, Vital and Health Statistics 2(175)"

FEWEST = 30.0
WIDEST = 0.30
NARROW = 0.05
RELATIVE = 1.30
FEWEST_DF = 8

_TAIL = 0.975
_FEW_DF = "degrees of freedom, under 8"


@dataclass(frozen=True)
class Precision:
    """What the standard says of one share.

    Attributes
    ----------
    verdict
        ``shown``; ``flagged``: shown, with its reasons, after a person looked; ``suppressed``: not shown.
    reasons
        Why, in a reader's words; empty for ``shown``.
    """

    verdict: Verdict
    reasons: tuple[str, ...] = ()

    @property
    def has_few_df(self) -> bool:
        """Whether it is flagged for few degrees of freedom."""
        return self.verdict == "flagged" and any(reason.endswith(_FEW_DF) for reason in self.reasons)


def precision_of(share: float | None, se: float | None, n: int, df: int) -> Precision:
    """Return what NCHS's standard for proportions says of a share.

    Parameters
    ----------
    share, se
        The estimate and its standard error; None where there is none.
    n
        Respondents of the group who answered, unweighted.
    df
        Clusters minus strata with answers in the group.

    Notes
    -----
    Parker et al. 2017, National Center for Health Statistics Data Presentation Standards for Proportions,
    Vital and Health Statistics 2(175), in the order of its SAS program: the effective sample size (n over the
    design effect, p(1 - p)/SE^2, at most n) is at least 30; the 95 % interval of Korn and Graubard, whose
    sample size is adjusted for degrees of freedom and at most n, is narrower than 0.30; where it is wider
    than 0.05, it is at most 130 % of the share. What passes is flagged at a share of 0 or 1 (effective n is
    n there, and the interval exact) and under 8 degrees of freedom; and where the interval is wider than 0.05
    and over 130 % of the share's complement, for then the complement must not be shown. The program rounds
    widths to 0.1 per cent before it compares; so do we.

    Examples
    --------
    >>> precision_of(0.157, 0.0056, 12000, 37)
    Precision(verdict='shown', reasons=())
    >>> precision_of(0.06, 0.03, 400, 37).reasons
    ('the 95 % interval is 232.1 % of the share, over 130 %',)
    >>> precision_of(0.5, 0.02, 700, 5)
    Precision(verdict='flagged', reasons=('5 degrees of freedom, under 8',))
    """
    if share is None or se is None:
        return Precision("suppressed", ("no standard error can be estimated",))
    if df < 1 or n < 2:
        return Precision("suppressed", ("no degrees of freedom",))
    boundary = share in (0.0, 1.0)
    effective = float(n) if boundary or se == 0 else share * (1 - share) / se**2
    if min(effective, n) < FEWEST:
        return Precision("suppressed", (f"an effective sample size of {min(effective, n):.1f}, under 30",))
    if not boundary:
        shrunk = (float(stats.t.ppf(_TAIL, n - 1)) / float(stats.t.ppf(_TAIL, df))) ** 2
        effective = min(float(n), effective * shrunk)
    low, high = korn_graubard(share, effective, 0.95)
    width = round(high - low, 3)
    if width >= WIDEST:
        return Precision("suppressed", (f"a 95 % interval {width:.3g} wide, 0.3 or more",))
    # A share of 0 has no relative width.
    relative = round((high - low) / share, 3) if share > 0 else 0.0
    if width > NARROW and relative > RELATIVE:
        told = f"the 95 % interval is {100 * relative:.1f} % of the share, over 130 %"
        return Precision("suppressed", (told,))
    reasons = []
    if boundary:
        reasons.append("everybody or nobody of the group answered so")
    if df < FEWEST_DF:
        reasons.append(f"{df} {_FEW_DF}")
    if share < 1 and width > NARROW and round((high - low) / (1 - share), 3) > RELATIVE:
        reasons.append("the rest of the group is too few to be shown as a share of its own")
    return Precision("flagged", tuple(reasons)) if reasons else Precision("shown")


def worst_of(found: Iterable[Precision]) -> Precision:
    """Return the precision of what is made of several shares: as bad as the worst.

    Examples
    --------
    >>> worst_of([Precision("shown"), Precision("flagged", ("5 degrees of freedom, under 8",))]).verdict
    'flagged'
    """
    order: Sequence[Verdict] = ("shown", "flagged", "suppressed")
    known = list(found)
    verdict: Verdict = max((one.verdict for one in known), key=order.index, default=order[0])
    reasons = dict.fromkeys(reason for one in known if one.verdict == verdict for reason in one.reasons)
    return Precision(verdict, tuple(reasons))


def precision_notes(found: Iterable[Precision | None]) -> tuple[str, ...]:
    """Return what a reader is told of estimates that are not shown, or shown with care.

    Only how many: that a share is 0 or 1 is the team's to know, for a reader who knew it would know a cell
    that disclosure control withholds.

    Examples
    --------
    >>> precision_notes([Precision("shown"), precision_of(0.5, 0.02, 700, 5)])
    ('1 of 2 estimates rest on fewer than 8 degrees of freedom and are to be read with care (NCHS 2017, ...',)
    """
    known = [one for one in found if one is not None]
    hidden = sum(one.verdict == "suppressed" for one in known)
    careful = sum(one.has_few_df for one in known)
    notes = []
    if hidden:
        notes.append(
            f"{hidden} of {len(known)} estimates are not precise enough to be shown: an effective sample "
            f"size under 30, or too wide an interval ({STANDARD})."
        )
    if careful:
        notes.append(
            f"{careful} of {len(known)} estimates rest on fewer than 8 degrees of freedom and are to be read "
            f"with care ({STANDARD})."
        )
    return tuple(notes)
