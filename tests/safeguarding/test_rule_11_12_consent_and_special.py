"""Rules 11 and 12: consent is per purpose; special and offence variables are kept apart."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest
from small_study import PLAN
from test_export_attempts import approve, edit, quotations_of, tried, written

from handrail.interviews import read_participants
from handrail.study.build import BuildReport
from handrail.study.read_plan import parse_plan
from handrail.values import PlanError, parse_toml

Builder = Callable[..., BuildReport]
PURPOSES = ("analysis", "quotation", "archiving", "recontact")


def test_rule_11_consent_is_read_for_each_purpose_with_form_date_and_cut_off(thin_folder: Path) -> None:
    people = read_participants(thin_folder / "sources/participants.csv", ("sector", "country"))
    consent = people[1].consent
    assert (consent.analysis, consent.quotation, consent.archiving, consent.recontact) == (
        True,
        "none",
        False,
        False,
    )
    assert (consent.form, str(consent.date), str(consent.cut_off)) == ("v2", "2026-02-11", "2026-08-31")


@pytest.mark.parametrize("column", [*PURPOSES, "consent_form", "consent_date", "cut_off"])
def test_rule_11_no_part_of_a_consent_may_be_left_out(thin_folder: Path, column: str) -> None:
    path = thin_folder / "sources/participants.csv"
    with path.open(encoding="utf-8", newline="") as stream:
        head, *rows = list(csv.reader(stream))
    rows[0][head.index(column)] = ""
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([head, *rows])
    code, said = tried(thin_folder)
    assert code == 11
    assert f"'{column}' is filled in" in said
    assert "P01" not in said


def test_rule_11_words_without_consent_to_analysis_are_not_coded(thin_folder: Path) -> None:
    edit(thin_folder / "sources/participants.csv", ("2026-08-31,yes,attributed", "2026-08-31,no,attributed"))
    code, said = tried(thin_folder)
    assert code == 11
    assert "within consent to analysis" in said


def test_rule_11_consent_to_be_quoted_without_attributes_shows_none(
    thin_folder: Path, build: Builder
) -> None:
    approve(thin_folder, "ab-p03-lottery", '"sector"')
    build(thin_folder)
    # P03 consented to "unattributed": approved with a label, the label is not shown.
    words = quotations_of(thin_folder)["ab-p03-lottery"]
    page = written(thin_folder)
    assert words in page
    after = page[page.index(words) + len(words) :][:120]
    assert "third sector" not in after


SPECIAL = PLAN.replace('coder_welfare = "w"', 'coder_welfare = "w"\nlegal_condition = "Article 9(2)(j)"')
KINDS = (
    'special = "health"',
    'special = "sexual orientation: concern"',
    'special = "sexual orientation: identity"',
    'special = "sexual orientation: behaviour"',
    "offence = true",
)


def read(text: str) -> object:
    return parse_plan(parse_toml(text, "study.toml", error=PlanError))


def marked(plan: str, kind: str) -> str:
    return plan.replace("yes = [1]\nno = [2]", f"yes = [1]\nno = [2]\n{kind}", 1)


@pytest.mark.parametrize("kind", KINDS)
def test_rule_12_special_and_offence_variables_need_a_legal_condition(kind: str) -> None:
    read(marked(SPECIAL, kind))
    with pytest.raises(PlanError, match="legal condition"):
        read(marked(PLAN, kind))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("way", ['by = ["sex"]', 'where = { sex = ["Male"] }'])
def test_rule_12_special_and_offence_variables_are_never_crossed_below_country(kind: str, way: str) -> None:
    plan = marked(SPECIAL, kind).replace('by = ["sex"]', way)
    read(plan)
    read(plan.replace('label = "Sex"', 'label = "Sex"\ngeography = "country"'))
    with pytest.raises(PlanError, match="never crossed below country"):
        read(plan.replace('label = "Sex"', 'label = "Sex"\ngeography = "below country"'))


def test_rule_12_a_special_variable_is_read_as_exposure_and_not_as_a_trait(
    small: Path, build: Builder
) -> None:
    (small / "study.toml").write_text(marked(SPECIAL, KINDS[2]), "utf-8")
    build(small)
    assert "not as a trait that causes abuse" in written(small)


def test_rule_12_a_special_attribute_labels_no_quotation_and_is_not_spread(
    thin_folder: Path, build: Builder
) -> None:
    edit(
        thin_folder / "study.toml",
        ('attributes = ["sector"', 'special_attributes = ["sector"]\nattributes = ["sector"'),
    )
    approve(thin_folder, "ab-p01-first-half-hour", '"sector"')
    build(thin_folder)
    page = written(thin_folder)
    words = quotations_of(thin_folder)["ab-p01-first-half-hour"]
    assert words in page, "without the label it stays within its rules"
    assert "policing" not in page[page.index(words) + len(words) :][:120]
    assert "By sector:" not in page
