"""Calibrated weights through the plan: against R, against the library called directly, and told safely."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
import survey_study as made
from small_study import HEAD, TODAY

from handrail.study.answers import Answers
from handrail.study.build import BuildReport, build_study
from handrail.study.estimates import Estimates, used_variables
from handrail.study.read_plan import parse_plan
from handrail.study.runner import Runner, Silent
from handrail.study.session import open_session
from handrail.study.weighting import WEIGHTS_FIXED
from handrail.survey import Design, StrobeFacts, fill_strobe
from handrail.values import NotConverged, PlanError, Result, parse_toml

REFERENCE = "reference/survey_r_4.5.json"


def build(folder: Path) -> BuildReport:
    return build_study(folder, prompt=None, progress=Silent(), today=TODAY)


def computed(folder: Path) -> dict[str, Result]:
    """Return every analysis of a built study with all its digits."""
    with open_session(folder, prompt=None) as session:
        plan = session.plan
        estimates = Estimates(Answers(session), Runner(session.store, Silent()))
        found = {}
        for one in plan.analysis:
            survey = plan.survey_of(one)
            found[one.id] = estimates.computed(one, survey, used_variables(one, survey))
        return found


def results(folder: Path) -> dict[str, Any]:
    found = json.loads((folder / "outputs/results.json").read_text("utf-8"))["results"]
    return {one["id"]: one for one in found}


# -- against R: the schools of California --------------------------------------------------------

HEAD_SYNTHETIC = HEAD.replace('title = "T"', 'title = "T"\nsynthetic = true')
SCHOOLS = (
    HEAD_SYNTHETIC
    + """
[[survey]]
id = "schools"
title = "Schools of California"
file = "survey/apistrat.csv"
who = "adults"
sample = "probability"
public_use = "R's survey package, data(api)"
weights = "pw"
strata = "stype"
fpc = "fpc"
columns = { name = "drop", sname = "drop", dname = "drop", cname = "drop" }
[[survey.variable]]
name = "api00"
from = "api00"
label = "Performance in 2000"
[[survey.variable]]
name = "api99"
from = "api99"
label = "Performance in 1999"
[[survey.variable]]
name = "enroll"
from = "enroll"
label = "Pupils"
[[survey.variable]]
name = "type"
from = "stype"
label = "Type of school"
categories = { E = "Elementary", M = "Middle", H = "High" }
[[survey.variable]]
name = "wide"
from = "sch.wide"
label = "Target of the school"
yes = ["Yes"]
no = ["No"]
[[survey.variable]]
name = "awards"
from = "awards"
label = "Awards"
categories = { Yes = "Eligible", No = "Not eligible" }
[[analysis]]
id = "api00"
title = "Performance"
survey = "schools"
measure = "mean"
variable = "api00"
[[analysis]]
id = "enroll"
title = "Pupils"
survey = "schools"
measure = "mean"
variable = "enroll"
"""
)
RAKED = """
[survey.calibration]
method = "raking"
source = "All schools of California, 2000"
margin = [
  { of = ["wide"], population = { No = 1072, Yes = 5122 } },
  { of = ["awards"], population = { "Not eligible" = 2027, Eligible = 4167 } },
]
"""
CALIBRATED = """
[survey.calibration]
method = "linear"
source = "All schools of California, 2000"
[[survey.calibration.margin]]
of = ["type"]
population = { Elementary = 4421, High = 755, Middle = 1018 }
[[survey.calibration.margin]]
of = ["api99"]
total = 3914069
"""
ALL_SCHOOLS = 6194


def with_calibration(plan: str, calibration: str) -> str:
    """Return a plan whose one survey has a calibration: it stands before the survey's variables."""
    return plan.replace("[[survey.variable]]", f"{calibration}[[survey.variable]]", 1)


@pytest.mark.parametrize(
    ("calibration", "figures"), [(RAKED, "api.rake"), (CALIBRATED, "api.cal")], ids=["raked", "calibrated"]
)
def test_a_plan_calibrates_the_schools_of_california_as_r_does(
    tmp_path: Path, data_folder: Path, calibration: str, figures: str
) -> None:
    reference = json.loads((data_folder.parent / REFERENCE).read_text("utf-8"))[figures]
    numbers = dict(zip(("enroll", "enroll.se", "api00", "api00.se"), reference, strict=True))
    if figures == "api.cal":  # the README's order: the mean first
        numbers = dict(zip(("api00", "api00.se", "enroll", "enroll.se"), reference, strict=True))
    (tmp_path / "study.toml").write_text(with_calibration(SCHOOLS, calibration), encoding="utf-8")
    report = build(tmp_path)
    assert report.error is None
    found = {name: one.tables[0].cells[0] for name, one in computed(tmp_path).items()}
    rel = 1e-8 if figures == "api.rake" else 1e-10
    assert found["api00"].value("estimate") == pytest.approx(numbers["api00"], rel=rel)
    assert found["api00"].value("se") == pytest.approx(numbers["api00.se"], rel=rel)
    # The number of schools is met exactly, so that a mean is the total over it, and so is its error.
    assert found["enroll"].value("estimate") == pytest.approx(numbers["enroll"] / ALL_SCHOOLS, rel=rel)
    assert found["enroll"].value("se") == pytest.approx(numbers["enroll.se"] / ALL_SCHOOLS, rel=rel)


# -- against the library called directly ----------------------------------------------------------

SEX = {"Female": 5_300, "Male": 4_700}
WHERE = {"Game": 2_000, "Messenger": 3_500, "Social network": 4_500}
MARGINS = """
[survey.calibration]
method = "raking"
source = "Statistics office, end of 2023"
margin = [
  { of = ["sex"], population = { Female = 5300, Male = 4700 } },
  { of = ["platform"], source = "Use survey", \
    population = { Game = 2000, Messenger = 3500, "Social network" = 4500 } },
]
"""
MORE = """
[[model]]
id = "told-and-sex"
title = "Who told someone"
survey = "youth"
outcome = "told"
factors = ["sex", "hours"]
nothing_to_change = "The survey asked of nothing that could be changed."
[[typology]]
id = "approaches"
title = "Kinds of approach"
survey = "youth"
items = ["asked", "pressed", "followed"]
considered = [1]
classes = 1
starts = 2
seed = 1
because = "One class, so that its shares are those of the items."
[[typology.profile]]
name = "Everybody"
description = "All respondents."
[[typology]]
id = "kinds"
title = "Two kinds of approach"
survey = "youth"
items = ["asked", "pressed", "followed"]
considered = [1, 2]
classes = 2
starts = 3
seed = 1
because = "Two, so that shares have errors."
[typology.groups]
by = "sex"
[typology.outcomes]
variables = ["told"]
[typology.covariates]
factors = ["sex"]
nothing_to_change = "The survey asked of nothing that could be changed."
[typology.stability]
replicates = 4
starts = 1
[[risk]]
id = "pressed"
title = "Pressed to meet"
survey = "youth"
outcome = "pressed"
outcome_is = "risk"
nothing_to_change = "The survey asked of nothing that could be changed."
[[risk.block]]
kind = "demographic"
factors = ["sex", "hours"]
"""
QUOTA = made.PLAN.replace(
    'sample = "probability"', 'sample = "quota"\nselection = "Within quotas, chance."'
).replace('title = "Told someone"', 'title = "Prevalence of telling someone"', 1)
PLAN = with_calibration(QUOTA, MARGINS) + MORE
for label, more in (("Sex", ""), ("Hours online a day", '\nunit = "hour"')):
    PLAN = PLAN.replace(f'label = "{label}"', f'label = "{label}"\nrole = "background"{more}')


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = made.write_study(tmp_path_factory.mktemp("calibrated") / "study", PLAN)
    report = build(folder)
    assert report.error is None
    return folder


def frame() -> pl.DataFrame:
    read = pl.DataFrame(made.rows(), schema=made.HEADER.split(","), orient="row")
    words = {"sex": {1: "Female", 2: "Male"}, "platform": dict(enumerate(WHERE, 1))}
    yes = (pl.col(name) == 1 for name in ("told", "v1", "v2", "v3"))
    return read.with_columns(
        *(pl.col(name).replace_strict(levels) for name, levels in words.items()),
        *(one.cast(pl.Int8) for one in yes),
    )


def raked() -> Design:
    design = Design(frame(), weights="w", strata="stratum", clusters="school")
    return design.rake({"sex": SEX, "platform": WHERE})


def test_every_measure_is_of_the_raked_design(study: Path) -> None:
    found, design = computed(study), raked()
    told = design.proportion("told", "c").table
    cells = found["told-by-country"].tables[0].cells
    assert [cell.value("se") for cell in cells][:3] == pytest.approx(told["se"].to_list(), rel=1e-12)
    quantiles = design.quantile("hours", (0.9,), "sex").table
    shown = [table for table in found["hours"].tables if table.name.endswith("p90")]
    assert [cell.value("se") for cell in shown[0].cells][:2] == pytest.approx(quantiles["se"].to_list()[:2])
    crossed = design.crosstab("sex", "platform")
    assert found["platform-by-sex"].tables[1].cells[0].value("f") == pytest.approx(crossed.f)
    difference = design.difference("told", "c", between=(2, 1)).table
    (cell,) = found["told-difference"].tables[1].cells
    assert cell.value("se") == pytest.approx(difference["se"][0], rel=1e-12)


def test_models_typologies_and_risk_analyses_are_of_the_raked_design(study: Path) -> None:
    found, design = results(study), raked()
    model = design.logit("told ~ sex + hours").table.row(1, named=True)
    male = next(row for row in found["model:told-and-sex"]["table"] if row["group"]["level"] == "Male")
    assert male["estimate"] == pytest.approx(model["odds_ratio"], rel=1e-4)
    assert male["se"] == pytest.approx(model["se"], rel=1e-4)
    shares = [row["estimate"] for row in found["typology:approaches"]["table"]]
    weight = design.weight / design.weight.sum()
    assert shares == pytest.approx(
        [float((weight * design.frame[v].to_numpy()).sum()) for v in ("v1", "v2", "v3")], abs=1e-4
    )
    pressed = design.logit("v2 ~ sex + hours").table.row(1, named=True)
    risk = [row for row in found["risk:pressed"]["table"] if row["group"].get("level") == "Male"]
    assert risk[0]["estimate"] == pytest.approx(pressed["odds_ratio"], rel=1e-4)


def test_errors_of_a_typology_say_that_they_take_calibrated_weights_as_fixed(study: Path) -> None:
    found = results(study)
    said = {name for name, one in found.items() if any(note == WEIGHTS_FIXED for note in one["notes"])}
    of_kinds = (
        "shares criteria covariates covariates.tests outcome-told outcome-told.tests groups.items "
        "groups.steps groups.tests groups.wald interval-shares intervals recovered"
    )
    one_class = {"typology:approaches.criteria"}
    assert said - one_class == {f"typology:kinds.{name}" for name in of_kinds.split()}


def test_tables_of_models_and_typologies_over_countries_say_what_each_counts(study: Path) -> None:
    said = "country_weight = as_given: each country counts by the sum of its respondents' weights"
    found = results(study)
    over = {name: one for name, one in found.items() if name.startswith(("model:", "typology:"))}
    assert {name.partition(":")[0] for name in over} == {"model", "typology"}
    for one in over.values():
        assert sum(note.startswith(said) for note in one["notes"]) == 1
        assert one["rules"]["country_weight"].startswith("as_given")
    page = " ".join((study / "outputs/guideline.html").read_text("utf-8").split())
    assert "as the file has them. A risk analysis with its own weight of countries says so" in page


def test_what_weights_became_is_printed_with_the_margins_and_their_source(study: Path) -> None:
    one, design = results(study)["weights:youth"], raked()
    before, after = frame()["w"].to_numpy(), design.weight
    for row, weight in zip(one["table"], (before, after), strict=True):
        relative = np.sort(weight) / weight.mean()
        assert row["effect"] == pytest.approx(float((relative**2).mean()), abs=0.005)
        # Ten respondents together, never one.
        assert row["least"] == pytest.approx(relative[:10].mean(), abs=0.005)
        assert row["most"] == pytest.approx(relative[-10:].mean(), abs=0.005)
    page = " ".join((study / "outputs/guideline.html").read_text("utf-8").split())
    assert "Weights are raked to margins of Sex and Where it began (Use survey) (Statistics office" in page
    assert "Where it began: Game 2,000; Messenger 3,500; Social network 4,500." in page


def test_no_reading_says_any_more_that_nothing_is_calibrated(study: Path) -> None:
    notes = [note for one in results(study).values() for note in one["notes"]]
    assert any("as far as, within what weights are calibrated to" in note for note in notes)
    assert not any("without calibration" in note for note in notes)
    page = (study / "outputs/guideline.html").read_text("utf-8")
    assert "without calibration" not in page
    assert "Nothing here is a population figure" not in page


@pytest.mark.parametrize(("calibration", "refused"), [(MARGINS, False), ("", True)], ids=["with", "without"])
def test_calibration_is_what_permits_the_word_prevalence(calibration: str, refused: bool) -> None:
    quota = made.PLAN.replace(
        'sample = "probability"', 'sample = "quota"\nselection = "Within quotas, chance."'
    )
    quota = quota.replace('title = "Told someone"', 'title = "Prevalence of telling someone"', 1)
    text = with_calibration(quota, calibration)
    if refused:
        with pytest.raises(PlanError, match="no prevalence without calibration"):
            parse_plan(parse_toml(text, "study.toml"))
    else:
        assert parse_plan(parse_toml(text, "study.toml")).survey[0].calibration is not None


# -- what is stale, and what is wrong -------------------------------------------------------------


def test_another_margin_runs_what_is_weighted_and_another_column_what_reads_it(tmp_path: Path) -> None:
    short = ONE_ANALYSIS
    folder = made.write_study(tmp_path, short)
    assert build(folder).error is None
    (folder / "study.toml").write_text(
        short.replace("Female = 5300, Male = 4700", "Female = 5200, Male = 4800")
    )
    assert {"weights:youth", "estimate:told-by-country"} <= set(build(folder).ran)
    values = made.rows()
    for row in values[:20]:
        row[7] = 3.5  # hours, which nothing here reads
    made.write_study(
        folder, short.replace("Female = 5300, Male = 4700", "Female = 5200, Male = 4800"), values
    )
    report = build(folder)
    assert report.error is None
    assert {"weights:youth", "estimate:told-by-country"} <= set(report.fresh)
    for row in values:
        row[4] = 3 - row[4]  # sex, which weights are raked to
    made.write_study(folder, short, values)
    assert {"weights:youth", "estimate:told-by-country"} <= set(build(folder).ran)


END = made.PLAN.index('[[analysis]]\nid = "hours"')
ONE_ANALYSIS = with_calibration(made.PLAN[:END], MARGINS)


POPULATION = "population = { Female = 5300, Male = 4700 }"
SEX_MARGIN = f'{{ of = ["sex"], {POPULATION} }},'


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ('of = ["sex"]', 'of = ["sexe"]', r"calibrated to variables of their survey.*did you mean 'sex'"),
        ("{ Female = 5300", "{ Femal = 5300", r"of 'sex' names its levels; received: 'Femal'; did you mean"),
        ("{ Female = 5300, Male", "{ Male", "every level of 'sex' has its population; received: none for 'F"),
        (
            "Male = 4700",
            "Male = 4600",
            "add up to one population; received: 'sex' to 9900, 'platform' to 100",
        ),
        ("Male = 4700", "Male = -1", "the population of a level is a number above zero"),
        (POPULATION, "total = 3", 'a total is of one number, and goes with method = "linear"'),
        (POPULATION, "source = 'X'", "a margin gives the population of each level"),
        ('of = ["sex"]', 'of = ["sex", "told"]', "of two, each level of the first has those of the second"),
        ('"raking"', '"raking"\nbounds = [0.3, 3]', "'bounds' belongs to method"),
        ('"raking"', '"linear"\nbounds = [1.3, 3]', "bounds say by how much a weight"),
        ('"raking"', '"raking"\ntrim = [2, 5]', "weights are trimmed between multiples of their mean"),
        ('method = "raking"', 'method = "logit"', "comes from a closed list"),
        (SEX_MARGIN, f"{SEX_MARGIN}\n{SEX_MARGIN}", "a margin stands once"),
    ],
)
def test_a_margin_that_cannot_be_is_named_with_its_line(old: str, new: str, rule: str) -> None:
    text = ONE_ANALYSIS.replace(old, new, 1)
    assert text != ONE_ANALYSIS
    with pytest.raises(PlanError, match=rule) as wrong:
        parse_plan(parse_toml(text, "study.toml"))
    assert wrong.value.exit_code == 10
    assert all(problem.line for problem in wrong.value.problems)


def failed(folder: Path, calibration: str, values: list[list[object]] | None = None) -> Any:
    """Return the error of a build, which leaves no store behind."""
    folder = made.write_study(folder, with_calibration(made.PLAN[:END], calibration), values)
    report = build(folder)
    assert report.error is not None
    assert not (folder / "study.db").exists()
    return report.error


def test_weights_below_zero_are_refused_with_their_number(tmp_path: Path) -> None:
    far = """
[survey.calibration]
method = "linear"
source = "S"
size = 1000
[[survey.calibration.margin]]
of = ["hours"]
total = 9500
"""
    error = failed(tmp_path, far)
    assert error.exit_code == 11
    assert "calibrated weights are zero or more" in str(error)


def test_margins_that_cannot_be_met_together_end_in_their_own_exit_code(tmp_path: Path) -> None:
    values = made.rows()
    for row in values:
        row[6] = 1 if row[4] == 1 else 2 + (row[6] == 3)  # every woman and no man answered 1
    error = failed(tmp_path, MARGINS, values)
    assert isinstance(error, NotConverged)
    assert error.exit_code == 14
    assert "raking meets all margins at once" in str(error)


def test_a_missing_answer_of_a_margin_is_counted_and_not_dropped(tmp_path: Path) -> None:
    values = made.rows()
    for row in values[:7]:
        row[4] = 9
    error = failed(tmp_path, MARGINS, values)
    assert error.exit_code == 11
    assert "7 of 1200 rows have none in column 'Sex'" in str(error)


def test_trimming_is_told_in_whole_per_cent_and_limits_hold(tmp_path: Path) -> None:
    trimmed = MARGINS.replace('method = "raking"', 'method = "raking"\ntrim = [0.3, 1.5]')
    folder = made.write_study(tmp_path, with_calibration(made.PLAN[:END], trimmed))
    assert build(folder).error is None
    design = raked()
    mean = design.weight.mean()
    slow = design.trim(0.3 * mean, 1.5 * mean, strict=True)
    one = results(folder)["weights:youth"]
    assert [row["group"]["weights"] for row in one["table"]][-1] == "calibrated and trimmed"
    assert one["table"][-1]["most"] == pytest.approx(np.sort(slow.weight)[-10:].mean() / mean, abs=0.005)
    cut = ((design.weight < 0.3 * mean) | (design.weight > 1.5 * mean)).mean()
    assert f"Trimmed: {100 * cut:.0f} per cent of the calibrated weights." in " ".join(one["notes"])
    cells = computed(folder)["told-by-country"].tables[0].cells
    expected = slow.proportion("told", "c").table["se"].to_list()
    assert [cell.value("se") for cell in cells][:3] == pytest.approx(expected, rel=1e-12)


def test_two_variables_are_crossed_so_that_each_country_has_margins_of_its_own(tmp_path: Path) -> None:
    crossed = """
[survey.calibration]
method = "raking"
source = "Statistics offices"
[[survey.calibration.margin]]
of = ["country", "sex"]
[survey.calibration.margin.population]
Ireland = { Female = 10, Male = 12 }
Spain = { Female = 90, Male = 80 }
Poland = { Female = 70, Male = 60 }
"""
    folder = made.write_study(tmp_path, with_calibration(made.PLAN[:END], crossed))
    assert build(folder).error is None
    words = {1: "Ireland", 2: "Spain", 3: "Poland"}
    both = frame().with_columns(both=pl.col("c").replace_strict(words) + ": " + pl.col("sex"))
    people = {
        "Ireland: Female": 10,
        "Ireland: Male": 12,
        "Spain: Female": 90,
        "Spain: Male": 80,
        "Poland: Female": 70,
        "Poland: Male": 60,
    }
    design = Design(both, weights="w", strata="stratum", clusters="school").rake({"both": people})
    cells = computed(folder)["told-by-country"].tables[0].cells
    assert [cell.value("se") for cell in cells][:3] == pytest.approx(
        design.proportion("told", "c").table["se"].to_list(), rel=1e-12
    )


def test_replicates_are_made_first_and_each_is_raked_like_the_whole_sample(study: Path) -> None:
    with open_session(study, prompt=None) as session:
        survey = session.plan.survey[0]
        told = [one for one in survey.variable if one.name == "told"]
        found = Answers(session).design(survey, told, replicated=True)
    design = Design(frame(), weights="w", strata="stratum", clusters="school").as_replicates("JKn")
    expected = design.rake({"sex": SEX, "platform": WHERE}).proportion("told").table
    shown = found.proportion("told").table
    assert shown.select("estimate", "se").row(0) == pytest.approx(expected.select("estimate", "se").row(0))


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        (
            "[[risk.block]]",
            'country = "country"\ncountry_weight = "equal"\n[[risk.block]]',
            "already say how",
        ),
        (
            "[[risk.block]]",
            'specifications = { factor = "sex", weights = [""] }\n[[risk.block]]',
            "other weights",
        ),
    ],
)
def test_what_calibrated_weights_cannot_be_asked_is_refused_with_the_plan(
    old: str, new: str, rule: str
) -> None:
    with pytest.raises(PlanError, match=rule):
        parse_plan(parse_toml(PLAN.replace(old, new), "study.toml"))


def test_strobe_says_what_weights_are_calibrated_to() -> None:
    facts = StrobeFacts("quota", "Within quotas, chance.", calibrated="Weights are raked to Sex (Census).")
    said = " ".join(one.known for one in fill_strobe(facts))
    assert "Weights are raked to Sex (Census)." in said
    assert "without calibration" not in said
