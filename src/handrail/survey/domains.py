"""Domains: which rows an estimate is about, and what the design lost with the others.

A row outside a domain is never deleted: it stays in the design with no part in the estimate.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from handrail.survey.linearise import Flags, Integers, Rows
from handrail.values.errors import DataError, did_you_mean

if TYPE_CHECKING:
    from handrail.survey.sampling import Sampling

_FEW_ROWS = 4096


def domain_rows(design: Sampling, where: pl.Expr | None) -> Flags:
    """Return which rows a domain holds; all of them without an expression.

    Raises
    ------
    DataError
        For an unknown column, an expression that is not true or false, and one that is true of no row.
    """
    if where is None:
        return np.ones(design.frame.height, dtype=np.bool_)
    name = "belongs to the domain"
    try:
        inside = design.frame.with_columns(where.alias(name))[name]
    except pl.exceptions.PolarsError as error:
        columns = [column for column in where.meta.root_names() if column not in design.frame.columns]
        raise DataError.because(
            "a domain is an expression over columns of the survey",
            f"no column '{columns[0]}'" if columns else f"an expression that fails ({type(error).__name__})",
            did_you_mean(columns[0], design.frame.columns)
            if columns
            else "compare a column with values of its own type",
        ) from None
    if inside.dtype != pl.Boolean:
        raise DataError.because(
            "a domain is true or false on every row",
            f"an expression of {inside.dtype}",
            "compare with a value",
        )
    rows = inside.fill_null(False).to_numpy()
    if not rows.any():
        raise DataError.because(
            "a domain has rows",
            f"a condition that is true on none of {len(rows)}",
            "compare with the variable's own values: see its recode",
        )
    return rows


def lies_in_one_cluster(design: Sampling, rows: Rows) -> bool:
    """Whether a variance is zero by construction: residuals that sum to zero, all in one sampled cluster.

    Replicate weights from a file name no clusters: there the rows are such whose weights move as one.
    """
    structure = design.structure
    if design.replicate is not None and design.clusters is None and design.strata is None:
        return design.replicate.move_as_one(rows)
    # A few rows nearly always lie in two clusters; a million are then not looked at.
    of_row = structure.cluster_of_row
    size = len(of_row) if isinstance(rows, slice) else len(rows)
    step = max(size // _FEW_ROWS, 1)
    few = slice(None, None, step) if isinstance(rows, slice) else rows[::step]
    for part in (few, rows):
        clusters = of_row[part]
        if (clusters != clusters[0]).any():
            return False
    return bool(structure.fraction_left[structure.stratum_of_cluster[clusters[0]]] > 0)


def levels_in_one_cluster(design: Sampling, rows: Integers, codes: Integers, levels: int) -> Flags:
    """Return of which levels all rows lie in one cluster, as :func:`lies_in_one_cluster` of each has it.

    Parameters
    ----------
    rows, codes
        Positions of rows, and the level of each of them.
    levels
        How many there are; one without a row counts as one that cannot be told.
    """
    # A few thousand rows nearly always show that a level is in several clusters; else all of them are asked.
    few = slice(None, None, max(len(rows) // _FEW_ROWS, 1))
    lone = np.ones(levels, dtype=np.bool_)
    for part, of_part in ((rows[few], codes[few]), (rows, codes)):
        for code in np.flatnonzero(lone):
            own = part[of_part == code]
            lone[code] = not len(own) or lies_in_one_cluster(design, own)
    return lone


def strata_losses(design: Sampling, used: Flags) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the strata that lost a cluster to missing answers, and those in which no answer is left."""
    if used.all():
        return (), ()
    structure = design.structure
    answers = np.bincount(structure.cluster_of_row[used], minlength=len(structure.stratum_of_cluster))
    strata = len(structure.clusters_in_stratum)
    empty = np.bincount(structure.stratum_of_cluster[answers == 0], minlength=strata)
    without = empty == structure.clusters_in_stratum
    lost = without if design.clusters is None else empty > 0
    return (
        tuple(label for label, flag in zip(design.stratum_labels, lost, strict=True) if flag),
        tuple(label for label, flag in zip(design.stratum_labels, without, strict=True) if flag),
    )
