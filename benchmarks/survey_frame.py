"""The frame that ``benchmarks/survey.py`` and its peers read: clusters in strata, weights, and answers.

python benchmarks/survey_frame.py ROWS FILE.parquet
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import polars as pl

STRATA, CLUSTERS = 50, 20
FACTORS = ("sex", "identity", "region", "age", "screen", "age_met")


def make(rows: int, seed: int = 20) -> pl.DataFrame:
    """Return a frame of made-up answers in 50 strata of 20 clusters."""
    random = np.random.default_rng(seed)
    cluster = random.integers(0, STRATA * CLUSTERS, rows)
    own = random.normal(0, 0.3, STRATA * CLUSTERS)[cluster]
    frame = {
        "stratum": cluster // CLUSTERS,
        "cluster": cluster,
        "weight": np.exp(random.normal(0, 0.5, rows)),
        "sex": random.choice(["F", "M"], rows),
        "identity": random.choice(["a", "b", "c"], rows, p=[0.8, 0.15, 0.05]),
        "region": random.choice(["north", "east", "south", "west"], rows),
        "age": random.integers(14, 19, rows).astype(np.float64),
        "screen": random.integers(0, 7, rows).astype(np.float64),
        "age_met": random.integers(0, 2, rows).astype(np.float64),
    }
    log_odds = (
        -2.4 + own + 0.5 * (frame["sex"] == "F") + 0.6 * (frame["identity"] == "b") + 0.06 * frame["screen"]
    )
    frame["told"] = (random.random(rows) < 1 / (1 + np.exp(-log_odds))).astype(np.int64)
    return pl.DataFrame(frame).sort("cluster")


if __name__ == "__main__":
    make(int(sys.argv[1])).write_parquet(Path(sys.argv[2]))
