"""A survey of several files: joined by its table, each file with its own digest, nothing of it lost."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import joined_study as made
import polars as pl
import pytest
from small_study import TODAY

from handrail.study.answers import Answers
from handrail.study.build import BuildReport, build_study
from handrail.study.check import check_study
from handrail.study.estimates import Estimates, used_variables
from handrail.study.read_plan import parse_plan
from handrail.study.runner import Runner, Silent
from handrail.study.session import open_session
from handrail.study.status import study_status
from handrail.study.withdrawal.withdraw import withdraw_from_study
from handrail.survey import Design, pooled
from handrail.values import PlanError, Result, UsageError, parse_toml


def build(folder: Path) -> BuildReport:
    return build_study(folder, prompt=None, progress=Silent(), today=TODAY)


def computed(folder: Path) -> dict[str, Result]:
    with open_session(folder, prompt=None) as session:
        plan = session.plan
        estimates = Estimates(Answers(session), Runner(session.store, Silent()))
        return {
            one.id: estimates.computed(one, plan.survey_of(one), used_variables(one, plan.survey_of(one)))
            for one in plan.analysis
        }


def results(folder: Path) -> dict[str, Any]:
    found = json.loads((folder / "outputs/results.json").read_text("utf-8"))["results"]
    return {one["id"]: one for one in found}


def joined_by_hand(britain: pl.DataFrame | None = None, ireland: pl.DataFrame | None = None) -> pl.DataFrame:
    """Return both files as one frame, put together without the library."""
    gb, ie = made.britain() if britain is None else britain, made.ireland() if ireland is None else ireland
    ranks = {1: "Officer", 2: "Sergeant", 3: "Staff"}
    one = gb.select(
        country=pl.lit("Great Britain"),
        s=pl.lit("GB"),
        c=pl.format("GB{}", "force"),
        w="w",
        trained=(pl.col("q12") == 1).cast(pl.Int8),
        rank=pl.col("q2").replace_strict(ranks),
        years="q5",
    )
    other = ie.select(
        country=pl.lit("Ireland"),
        s=pl.format("IE{}", "region"),
        c=pl.format("IE{}", "number"),
        w="weight",
        trained=pl.col("f3").replace_strict({"Y": 1, "N": 0, "DK": None}, return_dtype=pl.Int8),
        rank=pl.col("f1").replace_strict(ranks),
        years=pl.col("f5").cast(pl.Float64),
    )
    return pl.concat([one, other])


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = made.write_study(tmp_path_factory.mktemp("joined") / "study")
    report = build(folder)
    assert report.error is None
    return folder


def test_the_joined_survey_is_estimated_as_the_files_put_together_by_hand(built: Path) -> None:
    design = Design(joined_by_hand(), weights="w", strata="s", clusters="c")
    found = computed(built)
    for name in ("trained", "years"):
        expected = pooled(design, name, "country", "equal").table
        cells = found[name].tables[0].cells
        for value in ("estimate", "se", "low"):
            shown = [cell.value(value) for cell in cells]
            assert shown == pytest.approx(expected[value].to_list(), rel=1e-12), (name, value)
        assert [cell.n for cell in cells] == expected["n"].to_list()


def test_every_file_is_a_source_beneath_the_joined_one_and_none_of_it_is_lost(built: Path) -> None:
    with open_session(built, prompt=None) as session:
        store, graph = session.store, session.store.graph()
        names = {node.data.get("name"): node.id for node in graph.nodes.values() if node.kind == "source"}
        below = {edge.on for edge in graph.below(names["police"])}
        assert below == {names["gb.sav"], names["ie.csv"]}
        assert {node.id for _, node, _ in graph.walk("estimate:trained")} >= {
            names["gb.sav"],
            names["ie.csv"],
        }
        whole, rows = store.dataset("police"), made.BRITONS + made.IRISH
        assert whole is not None
        assert whole.rows == rows
        gb = store.dataset("police/gb-2024")
        assert gb is not None
        assert "spare" in gb.columns


def test_documents_say_how_questions_were_joined_and_how_precise_each_country_is(built: Path) -> None:
    found = results(built)
    cells = {
        (row["group"]["concept"], row["group"]["where"]): row
        for row in found["harmonisation:police"]["table"]
    }
    assert (
        cells["Trained for online cases", "IE 2024"]["category"]
        == "f3: Yes from Y; No from N; no answer from DK"
    )
    ireland, w = found["countries:police"]["table"][1], made.ireland()["weight"].to_numpy()
    effect = float((w**2).mean() / w.mean() ** 2)
    assert ireland["effect"] == pytest.approx(effect, abs=0.005)
    assert ireland["left"] == round(made.IRISH / effect, -1)
    notes = " ".join(found["countries:police"]["notes"])
    assert "Rank: “Staff” in Great Britain alone (elsewhere fewer than 10 respondents)" in notes
    page = (built / "outputs/guideline.html").read_text("utf-8")
    # Before any comparison of countries.
    assert page.index('id="table-countries:police"') < page.index('id="figure-estimate:trained"')


# -- what is stale --------------------------------------------------------------------------------


@pytest.fixture
def study(built: Path, tmp_path: Path) -> Path:
    """Return a copy of the built study, to be changed."""
    return Path(shutil.copytree(built, tmp_path / "study"))


def stale(folder: Path) -> set[str]:
    return set(study_status(folder, prompt=None, today=TODAY).stale)


ALWAYS = {"documents"}


def test_another_country_s_file_is_not_read_again_and_only_what_reads_the_column_runs(study: Path) -> None:
    ireland = made.ireland().with_columns(f5=pl.col("f5") + 1)
    ireland.write_csv(study / "sources/ie.csv")
    assert "read:police/gb-2024" not in stale(study)
    report = build(study)
    assert report.error is None
    ran = set(report.ran)
    assert {"read:police/ie-2024", "read:police", "estimate:years"} <= ran
    assert {"read:police/gb-2024", "read:police/harmonisation", "estimate:trained", "estimate:ranks"} <= set(
        report.fresh
    )
    assert any("ie.csv changed in: f5" in message for message in report.messages)
    again = joined_by_hand(ireland=ireland)
    design = Design(again, weights="w", strata="s", clusters="c")
    shown = [cell.value("estimate") for cell in computed(study)["years"].tables[0].cells]
    assert shown == pytest.approx(pooled(design, "years", "country", "equal").table["estimate"].to_list())


def test_a_column_that_no_rule_names_joins_nothing_again(study: Path) -> None:
    made.write_britain(study, made.britain().with_columns(spare=pl.lit(7.0)), made.LABELS)
    report = build(study)
    assert report.error is None
    assert set(report.ran) - ALWAYS == {"read:police/gb-2024"}


def test_originals_may_go_and_the_table_is_kept_in_the_store(study: Path) -> None:
    for name in ("gb.sav", "ie.csv", "harmonisation.toml", "codebook-ie.toml"):
        (study / "sources" / name).unlink()
    assert not stale(study)
    assert build(study).error is None


def test_a_recode_that_changes_runs_what_reads_the_concept(study: Path) -> None:
    table = made.TABLE.replace('no_answer = ["DK"]', "").replace('N = "No" }', 'N = "No", DK = "No" }')
    (study / "sources/harmonisation.toml").write_text(table, encoding="utf-8")
    report = build(study)
    assert report.error is None
    assert "estimate:trained" in report.ran
    assert {"estimate:years", "estimate:ranks", "read:police/ie-2024"} <= set(report.fresh)


# -- withdrawal -----------------------------------------------------------------------------------


def test_a_respondent_of_one_file_is_erased_from_it_and_from_the_joined_answers(study: Path) -> None:
    done = withdraw_from_study(study, "police/ie-2024:7", yes=True, today=TODAY)
    assert done.state == "done"
    left = made.ireland().filter(pl.col("number") != 7)
    assert pl.read_csv(study / "sources/ie.csv")["number"].to_list() == left["number"].to_list()
    with open_session(study, prompt=None) as session:
        rows = {name: session.store.dataset(name) for name in ("police", "police/ie-2024", "police/gb-2024")}
        assert [one.rows for one in rows.values() if one] == [
            made.BRITONS + made.IRISH - 1,
            made.IRISH - 1,
            made.BRITONS,
        ]
    assert not {"read:police", "read:police/ie-2024", "read:police/gb-2024"} & stale(study)
    report = build(study)
    assert report.error is None
    design = Design(joined_by_hand(ireland=left), weights="w", strata="s", clusters="c")
    shown = [cell.value("se") for cell in computed(study)["trained"].tables[0].cells]
    assert shown == pytest.approx(pooled(design, "trained", "country", "equal").table["se"].to_list())


def test_a_number_that_two_files_have_asks_which_and_names_nobody(study: Path) -> None:
    with pytest.raises(UsageError, match="say which: police/gb-2024:…, police/ie-2024:…"):
        withdraw_from_study(study, "police:7", yes=True, today=TODAY)
    done = withdraw_from_study(study, f"police:{made.BRITONS}", today=TODAY)  # more than Ireland has
    assert done.goes == ("1 row of 'police/gb-2024' erased from the survey's data",)
    with pytest.raises(UsageError, match="a number that is unknown or withdrawn"):
        withdraw_from_study(study, "police:99999", today=TODAY)


def test_who_was_erased_is_not_imported_again_by_any_file(study: Path) -> None:
    withdraw_from_study(study, "police/ie-2024:7", yes=True, today=TODAY)
    made.ireland().write_csv(study / "sources/ie.csv")
    report = build(study)
    assert report.error is not None
    assert "the answers of someone who withdrew, in data row 7" in str(report.error)


def test_a_stopped_respondent_is_in_no_joined_answer(study: Path) -> None:
    withdraw_from_study(study, "police/gb-2024:5", act="stop", yes=True, today=TODAY)
    assert build(study).error is None
    with open_session(study, prompt=None) as session:
        whole, stopped = session.store.dataset("police"), session.store.dataset("stopped/police/gb-2024")
        assert whole is not None
        assert whole.rows == made.BRITONS + made.IRISH - 1
        assert stopped is not None
        assert stopped.rows == 1


# -- what does not go together --------------------------------------------------------------------


CLASHES = [
    ('label = "Rank"', 'label = "Role"', "'rank' in GB 2024 is the item that its rule describes"),
    ('label = "Rank"', "", "joining by question number alone is refused"),
    ("1 = \"Yes\", 2 = \"No\"", '1 = "No", 2 = "Yes"', "a label that is a category of 'trained' becomes"),
    (', 3 = "Staff"', "", "every code of 'rank' in GB 2024 is recoded, or is said to be no answer"),
    ('item = "f5"', 'item = "f6"', "no column 'f6'"),
    ('concept = "years"', 'concept = "weight"', "a concept is not named like a column of the design"),
    ('concept = "years"', 'concept = "service"', "variable 'years' from 'years'"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "rule"), CLASHES)
def test_a_clash_is_told_by_check_with_its_exit_code(tmp_path: Path, old: str, new: str, rule: str) -> None:
    folder = made.write_study(tmp_path, table=made.TABLE.replace(old, new))
    error = check_study(folder).error
    assert error is not None
    assert error.exit_code == 11
    assert rule in str(error)


def test_a_clash_stops_a_build_and_nothing_is_lost(study: Path) -> None:
    before = (study / "outputs/results.json").read_bytes()
    table = made.TABLE.replace('1 = "Yes", 2 = "No"', '1 = "No", 2 = "Yes"')
    (study / "sources/harmonisation.toml").write_text(table, encoding="utf-8")
    error = build(study).error
    assert error is not None
    assert error.exit_code == 11
    with open_session(study, prompt=None) as session:
        kept = session.store.dataset("police")
        assert kept is not None
        assert kept.rows == made.BRITONS + made.IRISH
    assert pl.read_csv(study / "sources/ie.csv").height == made.IRISH
    assert (study / "outputs/results.json").read_bytes() == before


def test_labels_of_two_countries_that_clash_stop_both(tmp_path: Path) -> None:
    folder = made.write_study(tmp_path)
    swapped = {**made.LABELS, "q2": ("Rank", {1.0: "Sergeant", 2.0: "Officer", 3.0: "Staff"})}
    made.write_britain(folder, made.britain(), swapped)
    error = check_study(folder).error
    assert error is not None
    assert "'Sergeant' is 'Officer' in GB 2024" in str(error)


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ('harmonisation = "harmonisation.toml"', "", "joined by a harmonisation table, never by the numbers"),
        ('sample = "prob', 'file = "x.csv"\nsample = "prob', "each part of a survey says its own file"),
        ('sample = "prob', 'weights = "w"\nsample = "prob', "each part of a survey says its own weights"),
        ('country = "IE"', 'country = "GB"', "a country and wave has one file; received: GB 2024 twice"),
        ('country = "country"\ncountry_weight = "equal"', "", "of several countries names the variable"),
        ('IE = "Ireland"', 'IR = "Ireland"', "the codes of a country are those of the parts; received: 'IR'"),
        ('= "nr"', '= "nr"\ncolumns = { nr = "drop" }', "a dropped column is used nowhere"),
        ('file = "gb.sav"', 'filer = "gb.sav"', "did you mean 'file'"),
    ],
)  # fmt: skip
def test_parts_that_cannot_be_joined_are_refused_with_the_plan(old: str, new: str, rule: str) -> None:
    text = made.PLAN.replace(old, new, 1)
    assert text != made.PLAN
    with pytest.raises(PlanError, match=rule):
        parse_plan(parse_toml(text, "study.toml"))


def test_a_survey_has_a_file_or_parts() -> None:
    start, end = made.PLAN.index("[[survey.part]]"), made.PLAN.index("[[survey.variable]]")
    text = (made.PLAN[:start] + made.PLAN[end:]).replace('harmonisation = "harmonisation.toml"\n', "")
    with pytest.raises(PlanError, match="a survey has its file, or a part for each country and wave"):
        parse_plan(parse_toml(text, "study.toml"))


def test_a_category_that_names_a_person_is_not_printed(study: Path) -> None:
    table = made.TABLE.replace('"Staff"', '"ask lee@example.org"')
    (study / "sources/harmonisation.toml").write_text(table, encoding="utf-8")
    error = build(study).error
    assert error is not None
    assert "words that are printed tell of no single person; received: an e-mail address" in str(error)
    assert "lee@" not in str(error)
