"""Answers of several groups, drawn from classes that are known."""

import numpy as np
import polars as pl

ITEMS = ["asked", "moved", "met", "kept", "sent", "paid"]
YES = np.array([[0.12] * 6, [0.85, 0.8, 0.85, 0.2, 0.15, 0.2], [0.85] * 6])


def drawn(rows=900, groups=3, seed=1, planted=0.0, shares=(0.5, 0.3, 0.2)):
    """Return answers and each row's group; ``planted`` is added to "paid" in class 2 of the last group."""
    chance = np.random.default_rng(seed)
    group = np.arange(rows) % groups
    member = (chance.random(rows)[:, None] > np.cumsum(shares)).sum(axis=1)
    likely = YES[member].copy()
    likely[(group == groups - 1) & (member == 1), 5] += planted
    answers = pl.DataFrame((chance.random((rows, 6)) < likely).astype(int), schema=ITEMS)
    return answers, pl.Series([f"g{one}" for one in group]), chance


def sampled(rows, chance):
    """Return a design: weights, strata and clusters."""
    cluster = chance.integers(0, 60, rows)
    return {"weights": chance.uniform(0.5, 2.0, rows), "strata": cluster % 6, "clusters": cluster}
