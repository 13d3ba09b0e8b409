"""Models and typologies through the whole study: built once, traced, released whole, named with care."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from small_study import PLAN

from handrail.study.build import BuildReport
from handrail.study.trace import trace_node
from handrail.values import DataError

Builder = Callable[..., BuildReport]

MORE = """
[[survey.variable]]
name = "open_account"
from = "q3"
label = "Open account"
yes = [1]
no = [2]
role = "service"
[[survey.variable]]
name = "asked"
from = "q4"
label = "Asked for a picture"
yes = [1]
no = [2]
role = "exposure"
[[survey.variable]]
name = "moved"
from = "q5"
label = "Asked to move"
yes = [1]
no = [2]
[[survey.variable]]
name = "met"
from = "q6"
label = "Asked to meet"
yes = [1]
no = [2]
[[model]]
id = "circumstances"
title = "Circumstances of contact"
survey = "adults"
outcome = "contact"
factors = ["open_account"]
[[typology]]
id = "experiences"
title = "Experiences"
survey = "adults"
items = ["asked", "moved", "met"]
classes = 2
considered = [1, 2]
starts = 10
seed = 3
[[typology.profile]]
name = "Little"
description = "Little or nothing."
[[typology.profile]]
name = "Drawn in"
description = "Asked, and asked to move."
marked_by = "moved"
"""


def write(folder: Path, *, open_account: float = 0.4) -> None:
    """Write 600 respondents with two profiles, and an outcome that goes with an open account."""
    chance = np.random.default_rng(8)
    lines = ["respondent,q1,q2,stratum,cluster,q3,q4,q5,q6"]
    for number in range(600):
        drawn_in = chance.random() < 0.35
        account = chance.random() < open_account
        contact = chance.random() < (0.45 if account else 0.25)
        likely = (0.8, 0.75, 0.7) if drawn_in else (0.15, 0.12, 0.1)
        items = [1 if chance.random() < share else 2 for share in likely]
        answers = [1 if contact else 2, 1 + number % 2, 1 + number % 2, 1 + number // 6, 1 if account else 2]
        lines.append(",".join(map(str, [number, *answers, *items])))
    (folder / "sources/adults.csv").write_text("\n".join(lines) + "\n", "utf-8")


@pytest.fixture
def modelled(small: Path) -> Path:
    survey, analysis = PLAN.split("[[analysis]]")
    variables, parts = MORE.split("[[model]]")
    (small / "study.toml").write_text(f"{survey}{variables}[[analysis]]{analysis}[[model]]{parts}", "utf-8")
    write(small)
    return small


def results(folder: Path) -> dict[str, dict[str, object]]:
    found = json.loads((folder / "outputs/results.json").read_text("utf-8"))
    return {one["id"]: one for one in found["results"]}


def test_a_model_and_a_typology_are_built_once_and_traced(modelled: Path, build: Builder) -> None:
    first = build(modelled)
    assert first.error is None
    assert {"model:circumstances", "typology:experiences"} <= set(first.ran)
    assert build(modelled).ran == []
    down = {step.id for step in trace_node(modelled, "model:circumstances", prompt=None).down}
    assert {"variable:adults.contact", "variable:adults.open_account"} <= down
    assert "variable:adults.moved" in {
        step.id for step in trace_node(modelled, "typology:experiences", prompt=None).down
    }


def test_their_tables_leave_with_reading_base_and_seed(modelled: Path, build: Builder) -> None:
    # With one yes/no factor alone the model would be saturated, and withheld.
    text = (modelled / "study.toml").read_text("utf-8")
    text = text.replace('factors = ["open_account"]', 'factors = ["open_account", "asked"]')
    (modelled / "study.toml").write_text(text, "utf-8")
    build(modelled)
    found = results(modelled)
    notes = " ".join(map(str, found["model:circumstances"]["notes"]))  # type: ignore[arg-type]
    assert "not a screening of a child" in notes
    assert found["typology:experiences"]["seed"] == 3
    assert found["model:circumstances"]["base"] == {"n": 600, "weighted_n": None}
    assert "model:circumstances.discrimination" in found
    assert "typology:experiences.shares" in found
    said = (modelled / "outputs/guideline.html").read_text("utf-8")
    assert "Drawn in" in said
    assert "Area under the curve" in said


def test_a_model_with_a_small_group_is_withheld_whole(modelled: Path, build: Builder) -> None:
    write(modelled, open_account=0.02)
    report = build(modelled)
    assert report.error is None
    rows = results(modelled)["model:circumstances"]["table"]
    assert all(row["withheld"] for row in rows)  # type: ignore[index, attr-defined]
    assert any(said.startswith("model:circumstances") for said in report.refusals)


def test_a_class_that_changed_loses_its_name_loudly(modelled: Path, build: Builder) -> None:
    text = (modelled / "study.toml").read_text("utf-8")
    swapped = text.replace('name = "Little"', 'name = "Nothing"\nmarked_by = "met"')
    (modelled / "study.toml").write_text(swapped, "utf-8")
    report = build(modelled)
    assert isinstance(report.error, DataError)
    assert "keeps its name only while" in str(report.error)
    assert not (modelled / "study.db").exists()


def test_a_number_as_a_factor_needs_a_unit(modelled: Path, build: Builder) -> None:
    text = (modelled / "study.toml").read_text("utf-8")
    number = '[[survey.variable]]\nname = "hours"\nfrom = "cluster"\nlabel = "Hours"\nrole = "exposure"\n'
    text = text.replace("[[analysis]]", number + "[[analysis]]", 1).replace(
        '["open_account"]', '["open_account", "hours"]'
    )
    (modelled / "study.toml").write_text(text, "utf-8")
    assert "has a unit" in str(build(modelled).error)
    (modelled / "study.toml").write_text(
        text.replace('role = "exposure"', 'role = "exposure"\nunit = "hour"'), "utf-8"
    )
    assert build(modelled).error is None


def test_free_text_is_no_factor_whatever_its_unit(modelled: Path, build: Builder) -> None:
    lines = (modelled / "sources/adults.csv").read_text("utf-8").splitlines()
    said = [f"{line},{('nobody', 'my uncle at the harbour')[at % 2]}" for at, line in enumerate(lines)]
    said[0] = f"{lines[0]},q7"
    (modelled / "sources/adults.csv").write_text("\n".join(said) + "\n", "utf-8")
    text = (modelled / "study.toml").read_text("utf-8")
    who = '[[survey.variable]]\nname = "who"\nfrom = "q7"\nlabel = "Who"\nrole = "background"\n'
    text = text.replace("[[analysis]]", who + 'unit = "answer"\n[[analysis]]', 1)
    text = text.replace('factors = ["open_account"]', 'factors = ["open_account", "who"]')
    (modelled / "study.toml").write_text(text, "utf-8")
    report = build(modelled)
    assert isinstance(report.error, DataError)
    assert "text without categories" in str(report.error)
    assert "harbour" not in str(report.error)


def test_nothing_of_a_withheld_model_leaves_beside_it(modelled: Path, build: Builder) -> None:
    write(modelled, open_account=0.02)
    build(modelled)
    area = results(modelled)["model:circumstances.discrimination"]
    assert area["base"] is None
    assert area["left_out"] == []
    rules = [row["withheld"] for row in area["table"]]  # type: ignore[attr-defined]
    assert rules == ["the model it belongs to is withheld"]


def test_a_description_of_a_profile_fits_no_typology_again(modelled: Path, build: Builder) -> None:
    build(modelled)
    text = (modelled / "study.toml").read_text("utf-8")
    (modelled / "study.toml").write_text(text.replace("Little or nothing.", "Next to nothing."), "utf-8")
    assert build(modelled).ran == ["documents"]
    named = text.replace('name = "Little"', 'name = "Hardly anything"')
    (modelled / "study.toml").write_text(named, "utf-8")
    assert build(modelled).ran == ["typology:experiences", "documents"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('id_column = "respondent"', 'id_column = "respondent"\ndf = "domain"'),
        ('id_column = "respondent"', 'id_column = "respondent"\nlonely = "remove"'),
        ('strata = "stratum"\n', ""),
        ('clusters = "cluster"\n', ""),
        ('sample = "convenience"', 'sample = "quota"'),
        ("are like those who did not", "resemble those who did not"),
    ],
)
def test_every_part_of_the_design_is_part_of_what_an_estimate_and_a_model_are_made_from(
    modelled: Path, build: Builder, old: str, new: str
) -> None:
    build(modelled)
    text = (modelled / "study.toml").read_text("utf-8")
    assert old in text
    (modelled / "study.toml").write_text(text.replace(old, new), "utf-8")
    assert {"estimate:contact-by-sex", "model:circumstances"} <= set(build(modelled).ran)


def test_what_is_left_out_of_a_plan_leaves_the_documents(modelled: Path, build: Builder) -> None:
    build(modelled)
    text = (modelled / "study.toml").read_text("utf-8")
    (modelled / "study.toml").write_text(text.partition("[[typology]]")[0], "utf-8")
    report = build(modelled)
    assert report.ran == ["documents"]
    assert "typology:experiences" not in results(modelled)
