"""A crosstab as tables that can travel: shares, the test, and where it departs from independence."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace

from handrail.survey.comparisons import rounded
from handrail.survey.crosstab import Crosstab
from handrail.survey.estimates import CATEGORY, Estimates
from handrail.survey.levels import level_text
from handrail.survey.methods import METHODS
from handrail.survey.results import to_result
from handrail.survey.wording import Sample, sample_reading
from handrail.values.result import Result
from handrail.values.table import Cell, Table

RESIDUAL = "residual"
_RESIDUAL_STEPS = (4.0, 2.0)
_STEPS = (
    "Adjusted residuals with the design's standard errors: 2 or 4 says that many standard errors or more "
    "above what independence expects, -2 and -4 below it, and 0 less than two either way. Each is of its "
    "cell alone."
)
_RAO_SCOTT = "Rao and Scott's second-order F, against a whole without association."


def crosstab_result(
    found: Crosstab,
    rows: Estimates,
    whole: Estimates,
    *,
    name: str,
    title: str,
    dimension_labels: Mapping[str, str],
    source: str,
    public_use: bool,
    sample: Sample,
    variable_label: str,
    selection: str = "",
) -> Result:
    """Return a crosstab as a result: the columns' shares in each row and in all, and then the test.

    Parameters
    ----------
    found
        The crosstab.
    rows, whole
        ``design.proportion(column, by=row)`` and ``design.proportion(column)``, in the same domain.
    name, title, dimension_labels, source, public_use, sample, variable_label, selection
        See :func:`handrail.survey.results.to_result`.

    Notes
    -----
    The test leaves like a comparison: only where every cell beneath it does. Shares of the whole and
    residuals stay in the study: with the rows' shares they are the table of counts over again. Only how far a
    residual lies from 0 leaves, in the steps of 2 and 4 standard errors by which mosaics are shaded (Friendly
    1994, Journal of the American Statistical Association 89, 190-200), and not where weights are few.

    Examples
    --------
    >>> import polars as pl
    >>> from handrail.survey import Design
    >>> design = Design(pl.DataFrame({"told": list("ynny") * 20, "sex": ["F", "F", "M", "M"] * 20}))
    >>> result = crosstab_result(
    ...     design.crosstab("sex", "told"), design.proportion("told", "sex"), design.proportion("told"),
    ...     name="crosstab:told", title="Told someone", source="p", public_use=False, sample="quota",
    ...     variable_label="Told", dimension_labels={"sex": "Gender"})
    >>> [(table.name, table.measure, len(table.cells)) for table in result.tables]
    [('crosstab:told', 'share', 6), ('crosstab:told.test', 'comparison', 1), ('crosstab:told.residuals', ...)]
    """
    shares = to_result(
        rows,
        name=name,
        title=title,
        dimension_labels=dimension_labels,
        source=source,
        public_use=public_use,
        sample=sample,
        variable_label=variable_label,
        selection=selection,
        whole=whole,
    )
    coarse = not public_use and (any(rows.few) or any(whole.few))
    values: dict[str, float | None] = {
        "f": rounded(found.f, 1 if coarse else None),
        "df1": rounded(found.df1, 1 if coarse else None),
        "df2": rounded(found.df2, 1 if coarse else None),
        "p": rounded(found.p, 2 if coarse else None),
    }
    test = Table(
        name=f"{name}.test",
        title=f"{title}: test of independence",
        measure="comparison",
        dimensions=(),
        cells=(Cell({}, None, found.base, None, values),),
        source=source,
        variable=found.column,
        public_use=public_use,
        notes=(sample_reading(sample, selection), found.untested or _RAO_SCOTT),
        labels={**shares.tables[0].labels, "f": "F", "df1": "First df", "df2": "Second df", "p": "p"},
        judged=tuple(
            Cell({found.row: level_text(group)}, level_text(column), n, count, {})
            for (group, column, count), n in zip(
                found.table.select(found.row, found.column, "count").rows(), _row_sizes(found), strict=True
            )
        ),
    )
    beside = () if coarse else (_residuals(found, test, title),)
    return replace(shares, tables=(*shares.tables, test, *beside), method=METHODS["survey.crosstab"])


def _residuals(found: Crosstab, test: Table, title: str) -> Table:
    """Return how far each cell lies from independence, in steps: it leaves with the test or not at all."""
    cells = [
        Cell(
            {found.row: level_text(group), CATEGORY: level_text(column)},
            None,
            found.base,
            None,
            {RESIDUAL: _step_of(residual)},
        )
        for group, column, residual in found.table.select(found.row, found.column, RESIDUAL).rows()
    ]
    return replace(
        test,
        name=f"{test.name.removesuffix('.test')}.residuals",
        title=f"{title}: where it departs from independence",
        dimensions=(found.row, CATEGORY),
        cells=tuple(cells),
        notes=(test.notes[0], _STEPS),
        labels={
            **test.labels,
            CATEGORY: test.labels.get(found.column, "Answer"),
            RESIDUAL: "Adjusted residual, in steps",
        },
    )


def _step_of(residual: float | None) -> float | None:
    if residual is None:
        return None
    step = next((step for step in _RESIDUAL_STEPS if abs(residual) >= step), 0.0)
    return math.copysign(step, residual) if step else 0.0


def _row_sizes(found: Crosstab) -> list[int]:
    sizes: dict[object, int] = {}
    for group, count in found.table.select(found.row, "count").rows():
        sizes[group] = sizes.get(group, 0) + count
    return [sizes[group] for group in found.table[found.row].to_list()]
