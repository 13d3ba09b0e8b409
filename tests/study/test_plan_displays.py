"""Plans that name tables of codes: what they may not ask for, each with its key and what to do."""

from __future__ import annotations

import pytest
from small_study import HEAD
from told_study import PLANNED, STRAND

from handrail.study.plan import Plan
from handrail.study.read_plan import parse_plan
from handrail.values import PlanError, parse_toml

POWER = (
    "positionality = 'We once worked on a helpline.'\n"
    "information_power = { aim = 'a', specificity = 'b', theory = 'c', dialogue = 'd', analysis = 'e' }\n"
)


def read(planned: str, strand: str = STRAND) -> Plan:
    return parse_plan(parse_toml(HEAD + strand + planned, "study.toml"))


def refused(planned: str, strand: str = STRAND) -> list[str]:
    with pytest.raises(PlanError) as caught:
        read(planned, strand)
    assert caught.value.exit_code == 10
    return [str(problem) for problem in caught.value.problems]


def test_a_plan_can_name_all_three() -> None:
    (strand,) = read(PLANNED).interviews
    assert strand.cooccurrence is not None
    assert strand.cooccurrence.by == "turn"
    assert strand.crosstab is not None
    assert strand.crosstab.attributes == ("sector",)
    assert strand.framework is not None
    assert strand.framework.summaries == "framework-groups.toml"


def test_counts_of_codes_are_not_applicable_under_a_reflexive_approach() -> None:
    strand = STRAND.replace('approach = "codebook"', f'approach = "reflexive"\n{POWER}')
    problems = refused(PLANNED, strand)
    assert len(problems) == 2
    assert "codes that stand together is not applicable under a reflexive approach" in problems[0]
    assert "crosstab of codes by attributes is not applicable under a reflexive approach" in problems[1]
    assert all("handrail interviews" in one for one in problems)
    matrix = next(line for line in PLANNED.splitlines() if line.startswith("framework"))
    assert read(matrix, strand).interviews[0].framework is not None


@pytest.mark.parametrize(
    ("planned", "rule", "remedy"),
    [
        ('crosstab = { attributes = ["sektor"] }', "by the strand's attributes", "did you mean 'sector'"),
        ("crosstab = { attributes = [] }", "crosstab.attributes", ""),
        ('crosstab = { attributes = ["sector", "sector"] }', "each attribute of a table is named once", ""),
        ('framework = { attribute = "town" }', "by the strand's attributes", ""),
        ('cooccurrence = { codes = ["training"] }', "stand together where there are two", "name another"),
        ('cooccurrence = { codes = ["a", "a"] }', "each code of a table is named once", "take one out"),
        ('cooccurrence = { by = "day" }', "cooccurrence.by", ""),
        ('framework = { attribute = "sector", file = "x" }', "framework", ""),
    ],
)
def test_what_a_plan_may_not_ask_for_is_said_with_what_to_do(planned: str, rule: str, remedy: str) -> None:
    said = "\n".join(refused(planned))
    assert rule in said
    assert remedy in said


@pytest.mark.parametrize(
    "planned", ['crosstab = { attributes = ["health"] }', 'framework = { attribute = "health" }']
)
def test_a_special_attribute_groups_nothing(planned: str) -> None:
    strand = STRAND.replace(
        'attributes = ["sector", "country"]',
        'attributes = ["sector", "country", "health"]\nspecial_attributes = ["health"]',
    )
    assert "a special attribute groups nothing" in "\n".join(refused(planned, strand))


def test_an_attribute_is_not_called_like_a_column_of_the_table() -> None:
    strand = STRAND.replace('attributes = ["sector", "country"]', 'attributes = ["topic"]')
    assert "none of a table's own columns" in "\n".join(
        refused('crosstab = { attributes = ["topic"] }', strand)
    )
