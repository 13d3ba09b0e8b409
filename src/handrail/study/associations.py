"""Associations: one step a model of the plan."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from handrail.report.words import ROLES, UNIT
from handrail.risk.model_methods import methods_of_model
from handrail.store import ResultRecord
from handrail.study.answers import (
    Answers,
    domain_note,
    domain_of,
    is_declared,
    made_from,
    special_note,
    variables_of,
)
from handrail.study.estimates import outcome_of
from handrail.study.facets import GROUPS, facets_of, restricted_to
from handrail.study.plan import Survey, Variable
from handrail.study.plan_model import Model
from handrail.study.pooled_countries import pooled_as
from handrail.study.risks import check_factors
from handrail.study.runner import Runner
from handrail.study.weighting import with_calibration, with_countries
from handrail.values import DataError, Method, Result

if TYPE_CHECKING:
    from handrail.survey import Design

BEHAVIOUR_READING = "What a child did is described as association only: it caused nothing that an adult did."


def model_name(model: Model) -> str:
    """Return the node of a model."""
    return f"model:{model.id}"


def model_variables(model: Model, survey: Survey) -> tuple[Variable, ...]:
    """Return the variables that a model reads: its outcome, its factors and what restricts it."""
    return variables_of(survey, (model.outcome, *model.factors, *model.where))


def methods_of(model: Model) -> tuple[Method, ...]:
    """Return the methods of a model, its own first."""
    return methods_of_model(model.kind, margins=model.margins, standardised=bool(model.standardised))


class Associations:
    """Runs the models of a plan."""

    def __init__(self, answers: Answers, runner: Runner) -> None:
        self.answers, self.runner = answers, runner

    def step(self, model: Model, imported: ResultRecord | None) -> ResultRecord | None:
        """Return a model's result, computed when what it reads changed."""
        name = model_name(model)
        if imported is None:
            self.runner.fail(name)
            return None
        survey = self.answers.session.plan.survey_of(model)
        variables = model_variables(model, survey)
        own, *beside = methods_of(model)
        part = [model.model_dump(mode="json"), [[one.name, one.version] for one in beside]]
        part += pooled_as(model, survey)
        return self.runner.step(
            name,
            "model",
            own,
            made_from(part, survey, variables, imported),
            lambda: outcome_of(self.computed(model, survey, variables)),
        )

    def computed(self, model: Model, survey: Survey, variables: tuple[Variable, ...]) -> Result:
        """Return a model as a result that disclosure review can judge; nothing is kept.

        Raises
        ------
        DataError
            For variables that the kind of model cannot be fitted to.
        NotConverged
            Where the model has no finite solution.
        """
        from handrail.risk import Factor, model_result

        known = {variable.name: variable for variable in variables}
        design = self.answers.design(survey, variables)
        order = list(ROLES)
        chosen = sorted(
            (known[name] for name in model.factors), key=lambda one: order.index(one.role or order[-1])
        )
        check_factors(chosen, design, f"model '{model.id}'")
        outcome = known[model.outcome]
        _check_outcome(model, outcome, design)
        result = model_result(
            design,
            model.outcome,
            [Factor(one.name, one.label, ROLES[one.role or "background"], one.unit) for one in chosen],
            domain_of(design.frame, model.where, variables),
            kind=model.kind,
            splines=model.splines,
            margins=model.margins,
            standardised=model.standardised,
            yes_no=bool(outcome.yes),
            name=model_name(model),
            title=model.title,
            source=survey.id,
            sample=survey.sample,
            outcome_label=outcome.label,
            public_use=bool(survey.public_use),
            selection=survey.selection,
            level=model.level,
            df=survey.df,
        )
        readings = [*special_note(variables), *domain_note(model.where, variables)]
        if any(one.role == "behaviour" for one in chosen):
            readings.append(BEHAVIOUR_READING)
        if model.nothing_to_change:
            readings.append(
                f"Nothing that services can change is among the factors: {model.nothing_to_change}"
            )
        as_groups = {cell.group["factor"] for cell in result.tables[0].cells if cell.group["level"] in GROUPS}
        words = {one.name: GROUPS for one in chosen if one.label in as_groups}
        held = self.answers.survey(survey)
        facets = facets_of(survey, held, design.frame, variables, words=words, where=model.where)
        domain = restricted_to(facets, model.where)
        first, *rest = (
            replace(
                table,
                column=outcome.from_,
                facets=facets,
                domain=domain,
                notes=table.notes if table.name.endswith(".discrimination") else (*table.notes, *readings),
            )
            for table in result.tables
        )
        # Cells name a factor by its label.
        first = replace(first, labels={**{one.name: one.label for one in chosen}, **first.labels})
        if outcome.unit:
            first, *rest = (replace(one, labels={**one.labels, UNIT: outcome.unit}) for one in (first, *rest))
        whole = with_countries(replace(result, tables=(first, *rest)), model, survey)
        return with_calibration(whole, survey)


def _check_outcome(model: Model, outcome: Variable, design: Design) -> None:
    """Refuse categories that nobody declared, and labels where a number is asked for.

    Raises
    ------
    DataError
        Naming the variable; never a value.
    """
    answered = design.frame[outcome.name]
    if model.kind in ("ordinal", "multinomial") and not is_declared(outcome, answered):
        raise DataError.because(
            f"the outcome of a {model.kind} model has declared categories",
            f"'{outcome.name}' in model '{model.id}', without categories and without labels",
            f"add categories = {{ ... }} to '{outcome.name}'",
            file="study.toml",
        )
