"""How often intervals of a fixed model's area, Brier, slope and calibration in the large cover the truth.

    PYTHONPATH=src .venv/bin/python tools/cover_fixed_model.py --draws 2000

Samples of clusters in strata, with weights and shared chances, are drawn again and again from one population;
the truth is measured in four million of its members. Nothing here passes or fails.
"""

from __future__ import annotations

import argparse
import sys

import numpy as np
import polars as pl
from scipy import special

from handrail.risk.performance import LABELS, MEASURES, measured, measures_of
from handrail.survey import Design
from handrail.survey.linearise import Floats

SHARED = 0.4
"""Standard deviation of what a cluster's log-odds share: a correlation of 0.046 on the latent scale."""
IN_A_CLUSTER = 20
SAMPLES = {"50 clusters in 5 strata": (5, 10), "16 strata of 3 clusters": (16, 3)}
INTERCEPTS = {"about 0.05": -3.42, "about 0.3": -1.3}


def draw(chance: np.random.Generator, clusters: int, intercept: float) -> tuple[Floats, Floats, Floats]:
    """Return fixed log-odds, outcomes and weights; the model is too steep, and a little too low."""
    n = clusters * IN_A_CLUSTER
    where = chance.normal(0, 0.4, clusters).repeat(IN_A_CLUSTER)
    log_odds = intercept + 0.9 * (chance.normal(size=n) + where)
    shared = chance.normal(0, SHARED, clusters).repeat(IN_A_CLUSTER)
    truth = special.expit(intercept + 0.2 + 0.8 * (log_odds - intercept) + shared)
    outcome = (chance.random(n) < truth).astype(np.float64)
    return log_odds, outcome, chance.uniform(0.5, 2.0, n)


def main() -> int:
    """Print a table a sample."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--draws", type=int, default=2000)
    draws = parser.parse_args().draws
    for share, intercept in INTERCEPTS.items():
        chance = np.random.default_rng(1)
        log_odds, outcome, _ = draw(chance, 200_000, intercept)
        truth = measures_of(log_odds, outcome, np.ones(len(outcome)))
        for words, (strata, each) in SAMPLES.items():
            clusters = strata * each
            frame = pl.DataFrame(
                {
                    "c": np.arange(clusters).repeat(IN_A_CLUSTER),
                    "s": (np.arange(clusters) // each).repeat(IN_A_CLUSTER),
                }
            )
            covered, told = np.zeros(len(MEASURES)), 0
            for _ in range(draws):
                log_odds, y, weight = draw(chance, clusters, intercept)
                design = Design(frame.with_columns(w=weight), weights="w", strata="s", clusters="c")
                found = measured(
                    design, np.arange(len(y)), log_odds, y, df=design.degrees_of_freedom, level=0.95
                )
                limits = [(found[name].low, found[name].high) for name in MEASURES]
                if any(low is None or high is None for low, high in limits):
                    continue
                told += 1
                covered += [low <= one <= high for (low, high), one in zip(limits, truth, strict=True)]
            _say(f"{words}, share {outcome.mean():.3f} ({share}), {told:,} of {draws:,} draws")
            for name, times in zip(MEASURES, covered, strict=True):
                _say(f"  {LABELS[name]:<48}{times / told:.3f}")
    return 0


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    sys.exit(main())
