"""What must hold of the models of a plan, and of two estimates in one figure."""

from __future__ import annotations

from collections.abc import Iterator

from handrail.study.breach import Breach, names_known
from handrail.study.plan import Analysis, Plan, Survey, Variable
from handrail.study.plan_model import Model
from handrail.study.plan_model_kinds import asked_breaches, outcome_breaches
from handrail.study.plan_typology import Typology
from handrail.study.pooled_countries import country_breaches

CHANGEABLE = ("service", "protective")
_CLAIMS = ("prevalence", "predict", "risk score", "at risk of")
"""Words that a title of associations may not hold: they promise what a model of a population cannot give."""


def model_breaches(plan: Plan) -> Iterator[Breach]:
    """Yield every rule that the plan's models and paired figures break."""
    for position, model in enumerate(plan.model):
        yield from _model(plan, model, ("model", position))
    for position, analysis in enumerate(plan.analysis):
        if analysis.beside:
            yield from _beside(plan, analysis, ("analysis", position, "beside"))


def survey_of(plan: Plan, part: Model | Typology) -> Survey | None:
    """Return the survey that a part of the plan reads, where the plan has it."""
    return next((survey for survey in plan.survey if survey.id == part.survey), None)


def variables_named(survey: Survey) -> dict[str, Variable]:
    """Return the variables of a survey by their names."""
    return {variable.name: variable for variable in survey.variable}


def title_claims(title: str, here: tuple[str | int, ...]) -> Iterator[Breach]:
    """Yield a breach where a title of associations promises what a model of a population cannot give."""
    claimed = [word for word in _CLAIMS if word in title.lower()]
    if claimed:
        yield Breach(
            (*here, "title"),
            "a title of associations claims no prevalence and no prediction",
            f"'{claimed[0]}' in the title",
            "say what is associated with what, among those who answered",
        )


def _model(plan: Plan, model: Model, here: tuple[str | int, ...]) -> Iterator[Breach]:
    survey = survey_of(plan, model)
    if survey is None:
        known = [one.id for one in plan.survey]
        yield from names_known((*here, "survey"), "a model reads a survey of the plan", [model.survey], known)
        return
    variables = variables_named(survey)
    rule = "a model names variables of its survey"
    yield from names_known((*here, "outcome"), rule, [model.outcome], variables)
    yield from names_known((*here, "factors"), rule, model.factors, variables)
    yield from names_known((*here, "where"), rule, model.where, variables)
    yield from title_claims(model.title, here)
    yield from country_breaches(model, survey, here)
    outcome = variables.get(model.outcome)
    if outcome is not None:
        yield from outcome_breaches(model, outcome, here)
    if len({model.outcome, *model.factors}) <= len(model.factors):
        yield Breach(
            (*here, "factors"),
            "factors are different variables, and not the outcome",
            "one of them twice",
            "name each once",
        )
    factors = [variables[name] for name in model.factors if name in variables]
    yield from roles_of(factors, model.nothing_to_change, here)
    yield from asked_breaches(model, factors, here)
    yield from places_apart([*factors, *([outcome] if outcome else [])], here)


def roles_of(
    factors: list[Variable], nothing_to_change: str, here: tuple[str | int, ...]
) -> Iterator[Breach]:
    """Yield where factors have no role, or none is what services can change, without a reason why."""
    for factor in factors:
        if factor.role is None:
            yield Breach(
                (*here, "factors"),
                "each factor of a model has a role",
                f"'{factor.name}' without one",
                f'add role = "service", "protective", "adversity", ... to the variable \'{factor.name}\'',
            )
        elif factor.special and factor.special.startswith("sexual") and factor.role != "stigma":
            yield Breach(
                (*here, "factors"),
                "sexual orientation is read as exposure to targeting or stigma, not as a trait",
                f"'{factor.name}' with role = '{factor.role}'",
                'write role = "stigma"',
            )
    changeable = any(factor.role in CHANGEABLE for factor in factors)
    if factors and not changeable and not nothing_to_change.strip():
        yield Breach(
            (*here, "factors"),
            "protective factors and what services can change stand beside what is associated with harm",
            "neither among the factors",
            'add one, or say why there is none: nothing_to_change = "..."',
        )


def places_apart(variables: list[Variable], here: tuple[str | int, ...]) -> Iterator[Breach]:
    """Yield a breach where special or offence variables stand beside a place below country."""
    special = [one.name for one in variables if one.special or one.offence]
    small = [one.name for one in variables if one.geography == "below country"]
    if special and small:
        yield Breach(
            (*here, "factors"),
            "special and offence variables are never crossed below country",
            f"'{special[0]}' with '{small[0]}'",
            "leave one of them out",
        )


def _beside(plan: Plan, analysis: Analysis, here: tuple[str | int, ...]) -> Iterator[Breach]:
    others = {one.id: one for one in plan.analysis if one.id != analysis.id}
    rule = "an analysis stands beside another of the plan"
    yield from names_known(here, rule, [analysis.beside], others)
    other = others.get(analysis.beside)
    if other is None:
        return
    alike = ((one.survey, one.measure, one.by) for one in (analysis, other))
    first, second = alike
    if first != second or analysis.measure != "proportion" or len(analysis.by) != 1:
        yield Breach(
            here,
            "two analyses in one figure are proportions of one survey by the same single grouping",
            f"'{analysis.id}' and '{other.id}'",
            "give both the same survey and by, or remove beside",
        )
