"""Risk analyses in the plan: each rule has a message with its line, before an answer is looked at."""

from __future__ import annotations

import pytest
from small_study import HEAD

from handrail.study.plan import Plan
from handrail.study.read_plan import parse_plan
from handrail.values import PlanError, parse_toml

SURVEY = (
    HEAD
    + """legal_condition = "Article 9"
[[survey]]
id = "s"
title = "S"
file = "s.csv"
who = "adults about childhood"
sample = "probability"
weights = "w"
"""
)


def variable(name: str, more: str = "yes = [1]\nno = [2]") -> str:
    return f'[[survey.variable]]\nname = "{name}"\nfrom = "{name}"\nlabel = "{name}"\n{more}\n'


YES_NO = "yes = [1]\nno = [2]\n"
VARIABLES = "".join(
    [
        *(variable(name) for name in ("contact", "left", "talks", "filter", "told", "open")),
        variable("sex", 'categories = { "1" = "Women", "2" = "Men" }'),
        variable("land", 'categories = { "1" = "Ada", "2" = "Bor" }\ngeography = "country"'),
        variable("district", 'categories = { "1" = "N" }\ngeography = "below country"'),
        variable("worry", YES_NO + 'special = "sexual orientation: concern"'),
        variable("gay", YES_NO + 'special = "sexual orientation: identity"'),
        variable("with_men", YES_NO + 'special = "sexual orientation: behaviour"'),
        variable("ill", YES_NO + 'special = "health"'),
        variable("other_weight", ""),
    ]
)
TOP = '[[risk]]\nid = "r"\ntitle = "Contact"\nsurvey = "s"\noutcome = "contact"\noutcome_is = "risk"\n'
ORDER = 'time_order = "Services were there before the year that was asked about."\n'
BLOCKS = {
    "demographic": ["sex"],
    "offline adversity": ["left"],
    "protective factors": ["talks", "filter"],
}


def blocks(of: dict[str, list[str]]) -> str:
    return "".join(f'[[risk.block]]\nkind = "{kind}"\nfactors = {names}\n' for kind, names in of.items())


def exposure(part: str, factor: str, kind: str, more: str = "") -> str:
    head = f'[[risk.{part}]]\nfactor = "{factor}"\nkind = "{kind}"\nreference = "no"\n'
    return f'{head}assumptions = "Nothing else explains it."\n{more}'


def plan(text: str) -> Plan:
    return parse_plan(parse_toml(SURVEY + VARIABLES + text, "study.toml"))


def broken(text: str) -> str:
    with pytest.raises(PlanError) as wrong:
        plan(text)
    assert all(problem.line for problem in wrong.value.problems)
    return "\n".join(f"{problem.rule} | {problem.received}" for problem in wrong.value.problems)


def test_a_whole_risk_analysis_is_a_plan() -> None:
    made = plan(
        TOP
        + ORDER
        + 'reach = [0.1, 0.2]\ncountry = "land"\ncountry_weight = "population"\n'
        + 'populations = { Ada = 5.0, Bor = 9.0 }\ninteractions = ["land"]\n'
        + blocks(
            {"offline adversity": ["left"], "protective factors": ["talks", "filter"], "demographic": ["sex"]}
        )
        + '[risk.validate]\nresamples = 20\nby = ["sex", "land"]\ncountries = true\n'
        + '[risk.specifications]\nfactor = "left"\nleft_out = [["talks"]]\nweights = ["", "other_weight"]\n'
        + exposure("attributable", "left", "adversity")
        + exposure("what_if", "filter", "platform")
        + exposure("mediation", "left", "adversity", 'level = "yes"\nmediator = "talks"\n')
    )
    (risk,) = made.risk
    assert risk.factors == ("left", "talks", "filter", "sex")
    assert risk.validate_ is not None
    assert risk.validate_.resamples == 20
    assert made.survey_of(risk).id == "s"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (TOP.replace('"s"', '"t"') + blocks(BLOCKS), "reads a survey of the plan | 't'"),
        (TOP.replace('outcome = "contact"', 'outcome = "sex"') + blocks(BLOCKS), "with yes and no | 'sex'"),
        (
            TOP.replace("Contact", "Who is at risk of contact") + blocks(BLOCKS),
            "no prediction | 'at risk of'",
        ),
        (TOP.replace("Contact", "Predicting contact") + blocks(BLOCKS), "no prediction | 'predict'"),
        (
            TOP.replace('outcome_is = "risk"', 'outcome_is = "score"') + blocks(BLOCKS),
            "closed list | 'score'",
        ),
        (TOP + blocks({**BLOCKS, "demographic": ["sexe"]}), "names variables of its survey | 'sexe'"),
        (TOP + blocks({**BLOCKS, "identity": ["gay"]}), "comes from a closed list | 'identity'"),
        (TOP + blocks(BLOCKS) + blocks({"demographic": ["land"]}), "stands once | 'demographic'"),
        (
            TOP + blocks({**BLOCKS, "psychological": ["left"]}),
            "each in one block, and not the outcome | 'left'",
        ),
        (TOP + blocks({**BLOCKS, "psychological": ["contact"]}), "and not the outcome | 'contact'"),
        (TOP + blocks({"demographic": ["sex"]}), "protective factors stand beside"),
        (TOP + 'country = "land"\n' + blocks(BLOCKS), "declared weight: equal, population or as_given"),
        (
            TOP + 'country = "sex"\ncountry_weight = "equal"\n' + blocks(BLOCKS),
            "variable of countries is declared as one | 'sex'",
        ),
        (
            TOP + 'country = "land"\ncountry_weight = "population"\n' + blocks(BLOCKS),
            "have a size each | 0 sizes",
        ),
        (
            TOP + blocks(BLOCKS) + "[risk.validate]\ncountries = true\n",
            "left out in turn where they are declared",
        ),
        (TOP + blocks(BLOCKS) + '[risk.validate]\nby = ["left"]\n', "groups of a demographic factor"),
        (TOP + "reach = [0.2, 0.1]\n" + blocks(BLOCKS), "shares above 0 and below 1, ascending"),
        (TOP + blocks(BLOCKS) + '[risk.specifications]\nfactor = "left"\n', "has alternatives | none"),
        (
            TOP + blocks(BLOCKS) + '[risk.specifications]\nfactor = "left"\nleft_out = [["left"]]\n',
            "not the one that it follows | 'left'",
        ),
        (
            TOP + blocks(BLOCKS) + '[risk.specifications]\nfactor = "left"\nweights = ["sex"]\n',
            "weights are numbers | 'sex'",
        ),
    ],
)
def test_a_broken_rule_is_named(text: str, said: str) -> None:
    assert said in broken(text)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"offline adversity": ["left", "worry"]}, "concern about sexual orientation is a block of its own"),
        ({"sexual-orientation concern": ["worry", "left"]}, "is a block of its own"),
        ({"other linked risk factors": ["gay", "with_men"]}, "a block holds one of them | 2 of them"),
        (
            {"other linked risk factors": ["gay", "district"]},
            "never crossed below country | 'gay' with 'district'",
        ),
    ],
)
def test_concern_identity_and_behaviour_stay_apart_and_above_districts(
    more: dict[str, list[str]], said: str
) -> None:
    assert said in broken(TOP + blocks({"demographic": ["sex"], "protective factors": ["talks"], **more}))


def test_concern_and_identity_stand_in_blocks_of_their_own() -> None:
    made = plan(
        TOP
        + blocks(
            {**BLOCKS, "sexual-orientation concern": ["worry"], "other linked risk factors": ["gay", "ill"]}
        )
    )
    assert [block.kind for block in made.risk[0].block][-1] == "other linked risk factors"


def test_a_mediator_is_nothing_that_a_child_feels_or_does() -> None:
    of = {"offline adversity": ["left"], "risk-taking": ["talks"], "protective factors": ["filter"]}
    text = exposure("mediation", "left", "adversity", 'level = "yes"\nmediator = "talks"\n')
    assert "a mediator stands in one of the blocks" in broken(TOP + ORDER + blocks(of) + text)


def test_special_variables_are_in_no_interaction_but_with_the_country() -> None:
    text = blocks({**BLOCKS, "other linked risk factors": ["gay"]})
    assert "no interaction but with the country" in broken(TOP + 'interactions = ["sex"]\n' + text)


@pytest.mark.parametrize("part", ["attributable", "what_if", "mediation"])
def test_nothing_is_attributed_changed_or_mediated_without_an_order_in_time(part: str) -> None:
    more = 'level = "yes"\nmediator = "talks"\n' if part == "mediation" else ""
    kind = "adversity" if part != "what_if" else "service"
    factor = "left" if part != "what_if" else "filter"
    assert "only where the order in time is declared" in broken(
        TOP + blocks(BLOCKS) + exposure(part, factor, kind, more)
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (exposure("attributable", "sex", "adversity"), "an adversity stands in one of the blocks"),
        (exposure("attributable", "left", "service"), "a service stands in one of the blocks"),
        (exposure("attributable", "gay", "adversity"), "nothing is attributed to who a child is"),
        (exposure("attributable", "contact", "adversity"), "an exposure is a factor of the analysis"),
        (exposure("what_if", "left", "adversity"), "changes what a service or a platform does"),
        (
            exposure("mediation", "filter", "service", 'level = "yes"\nmediator = "left"\n'),
            "a mediator comes after the exposure",
        ),
    ],
)
def test_only_what_others_can_change_is_attributed(text: str, said: str) -> None:
    every = {**BLOCKS, "other linked risk factors": ["gay"]}
    assert said in broken(TOP + ORDER + blocks(every) + text)
