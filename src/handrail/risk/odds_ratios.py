"""Associations: odds ratios of circumstances, adjusted for each other, as a result that can travel.

One outcome at a time: nothing here adds outcomes up to a score, and nothing here is about one respondent.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from handrail.risk.coefficient_tables import coefficient_table
from handrail.risk.factors import Factor
from handrail.risk.model_rules import result_of
from handrail.risk.ordering import AREA, Discrimination, discrimination_of
from handrail.risk.regression_kinds import kind_of
from handrail.risk.regressions import Regression, regression
from handrail.survey import Design
from handrail.survey.estimates import DfRule
from handrail.survey.logit import _Fitted
from handrail.survey.logit_model import LogitModel
from handrail.survey.wording import Sample, sample_reading
from handrail.values import Cell, Result, Table


def associations(
    design: Design,
    outcome: str,
    factors: Sequence[Factor],
    where: pl.Expr | None = None,
    *,
    name: str,
    title: str,
    source: str,
    sample: Sample,
    outcome_label: str,
    public_use: bool = False,
    selection: str = "",
    level: float = 0.95,
    df: DfRule = "design",
) -> Result:
    """Return one planned model as a result: odds ratios of all factors together, and how well they order.

    Parameters
    ----------
    design, outcome, factors, where, name, title, source, sample, outcome_label, public_use, selection
        See :func:`handrail.risk.model_result`; the outcome is a yes/no.
    level, df
        See :meth:`handrail.survey.Design.logit`.

    Returns
    -------
    result
        Two tables. ``name``: odds ratios by ``kind``, ``factor`` and ``level``; ``n`` and ``count`` are the
        respondents of the model at that level and those of them with the outcome (of a number: the whole
        model's; the respondents outside its commonest value are among the cells that review judges and
        nobody prints). The reference level has an estimate of 1, no limits, and the value ``reference`` 1.
        ``se`` is that of the log odds ratio. ``name.discrimination``: the area under the curve.

    Raises
    ------
    DataError, NotConverged
        See :meth:`handrail.survey.Design.logit`; and for no factor, two of one name or label, a number
        without a unit, a category with one, and an unknown sample type.

    Examples
    --------
    >>> frame = pl.DataFrame({"told": [1, 0, 0, 0, 1, 1, 1, 0], "sex": list("MMMMFFFF")})
    >>> found = associations(
    ...     Design(frame), "told", [Factor("sex", "Gender", "Who answered")], name="model:told",
    ...     title="Telling", source="pilot", sample="quota", outcome_label="Told someone")
    >>> [(cell.group["level"], cell.n, cell.count, cell.value("estimate")) for cell in found.tables[0].cells]
    [('F', 4, 3, 1.0), ('M', 4, 1, 0.111...)]
    """
    found = regression(
        design, outcome, factors, where, kind=kind_of("logit", yes_no=True), splines={}, level=level, df=df
    )
    odds = coefficient_table(
        found,
        name=name,
        title=title,
        source=source,
        reading=sample_reading(sample, selection),
        outcome_label=outcome_label,
        public_use=public_use,
    )
    return result_of(found, design, [odds, *ordering_of(found, design, odds)], sample=sample, df=df)


def ordering_of(found: Regression, design: Design, odds: Table) -> list[Table]:
    """Return how well the factors of a logistic regression order the answers; of another kind, nothing."""
    if not isinstance(found.model, LogitModel) or found.solved is None:
        return []
    return [_ordering_table(odds, discrimination_of(design, _Fitted(found.model, found.solved)))]


def _ordering_table(odds: Table, found: Discrimination) -> Table:
    values = {"auc": found.auc, "low": found.low, "high": found.high}
    return Table(
        name=f"{odds.name}.discrimination",
        title=f"{odds.title}: how well the factors together order the answers",
        measure="diagnostic",
        dimensions=(),
        cells=(Cell({}, None, found.n, None, values),),
        source=odds.source,
        variable=odds.variable,
        public_use=odds.public_use,
        notes=(found.sentence,),
        labels={
            "auc": AREA,
            "low": "Lower limit",
            "high": "Upper limit",
            odds.variable: odds.labels[odds.variable],
        },
    )
