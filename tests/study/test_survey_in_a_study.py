"""Analyses of every measure in a study, the files beside a survey, and what the plan refuses."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
import survey_study as made
from small_study import TODAY

from handrail.study.build import BuildReport, build_study
from handrail.study.check import check_study
from handrail.study.read_plan import parse_plan
from handrail.study.runner import Silent
from handrail.survey import Design, pooled
from handrail.values import HandrailError, PlanError, parse_toml


def build(folder: Path) -> BuildReport:
    return build_study(folder, prompt=None, progress=Silent(), today=TODAY)


def results(folder: Path) -> dict[str, Any]:
    found = json.loads((folder / "outputs/results.json").read_text("utf-8"))["results"]
    return {one["id"]: one for one in found}


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = made.write_study(tmp_path_factory.mktemp("measures") / "study")
    assert build(folder).error is None
    return folder


def frame() -> pl.DataFrame:
    return pl.DataFrame(made.rows(), schema=made.HEADER.split(","), orient="row")


def design() -> Design:
    return Design(frame(), weights="w", strata="stratum", clusters="school")


def test_every_measure_is_a_result_with_its_method_and_base(study: Path) -> None:
    found = results(study)
    kinds = {name: one["kind"] for name, one in found.items()}
    assert kinds["estimate:hours"] == kinds["estimate:hours.p90"] == "survey.quantile"
    assert kinds["estimate:platform-by-sex.test"] == "survey.crosstab"
    assert kinds["estimate:told-difference.differences"] == "survey.difference"
    assert kinds["estimate:support.items"] == "survey.scale"
    assert kinds["estimate:types.mean"] == "survey.polyvictimisation"
    assert kinds["flow:youth"] == "survey.flow"
    assert all(one["base"]["n"] == 1200 for name, one in found.items() if name.startswith("estimate:"))
    assert all(not row["withheld"] for one in found.values() for row in one["table"])


def test_a_country_stands_before_the_number_over_all_and_its_weight_is_printed(study: Path) -> None:
    one = results(study)["estimate:told-by-country"]
    expected = pooled(
        Design(
            frame().with_columns(yes=pl.col("told") == 1), weights="w", strata="stratum", clusters="school"
        ),
        "yes",
        "c",
        "as_given",
    ).table
    assert [row["group"].get("country", "all") for row in one["table"]] == [
        "Ireland",
        "Spain",
        "Poland",
        "all",
    ]
    assert [row["se"] for row in one["table"]] == pytest.approx(expected["se"].to_list(), rel=1e-5)
    assert one["rules"]["country_weight"].startswith("as_given: each country counts by the sum")


ONLY_BY_COUNTRY = made.PLAN[: made.PLAN.index('[[analysis]]\nid = "hours"')]


@pytest.mark.parametrize(
    ("weight", "more", "shares"),
    [
        ("equal", "", (1 / 3, 1 / 3, 1 / 3)),
        ("population", "populations = { Ireland = 1, Spain = 8, Poland = 7 }\n", (1 / 16, 1 / 2, 7 / 16)),
    ],
)
def test_countries_count_as_the_plan_says(
    tmp_path: Path, weight: str, more: str, shares: tuple[float, ...]
) -> None:
    plan = ONLY_BY_COUNTRY.replace('country_weight = "as_given"\n', f'country_weight = "{weight}"\n{more}')
    made.write_study(tmp_path, plan)
    assert build(tmp_path).error is None
    one = results(tmp_path)["estimate:told-by-country"]
    *countries, whole = (row["estimate"] for row in one["table"])
    assert whole == pytest.approx(sum(a * b for a, b in zip(shares, countries, strict=True)), abs=2e-6)
    assert one["rules"]["country_weight"].startswith(weight)
    page = " ".join((tmp_path / "outputs/guideline.html").read_text("utf-8").split())
    # Nothing but these counts so: the plan refuses models and typologies over countries.
    assert "Proportions and means over several countries: each country counts" in page
    assert "Numbers over several countries" not in page


def test_the_median_has_the_nodes_name_and_the_count_is_of_one_nature(study: Path) -> None:
    found = results(study)
    medians = [row["estimate"] for row in found["estimate:hours"]["table"]]
    assert medians == design().quantile("hours", (0.5,), "sex").table["estimate"].to_list()
    told = frame().select(pl.sum_horizontal(pl.col("v1", "v2", "v3") == 1).alias("n"), "w")
    expected = (told["w"] * (told["n"] >= 2)).sum() / told["w"].sum()
    (whole,) = (row for row in found["estimate:types.many"]["table"] if not row["group"])
    assert whole["estimate"] == pytest.approx(expected, rel=1e-5)
    assert found["estimate:types"]["rules"]["counted"] == "3 types of risk"
    assert found["estimate:types"]["rules"]["many"] == "2 or more, declared before"


def test_documents_print_each_groups_own_precision_before_a_comparison(study: Path) -> None:
    page = (study / "outputs/guideline.html").read_text("utf-8")
    words = re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", page))
    places = re.findall(r'id="((?:figure|table)-[^"]*told-difference[^"]*)"', page)
    assert places == ["figure-estimate:told-difference", "table-estimate:told-difference.differences"]
    assert "Numbers over several countries: each country counts by the sum" in words
    assert "left: no answer" in words
    assert "How the questionnaire was translated" in words
    assert "Question v1?" in words
    assert "Rao and Scott" in words
    assert "It is no pass mark, and no validity." in words


def test_a_second_build_runs_nothing_and_a_change_runs_what_reads_it(tmp_path: Path) -> None:
    folder = made.write_study(tmp_path)
    assert build(folder).error is None
    assert build(folder).ran == []
    flow = folder / "sources/flow.toml"
    flow.write_text(flow.read_text("utf-8").replace("no answer", "did not reply"), encoding="utf-8")
    assert build(folder).ran == ["flow:youth", "documents"]
    plan = folder / "study.toml"
    plan.write_text(plan.read_text("utf-8").replace("top_from = 2", "top_from = 3"), encoding="utf-8")
    assert build(folder).ran == ["estimate:types", "documents"]
    flow.unlink()
    assert build(folder).error is None


def failing(folder: Path, name: str, change: Callable[[str], str]) -> HandrailError:
    made.write_study(folder)
    path = folder / "sources" / name
    path.write_text(change(path.read_text("utf-8")), encoding="utf-8")
    error = build(folder).error
    assert error is not None
    assert not (folder / "outputs").exists()
    return error


@pytest.mark.parametrize(
    ("name", "old", "new", "expected"),
    [
        ("flow.toml", "number = 740", "number = 700", "40 are missing"),
        ("flow.toml", "number = 1200", "number = 1100", "100 too many"),
        ("flow.toml", "no answer", "no answer from k.lead@example.org", "tell of no single person"),
        ("translations.toml", "translator B", "Karla", "is a role"),
        ("codebook.toml", 'name = "v3"', 'name = "v4"', "no column 'v4'"),
    ],
)
def test_a_file_beside_a_survey_that_is_wrong_stops_the_build(
    tmp_path: Path, name: str, old: str, new: str, expected: str
) -> None:
    error = failing(tmp_path, name, lambda text: text.replace(old, new, 1))
    said = str(error)
    if "1100" in new:
        expected = "but analysed 1100"
    assert expected in said
    assert "Karla" not in said
    assert error.exit_code == 11


def test_a_flow_has_a_stage_with_the_rows_of_the_file(tmp_path: Path) -> None:
    text = made.FLOW.replace("number = 740", "number = 739").replace("number = 1200", "number = 1201")
    error = failing(tmp_path, "flow.toml", lambda _: text)
    assert "1,200 rows, but invited 2,000, analysed 1,201" in str(error)


def test_a_small_number_withholds_the_whole_flow(tmp_path: Path) -> None:
    made.write_study(tmp_path)
    small = made.FLOW.replace("number = 740", "number = 795").replace("number = 60", "number = 5")
    (tmp_path / "sources/flow.toml").write_text(small, encoding="utf-8")
    report = build(tmp_path)
    assert report.error is None
    assert all(row["withheld"] for row in results(tmp_path)["flow:youth"]["table"])
    assert not re.search(r"\b795\b", (tmp_path / "outputs/tables/flow-youth.csv").read_text("utf-8"))


def test_a_count_that_would_tell_of_few_beside_its_items_is_refused(tmp_path: Path) -> None:
    values = made.rows()
    for at, row in enumerate(values):
        # Everybody who tells of anything tells of the first, but for five.
        told = at % 3 == 0
        row[8] = 1 if told else 2
        row[9] = 1 if told and at % 2 else 2
        row[10] = 1 if (told and at % 4 == 0) or at in (1, 2, 4, 5, 7) else 2
    made.write_study(tmp_path, values=values)
    error = build(tmp_path).error
    assert error is not None
    assert (error.exit_code, "'asked' in analysis 'types'" in str(error)) == (12, True)


def test_replicate_weights_of_a_prefix_take_the_place_of_strata_and_clusters(tmp_path: Path) -> None:
    plan = made.PLAN.replace(
        'strata = "stratum"\nclusters = "school"\n',
        'replicate_weights = { prefix = "r", kind = "bootstrap", degrees_of_freedom = 30 }\n',
    )
    made.write_study(tmp_path, plan)
    replicates = [f"r{number}" for number in range(1, 33)]
    factors = np.random.default_rng(4).uniform(0, 2, (1200, 32))
    weighted = frame().with_columns(
        (pl.col("w") * pl.Series(factors[:, at])).alias(name) for at, name in enumerate(replicates)
    )
    weighted.write_csv(tmp_path / "sources/youth.csv")
    assert build(tmp_path).error is None
    expected = Design.replicates(weighted, "w", replicates, "bootstrap", degrees_of_freedom=30)
    shares = expected.proportion("platform", "sex").table
    one = results(tmp_path)["estimate:platform-by-sex"]
    rows = [row for row in one["table"] if row["group"]]
    assert [row["se"] for row in rows] == pytest.approx(
        shares.sort("sex", pl.col("category").cast(pl.String))["se"].to_list(), rel=1e-5
    )
    assert {row["df"] for row in rows} == {30}
    assert one["rules"]["variance"].startswith("bootstrap, 32 replicates")
    page = (tmp_path / "outputs/guideline.html").read_text("utf-8")
    assert "replicate weights: r (bootstrap)" in page


def refused(plan: str) -> list[str]:
    with pytest.raises(PlanError) as found:
        parse_plan(parse_toml(plan, "study.toml"))
    return [f"{one.rule}; {one.received}; {one.remedy}" for one in found.value.problems]


REPLICATES = 'replicate_weights = { prefix = "r", kind = "bootstrap" }\n'


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ('strata = "stratum"\n', 'strata = "stratum"\n' + REPLICATES, "in place of strata, clusters"),
        ('country_weight = "as_given"\n', "", "says what each counts"),
        ('country_weight = "as_given"\n', 'country_weight = "equal"\n', "'types' over several countries"),
        ('country_weight = "as_given"\n', 'country_weight = "population"\n', "populations go with"),
        ('geography = "country"\n', "", 'has geography = "country"'),
        ('country = "country"\n', 'country = "land"\n', "the country is a variable of the survey"),
        ('country = "country"\ncountry_weight', "country_weight", "where a variable says which"),
        ("q = [0.25, 0.5, 0.9]", "q = [1.0]", "shares between 0 and 1"),
        ('measure = "quantile"', 'measure = "mean"', "'q' belongs to measure = 'quantile'"),
        ('between = ["Spain", "Ireland"]', 'between = ["Spain"]', "between two groups"),
        ('between = ["Spain", "Ireland"]', 'between = ["Spain", "Irland"]', "did you mean 'Ireland'?"),
        ('["trust", "listen", "help"]', '["trust", "listen"]', "omega is of three items"),
        ('["trust", "listen", "help"]', '["trust", "listen", "helpp"]', "did you mean 'help'?"),
        ('nature = "risk"', 'nature = "harm"', "never one count"),
        ('nature = "risk"\n', "", "'asked' without nature"),
        ('"pressed", "followed"]', '"pressed"]', "of three types at least"),
        ("minimum_answered = 2\n", "", "how many of its questions"),
        ("top_from = 2", "top_from = 4", "4 of 3"),
    ],
)
def test_a_plan_that_breaks_a_rule_of_a_measure_says_so(old: str, new: str, expected: str) -> None:
    assert old in made.PLAN
    assert any(expected in said for said in refused(made.PLAN.replace(old, new, 1)))


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ('{ kind = "bootstrap" }', "by their columns or by a prefix"),
        ('{ prefix = "r", kind = "Fay" }', "rho belongs to Fay's"),
        ('{ prefix = "r", kind = "BRR", rho = 0.5 }', "rho belongs to Fay's"),
        ('{ prefix = "r", kind = "JKn" }', "a jackknife says"),
        ('{ prefix = "r", kind = "JK1" }', "closed list"),
    ],
)
def test_replicate_weights_that_contradict_themselves_are_refused(given: str, expected: str) -> None:
    staged = 'strata = "stratum"\nclusters = "school"\n'
    assert any(
        expected in said for said in refused(made.PLAN.replace(staged, f"replicate_weights = {given}\n"))
    )


def test_the_plan_of_every_measure_keeps_the_rules() -> None:
    assert tomllib.loads(made.PLAN)["survey"][0]["country_weight"] == "as_given"
    plan = parse_plan(parse_toml(made.PLAN, "study.toml"))
    assert len({one.measure for one in plan.analysis}) == 6


MODEL = """
[[model]]
id = "told"
title = "Telling someone"
survey = "youth"
outcome = "told"
factors = ["sex", "platform"]
nothing_to_change = "A test."
"""


def with_model(folder: Path, model: str, change: Callable[[list[object]], None]) -> BuildReport:
    values = made.rows()
    for row in values:
        change(row)
    plan = ONLY_BY_COUNTRY[: ONLY_BY_COUNTRY.index("[[analysis]]")] + model
    for name in ("sex", "platform", "country"):
        plan = plan.replace(f'name = "{name}"\n', f'name = "{name}"\nrole = "background"\n')
    made.write_study(folder, plan, values)
    return build(folder)


def test_an_unknown_name_in_a_model_is_a_problem_of_the_plan(tmp_path: Path) -> None:
    with pytest.raises(PlanError, match="did you mean 'platform'"):
        with_model(tmp_path, MODEL.replace('"platform"]', '"platfrom"]'), lambda row: None)


def test_a_model_that_is_separated_gives_no_number(tmp_path: Path) -> None:
    def separate(row: list[object]) -> None:
        row[5] = 1 if row[4] == 1 else 2

    report = with_model(tmp_path, MODEL, separate)
    assert report.error is not None
    assert "tells the outcome without exception" in str(report.error)
    assert report.error.exit_code == 14
    assert not (tmp_path / "outputs").exists()


def test_a_level_that_is_all_of_one_country_is_a_message_and_no_model(tmp_path: Path) -> None:
    def alone(row: list[object]) -> None:
        row[6] = 3 if row[0] == 1 else 1 + int(row[8] == 1)

    report = with_model(tmp_path, MODEL.replace('"sex", "platform"', '"country", "platform"'), alone)
    assert report.error is not None
    assert "merge categories that never occur together" in str(report.error)
    assert report.error.exit_code == 11
    assert not (tmp_path / "outputs").exists()


def test_a_check_reads_what_lies_beside_a_survey_before_anything_is_built(tmp_path: Path) -> None:
    made.write_study(tmp_path)
    assert check_study(tmp_path).problems == []
    flow = tmp_path / "sources/flow.toml"
    flow.write_text(made.FLOW.replace("740", "700"), encoding="utf-8")
    assert "40 are missing" in str(check_study(tmp_path).problems[0])
    flow.unlink()
    assert "no 'flow.toml'" in str(check_study(tmp_path).problems[0])
