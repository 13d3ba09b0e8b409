"""A place that nobody declared is asked about where special variables could be crossed with it."""

from __future__ import annotations

from pathlib import Path

import pytest
from small_study import PLAN

from handrail.study.check import check_study

SPECIAL = '\nspecial = "health"\n'


def warnings(folder: Path, name: str, more: str = "", *, special: bool = True) -> list[str]:
    plan = PLAN.replace('legal_condition = ""', "").replace(
        'coder_welfare = "w"', 'coder_welfare = "w"\nlegal_condition = "Article 9"'
    )
    if special:
        plan = plan.replace("yes = [1]", f"{SPECIAL}yes = [1]", 1)
    plan = plan.replace('name = "sex"', f'name = "{name}"{more}').replace('by = ["sex"]', "")
    (folder / "study.toml").write_text(plan, "utf-8")
    report = check_study(folder)
    assert report.error is None, report.error
    return [str(warning) for warning in report.warnings]


@pytest.mark.parametrize("name", ["region", "nuts2", "home_county", "city_now"])
def test_a_variable_named_like_a_place_is_asked_about(small: Path, name: str) -> None:
    (warning,) = warnings(small, name)
    assert name in warning
    assert "geography" in warning


def test_a_declared_place_a_plan_without_special_variables_and_other_names_are_left_alone(
    small: Path,
) -> None:
    assert not warnings(small, "region", '\ngeography = "below country"')
    assert not warnings(small, "region", special=False)
    assert not warnings(small, "capacity")
