"""Expected counts: respondents that the first step expects in a class and at a level; for disclosure."""

from __future__ import annotations

import numpy as np
import polars as pl

from handrail.survey.levels import level_text, levels_of
from handrail.typology.first_step import FirstStep, Flags
from handrail.typology.patterns import Floats, Integers

COUNTS_SCHEMA = {
    "covariate": pl.String, "level": pl.String, "class": pl.Int64, "n": pl.Float64, "count": pl.Float64,
}  # fmt: skip


def respondents_of_rows(first: FirstStep) -> Floats:
    """Return the respondents that each of the rows that enter stands for (N)."""
    patterns = first.layout.patterns
    if patterns.weight_kind == "frequency":
        return patterns.row_weight
    return np.ones(len(patterns.rows))


def expected_in(first: FirstStep, codes: Integers, levels: int) -> Floats:
    """Return the unweighted respondents expected at each level and in each class (levels x K).

    Parameters
    ----------
    first
        The typology.
    codes
        The level of each of the rows that enter (N); -1 for none.
    levels
        How many there are.
    """
    inside = codes >= 0
    key = first.layout.patterns.pattern_of[inside] * levels + codes[inside]
    size = len(first.within)
    people = np.bincount(key, respondents_of_rows(first)[inside], size * levels).reshape(size, levels)
    found: Floats = np.einsum("pl,pk->lk", people, first.within)
    return found


def covariate_counts(first: FirstStep, frame: pl.DataFrame, answered: Flags) -> pl.DataFrame:
    """Return a row for each covariate, level and class; a number has one level without a name.

    Counted are those who answered every covariate (``answered``, N). The count of a number is of those who do
    not have its commonest value: what its coefficient rests on.
    """
    rows: list[tuple[str, str | None, int, float, float]] = []
    for name in frame.columns:
        column = frame[name].gather(pl.Series(first.layout.patterns.rows))
        found = levels_of(column)
        codes = np.where(answered, found.codes, -1)
        labels = [level_text(value) for value in found.values.to_list()]
        shown: list[tuple[int, str | None]] = list(enumerate(labels))
        if is_number(column):
            commonest = np.bincount(codes[answered], respondents_of_rows(first)[answered]).argmax()
            codes, shown = np.where(answered, codes != commonest, -1).astype(np.intp), [(1, None)]
        counts = expected_in(first, codes, max(len(labels), 2))
        everyone = counts.sum(axis=0)
        for k in range(first.classes):
            for at, label in shown:
                rows.append((name, label, k + 1, float(everyone[k]), float(counts[at, k])))
    return pl.DataFrame(rows, schema=COUNTS_SCHEMA, orient="row")


def is_number(column: pl.Series) -> bool:
    """Return whether a covariate is a number with more to it than yes and no."""
    return column.dtype.is_numeric() and not set(column.drop_nulls().unique().to_list()) <= {0, 1}
