"""Associations: one step a model of the plan."""

from __future__ import annotations

from dataclasses import replace

from handrail.report.words import ROLES
from handrail.risk.methods import METHODS
from handrail.store import ResultRecord
from handrail.study.answers import (
    Answers,
    domain_note,
    domain_of,
    made_from,
    special_note,
    variables_of,
)
from handrail.study.estimates import outcome_of
from handrail.study.facets import GROUPS, facets_of, restricted_to
from handrail.study.plan import Survey, Variable
from handrail.study.plan_model import Model
from handrail.study.risks import check_factors
from handrail.study.runner import Outcome, Runner
from handrail.study.weighting import with_calibration

BEHAVIOUR_READING = "What a child did is described as association only: it caused nothing that an adult did."


def model_name(model: Model) -> str:
    """Return the node of a model."""
    return f"model:{model.id}"


def model_variables(model: Model, survey: Survey) -> tuple[Variable, ...]:
    """Return the variables that a model reads: its outcome, its factors and what restricts it."""
    return variables_of(survey, (model.outcome, *model.factors, *model.where))


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
        return self.runner.step(
            name,
            "model",
            METHODS["risk.associations"],
            made_from(model.model_dump(mode="json"), survey, variables, imported),
            lambda: self._fit(model, survey, variables),
        )

    def _fit(self, model: Model, survey: Survey, variables: tuple[Variable, ...]) -> Outcome:
        from handrail.risk import Factor, associations

        known = {variable.name: variable for variable in variables}
        design = self.answers.design(survey, variables)
        order = list(ROLES)
        chosen = sorted(
            (known[name] for name in model.factors), key=lambda one: order.index(one.role or order[-1])
        )
        check_factors(chosen, design, f"model '{model.id}'")
        outcome = known[model.outcome]
        result = associations(
            design,
            model.outcome,
            [Factor(one.name, one.label, ROLES[one.role or "background"], one.unit) for one in chosen],
            domain_of(design.frame, model.where, variables),
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
            replace(table, column=outcome.from_, facets=facets, domain=domain) for table in result.tables
        )
        # Cells name a factor by its label.
        labels = {**first.labels, **{one.name: one.label for one in chosen}}
        first = replace(first, notes=(*first.notes, *readings), labels=labels)
        return outcome_of(with_calibration(replace(result, tables=(first, *rest)), survey))
