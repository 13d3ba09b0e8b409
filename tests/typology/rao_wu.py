"""A clustered sample of two planted classes, and its standard errors by drawing its clusters again."""

from dataclasses import replace

import numpy as np
import polars as pl

from handrail.typology import LatentClasses
from handrail.typology.latent_classes import kept_of
from handrail.typology.layout import lay_out
from handrail.typology.patterns import read_patterns
from handrail.typology.search import ascend

YES = np.array([[0.2, 0.25, 0.15, 0.3, 0.2, 0.25], [0.75, 0.8, 0.7, 0.85, 0.65, 0.8]])
NAMES = [f"item_{number}" for number in range(6)]


def clustered(strata=12, clusters=5, people=12, seed=3):
    """Return answers, strata, clusters and weights: clusters differ in how common the second class is."""
    chance = np.random.default_rng(seed)
    stratum = np.repeat(np.arange(strata), clusters * people)
    cluster = np.repeat(np.arange(strata * clusters), people)
    share = 1 / (1 + np.exp(-chance.normal(-0.4, 1.2, strata * clusters)))[cluster]
    of = (chance.random(len(stratum)) < share).astype(int)
    answers = (chance.random((len(stratum), 6)) < YES[of]).astype(int)
    weights = chance.gamma(6.0, size=len(stratum)) * (1 + 0.5 * (stratum % 3))
    return pl.DataFrame(answers, schema=NAMES), stratum, cluster, weights


def replicated(frame, stratum, cluster, weights, replicates, seed):
    """Return standard deviations over Rao-Wu replicates, each begun at the estimate.

    Rao and Wu 1988, Journal of the American Statistical Association 83, 231-241: n - 1 of a stratum's n
    clusters drawn with replacement, weights times n / (n - 1) times how often.
    """
    layout = lay_out(read_patterns(frame, weights))
    model = LatentClasses(2, starts=5, seed=1).fit(frame, weights)
    pattern_of, chance = layout.patterns.pattern_of, np.random.default_rng(seed)
    of_stratum = np.array([stratum[cluster == c][0] for c in np.unique(cluster)])
    found = []
    for _ in range(replicates):
        times = np.zeros(len(of_stratum))
        for h in np.unique(of_stratum):
            own = np.flatnonzero(of_stratum == h)
            drawn = chance.choice(own, len(own) - 1)
            times += np.bincount(drawn, minlength=len(times)) * len(own) / (len(own) - 1)
        again = np.bincount(pattern_of, weights * times[cluster], len(layout.patterns.weight))
        # Patterns that no drawn cluster has weigh nothing, and their weight is a share of the same total.
        data = (*layout.data[:2], again * layout.patterns.n / again.sum(), *layout.data[3:])
        scaled = replace(layout, data=data)
        end, _, arrived = ascend(scaled, kept_of(model).found, 1e-9, 20_000)
        assert arrived
        found.append(np.concatenate([end.prior[0], end.items.T.reshape(-1)]))
    return np.std(np.array(found), axis=0)


def in_order_of_replicates(table):
    """Return a model's standard errors as replicates have their parameters."""
    shares = table.filter(pl.col("parameter") == "share").sort("class")["se"].to_numpy()
    items = table.filter(pl.col("parameter") == "probability")["se"].to_numpy()
    return np.concatenate([shares, items])
