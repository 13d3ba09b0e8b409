"""The demonstration's surveys: as many people as stated, and Handrail finds in them what was planted."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from types import ModuleType
from typing import Any

import polars as pl
import pytest

from handrail.survey import read_survey


@pytest.fixture(scope="module")
def tools(pytestconfig: pytest.Config) -> Iterator[tuple[ModuleType, ModuleType]]:
    """Yield the generator and the check, which live outside the package."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(pytestconfig.rootpath / "tools"))
        yield import_module("make_demonstration_surveys"), import_module("check_demonstration_truth")


@pytest.fixture(scope="module")
def make(tools: tuple[ModuleType, ModuleType]) -> ModuleType:
    return tools[0]


@pytest.fixture(scope="module")
def check(tools: tuple[ModuleType, ModuleType]) -> ModuleType:
    return tools[1]


@pytest.fixture(scope="module")
def truth(make: ModuleType) -> Any:
    return make.read_truth()


@pytest.fixture(scope="module")
def young(make: ModuleType) -> pl.DataFrame:
    """Return the young adults as they are shipped, every answer as it is written."""
    return pl.read_csv(make.SOURCES / "young-adults.csv", infer_schema=False).fill_null("")


@pytest.fixture(scope="module")
def police(make: ModuleType) -> pl.DataFrame:
    """Return the officers as they are shipped, every answer as it is written."""
    return pl.read_csv(make.SOURCES / "police.csv", infer_schema=False).fill_null("")


@pytest.fixture(scope="module")
def found(check: ModuleType, truth: Any, young: pl.DataFrame, police: pl.DataFrame) -> list[Any]:
    """Return what Handrail estimates from the shipped files, beside the truth."""
    asked = check.young_adult_frame(young.to_dicts()), check.police_frame(police.to_dicts())
    return [
        *check.young_adult_shares(asked[0], truth),
        *check.police_shares(asked[1], truth),
        *check.odds_ratios(*asked, truth),
    ]


@pytest.fixture(scope="module")
def of_profiles(check: ModuleType, truth: Any, young: pl.DataFrame) -> list[Any]:
    """Return what goes together with the profiles of the shipped file, beside the truth."""
    of_everybody: list[Any] = check.of_profiles(
        check.young_adult_frame(young.to_dicts()), truth, truth["seed"]
    )
    return of_everybody


def counts(frame: pl.DataFrame, column: str) -> dict[str, int]:
    return dict(frame.group_by(column).len().iter_rows())


def test_countries_and_women_are_as_many_as_stated(young: pl.DataFrame, police: pl.DataFrame) -> None:
    assert counts(police, "country") == {"1": 679, "2": 97, "3": 602, "": 23}
    assert counts(young, "country") == {"1": 340, "2": 529, "3": 297}
    women = young.filter(pl.col("gender") == "1")
    assert counts(women, "country") == {"1": 241, "2": 376, "3": 211}
    assert round(women.height / young.height, 2) == 0.71
    assert counts(women, "stratum") == {"11": 241, "21": 376, "31": 211}
    assert young["respondent"].n_unique() == young.height
    assert police["respondent"].n_unique() == police.height


def test_weights_bring_genders_and_countries_to_the_population(
    young: pl.DataFrame, truth: dict[str, Any]
) -> None:
    weight = young["weight"].cast(pl.Float64)
    women = float(weight.filter(young["gender"] == "1").sum()) / float(weight.sum())
    assert women == pytest.approx(0.5, abs=0.01)
    planted = truth["young_adults"]
    for country, share in planted["population_of_country"].items():
        of_country = young["country"] == planted["codes"][country]
        assert float(weight.filter(of_country).sum()) / float(weight.sum()) == pytest.approx(share, abs=0.01)


def test_questions_are_asked_only_of_those_they_concern(young: pl.DataFrame, police: pl.DataFrame) -> None:
    follow_ups = young.select("told_someone", "report_useful", "upset")
    asked = young["contact"] == "1"
    assert set(follow_ups.filter(~asked).unpivot()["value"]) == {""}
    assert "" not in set(follow_ups.filter(asked).unpivot()["value"])
    for question, filter_, answers in (
        ("training_planned", "trained", ["1"]),
        ("answer_in_time", "contact_industry", ["1", "2"]),
    ):
        put = police[filter_].is_in(answers)
        assert set(police[question].filter(~put)) == {""}
        assert set(police[question].filter(put)) == {"1", "2", "9"}
    assert set(police["caseload"].filter(police["meets_cases"] != "1")) == {""}


def test_worry_about_orientation_keeps_prefer_not_to_say_as_an_answer(young: pl.DataFrame) -> None:
    said = counts(young, "concern_orientation")
    assert set(said) == {"1", "2", "3", "9"}
    assert said["3"] >= 50


def test_no_cell_of_the_police_survey_by_country_is_small(police: pl.DataFrame) -> None:
    for column in police.columns[2:]:
        if column == "caseload":
            continue
        answered = police.filter((pl.col("country") != "") & ~pl.col(column).is_in(["", "9"]))
        assert answered.group_by("country", column).len()["len"].min() >= 10, column  # type: ignore[operator]


def test_few_answers_are_missing_but_some_of_every_question(
    young: pl.DataFrame, police: pl.DataFrame
) -> None:
    hours = (young["hours_online"] == "").mean()
    questions = [name for name in young.columns[6:] if name != "hours_online"]
    shares = [_missing(young[name], ["8", "9"]) for name in questions]
    shares += [_missing(police[name], ["9"]) for name in police.columns[2:] if name != "caseload"]
    assert hours is not None
    for share in (float(hours), *shares):
        assert 0.005 < share < 0.11


def _missing(answers: pl.Series, codes: list[str]) -> float:
    asked = answers.filter(answers != "")
    return len(asked.filter(asked.is_in(codes))) / len(asked)


def test_the_files_are_read_without_a_note_or_a_suspicion(make: ModuleType) -> None:
    from handrail.survey import suspicious_columns

    for name in ("police.csv", "young-adults.csv"):
        survey = read_survey(make.SOURCES / name)
        assert survey.notes == ()
        assert suspicious_columns(survey) == ()


def test_the_recorded_population_values_follow_from_what_is_planted(make: ModuleType, truth: Any) -> None:
    assert make.values(truth) == truth["values"]


def test_shares_of_the_population_agree_with_a_large_draw(make: ModuleType, truth: Any) -> None:
    """Held by a draw of another size: the sums over all circumstances and the generator share no loop."""
    larger = {
        **truth["young_adults"],
        "women": dict.fromkeys(("UK", "Ireland", "Italy"), 5_000),
        "others": dict.fromkeys(("UK", "Ireland", "Italy"), 5_000),
    }
    people = pl.DataFrame(make.young_adults({**truth, "young_adults": larger}, 7))
    weight = pl.col("weight").cast(pl.Float64)
    values = truth["values"]
    known = {"contact": values["contact"], **values["items"], **values["outcomes"]}
    for column, share in known.items():
        said = people.filter(pl.col(column).is_in(["1", "2"]))
        drawn = said.select(((pl.col(column) == "1") * weight).sum() / weight.sum()).item()
        assert drawn == pytest.approx(share, abs=0.013), column


def test_every_estimate_of_the_shipped_files_lies_near_the_truth(found: list[Any]) -> None:
    assert {one.kind for one in found} == {"share", "mean", "odds ratio"}
    assert len(found) > 60
    assert not [one.quantity for one in found if one.distance > 4]


def test_intervals_of_the_shipped_files_cover_the_truth_about_as_often_as_they_say(found: list[Any]) -> None:
    assert sum(one.covers for one in found) / len(found) > 0.9


def test_what_goes_together_with_the_profiles_lies_near_the_truth(of_profiles: list[Any], truth: Any) -> None:
    """Outcomes are planted in each profile; each profile's odds multiply as those of contact do."""
    planted = truth["young_adults"]["contact_odds_ratio"]
    for column, ratio in truth["values"]["profile_odds_ratio"].items():
        name = {"hours_online": "hour", "gender": "men"}.get(column, column)
        assert ratio == pytest.approx(planted[name], rel=0.1), column
    kinds = [one.kind for one in of_profiles]
    assert kinds.count("share in a profile") == 2 * 4
    assert kinds.count("odds ratio of a profile") == 3 * 7
    assert not [one.quantity for one in of_profiles if one.distance > 4]
    assert sum(one.covers for one in of_profiles) / len(of_profiles) > 0.9


def test_a_planted_outcome_is_told_apart_in_the_profiles_it_was_planted_in(
    of_profiles: list[Any], truth: Any
) -> None:
    """What is worst where somebody was pressed is found so, and so is what is rarest there."""
    by_name = {one.quantity: one for one in of_profiles}
    for outcome, shares in truth["young_adults"]["outcomes"].items():
        order = sorted(shares, key=lambda name: by_name[f"{outcome}, {name}"].estimate)
        assert order == sorted(shares, key=shares.__getitem__), outcome
        first, pressed = by_name[f"{outcome}, little"], by_name[f"{outcome}, pressed"]
        assert pressed.low > first.high or pressed.high < first.low, outcome


def test_outcomes_are_drawn_with_numbers_of_their_own(make: ModuleType, truth: Any) -> None:
    """Planted otherwise, they leave every other column as it is."""
    planted = truth["young_adults"]
    everybody = {name: dict.fromkeys(shares, 0.99) for name, shares in planted["outcomes"].items()}
    other = make.young_adults({**truth, "young_adults": {**planted, "outcomes": everybody}})
    rows, names = make.young_adults(truth), list(everybody)
    assert [[row[name] for name in names] for row in rows] != [[row[name] for name in names] for row in other]
    assert [{**row, **dict.fromkeys(names)} for row in rows] == [
        {**row, **dict.fromkeys(names)} for row in other
    ]


def test_more_police_meet_cases_than_were_trained_in_every_country(found: list[Any]) -> None:
    by_name = {one.quantity: one for one in found}
    for country in ("UK", "Netherlands", "Italy"):
        meets, trained = by_name[f"meets_cases, country, {country}"], by_name[f"trained, country, {country}"]
        assert meets.estimate > trained.estimate


def test_the_planted_number_of_profiles_is_chosen_on_the_shipped_file(
    check: ModuleType, young: pl.DataFrame, truth: Any
) -> None:
    planted = 1 + len(truth["young_adults"]["profile_of_contacted"])
    assert check.number_of_profiles(check.young_adult_frame(young.to_dicts()), truth["seed"]) == planted == 4
