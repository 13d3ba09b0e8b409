"""Tables beside a survey: how its files were joined, each country's precision, what its weights became."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from handrail.store import ResultRecord
from handrail.study.answers import Answers, made_from
from handrail.study.harmonisation_tables import harmonisation_name, harmonisation_result
from handrail.study.import_harmonised import table_step
from handrail.study.plan import Plan, Survey
from handrail.study.runner import Runner
from handrail.study.survey_files import checked
from handrail.study.weight_tables import weights_name, weights_result
from handrail.survey.methods import METHODS
from handrail.values import Method

if TYPE_CHECKING:
    from handrail.values import Result

_Made = tuple[Method, list[object], Callable[[], "Result"]]
"""The method, what a table is made from, and what makes it."""


def countries_name(survey: str) -> str:
    """Return the node of a survey's table of countries."""
    return f"countries:{survey}"


def compares_countries(plan: Plan, survey: Survey) -> bool:
    """Return whether anything is made of a survey of several countries, which may then be compared."""
    read = {one.survey for one in plan.analysis} | {one.survey for one in plan.model}
    read |= {one.survey for one in plan.typology} | {one.survey for one in plan.risk}
    return bool(survey.country) and survey.id in read


def table_names(plan: Plan, survey: Survey) -> tuple[str, ...]:
    """Return the nodes of the tables that are printed beside a survey of a plan."""
    planned = (
        (harmonisation_name(survey.id), bool(survey.part)),
        (countries_name(survey.id), compares_countries(plan, survey)),
        (weights_name(survey.id), survey.calibration is not None),
    )
    return tuple(name for name, is_planned in planned if is_planned)


class SurveyTables:
    """Makes the tables beside the surveys of a plan."""

    def __init__(self, answers: Answers, runner: Runner) -> None:
        self.answers, self.runner = answers, runner

    def step(self, name: str, survey: Survey, imported: ResultRecord | None) -> ResultRecord | None:
        """Return a table, made again when what it reads changed."""
        if imported is None:
            self.runner.fail(name)
            return None
        if name == harmonisation_name(survey.id):
            method, read, result = self._harmonisation(survey)
        elif name == countries_name(survey.id):
            method, read, result = self._countries(survey, imported)
        else:
            method, read, result = self._weights(survey, imported)
        # The harmonisation table is the team's own file, and it is printed.
        file = survey.harmonisation or "study.toml"
        return self.runner.step(name, "estimate", method, read, lambda: checked(result(), file))

    @property
    def _smallest(self) -> int:
        return self.answers.session.plan.disclosure.smallest_cell

    def _harmonisation(self, survey: Survey) -> _Made:
        table = self.answers.session.store.result(table_step(survey))
        labels = [[one.from_, one.label] for one in survey.variable]
        read: list[object] = [survey.title, labels, None if table is None else table.content]
        body = {"rules": []} if table is None else table.body
        return METHODS["survey.harmonise"], read, lambda: harmonisation_result(survey, body)

    def _countries(self, survey: Survey, imported: ResultRecord) -> _Made:
        # Every variable with levels is looked at; which of the others have labels, their columns tell.
        variables = [one for one in survey.variable if one.geography is None or one.name == survey.country]
        part = [survey.title, survey.country, self._smallest]

        def result() -> Result:
            from handrail.study.country_tables import compared_variables, countries_result

            held = self.answers.survey(survey)
            compared = compared_variables(survey, held)
            design = self.answers.design(survey, compared, in_words=[one.name for one in compared])
            return countries_result(survey, design, compared, fewest=self._smallest)

        return METHODS["survey.countries"], made_from(part, survey, variables, imported), result

    def _weights(self, survey: Survey, imported: ResultRecord) -> _Made:
        def result() -> Result:
            return weights_result(survey, self.answers.weighted(survey), smallest_cell=self._smallest)

        read = made_from([survey.title, self._smallest], survey, (), imported)
        return METHODS["survey.weights"], read, result
