"""Results of quantiles, as tables that can travel."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.metadata import version

from handrail.survey.levels import level_text
from handrail.survey.methods import METHODS, from_replicates
from handrail.survey.quantiles import Quantiles
from handrail.survey.results import df_words, number_of
from handrail.survey.wording import (
    LONELY_RULES,
    MISSING_RULE,
    Sample,
    sample_reading,
    strata_warnings,
)
from handrail.values.result import Result
from handrail.values.table import Cell, Table

_WOODRUFF = "Woodruff: the t interval of the share up to the quantile, inverted"
_INVERSE = "inverse of the weighted distribution (Hyndman and Fan, type 1)"


def quantile_result(
    found: Quantiles,
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
    """Return quantiles as a result: a table each.

    Parameters
    ----------
    found
        Quantiles.
    name, title, dimension_labels, source, public_use, sample, variable_label, selection
        See :func:`handrail.survey.results.to_result`.

    Notes
    -----
    A limit is an answer too, nearer to the end than the quantile: the value ``p`` that disclosure review
    judges is the outermost share of the three, or of respondents where fewer lie beyond than the weighted
    share says.

    Examples
    --------
    >>> import polars as pl
    >>> from handrail.survey import Design
    >>> result = quantile_result(
    ...     Design(pl.DataFrame({"hours": range(200)})).quantile("hours", (0.5,)), name="quantile:hours",
    ...     title="Hours online", source="p", public_use=False, sample="quota", variable_label="Hours",
    ...     dimension_labels={})
    >>> result.tables[0].name, result.tables[0].cells[0].value("estimate")
    ('quantile:hours.p50', 99.0)
    """
    coarse = not public_use and any(found.few)
    method = METHODS["survey.quantile"]
    rows = list(zip(found.table.iter_rows(named=True), found.shares, found.beyond, strict=True))
    sentence = f"{df_words(found.table['df'].to_list())} ({found.design.df})"
    notes = (
        sample_reading(sample, selection),
        f"{100 * found.level:g}% intervals: {_WOODRUFF}; {sentence}.",
        f"A quantile is the {_INVERSE}.",
    )
    tables = tuple(
        Table(
            name=f"{name}.p{100 * q:g}",
            title=f"{title}: {'median' if q == 0.5 else f'{100 * q:g} per cent lie at or below'}",
            measure="quantile",
            dimensions=found.by,
            cells=tuple(_quantile_cell(found, *row, coarse=coarse) for row in rows if row[0]["q"] == q),
            source=source,
            variable=found.variable,
            public_use=public_use,
            notes=notes,
            labels={**dimension_labels, **({found.variable: variable_label} if variable_label else {})},
        )
        for q in found.q
    )
    return Result(
        tables=tables,
        base=found.base,
        weighted_base=None if coarse else found.weighted_base,
        left_out=found.left_out,
        method=from_replicates(method) if found.design.replicated else method,
        rules={
            "df": sentence,
            "interval": _WOODRUFF,
            "level": f"{found.level:g}",
            "lonely": LONELY_RULES[found.lonely_rule],
            "missing": MISSING_RULE,
            "quantile": _INVERSE,
            "sample": sample,
            "variance": found.design.variance,
            "design": found.design.counted,
        },
        software={package: version(package) for package in ("numpy", "polars", "scipy")},
        warnings=strata_warnings(found.strata_lost, found.strata_without_answers, found.lonely_strata),
    )


def _quantile_cell(
    found: Quantiles,
    row: Mapping[str, object],
    shares: tuple[float, float] | None,
    beyond: int,
    *,
    coarse: bool,
) -> Cell:
    told = ("estimate", "se", "low", "high", "weighted_n", "df")
    values: dict[str, float | None] = {name: number_of(row[name]) for name in told}
    if coarse:
        values["weighted_n"] = None
    q = float(str(row["q"]))
    limits = zip(("low", "high"), shares or (), strict=False)
    known = [q, *(share for name, share in limits if values[name] is not None)]
    outermost = min(known, key=lambda share: min(share, 1 - share))
    group, n = {name: level_text(row[name]) for name in found.by}, int(str(row["n"]))
    few = beyond < n * min(outermost, 1 - outermost)
    values["p"] = beyond / n if few else outermost
    return Cell(group, None, n, None, values)
