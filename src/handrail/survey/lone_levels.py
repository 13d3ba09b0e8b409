"""Levels of a factor in one cluster: no design can tell the variance of what they say."""

from __future__ import annotations

import numpy as np

from handrail.survey.domains import lies_in_one_cluster
from handrail.survey.regression import Asked
from handrail.values.errors import DataError


def check_lone(asked: Asked) -> None:
    """Refuse a model of which the design cannot tell a variance."""
    if lies_in_one_cluster(asked.design, asked.rows):
        raise DataError.because(
            "the rows of a model lie in two clusters or more",
            "one",
            "widen the domain: one cluster says nothing about the next",
        )
    _refuse_lone_levels(asked)


def _refuse_lone_levels(asked: Asked) -> None:
    """Refuse a level in one cluster: its residuals add up to zero there, and so would its variance.

    Rows with a level have a column that is not zero; those with the reference have none of the term's.
    """
    matrix, structure = asked.matrix, asked.design.structure
    clusters = structure.cluster_of_row[asked.rows]
    # Of each combination one of its clusters, and whether it has others.
    one = np.zeros(len(matrix.values), dtype=np.intp)
    one[matrix.pattern] = clusters
    alone = np.bincount(matrix.pattern, weights=one[matrix.pattern] != clusters, minlength=len(one)) == 0
    samples = structure.fraction_left[structure.stratum_of_cluster] > 0
    for term, columns in tuple(matrix.terms.items())[1:]:
        values = matrix.values.T[list(columns)]
        levels = [column != 0 for column in values]
        if ((values == 0) | (values == 1)).all():
            levels.append((values == 0).all(axis=0))
        for level in levels:
            places = one[level]
            if not len(places) or (places != places[0]).any():
                continue
            if alone[level].all() and samples[places[0]]:
                raise DataError.because(
                    "every level of a factor has rows of the model in two clusters or more",
                    f"a level of '{term}' lies in one cluster",
                    "merge it with another level or leave the term out",
                )
