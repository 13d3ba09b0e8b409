"""From estimates to a result that can travel: cells, bases, rules, and how the sample may be read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib.metadata import version
from typing import Literal

import polars as pl

from handrail.survey.design import By, Design
from handrail.survey.estimates import CATEGORY, NUMBERS, DfRule, Estimates
from handrail.survey.few_weights import told, told_interval
from handrail.survey.intervals import Interval
from handrail.survey.levels import level_text
from handrail.survey.methods import METHODS, from_replicates
from handrail.survey.precision import precision_notes
from handrail.survey.wording import (
    LONELY_RULES,
    MISSING_RULE,
    Sample,
    sample_reading,
    strata_warnings,
)
from handrail.values.errors import DataError, did_you_mean
from handrail.values.result import Result
from handrail.values.table import Cell, Table

Measured = Literal["proportion", "mean"]

_INTERVALS = {
    "logit": "logit, back-transformed, t distribution",
    "beta": "beta (Korn and Graubard)",
    "wilson": "Wilson score with the effective sample size of Dean and Pagano",
    "wald": "symmetric, t distribution",
}
_VALUES = tuple(name for name in NUMBERS if name != "n")


def estimate(
    design: Design,
    measure: Measured,
    variable: str,
    by: By = None,
    where: pl.Expr | None = None,
    *,
    name: str,
    title: str,
    source: str,
    sample: Sample,
    interval: Interval = "logit",
    df: DfRule = "design",
    level: float = 0.95,
    total: bool = True,
    dimension_labels: Mapping[str, str] | None = None,
    variable_label: str = "",
    public_use: bool = False,
    selection: str = "",
) -> Result:
    """Return one planned analysis as a result: by groups and, where there are groups, for the whole.

    Parameters
    ----------
    design
        The sample's design over a frame that holds the variables.
    measure
        ``proportion`` or ``mean``.
    variable, by, where, interval, df, level
        See :meth:`handrail.survey.design.Design.proportion`. A mean takes its t interval whatever
        ``interval`` says.
    name, title, source, sample, dimension_labels, variable_label, public_use, selection
        See :func:`to_result`.
    total
        Add the whole as a domain of its own: everyone who answered, also those with no answer to a
        grouping. It is not the sum of the groups' estimates.

    Raises
    ------
    DataError
        See :class:`handrail.survey.design.Design`; and for an unknown measure or sample type.

    Examples
    --------
    >>> frame = pl.DataFrame({"told": [1, 0, 1, 0, 1, 1], "sex": ["F", "F", "F", "M", "M", "M"]})
    >>> result = estimate(Design(frame), "proportion", "told", "sex", name="estimate:told",
    ...                   title="Told someone", source="pilot", sample="probability")
    >>> [(dict(cell.group), cell.n, cell.count) for cell in result.tables[0].cells]
    [({'sex': 'F'}, 3, 2), ({'sex': 'M'}, 3, 2), ({}, 6, 4)]
    """
    if measure not in ("proportion", "mean"):
        raise DataError.because(
            "a measure is known", f"'{measure}'", did_you_mean(measure, ("proportion", "mean"))
        )

    def run(groups: By) -> Estimates:
        if measure == "mean":
            return design.mean(variable, groups, where, df=df, level=level)
        return design.proportion(variable, groups, where, interval=interval, df=df, level=level)

    grouped = run(by)
    return to_result(
        grouped,
        name=name,
        title=title,
        dimension_labels=dimension_labels or {},
        source=source,
        public_use=public_use,
        sample=sample,
        variable_label=variable_label,
        selection=selection,
        whole=run(None) if total and grouped.by else None,
    )


def to_result(
    estimates: Estimates,
    *,
    name: str,
    title: str,
    dimension_labels: Mapping[str, str],
    source: str,
    public_use: bool,
    sample: Sample,
    variable_label: str,
    selection: str = "",
    whole: Estimates | None = None,
) -> Result:
    """Return estimates as a result with one table.

    Parameters
    ----------
    estimates
        A proportion or a mean.
    name, title, source
        The node, what the numbers are in a reader's words, and the survey's id.
    dimension_labels
        Grouping to a reader's label.
    public_use
        The plan declares the survey a public-use file.
    sample
        How respondents were found: it decides what an interval may be said to mean.
    variable_label
        The variable in a reader's words.
    selection
        For quota and convenience samples, the stated selection assumptions.
    whole
        The same estimate without groups: its cells become the table's margin.

    Raises
    ------
    DataError
        For totals and ratios, which no plan asks for, and for an unknown sample type.
    """
    if estimates.kind not in ("proportion", "mean"):
        raise DataError.because(
            "a result is of a proportion or a mean", f"a {estimates.kind}", "use its table directly"
        )
    base = estimates if whole is None else whole
    notes = [
        sample_reading(sample, selection),
        f"{100 * estimates.level:g}% intervals: {_INTERVALS[estimates.interval]}; {_df_sentence(base)}.",
        "A missing answer is a domain of its own: its row stays in the design with no part in the estimate.",
    ]
    if whole is not None and whole.base != estimates.base:
        notes.append(
            "The whole includes respondents who belong to no group because they gave no answer to it."
        )
    added = () if whole is None else (whole,)
    coarse = not public_use and any(any(one.few) for one in (estimates, *added))
    if coarse:
        notes.append(
            "The weights take few values, so numbers are told in steps and weighted bases are not told: more "
            "digits would show how many of each weight answered so."
        )
    shares = [one.precision for one in (estimates, *added)] if sample == "probability" else []
    notes += precision_notes(one for each in shares for one in each)
    table = Table(
        name=name,
        title=title,
        measure="share" if estimates.kind == "proportion" else "mean",
        dimensions=estimates.by,
        cells=tuple(
            cell
            for one in (estimates, *added)
            for cell in cells_of(one, coarse=not public_use, precise=bool(shares))
        ),
        source=source,
        variable=estimates.variable,
        public_use=public_use,
        notes=tuple(notes),
        labels={**dimension_labels, **({estimates.variable: variable_label} if variable_label else {})},
    )
    method = METHODS[f"survey.{estimates.kind}"]
    return Result(
        tables=(table,),
        base=base.base,
        weighted_base=None if coarse else base.weighted_base,
        left_out=base.left_out,
        method=from_replicates(method) if estimates.design.replicated else method,
        rules={
            "design": base.design.counted,
            "df": _df_sentence(base),
            "interval": _INTERVALS[estimates.interval],
            "level": f"{estimates.level:g}",
            "lonely": LONELY_RULES[estimates.lonely_rule],
            "missing": MISSING_RULE,
            "precision": "steps that hide counts of few weights" if coarse else "six digits",
            "sample": sample,
            "variance": estimates.design.variance,
        },
        software={package: version(package) for package in ("numpy", "polars", "scipy")},
        warnings=strata_warnings(base.strata_lost, base.strata_without_answers, base.lonely_strata),
    )


def cells_of(estimates: Estimates, *, coarse: bool, precise: bool) -> list[Cell]:
    """Return the cells of a table of estimates.

    Parameters
    ----------
    estimates
        Proportions or means.
    coarse
        Tell numbers of few weights in steps.
    precise
        Leave out the numbers of shares that are not precise enough to be shown: base and count stay, for
        disclosure review counts them, and a reader sees that there was a group.
    """
    cells = []
    beside = zip(
        estimates.counts, estimates.largest, estimates.steps, estimates.few, estimates.precision, strict=True
    )
    for row, (count, largest, step, few, precision) in zip(
        estimates.table.iter_rows(named=True), beside, strict=True
    ):
        category = level_text(row[CATEGORY]) if estimates.is_categorical else None
        values = {value: row[value] for value in _VALUES}
        if coarse and few:
            values["weighted_n"] = None
        if coarse and step is not None:
            values |= _told(values, step)
        if precise and precision is not None and precision.verdict == "suppressed":
            values |= dict.fromkeys(("estimate", "se", "low", "high"))
        cells.append(
            Cell(
                group={name: level_text(row[name]) for name in estimates.by},
                category=category,
                n=row["n"],
                count=count,
                values=values,
                largest=largest,
            )
        )
    return cells


def _told(values: Mapping[str, float | None], step: float) -> dict[str, float | None]:
    """Return numbers at steps: limits outwards, and a standard error never smaller than it was."""
    estimate, se, low, high = (values[name] for name in ("estimate", "se", "low", "high"))
    found: dict[str, float | None] = {
        "estimate": None if estimate is None else told(estimate, step),
        "se": None if se is None else told_interval(0.0, se, step)[1],
    }
    if low is not None and high is not None:
        found["low"], found["high"] = told_interval(low, high, step)
    return found


def _df_sentence(estimates: Estimates) -> str:
    return f"{df_words(estimates.table['df'].to_list())} ({estimates.design.df})"


def df_words(found: Sequence[int]) -> str:
    """Return degrees of freedom in words: one number, or from the smallest to the largest.

    Examples
    --------
    >>> df_words([37, 37]), df_words([37, 33, 35])
    ('37 degrees of freedom', '33 to 37 degrees of freedom')
    """
    ends = sorted(set(found))
    number = str(ends[0]) if len(ends) == 1 else f"{ends[0]} to {ends[-1]}" if ends else "none"
    return f"{number} degrees of freedom"


def number_of(value: object) -> float | None:
    """Return a number of a row of a table, or None.

    Examples
    --------
    >>> number_of(37), number_of(None)
    (37.0, None)
    """
    return float(value) if isinstance(value, int | float) else None
