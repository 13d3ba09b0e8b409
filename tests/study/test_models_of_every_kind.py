"""A model of every kind through the plan: its numbers are R's and the library's, and its tables leave."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import modelled_study as made
import pytest
from small_study import TODAY

from handrail.study.answers import Answers, variables_of
from handrail.study.associations import Associations, model_variables
from handrail.study.build import build_study
from handrail.study.plan_model import Model
from handrail.study.records import result_from_json
from handrail.study.runner import Runner, Silent
from handrail.study.session import Session, open_session
from handrail.survey import Design
from handrail.values import Cell, Result, Table

# tools/reference_models.R is the script in R that computed it from this study's rows.
REFERENCE = Path(__file__).parents[1] / "reference/survey_models_r_4.1.1.json"
FORMULA = "{} ~ open + home + age"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = made.write_study(tmp_path_factory.mktemp("models") / "study")
    report = build_study(folder, prompt=None, progress=Silent(), today=TODAY)
    assert report.error is None, report.error
    assert report.refusals == []
    return folder


@pytest.fixture(scope="module")
def session(built: Path) -> Iterator[Session]:
    with open_session(built, prompt=None) as opened:
        yield opened


@pytest.fixture(scope="module")
def of_r() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(REFERENCE.read_text("utf-8"))
    return found


def result(session: Session, name: str) -> Result:
    record = session.store.result(f"model:{name}")
    assert record is not None
    return result_from_json(record.body)


def table(session: Session, name: str, suffix: str = "") -> Table:
    wanted = f"model:{name}{suffix and '.'}{suffix}"
    return next(one for one in result(session, name).tables if one.name == wanted)


def planned(session: Session, name: str) -> Model:
    return next(one for one in session.plan.model if one.id == name)


def design_of(session: Session, name: str) -> Design:
    model = planned(session, name)
    survey = session.plan.survey_of(model)
    return Answers(session).design(survey, model_variables(model, survey))


def compared(table: Table) -> list[Cell]:
    return [cell for cell in table.cells if cell.value("reference") is None]


@pytest.mark.parametrize("name", ["logit", "linear", "poisson", "shares", "ordinal", "multinomial", "firth"])
def test_coefficients_and_errors_are_those_of_r(session: Session, of_r: dict[str, Any], name: str) -> None:
    intercepts = {"ordinal": 2}.get(name, 1)
    wanted = list(zip(of_r[name]["estimate"], of_r[name]["se"], strict=True))
    slopes = [*wanted[1:5], *wanted[6:]] if name == "multinomial" else wanted[intercepts:]
    cells = compared(table(session, name))
    assert len(cells) == len(slopes)
    for cell, (estimate, se) in zip(cells, slopes, strict=True):
        found = cell.value("estimate")
        assert found is not None
        number = found if name == "linear" else math.log(found)
        assert number == pytest.approx(estimate, rel=1e-8, abs=1e-10)
        assert cell.value("se") == pytest.approx(se, rel=1e-7)


@pytest.mark.parametrize("name", ["logit", "linear", "poisson", "shares"])
def test_the_test_of_each_factor_is_that_of_r(session: Session, of_r: dict[str, Any], name: str) -> None:
    cells = table(session, name, "tests").cells
    assert [cell.value("f") for cell in cells] == pytest.approx(of_r[name]["f"], rel=1e-6)
    assert [cell.value("df1") for cell in cells] == [1, 2, 1]


def test_firths_limits_and_test_are_those_of_the_profile_in_r(session: Session, of_r: dict[str, Any]) -> None:
    (cell, *_) = compared(table(session, "firth"))
    limits = [math.log(cell.value(name) or 0) for name in ("low", "high")]
    assert limits == pytest.approx(of_r["firth"]["open_limits"], rel=1e-8)
    (test, *_) = table(session, "firth", "tests").cells
    assert test.value("chi2") == pytest.approx(of_r["firth"]["open_chi2"][0], rel=1e-8)


@pytest.mark.parametrize(("name", "outcome"), [("logit", "told"), ("poisson", "times")])
def test_standardised_numbers_are_those_of_r(
    session: Session, of_r: dict[str, Any], name: str, outcome: str
) -> None:
    wanted = of_r[f"standardised_{name}"]
    levels, contrast = (
        table(session, name, "standardised-open").cells,
        table(session, name, "contrasts-open").cells[0],
    )
    found = [
        *(cell.value("estimate") for cell in levels),
        contrast.value("estimate"),
        contrast.value("ratio"),
    ]
    assert found == pytest.approx(wanted["estimate"], rel=1e-8)
    # R's errors are from jackknife replicates: so are ours where the design is made of them.
    replicated = (
        design_of(session, name)
        .as_replicates("JKn")
        .standardised(FORMULA.format(outcome), "open", family=name)
    )
    own = [
        *replicated.table["se"][1:],
        *(replicated.contrasts[0][one].item() for one in ("difference_se", "ratio_se")),
    ]
    assert own == pytest.approx(wanted["se"], rel=1e-7)
    assert [cell.value("se") for cell in levels] == pytest.approx(wanted["se"][:2], rel=0.03)


@pytest.mark.parametrize(("name", "outcome"), [("logit", "told"), ("linear", "hours"), ("poisson", "times")])
def test_effects_and_standardised_numbers_are_those_of_the_library(
    session: Session, name: str, outcome: str
) -> None:
    design = design_of(session, name)
    own = design.margins(FORMULA.format(outcome), family=name).table
    cells = compared(table(session, name, "margins"))
    for value in ("estimate", "se", "low", "high", "p"):
        assert [cell.value(value) for cell in cells] == own[value].to_list()
    factor = planned(session, name).standardised[0]
    standard = design.standardised(FORMULA.format(outcome), factor, family=name)
    levels = table(session, name, f"standardised-{factor}").cells
    assert [cell.value("high") for cell in levels] == standard.table["high"].to_list()[1:]
    assert [cell.n for cell in levels] == standard.table["n"].to_list()[1:]
    against = standard.contrasts.filter(standard.contrasts["against"].is_not_null())
    contrasts = table(session, name, f"contrasts-{factor}").cells
    assert [cell.value("ratio_low") for cell in contrasts] == against["ratio_low"].to_list()
    assert [cell.value("high") for cell in contrasts] == against["difference_high"].to_list()


@pytest.mark.parametrize(("name", "outcome"), [("ordinal", "often"), ("multinomial", "place")])
def test_standardised_shares_of_categories_are_those_of_r(
    session: Session, of_r: dict[str, Any], name: str, outcome: str
) -> None:
    wanted = of_r[f"standardised_{name}"]
    levels, contrasts = table(session, name, "standardised-open"), table(session, name, "contrasts-open")
    assert levels.dimensions == ("level", "outcome")
    found = [
        *(cell.value("estimate") for cell in (*levels.cells, *contrasts.cells)),
        *(cell.value("ratio") for cell in contrasts.cells),
    ]
    assert found == pytest.approx(wanted["estimate"], rel=1e-8)
    replicated = (
        design_of(session, name)
        .as_replicates("JKn")
        .standardised_categories(FORMULA.format(outcome), "open", family=name)
    )
    own = [*replicated.table["se"], *replicated.contrasts["difference_se"], *replicated.contrasts["ratio_se"]]
    assert own == pytest.approx(wanted["se"], rel=1e-7)
    linearised = [cell.value("se") for cell in (*levels.cells, *contrasts.cells)]
    assert linearised == pytest.approx(wanted["se"][:9], rel=0.03)


def test_no_level_is_compared_with_everybody_as_they_are(session: Session) -> None:
    for suffix in ("standardised-open", "contrasts-open"):
        levels = {word for cell in table(session, "logit", suffix).cells for word in cell.group.values()}
        assert levels == {"No", "Yes"}


def test_a_curve_is_compared_at_its_knots_as_its_coefficients_say(session: Session) -> None:
    model = design_of(session, "curve").logit("told ~ open + home + rcs(age, 3)")
    (knots,) = model.knots.values()
    shown = [cell for cell in table(session, "curve").cells if cell.group["factor"] == "Age then"]
    assert [cell.value("at") for cell in shown] == list(knots)
    assert [cell.value("reference") for cell in shown] == [1.0, None, None]
    first, second = model.table["estimate"].to_list()[-2:]
    spread = (knots[2] - knots[0]) ** 2
    for cell, at in zip(shown[1:], knots[1:], strict=True):
        # At the middle knot the curve is one cube; at the last one less another.
        bent = (at - knots[0]) ** 3
        if at == knots[2]:
            bent -= (at - knots[1]) ** 3 * (knots[2] - knots[0]) / (knots[2] - knots[1])
        wanted = first * (at - knots[0]) + second * bent / spread
        assert math.log(cell.value("estimate") or 0) == pytest.approx(wanted, rel=1e-9)
    wald = model.wald("rcs(age, 3)")
    assert table(session, "curve", "tests").cells[-1].value("f") == pytest.approx(wald.f, rel=1e-12)


def test_the_outcomes_categories_are_a_dimension_and_the_reference_is_named(session: Session) -> None:
    several = table(session, "multinomial")
    assert several.dimensions == ("outcome", "kind", "factor", "level")
    assert {cell.group["outcome"] for cell in several.cells} == {"Messenger", "Social network"}
    assert "Odds of each answer against “Game”, the reference." in several.notes
    assert any("“Never”, “Once or twice”, “More often”" in note for note in table(session, "ordinal").notes)


def test_no_intercept_and_no_threshold_is_told(session: Session, of_r: dict[str, Any]) -> None:
    for name in ("logit", "linear", "poisson", "ordinal", "multinomial", "firth"):
        hidden = [
            of_r[name]["estimate"][at] for at in ({"ordinal": [0, 1], "multinomial": [0, 5]}.get(name, [0]))
        ]
        told = [
            value
            for one in result(session, name).tables
            for cell in one.cells
            for value in cell.values.values()
        ]
        for number in hidden:
            for form in (number, math.exp(number)):
                assert not any(
                    value is not None and math.isclose(value, form, rel_tol=1e-4) for value in told
                )


def test_every_table_says_what_it_is_and_firths_is_model_based(session: Session) -> None:
    for model in session.plan.model:
        for one in result(session, model.id).tables:
            if not one.name.endswith(".discrimination"):
                assert any("not a screening of a child" in note for note in one.notes), one.name
    firth = result(session, "firth")
    assert firth.method.name == "survey.firth"
    assert any(note.startswith("Model-based: limits and tests") for note in firth.tables[0].notes)
    assert firth.rules["variance"] == "model-based: weights normalised to the number of respondents"


def test_the_same_model_asked_again_is_the_same_and_nothing_is_stale(session: Session, built: Path) -> None:
    model = planned(session, "ordinal")
    survey = session.plan.survey_of(model)
    answers = Answers(session)
    again = Associations(answers, Runner(session.store, Silent())).computed(
        model, survey, variables_of(survey, (model.outcome, *model.factors))
    )
    assert again.tables[0].cells == table(session, "ordinal").cells


def test_figures_headlines_and_files_are_right_for_each_kind(built: Path) -> None:
    page = (built / "outputs/guideline.html").read_text("utf-8").replace("\u00a0", " ").replace("\u202f", " ")
    for said in (
        "Model linear: higher with account open to everybody (difference 0.92) and lower with talk at home: "
        "Mostly (-1.14), each adjusted for the others.",
        "Model poisson: more times with account open to everybody (rate ratio 2.41)",
        "Model shares: more often with account open to everybody (ratio of shares 1.31)",
        "Model ordinal: higher with account open to everybody (odds ratio 4.48)",
        "“Social network” more often with account open to everybody (odds ratio 4.21)",
        "Model logit: average effects: more often with account open to everybody (by 11.0 percentage points)",
        ">Difference (hours a day)",
        "Where it began: Social network, compared with Game",
        "right of it the outcome was reported more times.",
    ):
        assert said in page, said
    for term in ("Rate ratio", "Average effect", "Standardised share", "Standardised mean"):
        assert f"<dt>{term}</dt>" in page
    lines = (built / "outputs/tables/model-linear.csv").read_text("utf-8").splitlines()
    assert lines[0] == "kind,factor,level,n,estimate,low,high,se,p,reference,df,weighted_n,withheld"
    assert (built / "outputs/tables/model-poisson.contrasts-open.csv").is_file()
