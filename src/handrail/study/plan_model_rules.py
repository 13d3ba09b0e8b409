"""What must hold of the models and typologies of a plan, and of two estimates in one figure."""

from __future__ import annotations

from collections.abc import Iterator

from handrail.study.breach import Breach, names_known
from handrail.study.plan import Analysis, Model, Plan, Survey, Typology, Variable

CHANGEABLE = ("service", "protective")
_CLAIMS = ("prevalence", "predict", "risk score", "at risk of")
"""Words that a title of associations may not hold: they promise what a model of a population cannot give."""


def model_breaches(plan: Plan) -> Iterator[Breach]:
    """Yield every rule that the plan's models, typologies and paired figures break."""
    for position, model in enumerate(plan.model):
        yield from _model(plan, model, ("model", position))
    for position, typology in enumerate(plan.typology):
        yield from _typology(plan, typology, ("typology", position))
    for position, analysis in enumerate(plan.analysis):
        if analysis.beside:
            yield from _beside(plan, analysis, ("analysis", position, "beside"))


def _survey_of(plan: Plan, part: Model | Typology) -> Survey | None:
    return next((survey for survey in plan.survey if survey.id == part.survey), None)


def _variables(survey: Survey) -> dict[str, Variable]:
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
    survey = _survey_of(plan, model)
    if survey is None:
        known = [one.id for one in plan.survey]
        yield from names_known((*here, "survey"), "a model reads a survey of the plan", [model.survey], known)
        return
    variables = _variables(survey)
    rule = "a model names variables of its survey"
    yield from names_known((*here, "outcome"), rule, [model.outcome], variables)
    yield from names_known((*here, "factors"), rule, model.factors, variables)
    yield from names_known((*here, "where"), rule, model.where, variables)
    yield from title_claims(model.title, here)
    outcome = variables.get(model.outcome)
    if outcome is not None and not outcome.yes:
        yield Breach(
            (*here, "outcome"),
            "the outcome of a model is a variable with yes and no",
            f"'{model.outcome}' without them",
            "give the variable yes = [...] and no = [...]",
        )
    if len({model.outcome, *model.factors}) <= len(model.factors):
        yield Breach(
            (*here, "factors"),
            "factors are different variables, and not the outcome",
            "one of them twice",
            "name each once",
        )
    factors = [variables[name] for name in model.factors if name in variables]
    yield from _roles(model, factors, here)
    yield from places_apart([*factors, *([outcome] if outcome else [])], here)


def _roles(model: Model, factors: list[Variable], here: tuple[str | int, ...]) -> Iterator[Breach]:
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
    if factors and not changeable and not model.nothing_to_change.strip():
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


def _typology(plan: Plan, typology: Typology, here: tuple[str | int, ...]) -> Iterator[Breach]:
    survey = _survey_of(plan, typology)
    if survey is None:
        known = [one.id for one in plan.survey]
        yield from names_known(
            (*here, "survey"), "a typology reads a survey of the plan", [typology.survey], known
        )
        return
    variables = _variables(survey)
    yield from names_known(
        (*here, "items"), "a typology names variables of its survey", typology.items, variables
    )
    yield from title_claims(typology.title, here)
    unclear = [name for name in typology.items if name in variables and not variables[name].yes]
    if unclear:
        yield Breach(
            (*here, "items"),
            "an item of a typology is a variable with yes and no",
            f"'{unclear[0]}' without them",
            "give the variable yes = [...] and no = [...]",
        )
    if len(set(typology.items)) < len(typology.items):
        yield Breach((*here, "items"), "an item stands once", "one of them twice", "name each once")
    if typology.classes not in typology.considered:
        yield Breach(
            (*here, "classes"),
            "the number of classes is one of those considered",
            f"{typology.classes}, considered: {', '.join(map(str, typology.considered))}",
            "add it to considered",
        )
    if typology.profile and len(typology.profile) != typology.classes:
        yield Breach(
            (*here, "profile"),
            "each class has a name, or none has",
            f"{len(typology.profile)} names for {typology.classes} classes",
            "add a [[typology.profile]] for each, the largest class first",
        )
    for position, profile in enumerate(typology.profile):
        if profile.marked_by:
            yield from names_known(
                (*here, "profile", position, "marked_by"),
                "a class is marked by an item of the typology",
                [profile.marked_by],
                typology.items,
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
