"""Tables beside a survey that are made of its answers: its weights, and each country's precision."""

from __future__ import annotations

from handrail.store import ResultRecord
from handrail.study.answers import Answers, made_from
from handrail.study.estimates import outcome_of
from handrail.study.plan import Survey
from handrail.study.runner import Runner
from handrail.study.weight_tables import weights_name, weights_result
from handrail.survey.methods import METHODS


def table_names(survey: Survey) -> tuple[str, ...]:
    """Return the nodes of the tables that are printed beside a survey.

    Examples
    --------
    >>> variable = {"name": "sex", "from": "q1", "label": "Sex"}
    >>> known = {"method": "raking", "source": "Census", "margin": [{"of": ["sex"]}]}
    >>> given = {"id": "s", "title": "S", "file": "s.csv", "who": "adults", "sample": "quota"}
    >>> table_names(Survey(**given, variable=[variable], calibration=known))
    ('weights:s',)
    """
    return (weights_name(survey.id),) if survey.calibration is not None else ()


class SurveyTables:
    """Makes the tables beside the surveys of a plan."""

    def __init__(self, answers: Answers, runner: Runner) -> None:
        self.answers, self.runner = answers, runner

    def step(self, name: str, survey: Survey, imported: ResultRecord | None) -> ResultRecord | None:
        """Return a table, made again when what it reads changed."""
        if imported is None:
            self.runner.fail(name)
            return None
        smallest = self.answers.session.plan.disclosure.smallest_cell
        return self.runner.step(
            name,
            "estimate",
            METHODS["survey.weights"],
            made_from([survey.title, smallest], survey, (), imported),
            lambda: outcome_of(weights_result(survey, self.answers.weighted(survey), smallest_cell=smallest)),
        )
