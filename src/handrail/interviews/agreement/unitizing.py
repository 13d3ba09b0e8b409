"""Unitizing: agreement on where in a continuum things begin and end, with nothing cut into units before."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeAlias

from handrail.values import DataError
from handrail.values.naming import named

Unit: TypeAlias = tuple[int, int]
"""Start and length."""

_Section: TypeAlias = tuple[int, int, bool]
"""Start, length, and whether it is a unit or the gap between two."""


@dataclass(frozen=True)
class Unitized:
    """Agreement on the units of one code, or of all: ``alpha`` is 1 less ``observed`` over ``expected``.

    Attributes
    ----------
    observed, expected
        Mean squared difference of two coders, and what chance would give, both over the squared length.
    alpha
        NaN where chance leaves nothing to differ in, as when no coder has a unit.
    """

    observed: float
    expected: float
    alpha: float


@dataclass(frozen=True)
class UnitizingAlpha:
    """Agreement on units.

    Attributes
    ----------
    codes
        Code to its own, in the order that was given.
    overall
        All codes together: 1 less the sum of what was observed over the sum of what was expected.
    """

    codes: Mapping[str, Unitized]
    overall: Unitized

    def __post_init__(self) -> None:
        object.__setattr__(self, "codes", MappingProxyType(dict(self.codes)))


def unitizing_alpha(
    continuum: tuple[int, int], units: Mapping[str, Mapping[str, Iterable[Unit]]]
) -> UnitizingAlpha:
    """Return Krippendorff's alpha for unitizing, of each code and of all.

    Parameters
    ----------
    continuum
        Where it starts and ends, end exclusive.
    units
        Code to coder to that coder's units, each a start and a length in whole numbers. The coders are all
        who are named under any code; who is not named under a code, or with nothing, found none.

    Returns
    -------
    UnitizingAlpha
        Two units that intersect differ by the squares of the distances of their beginnings and of their ends;
        a unit that lies within a gap of the other coder differs by the square of its length.

    Raises
    ------
    DataError
        When there are fewer than two coders, the continuum is empty, or a unit is empty, lies outside of it,
        or overlaps another of the same coder and code.

    References
    ----------
    Krippendorff 2004, Content Analysis, 2nd edition, pages 251-256, after Krippendorff 1995, Sociological
    Methodology 25, 47-76. The later family of coefficients (Krippendorff and others 2016, Quality and
    Quantity 50, 2347-2364) is another.

    Examples
    --------
    >>> found = unitizing_alpha((150, 450), {
    ...     "c": {"A": [(225, 70), (370, 30)], "B": [(220, 80), (355, 20), (400, 20)]},
    ...     "k": {"A": [(180, 60), (300, 50)], "B": [(180, 60), (300, 50)]}})
    >>> round(found.codes["c"].alpha, 4), found.codes["k"].alpha, round(found.overall.alpha, 3)
    (0.7286, 1.0, 0.859)
    """
    start, end = continuum
    coders = tuple(dict.fromkeys(coder for by_coder in units.values() for coder in by_coder))
    if len(coders) < 2:
        raise DataError.because(
            "agreement is between at least two coders",
            f"{len(coders)}",
            "name another, with no units if none",
        )
    if end <= start:
        raise DataError.because("a continuum has some length", f"from {start} to {end}", "correct it")
    codes = {
        code: _one(
            [_sections(code, sorted(by_coder.get(one, ())), start, end) for one in coders], end - start
        )
        for code, by_coder in units.items()
    }
    observed = sum(one.observed for one in codes.values())
    expected = sum(one.expected for one in codes.values())
    return UnitizingAlpha(codes, _beyond(observed, expected))


def _beyond(observed: float, expected: float) -> Unitized:
    return Unitized(observed, expected, 1 - observed / expected if expected else math.nan)


def _sections(code: str, units: Sequence[Unit], start: int, end: int) -> list[_Section]:
    found: list[_Section] = []
    here = start
    for begins, length in units:
        if length < 1 or begins < here or begins + length > end:
            raise DataError.because(
                "a coder's units of a code lie in the continuum, one after the other",
                f"one of {named(code)} from {begins} to {begins + length}",
                "unite those that overlap, and leave out what is empty",
            )
        if begins > here:
            found.append((here, begins - here, False))
        found.append((begins, length, True))
        here = begins + length
    return [*found, (here, end - here, False)] if here < end else found


def _one(coders: Sequence[Sequence[_Section]], length: int) -> Unitized:
    pairs = len(coders) * (len(coders) - 1)
    apart = 2 * sum(sum(_apart(*both)) for both in itertools.combinations(coders, 2))
    return _beyond(apart / (pairs * length**2), _expected(coders, length))


def _apart(first: Sequence[_Section], second: Sequence[_Section]) -> Iterator[int]:
    """Yield the difference of each two sections that share a stretch; both lists fill the continuum."""
    here = there = 0
    while here < len(first) and there < len(second):
        (a, a_length, a_unit), (b, b_length, b_unit) = first[here], second[there]
        a_end, b_end = a + a_length, b + b_length
        if a_unit and b_unit:
            yield (a - b) ** 2 + (a_end - b_end) ** 2
        elif a_unit and b <= a and a_end <= b_end:
            yield a_length**2
        elif b_unit and a <= b and b_end <= a_end:
            yield b_length**2
        here, there = here + (a_end <= b_end), there + (b_end <= a_end)


def _expected(coders: Sequence[Sequence[_Section]], length: int) -> float:
    """Return the mean difference over all places that the units found could have taken, against each other.

    Over all places in which two units intersect, each adds a third of ``2l^3 - 3l^2 + l``; a unit of length
    ``l`` fits into a gap of length ``g`` at ``g - l + 1`` places.
    """
    units = [one[1] for sections in coders for one in sections if one[2]]
    gaps = [one[1] for sections in coders for one in sections if not one[2]]
    against_units = (len(units) - 1) * sum(2 * one**3 - 3 * one**2 + one for one in units) / 3
    against_gaps = sum(one**2 * sum(gap - one + 1 for gap in gaps if gap >= one) for one in units)
    everything = len(coders) * length
    places = everything * (everything - 1) - sum(one * (one - 1) for one in units)
    return 2 / length * (against_units + against_gaps) / places if places else 0.0
