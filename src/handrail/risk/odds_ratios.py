"""Associations: odds ratios of circumstances, adjusted for each other, as a result that can travel.

One outcome at a time: nothing here adds outcomes up to a score, and nothing here is about one respondent.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import version

import numpy as np
import polars as pl

from handrail.risk.methods import METHODS
from handrail.risk.ordering import AREA, Discrimination, discrimination_of
from handrail.survey import Design, LogitModel
from handrail.survey.estimates import DfRule
from handrail.survey.few_weights import are_few
from handrail.survey.formula import quoted
from handrail.survey.levels import Levels, level_text, levels_of
from handrail.survey.linearise import Flags, Integers
from handrail.survey.logit import _fit, _Fitted
from handrail.survey.wording import (
    LONELY_RULES,
    MISSING_RULE,
    Sample,
    design_words,
    sample_reading,
    strata_warnings,
)
from handrail.values import Cell, DataError, Fit, Result, Table

YES, NO = "Yes", "No"
FEWEST_A_COEFFICIENT = 10
"""With fewer respondents on the rarer side of the outcome a coefficient, odds ratios can be far off."""

_INTERVAL = "symmetric on the log-odds scale, t distribution"
_ADJUSTED = (
    "Adjusted for each other: each odds ratio compares respondents who are alike in every other factor of "
    "the table."
)
_NOTES = (
    "An odds ratio is not a ratio of shares: unless the outcome is rare it lies further from 1.",
    "An association in a population, not a screening of a child; it names no cause.",
    "Base: respondents who answered the outcome and every factor, the same ones in every row; n is those of "
    "them in the category, and all of them for a number. The rows of the others stay in the design with no "
    "part in the estimate.",
)


@dataclass(frozen=True)
class Factor:
    """A circumstance whose association with an outcome is asked for.

    Attributes
    ----------
    name
        Column: a number, a yes/no (0/1, true/false) or a category.
    label
        The factor in a reader's words.
    kind
        The kind of factor in a reader's words, such as ``What services can change``.
    unit
        Of a number, such as ``year``: the odds ratio is per unit. A column of 0 and 1 is a yes/no with a unit
        and without.

    Examples
    --------
    >>> Factor("age", "Age", "Who answered", "year").unit
    'year'
    """

    name: str
    label: str
    kind: str
    unit: str = ""


@dataclass(frozen=True, eq=False)
class _Level:
    """One compared level of a factor: who has it, and its coefficient (None for the reference)."""

    label: str
    members: Flags
    coefficient: int | None


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
    design
        The sample's design over a frame that holds the variables.
    outcome, outcome_label
        The yes/no column that is explained, and its name in a reader's words.
    factors
        Circumstances in the order in which they are shown.
    where, level, df
        See :meth:`handrail.survey.Design.logit`.
    name, title, source, sample, public_use, selection
        See :func:`handrail.survey.to_result`.

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
    reading = sample_reading(sample, selection)
    _check(factors)
    formula = f"{quoted(outcome)} ~ {' + '.join(quoted(factor.name) for factor in factors)}"
    fitted = _fit(design, formula, where, level, df)
    model = fitted.model
    adjusted = (_ADJUSTED,) if len(factors) > 1 else ()
    words = design_words(design, df)
    coarse = not public_use and design.weights is not None and are_few(design.weight[fitted.rows])
    odds = Table(
        name=name,
        title=title,
        measure="odds-ratio",
        dimensions=("kind", "factor", "level"),
        cells=tuple(cell for factor in factors for cell in _cells(design, fitted, factor, coarse)),
        source=source,
        variable=outcome,
        public_use=public_use,
        notes=(reading, f"{100 * level:g}% intervals: {_INTERVAL}; {model.df_sentence}.", *adjusted, *_NOTES),
        labels={"kind": "Kind of factor", "factor": "Factor", "level": "Compared", outcome: outcome_label},
        judged=tuple(cell for factor in factors for cell in _judged(design, fitted, factor)),
        # A separated model has no finite solution: the search would have ended in an error.
        fit=Fit(model.n, model.table.height, fitted.patterns, separated=False),
    )
    return Result(
        tables=(odds, _ordering_table(odds, discrimination_of(design, fitted))),
        base=model.n,
        weighted_base=None if coarse else model.weighted_n,
        left_out=model.left_out,
        method=METHODS["risk.associations"],
        rules={
            "coding": "categories against their first level, numbers per unit",
            "design": words.counted,
            "df": model.df_sentence,
            "interval": _INTERVAL,
            "level": f"{level:g}",
            "lonely": LONELY_RULES[model.lonely_rule],
            "missing": MISSING_RULE,
            "model": formula,
            "sample": sample,
            "variance": words.variance,
        },
        software={package: version(package) for package in ("formulaic", "numpy", "polars", "scipy")},
        warnings=_warnings(model),
    )


def _check(factors: Sequence[Factor]) -> None:
    if not factors:
        raise DataError.because("a model has factors", "none", "name one at least")
    for what, words in (("name", [one.name for one in factors]), ("label", [one.label for one in factors])):
        if len(set(words)) < len(words):
            twice = next(word for word in words if words.count(word) > 1)
            raise DataError.because(
                f"every factor of a model has a {what} of its own",
                f"'{twice}' for two or more",
                "name each factor once, and word their labels apart",
            )


def _cells(design: Design, fitted: _Fitted, factor: Factor, coarse: bool) -> Iterator[Cell]:
    model, weight = fitted.model, design.weight[fitted.rows]
    for one in _levels(design, fitted, factor):
        values: dict[str, float | None]
        if one.coefficient is None:
            values = {"estimate": 1.0, "low": None, "high": None, "se": None, "p": None, "reference": 1.0}
        else:
            row = model.table.row(one.coefficient, named=True)
            values = {
                "estimate": row["odds_ratio"],
                "low": row["odds_low"],
                "high": row["odds_high"],
                "se": row["se"],
                "p": row["p"],
            }
        yield Cell(
            group={"kind": factor.kind, "factor": factor.label, "level": one.label},
            category=None,
            n=int(one.members.sum()),
            count=int(fitted.outcome[one.members].sum()),
            values={
                **values,
                "df": model.df,
                "weighted_n": None if coarse else float(weight[one.members].sum()),
            },
        )


def _judged(design: Design, fitted: _Fitted, factor: Factor) -> Iterator[Cell]:
    """Yield what a number's odds ratio rests on: those of the model who do not have its commonest value."""
    column, levels = _answers(design, fitted, factor)
    if not column.dtype.is_numeric() or _is_yes_no(column, levels):
        return
    outside = levels.codes != np.bincount(levels.codes).argmax()
    yield Cell(
        group={"kind": factor.kind, "factor": factor.label, "level": "outside the commonest value"},
        category=None,
        n=int(outside.sum()),
        count=int(fitted.outcome[outside].sum()),
        values={},
    )


def _answers(design: Design, fitted: _Fitted, factor: Factor) -> tuple[pl.Series, Levels]:
    column = design.frame[factor.name].filter(pl.Series(fitted.rows))
    return column, levels_of(column)


def _is_yes_no(column: pl.Series, levels: Levels) -> bool:
    return column.dtype == pl.Boolean or (
        column.dtype.is_numeric() and set(levels.values.to_list()) <= {0, 1}
    )


def _levels(design: Design, fitted: _Fitted, factor: Factor) -> list[_Level]:
    column, levels = _answers(design, fitted, factor)
    coefficients = fitted.model._columns[factor.name]
    if _is_yes_no(column, levels):
        return _compared([NO, YES], levels.codes, coefficients)
    if not column.dtype.is_numeric():
        if factor.unit:
            raise DataError.because(
                "a factor with a unit is a number",
                f"'{factor.name}' holds {column.dtype.base_type().__name__}",
                "leave out its unit, or recode it to numbers",
            )
        return _compared([level_text(value) for value in levels.values], levels.codes, coefficients)
    if not factor.unit:
        raise DataError.because(
            "a number as a factor has a unit, so that its odds ratio is per something",
            f"'{factor.name}' without one",
            "give its unit, or recode it to categories",
        )
    everyone = np.ones(len(column), dtype=np.bool_)
    return [_Level(f"per {factor.unit}", everyone, coefficients[0])]


def _compared(labels: list[str], codes: Integers, coefficients: Sequence[int]) -> list[_Level]:
    places = (None, *coefficients)
    return [
        _Level(label, codes == code, place)
        for code, (label, place) in enumerate(zip(labels, places, strict=True))
    ]


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


def _warnings(model: LogitModel) -> tuple[str, ...]:
    warnings = strata_warnings(model.strata_lost, model.strata_without_answers, model.lonely_strata)
    rarer = min(model.cases, model.n - model.cases)
    if rarer < FEWEST_A_COEFFICIENT * (model.table.height - 1):
        return (
            *warnings,
            f"fewer than {FEWEST_A_COEFFICIENT} respondents on the rarer side of the outcome for each "
            "coefficient: odds ratios can be far off (Peduzzi and others 1996, Journal of Clinical "
            "Epidemiology 49, 1373-1379)",
        )
    return warnings
