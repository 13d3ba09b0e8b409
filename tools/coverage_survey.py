"""How often 95 per cent intervals hold the truth, over drawn clustered samples with known population values.

    python tools/coverage_survey.py --draws 2000

Each draw is a sample of clusters within strata from an endless population: a cluster has a normal effect on
the log-odds, strata have levels of their own and are sampled unequally (the weights undo it, with noise), two
yes/no factors go with the outcome. Truths are integrals over the cluster effect, not simulated. The tables
have 6 strata of 15 clusters, 5 of 12, and 16 of 3, as few as large surveys have.
"""

from __future__ import annotations

import argparse
import sys
import time
import warnings
from dataclasses import dataclass

import numpy as np
import polars as pl
from scipy import optimize, special

from handrail.risk.performance import AUC, measured
from handrail.survey import Design

NODES, PARTS = np.polynomial.hermite_e.hermegauss(60)
PARTS = PARTS / PARTS.sum()
X_SHARE, Z_SHARE = 0.4, 0.3
EFFECTS = np.array([0.6, 0.5, -0.2])
"""Of x, of z, and of both, on the log-odds within a cluster."""
ESTIMANDS = ("proportion", "odds ratio", "standardised share", "area")


@dataclass(frozen=True)
class Population:
    """An endless population: strata with their levels, and how alike a cluster is."""

    levels: np.ndarray
    shares: np.ndarray
    spread: float

    def risk(self, x: int, z: int) -> float:
        """Return the share with the outcome among those with x and z, over strata and clusters."""
        own = EFFECTS @ np.array([x, z, x * z])
        return float(self.shares @ (special.expit(self.levels[:, None] + own + self.spread * NODES) @ PARTS))

    def cells(self) -> list[tuple[int, int, float, float]]:
        """Return x, z, their share, and the outcome's share among them."""
        return [
            (x, z, (X_SHARE if x else 1 - X_SHARE) * (Z_SHARE if z else 1 - Z_SHARE), self.risk(x, z))
            for x in (0, 1)
            for z in (0, 1)
        ]

    def truths(self) -> dict[str, float]:
        """Return the value that each estimand has in the population."""
        cells = self.cells()
        share = sum(part * risk for _, _, part, risk in cells)
        by_x = [sum(part * risk for a, _, part, risk in cells if a == x) for x in (0, 1)]
        by_x = [by_x[0] / (1 - X_SHARE), by_x[1] / X_SHARE]
        odds = special.logit(by_x[1]) - special.logit(by_x[0])
        area = sum(
            part
            * risk
            * other
            * (1 - low)
            * (0.5 if score(x, z) == score(a, b) else float(score(x, z) > score(a, b)))
            for x, z, part, risk in cells
            for a, b, other, low in cells
        ) / (share * (1 - share))
        return {
            "proportion": share,
            "odds ratio": float(np.exp(odds)),
            "standardised share": by_x[1],
            "area": area,
        }

    def alike(self) -> float:
        """Return the intracluster correlation of the outcome within a stratum, averaged over strata."""
        chances = sum(
            part
            * special.expit(self.levels[:, None] + EFFECTS @ np.array([x, z, x * z]) + self.spread * NODES)
            for x, z, part, _ in self.cells()
        )
        mean = chances @ PARTS
        return float(self.shares @ ((chances - mean[:, None]) ** 2 @ PARTS / (mean * (1 - mean))))


def score(x: int, z: int) -> float:
    """Return a score that was fixed before the sample was drawn, with a tie."""
    return 1.0 * x + 1.0 * z


def population(strata: int, prevalence: float, alike: float) -> Population:
    """Return a population with a prevalence and an intracluster correlation, to six digits."""
    chance = np.random.default_rng(strata)
    shape, shares = chance.normal(0, 0.25, strata), chance.dirichlet(np.full(strata, 5.0))

    def level_for(spread: float) -> float:
        def off(level: float) -> float:
            return Population(level + shape, shares, spread).truths()["proportion"] - prevalence

        return float(optimize.brentq(off, -8, 3, xtol=1e-10))

    def too_alike(spread: float) -> float:
        return Population(level_for(spread) + shape, shares, spread).alike() - alike

    spread = float(optimize.brentq(too_alike, 0.01, 3, xtol=1e-8))
    return Population(level_for(spread) + shape, shares, spread)


def draw(made: Population, clusters: int, size: int, chance: np.random.Generator) -> pl.DataFrame:
    """Return a sample of clusters of about ``size`` rows in each stratum."""
    strata = len(made.levels)
    sizes = chance.poisson(size, strata * clusters) + 2
    cluster = np.repeat(np.arange(strata * clusters), sizes)
    stratum = cluster // clusters
    x, z = (
        (chance.random(len(cluster)) < X_SHARE).astype(int),
        (chance.random(len(cluster)) < Z_SHARE).astype(int),
    )
    own = (chance.normal(0, made.spread, strata * clusters))[cluster]
    log_odds = made.levels[stratum] + EFFECTS[0] * x + EFFECTS[1] * z + EFFECTS[2] * x * z + own
    told = (chance.random(len(cluster)) < special.expit(log_odds)).astype(int)
    # Noise of mean 1 beside what undoes the unequal sampling of strata.
    weight = made.shares[stratum] * chance.gamma(8, 1 / 8, len(cluster)) * 1000
    return pl.DataFrame(
        {"stratum": stratum, "cluster": cluster, "weight": weight, "x": x, "z": z, "told": told}
    )


def intervals(frame: pl.DataFrame) -> dict[str, tuple[float, float]]:
    """Return the interval of each estimand."""
    design = Design(frame, weights="weight", strata="stratum", clusters="cluster")
    share = design.proportion("told").table.row(0, named=True)
    odds = design.logit("told ~ x").table.row(1, named=True)
    standard = (
        design.standardised("told ~ x * z", "x").table.filter(pl.col("level") == "1").row(0, named=True)
    )
    rows, y = np.arange(frame.height), frame["told"].to_numpy().astype(np.float64)
    scores = (frame["x"] + frame["z"]).to_numpy().astype(np.float64)
    area = measured(design, rows, scores, y, df=design.degrees_of_freedom, level=0.95)[AUC]
    return {
        "proportion": (share["low"], share["high"]),
        "odds ratio": (odds["odds_low"], odds["odds_high"]),
        "standardised share": (standard["low"], standard["high"]),
        "area": (area.low, area.high),
    }  # type: ignore[return-value]


def main() -> int:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--draws", type=int, default=2000)
    given = parser.parse_args()
    warnings.simplefilter("error")
    for strata, clusters in ((6, 15), (5, 12), (16, 3)):
        _say(f"{strata} strata of {clusters} clusters of about 30, {given.draws} draws: intervals that hold")
        _say(
            "| prevalence | correlation | "
            + " | ".join(ESTIMANDS)
            + " | s |\n|"
            + "---|" * (len(ESTIMANDS) + 3)
        )
        for prevalence in (0.05, 0.3):
            for alike in (0.02, 0.05):
                before = time.perf_counter()
                held = coverage(strata, clusters, prevalence, alike, given.draws)
                cells = " | ".join(f"{100 * held[name]:.1f} %" for name in ESTIMANDS)
                _say(f"| {prevalence} | {alike} | {cells} | {time.perf_counter() - before:.0f} |")
    return 0


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def coverage(strata: int, clusters: int, prevalence: float, alike: float, draws: int) -> dict[str, float]:
    """Return how often the intervals of each estimand hold its truth."""
    made = population(strata, prevalence, alike)
    truths, held = made.truths(), dict.fromkeys(ESTIMANDS, 0)
    for number in range(draws):
        chance = np.random.default_rng([strata, round(1000 * prevalence), round(1000 * alike), number])
        found = intervals(draw(made, clusters, 30, chance))
        for name, (low, high) in found.items():
            held[name] += low <= truths[name] <= high
    return {name: count / draws for name, count in held.items()}


if __name__ == "__main__":
    sys.exit(main())
