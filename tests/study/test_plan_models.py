"""Models, typologies, agreement and paired figures in the plan: each rule has a message with its line."""

from __future__ import annotations

import pytest
from small_study import HEAD

from handrail.study.plan import Plan
from handrail.study.read_plan import parse_plan
from handrail.values import PlanError, parse_toml

PLAN = (
    HEAD
    + """legal_condition = "Article 9"
[[survey]]
id = "s"
title = "S"
file = "s.csv"
who = "adults about childhood"
sample = "probability"
"""
)


def variable(name: str, more: str = "yes = [1]\nno = [2]") -> str:
    return f'[[survey.variable]]\nname = "{name}"\nfrom = "{name}"\nlabel = "{name}"\n{more}\n'


VARIABLES = "".join(
    [
        variable("contact"),
        variable("open_account", 'yes = [1]\nno = [2]\nrole = "service"'),
        variable("adversity", 'yes = [1]\nno = [2]\nrole = "adversity"'),
        variable("concern", 'yes = [1]\nno = [2]\nspecial = "sexual orientation: concern"\nrole = "stigma"'),
        variable("district", 'categories = { "1" = "N" }\ngeography = "below country"\nrole = "background"'),
        variable("hours", 'role = "exposure"'),
        variable("asked"),
        variable("moved"),
        variable("met"),
    ]
)
MODEL = '[[model]]\nid = "m"\ntitle = "Circumstances"\nsurvey = "s"\noutcome = "contact"\n'
TYPOLOGY = '[[typology]]\nid = "t"\ntitle = "Experiences"\nsurvey = "s"\nitems = ["asked", "moved", "met"]\n'
INTERVIEWS = '[[interviews]]\nid = "i"\ntitle = "I"\napproach = "{}"\ndocuments = ["*.txt"]\n'


def plan(text: str) -> Plan:
    return parse_plan(parse_toml(PLAN + VARIABLES + text, "study.toml"))


def broken(text: str) -> list[str]:
    with pytest.raises(PlanError) as wrong:
        plan(text)
    assert all(problem.line for problem in wrong.value.problems)
    return [f"{problem.rule} | {problem.received}" for problem in wrong.value.problems]


def test_a_model_of_declared_factors_is_a_plan() -> None:
    made = plan(MODEL + 'factors = ["open_account", "adversity", "concern"]\n')
    assert made.survey_of(made.model[0]).id == "s"


def test_a_factor_without_a_role_is_refused() -> None:
    (said,) = broken(MODEL + 'factors = ["open_account", "asked"]\n')
    assert said == "each factor of a model has a role | 'asked' without one"


def test_adversity_never_stands_without_what_can_be_changed() -> None:
    (said,) = broken(MODEL + 'factors = ["adversity"]\n')
    assert said.startswith("protective factors and what services can change stand beside")
    assert plan(MODEL + 'factors = ["adversity"]\nnothing_to_change = "not asked in this file"\n').model


def test_sexual_orientation_is_read_as_stigma_and_as_nothing_else() -> None:
    other = VARIABLES.replace('role = "stigma"', 'role = "behaviour"')
    with pytest.raises(PlanError, match="not as a trait"):
        parse_plan(parse_toml(PLAN + other + MODEL + 'factors = ["open_account", "concern"]\n', "study.toml"))


def test_special_factors_are_never_crossed_below_country() -> None:
    (said,) = broken(MODEL + 'factors = ["open_account", "concern", "district"]\n')
    assert said == "special and offence variables are never crossed below country | 'concern' with 'district'"


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        (MODEL.replace('"contact"', '"contakt"') + 'factors = ["open_account"]\n', "variables of its survey"),
        (MODEL.replace('"contact"', '"hours"') + 'factors = ["open_account"]\n', "with yes and no"),
        (MODEL + 'factors = ["open_account", "open_account"]\n', "different variables"),
        (MODEL + 'factors = ["open_account", "opened"]\n', "variables of its survey"),
        (MODEL.replace('"s"', '"x"') + 'factors = ["open_account"]\n', "a survey of the plan"),
        (
            MODEL.replace("Circumstances", "Who is at risk of contact") + 'factors = ["open_account"]\n',
            "claims",
        ),
        (MODEL + 'factors = ["open_account"]\n' + MODEL + 'factors = ["open_account"]\n', "id of its own"),
        (TYPOLOGY, "classes is required"),
        (TYPOLOGY + "classes = 9\n", "one of those considered"),
        (TYPOLOGY.replace('"met"', '"hours"') + "classes = 2\n", "has yes and no or categories"),
        (TYPOLOGY.replace('"met"', '"asked"') + "classes = 2\n", "an item stands once"),
        (TYPOLOGY.replace('"met"', '"mett"') + "classes = 2\n", "variables of its survey"),
    ],
)
def test_a_slip_in_a_model_or_a_typology_is_named(text: str, rule: str) -> None:
    assert any(rule in said for said in broken(text))


OTHERS = MODEL.replace('"m"', '"o"') + 'factors = ["open_account", "hours"]\n'
MORE = variable("often", 'categories = { 1 = "Never", 2 = "Often" }') + variable("times", "")


def of_kind(kind: str, outcome: str, more: str = "") -> list[str]:
    number = VARIABLES.replace('role = "exposure"', 'role = "exposure"\nunit = "hour"') + MORE
    text = OTHERS.replace('"contact"', f'"{outcome}"').replace("[[model]]\n", f'[[model]]\nkind = "{kind}"\n')
    try:
        parse_plan(parse_toml(PLAN + number + text + more, "study.toml"))
    except PlanError as wrong:
        return [f"{problem.rule} | {problem.received}" for problem in wrong.problems if problem.line]
    return []


@pytest.mark.parametrize(
    ("kind", "outcome"),
    [
        ("logit", "contact"),
        ("firth", "contact"),
        ("poisson", "contact"),
        ("poisson", "times"),
        ("linear", "times"),
        ("ordinal", "often"),
        ("multinomial", "often"),
    ],
)
def test_a_model_of_each_kind_is_a_plan(kind: str, outcome: str) -> None:
    assert of_kind(kind, outcome) == []


@pytest.mark.parametrize(
    ("kind", "outcome", "said"),
    [
        ("logit", "often", "the outcome of a model is a variable with yes and no | 'often' with categories"),
        (
            "firth",
            "times",
            "the outcome of a firth model is a variable with yes and no | 'times' without them",
        ),
        (
            "linear",
            "contact",
            "a linear model is a number, without yes, no and categories | 'contact' with yes",
        ),
        ("poisson", "often", "a number of times, or a variable with yes and no | 'often' with categories"),
        ("ordinal", "contact", "from the lowest to the highest | 'contact' with yes and no"),
        ("multinomial", "contact", "a variable with categories | 'contact' with yes and no"),
    ],
)
def test_a_kind_of_model_has_its_own_outcome(kind: str, outcome: str, said: str) -> None:
    (found,) = of_kind(kind, outcome)
    assert said in found


@pytest.mark.parametrize(
    ("kind", "outcome", "more", "said"),
    [
        ("logit", "contact", "splines = { hours = 3 }\nmargins = true\n", ""),
        ("logit", "contact", 'standardised = ["open_account"]\n', ""),
        ("logit", "contact", "splines = { hours = 9 }\n", "less than or equal to 7"),
        ("logit", "contact", "splines = { hour = 3 }\n", "a spline is of a factor of the model | 'hour'"),
        ("logit", "contact", "splines = { open_account = 3 }\n", "a spline is of a number | 'open_account'"),
        ("firth", "contact", "splines = { hours = 3 }\n", "which a firth model does not have"),
        (
            "firth",
            "contact",
            "margins = true\n",
            "'margins' belongs to a model that is logit, linear, poisson",
        ),
        ("ordinal", "often", 'standardised = ["open_account"]\n', ""),
        ("ordinal", "often", "margins = true\n", "'margins' belongs to a model that is"),
        (
            "firth",
            "contact",
            'standardised = ["open_account"]\n',
            "'standardised' belongs to a model that is",
        ),
        ("logit", "contact", 'standardised = ["asked"]\n', "a standardised number is of a factor"),
        ("logit", "contact", 'standardised = ["hours"]\nsplines = { hours = 3 }\n', "and not of a curve"),
        ("logit", "contact", 'standardised = ["open_account", "open_account"]\n', "a factor is named once"),
    ],
)
def test_what_is_asked_beside_a_model_fits_its_kind(kind: str, outcome: str, more: str, said: str) -> None:
    found = of_kind(kind, outcome, more)
    assert (found == []) if not said else any(said in one for one in found)


SCALE = '[[analysis]]\nid = "s"\ntitle = "S"\nsurvey = "s"\nmeasure = "scale"\nitems = ["asked", "moved"]\n'


def test_a_reversed_item_is_one_of_the_scale_over_a_range_in_order() -> None:
    assert plan(SCALE + 'reversed = ["moved"]\nitem_range = [1, 5]\n').analysis[0].item_range == (1, 5)
    (said,) = broken(SCALE + 'reversed = ["met"]\n')
    assert said == "an item that is reversed is one of the scale | 'met'"
    (said,) = broken(SCALE + 'reversed = ["moved"]\nitem_range = [5, 1]\n')
    assert said.startswith("the range of items goes from the lowest answer to the highest")
    shares = '[[analysis]]\nid = "p"\ntitle = "P"\nsurvey = "s"\nmeasure = "proportion"\nvariable = "met"\n'
    said, *_ = broken(shares + 'reversed = ["met"]\n')
    assert said.startswith("'reversed' belongs to measure = 'scale'")


def test_each_class_has_a_name_or_none_has() -> None:
    one = '[[typology.profile]]\nname = "Little"\ndescription = "Nothing."\n'
    (said,) = broken(TYPOLOGY + "classes = 2\n" + one)
    assert said == "each class has a name, or none has | 1 names for 2 classes"
    two = one + '[[typology.profile]]\nname = "Moved"\ndescription = "Moved."\nmarked_by = "moved"\n'
    assert plan(TYPOLOGY + "classes = 2\n" + two).typology[0].profile[1].marked_by == "moved"
    assert "marked by an item" in broken(TYPOLOGY + "classes = 2\n" + two.replace('"moved"', '"movd"'))[0]


def test_two_estimates_share_a_figure_only_when_they_share_a_survey_and_a_grouping() -> None:
    first = '[[analysis]]\nid = "a"\ntitle = "A"\nsurvey = "s"\nmeasure = "proportion"\n'
    first += 'variable = "asked"\nby = ["moved"]\n'
    second = first.replace('"a"', '"b"').replace('"asked"', '"met"') + 'beside = "a"\n'
    assert plan(first + second).analysis[1].beside == "a"
    assert "same single grouping" in broken(first + second.replace('["moved"]', '["contact"]'))[0]
    assert "another of the plan" in broken(first + second.replace('beside = "a"', 'beside = "c"'))[0]


POWER = "\n".join(f'{part} = "{part}"' for part in ("aim", "specificity", "theory", "dialogue", "analysis"))
REFLEXIVE = f'positionality = "p"\ninformation_power = {{ {POWER.replace(chr(10), ", ")} }}\n'


def test_a_reflexive_strand_states_the_five_parts_of_information_power() -> None:
    strand = plan(INTERVIEWS.format("reflexive") + REFLEXIVE).interviews[0]
    assert strand.information_power is not None
    assert list(strand.information_power.model_dump()) == [
        "aim",
        "specificity",
        "theory",
        "dialogue",
        "analysis",
    ]
    said = broken(INTERVIEWS.format("reflexive") + 'positionality = "p"\n')
    assert said == ["a reflexive analysis states its information power | nothing"]
    (said_of_text,) = broken(INTERVIEWS.format("reflexive") + 'information_power = "It suffices."\n')
    assert said_of_text == "interviews.information_power is a table | a value of type str"
    (missing,) = broken(INTERVIEWS.format("reflexive") + REFLEXIVE.replace(', theory = "theory"', ""))
    assert missing == "interviews.information_power.theory is required | nothing"


def test_saturation_is_planned_with_its_numbers_and_not_under_a_reflexive_approach() -> None:
    codebook = INTERVIEWS.format("codebook") + 'attributes = ["sector", "faith"]\n'
    codebook += 'special_attributes = ["faith"]\n'
    assert plan(codebook).interviews[0].saturation is None
    planned = plan(codebook + "saturation = {}\n").interviews[0].saturation
    assert planned is not None
    assert (planned.base, planned.run, planned.threshold, planned.group) == (4, 2, 0.05, "")
    assert plan(codebook + 'saturation = { group = "sector" }\n').interviews[0].saturation is not None
    for given, rule in (
        ('{ group = "sectors" }', "grouped by one of the strand's attributes | group = 'sectors'"),
        ('{ group = "faith" }', "a special attribute groups nothing | group = 'faith'"),
        ("{ base = 1 }", "greater than or equal to 2"),
        ("{ threshold = 1.0 }", "less than 1"),
        ("{ bases = 4 }", "a plan holds only known keys"),
    ):
        (said,) = broken(codebook + f"saturation = {given}\n")
        assert rule in said
    (said,) = broken(INTERVIEWS.format("reflexive") + REFLEXIVE + "saturation = {}\n")
    assert said == "saturation is not applicable under a reflexive approach | saturation = ..."


def test_agreement_is_not_applicable_under_a_reflexive_approach_and_needs_two_coders() -> None:
    reflexive = INTERVIEWS.format("reflexive") + REFLEXIVE
    coders = 'codings = ["a.toml", "b.toml"]\n'
    (said,) = broken(reflexive + coders + "agreement = true\n")
    assert said.startswith("agreement between coders is not applicable under a reflexive approach")
    assert not plan(reflexive + coders).interviews[0].asks_for_agreement
    assert plan(INTERVIEWS.format("coding-reliability") + coders).interviews[0].asks_for_agreement
    assert not plan(INTERVIEWS.format("codebook") + coders).interviews[0].asks_for_agreement
    (said,) = broken(INTERVIEWS.format("coding-reliability") + 'codings = ["a.toml"]\n')
    assert said == "agreement needs the codings of two coders | 1 coding files"


def test_coders_who_are_compared_are_two_or_more_or_all() -> None:
    head = INTERVIEWS.format("codebook") + 'codings = ["a.toml", "b.toml", "c.toml"]\nagreement = true\n'
    assert plan(head).interviews[0].coders == ()
    assert plan(head + 'coders = ["AB", "CD", "EF"]\n').interviews[0].coders == ("AB", "CD", "EF")
    for named, said in (('["AB"]', "1 names, 1 different"), ('["AB", "AB"]', "2 names, 1 different")):
        assert broken(head + f"coders = {named}\n") == [
            f"agreement is between two coders or more, each named once | {said}"
        ]
