"""Agreement slowly: every coefficient straight from its definition, pair by pair, place by place."""

import itertools
import math
from collections.abc import Callable, Sequence
from typing import Any

from handrail.interviews.project import Document, ProjectCoding

Weigh = Callable[[Any, Any], float]


def same(a: Any, b: Any) -> float:
    return float(a == b)


def far_apart(a: Any, b: Any, level: str, everyone: Sequence[Any]) -> float:
    if level == "nominal":
        return float(a != b)
    if level == "interval":
        return float((a - b) ** 2)
    if level == "ratio":
        return float(((a - b) / (a + b)) ** 2) if a + b else 0.0
    low, high = min(a, b), max(a, b)
    between = sum(low <= one <= high for one in everyone)
    return float((between - (everyone.count(a) + everyone.count(b)) / 2) ** 2)


def units_of(ratings: Sequence[Sequence[Any]]) -> list[list[Any]]:
    return [[value for value in unit if value is not None] for unit in zip(*ratings, strict=True)]


def slow_alpha(ratings: Sequence[Sequence[Any]], level: str = "nominal") -> float:
    everyone = [value for unit in units_of(ratings) if len(unit) > 1 for value in unit]
    return _slow_alpha(ratings, lambda a, b: far_apart(a, b, level, everyone))


def slow_sets_alpha(ratings: Sequence[Sequence[frozenset[str] | None]]) -> float:
    """Alpha of units whose value is a set of codes, as far apart as the codes in one of two only."""
    return _slow_alpha(ratings, lambda a, b: float(len(a ^ b)))


def _slow_alpha(ratings: Sequence[Sequence[Any]], apart: Weigh) -> float:
    units = [unit for unit in units_of(ratings) if len(unit) > 1]
    everyone = [value for unit in units for value in unit]
    n = len(everyone)
    observed = sum(
        apart(a, b) / (len(unit) - 1) for unit in units for a, b in itertools.permutations(unit, 2)
    )
    expected = sum(apart(a, b) for a, b in itertools.permutations(everyone, 2))
    return math.nan if expected == 0 else 1 - (observed / n) / (expected / (n * (n - 1)))


def slow_observed(ratings: Sequence[Sequence[Any]], weigh: Weigh = same) -> float:
    """The mean over units of the share of pairs of coders that agree."""
    shares = []
    for unit in units_of(ratings):
        pairs = list(itertools.permutations(unit, 2))
        if pairs:
            shares.append(sum(weigh(a, b) for a, b in pairs) / len(pairs))
    return sum(shares) / len(shares) if shares else math.nan


def beyond(observed: float, chance: float) -> float:
    return math.nan if math.isnan(observed) or chance == 1 else (observed - chance) / (1 - chance)


def slow_shares(ratings: Sequence[Sequence[Any]], categories: Sequence[Any]) -> list[float]:
    units = [unit for unit in units_of(ratings) if unit]
    return [sum(unit.count(one) / len(unit) for unit in units) / len(units) for one in categories]


def slow_fleiss(ratings: Sequence[Sequence[Any]]) -> float:
    observed = slow_observed(ratings)
    if math.isnan(observed):
        return math.nan
    categories = sorted({value for unit in units_of(ratings) for value in unit})
    return beyond(observed, sum(share**2 for share in slow_shares(ratings, categories)))


def slow_brennan_prediger(ratings: Sequence[Sequence[Any]], categories: Sequence[Any]) -> float:
    return beyond(slow_observed(ratings), 1 / len(categories) if categories else 1)


def slow_gwet(ratings: Sequence[Sequence[Any]], categories: Sequence[Any], weigh: Weigh = same) -> float:
    q, observed = len(categories), slow_observed(ratings, weigh)
    if q < 2 or math.isnan(observed):
        return math.nan
    all_weights = sum(weigh(a, b) for a in categories for b in categories)
    hard = sum(share * (1 - share) for share in slow_shares(ratings, categories))
    return beyond(observed, all_weights * hard / (q * (q - 1)))


def slow_kappa(table: Sequence[Sequence[int]], weigh: Weigh = same, *, pooled: bool = False) -> float:
    """Cohen's kappa; ``pooled`` draws chance from both coders' margins together (Scott)."""
    places = range(len(table))
    pairs = [(a, b) for a in places for b in places for _ in range(table[a][b])]
    if not pairs:
        return math.nan
    first, second = [a for a, _ in pairs], [b for _, b in pairs]
    left, right = (first + second, first + second) if pooled else (first, second)
    observed = sum(weigh(a, b) for a, b in pairs) / len(pairs)
    chance = sum(weigh(a, b) for a in left for b in right) / (len(left) * len(right))
    return beyond(observed, chance)


def slow_unitizing(length: int, coders: Sequence[Sequence[tuple[int, int]]]) -> tuple[float, float]:
    """Observed and expected disagreement on the units of one code in a continuum from 0.

    Expected: every two units are laid over each other, and every unit into every gap, at every place where
    they intersect or fit; the sum is set against all ways to choose two places of the continuum.
    """

    def sections(units: Sequence[tuple[int, int]]) -> list[tuple[int, int, bool]]:
        inside = {place for start, size in units for place in range(start, start + size)}
        found = [(start, size, True) for start, size in units]
        for free, run in itertools.groupby(range(length), lambda place: place not in inside):
            places = list(run)
            if free:
                found.append((places[0], len(places), False))
        return found

    def apart(a: tuple[int, int, bool], b: tuple[int, int, bool]) -> int:
        a_places, b_places = (set(range(one[0], one[0] + one[1])) for one in (a, b))
        if a[2] and b[2] and a_places & b_places:
            return (a[0] - b[0]) ** 2 + (a[0] + a[1] - b[0] - b[1]) ** 2
        if a[2] and not b[2] and a_places <= b_places:
            return a[1] ** 2
        if b[2] and not a[2] and b_places <= a_places:
            return b[1] ** 2
        return 0

    laid = [sections(units) for units in coders]
    m = len(coders)
    observed = sum(
        apart(a, b) for one, other in itertools.permutations(laid, 2) for a in one for b in other
    ) / (m * (m - 1) * length**2)
    everything = [one for part in laid for one in part]
    total = 0
    for (at, a), (there, b) in itertools.permutations(enumerate(everything), 2):
        if at != there and (a[2] or b[2]):
            for shift in range(-a[1] - b[1], a[1] + b[1]):
                total += apart((shift, a[1], a[2]), (0, b[1], b[2]))
    units = [one[1] for one in everything if one[2]]
    places = m * length * (m * length - 1) - sum(size * (size - 1) for size in units)
    return observed, total / length / places


def sets_of_codes(
    codings: Sequence[ProjectCoding], coders: Sequence[str], documents: Sequence[Document]
) -> list[list[frozenset[str] | None]]:
    """Of each coder the set of codes on each character that is not white space; None where not rated."""
    found: list[list[frozenset[str] | None]] = [[] for _ in coders]
    for document in documents:
        for row, coder in zip(found, coders, strict=True):
            mine = [one for one in codings if (one.document, one.coder) == (document.name, coder)]
            for place, letter in enumerate(document.text):
                if not letter.isspace():
                    codes = frozenset(one.code for one in mine if one.start <= place < one.end)
                    row.append(codes if mine else None)
    return found
