"""Polish: Newton's steps from a top that plain steps found, to where the score is zero in the last digits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from handrail.typology import kernel
from handrail.typology.derivatives import (
    Coordinates,
    coordinates_of,
    moving,
    score_of_counts,
    score_parts,
    scores_and_information,
)
from handrail.typology.kernel import BOUNDARY
from handrail.typology.layout import Layout
from handrail.typology.parameters import Parameters
from handrail.typology.patterns import Floats, Integers

SCORE = 1e-8
_MOST_STEPS = 25
_ROUNDED = 1e-13
_NEARER = 0.1
"""Of the score: a step with the information of an earlier point leaves no more, or it is reckoned anew."""

_FULL_RANK = 1e-8
"""Singular values below this share of the largest are zeros that rounding moved."""

NOTHING = 1e-14
"""Of the respondents: a sum of squared scores so small moves nothing but rounding."""
_SURELY = 1e-6
"""Of the largest: the smallest value of a sum of products is rounded, but not that far."""

_NEARBY = 1e-4
"""Of the largest: so small it is at the top too, where it is larger a step away."""


@dataclass(frozen=True, eq=False)
class Polished:
    """Where Newton's steps ended.

    Attributes
    ----------
    parameters, log_likelihood
        The top.
    norm
        The largest derivative of the log-likelihood by a free coordinate, in absolute value.
    outer, least
        The sum of outer products of the patterns' scores in free coordinates (C x C), at the top or where the
        last information was reckoned, a step before it; and what on its diagonal is but rounding (C).
    """

    parameters: Parameters
    log_likelihood: float
    norm: float
    outer: Floats
    least: Floats


@dataclass(frozen=True, eq=False)
class _Told:
    """Parameters, their log-likelihood, and the respondents that they expect in prior rows and answers."""

    parameters: Parameters
    height: float
    prior_counts: Floats
    counts: Floats


def polish(layout: Layout, start: Parameters, *, held: int = 0, most_steps: int = _MOST_STEPS) -> Polished:
    """Follow Newton's steps from a top that plain steps found to where the score is zero.

    The first ``held`` items stay as they are, and so do parameters on a boundary. A step that would lower the
    likelihood is halved; where no part of it helps, the top is as good as numbers of this length can tell.
    The information costs as much as a dozen scores: steps go on with that of an earlier point (chord steps)
    as long as they leave a tenth of the score.
    """
    work = layout.work(start.items.shape[1])
    now = _told(layout, start, work)
    norm, free = np.inf, coordinates_of(layout, start)
    outer, least = np.zeros((0, 0)), np.zeros(0)
    for turn in range(most_steps):
        free = coordinates_of(layout, now.parameters) if turn else free
        score, information, outer = scores_and_information(layout, now.parameters, free)
        chosen, least = not_held(free, held), _least(layout, free)
        norm = _norm(score[chosen])
        if norm < SCORE:
            break
        square = np.ix_(chosen, chosen)
        across, _ = inverse_of(information[square], outer[square], least[chosen])
        step = np.zeros(free.size)
        step[chosen] = across @ score[chosen]
        for _ in range(20):
            further = _told(layout, moved(layout, now.parameters, free, step), work)
            if further.height >= now.height - _ROUNDED * abs(now.height):
                break
            step = step / 2
        else:
            break
        now, norm = _chord_steps(layout, further, held, across, norm, free.size, work)
        if norm < SCORE:
            break
    return Polished(now.parameters, now.height, norm, outer, least)


def _chord_steps(  # noqa: PLR0917 - what the first step knew
    layout: Layout,
    now: _Told,
    held: int,
    across: Floats,
    before: float,
    size: int,
    work: tuple[Any, ...],
) -> tuple[_Told, float]:
    """Go on with the information of an earlier point; return where that ended, and the score's norm there.

    Where an answer became the likeliest or left for a boundary, coordinates are others: the score tells.
    """
    while True:
        free = coordinates_of(layout, now.parameters)
        chosen = not_held(free, held)
        score = score_of_counts(layout, free, now.prior_counts, now.counts)
        norm = _norm(score[chosen])
        if norm < SCORE or norm > _NEARER * before or free.size != size:
            return now, norm
        step = np.zeros(size)
        step[chosen] = across @ score[chosen]
        further = _told(layout, moved(layout, now.parameters, free, step), work)
        # Not told by what is lower: nothing is lower than no number.
        if not further.height >= now.height - _ROUNDED * abs(now.height):
            return now, norm
        now, before = further, norm


def _told(layout: Layout, parameters: Parameters, work: tuple[Any, ...]) -> _Told:
    after = parameters.copy()
    height = kernel.em(layout.data, parameters.items, parameters.prior, after.items, after.prior, work)
    counts = work[1][: layout.first[-1], : parameters.items.shape[1]]
    return _Told(parameters, float(height), work[6].copy(), counts.copy())


def _norm(score: Floats) -> float:
    return float(np.abs(score).max(initial=0.0))


def not_held(free: Coordinates, held: int) -> Integers:
    """Return the coordinates of the shares and of all items but the first ``held``."""
    pieces = [*([] if free.prior is None else [free.prior]), *free.items[held:]]
    return np.concatenate([np.empty(0, dtype=np.intp), *(piece.at for piece in pieces)])


def moved(layout: Layout, parameters: Parameters, free: Coordinates, step: Floats) -> Parameters:
    """Return the parameters a step away in their free coordinates."""
    after = parameters.copy()
    if free.prior is not None:
        part = step[free.prior.at]
        if layout.patterns.known.has_covariates:
            columns = len(parameters.prior)
            after.prior[:, :-1] += part.reshape(-1, columns).T
        else:
            _move_free(after.prior, part)
    for j, (kind, piece) in enumerate(zip(layout.patterns.kinds, free.items, strict=True)):
        part = step[piece.at]
        here = slice(layout.parameters_first[j], layout.parameters_first[j + 1])
        items = after.items[here]
        if kind == "nominal":
            _move_nominal(items, part)
        elif kind == "count":
            items[0, moving(layout, parameters, j)] *= _times(part)
        elif kind == "continuous":
            alive = moving(layout, parameters, j)
            items[0, alive] += part[0::2]
            least = kernel.SMALLEST_VARIANCE * float(layout.data[8][j])
            items[1, alive] = np.maximum(items[1, alive] * _times(part[1::2]), least)
        else:
            steps = len(items) - 1
            items[:steps] += part[:steps, None]
            places = part[steps:]
            items[steps] += np.append(places, -places.sum())
    return after


def is_top_identified(layout: Layout, top: Polished) -> bool:
    """Return what :func:`is_identified` does, of what a polish knows where that leaves no doubt."""
    if len(top.outer) == len(top.least) and (np.diag(top.outer) > top.least).all():
        values = _scaled_values(top.outer)
        if values[0] > _NEARBY * values[-1]:
            return True
    return is_identified(layout, top.parameters, coordinates_of(layout, top.parameters))


def is_identified(layout: Layout, parameters: Parameters, free: Coordinates) -> bool:
    """Return whether the patterns' probabilities tell every free coordinate: their Jacobian has full rank.

    Notes
    -----
    Goodman 1974, Biometrika 61, 215-231: locally, at the solution. Over the patterns that occur.
    """
    outer = np.zeros((free.size, free.size))
    for part, scores in score_parts(layout, parameters, free):
        kernel.add_products(scores, layout.patterns.weight[part], outer)
    outer += np.tril(outer, -1).T
    if (np.diag(outer) <= _least(layout, free)).any():
        return False
    values = _scaled_values(outer)
    if values[0] > _SURELY * values[-1]:
        return True
    corner = np.empty((0, free.size))
    for _, scores in score_parts(layout, parameters, free):
        corner = np.asarray(np.linalg.qr(np.vstack([corner, scores]), mode="r"))
    length = np.sqrt((corner**2).sum(axis=0))
    if len(corner) < free.size or (length == 0).any():
        return False
    singular = np.linalg.svd(corner / length, compute_uv=False)
    return bool(singular[-1] > _FULL_RANK * singular[0])


def _scaled_values(outer: Floats) -> Floats:
    """Return the eigenvalues of a matrix of products, brought to a diagonal of ones."""
    if not len(outer):
        return np.ones(1)
    scale = np.sqrt(np.maximum(np.diag(outer), np.finfo(np.float64).tiny))
    return np.asarray(np.linalg.eigvalsh(outer / np.outer(scale, scale)))


def _least(layout: Layout, free: Coordinates) -> Floats:
    """Return the sums of squared scores below which a coordinate moves nothing but rounding.

    So it is with the place of a class that has left a category for good, far from zero.
    """
    pieces = [*([] if free.prior is None else [free.prior]), *free.items]
    if not free.size:
        return np.empty(0)
    most = [np.square(piece.slopes).max(axis=(0, 1), initial=0.0) for piece in pieces]
    whole: Floats = NOTHING * layout.patterns.weight.sum() * np.concatenate(most)
    return np.maximum(whole, np.finfo(np.float64).tiny)


def inverse_of(information: Floats, outer: Floats, least: Floats) -> tuple[Floats, bool]:
    """Return what turns a score into a step, and whether it is Newton's: the information bends downwards."""
    scale = np.sqrt(np.maximum(np.diag(outer), least))
    for matrix in (information, outer):
        values, vectors = np.linalg.eigh(matrix / np.outer(scale, scale))
        # Downwards bent: this is no top yet, and the outer products lead up from anywhere.
        if values[0] < -_FULL_RANK * abs(values[-1]) and matrix is information:
            continue
        kept = values > _FULL_RANK * values[-1]
        across = vectors[:, kept] / scale[:, None]
        found = np.asarray((across / values[kept]) @ across.T)
        return found, matrix is information
    return np.zeros_like(information), False


def _times(step: Floats) -> Floats:
    return np.asarray(np.exp(np.clip(step, -kernel.FARTHEST, kernel.FARTHEST)))


def _move_free(shares: Floats, part: Floats) -> None:
    """Move each group's shares in their log-odds against the largest."""
    at = 0
    for g in range(len(shares)):
        largest = int(shares[g].argmax())
        own = [int(k) for k in np.flatnonzero(shares[g] > BOUNDARY) if k != largest]
        shares[g, own] *= _times(part[at : at + len(own)])
        shares[g] /= shares[g].sum()
        at += len(own)


def _move_nominal(items: Floats, part: Floats) -> None:
    own = items > BOUNDARY
    own[items.argmax(axis=0), np.arange(items.shape[1])] = False
    k, v = np.nonzero(own.T)
    items[v, k] *= _times(part)
    items /= items.sum(axis=0)
