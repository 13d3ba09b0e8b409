"""Polish: Newton's steps from a top that plain steps found, to where the score is zero in the last digits."""

from __future__ import annotations

import numpy as np

from handrail.typology import kernel
from handrail.typology.derivatives import (
    BOUNDARY,
    Coordinates,
    coordinates_of,
    moving,
    score_parts,
    scores_and_information,
)
from handrail.typology.layout import Layout
from handrail.typology.membership import membership_of
from handrail.typology.parameters import Parameters
from handrail.typology.patterns import Floats, Integers

SCORE = 1e-8
_MOST_STEPS = 25
_FULL_RANK = 1e-8
"""Singular values below this share of the largest are zeros that rounding moved."""


_NOTHING = 1e-14
_SURELY = 1e-6
"""Of the largest: the smallest value of a sum of products is rounded, but not that far."""


def polish(
    layout: Layout, start: Parameters, *, held: int = 0, most_steps: int = _MOST_STEPS
) -> tuple[Parameters, float, float]:
    """Return the parameters, the log-likelihood and the norm of the score after Newton's steps.

    The first ``held`` items stay as they are, and so do parameters on a boundary. A step that would lower the
    likelihood is halved; where no part of it helps, the top is as good as numbers of this length can tell.
    """
    now, height = start, _height(layout, start)
    norm = np.inf
    for _ in range(most_steps):
        free = coordinates_of(layout, now)
        score, information, outer = scores_and_information(layout, now, free)
        chosen = not_held(free, held)
        score, information, outer = (
            score[chosen],
            information[np.ix_(chosen, chosen)],
            outer[np.ix_(chosen, chosen)],
        )
        norm = float(np.abs(score).max(initial=0.0))
        if norm < SCORE:
            break
        step = np.zeros(free.size)
        step[chosen] = _step(score, information, outer, _least(layout, free)[chosen])
        for _ in range(20):
            further = moved(layout, now, free, step)
            reached = _height(layout, further)
            if reached >= height - 1e-13 * abs(height):
                break
            step = step / 2
        else:
            break
        now, height = further, reached
    return now, height, norm


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
            items[0, moving(layout, parameters, j)] *= np.exp(part)
        elif kind == "continuous":
            alive = moving(layout, parameters, j)
            items[0, alive] += part[0::2]
            least = kernel.SMALLEST_VARIANCE * float(layout.data[8][j])
            items[1, alive] = np.maximum(items[1, alive] * np.exp(part[1::2]), least)
        else:
            steps = len(items) - 1
            items[:steps] += part[:steps, None]
            places = part[steps:]
            items[steps] += np.append(places, -places.sum())
    return after


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
    scale = np.sqrt(np.maximum(np.diag(outer), np.finfo(np.float64).tiny))
    values = np.linalg.eigvalsh(outer / np.outer(scale, scale)) if free.size else np.ones(1)
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


def _height(layout: Layout, parameters: Parameters) -> float:
    found = membership_of(layout, parameters)
    return float(np.einsum("p,p->", layout.patterns.weight, found.log_probability))


def _least(layout: Layout, free: Coordinates) -> Floats:
    """Return the sums of squared scores below which a coordinate moves nothing but rounding.

    So it is with the place of a class that has left a category for good, far from zero.
    """
    pieces = [*([] if free.prior is None else [free.prior]), *free.items]
    if not free.size:
        return np.empty(0)
    most = [np.square(piece.slopes).max(axis=(0, 1), initial=0.0) for piece in pieces]
    whole: Floats = _NOTHING * layout.patterns.weight.sum() * np.concatenate(most)
    return np.maximum(whole, np.finfo(np.float64).tiny)


def _step(score: Floats, information: Floats, outer: Floats, least: Floats) -> Floats:
    scale = np.sqrt(np.maximum(np.diag(outer), least))
    for matrix in (information, outer):
        values, vectors = np.linalg.eigh(matrix / np.outer(scale, scale))
        kept = values > _FULL_RANK * values[-1]
        # Downwards bent: this is no top yet, and the outer products lead up from anywhere.
        if values[0] < -_FULL_RANK * abs(values[-1]) and matrix is information:
            continue
        along: Floats = vectors[:, kept] @ ((vectors[:, kept].T @ (score / scale)) / values[kept])
        return np.asarray(along / scale)
    return np.zeros_like(score)


def _move_free(shares: Floats, part: Floats) -> None:
    """Move each group's shares in their log-odds against the largest."""
    at = 0
    for g in range(len(shares)):
        largest = int(shares[g].argmax())
        own = [int(k) for k in np.flatnonzero(shares[g] > BOUNDARY) if k != largest]
        shares[g, own] *= np.exp(part[at : at + len(own)])
        shares[g] /= shares[g].sum()
        at += len(own)


def _move_nominal(items: Floats, part: Floats) -> None:
    at = 0
    for k in range(items.shape[1]):
        largest = int(items[:, k].argmax())
        own = [v for v in range(len(items)) if v != largest and items[v, k] > BOUNDARY]
        items[own, k] *= np.exp(part[at : at + len(own)])
        items[:, k] /= items[:, k].sum()
        at += len(own)
