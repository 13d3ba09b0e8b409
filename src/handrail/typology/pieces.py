"""Pieces: how an item's answers move with its free coordinates, one kind of item after another."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import special

from handrail.typology.patterns import Floats, Integers


@dataclass(frozen=True, eq=False)
class Piece:
    """Some free coordinates: those of one item in one class, of an ordered item in all, or of the shares.

    Attributes
    ----------
    at
        Positions among all coordinates (C).
    slopes
        First derivatives of the logarithm by answer (or prior row) and class: shape (V, K, C).
    bends
        Second derivatives, shape (V, K, C, C).
    """

    at: Integers
    slopes: Floats
    bends: Floats


def number_piece(
    count: bool, value: Floats, parameters: Floats, alive: Integers, at: int
) -> tuple[Piece, int]:
    """Return log rates, or means and log variances, of classes in which they move; and how many are held."""
    classes = parameters.shape[1]
    each = 1 if count else 2
    size = each * len(alive)
    slopes, bends = np.zeros((len(value), classes, size)), np.zeros((len(value), classes, size, size))
    for a, k in enumerate(alive):
        if count:
            slopes[:, k, a] = value - parameters[0, k]
            bends[:, k, a, a] = -parameters[0, k]
            continue
        mean, variance = parameters[:, k]
        off = value - mean
        slopes[:, k, 2 * a] = off / variance
        slopes[:, k, 2 * a + 1] = (off**2 / variance - 1) / 2
        bends[:, k, 2 * a, 2 * a] = -1 / variance
        bends[:, k, 2 * a, 2 * a + 1] = bends[:, k, 2 * a + 1, 2 * a] = -off / variance
        bends[:, k, 2 * a + 1, 2 * a + 1] = -(off**2) / variance / 2
    return Piece(np.arange(at, at + size), slopes, bends), each * (classes - len(alive))


def ordered_piece(adjacent: bool, parameters: Floats, table: Floats, at: int) -> Piece:
    """Return the steps of an ordered item and the places of all classes but the last."""
    answers, classes = table.shape
    steps = answers - 1
    # How each class's step c moves with the coordinates: its own step, and the class's place.
    along = np.zeros((classes, steps, steps + classes - 1))
    for k in range(classes):
        along[k, :, :steps] = np.eye(steps)
        along[k, :, steps:] = -1.0 if k == classes - 1 else (np.arange(classes - 1) == k)
    slopes = np.empty((answers, classes, along.shape[2]))
    bends = np.empty((answers, classes, along.shape[2], along.shape[2]))
    for k in range(classes):
        if adjacent:
            reached = np.tril(np.ones((answers, steps)), -1)
            mean = table[:, k] @ reached
            first = reached - mean
            spread = (reached * table[:, k, None]).T @ reached - np.outer(mean, mean)
            second = np.broadcast_to(-spread, (answers, steps, steps))
        else:
            higher = special.expit(parameters[:steps, k] + parameters[steps, k])
            dense, curve = higher * (1 - higher), higher * (1 - higher) * (1 - 2 * higher)
            move, bend = np.zeros((answers, steps)), np.zeros((answers, steps, steps))
            for c in range(steps):
                move[c, c], move[c + 1, c] = -dense[c], dense[c]
                bend[c, c, c], bend[c + 1, c, c] = -curve[c], curve[c]
            first = move / table[:, k, None]
            second = bend / table[:, k, None, None] - first[:, :, None] * first[:, None, :]
        slopes[:, k] = first @ along[k]
        bends[:, k] = np.einsum("ca,vcd,db->vab", along[k], second, along[k])
    return Piece(np.arange(at, at + along.shape[2]), slopes, bends)


def moves_of(
    piece: Piece, items: Floats, table: Floats, alive: Integers, *, kind: str, begin: int
) -> list[tuple[int, int, float]]:
    """Return how an item's parameters, the first of them at ``begin``, move with its coordinates."""
    jacobian: list[tuple[int, int, float]] = []
    classes = int(items.shape[1])

    def at(row: int, k: int) -> int:
        return begin + int(row) * classes + int(k)

    if kind == "nominal":
        # The probabilities' derivatives are the probabilities times those of their logarithms.
        for v, k, c in np.argwhere(piece.slopes != 0):
            jacobian.append((at(v, k), int(piece.at[c]), float(table[v, k] * piece.slopes[v, k, c])))
        return jacobian
    for a, k in enumerate(alive):
        if kind == "count":
            jacobian.append((at(0, k), int(piece.at[a]), float(items[0, k])))
        elif kind == "continuous":
            jacobian.append((at(0, k), int(piece.at[2 * a]), 1.0))
            jacobian.append((at(1, k), int(piece.at[2 * a + 1]), float(items[1, k])))
        else:
            steps = len(table) - 1
            jacobian += [(at(c, k), int(piece.at[c]), 1.0) for c in range(steps)]
            if k < classes - 1:
                jacobian.append((at(steps, k), int(piece.at[steps + k]), 1.0))
            else:
                jacobian += [(at(steps, k), int(at_place), -1.0) for at_place in piece.at[steps:]]
    return jacobian
