"""Derivatives of the log-likelihood in coordinates that are free: log-odds, log rates, log variances.

Louis 1982, Journal of the Royal Statistical Society B 44, 226-233: a pattern's score is the mean over classes
of the complete data's; its second derivatives are the mean of theirs plus the covariance of their scores.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property, partial

import numpy as np

from handrail.typology import kernel
from handrail.typology.kernel import BOUNDARY
from handrail.typology.layout import Layout
from handrail.typology.membership import item_tables, membership_of, prior_shares
from handrail.typology.parameters import Parameters
from handrail.typology.patterns import Floats, Integers
from handrail.typology.pieces import Piece, moves_of, number_piece, ordered_piece

_CHUNK = 4_000_000  # numbers of a part of the scores


@dataclass(frozen=True, eq=False)
class Coordinates:
    """Free coordinates of a set of parameters, and how the model moves with them.

    Attributes
    ----------
    size
        How many there are, those held at a boundary left out.
    prior
        Those of the class shares; None with one class.
    items
        Those of each item.
    held
        How many parameters lie on a boundary.
    """

    size: int
    prior: Piece | None
    items: tuple[Piece, ...]
    held: int
    _moves: Callable[[], list[tuple[int, int, float]]] = field(repr=False)
    _parameters: int = field(repr=False)

    @cached_property
    def jacobian(self) -> Floats:
        """Derivatives of ``Parameters.prior`` and then of ``items``, both flat, by the coordinates."""
        dense = np.zeros((self._parameters, self.size))
        for row, column, slope in self._moves():
            dense[row, column] += slope
        return dense


def coordinates_of(layout: Layout, parameters: Parameters) -> Coordinates:
    """Return the free coordinates of some parameters."""
    prior, size, held = _prior(layout, parameters)
    tables = item_tables(layout, parameters)
    items = []
    for j, kind in enumerate(layout.patterns.kinds):
        here = slice(layout.first[j], layout.first[j + 1] - 1)
        first = int(layout.parameters_first[j])
        table = tables[here]
        if kind == "nominal":
            piece, dropped = _nominal(table, size)
            held += dropped
        elif kind in ("adjacent", "cumulative"):
            steps = parameters.items[first : layout.parameters_first[j + 1]]
            piece = ordered_piece(kind == "adjacent", steps, table, size)
        else:
            value = layout.data[6][here]
            alive = moving(layout, parameters, j)
            piece, dropped = number_piece(
                kind == "count", value, parameters.items[first : first + 2], alive, size
            )
            held += dropped
        items.append(piece)
        size += len(piece.at)
    whole = parameters.prior.size + parameters.items.size
    return Coordinates(
        size, prior, tuple(items), held, partial(_moves, layout, parameters, prior, items), whole
    )


def _moves(
    layout: Layout, parameters: Parameters, prior: Piece | None, items: list[Piece]
) -> list[tuple[int, int, float]]:
    """Return how parameters move with coordinates: place among the parameters, coordinate and slope."""
    classes = parameters.items.shape[1]
    found = [] if prior is None else _prior_moves(layout, parameters, prior)
    tables = item_tables(layout, parameters)
    for j, (kind, piece) in enumerate(zip(layout.patterns.kinds, items, strict=True)):
        first = int(layout.parameters_first[j])
        alive = moving(layout, parameters, j) if kind in ("count", "continuous") else np.arange(classes)
        table = tables[layout.first[j] : layout.first[j + 1] - 1]
        begin = parameters.prior.size + first * classes
        found += moves_of(piece, parameters.items[first:], table, alive, kind=kind, begin=begin)
    return found


def _prior_moves(layout: Layout, parameters: Parameters, prior: Piece) -> list[tuple[int, int, float]]:
    classes = parameters.items.shape[1]
    if layout.patterns.known.has_covariates:
        columns = layout.patterns.known.x.shape[1]
        return [(c * classes + k, k * columns + c, 1.0) for k in range(classes - 1) for c in range(columns)]
    # Shares' derivatives are the shares times those of their logarithms.
    shares = prior_shares(layout, parameters)
    return [
        (int(g) * classes + int(k), int(prior.at[c]), float(shares[g, k] * prior.slopes[g, k, c]))
        for g, k, c in np.argwhere(prior.slopes != 0)
    ]


def scores_and_information(
    layout: Layout, parameters: Parameters, free: Coordinates
) -> tuple[Floats, Floats, Floats]:
    """Return the total score (C), the observed information and the sum of outer products (C x C)."""
    outer = np.zeros((free.size, free.size))
    within = membership_of(layout, parameters).within
    weight = layout.patterns.weight
    moves = _moves_by_class(free)
    complete = [np.zeros((len(own), len(own))) for own, _ in moves]
    places = _places(layout, free)
    for part in _parts(len(within), free.size):
        scores = np.zeros((part.stop - part.start, free.size))
        for k, (own, slopes) in enumerate(moves):
            in_class = _complete(places[part], slopes)
            kernel.add_columns(in_class, within[part, k], own, scores)
            kernel.add_products(in_class, within[part, k] * weight[part], complete[k])
        kernel.add_products(scores, weight[part], outer)
    outer = _whole(outer)
    prior_counts, counts = _expected(layout, within)
    information = outer - _bends(layout, free, prior_counts, counts)
    for (own, _), products in zip(moves, complete, strict=True):
        information[np.ix_(own, own)] -= _whole(products)
    score = score_of_counts(layout, free, prior_counts, counts)
    return score, (information + information.T) / 2, outer


def score_of_counts(layout: Layout, free: Coordinates, prior_counts: Floats, counts: Floats) -> Floats:
    """Return the total score (C) from the expected respondents of prior rows (S x K) and answers (V x K)."""
    score = np.empty(free.size)
    if free.prior is not None:
        score[free.prior.at] = np.einsum("sk,skc->c", prior_counts, free.prior.slopes)
    for first, piece in zip(layout.first[:-1], free.items, strict=True):
        own = counts[first : first + len(piece.slopes)]
        score[piece.at] = np.einsum("vk,vkc->c", own, piece.slopes)
    return score


def score_parts(layout: Layout, parameters: Parameters, free: Coordinates) -> Iterator[tuple[slice, Floats]]:
    """Yield the scores of the patterns (part x C), part after part, unweighted."""
    within = membership_of(layout, parameters).within
    moves = _moves_by_class(free)
    places = _places(layout, free)
    for part in _parts(len(within), free.size):
        scores = np.zeros((part.stop - part.start, free.size))
        for k, (own, slopes) in enumerate(moves):
            kernel.add_columns(_complete(places[part], slopes), within[part, k], own, scores)
        yield part, scores


def class_scores(layout: Layout, free: Coordinates, part: slice, k: int) -> Floats:
    """Return the scores of patterns if all of them were in class k (part x C)."""
    own, slopes = _moves_by_class(free)[k]
    places = _places(layout, free)[part]
    scores = np.zeros((len(places), free.size))
    scores[:, own] = _complete(places, slopes)
    return scores


def _parts(rows: int, columns: int) -> Iterator[slice]:
    step = max(1, _CHUNK // max(columns, 1))
    for begin in range(0, rows, step):
        yield slice(begin, min(begin + step, rows))


def _whole(lower: Floats) -> Floats:
    return np.asarray(lower + np.tril(lower, -1).T)


def _pieces(free: Coordinates) -> list[Piece]:
    return [*([] if free.prior is None else [free.prior]), *free.items]


def _moves_by_class(free: Coordinates) -> list[tuple[Integers, list[Floats]]]:
    """Return, for each class, the coordinates that its probabilities move with, and how, piece by piece.

    An item's coordinates, mostly, are of one class. A row of zeros is added to the slopes: a missing answer
    is -1, the row after the last, and moves nothing.
    """
    pieces = _pieces(free)
    moved = [(piece.slopes != 0).any(axis=0) for piece in pieces]
    found: list[tuple[Integers, list[Floats]]] = []
    for k in range(pieces[0].slopes.shape[1] if pieces else 0):
        slopes = []
        for piece, own in zip(pieces, moved, strict=True):
            padded = np.zeros((len(piece.slopes) + 1, int(own[k].sum())))
            padded[:-1] = piece.slopes[:, k, own[k]]
            slopes.append(padded)
        at = [piece.at[own[k]] for piece, own in zip(pieces, moved, strict=True)]
        found.append((np.concatenate(at), slopes))
    return found


def _places(layout: Layout, free: Coordinates) -> Integers:
    """Return the row of each pattern in each piece's slopes (P x pieces); -1 where the answer is missing."""
    codes = layout.patterns.codes
    return codes if free.prior is None else np.column_stack([layout.patterns.beside, codes])


def _complete(places: Integers, slopes: list[Floats]) -> Floats:
    """Return the scores of patterns if they were in a class, in the coordinates that move it."""
    complete = np.empty((len(places), sum(own.shape[1] for own in slopes)))
    at = 0
    for column, own in enumerate(slopes):
        kernel.take_rows(own, places[:, column], at, complete)
        at += own.shape[1]
    return complete


def _expected(layout: Layout, within: Floats) -> tuple[Floats, Floats]:
    """Return the expected respondents, by weight, of prior rows (S x K) and of answers (V x K)."""
    patterns = layout.patterns
    people = within * patterns.weight[:, None]
    prior_counts = np.zeros((len(patterns.known.x), within.shape[1]))
    kernel.add_people(patterns.beside[:, None], np.zeros(1, dtype=np.intp), people, prior_counts)
    counts = np.zeros((int(layout.first[-1]), within.shape[1]))
    kernel.add_people(patterns.codes, layout.first, people, counts)
    return prior_counts, counts


def _bends(layout: Layout, free: Coordinates, prior_counts: Floats, counts: Floats) -> Floats:
    """Return the expected second derivatives of the complete data, summed over patterns by weight."""
    bends = np.zeros((free.size, free.size))
    parts = [] if free.prior is None else [prior_counts]
    parts += [
        counts[first : first + len(own.slopes)] for first, own in zip(layout.first, free.items, strict=False)
    ]
    for piece, own in zip(_pieces(free), parts, strict=True):
        bends[np.ix_(piece.at, piece.at)] += np.einsum("vk,vkcd->cd", own, piece.bends)
    return bends


def _prior(layout: Layout, parameters: Parameters) -> tuple[Piece | None, int, int]:
    classes = parameters.items.shape[1]
    if classes == 1:
        return None, 0, 0
    shares = prior_shares(layout, parameters)
    rows = len(shares)
    if layout.patterns.known.has_covariates:
        x = layout.patterns.known.x
        columns = x.shape[1]
        size = columns * (classes - 1)
        slopes, bends = np.zeros((rows, classes, size)), np.zeros((rows, classes, size, size))
        for k in range(classes - 1):
            here = slice(k * columns, (k + 1) * columns)
            for c in range(classes):
                slopes[:, c, here] = ((1.0 if c == k else 0.0) - shares[:, k, None]) * x
            for m in range(classes - 1):
                there = slice(m * columns, (m + 1) * columns)
                both = shares[:, k] * ((1.0 if m == k else 0.0) - shares[:, m])
                bends[:, :, here, there] = -np.einsum("s,sc,sd->scd", both, x, x)[:, None]
        return Piece(np.arange(size), slopes, bends), size, 0
    at, size, held = 0, 0, 0
    parts = []
    for g in range(rows):
        inside = np.flatnonzero(shares[g] > BOUNDARY)
        held += classes - len(inside)
        # Log-odds against the largest class, which is never on a boundary.
        largest = int(shares[g].argmax())
        moved = [int(k) for k in inside if k != largest]
        parts.append(moved)
        size += len(moved)
    slopes, bends = np.zeros((rows, classes, size)), np.zeros((rows, classes, size, size))
    for g, moved in enumerate(parts):
        for a, k in enumerate(moved):
            slopes[g, :, at + a] = (np.arange(classes) == k) - shares[g, k]
            for b, m in enumerate(moved):
                bends[g, :, at + a, at + b] = -shares[g, k] * ((k == m) - shares[g, m])
        at += len(moved)
    return Piece(np.arange(size), slopes, bends), size, held


def _nominal(table: Floats, at: int) -> tuple[Piece, int]:
    answers, classes = table.shape
    inside = table > BOUNDARY
    held = table.size - int(inside.sum())
    # Log-odds against each class's likeliest answer.
    inside[table.argmax(axis=0), np.arange(classes)] = False
    k, v = np.nonzero(inside.T)
    own, place = table[v, k], np.arange(len(k))
    slopes = np.zeros((answers, classes, len(k)))
    slopes[:, k, place] = -own
    slopes[v, k, place] += 1
    bends = np.zeros((answers, classes, len(k), len(k)))
    a, b = np.nonzero(k[:, None] == k)
    bends[:, k[a], a, b] = own[a] * own[b] - np.where(a == b, own[a], 0.0)
    return Piece(at + place, slopes, bends), held


def moving(layout: Layout, parameters: Parameters, j: int) -> Integers:
    """Return the classes in which a count's rate is not held at zero, or a measurement's spread at its least.

    A class whose members all say one number has no spread to tell: its mean and variance are held.
    """
    row = int(layout.parameters_first[j])
    if layout.patterns.kinds[j] == "count":
        return np.flatnonzero(parameters.items[row] > BOUNDARY)
    least = kernel.SMALLEST_VARIANCE * float(layout.data[8][j])
    return np.flatnonzero(parameters.items[row + 1] > least * (1 + BOUNDARY))
