"""Simulated answers: as many respondents as there were, answering as a model says."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from handrail.typology.distinct import distinct, row_keys
from handrail.typology.frames import Category
from handrail.typology.layout import Layout, lay_out
from handrail.typology.membership import item_tables, prior_shares
from handrail.typology.parameters import Parameters
from handrail.typology.patterns import Floats, Integers
from handrail.typology.search import Flags


def simulate(layout: Layout, parameters: Parameters, random: np.random.Generator) -> Layout:
    """Return answers drawn from a model, laid out.

    Each respondent keeps the group or covariates and the items that were answered (a parametric bootstrap is
    conditional on both); the class and the answers are drawn anew. Weights are all one.

    Parameters
    ----------
    layout, parameters
        A model and the answers that it was fitted to, without weights of a sample.
    random
        The stream that everything is drawn from.

    Examples
    --------
    >>> import polars as pl
    >>> from handrail.typology.layout import lay_out
    >>> from handrail.typology.patterns import read_patterns
    >>> layout = lay_out(read_patterns(pl.DataFrame({"a": [0, 0, 1, 1], "b": [0, 1, None, 1]})))
    >>> one = Parameters(np.array([[0.5], [0.5], [0.0], [1.0]]), np.ones((1, 1)))
    >>> drawn = simulate(layout, one, np.random.default_rng(1)).patterns
    >>> drawn.n, sorted({int(code) for code in drawn.codes[:, 1]})
    (4, [-1, 1])
    """
    patterns = layout.patterns
    person = np.repeat(np.arange(len(patterns.weight)), patterns.respondents.astype(np.int64))
    beside = patterns.beside[person]
    classes = _drawn(prior_shares(layout, parameters)[beside], random)
    tables = item_tables(layout, parameters)
    columns, categories = [], list(patterns.categories)
    for j, kind in enumerate(patterns.kinds):
        answered = patterns.codes[person, j] >= 0
        if kind in ("count", "continuous"):
            rows = parameters.items[layout.parameters_first[j] : layout.parameters_first[j + 1], classes]
            codes, categories[j] = _numbers(kind == "count", rows, answered, random)
        else:
            chances = tables[layout.first[j] : layout.first[j + 1] - 1].T
            codes = _drawn(chances[classes], random)
        columns.append(np.where(answered, codes, -1))
    drawn = np.column_stack(columns)
    # A missing answer is -1.
    columns = [*(drawn + 1).T, beside]
    pattern_of, first = distinct(*row_keys(columns, [int(column.max()) + 1 for column in columns]))
    counted: Floats = np.bincount(pattern_of, minlength=len(first)).astype(np.float64)
    return lay_out(
        replace(
            patterns,
            categories=tuple(categories),
            codes=drawn[first],
            weight=counted,
            respondents=counted,
            beside=beside[first],
            rows=np.arange(len(person)),
            pattern_of=pattern_of,
            row_weight=np.ones(len(person)),
            weighted_n=None,
        )
    )


def _drawn(chances: Floats, random: np.random.Generator) -> Integers:
    """Return one place a row, drawn with the row's chances (rows x places)."""
    below = np.cumsum(chances, axis=1)
    # Chances add up to one but for rounding: a place beyond the last is the last.
    higher = random.random(len(below))[:, None] * below[:, -1:] >= below[:, :-1]
    return np.asarray(higher.sum(axis=1), dtype=np.intp)


def _numbers(
    count: bool, rows: Floats, answered: Flags, random: np.random.Generator
) -> tuple[Integers, tuple[Category, ...]]:
    """Return the place of each respondent's number among those drawn, and the numbers."""
    values = random.poisson(rows[0]) if count else random.normal(rows[0], np.sqrt(rows[1]))
    found, codes = np.unique(values[answered], return_inverse=True)
    places = np.zeros(len(values), dtype=np.intp)
    places[answered] = codes.reshape(-1)
    return places, tuple(found.tolist())
