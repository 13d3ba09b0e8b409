"""Rules 9 and 10: what a plan names before anything is read, and who may have answered."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from small_study import PLAN

from handrail.study.build import BuildReport
from handrail.study.read_plan import parse_plan
from handrail.study.status import study_status
from handrail.study.trace import trace_node
from handrail.values import PlanError, parse_toml

Builder = Callable[..., BuildReport]
REQUIRED = (
    "reference", "body", "purpose", "safeguarding_lead", "limits_of_confidentiality", "distress_protocol",
    "coder_welfare", "expires",
)  # fmt: skip
PURPOSES = (
    "prevention", "prevalence", "service design", "policy", "platform safety",
    "policing practice and training",
)  # fmt: skip


def read(text: str) -> object:
    return parse_plan(parse_toml(text, "study.toml", error=PlanError))


def without(key: str) -> str:
    return re.sub(rf"(?m)^{key} = .*\n", "", PLAN, count=1)


@pytest.mark.parametrize("key", REQUIRED)
def test_rule_9_a_plan_without_what_it_must_name_is_refused(key: str) -> None:
    read(PLAN)
    with pytest.raises(PlanError, match=f"{key} is required"):
        read(without(key))


def test_rule_9_the_purpose_comes_from_a_closed_list() -> None:
    for purpose in PURPOSES:
        read(PLAN.replace('purpose = "prevention"', f'purpose = "{purpose}"'))
    for purpose in ("screening", "targeting", "marketing", "research", ""):
        with pytest.raises(PlanError, match="closed list"):
            read(PLAN.replace('purpose = "prevention"', f'purpose = "{purpose}"'))


def test_rule_9_past_its_expiry_nothing_is_imported_or_computed(thin_folder: Path, build: Builder) -> None:
    with pytest.raises(PlanError, match="read-only"):
        build(thin_folder, today=date(2099, 1, 1))
    assert not (thin_folder / "study.db").exists()


def test_rule_9_past_its_expiry_a_built_study_is_read_and_not_built(thin_built: Path, build: Builder) -> None:
    before = (thin_built / "study.db").read_bytes()
    page = (thin_built / "outputs/guideline.html").read_bytes()
    themes = thin_built / "sources/themes.toml"
    themes.write_text(themes.read_text("utf-8") + "\n# later\n", "utf-8")
    with pytest.raises(PlanError, match="read-only"):
        build(thin_built, today=date(2099, 1, 1))
    assert (thin_built / "study.db").read_bytes() == before
    assert (thin_built / "outputs/guideline.html").read_bytes() == page
    assert trace_node(thin_built, "theme:training-depends-on-luck", prompt=None).down
    assert study_status(thin_built, prompt=None, today=date(2099, 1, 1)).recommendations


MINORS = PLAN.replace('who = "adults"', 'who = "minors"')
APPROVED = 'names_minors = true\nassent = "each child, in writing"\nparental_permission = "waived, ref. 7"\n'


@pytest.mark.parametrize("left_out", ["names_minors", "assent", "parental_permission"])
def test_rule_10_minors_need_an_approval_that_names_them_assent_and_permission(left_out: str) -> None:
    whole = MINORS.replace('coder_welfare = "w"\n', f'coder_welfare = "w"\n{APPROVED}')
    read(whole)
    with pytest.raises(PlanError, match="minors answer only"):
        read(re.sub(rf"(?m)^{left_out} = .*\n", "", whole))


def test_rule_10_a_declared_public_use_file_of_minors_is_allowed_and_another_one_is_not() -> None:
    with pytest.raises(PlanError, match="minors answer only"):
        read(MINORS)
    read(MINORS.replace('who = "minors"', 'who = "minors"\npublic_use = "a national file, published 2020"'))


def test_rule_10_the_plan_says_who_answered() -> None:
    with pytest.raises(PlanError, match="who is required"):
        read(without("who"))
    with pytest.raises(PlanError, match="closed list"):
        read(PLAN.replace('who = "adults"', 'who = "everyone"'))


def test_rule_10_minors_are_not_interviewed() -> None:
    talks = '[[interviews]]\nid = "i"\ntitle = "I"\napproach = "codebook"\ndocuments = ["*.txt"]\n'
    read(PLAN + talks)
    with pytest.raises(PlanError, match="interviews"):
        read(PLAN + talks + 'who = "minors"\n')


def test_rule_10_nothing_is_read_before_the_plan_says_who_answered(small: Path, build: Builder) -> None:
    (small / "study.toml").write_text(MINORS, "utf-8")
    with pytest.raises(PlanError, match="minors answer only"):
        build(small)
    assert not (small / "study.db").exists()
