"""Results of what compares groups: differences and pooled countries, as tables that can travel."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from handrail.survey.difference import RATIOS, REFERENCE, Differences
from handrail.survey.estimates import CATEGORY, Estimates
from handrail.survey.few_weights import told_interval
from handrail.survey.levels import level_text
from handrail.survey.methods import METHODS
from handrail.survey.pooling import Pooled
from handrail.survey.precision import precision_notes
from handrail.survey.results import df_words, number_of, to_result
from handrail.survey.wording import Sample, sample_reading
from handrail.values.result import Result
from handrail.values.table import Cell

_COARSE = 0.01
_EACH = "Each p-value is of its comparison alone: of twenty, one is under 0.05 by chance."


def difference_result(
    found: Differences,
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
    """Return differences as a result: the groups' own estimates, and then their comparison.

    Parameters
    ----------
    found
        Differences.
    name, title, dimension_labels, source, public_use, sample, variable_label, selection
        See :func:`handrail.survey.results.to_result`.

    Notes
    -----
    The comparison leaves whole or not at all, and not beside a withheld group of the same question, which it
    would give back. Where a group's weights are few it is told at a hundredth, without ratios.

    Examples
    --------
    >>> import polars as pl
    >>> from handrail.survey import Design
    >>> frame = pl.DataFrame({"told": [1, 0, 1, 0] * 20, "sex": ["F", "F", "M", "M"] * 20})
    >>> result = difference_result(
    ...     Design(frame).difference("told", "sex"), name="difference:told", title="Told someone", source="p",
    ...     public_use=False, sample="quota", variable_label="Told", dimension_labels={"sex": "Gender"})
    >>> [(table.name, table.measure, len(table.cells)) for table in result.tables]
    [('difference:told', 'share', 2), ('difference:told.differences', 'comparison', 1)]
    """
    groups = to_result(
        found.groups,
        name=name,
        title=title,
        dimension_labels=dimension_labels,
        source=source,
        public_use=public_use,
        sample=sample,
        variable_label=variable_label,
        selection=selection,
    )
    coarse = not public_use and any(found.groups.few)
    judged = found.precision if sample == "probability" else (None,) * len(found.precision)
    cells = [
        _difference_cell(found, row, coarse=coarse, hidden=one is not None and one.verdict == "suppressed")
        for row, one in zip(found.table.iter_rows(named=True), judged, strict=True)
    ]
    reading = sample_reading(sample, selection)
    df = df_words(found.table["df"].to_list())
    level = f"{100 * found.level:g}% intervals: symmetric, t distribution; {df}."
    compared = replace(
        groups.tables[0],
        name=f"{name}.differences",
        title=f"{title}: differences",
        measure="comparison",
        dimensions=(found.by, REFERENCE, *((CATEGORY,) if found.groups.is_categorical else ())),
        cells=tuple(cells),
        judged=_judged(found.groups),
        notes=(reading, level, _EACH, *precision_notes(judged)),
        labels={**groups.tables[0].labels, REFERENCE: "Compared with", **_VALUE_LABELS},
    )
    method = METHODS["survey.difference"]
    return replace(groups, tables=(*groups.tables, compared), method=method)


_VALUE_LABELS = {
    CATEGORY: "Category",
    "estimate": "Difference",
    "se": "Standard error",
    "low": "Lower limit",
    "high": "Upper limit",
    "df": "Degrees of freedom",
    "p": "p",
    "ratio": "Ratio",
    "ratio_low": "Lower limit of the ratio",
    "ratio_high": "Upper limit of the ratio",
}


def pooled_result(
    found: Pooled,
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
    """Return pooled countries as a result: each country, and the pooled number as the table's whole.

    Parameters
    ----------
    found
        Pooled countries.
    name, title, dimension_labels, source, public_use, sample, variable_label, selection
        See :func:`handrail.survey.results.to_result`.

    Examples
    --------
    >>> import polars as pl
    >>> from handrail.survey import Design, pooled
    >>> frame = pl.DataFrame({"told": [1, 0, 0, 0, 1, 1, 1, 0] * 9, "country": (["A"] * 4 + ["B"] * 4) * 9})
    >>> result = pooled_result(
    ...     pooled(Design(frame), "told", "country", "equal"), name="pooled:told", title="Told someone",
    ...     source="p", public_use=False, sample="quota", variable_label="Told", dimension_labels={})
    >>> [(dict(cell.group), cell.value("estimate")) for cell in result.tables[0].cells]
    [({'country': 'A'}, 0.25), ({'country': 'B'}, 0.75), ({}, 0.5)]
    >>> result.rules["country_weight"]
    'equal: each country counts alike'
    """
    result = to_result(
        found.countries,
        name=name,
        title=title,
        dimension_labels=dimension_labels,
        source=source,
        public_use=public_use,
        sample=sample,
        variable_label=variable_label,
        selection=selection,
        whole=found.whole,
    )
    (table,) = result.tables
    rules = {**result.rules, "country_weight": found.rule.removeprefix("country_weight = ")}
    return replace(result, tables=(replace(table, notes=(*table.notes, f"{found.rule}.")),), rules=rules)


def _difference_cell(found: Differences, row: Mapping[str, object], *, coarse: bool, hidden: bool) -> Cell:
    names = ("estimate", "se", "low", "high", "df", "p", *(RATIOS if found.kind == "proportion" else ()))
    values: dict[str, float | None] = {name: number_of(row[name]) for name in names}
    if coarse:
        values |= dict.fromkeys(name for name in RATIOS if name in values)
        values |= {name: rounded(values[name], 2) for name in ("estimate", "p")}
        if values["low"] is not None and values["high"] is not None and values["se"] is not None:
            values["low"], values["high"] = told_interval(values["low"], values["high"], _COARSE)
            values["se"] = told_interval(0.0, values["se"], _COARSE)[1]
    if hidden:
        values |= dict.fromkeys(name for name in values if name != "df")
    group = {found.by: level_text(row[found.by]), REFERENCE: level_text(row[REFERENCE])}
    if found.groups.is_categorical:
        group[CATEGORY] = level_text(row[CATEGORY])
    return Cell(group, None, int(str(row["n"])), None, values)


def _judged(groups: Estimates) -> tuple[Cell, ...]:
    """Return the groups' numbers of respondents, for disclosure review alone."""
    return tuple(
        Cell(
            {name: level_text(row[name]) for name in groups.by},
            level_text(row[CATEGORY]) if groups.is_categorical else None,
            row["n"],
            count,
            {},
        )
        for row, count in zip(groups.table.iter_rows(named=True), groups.counts, strict=True)
    )


def rounded(value: float | None, digits: int | None) -> float | None:
    """Return a number with so many decimals, or as it is without a number of them."""
    return value if value is None or digits is None else round(value, digits)
