"""``handrail survey``: questions to a built study, the files beside a survey, and bad input."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from typer.testing import CliRunner

from handrail.cli.commands import app
from handrail.survey import Design, read_survey

sys.path.insert(0, str(Path(__file__).parents[1] / "study"))
import survey_study as made

runner = CliRunner()


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = made.write_study(tmp_path_factory.mktemp("survey") / "study")
    done = runner.invoke(app, ["build", str(folder)])
    assert done.exit_code == 0, done.output
    return folder


def said(*words: object, code: int = 0) -> str:
    done = runner.invoke(app, ["survey", *(str(word) for word in words)])
    assert done.exit_code == code, done.output
    assert "Traceback" not in done.output
    return done.output


def as_json(*words: object) -> Any:
    return json.loads(said(*words, "--json"))


def frame() -> pl.DataFrame:
    return pl.DataFrame(made.rows(), schema=made.HEADER.split(","), orient="row")


def design() -> Design:
    return Design(frame(), weights="w", strata="stratum", clusters="school")


def test_an_estimate_is_that_of_the_design(study: Path) -> None:
    found = as_json("estimate", "hours", study, "--measure", "mean", "--by", "sex")
    expected = design().mean("hours", "sex").table
    rows = {row["group"].get("sex", "All"): row for row in found["tables"][0]["rows"]}
    for code, word in ((1, "Female"), (2, "Male")):
        (row,) = expected.filter(pl.col("sex") == code).iter_rows(named=True)
        assert rows[word]["n"] == row["n"]
        assert rows[word]["estimate"] == pytest.approx(row["estimate"], rel=1e-5)
        assert rows[word]["se"] == pytest.approx(row["se"], rel=1e-5)
    assert (found["base"], found["rows"]) == (1200, 1200)
    assert "Female" in said("estimate", "told", study, "--by", "sex")


def test_a_domain_keeps_the_other_rows_in_the_design(study: Path) -> None:
    found = as_json("estimate", "told", study, "--where", "country=Ireland,Spain", "--by", "country")
    told = design().proportion("told", "c", pl.col("c") < 3)  # codes 1 and 2: the category of code 1 is "yes"
    yes = told.table.filter(pl.col("category").cast(pl.String) == "1")
    rows = [row for row in found["tables"][0]["rows"] if row["group"]]
    assert [row["n"] for row in rows] == [400, 400]
    assert [row["se"] for row in rows] == pytest.approx(yes["se"].to_list(), rel=1e-5)
    assert [one["rows"] for one in found["left_out"]] == [400]


def test_a_crosstab_comes_with_its_test(study: Path) -> None:
    found = as_json("crosstab", "platform", "sex", study)
    shares, test, residuals = found["tables"]
    expected = design().crosstab("sex", "platform")
    steps = [row["residual"] for row in residuals["rows"]]
    assert [abs(step) // 2 * 2 for step in expected.table["residual"].clip(-4, 4)] == [
        abs(step) for step in steps
    ]
    assert test["rows"][0]["f"] == pytest.approx(expected.f, rel=1e-5)
    assert test["rows"][0]["p"] == pytest.approx(expected.p, rel=1e-4)
    assert len(shares["rows"]) == 9
    assert "test of independence" in said("crosstab", "platform", "sex", study)


def test_quantiles_are_a_table_each_the_median_first(study: Path) -> None:
    found = as_json("quantile", "hours", study, "--q", "0.9", "--q", "0.5")
    expected = design().quantile("hours", (0.5, 0.9)).table["estimate"].to_list()
    assert [table["rows"][0]["estimate"] for table in found["tables"]] == pytest.approx(expected)


def test_each_countrys_own_estimate_stands_before_the_difference(study: Path) -> None:
    found = as_json("difference", "told", "country", study, "--between", "Spain", "--between", "Ireland")
    groups, compared = found["tables"]
    assert [row["group"]["country"] for row in groups["rows"]] == ["Ireland", "Spain", "Poland"]
    assert compared["rows"][0]["group"] == {"country": "Spain", "reference": "Ireland"}
    ireland, spain, _ = (row["estimate"] for row in groups["rows"])
    assert compared["rows"][0]["estimate"] == pytest.approx(spain - ireland, abs=2e-6)
    words = said("difference", "told", "country", study)
    assert words.index("Per cent") < words.index("differences")


def test_a_scale_says_that_it_is_no_grade(study: Path) -> None:
    from handrail.survey import alpha

    items = ["--item", "trust", "--item", "listen", "--item", "help"]
    found = as_json("scale", study, *items, "--omega")
    rows = {row["group"]["coefficient"]: row for row in found["tables"][0]["rows"]}
    expected = alpha(design(), ["s1", "s2", "s3"])
    assert rows["alpha"]["estimate"] == pytest.approx(expected.alpha, abs=5e-4)
    assert rows["omega"]["n"] == expected.n == 1200
    assert "no pass mark" in said("scale", study, *items)


def test_describe_counts_who_answered_and_tells_no_answer(study: Path) -> None:
    found = as_json("describe", study)
    assert found["rows"] == 1200
    assert {one["variable"]: one["answered"] for one in found["variables"]}["told"] == 1200
    assert found["design"]["clusters"] == "school"
    assert "3 categories, country" in said("describe", study)


def test_the_flow_accounts_for_everyone(study: Path) -> None:
    rows = as_json("flow", study)["tables"][0]["rows"]
    numbers = {(row["group"]["stage"], row["group"]["what"]): row["number"] for row in rows}
    left = numbers["invited", "left: no answer"] + numbers["invited", "left: broke off"]
    assert numbers["invited", "reached"] - left == numbers["analysed", "reached"] == 1200


def test_strobe_is_filled_from_what_was_built(study: Path, tmp_path: Path) -> None:
    rows = {row["item"]: row for row in as_json("checklist", study)}
    assert len(rows) == 34
    assert rows["12d"]["known"].startswith("Estimates use the weights, strata and clusters")
    assert "no answer" in rows["13b"]["known"]
    assert "Own question" in rows["8"]["known"]
    words = said("checklist", study, "--to", tmp_path / "strobe.docx", "--questions")
    assert (tmp_path / "strobe.docx").is_file()
    assert "questions were added" in words
    assert (study / "checklists/strobe.toml").is_file()


def test_a_table_that_is_written_is_in_the_ledger(study: Path, tmp_path: Path) -> None:
    before = _left(study)
    said("estimate", "told", study, "--by", "sex")
    assert _left(study) == before
    target = tmp_path / "told.csv"
    said("difference", "told", "sex", study, "--csv", target)
    with target.open(encoding="utf-8") as file:
        assert [row["n"] for row in csv.DictReader(file)] == ["600", "600"]
    assert (tmp_path / "told.differences.csv").is_file()
    assert len(_left(study)) == len(before) + 1
    done = runner.invoke(app, ["attack", str(study)])
    assert done.exit_code == 0, done.output


def _left(study: Path) -> list[Any]:
    from handrail.study.record import read_releases

    return list(read_releases(study, prompt=None))


def test_what_is_too_small_is_never_shown(study: Path) -> None:
    words = said("estimate", "told", study, "--where", "hours=9.6", code=12)
    assert "fewer than 10 respondents" in words


def test_a_file_is_converted_with_its_losses_and_stays_with_the_team(study: Path, tmp_path: Path) -> None:
    found = as_json("convert", study / "sources/youth.csv", tmp_path / "youth.sav")
    again = read_survey(tmp_path / "youth.sav")
    assert (found["rows"], again.frame.height) == (1200, 1200)
    assert again.frame["hours"].to_list() == frame()["hours"].to_list()
    assert (tmp_path / "youth.sav").stat().st_mode & 0o077 == 0
    assert "replaces no file" in said("convert", study / "sources/youth.csv", tmp_path / "youth.sav", code=11)
    assert "known format" in said("convert", study / "sources/youth.csv", tmp_path / "y.xlsx", code=11)
    assert "none of that name" in said("convert", tmp_path / "no.csv", tmp_path / "y.sav", code=11)


@pytest.mark.parametrize(
    ("words", "code", "expected"),
    [
        (("estimate", "tolled"), 2, "did you mean 'told'?"),
        (("estimate", "told", "--by", "sexx"), 2, "did you mean 'sex'?"),
        (("estimate", "told", "--survey", "yuth"), 2, "did you mean 'youth'?"),
        (("estimate", "told", "--where", "sex"), 2, "--where sex=Female"),
        (("estimate", "told", "--where", "sex=Femal"), 11, "did you mean 'Female'?"),
        (("estimate", "told", "--interval", "exact"), 2, "interval"),
        (("estimate", "hours"), 11, "declared categories"),
        (("estimate", "told", "--measure", "mean"), 11, "is a proportion"),
        (("quantile", "hours", "--q", "1.5"), 2, "between 0 and 1"),
        (("crosstab", "hours", "sex"), 11, "declared categories"),
        (("difference", "told", "sex", "--between", "Female"), 2, "between two groups"),
        (("scale", "--item", "trust"), 2, "two items"),
        (("scale", "--item", "trust", "--item", "trust"), 2, "listed once"),
    ],
)
def test_a_wrong_question_says_what_is_wrong(
    study: Path, words: tuple[str, ...], code: int, expected: str
) -> None:
    places = {"scale": 1, "crosstab": 3, "difference": 3}
    at = places.get(words[0], 2)
    assert expected in said(*words[:at], study, *words[at:], code=code)


BARE = made.PLAN.split("[[analysis]]", maxsplit=1)[0]
for _line in ('codebook = "codebook.toml"\n', 'translations = "translations.toml"\n', 'flow = "flow.toml"\n'):
    BARE = BARE.replace(_line, "")
Rows = list[list[object]]


def broken(folder: Path, change: Callable[[Rows], None], plan: str = BARE) -> Path:
    """Return a built study without analyses, whose rows were changed."""
    values = made.rows(240)
    change(values)
    made.write_study(folder, plan, values)
    done = runner.invoke(app, ["build", str(folder)])
    assert done.exit_code == 0, done.output
    return folder


def _set(column: str, value: object, rows: slice) -> Callable[[Rows], None]:
    at = made.HEADER.split(",").index(column)

    def change(values: Rows) -> None:
        for row in values[rows]:
            row[at] = value

    return change


def test_a_negative_weight_and_a_missing_one_are_refused(tmp_path: Path) -> None:
    negative = broken(tmp_path / "a", _set("w", -1, slice(0, 1)))
    assert "negative" in said("estimate", "told", negative, code=11)
    missing = broken(tmp_path / "b", _set("w", "", slice(0, 1)))
    assert "weight" in said("estimate", "told", missing, code=11)


def test_a_weight_of_zero_counts_for_nobody_and_keeps_its_cluster(tmp_path: Path) -> None:
    zero = broken(tmp_path / "a", _set("w", 0, slice(0, 30)))
    found = as_json("estimate", "told", zero)
    assert found["tables"][0]["rows"][0]["n"] == 210
    assert [one["rows"] for one in found["left_out"]] == [30]


def test_one_cluster_in_a_stratum_is_said_or_refused(tmp_path: Path) -> None:
    alone = broken(tmp_path / "a", _set("stratum", 99, slice(0, 1)))
    assert "with one cluster in the design: 99" in said("estimate", "told", alone)
    plan = BARE.replace('clusters = "school"', 'clusters = "school"\nlonely = "error"')
    strict = broken(tmp_path / "b", _set("stratum", 99, slice(0, 1)), plan)
    assert "at least two clusters" in said("estimate", "told", strict, code=11)


def test_an_outcome_with_one_value_is_never_told_of_everybody(tmp_path: Path) -> None:
    same = broken(tmp_path / "a", _set("told", 1, slice(0, None)))
    assert "fewer than 10 respondents" in said("estimate", "told", same, code=12)
    said("crosstab", "told", "sex", same, code=12)
    said("difference", "told", "sex", same, code=12)


def test_a_level_in_one_country_only_is_no_fault(tmp_path: Path) -> None:
    values = made.rows(240)
    at = made.HEADER.split(",").index("platform")
    for row in values:
        row[at] = 3 if row[0] == 1 else 1 + int(str(row[3])[-1]) % 2
    made.write_study(tmp_path / "a", BARE, values)
    assert runner.invoke(app, ["build", str(tmp_path / "a")]).exit_code == 0
    words = said("crosstab", "platform", "country", tmp_path / "a", code=12)
    assert "fewer than 10 respondents" in words


def test_a_wrong_type_in_the_last_row_of_a_long_file_is_named(tmp_path: Path) -> None:
    values = made.rows(20_000)
    values[-1][made.HEADER.split(",").index("hours")] = "plenty"
    made.write_study(tmp_path / "a", BARE, values)
    assert runner.invoke(app, ["build", str(tmp_path / "a")]).exit_code == 0
    words = said("quantile", "hours", tmp_path / "a", code=11)
    assert "hours" in words
    assert "plenty" not in words
    described = said("describe", tmp_path / "a")
    assert "the first in data row 20000" in described
    assert "plenty" not in described


def test_a_study_that_was_never_built_is_asked_nothing(tmp_path: Path) -> None:
    made.write_study(tmp_path / "a")
    assert "handrail build" in said("estimate", "told", tmp_path / "a", code=13)
    assert "study.toml" in said("estimate", "told", tmp_path, code=2)
