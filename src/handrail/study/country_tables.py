"""How many respondents each country has, what weights leave of them, and levels that one alone has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import polars as pl

from handrail.study.plan import Survey, Variable
from handrail.survey.joined import levels_of_one_country
from handrail.survey.methods import METHODS
from handrail.survey.precision import FEWEST, FEWEST_DF
from handrail.values import Cell, Result, Table

if TYPE_CHECKING:
    import handrail.survey as room
    from handrail.survey import Design


def compared_variables(survey: Survey, held: room.Survey | None = None) -> tuple[Variable, ...]:
    """Return the variables of a survey that have levels, the country first.

    Parameters
    ----------
    survey
        The plan's.
    held
        Its answers, of which a column may bring its own labels.
    """
    country = next(one for one in survey.variable if one.name == survey.country)
    others = [
        one
        for one in survey.variable
        if one is not country
        and one.geography is None
        and (one.yes or one.categories or (held is not None and held.variable(one.from_).value_labels))
    ]
    return (country, *others)


def countries_result(survey: Survey, design: Design, variables: Sequence[Variable], *, fewest: int) -> Result:
    """Return each country's respondents, design effect of weighting, effective number, degrees of freedom.

    Numbers are rounded to tens where the data are not public: they tell how precise a country is, and no
    estimate can be subtracted from them.

    Parameters
    ----------
    survey
        The plan's.
    design
        Over the variables, calibrated where the plan says so.
    variables
        As :func:`compared_variables` gives them.
    fewest
        Respondents from which on a level counts as seen in a country; the smallest cell.
    """
    country, *others = variables
    column = design.frame[country.name]
    cells, few = [], []
    for level in _levels(column):
        inside = (column == level).fill_null(value=False).to_numpy()
        weight = design.weight[inside]
        weight = weight[weight > 0]
        effect = float((weight**2).mean() / weight.mean() ** 2) if len(weight) else 1.0
        counted = inside & (design.weight > 0)
        left, df = len(weight) / effect, design.degrees_of_freedom_of(counted)
        if left < FEWEST or df < FEWEST_DF:
            few.append(str(level))
        rows, is_exact = int(inside.sum()), bool(survey.public_use)
        numbers = {
            "respondents": _told(rows, is_exact=is_exact),
            "effect": round(effect, 2),
            "left": _told(left, is_exact=is_exact),
            # Where each respondent is a cluster, these are as many as they.
            "df": _told(df, is_exact=is_exact or 2 * design.counted(counted)[0] <= rows),
        }
        n = rows if is_exact or rows < fewest else int(_told(rows, is_exact=False))
        cells.append(Cell({country.name: str(level)}, None, n, None, numbers))
    table = Table(
        name=f"countries:{survey.id}",
        title=f"Respondents of each country: {survey.title}",
        # Rounded, so that who did not answer a question is not what an estimate lacks of these.
        measure="diagnostic",
        dimensions=(country.name,),
        cells=tuple(cells),
        source=f"{survey.id} (countries)",
        variable="country",
        public_use=bool(survey.public_use),
        notes=(
            "The effective number is that of respondents over the design effect of weighting (Kish)"
            + ("" if survey.public_use else "; numbers are to the nearest ten")
            + ". What clusters cost stands with each estimate.",
            *(
                [
                    "An effective number under 30, or under 8 degrees of freedom, tells little: "
                    f"{', '.join(few)}."
                ]
                if few
                else []
            ),
            *lone_words(design.frame, country, others, fewest),
        ),
        labels={
            country.name: country.label,
            "respondents": "Respondents",
            "effect": "Design effect of weighting",
            "left": "Effective number",
            "df": "Degrees of freedom",
        },
    )
    return Result((table,), sum(cell.n for cell in cells), None, (), METHODS["survey.countries"])


def _told(number: float, *, is_exact: bool) -> float:
    return float(round(number)) if is_exact else float(round(number, -1))


def _levels(column: pl.Series) -> list[object]:
    if isinstance(column.dtype, pl.Enum):
        here = set(column.drop_nulls().to_list())
        return [level for level in column.dtype.categories.to_list() if level in here]
    return sorted(column.drop_nulls().unique().to_list(), key=str)


def lone_words(
    frame: pl.DataFrame, country: Variable, variables: Sequence[Variable], fewest: int
) -> list[str]:
    """Return a sentence for each variable with levels that one country at most has enough respondents of."""
    levels = {
        one.name: tuple(frame[one.name].dtype.categories.to_list())  # type: ignore[attr-defined]
        for one in variables
        if isinstance(frame[one.name].dtype, pl.Enum)
    }
    labels = {one.name: one.label for one in variables}
    lone: Mapping[str, list[str]] = {name: [] for name in levels}
    for name, level, place in levels_of_one_country(frame, levels, fewest, country.name):
        lone[name].append(f"“{level}” in {place} alone" if place else f"“{level}” in no country")
    return [
        f"{labels[name]}: {', '.join(said)} (elsewhere fewer than {fewest} respondents), so that countries "
        "cannot be compared in it, nor a model tell it from the country."
        for name, said in lone.items()
        if said
    ]
