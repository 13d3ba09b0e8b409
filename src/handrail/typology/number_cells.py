"""Number cells: the mean of each counted or continuous item in each class, with what review judges of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import polars as pl

from handrail.typology.latent_classes import LatentClasses, kept_of
from handrail.typology.membership import membership_of
from handrail.typology.patterns import Floats, Integers
from handrail.typology.tidy import CATEGORICAL
from handrail.values.table import Cell


def number_cells(model: LatentClasses, labels: Mapping[str, str], names: Sequence[str]) -> tuple[Cell, ...]:
    """Return the mean (of a count the rate) of each item that is a number.

    The base is everyone expected in the class who answered the item; ``largest`` says how far the mean rests
    on one or two of them.

    Examples
    --------
    >>> rows = [(0, 0, 0), (0, 0, 0), (0, 0, 1), (1, 1, 5), (1, 1, 6)] * 20
    >>> frame = pl.DataFrame(rows, schema=["asked", "met", "times"], orient="row")
    >>> model = LatentClasses(2, starts=5, kinds={"times": "count"}).fit(frame)
    >>> [(dict(one.group), one.n, round(one.values["estimate"], 1)) for one in number_cells(model, {}, "ab")]
    [({'item': 'times', 'class': 'a'}, 60, 0.3), ({'item': 'times', 'class': 'b'}, 40, 5.5)]
    """
    kept = kept_of(model)
    patterns = kept.layout.patterns
    within = membership_of(kept.layout, kept.found).within
    numbers = model.item_numbers_
    cells = []
    for j, item in enumerate(patterns.items):
        if patterns.kinds[j] in CATEGORICAL:
            continue
        own = numbers.filter(pl.col("item") == item)
        value = np.abs(np.array(patterns.categories[j], dtype=np.float64))
        answered = patterns.codes[:, j] >= 0
        for k, name in enumerate(names):
            of_class = own.filter(pl.col("class") == k + 1)
            found = dict(of_class.select("parameter", "estimate").iter_rows())
            mean = found.get("rate", found.get("mean"))
            largest = _largest(
                patterns.codes[:, j], patterns.pattern_of, patterns.row_weight, within[:, k], value
            )
            cells.append(
                Cell(
                    {"item": labels.get(item, item), "class": name},
                    None,
                    round(float((within[answered, k] * patterns.respondents[answered]).sum())),
                    None,
                    {"estimate": mean},
                    largest=largest,
                )
            )
    return tuple(cells)


def _largest(
    codes: Integers, pattern_of: Integers, row_weight: Floats, within: Floats, value: Floats
) -> tuple[float, float]:
    """Return the shares of the two largest respondents in a class's sum of an item's values."""
    size = np.where(codes >= 0, value[np.maximum(codes, 0)], 0.0) * within
    parts = row_weight * size[pattern_of]
    total = float(parts.sum())
    if total <= 0 or len(parts) < 2:
        return 0.0, 0.0
    second, first = np.sort(np.partition(parts, len(parts) - 2)[-2:])
    return float(first) / total, float(second) / total
