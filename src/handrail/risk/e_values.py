"""E-values: how strong something unmeasured would have to be to explain an association away."""

from __future__ import annotations

import math
from dataclasses import dataclass

from handrail.values import DataError

E_VALUE_READING = (
    "An E-value says how strongly something that was not asked would have to go with both the circumstance "
    "and the outcome, on the scale of risk ratios and beyond what the model adjusts for, to explain the "
    "association away. It says nothing on whether there is such a thing, nor on errors in the answers."
)


@dataclass(frozen=True)
class EValue:
    """The E-value of a risk ratio.

    Attributes
    ----------
    risk_ratio
        Standardised risk ratio, above 0.
    point
        E-value of the ratio itself: 1 where there is no association.
    limit
        E-value of the limit that is nearer to 1: 1 where the interval holds 1; None without limits.
    """

    risk_ratio: float
    point: float
    limit: float | None


def e_value(risk_ratio: float, low: float | None = None, high: float | None = None) -> EValue:
    """Return the E-value of a risk ratio and of the limit nearer to 1.

    Parameters
    ----------
    risk_ratio
        A ratio of standardised risks. An odds ratio is none, unless the outcome is rare.
    low, high
        Its limits, both or neither.

    Raises
    ------
    DataError
        For a ratio or a limit that is not a finite number above 0, and for limits that do not hold the ratio.

    Notes
    -----
    RR + sqrt(RR (RR - 1)) for a ratio above 1, and the same of 1 / RR below (VanderWeele and Ding 2017,
    Annals of Internal Medicine 167, 268-274).

    Examples
    --------
    The paper's own example: a risk ratio of 3.9 with limits 1.8 and 8.7.

    >>> found = e_value(3.9, 1.8, 8.7)
    >>> round(found.point, 1), round(found.limit, 1)
    (7.3, 3.0)
    >>> e_value(0.8, 0.6, 1.1).limit
    1.0
    """
    numbers = [number for number in (risk_ratio, low, high) if number is not None]
    if (low is None) != (high is None) or any(not math.isfinite(one) or one <= 0 for one in numbers):
        raise DataError.because(
            "an E-value is of a risk ratio above 0, with both of its limits or none",
            f"a ratio of {risk_ratio:g}"
            + ("" if low is None and high is None else f" with limits {low} and {high}"),
            "give standardised risks that are above 0 on both sides",
        )
    if low is None or high is None:
        return EValue(risk_ratio, _of(risk_ratio), None)
    if not low <= risk_ratio <= high:
        raise DataError.because(
            "the limits of a risk ratio lie on both sides of it",
            f"{risk_ratio:g} with limits {low:g} and {high:g}",
            "give the lower limit first",
        )
    nearer = low if risk_ratio >= 1 else high
    crossed = low <= 1 <= high
    return EValue(risk_ratio, _of(risk_ratio), 1.0 if crossed else _of(nearer))


def _of(ratio: float) -> float:
    above = max(ratio, 1 / ratio)
    return above + math.sqrt(above * (above - 1))
