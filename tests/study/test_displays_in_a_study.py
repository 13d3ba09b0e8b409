"""Planned tables of codes: made, told in words of groups of three and more, traced, and taken back."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable
from itertools import product
from pathlib import Path

import pytest
from small_study import TODAY
from told_study import (
    APPROVAL,
    CODES,
    PEOPLE,
    PLANNED,
    SAID,
    SUMMARY,
    TRAINED,
    codings,
    summary,
    talk,
    write_study,
)

from handrail.interviews.amounts import amount_words
from handrail.store import DEMONSTRATION_PASSPHRASE, Store
from handrail.study.build import BuildReport
from handrail.study.check import check_study
from handrail.study.status import study_status
from handrail.study.trace import trace_node
from handrail.study.withdrawal.withdraw import withdraw_from_study

Builder = Callable[..., BuildReport]
STEPS = {"cooccurrence:talks", "crosstab:talks", "framework:talks"}
SMALL = ("charity", "government", "Ireland")


@pytest.fixture
def told(tmp_path: Path) -> Path:
    return write_study(tmp_path / "told")


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def rows(folder: Path, name: str) -> list[dict[str, str]]:
    path = folder / f"outputs/tables/{name}.csv"
    return list(csv.DictReader(path.read_text("utf-8").splitlines()))


def page(folder: Path) -> str:
    return re.sub(r"\s+", " ", (folder / "outputs/guideline.html").read_text("utf-8"))


def built(folder: Path, build: Builder) -> BuildReport:
    report = build(folder)
    assert report.error is None, report.error
    return report


def held_open(folder: Path) -> Store:
    return Store.open(folder, DEMONSTRATION_PASSPHRASE, allow_minimal=True)


# -- what is told ---------------------------------------------------------------------------------


def slow_words(count: int, people: int) -> str:
    """Say again what a group of that many is told as, from the table of amounts."""
    if people < 5:
        return "heard" if count else "not heard"
    return {"no one": "not heard", "all": "almost all"}.get(said := amount_words(count, people), said)


def test_they_are_made_only_where_they_are_planned(tmp_path: Path, build: Builder) -> None:
    folder = write_study(tmp_path / "bare", planned="")
    assert not STEPS & set(built(folder, build).ran)
    assert "Topics spoken of together" not in page(folder)
    (folder / "study.toml").write_text((folder / "study.toml").read_text("utf-8") + PLANNED, "utf-8")
    assert set(built(folder, build).ran) >= STEPS
    assert built(folder, build).ran == []


def test_a_crosstab_says_in_words_what_a_slow_count_finds(told: Path, build: Builder) -> None:
    built(told, build)
    groups = {"industry": {"industry"}, "policing": {"policing"}, "all others": {"charity", "government"}}
    found = {(row["topic"], row["sector"]): row["category"] for row in rows(told, "crosstab-talks.sector")}
    expected = {}
    for (topic, beneath), (group, sectors) in product(
        (("training", "training by luck"), ("reports", "reports")), groups.items()
    ):
        people = [who for who, (sector, _) in PEOPLE.items() if sector in sectors]
        count = sum(beneath in SAID.get(who, "").split("|") for who in people)
        expected[topic, group] = slow_words(count, len(people))
    assert found == expected
    assert set(found.values()) == {"heard", "not heard"}


def test_codes_together_are_those_of_one_turn_and_one_voice(told: Path, build: Builder) -> None:
    built(told, build)
    found = {(row["topic"], row["with"]): row["category"] for row in rows(told, "cooccurrence-talks")}
    assert found == {
        ("training", "training"): "some",  # five of ten
        ("reports", "training"): "a few",  # P01
        ("reports", "reports"): "some",  # four of ten
        ("night work", "training"): "a few",  # P07
        ("night work", "reports"): "not heard",
        ("night work", "night work"): "a few",
    }


def test_an_interviewer_s_words_count_for_nobody(told: Path, build: Builder) -> None:
    talk_01 = told / "sources/talk-P08.txt"
    talk_01.write_text(f"I: So, {CODES['night work']}?\nP08: Yes.\n", "utf-8")
    coded = told / "sources/codings-ab.toml"
    coded.write_text(codings(SAID | {"P08": "night work"}), "utf-8")
    built(told, build)
    found = {(row["topic"], row["with"]): row["category"] for row in rows(told, "cooccurrence-talks")}
    assert found["night work", "night work"] == "a few"
    trace = trace_node(told, "cooccurrence:talks", prompt=None)
    assert "night work with training: 1 of 10 participants" in trace.spread


def test_they_stand_in_every_document_and_in_the_results(told: Path, build: Builder) -> None:
    built(told, build)
    said = page(told)
    assert "Pairs of topics that somebody spoke of together: 2 of 3." in said
    assert "0 of 2 topics were heard in every sector that can be told apart." in said
    assert SUMMARY in said
    assert "<figure" in said
    assert 'id="table-framework:talks"' in said
    assert (told / "outputs/guideline.pdf").stat().st_size > 1000
    results = json.loads((told / "outputs/results.json").read_text("utf-8"))
    made = {one["id"]: one for one in results["results"]}
    assert {"cooccurrence:talks", "crosstab:talks.sector", "framework:talks"} <= set(made)
    cross = made["crosstab:talks.sector"]
    assert cross["kind"] == "interviews.crosstab"
    assert cross["inputs"]
    assert all(one.startswith("code:") for one in cross["inputs"])
    assert {one["n"] for one in cross["table"]} == {3, 4}


def test_the_word_file_has_the_summary(told: Path, build: Builder) -> None:
    from docx import Document

    built(told, build)
    words = Document(str(told / "outputs/guideline.docx"))
    cells = [cell.text for table in words.tables for row in table.rows for cell in row.cells]
    assert SUMMARY in cells


# -- what is stale --------------------------------------------------------------------------------


def test_a_code_that_changes_makes_them_anew_and_a_memo_does_not(told: Path, build: Builder) -> None:
    built(told, build)
    coded = told / "sources/codings-ab.toml"
    edit(coded, 'id = "P03-reports"', 'id = "P03-reports"\nmemo = "Look again."')
    assert not STEPS & set(built(told, build).ran)
    edit(coded, 'code = "reports"', 'code = "night work"')
    stale = set(study_status(told, prompt=None, today=TODAY).stale)
    assert stale >= STEPS
    assert set(built(told, build).ran) >= {"crosstab:talks", "cooccurrence:talks", "documents"}


def test_a_crosstab_is_held_against_what_is_told_of_everybody(told: Path, build: Builder) -> None:
    plan = told / "study.toml"
    line = 'cooccurrence = { by = "turn", codes = ["training", "reports", "night work"] }\n'
    edit(plan, line, "")
    built(told, build)
    edit(plan, "crosstab = {", f"{line}crosstab = {{")
    assert set(built(told, build).ran) >= {"cooccurrence:talks", "crosstab:talks"}


def test_a_summary_that_changes_makes_the_matrix_anew_alone(told: Path, build: Builder) -> None:
    built(told, build)
    edit(told / "sources/framework-groups.toml", SUMMARY, "Came to it by themselves.")
    assert STEPS & set(built(told, build).ran) == {"framework:talks"}
    assert "Came to it by themselves." in page(told)
    # A line more above it is no other content.
    file = told / "sources/framework-groups.toml"
    file.write_text("# ours\n" + file.read_text("utf-8"), "utf-8")
    assert STEPS & set(built(told, build).ran) == set()


# -- who is told apart ----------------------------------------------------------------------------


def test_a_group_of_two_appears_in_no_file(told: Path, build: Builder) -> None:
    edit(told / "study.toml", 'attributes = ["sector"]', 'attributes = ["sector", "country"]')
    report = built(told, build)
    for path in (told / "outputs").rglob("*"):
        if path.suffix in (".csv", ".json", ".html"):
            text = path.read_text("utf-8")
            assert not any(level in text for level in SMALL), path.name
    # Two of ten are from Ireland: what the eight did not say would be theirs.
    assert not (told / "outputs/tables/crosstab-talks.country.csv").exists()
    assert any(line.startswith("crosstab:talks.country: each group that codes") for line in report.refusals)
    assert "topics by country are not told" in page(told)
    with held_open(told) as store:
        logged = [one.facts for one in store.audit_entries() if one.action == "refused"]
    assert "crosstab:talks.country" in {one["node"] for one in logged}


def test_two_tables_that_place_a_voice_when_crossed_do_not_both_leave(told: Path, build: Builder) -> None:
    # Three towns: the one policing participant of the third town is who spoke of nights, if both were told.
    table = told / "sources/participants.csv"
    lines = table.read_text("utf-8").splitlines()
    towns = ["A", "A", "A", "B", "B", "B", "B", "C", "C", "C"]
    people = [line.rsplit(",", 1)[0] + f",{town}" for line, town in zip(lines[1:], towns, strict=True)]
    table.write_text("\n".join([lines[0], *people]) + "\n", "utf-8")
    planned = 'attributes = ["sector", "country"], codes = ["night work"]'
    edit(told / "study.toml", 'attributes = ["sector"], codes = ["training", "reports"]', planned)
    said = SAID | {"P07": "training by luck", "P04": "night work"}
    (told / "sources/talk-P04.txt").write_text(talk("P04", said["P04"]), "utf-8")
    (told / "sources/codings-ab.toml").write_text(codings(said), "utf-8")
    report = built(told, build)
    by_sector = {row["sector"]: row["category"] for row in rows(told, "crosstab-talks.sector")}
    assert by_sector == {"policing": "heard", "industry": "not heard", "all others": "not heard"}
    # By town it would be heard in B, where policing has P04 alone.
    assert not (told / "outputs/tables/crosstab-talks.country.csv").exists()
    assert any(line.startswith("crosstab:talks.country: tables of codes, put") for line in report.refusals)


def test_a_group_with_too_few_who_agreed_to_analysis_is_not_told(told: Path, build: Builder) -> None:
    row = "P06,talk-P06.txt,P06,v1,2026-01-01,2036-12-31,yes"
    edit(told / "sources/participants.csv", row, row.removesuffix("yes") + "no")
    said = {who: codes for who, codes in SAID.items() if who != "P06"}
    (told / "sources/codings-ab.toml").write_text(codings(said), "utf-8")
    report = built(told, build)
    assert not (told / "outputs/tables/crosstab-talks.sector.csv").exists()
    assert any(line.startswith("crosstab:talks.sector: ") for line in report.refusals)
    assert {row["sector"] for row in rows(told, "framework-talks")} == {"policing", "all others"}


def test_fewer_than_three_participants_are_told_nothing_of(told: Path, build: Builder) -> None:
    table = told / "sources/participants.csv"
    lines = table.read_text("utf-8").splitlines()
    table.write_text("\n".join(lines[:3]) + "\n", "utf-8")
    for who in [*PEOPLE][2:]:
        (told / f"sources/talk-{who}.txt").unlink()
    (told / "sources/codings-ab.toml").write_text(codings({"P01": SAID["P01"], "P02": SAID["P02"]}), "utf-8")
    report = build(told)
    assert {"cooccurrence:talks", "crosstab:talks"} <= set(report.failed)
    assert "told of at least 3 participants" in str(report.error)
    assert report.error is not None
    assert report.error.exit_code == 10


def test_a_blank_attribute_is_a_level_of_its_own(told: Path, build: Builder) -> None:
    table = told / "sources/participants.csv"
    table.write_text(table.read_text("utf-8").replace(",industry,", ",,"), "utf-8")
    built(told, build)
    found = {(row["topic"], row["sector"]): row["category"] for row in rows(told, "crosstab-talks.sector")}
    assert found["training", "not recorded"] == "heard"


# -- summaries ------------------------------------------------------------------------------------


def cell(folder: Path, sector: str) -> tuple[str, str]:
    (row,) = (row for row in rows(folder, "framework-talks") if row["sector"] == sector)
    return row["category"], row["withheld"]


def test_a_summary_leaves_only_after_a_person_approved_it(told: Path, build: Builder) -> None:
    file = told / "sources/framework-groups.toml"
    edit(file, APPROVAL, "")
    report = built(told, build)
    assert cell(told, "policing") == ("", "a person approves each summary that leaves")
    assert SUMMARY not in page(told)
    assert SUMMARY not in (told / "outputs/results.json").read_text("utf-8")
    (line,) = (one for one in report.refusals if one.startswith("framework:talks"))
    assert line.startswith("framework:talks, line 1 of framework-groups.toml: a person approves")
    file.write_text(summary("policing", ["P01-training", "P02-training"]), "utf-8")
    built(told, build)
    assert cell(told, "policing") == (SUMMARY, "")
    edit(file, "operational_tactic = false", "operational_tactic = true")
    built(told, build)
    assert cell(told, "policing") == ("", "the approval found in the summary an operational tactic")


def test_a_flag_on_a_passage_holds_its_summary_back(told: Path, build: Builder) -> None:
    coded = told / "sources/codings-ab.toml"
    edit(coded, 'id = "P02-training"', 'id = "P02-training"\nflags = ["third-party"]')
    built(told, build)
    assert cell(told, "policing") == ("", "a summary of a passage flagged third-party is withheld")


def test_a_summary_of_a_group_of_two_stays_in_the_team_s_file(told: Path, build: Builder) -> None:
    file = told / "sources/framework-groups.toml"
    file.write_text(file.read_text("utf-8") + summary("charity", ["P09-reports"], text="Unheard."), "utf-8")
    report = built(told, build)
    assert [row["sector"] for row in rows(told, "framework-talks")] == ["industry", "policing", "all others"]
    assert any("is a group of at least 3 participants" in line for line in report.refusals)
    assert not any("charity" in line for line in report.refusals)
    assert "Unheard." not in page(told)


def test_a_summary_whose_passages_moved_waits(told: Path, build: Builder) -> None:
    file = told / "sources/framework-groups.toml"
    state = 'by = "AB"\non = 2026-05-01\nstate = "0123456789abcdef"\n[summary.approval]'
    edit(file, 'by = "AB"\non = 2026-05-01\n[summary.approval]', state)
    built(told, build)
    text, rule = cell(told, "policing")
    assert (text, rule) == (
        "",
        "a summary that leaves rests on passages that are in use and read as they did",
    )


def test_what_a_summary_rests_on_is_checked_by_line(told: Path, build: Builder) -> None:
    file = told / "sources/framework-groups.toml"
    file.write_text(summary("policing", ["P05-training"]) + summary("polcing", ["P01-training"]), "utf-8")
    report = build(told)
    assert "framework:talks" in report.failed
    assert report.error is not None
    assert report.error.exit_code == 11
    said = str(report.error)
    assert "a summary rests on passages of its own case" in said
    assert "a summary's case is one of the project's" in said
    assert SUMMARY not in said


def test_a_participant_s_words_do_not_leave_through_a_summary(told: Path, build: Builder) -> None:
    file = told / "sources/framework-groups.toml"
    file.write_text(summary("policing", ["P01-training"], text=f"They said that {TRAINED}."), "utf-8")
    report = build(told)
    assert report.error is not None
    assert report.error.exit_code == 12
    assert "the summary of “policing” and “training”" in str(report.error)
    assert TRAINED not in str(report.error)
    # What is not approved does not leave, and stops nothing.
    edit(file, APPROVAL, "")
    built(told, build)


# -- trace ----------------------------------------------------------------------------------------


def test_a_trace_goes_from_a_cell_down_to_passages_and_sources(told: Path, build: Builder) -> None:
    built(told, build)
    trace = trace_node(told, "framework:talks", prompt=None)
    assert "policing, training (written): P01-training, P02-training" in trace.spread
    assert "industry, training (open): P05-training, P06-training, P07-training" in trace.spread
    kinds = {step.kind for step in trace.down}
    assert kinds == {"code", "passage", "source"}
    assert any("P01-training" in step.title for step in trace.down)
    crosstab = trace_node(told, "crosstab:talks", prompt=None)
    assert "training by sector: charity 0 of 2, government 0 of 1, industry 3 of 3, policing 2 of 4" in (
        crosstab.spread
    )
    assert {step.kind for step in crosstab.down} == {"code", "passage", "source"}
    up = trace_node(told, "passage:P01-training", prompt=None).up
    assert {step.id for step in up} >= STEPS


def test_which_passages_a_matrix_rests_on_is_not_published(told: Path, build: Builder) -> None:
    built(told, build)
    nodes = json.loads((told / "outputs/results.json").read_text("utf-8"))["nodes"]
    (matrix,) = (one for one in nodes if one["id"] == "framework:talks")
    assert matrix["parents"]
    assert all(parent.startswith("code:") for parent in matrix["parents"])
    with held_open(told) as store:
        below = {edge.on.partition(":")[0] for edge in store.graph().below("framework:talks")}
    assert below == {"code", "passage"}


# -- withdrawal -----------------------------------------------------------------------------------


def test_a_withdrawal_takes_the_summary_and_every_table_is_made_anew(told: Path, build: Builder) -> None:
    more = summary("industry", ["P05-training"], text="Kept in industry.")
    file = told / "sources/framework-groups.toml"
    file.write_text(file.read_text("utf-8") + more, "utf-8")
    built(told, build)
    done = withdraw_from_study(told, "P01", yes=True, today=TODAY)
    assert any("1 summary that rests on theirs" in str(one) for one in done.files)
    assert "P01" not in file.read_text("utf-8")
    assert "Kept in industry." in file.read_text("utf-8")
    assert any("crosstab-talks" in one or "crosstab:talks" in one for one in done.out_of_reach)
    with held_open(told) as store:
        assert not STEPS & {one.step for one in store.results()}
        assert SUMMARY not in repr(store.results())
    assert set(built(told, build).ran) >= STEPS
    found = {(row["topic"], row["with"]): row["category"] for row in rows(told, "cooccurrence-talks")}
    assert found["reports", "training"] == "not heard"
    assert cell(told, "policing") == ("", "")
    assert cell(told, "industry") == ("Kept in industry.", "")


def test_a_group_that_a_withdrawal_makes_too_small_is_joined_to_others(told: Path, build: Builder) -> None:
    file = told / "sources/framework-groups.toml"
    file.write_text(summary("industry", ["P05-training", "P06-training"]), "utf-8")
    built(told, build)
    assert cell(told, "industry") == (SUMMARY, "")
    withdraw_from_study(told, "P07", yes=True, today=TODAY)
    report = built(told, build)
    assert {row["sector"] for row in rows(told, "crosstab-talks.sector")} == {"policing", "all others"}
    assert {row["sector"] for row in rows(told, "framework-talks")} == {"policing", "all others"}
    assert SUMMARY not in page(told)
    assert any("is a group of at least 3 participants" in line for line in report.refusals)


def test_a_summary_file_that_is_gone_from_the_inbox_is_kept_and_cleaned(told: Path, build: Builder) -> None:
    built(told, build)
    (told / "sources/framework-groups.toml").unlink()
    assert not STEPS & set(built(told, build).ran)
    withdraw_from_study(told, "P02", yes=True, today=TODAY)
    built(told, build)
    assert cell(told, "policing") == ("", "")
    with held_open(told) as store:
        assert SUMMARY not in repr(store.results())


def test_a_summary_that_brings_a_withdrawn_passage_back_is_refused(told: Path, build: Builder) -> None:
    file = told / "sources/framework-groups.toml"
    text = file.read_text("utf-8")
    built(told, build)
    withdraw_from_study(told, "P02", yes=True, today=TODAY)
    file.write_text(text, "utf-8")
    report = build(told)
    assert report.error is not None
    assert "framework-groups.toml:5: who or what was withdrawn is not imported again" in str(report.error)


def test_a_stop_holds_back_what_rests_on_a_participant(told: Path, build: Builder) -> None:
    built(told, build)
    withdraw_from_study(told, "P02", act="stop", yes=True, today=TODAY)
    built(told, build)
    assert SUMMARY not in page(told)
    found = {row["topic"]: row["category"] for row in rows(told, "crosstab-talks.sector")}
    assert found["training"]
    trace = trace_node(told, "crosstab:talks", prompt=None)
    assert any("policing 1 of 3" in line for line in trace.spread)


# -- check ----------------------------------------------------------------------------------------


def test_check_names_a_code_that_the_codebook_does_not_have(told: Path) -> None:
    edit(told / "study.toml", 'codes = ["training", "reports"] }', 'codes = ["trainig", "reports"] }')
    error = check_study(told).error
    assert error is not None
    assert error.exit_code == 10
    assert "crosstab names codes of the codebook; received: 'trainig'; did you mean 'training'" in str(error)


def test_a_build_stops_at_a_code_that_the_codebook_does_not_have(told: Path, build: Builder) -> None:
    edit(told / "study.toml", 'codes = ["training"] }', 'codes = ["nonesuch"] }')
    report = build(told)
    assert "framework:talks" in report.failed
    assert report.error is not None
    assert report.error.exit_code == 10


def test_check_reads_the_summaries(told: Path) -> None:
    assert check_study(told).error is None
    edit(told / "sources/framework-groups.toml", "recognisable = false\n", "")
    error = check_study(told).error
    assert error is not None
    assert "an approval of a summary has 'recognisable'" in str(error)


def test_without_codes_the_uppermost_are_told(told: Path, build: Builder) -> None:
    edit(told / "study.toml", ', codes = ["training", "reports"] }', " }")
    built(told, build)
    assert {row["topic"] for row in rows(told, "crosstab-talks.sector")} == {
        "training",
        "reports",
        "night work",
    }


def test_the_texts_of_the_study_are_what_the_codings_say() -> None:
    """The study itself: a quotation stands once in its talk."""
    for who, codes in SAID.items():
        assert all(talk(who, codes).count(CODES[code]) == 1 for code in codes.split("|"))
