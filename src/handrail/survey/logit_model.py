"""LogitModel: coefficients of a design-based logistic regression, and nothing about any one respondent."""

from __future__ import annotations

from dataclasses import dataclass

from handrail.survey.survey_model import SurveyModel


@dataclass(frozen=True, eq=False)
class LogitModel(SurveyModel):
    """What ``Design.logit`` gives back.

    Attributes
    ----------
    table
        As in :class:`handrail.survey.SurveyModel`, on the log-odds scale.
    cases
        Respondents in the model who have the outcome.
    """

    cases: int
