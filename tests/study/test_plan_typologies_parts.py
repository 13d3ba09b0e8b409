"""A typology's parts in the plan: every rule that they cannot break, said with its line."""

from __future__ import annotations

from typing import get_args

import pytest
from small_study import HEAD

from handrail.study.plan import Plan
from handrail.study.plan_typology import OtherKind
from handrail.study.read_plan import parse_plan
from handrail.typology.frames import ItemKind
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
"""
)


def variable(name: str, more: str = "yes = [1]\nno = [2]") -> str:
    return f'[[survey.variable]]\nname = "{name}"\nfrom = "{name}"\nlabel = "{name}"\n{more}\n'


YES_NO, WORDS = "yes = [1]\nno = [2]", 'categories = { "1" = "N", "2" = "S" }'
VARIABLES = "".join(
    [
        variable("asked"),
        variable("moved"),
        variable("met"),
        variable("often", 'categories = { "1" = "Never", "2" = "Once", "3" = "Often" }'),
        variable("hours", 'unit = "hour"\nrole = "exposure"'),
        variable("told"),
        variable("talks", f'{YES_NO}\nrole = "protective"'),
        variable("alone", f'{YES_NO}\nrole = "adversity"'),
        variable("concern", f'{YES_NO}\nspecial = "sexual orientation: concern"\nrole = "stigma"'),
        variable("gay", f'{YES_NO}\nspecial = "sexual orientation: identity"\nrole = "stigma"'),
        variable("bi", f'{YES_NO}\nspecial = "sexual orientation: identity"\nrole = "behaviour"'),
        variable("town", f'{WORDS}\ngeography = "below country"\nrole = "background"'),
        variable("land", f'{WORDS}\ngeography = "country"\nrole = "background"'),
    ]
)
HEADING = '[[typology]]\nid = "t"\ntitle = "Experiences"\nsurvey = "s"\n'
TYPOLOGY = HEADING + 'items = ["asked", "moved", "met"]\nclasses = 2\n'
COVARIATES = "[typology.covariates]\nfactors = {}\n"
OUTCOMES = "[typology.outcomes]\nvariables = {}\n"
STABILITY = "[typology.stability]\nreplicates = 20\n"
BOOTSTRAP = "[typology.bootstrap]\nreplicates = 99\n"


def plan(text: str, survey: str = "") -> Plan:
    return parse_plan(parse_toml(SURVEY + survey + VARIABLES + text, "study.toml"))


def broken(text: str, survey: str = "") -> list[str]:
    with pytest.raises(PlanError) as wrong:
        plan(text, survey)
    assert all(problem.line for problem in wrong.value.problems)
    return [f"{problem.rule} | {problem.received}" for problem in wrong.value.problems]


def test_every_part_can_be_asked_for() -> None:
    asked = TYPOLOGY + BOOTSTRAP + STABILITY + 'leave_out = "land"\n'
    asked += COVARIATES.format('["talks", "gay", "hours"]') + OUTCOMES.format('["told", "hours"]')
    (typology,) = plan(asked).typology
    assert typology.covariates is not None
    assert typology.covariates.method == "three-step-ml"
    assert typology.outcomes is not None
    assert typology.outcomes.method == "bch"


def test_the_plan_knows_the_kinds_of_items_that_the_room_has() -> None:
    assert {"nominal", *get_args(OtherKind)} == set(get_args(ItemKind))


@pytest.mark.parametrize("design", ['weights = "w"\n', 'strata = "h"\n', 'clusters = "c"\n'])
def test_no_likelihood_ratio_test_under_a_design(design: str) -> None:
    for asked in (TYPOLOGY + "lmr = true\n", TYPOLOGY + BOOTSTRAP):
        (said,) = broken(asked, design)
        assert "rejects about 25 % of what is true" in said


def test_a_test_is_against_one_class_more() -> None:
    text = TYPOLOGY + "considered = [2, 4]\n" + BOOTSTRAP
    (said,) = broken(text)
    assert said.startswith("a test is of a number of classes against one more")


def test_what_is_adjusted_for_the_design_needs_its_strata_and_clusters() -> None:
    replicates = 'weights = "w"\nreplicate_weights = { prefix = "w_", kind = "bootstrap" }\n'
    text = TYPOLOGY + STABILITY + COVARIATES.format('["talks"]') + OUTCOMES.format('["told"]')
    assert len(broken(text, replicates)) == 3
    assert plan(TYPOLOGY, replicates).typology


def test_one_class_is_everybody() -> None:
    one = TYPOLOGY.replace("classes = 2", "classes = 1")
    assert len(broken(one + STABILITY + COVARIATES.format('["talks"]') + OUTCOMES.format('["told"]'))) == 3


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        (COVARIATES.format('["talk"]'), "names variables of its survey"),
        (COVARIATES.format('["told"]'), "each factor of a model has a role"),
        (COVARIATES.format('["alone"]'), "stand beside what is associated with harm"),
        (COVARIATES.format('["talks", "bi"]'), "read as exposure to targeting or stigma"),
        (
            COVARIATES.format('["talks", "gay", "concern"]'),
            "identity and behaviour are kept distinct",
        ),
        (COVARIATES.format('["talks", "gay", "town"]'), "never crossed below country"),
        (COVARIATES.format('["talks", "talks"]'), "a variable stands once"),
        (COVARIATES.format('["talks", "met"]'), "none of the items that make them"),
        (OUTCOMES.format('["met"]'), "none of the items that make them"),
        (OUTCOMES.format('["gay", "town"]'), "never crossed below country"),
        (STABILITY + 'leave_out = "town"\n' + OUTCOMES.format('["gay"]'), "never crossed below country"),
        (STABILITY + 'leave_out = "hours"\n', "have declared categories"),
        (STABILITY + 'leave_out = "lnad"\n', "names variables of its survey"),
    ],
)
def test_a_slip_in_a_part_is_named(text: str, rule: str) -> None:
    assert any(rule in said for said in broken(TYPOLOGY + text))


def test_adversity_stands_alone_where_a_reason_is_given() -> None:
    alone = COVARIATES.format('["alone"]') + 'nothing_to_change = "Not asked in this file."\n'
    assert plan(TYPOLOGY + alone).typology


@pytest.mark.parametrize(
    ("items", "kinds", "rule"),
    [
        ('["asked", "moved", "hours"]', "{}", "or is declared a number"),
        ('["asked", "moved", "hours"]', '{ hours = "adjacent" }', "an ordered item has categories"),
        ('["asked", "moved", "often"]', '{ often = "count" }', "a count or a continuous item is a number"),
        ('["asked", "moved", "often"]', '{ met = "adjacent" }', "a kind is of an item"),
    ],
)
def test_what_an_item_is_fits_its_variable(items: str, kinds: str, rule: str) -> None:
    text = TYPOLOGY.replace('["asked", "moved", "met"]', items) + f"kinds = {kinds}\n"
    assert any(rule in said for said in broken(text))


def test_items_of_every_kind_stand_together() -> None:
    text = TYPOLOGY.replace('"met"]', '"met", "often", "hours"]')
    kinds = plan(text + 'kinds = { often = "cumulative", hours = "continuous" }\n').typology[0].kinds
    assert kinds == {"often": "cumulative", "hours": "continuous"}
