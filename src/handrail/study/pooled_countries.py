"""Countries that a model, typology or risk analysis pools: as the file weights them, or refused."""

from __future__ import annotations

from collections.abc import Iterator

from handrail.study.breach import Breach
from handrail.study.plan import Survey
from handrail.study.plan_model import Model
from handrail.study.plan_risk import Risk
from handrail.study.plan_typology import Typology


def pools_countries(part: Model | Risk | Typology, survey: Survey) -> bool:
    """Return whether a part of the plan is over several countries; a typology always is.

    A model that has the country among its factors is too: the other factors' numbers are over all of them.

    Examples
    --------
    >>> variable = {"name": "land", "from": "c", "label": "Country", "geography": "country"}
    >>> survey = Survey(id="s", title="S", file="s.csv", who="adults", sample="probability", country="land",
    ...                 country_weight="as_given", variable=[variable])
    >>> given = {"id": "m", "title": "M", "survey": "s", "outcome": "told", "factors": ["sex"]}
    >>> pools_countries(Model(**given), survey)
    True
    >>> pools_countries(Model(**given, where={"land": ["A"]}), survey)
    False
    """
    if not survey.country:
        return False
    return isinstance(part, Typology) or len(part.where.get(survey.country, ("", ""))) > 1


def country_breaches(
    part: Model | Risk | Typology, survey: Survey, here: tuple[str | int, ...]
) -> Iterator[Breach]:
    """Yield where a survey says that countries count otherwise than a part of the plan would take them.

    A risk analysis that declares its own country and country_weight is taken at its word.
    """
    declared = isinstance(part, Risk) and part.country_weight is not None
    if declared or not pools_countries(part, survey) or survey.country_weight in (None, "as_given"):
        return
    if isinstance(part, Typology):
        kind, remedy = "typology", ""
    elif isinstance(part, Model):
        kind, remedy = "model", "restrict where to one country, or "
    else:
        kind = "risk analysis"
        remedy = "declare its own country and country_weight, restrict where to one country, or "
    yield Breach(
        (*here, "survey"),
        f"a {kind} over several countries takes their weights as the file has them",
        f"'{part.id}', of a survey with country_weight = '{survey.country_weight}'",
        f'{remedy}write country_weight = "as_given" for the survey',
    )


def pooled_as(part: Model | Typology, survey: Survey) -> list[str]:
    """Return what is read of the survey's plan on countries: nothing where none are pooled."""
    return [survey.country_weight] if survey.country_weight and pools_countries(part, survey) else []
