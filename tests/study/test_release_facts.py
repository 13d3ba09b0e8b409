"""Tables say which respondents they are about, in codes that the plan or the codebook names and no answer."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pyreadstat
import pytest
from small_study import PLAN

from handrail.store import DEMONSTRATION_PASSPHRASE, Store
from handrail.study.build import BuildReport
from handrail.study.records import result_from_json
from handrail.values import Facet, Result, Table
from handrail.values.table import NUMBER

Builder = Callable[..., BuildReport]

VARIABLES = """
[[survey.variable]]
name = "hours"
from = "q3"
label = "Hours online"
role = "exposure"
unit = "hour"
[[survey.variable]]
name = "often"
from = "q3"
label = "Often online"
categories = { "5" = "Often", "6" = "Often", "1" = "Seldom" }
[[survey.variable]]
name = "region"
from = "q4"
label = "Region"
role = "background"
"""
ANALYSES = """
[[analysis]]
id = "hours"
title = "Hours online"
survey = "adults"
measure = "mean"
variable = "hours"
by = ["contact"]
where = { contact = ["yes"], sex = ["Female"] }
[[analysis]]
id = "contact-of-five-hours"
title = "Unwanted contact among those with 5 or 7 hours"
survey = "adults"
measure = "proportion"
variable = "contact"
by = ["region"]
where = { hours = [5, 7.0] }
[[model]]
id = "contact"
title = "Contact"
survey = "adults"
outcome = "contact"
factors = ["region", "hours"]
where = { sex = ["Female", "Male"] }
nothing_to_change = "A test."
"""
HOURS = (1, 5, 6, 7, 7, 8)


@pytest.fixture
def labelled(small: Path) -> Path:
    """Return a study whose survey is an SPSS file with a labelled region and hours as numbers."""
    head, survey = PLAN.replace("adults.csv", "adults.sav").split("[[analysis]]")
    (small / "study.toml").write_text(f"{head}{VARIABLES}[[analysis]]{survey}{ANALYSES}", "utf-8")
    rows = [
        [i, 1 + (i * 7 % 3 != 0), 1 + i // 3 % 2, 1 + i % 2, 1 + i // 6, HOURS[i * 5 % 6], 1 + i * 11 % 2]
        for i in range(600)
    ]
    names = ["respondent", "q1", "q2", "stratum", "cluster", "q3", "q4"]
    pyreadstat.write_sav(
        pl.DataFrame(rows, schema=names, orient="row"),
        str(small / "sources/adults.sav"),
        variable_value_labels={"q4": {1: "North", 2: "South", 3: "East", 99: "Refused"}},
        missing_ranges={"q4": [99], "q3": [6]},
    )
    return small


def result(folder: Path, step: str) -> Result:
    with Store.open(folder, DEMONSTRATION_PASSPHRASE, allow_minimal=True) as store:
        kept = store.result(step)
        assert kept is not None
        return result_from_json(kept.body)


def table(folder: Path, step: str) -> Table:
    return result(folder, step).tables[0]


def test_measured_and_grouping_variables_carry_the_codes_that_their_levels_are_made_of(
    labelled: Path, build: Builder
) -> None:
    assert build(labelled).error is None
    by_sex = table(labelled, "estimate:contact-by-sex")
    assert dict(by_sex.facets) == {
        "contact": Facet("q1", {"yes": {"1"}, "no": {"2"}}),  # type: ignore[dict-item]
        "sex": Facet("q2", {"Female": {"1"}, "Male": {"2"}}),  # type: ignore[dict-item]
    }
    assert (dict(by_sex.domain), by_sex.column) == ({}, "q1")
    assert {cell.group["sex"] for cell in by_sex.cells if cell.group} <= set(by_sex.facets["sex"].levels)


def test_labels_of_the_file_are_levels_and_its_missing_codes_are_none(labelled: Path, build: Builder) -> None:
    assert build(labelled).error is None
    of_five = table(labelled, "estimate:contact-of-five-hours")
    levels = {level: set(codes) for level, codes in of_five.facets["region"].levels.items()}
    assert levels == {"North": {"1"}, "South": {"2"}, "East": {"3"}}
    assert dict(of_five.domain) == {"hours": ("5", "7")}


def test_a_numbers_codes_are_those_that_the_plan_names_and_never_an_answer(
    labelled: Path, build: Builder
) -> None:
    assert build(labelled).error is None
    hours = table(labelled, "estimate:hours")
    # 5 and 1 are named by `often` and answers; 6 is missing in the file; 7 and 8 are named by nobody.
    assert hours.facets["hours"].codes(hours.facets["hours"].levels) == {"1", "5", NUMBER}
    assert "8" not in json.dumps({name: str(facet) for name, facet in hours.facets.items()})
    wanted = table(labelled, "estimate:contact-of-five-hours").facets["hours"]
    assert {level: set(codes) for level, codes in wanted.levels.items()} == {
        "5": {"5"},
        "7": {"7"},
        NUMBER: {"1", NUMBER},
    }


def test_a_group_that_restricts_too_has_one_name_in_cells_facets_and_domain(
    labelled: Path, build: Builder
) -> None:
    assert build(labelled).error is None
    hours = table(labelled, "estimate:hours")
    assert {cell.group["contact"] for cell in hours.cells if cell.group} == {"1"}
    assert dict(hours.domain) == {"contact": ("1",), "sex": ("Female",)}
    assert hours.facets["contact"].codes(hours.domain["contact"]) == {"1"}


def test_a_mean_says_how_far_it_rests_on_its_two_largest_respondents(labelled: Path, build: Builder) -> None:
    assert build(labelled).error is None
    (whole,) = [cell for cell in table(labelled, "estimate:hours").cells if not cell.group]
    answered = [
        HOURS[i * 5 % 6]
        for i in range(600)
        if 1 + (i * 7 % 3 != 0) == 1 and 1 + i // 3 % 2 == 1 and HOURS[i * 5 % 6] != 6
    ]
    largest = sorted(answered)[-2:]
    assert whole.n == len(answered)
    assert whole.largest == pytest.approx([value / sum(answered) for value in largest[::-1]])
    shares = table(labelled, "estimate:contact-by-sex")
    assert all(cell.largest is None for cell in shares.cells)


def test_a_model_says_what_it_was_fitted_to_and_which_factor_a_cell_names(
    labelled: Path, build: Builder
) -> None:
    assert build(labelled).error is None
    model = table(labelled, "model:contact")
    # Hours take 1, 5, 7 and 8 where 6 is missing: with two regions there are eight patterns at most.
    assert model.fit is not None
    assert (model.fit.parameters, model.fit.separated) == (3, False)
    assert model.fit.n == result(labelled, "model:contact").base
    assert 4 <= model.fit.patterns <= 8
    assert dict(model.domain) == {"sex": ("Female", "Male")}
    named = {model.labels[name]: facet for name, facet in model.facets.items() if name in model.labels}
    for cell in model.cells:
        if not cell.group["level"].startswith("per "):
            assert cell.group["level"] in named[cell.group["factor"]].levels


def test_another_codebook_with_the_same_numbers_alters_no_content(small: Path, build: Builder) -> None:
    assert build(small).error is None
    plan = small / "study.toml"
    words = '{ "1" = "Female", "2" = "Male"'
    plan.write_text(plan.read_text("utf-8").replace(words, words + ', "7" = "Male"'), "utf-8")

    def content() -> str:
        with Store.open(small, DEMONSTRATION_PASSPHRASE, allow_minimal=True) as store:
            kept = store.result("estimate:contact-by-sex")
            assert kept is not None
            return kept.content

    before = content()
    assert "estimate:contact-by-sex" in build(small).ran
    assert content() == before
    assert table(small, "estimate:contact-by-sex").facets["sex"].codes(["Male"]) == {"2", "7"}
