"""The table of a regression: each factor's levels with their numbers, and the counts that review judges."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from handrail.risk.factors import Factor, FactorLevel, beyond_levels, levels_compared, term_of
from handrail.risk.regression_kinds import OF_CATEGORIES, POPULATION
from handrail.risk.regressions import Regression
from handrail.survey.category_model import CategoryModel
from handrail.survey.few_weights import are_few
from handrail.survey.firth import FirthModel
from handrail.survey.linearise import Flags, Floats
from handrail.survey.measures import largest_of
from handrail.survey.regression import limits
from handrail.survey.splines import spline_column
from handrail.survey.survey_model import SurveyModel
from handrail.values import Cell, Fit, Table

OUTCOME = "outcome"
"""The dimension of an outcome's categories."""

BASE = (
    "Base: respondents who answered the outcome and every factor, the same ones in every row; n is those of "
    "them in the category, and all of them for a number. The rows of the others stay in the design with no "
    "part in the estimate."
)


def coefficient_table(
    found: Regression,
    *,
    name: str,
    title: str,
    source: str,
    reading: str,
    outcome_label: str,
    public_use: bool,
) -> Table:
    """Return the coefficients of a regression by kind of factor, factor and level.

    Parameters
    ----------
    found
        The regression.
    name, title, source, public_use
        Of the table.
    reading
        What the sample allows to be said.
    outcome_label
        The outcome in a reader's words.

    Returns
    -------
    table
        Of a multinomial model by category of the outcome too. The reference level has the number of no
        association, no limits and the value ``reference`` 1. ``se`` is on the scale of the link. ``n`` are
        the respondents of the model at a level (all of them for a number), ``count`` those of them with the
        outcome, or in the category. No intercept and no threshold: with them one could be reckoned for a
        person.
    """
    kind = found.kind
    labels = {"kind": "Kind of factor", "factor": "Factor", "level": "Compared"}
    if kind.name == "multinomial":
        labels |= {OUTCOME: outcome_label, "against": found.categories[0]}
    if kind.name not in ("logit", "firth"):
        labels |= {"estimate": capital(kind.called), "below": kind.below, "above": kind.above}
    coarse = is_coarse(found, public_use=public_use)
    first = (OUTCOME,) if kind.name == "multinomial" else ()
    return Table(
        name=name,
        title=title,
        measure=kind.measure,
        dimensions=(*first, "kind", "factor", "level"),
        cells=tuple(
            cell
            for category in found.compared_categories
            for factor in found.factors
            for cell in _cells(found, factor, category, coarse)
        ),
        source=source,
        variable=found.asked.formula.outcome,
        public_use=public_use,
        notes=(reading, *notes_of(found)),
        labels={**labels, found.asked.formula.outcome: outcome_label},
        judged=tuple(cell for factor in found.factors for cell in _judged(found, factor)),
        # A separated model has no finite solution: the search would have ended in an error. Under Firth's
        # penalty it has one, and a group without exception has an empty cell that is judged.
        fit=Fit(found.model.n, found.asked.matrix.values.shape[1], found.patterns, separated=False),
    )


def is_coarse(found: Regression, *, public_use: bool) -> bool:
    """Return whether weights are so few that sums of them would give counts back."""
    design = found.asked.design
    return not public_use and design.weights is not None and are_few(design.weight[found.asked.used])


def notes_of(found: Regression) -> tuple[str, ...]:
    """Return what stands beside the numbers of a regression, without the sample's reading."""
    kind, model = found.kind, found.model
    level = f"{100 * model.level:g}% intervals: {kind.scale}"
    level += "." if isinstance(model, FirthModel) else f"; {model.df_sentence}."
    adjusted = (kind.adjusted(),) if len(found.factors) > 1 else ()
    return (level, *adjusted, *kind.notes, *_of_outcome(found), *_of_splines(found), POPULATION, BASE)


def _of_outcome(found: Regression) -> tuple[str, ...]:
    if isinstance(found.model, FirthModel):
        return (found.model.basis,)
    if not isinstance(found.model, CategoryModel):
        return ()
    named = ", ".join(f"“{one}”" for one in found.categories)
    if found.kind.name == "ordinal":
        return (f"Answers from the lowest to the highest: {named}.",)
    return (f"Odds of each answer against “{found.categories[0]}”, the reference.",)


def _of_splines(found: Regression) -> tuple[str, ...]:
    labels = [one.label for one in found.factors if one.name in found.splines]
    if not labels:
        return ()
    return (
        f"A curve (restricted cubic spline) of: {', '.join(labels)}. It is compared at its knots, with the "
        "first of them.",
    )


def _cells(found: Regression, factor: Factor, category: str | None, coarse: bool) -> Iterator[Cell]:
    model, weight = found.model, found.asked.weight
    positions = found.coefficients(factor, category)
    where = {} if category is None else {OUTCOME: category}
    for place, one in enumerate(
        levels_compared(found.column(factor), factor, found.asked.matrix, found.splines)
    ):
        values = {
            **_numbers(found, factor, one, positions, first=place == 0),
            **({} if isinstance(model, FirthModel) else {"df": float(model.df)}),
            "weighted_n": None if coarse else float(weight[one.members].sum()),
        }
        yield Cell(
            group={**where, "kind": factor.kind, "factor": factor.label, "level": one.label},
            category=None,
            n=int(one.members.sum()),
            count=_count(found, one.members, category),
            values=values,
        )


def _numbers(
    found: Regression, factor: Factor, one: FactorLevel, positions: tuple[int, ...], *, first: bool
) -> dict[str, float | None]:
    kind = found.kind
    if one.at is not None and not first:
        return _at_a_knot(found, factor, one.at, positions)
    if one.coefficient is None:
        nothing = dict.fromkeys(("low", "high", "se", "p"))
        return {
            "estimate": kind.none,
            **nothing,
            "reference": 1.0,
            **({} if one.at is None else {"at": one.at}),
        }
    row = found.model.table.row(positions[one.coefficient], named=True)
    names = ("estimate", "low", "high")
    if kind.ratio:
        names = (f"{kind.ratio}_ratio", f"{kind.ratio}_low", f"{kind.ratio}_high")
    return {
        "estimate": row[names[0]],
        "low": row[names[1]],
        "high": row[names[2]],
        "se": row["se"],
        "p": row["p"],
    }


def _at_a_knot(
    found: Regression, factor: Factor, at: float, positions: tuple[int, ...]
) -> dict[str, float | None]:
    """Return what a curve says of a number at one knot against the first: a sum of its coefficients."""
    model = found.model
    if not isinstance(model, SurveyModel):  # pragma: no cover - refused before it is fitted
        raise TypeError("a curve is compared by the covariance of its coefficients")
    knots = found.asked.matrix.knots[term_of(factor, found.splines)]
    ends = np.array([at, knots[0]])
    by = np.array([-np.diff(spline_column(ends, knots, place))[0] for place in range(1, len(positions) + 1)])
    estimate: Floats = model.table["estimate"].to_numpy()[list(positions)]
    covariance = model.covariance.drop("term").to_numpy()[np.ix_(positions, positions)]
    value = np.array([float((by * estimate).sum())])
    se = np.array([float(np.sqrt(np.einsum("i,ij,j->", by, covariance, by)))])
    told = {name: float(one[0]) for name, one in limits(value, se, model.df, model.level).items()}
    if found.kind.ratio:
        told |= {name: float(np.exp(told[name])) for name in ("estimate", "low", "high")}
    return {**{name: told[name] for name in ("estimate", "low", "high", "se", "p")}, "at": at}


def _count(found: Regression, members: Flags, category: str | None) -> int | None:
    if found.is_yes_no:
        return int(found.outcome[members].sum())
    if category is None:
        return None
    return int((found.codes[members] == found.categories.index(category)).sum())


def _judged(found: Regression, factor: Factor) -> Iterator[Cell]:
    """Yield what a factor's numbers rest on and the table does not show, for review: nobody prints it."""
    column, matrix = found.column(factor), found.asked.matrix
    beyond = beyond_levels(column, factor, matrix, found.splines)
    for label, members in beyond:
        yield from _outcome_cells(found, factor, label, members)
    if not found.is_yes_no:
        for one in levels_compared(column, factor, matrix, found.splines):
            yield from _outcome_cells(found, factor, one.label, one.members)


def _outcome_cells(found: Regression, factor: Factor, label: str, members: Flags) -> Iterator[Cell]:
    """Yield the outcome of some respondents as counts; of a number, how much of it one of them makes up."""
    group = {"kind": factor.kind, "factor": factor.label, "level": label}
    n = int(members.sum())
    if found.is_yes_no:
        yield Cell(group, None, n, int(found.outcome[members].sum()), {})
    elif found.kind.name in OF_CATEGORIES:
        for code in range(len(found.categories)):
            yield Cell(group, None, n, int((found.codes[members] == code).sum()), {})
    else:
        own = found.outcome[members]
        largest = largest_of(found.asked.weight[members] * own)
        yield Cell(group, None, n, None, {}, largest=largest)
        if found.kind.name == "poisson":
            # Those with one time or more: a rate of few of them tells their answers.
            yield Cell(group, None, int((own > 0).sum()), None, {})


def capital(words: str) -> str:
    """Return words with a capital letter.

    Examples
    --------
    >>> capital("odds ratio")
    'Odds ratio'
    """
    return words[:1].upper() + words[1:]
