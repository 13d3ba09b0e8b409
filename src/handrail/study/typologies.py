"""Typologies: one step a typology of the plan, with the names that a person gave its classes."""

from __future__ import annotations

from dataclasses import replace

from handrail.store import ResultRecord
from handrail.study.answers import READING, Answers, made_from, special_note, variables_of
from handrail.study.estimates import outcome_of
from handrail.study.facets import facets_of
from handrail.study.plan import Survey, Variable
from handrail.study.plan_typology import Typology
from handrail.study.runner import Outcome, Runner
from handrail.study.weighting import with_calibration
from handrail.typology.methods import METHODS
from handrail.values import DataError, Result


def typology_name(typology: Typology) -> str:
    """Return the node of a typology."""
    return f"typology:{typology.id}"


def typology_variables(typology: Typology, survey: Survey) -> tuple[Variable, ...]:
    """Return the variables that a typology reads."""
    return variables_of(survey, typology.items)


class Typologies:
    """Runs the typologies of a plan."""

    def __init__(self, answers: Answers, runner: Runner) -> None:
        self.answers, self.runner = answers, runner

    def step(self, typology: Typology, imported: ResultRecord | None) -> ResultRecord | None:
        """Return a typology's result, computed when what it reads changed."""
        name = typology_name(typology)
        if imported is None:
            self.runner.fail(name)
            return None
        survey = self.answers.session.plan.survey_of(typology)
        variables = typology_variables(typology, survey)
        return self.runner.step(
            name,
            "typology",
            METHODS["typology.latent_classes"],
            # What a profile describes is printed beside the result and is no part of it.
            made_from(
                typology.model_dump(mode="json", exclude={"profile": {"__all__": {"description"}}}),
                survey,
                variables,
                imported,
                design=False,
            ),
            lambda: self._fit(typology, survey, variables),
        )

    def _fit(self, typology: Typology, survey: Survey, variables: tuple[Variable, ...]) -> Outcome:
        from handrail.typology import typology_result

        weights = self.answers.weights(survey)
        result = typology_result(
            self.answers.derived(survey, variables),
            classes=typology.classes,
            considered=typology.considered,
            starts=typology.starts,
            seed=typology.seed,
            weights=weights,
            item_labels={variable.name: variable.label for variable in variables},
            class_names=tuple(profile.name for profile in typology.profile),
            because=typology.because,
            name=typology_name(typology),
            title=typology.title,
            source=survey.id,
            sample=survey.sample,
            selection=survey.selection,
            public_use=bool(survey.public_use),
        )
        result = with_calibration(result, survey)
        _check_names(result, typology, {variable.name: variable.label for variable in variables})
        held, labels = self.answers.survey(survey), {one.name: one.label for one in variables}
        facets = facets_of(
            survey, held, self.answers.derived(survey, variables), variables, words={}, where={}
        )
        # Cells name an item by its label.
        items = {labels[name]: facet for name, facet in facets.items()}
        first, *rest = (replace(table, facets=items) for table in result.tables)
        first = replace(first, notes=(*first.notes, READING, *special_note(variables)))
        return outcome_of(replace(result, tables=(first, *rest)))


def _check_names(result: Result, typology: Typology, labels: dict[str, str]) -> None:
    """Refuse names that no longer fit: a class was named for an item that is now likelier in another.

    Raises
    ------
    DataError
        Naming the class and the item.
    """
    profile = result.tables[0]
    for named in typology.profile:
        if not named.marked_by:
            continue
        item = labels[named.marked_by]
        found = {
            cell.group["class"]: cell.value("estimate") or 0.0
            for cell in profile.cells
            if cell.group["item"] == item
        }
        if max(found, key=lambda name: found[name]) != named.name:
            raise DataError.because(
                "a class keeps its name only while the item that marks it is likelier there than elsewhere",
                f"'{named.name}' marked by '{named.marked_by}' in typology '{typology.id}'",
                "look at the profiles again, the largest class first, and name the classes anew",
                file="study.toml",
            )
