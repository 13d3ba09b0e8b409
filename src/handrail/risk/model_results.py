"""One planned model of any kind as a result that can travel, with what was asked for beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from handrail.risk.coefficient_tables import coefficient_table
from handrail.risk.factors import Factor
from handrail.risk.model_margins import margins_table
from handrail.risk.model_rules import result_of
from handrail.risk.model_standardised import standardised_tables
from handrail.risk.model_tests import tests_table
from handrail.risk.odds_ratios import ordering_of
from handrail.risk.regression_kinds import OF_A_MEAN, OF_CATEGORIES, kind_of
from handrail.risk.regressions import Regression, regression
from handrail.survey import Design
from handrail.survey.estimates import DfRule
from handrail.survey.wording import Sample, sample_reading
from handrail.values import DataError, Result, did_you_mean


def model_result(
    design: Design,
    outcome: str,
    factors: Sequence[Factor],
    where: pl.Expr | None = None,
    *,
    kind: str = "logit",
    splines: Mapping[str, int] | None = None,
    margins: bool = False,
    standardised: Sequence[str] = (),
    name: str,
    title: str,
    source: str,
    sample: Sample,
    outcome_label: str,
    yes_no: bool = True,
    public_use: bool = False,
    selection: str = "",
    level: float = 0.95,
    df: DfRule = "design",
) -> Result:
    """Return a planned model as a result: its coefficients, a test of each factor, and what was asked for.

    Parameters
    ----------
    design
        The sample's design over a frame that holds the variables.
    outcome, outcome_label
        What is explained, and its name in a reader's words.
    factors
        Circumstances in the order in which they are shown.
    where, level, df
        See :meth:`handrail.survey.Design.logit`.
    kind
        ``logit``, ``linear``, ``poisson``, ``ordinal``, ``multinomial`` or ``firth``.
    splines
        Number to its knots, 3 to 7: it is then a restricted cubic spline, compared at its knots.
    margins
        Average marginal effects too; of ``logit``, ``linear`` and ``poisson``.
    standardised
        Factors over whose levels shares or means are standardised; of every kind but ``firth``.
    yes_no
        Whether the outcome is a yes/no: a Poisson model is of either.
    name, title, source, sample, public_use, selection
        See :func:`handrail.survey.to_result`.

    Returns
    -------
    result
        ``name``: see :func:`handrail.risk.coefficient_tables.coefficient_table`. ``name.discrimination``, of
        a logit: the area under the curve. ``name.tests``: whether a factor goes together with the outcome at
        all. ``name.margins``; ``name.standardised-FACTOR`` and ``name.contrasts-FACTOR``.

    Raises
    ------
    DataError, NotConverged
        See the method of that name of :class:`handrail.survey.Design`; and for no factor, two of one name or
        label, a number without a unit, a category with one, an unknown kind or sample type, and what a kind
        does not have.

    Examples
    --------
    >>> frame = pl.DataFrame({"times": [1, 0, 2, 1, 4, 2, 3, 3], "sex": list("MMMMFFFF")})
    >>> made = model_result(
    ...     Design(frame), "times", [Factor("sex", "Gender", "Who answered")], kind="poisson", yes_no=False,
    ...     margins=True, name="model:t", title="T", source="pilot", sample="quota", outcome_label="Times")
    >>> [(table.name, table.measure) for table in made.tables]
    [('model:t', 'rate-ratio'), ('model:t.tests', 'diagnostic'), ('model:t.margins', 'mean-difference')]
    >>> [round(made.tables[at].cells[1].value("estimate"), 4) for at in (0, 2)]
    [0.3333, -2.0]
    """
    found = regression(
        design,
        outcome,
        factors,
        where,
        kind=kind_of(kind, yes_no=yes_no),
        splines=splines or {},
        level=level,
        df=df,
    )
    _check_averages(found, margins=margins, standardised=standardised)
    reading = sample_reading(sample, selection)
    first = coefficient_table(
        found,
        name=name,
        title=title,
        source=source,
        reading=reading,
        outcome_label=outcome_label,
        public_use=public_use,
    )
    tables = [first, *ordering_of(found, design, first), tests_table(found, first)]
    if margins:
        tables.append(margins_table(found, first, design, where, df))
    known = {factor.name: factor for factor in factors}
    for one in standardised:
        tables += standardised_tables(found, known[one], first, design, where, df)
    return result_of(found, design, tables, sample=sample, df=df)


def _check_averages(found: Regression, *, margins: bool, standardised: Sequence[str]) -> None:
    names = [one.name for one in found.factors]
    for one in standardised:
        if one not in names:
            raise DataError.because(
                "a standardised number is of a factor of the model", f"'{one}'", did_you_mean(one, names)
            )
    known = OF_A_MEAN if margins else (*OF_A_MEAN, *OF_CATEGORIES)
    if (margins or standardised) and found.kind.name not in known:
        raise DataError.because(
            f"{'effects' if margins else 'standardised numbers'} are averaged over a model that is "
            f"{' or '.join(known)}",
            f"one that is {found.kind.name}",
            "leave them out, or choose another kind of model",
        )
