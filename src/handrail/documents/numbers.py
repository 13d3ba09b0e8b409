"""Numbers: the one place that decides how a number is printed.

A thin no-break space stands before the per cent sign and never breaks from its number; intervals are written
with "to", because a dash between numbers reads as a minus.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from handrail.values import DIFFERENCES, Cell, Measure

THIN = "\u202f"
NOTHING = "not estimable"
ABSENT = "\u2014"
REFERENCE = "1 (reference)"
NO_DIFFERENCE = "0 (reference)"
AS_SHARES = ("share", "standardised-share")
"""Measures that are told in per cent."""
AS_POINTS = "share-difference"
"""The measure that is told in percentage points."""
WITHHELD = "withheld"


def per_cent(share: float | None) -> str:
    """Return a share between 0 and 1 as per cent with one decimal.

    Examples
    --------
    >>> per_cent(0.08161) == f"8.2{THIN}%", per_cent(None)
    (True, 'not estimable')
    """
    return NOTHING if _absent(share) else f"{one_decimal(share, 100)}{THIN}%"


def count(number: int | float | None) -> str:
    """Return a whole number with separators of thousands.

    Examples
    --------
    >>> count(13677), count(4441.2), count(0)
    ('13,677', '4,441', '0')
    """
    return NOTHING if _absent(number) else f"{number:,.0f}"


def mean(value: float | None) -> str:
    """Return a mean with two decimals.

    Examples
    --------
    >>> mean(3.14159), mean(1234.5), mean(-0.001)
    ('3.14', '1,234.50', '0.00')
    """
    return NOTHING if _absent(value) else _unsigned_zero(f"{value:,.2f}")


def estimate(cell: Cell, measure: Measure) -> str:
    """Return a cell's estimate as its measure is printed, or "withheld".

    Examples
    --------
    >>> estimate(Cell({}, None, 400, 60, {"estimate": 0.15}), "share") == f"15.0{THIN}%"
    True
    >>> estimate(Cell({}, None, 0, None, {}, withheld="fewer than 10 respondents in the base"), "share")
    'withheld'
    >>> estimate(Cell({}, None, 400, 60, {"estimate": 1.0, "reference": 1.0}), "odds-ratio")
    '1 (reference)'
    >>> estimate(Cell({}, None, 400, 12, {"below": 0.05}), "probability")
    '<.05'
    """
    if cell.withheld is not None:
        return WITHHELD
    if is_reference(cell):
        return NO_DIFFERENCE if measure in DIFFERENCES else REFERENCE
    return _limit(cell, measure) or _number(cell, measure)


def _limit(cell: Cell, measure: Measure) -> str:
    """Return a number that leaves as a limit alone: a probability near 0 or 1."""
    for name, sign in (("below", "<"), ("above", ">")):
        limit = known(cell, name)
        if limit is not None:
            return sign + (decimals(limit) if measure == "probability" else per_cent(limit))
    return ""


def _number(cell: Cell, measure: Measure) -> str:
    value = cell.value("estimate")
    if measure in AS_SHARES:
        return per_cent(value)
    if measure == "probability":
        return decimals(value)
    if measure == AS_POINTS:
        return NOTHING if _absent(value) else one_decimal(value, 100)
    return count(cell.count) if measure == "count" else mean(value)


def in_print(cell: Cell, measure: Measure) -> dict[str, str]:
    """Return how a probability is printed, as a value beside its others; nothing for other measures.

    Near 0 and 1 there is no estimate, only a limit.

    Examples
    --------
    >>> in_print(Cell({}, None, 400, 12, {"below": 0.05}), "probability")
    {'printed': '<.05'}
    """
    if measure != "probability" or cell.withheld is not None:
        return {}
    return {"printed": estimate(cell, measure)}


def interval(cell: Cell, measure: Measure) -> str:
    """Return a cell's interval in the unit of its measure, or nothing when it has none.

    Examples
    --------
    >>> interval(Cell({}, None, 8703, 700, {"estimate": 0.082, "low": 0.0718, "high": 0.0941}), "share")
    '7.2 to 9.4'
    """
    low, high = cell.value("low"), cell.value("high")
    if cell.withheld is not None or _absent(low) or _absent(high):
        return ""
    if measure in (*AS_SHARES, AS_POINTS):
        return f"{one_decimal(low, 100)} to {one_decimal(high, 100)}"
    if measure == "probability":
        return f"{decimals(low)} to {decimals(high)}"
    return f"{mean(low)} to {mean(high)}"


def decimals(probability: float | None) -> str:
    """Return a probability as the field prints it: two decimals, and no nought before the point.

    Examples
    --------
    >>> decimals(0.372), decimals(0.9), decimals(1.0), decimals(0.0), decimals(None)
    ('.37', '.90', '1', '0', 'not estimable')
    """
    if probability is None or _absent(probability):
        return NOTHING
    return f"{probability:.0f}" if probability in (0, 1) else f"{probability:.2f}".removeprefix("0")


def times(measure: Measure) -> int:
    """Return what a number of a measure is multiplied by when it is drawn.

    Examples
    --------
    >>> times("share"), times("share-difference"), times("mean")
    (100, 100, 1)
    """
    return 100 if measure in (*AS_SHARES, AS_POINTS) else 1


def is_reference(cell: Cell) -> bool:
    """Return whether a cell is the level that a model compares the others with.

    Examples
    --------
    >>> is_reference(Cell({"level": "No"}, None, 400, 60, {"estimate": 1.0, "reference": 1.0}))
    True
    """
    return cell.withheld is None and cell.value("reference") == 1.0


def known(cell: Cell, name: str) -> float | None:
    """Return one of a cell's values where it can be drawn: present, finite and not withheld.

    Examples
    --------
    >>> known(Cell({}, None, 40, 12, {"estimate": 0.3, "low": float("nan")}), "low") is None
    True
    """
    value = cell.value(name)
    return None if cell.withheld is not None or value is None or not math.isfinite(value) else value


def drawn(cell: Cell) -> float | None:
    """Return where a cell is drawn: at its estimate, or at the limit that stands in its place.

    Examples
    --------
    >>> drawn(Cell({}, None, 400, 12, {"below": 0.05})), drawn(Cell({}, None, 400, 60, {"estimate": 0.15}))
    (0.05, 0.15)
    """
    found = (known(cell, name) for name in ("estimate", "below", "above"))
    return next((value for value in found if value is not None), None)


def bases(found: Sequence[int]) -> str:
    """Return the base that cells share, or the smallest and the largest of several.

    Examples
    --------
    >>> [bases(found).replace("\u00a0", " ") for found in ([402, 402], [1395, 402])]
    ['n = 402', 'n = 402 to 1,395']
    """
    ends = dict.fromkeys((min(found), max(found)))
    return f"n\u00a0=\u00a0{' to '.join(count(end) for end in ends)}"


def points(difference: float) -> str:
    """Return the size of a difference between two shares in whole percentage points.

    Examples
    --------
    >>> points(0.283), points(-0.014), points(-0.001)
    ('28 points', '1 point', '0 points')
    """
    number = round(abs(100 * difference))
    return f"{number} point{'' if number == 1 else 's'}"


def gap(difference: float, times: int = 1, *, plus: bool = True) -> str:
    """Return a difference with its sign: of shares in percentage points, 100 times, with one decimal.

    Examples
    --------
    >>> gap(0.0341, 100), gap(-0.0125, 100), gap(0.0, 100), gap(1.5), gap(0.0341, 100, plus=False)
    ('+3.4', '−1.2', '0.0', '+1.50', '3.4')
    """
    shown = one_decimal(difference, times) if times != 1 else mean(difference)
    if shown.startswith("-"):
        return f"\u2212{shown[1:]}"
    return f"+{shown}" if plus and shown.strip("0.,") else shown


def plain(value: float | None, *, whole: bool, fine: bool = False) -> str:
    """Return a number about an analysis: whole ones as counts, large ones with one decimal, others with two.

    Parameters
    ----------
    value
        The number.
    whole
        Whether every number of its column is whole.
    fine
        Whether a number of its column would be nothing with two decimals: they all have three then.

    Examples
    --------
    >>> plain(26.0, whole=True), plain(-6123.44, whole=False), plain(0.7361, whole=False)
    ('26', '-6,123.4', '0.74')
    >>> plain(0.0041, whole=False, fine=True)
    '0.004'
    >>> plain(None, whole=False)
    '—'
    """
    if _absent(value):
        return ABSENT
    if whole:
        return count(value)
    if fine and value is not None:
        return _unsigned_zero(f"{value:.3f}")
    return one_decimal(value) if value is not None and abs(value) >= 100 else mean(value)


def probability(p: float | None) -> str:
    r"""Return a p-value with three decimals; a smaller one is said to be so, for none is zero.

    Examples
    --------
    >>> probability(0.4821), probability(0.00004), probability(None)
    ('0.482', '<\xa00.001', '—')
    """
    if p is None or math.isnan(p):
        return ABSENT
    return "<\u00a00.001" if p < 0.001 else f"{p:.3f}"


def level(share: float) -> str:
    """Return the level of an interval, such as 0.95, without needless decimals.

    Examples
    --------
    >>> level(0.95) == f"95{THIN}%", level(0.995) == f"99.5{THIN}%"
    (True, True)
    """
    return f"{100 * share:.6g}{THIN}%"


def one_decimal(value: float | None, times: int = 1) -> str:
    """Return a number with one decimal and no negative zero.

    Examples
    --------
    >>> one_decimal(0.0725, 100), one_decimal(-0.0001)
    ('7.2', '0.0')
    """
    return _unsigned_zero(f"{times * (value or 0.0):,.1f}")


def _absent(value: float | None) -> bool:
    return value is None or math.isnan(value)


def _unsigned_zero(text: str) -> str:
    return text[1:] if text.startswith("-") and not text.strip("-0.,") else text
