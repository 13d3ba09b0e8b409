"""CategoryModel: coefficients of a model of an outcome with several categories."""

from __future__ import annotations

from dataclasses import dataclass

from handrail.survey.survey_model import SurveyModel


@dataclass(frozen=True, eq=False)
class CategoryModel(SurveyModel):
    """What ``Design.ordinal`` and ``Design.multinomial`` give back.

    Attributes
    ----------
    table
        As in :class:`handrail.survey.SurveyModel`. Ordinal: one row a threshold, ``low|high``, without an
        odds ratio, then one a coefficient, on the log-odds of a higher category. Multinomial: a column
        ``category`` before ``term``; each coefficient is on the log-odds of that category against the first.
    categories
        Of the outcome, in order; the first is the reference of a multinomial model.
    counts
        Respondents in each, unweighted.
    """

    categories: tuple[str, ...]
    counts: tuple[int, ...]
