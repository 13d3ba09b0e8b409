"""Plain clusters: what cluster analysis, as published typologies used it, finds in the same answers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from handrail.typology.average_linkage import average_linkage
from handrail.typology.dissimilarity import average_silhouette, gower_distances
from handrail.typology.latent_classes import LatentClasses, kept_of
from handrail.typology.matching import adjusted_rand_index, modal_classes
from handrail.typology.medoids import partition_around_medoids
from handrail.typology.refitting import check_fitted
from handrail.values.errors import DataError

METHOD_WORDS = {
    "classes": "Latent classes, each respondent by the most likely one",
    "medoids": "k-medoids on Gower's distance",
    "hierarchical": "Hierarchical clustering, average linkage, on Gower's distance",
}


@dataclass(frozen=True, eq=False)
class PlainClusters:
    """Latent classes beside plain clusters of the same number.

    Attributes
    ----------
    table
        One row a method (``classes``, ``medoids``, ``hierarchical``): method, adjusted_rand (with the
        latent classes), silhouette (average, on Gower's distance; null with one cluster), smallest_n and
        largest_n (unweighted respondents of the smallest and the largest).
    between
        Adjusted Rand index of the two plain methods.
    clusters
        Their number.
    n
        Respondents, unweighted: plain clustering knows no weights of a sample.
    """

    table: pl.DataFrame
    between: float
    clusters: int
    n: int


def plain_alternatives(model: LatentClasses) -> PlainClusters:
    """Cluster the answers of a fitted typology by k-medoids and by average linkage, and compare.

    Parameters
    ----------
    model
        A fitted typology, without items that differ between groups.

    Raises
    ------
    DataError
        For a model that was not fitted, one with items that differ between groups, and too many different
        patterns (see :func:`handrail.typology.dissimilarity.gower_distances`).

    Examples
    --------
    >>> rows = [(1, 1, 1, 1)] * 30 + [(0, 0, 0, 0)] * 50 + [(1, 1, 0, 1), (1, 0, 1, 1), (0, 0, 1, 0)] * 5
    >>> frame = pl.DataFrame(rows, schema=["asked", "moved", "met", "kept"], orient="row")
    >>> found = plain_alternatives(LatentClasses(2, starts=5).fit(frame))
    >>> found.table["adjusted_rand"].to_list(), found.table["smallest_n"].to_list()
    ([1.0, 1.0, 1.0], [40, 40, 40])
    """
    check_fitted(model)
    if model.free_items:
        raise DataError.because(
            "plain clustering takes items that mean the same to all",
            "items whose parameters differ between groups",
            "fit the typology without free items, or each group on its own",
        )
    layout, patterns = kept_of(model).layout, kept_of(model).layout.patterns
    counts = patterns.respondents
    distances = gower_distances(patterns)
    found = {
        "classes": modal_classes(layout, kept_of(model).found),
        "medoids": partition_around_medoids(distances, counts, model.n_classes).of,
        "hierarchical": average_linkage(distances, counts, model.n_classes),
    }
    rows = []
    for method, of in found.items():
        sizes = np.bincount(of, counts)
        width = average_silhouette(distances, of, counts)
        rows.append(
            {
                "method": method,
                "adjusted_rand": adjusted_rand_index(found["classes"], of, counts),
                "silhouette": None if np.isnan(width) else width,
                "smallest_n": round(float(sizes[sizes > 0].min())),
                "largest_n": round(float(sizes.max())),
            }
        )
    schema = {
        "method": pl.String, "adjusted_rand": pl.Float64, "silhouette": pl.Float64,
        "smallest_n": pl.Int64, "largest_n": pl.Int64,
    }  # fmt: skip
    between = adjusted_rand_index(found["medoids"], found["hierarchical"], counts)
    return PlainClusters(pl.DataFrame(rows, schema=schema), between, model.n_classes, patterns.n)
