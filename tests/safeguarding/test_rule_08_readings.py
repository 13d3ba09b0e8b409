"""Rule 8: each risk table carries its reading; what can be changed stands beside what goes with harm."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from test_plan_models import MODEL, broken

from handrail.study.build import BuildReport

Builder = Callable[..., BuildReport]


def test_rule_8_each_grouped_table_carries_its_reading(thin_built: Path) -> None:
    results = json.loads((thin_built / "outputs/results.json").read_text("utf-8"))["results"]
    grouped = [one for one in results if any(cell["group"] for cell in one["table"])]
    assert grouped
    for one in grouped:
        assert "An association in a population, not a screening of a child." in one["notes"]
    page = (thin_built / "outputs/guideline.html").read_text("utf-8")
    assert "not a screening of a child" in page


def test_rule_8_each_model_and_typology_of_the_demonstration_carries_its_reading(
    built_demonstration: Path,
) -> None:
    results = json.loads((built_demonstration / "outputs/results.json").read_text("utf-8"))["results"]
    models = [one for one in results if one["id"].startswith(("model:", "typology:"))]
    assert len(models) >= 4
    assert {one["id"].partition(":")[0] for one in models} == {"model", "typology"}
    for one in models:
        if one["id"].endswith(".comparison"):
            continue  # criteria for the number of classes: nothing in it goes with anything
        said = " ".join(one["notes"]).lower()
        assert "screening of a child" in said or "any one person" in said or "population" in said, one["id"]
    ordering = next(one for one in models if one["id"].endswith(".discrimination"))
    assert "must not be used to pick anybody out" in " ".join(ordering["notes"])


def test_rule_8_what_protects_and_what_services_can_change_stand_beside_what_goes_with_harm() -> None:
    assert any("protective factors" in one for one in broken(MODEL + 'factors = ["adversity"]\n'))


def test_rule_8_sexual_orientation_is_no_trait_in_a_model() -> None:
    from test_plan_models import VARIABLES

    assert 'role = "stigma"' in VARIABLES
    asked = MODEL + 'factors = ["open_account", "orientation"]\n'
    named = (
        '[[survey.variable]]\nname = "orientation"\nfrom = "o"\nlabel = "O"\nyes = [1]\nno = [2]\n'
        'special = "sexual orientation: identity"\nrole = "background"\n'
    )
    assert any("exposure to targeting or stigma" in one for one in broken(named + asked))


@pytest.mark.parametrize("title", ["Who is at risk of contact", "A risk score", "What predicts contact"])
def test_rule_8_no_title_promises_a_score_or_a_prediction(title: str) -> None:
    asked = MODEL.replace("Circumstances", title) + 'factors = ["open_account"]\n'
    assert any("no prediction" in one for one in broken(asked))
