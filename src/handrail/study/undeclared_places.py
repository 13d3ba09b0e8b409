"""Places: variables that look like a region and are not declared as one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from handrail.study.plan import Plan, Survey, Variable
from handrail.values import Problem

_WORDS = re.compile(
    r"\b(regions?|count(y|ies)|nuts ?[0-9]?|district|province|municipality|constituency|bundesland|"
    r"postcode|postal code|zip( code)?|town|city|borough|canton|prefecture|department code|force area)\b",
    re.IGNORECASE,
)


def undeclared_places(plan: Plan) -> Iterator[Problem]:
    """Yield a warning for each variable that is named like a place below country and declares no geography.

    Only beside special or offence variables, which are never crossed below country: the rule rests on the
    declaration. Names are a heuristic, in English for the most part; a place called ``v12`` is not found.
    """
    for survey in plan.survey:
        if any(one.special or one.offence for one in survey.variable):
            yield from (
                Problem(
                    "special and offence variables are never crossed below country, so places are declared",
                    f"'{one.name}' of survey '{survey.id}' looks like a place and declares no geography",
                    'add geography = "below country" (or "country") to it',
                    "study.toml",
                    severity="warning",
                )
                for one in _undeclared(survey)
            )


def _undeclared(survey: Survey) -> Iterator[Variable]:
    for one in survey.variable:
        said = " ".join((one.name, one.from_, one.label)).replace("_", " ")
        if one.geography is None and not one.yes and _WORDS.search(said):
            yield one
