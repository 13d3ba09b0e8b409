"""Confidence limits from an estimate, its standard error and degrees of freedom."""

from __future__ import annotations

import math
from typing import Literal

from scipy import special, stats

Interval = Literal["logit", "beta", "wilson", "wald"]
INTERVALS: tuple[Interval, ...] = ("logit", "beta", "wilson", "wald")
Limits = tuple[float | None, float | None]


def wald_limits(estimate: float, se: float | None, df: int, level: float) -> Limits:
    """Return ``estimate`` plus and minus t standard errors; (None, None) without degrees of freedom.

    Examples
    --------
    >>> low, high = wald_limits(16.0, 0.025, 37, 0.95)
    >>> round(low, 4), round(high, 4)
    (15.9493, 16.0507)
    """
    if se is None or df < 1 or not math.isfinite(estimate):
        return None, None
    half = float(stats.t.ppf((1 + level) / 2, df)) * se
    return estimate - half, estimate + half


def share_limits(
    share: float, se: float | None, df: int, level: float, interval: Interval, *, rows: int, n: int
) -> Limits:
    """Return the limits of a share between 0 and 1.

    Parameters
    ----------
    share, se, df
        The estimate, its standard error (None: it cannot be estimated), and degrees of freedom.
    level
        Such as 0.95.
    interval
        ``logit``: symmetric on the log-odds, back-transformed. ``beta``: Korn and Graubard's limits.
        ``wilson``: the score interval with the effective sample size of Dean and Pagano. ``wald``:
        symmetric; it can leave 0 to 1, and is not cut there.
    rows
        Rows of the domain, missing answers included: the sample size in the degrees-of-freedom correction of
        ``beta`` and ``wilson``, as R's ``svyciprop`` has it.
    n
        Respondents: the effective sample size where the variance says nothing, at a share of 0 or 1. There
        every interval except ``wald`` is Korn and Graubard's.

    Returns
    -------
    low, high
        (None, None) where there is no standard error or fewer than one degree of freedom.

    Examples
    --------
    >>> [round(limit, 5) for limit in share_limits(0.5, 0.05, 30, 0.95, "logit", rows=900, n=800)]
    [0.39928, 0.60072]
    >>> [round(limit, 4) for limit in share_limits(0.0, 0.0, 30, 0.95, "logit", rows=100, n=100)]
    [0.0, 0.0383]
    """
    if se is None or df < 1 or not math.isfinite(share):
        return None, None
    if interval == "wald":
        return wald_limits(share, se, df, level)
    boundary = not 0 < share < 1
    if not boundary and se == 0:
        return share, share
    if interval == "logit" and not boundary:
        half = float(stats.t.ppf((1 + level) / 2, df)) * se / (share * (1 - share))
        centre = math.log(share / (1 - share))
        return float(special.expit(centre - half)), float(special.expit(centre + half))
    effective = float(n) if boundary or se == 0 else share * (1 - share) / se**2
    if rows > 1:
        tail = (1 + level) / 2
        effective *= float(stats.t.ppf(tail, rows - 1) / stats.t.ppf(tail, df)) ** 2
    if interval == "wilson" and not boundary:
        return _wilson(share, effective, level)
    return korn_graubard(share, effective, level)


def korn_graubard(share: float, effective: float, level: float) -> tuple[float, float]:
    """Return Clopper and Pearson's limits with an effective sample size, as Korn and Graubard have it.

    At a share of 0 or 1 one limit is the share itself, and the other has half the error on its side.

    Examples
    --------
    >>> low, high = korn_graubard(0.0, 30.0, 0.95)
    >>> low, round(high, 6), round(1 - 0.025 ** (1 / 30), 6)
    (0.0, 0.115703, 0.115703)
    """
    tail = (1 - level) / 2
    yes, no = effective * share, effective * (1 - share)
    low = float(stats.beta.ppf(tail, yes, no + 1)) if yes > 0 else 0.0
    high = float(stats.beta.ppf(1 - tail, yes + 1, no)) if no > 0 else 1.0
    return low, high


def _wilson(share: float, effective: float, level: float) -> Limits:
    z = float(stats.norm.ppf((1 + level) / 2))
    shrunk = 1 + z**2 / effective
    centre = (share + z**2 / (2 * effective)) / shrunk
    half = z * math.sqrt(share * (1 - share) / effective + z**2 / (4 * effective**2)) / shrunk
    return centre - half, centre + half
