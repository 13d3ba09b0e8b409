"""Models, typologies and risk analyses over several countries: as the file weights them, or refused."""

from __future__ import annotations

import pytest
from small_study import HEAD

from handrail.study.plan import Plan
from handrail.study.read_plan import parse_plan
from handrail.values import PlanError, parse_toml

YES_NO = "yes = [1]\nno = [2]"


def variable(name: str, more: str = YES_NO) -> str:
    return f'[[survey.variable]]\nname = "{name}"\nfrom = "{name}"\nlabel = "{name}"\n{more}\n'


VARIABLES = "".join(
    [
        variable("contact"),
        variable("talks", f'{YES_NO}\nrole = "protective"'),
        variable("asked"),
        variable("moved"),
        variable("land", 'categories = { 1 = "A", 2 = "B" }\ngeography = "country"\nrole = "background"'),
    ]
)
MODEL = '[[model]]\nid = "m"\ntitle = "M"\nsurvey = "s"\noutcome = "contact"\nfactors = ["talks"]\n'
TYPOLOGY = (
    '[[typology]]\nid = "t"\ntitle = "T"\nsurvey = "s"\nitems = ["contact", "asked", "moved"]\nclasses = 2\n'
)
RISK = (
    '[[risk]]\nid = "r"\ntitle = "R"\nsurvey = "s"\noutcome = "contact"\noutcome_is = "risk"\n{}'
    '[[risk.block]]\nkind = "protective factors"\nfactors = ["talks"]\n'
)
EQUAL = 'country = "land"\ncountry_weight = "equal"\n'
SIZED = 'country = "land"\ncountry_weight = "population"\npopulations = { A = 1, B = 2 }\n'
GIVEN = 'country = "land"\ncountry_weight = "as_given"\n'


def plan(countries: str, part: str) -> Plan:
    survey = (
        '[[survey]]\nid = "s"\ntitle = "S"\nfile = "s.csv"\nwho = "adults about childhood"\n'
        'sample = "probability"\n'
    )
    return parse_plan(parse_toml(HEAD + survey + countries + VARIABLES + part, "study.toml"))


@pytest.mark.parametrize("countries", [EQUAL, SIZED], ids=["equal", "population"])
@pytest.mark.parametrize(
    ("part", "said"),
    [
        (MODEL, "a model over several countries"),
        (MODEL.replace('"talks"]', '"talks", "land"]'), "a model over several countries"),
        (MODEL + 'where = { land = ["A", "B"] }\n', "a model over several countries"),
        (TYPOLOGY, "a typology over several countries"),
        (RISK.format(""), "a risk analysis over several countries"),
    ],
    ids=["model", "country-as-factor", "model-of-two", "typology", "risk"],
)
def test_what_would_pool_countries_otherwise_than_the_survey_says_is_refused(
    countries: str, part: str, said: str
) -> None:
    with pytest.raises(PlanError) as wrong:
        plan(countries, part)
    (problem,) = wrong.value.problems
    assert said in problem.rule
    assert "country_weight = " in problem.received
    assert problem.line


@pytest.mark.parametrize(
    ("countries", "part"),
    [
        (GIVEN, MODEL),
        (GIVEN, TYPOLOGY),
        ("", MODEL),
        ("", TYPOLOGY),
        (EQUAL, MODEL + 'where = { land = ["A"] }\n'),
        (EQUAL, RISK.replace("{}", 'where = { land = ["A"] }\n')),
        (EQUAL, RISK.format(GIVEN)),
        (GIVEN, RISK.format("")),
    ],
    ids=[
        "model",
        "typology",
        "undeclared-model",
        "undeclared-typology",
        "model-of-one",
        "risk-of-one",
        "risk-declared",
        "risk-as-given",
    ],
)
def test_what_counts_countries_as_declared_is_a_plan(countries: str, part: str) -> None:
    made = plan(countries, part)
    assert len(made.model) + len(made.typology) + len(made.risk) == 1
