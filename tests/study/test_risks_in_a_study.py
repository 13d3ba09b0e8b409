"""Risk analyses through the whole study: built part by part, reviewed together, shown with their readings."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
from risky_study import RISK, answers, write_answers, write_risky
from small_study import TODAY

from handrail.risk import RiskAnalysis, RiskFactor, RiskOutcome, attributable_fraction, blockwise
from handrail.risk.exposures import Exposure
from handrail.study.build import BuildReport, build_study
from handrail.study.read_plan import read_plan
from handrail.study.risks import risk_steps
from handrail.study.runner import Silent
from handrail.study.trace import trace_node
from handrail.study.withdrawal.what_goes import survey_steps
from handrail.survey import Design
from handrail.values import DataError

Builder = Callable[..., BuildReport]
PARTS = (
    "blocks",
    "interactions-land",
    "size",
    "validation",
    "groups-sex",
    "countries",
    "specifications",
    "reach",
    "attributable-left_out",
    "what-if-filter",
    "mediation-left_out-talks",
)
SHORT = RISK.split("[risk.validate]")[0].replace("reach = [0.2, 0.3, 0.4]\n", "")
"""The same without validation and population reading: a fast build."""


@pytest.fixture
def risky(small: Path) -> Path:
    write_risky(small)
    return small


@pytest.fixture
def short(small: Path) -> Path:
    write_risky(small, SHORT)
    return small


def results(folder: Path) -> dict[str, dict[str, Any]]:
    found = json.loads((folder / "outputs/results.json").read_text("utf-8"))
    return {one["id"]: one for one in found["results"]}


def change(folder: Path, old: str, new: str) -> None:
    plan = folder / "study.toml"
    text = plan.read_text("utf-8")
    assert old in text
    plan.write_text(text.replace(old, new), "utf-8")


def test_each_part_is_a_step_and_a_change_of_one_computes_it_alone(risky: Path, build: Builder) -> None:
    first = build(risky)
    assert first.error is None, first.error
    assert first.refusals == []
    steps = risk_steps(read_plan(risky).risk[0])
    assert steps == (*(f"risk:contact/{part}" for part in PARTS), "risk:contact")
    assert set(steps) <= set(first.ran)
    assert build(risky).ran == []
    change(risky, "seed = 4", "seed = 5")
    assert build(risky).ran == ["risk:contact/validation", "risk:contact", "documents"]
    change(risky, "reach = [0.2, 0.3, 0.4]", "reach = [0.2, 0.3]")
    assert build(risky).ran == ["risk:contact/reach", "risk:contact", "documents"]
    down = {step.id for step in trace_node(risky, "risk:contact", prompt=None).down}
    assert {"variable:adults.left_out", "variable:adults.land", "variable:adults.hours"} <= down
    assert set(steps) <= survey_steps(read_plan(risky), "adults")
    every = results(risky)
    mine = [name for name in every if name.startswith("risk:contact")]
    assert len(mine) == 17
    for name in mine:
        notes = " ".join(every[name]["notes"])
        assert "not a screening of a child" in notes, name
        assert "The outcome is a risk, being approached" in notes, name
        assert "Countries count equally" in notes, name
        assert "Fitted risks" in notes, name
    levels = [row["group"]["level"] for row in every["risk:contact.what-if-filter"]["table"]]
    assert levels == ["As observed", "No", "Yes"]
    fraction = every["risk:contact.attributable-left_out"]["table"]
    assert fraction[1]["group"]["measure"] == "Standardised share, everybody at “No”"
    said = (risky / "outputs/guideline.html").read_text("utf-8")
    assert "How to read this analysis" in said
    assert "Specification curve" in said


def test_the_tables_are_those_that_the_room_computes(short: Path, build: Builder) -> None:
    change(short, RISK.split('country_weight = "equal"')[0].split("\n")[-2], "")
    change(short, 'country_weight = "equal"\n', "")
    change(short, 'interactions = ["land"]\n', "")
    with (short / "study.toml").open("a", encoding="utf-8") as file:
        file.write(
            '[[risk.attributable]]\nfactor = "left_out"\nkind = "adversity"\nreference = "no"\n'
            'assumptions = "Nothing unasked goes with both."\n'
        )
    report = build(short)
    assert report.error is None, report.error
    held = answers()
    frame = pl.DataFrame(
        {
            **{name: (held[name] == 1).astype(int) for name in ("left_out", "talks", "filter")},
            "contact": (held["q1"] == 1).astype(int),
            "sex": np.where(held["q2"] == 1, "Female", "Male"),
            "hours": held["hours"].astype(float),
            "stratum": held["stratum"],
            "cluster": held["cluster"],
        }
    )
    declared = RiskAnalysis(
        name="risk:contact",
        title="T",
        source="adults",
        sample="convenience",
        selection="x",
        outcome=RiskOutcome("contact", "Unwanted contact", "risk"),
        factors=(
            RiskFactor("sex", "Sex", "demographic"),
            RiskFactor("filter", "Filter", "other linked risk factors"),
            RiskFactor("hours", "Hours", "online behaviour", "hour a day"),
            RiskFactor("left_out", "Left out", "offline adversity"),
            RiskFactor("talks", "Talks", "protective factors"),
        ),
        time_order="t",
    )
    design = Design(frame, strata="stratum", clusters="cluster")
    exposure = Exposure("left_out", "adversity", "0", "a")
    slow = [
        *blockwise(design, declared).tables,
        *attributable_fraction(design, declared, exposure).tables,
    ]
    every = results(short)
    for table in slow:
        shown = every[table.name]["table"]
        assert len(shown) == len(table.cells)
        for row, cell in zip(shown, table.cells, strict=True):
            for name, value in cell.values.items():
                assert row[name] == (None if value is None else pytest.approx(value, rel=1e-5, abs=1e-6))


def test_a_domain_keeps_its_rows_in_the_design_and_out_of_the_estimate(short: Path, build: Builder) -> None:
    change(short, 'outcome_is = "risk"', 'outcome_is = "risk"\nwhere = { sex = ["Female"] }')
    change(short, '[[risk.block]]\nkind = "demographic"\nfactors = ["sex"]\n', "")
    assert build(short).error is None
    found = results(short)["risk:contact"]
    held = answers()
    assert found["base"]["n"] == int((held["q2"] == 1).sum())
    assert "Only those with Sex: Female" in " ".join(found["notes"])
    assert [one["why"] for one in found["left_out"]] == [
        "no answer to 'contact', or outside of whom it is about"
    ]


def test_an_analysis_with_a_small_group_is_withheld_whole(short: Path, build: Builder) -> None:
    write_answers(short, answers(left=0.012))
    report = build(short)
    assert report.error is None, report.error
    mine = {name: one for name, one in results(short).items() if name.startswith("risk:contact")}
    assert len(mine) == 5
    assert all(row["withheld"] for one in mine.values() for row in one["table"])
    assert all(one["base"] is None for one in mine.values())
    assert any(said.startswith("risk:contact") for said in report.refusals)
    assert build(short).ran == []


def test_long_work_is_told_and_what_stops_it_leaves_the_study_as_it_was(risky: Path) -> None:
    class Stops(Silent):
        def __init__(self) -> None:
            self.heard: list[str] = []

        def start(self, step: str) -> None:
            self.heard.append(step)
            if step == "risk:contact/validation: 3 of 5":
                raise KeyboardInterrupt

    stops = Stops()
    with pytest.raises(KeyboardInterrupt):
        build_study(risky, prompt=None, progress=stops, today=TODAY)
    assert "risk:contact/validation: 2 of 5" in stops.heard
    assert not (risky / "study.db").exists()


def test_a_number_as_a_factor_needs_a_unit(short: Path, build: Builder) -> None:
    change(short, 'unit = "hour a day"', "")
    report = build(short)
    assert isinstance(report.error, DataError)
    assert "'hours' in risk analysis 'contact'" in str(report.error)


def test_a_special_factor_is_read_as_exposure_to_stigma(short: Path, build: Builder) -> None:
    change(short, 'factors = ["filter"]', 'factors = ["filter", "gay"]')
    assert build(short).error is None
    for name, one in results(short).items():
        if name.startswith("risk:contact"):
            assert "exposure to targeting or stigma" in " ".join(one["notes"])
