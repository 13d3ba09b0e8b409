"""What must hold of an analysis under its measure, and of one over several countries."""

from __future__ import annotations

from collections.abc import Iterator

from handrail.study.breach import Breach, names_known
from handrail.study.plan import Analysis, Plan, Survey

_OF_ITEMS = ("scale", "polyvictimisation")
_ONE_GROUPING = ("crosstab", "difference")
_OWN = {
    "q": ("quantile",),
    "between": ("difference",),
    "coefficients": ("scale",),
    "reversed": ("scale",),
    "item_range": ("scale",),
    "minimum_answered": ("polyvictimisation",),
    "top_from": ("polyvictimisation",),
    "items": _OF_ITEMS,
}
"""What only some measures have."""


def analysis_breaches(plan: Plan) -> Iterator[Breach]:
    """Yield every rule that the measures of a plan's analyses break."""
    surveys = {survey.id: survey for survey in plan.survey}
    for position, analysis in enumerate(plan.analysis):
        here = ("analysis", position)
        yield from _parts(analysis, here)
        survey = surveys.get(analysis.survey)
        if survey is not None:
            yield from _items(analysis, survey, here)
            if survey.country:
                yield from _over_countries(analysis, survey, here)


def pools(analysis: Analysis, survey: Survey) -> bool:
    """Return whether an analysis shows each country and then one number over them."""
    return (
        bool(survey.country)
        and analysis.by == (survey.country,)
        and analysis.measure in ("proportion", "mean")
        and len(analysis.where.get(survey.country, ("", ""))) > 1
    )


def spans_countries(analysis: Analysis, survey: Survey) -> bool:
    """Return whether numbers of an analysis are over several countries as the file weights them."""
    if not survey.country or survey.country in analysis.by:
        return False
    return len(analysis.where.get(survey.country, ("", ""))) > 1


def _parts(analysis: Analysis, here: tuple[str | int, ...]) -> Iterator[Breach]:
    measure = analysis.measure
    for name, measures in _OWN.items():
        if getattr(analysis, name) not in ((), None) and measure not in measures:
            yield Breach(
                (*here, name),
                f"'{name}' belongs to measure = '{' or '.join(measures)}'",
                f"measure = '{measure}'",
                "remove it, or correct the measure",
            )
    if measure not in _OF_ITEMS and not analysis.variable:
        yield Breach(
            (*here, "measure"), f"a {measure} is of a variable", "no variable", 'add variable = "..."'
        )
    if measure in _OF_ITEMS and (analysis.variable or not analysis.items):
        yield Breach(
            (*here, "measure"),
            f"measure = '{measure}' is of items, and of no single variable",
            "a variable" if analysis.variable else "no items",
            "list items = [...]",
        )
    if measure in _ONE_GROUPING and len(analysis.by) != 1:
        yield Breach(
            (*here, "by"),
            f"a {measure} has one grouping",
            f"{len(analysis.by)} groupings",
            'write by = ["..."]; restrict to a level of another with where',
        )
    if measure == "scale" and analysis.by:
        yield Breach(
            (*here, "by"), "a scale is of one domain", "by", "restrict it with where, one analysis a group"
        )
    if analysis.between and (len(analysis.between) != 2 or len(set(analysis.between)) != 2):
        yield Breach(
            (*here, "between"), "a difference is between two groups", "others", 'write between = ["A", "B"]'
        )
    if any(not 0 < q < 1 for q in analysis.q) or len(set(analysis.q)) != len(analysis.q):
        yield Breach(
            (*here, "q"),
            "quantiles are shares between 0 and 1, each once",
            f"{list(analysis.q)}",
            "q = [0.5]",
        )
    yield from names_known(
        (*here, "reversed"), "an item that is reversed is one of the scale", analysis.reversed, analysis.items
    )
    if analysis.item_range is not None and not analysis.item_range[0] < analysis.item_range[1]:
        yield Breach(
            (*here, "item_range"),
            "the range of items goes from the lowest answer to the highest",
            "ends that are not in order",
            "write item_range = [1, 5]",
        )
    if "omega" in analysis.coefficients and len(analysis.items) < 3:
        yield Breach(
            (*here, "coefficients"),
            "omega is of three items at least",
            f"{len(analysis.items)}",
            "ask for alpha",
        )


def _items(analysis: Analysis, survey: Survey, here: tuple[str | int, ...]) -> Iterator[Breach]:
    if len(set(analysis.items)) < len(analysis.items) or set(analysis.items) & set(analysis.by):
        yield Breach(
            (*here, "items"), "an item is listed once, and makes no groups", "one twice", "name each once"
        )
    if analysis.measure == "scale" and len(analysis.items) == 1:
        yield Breach((*here, "items"), "a scale has two items at least", "1", "list the others")
    if analysis.measure != "polyvictimisation":
        return
    known = {variable.name: variable for variable in survey.variable}
    items = [known[name] for name in analysis.items if name in known]
    for one in items:
        if not one.yes or one.nature is None:
            yield Breach(
                (*here, "items"),
                "a type that is counted is a yes/no variable that says what it asks for",
                f"'{one.name}' without {'yes and no' if not one.yes else 'nature'}",
                'add yes, no and nature = "risk", "victimisation" or "harm" to it',
            )
    natures = sorted({one.nature for one in items if one.nature})
    if len(natures) > 1:
        told = "; ".join(f"{n}: {', '.join(one.name for one in items if one.nature == n)}" for n in natures)
        yield Breach(
            (*here, "items"),
            "risk, victimisation and harm are separate outcomes and never one count",
            told,
            "count each by itself, and show them beside each other",
        )
    if len(items) < 3:
        yield Breach(
            (*here, "items"),
            "a count is of three types at least: of two it would repeat their crosstab",
            f"{len(items)}",
            "list the others, or ask for a crosstab",
        )
    if analysis.minimum_answered is None or analysis.minimum_answered > len(analysis.items):
        yield Breach(
            (*here, "minimum_answered"),
            "a count says how many of its questions a respondent must have answered",
            "nothing" if analysis.minimum_answered is None else f"{analysis.minimum_answered}",
            f"add minimum_answered, {len(analysis.items)} at most",
        )
    if analysis.top_from is not None and analysis.top_from > len(analysis.items):
        yield Breach(
            (*here, "top_from"),
            "many types are no more than were asked about",
            f"{analysis.top_from} of {len(analysis.items)}",
            "declare a smaller number",
        )


def _over_countries(analysis: Analysis, survey: Survey, here: tuple[str | int, ...]) -> Iterator[Breach]:
    if spans_countries(analysis, survey) and survey.country_weight not in (None, "as_given"):
        yield Breach(
            (*here, "by"),
            f"country_weight = '{survey.country_weight}' weights countries of a proportion or a mean that is "
            "by country and by nothing else",
            f"'{analysis.id}' over several countries",
            f'write by = ["{survey.country}"], restrict where to one country, or have each country as given',
        )
    if pools(analysis, survey) and analysis.measure == "proportion" and analysis.interval != "logit":
        yield Breach(
            (*here, "interval"),
            "a number over countries has a logit interval",
            f"interval = '{analysis.interval}'",
            "remove it",
        )
    known = {variable.name: variable for variable in survey.variable}
    measured = known.get(analysis.variable)
    grouped = measured is not None and bool(measured.categories)
    if pools(analysis, survey) and grouped and survey.country_weight != "as_given":
        yield Breach(
            (*here, "variable"),
            "what is pooled over countries is a yes/no variable or a number",
            f"'{analysis.variable}' with categories",
            "make one category a yes/no variable",
        )
    if analysis.measure == "difference" and analysis.by == (survey.country,):
        country = known.get(survey.country)
        names = (
            country.categories.values() if country is not None and country.categories else analysis.between
        )
        yield from names_known(
            (*here, "between"), "countries that are compared are in the survey", analysis.between, names
        )
