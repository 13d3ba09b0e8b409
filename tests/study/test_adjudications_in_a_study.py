"""Decisions where coders differed, as part of a study: read, used, exported, gone with who withdraws."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from small_study import TODAY

from handrail.interviews import as_decided, code_agreement, read_refi, retrieve, write_refi
from handrail.interviews.agreement import ADJUDICATED, Adjudication, Original, write_adjudications
from handrail.study.build import BuildReport, build_study
from handrail.study.check import check_study
from handrail.study.exchange import export_strand, import_project
from handrail.study.project import read_project
from handrail.study.runner import Silent
from handrail.study.session import open_session
from handrail.study.status import study_status
from handrail.study.trace import trace_node
from handrail.study.withdrawal.withdraw import withdraw_from_study
from handrail.values import DataError

Builder = Callable[..., BuildReport]
STRAND = "professionals"
STEP = f"adjudicate:{STRAND}"
EARLY = date(2026, 7, 1)
"""Before the participants' cut-off."""
READ = f"read:{STRAND}/adjudications/adjudications.toml"


@pytest.fixture(scope="module")
def agreed_once(thin_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a built study whose agreement is asked for, without decisions; it is copied."""
    folder = shutil.copytree(thin_once, tmp_path_factory.mktemp("agreed") / "thin")
    edit(folder / "study.toml", 'approach = "codebook"', 'approach = "codebook"\nagreement = true')
    assert build_study(folder, prompt=None, progress=Silent(), today=TODAY).error is None
    return folder


@pytest.fixture(scope="module")
def decided_once(agreed_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the same with three decisions, built; it is copied."""
    folder = shutil.copytree(agreed_once, tmp_path_factory.mktemp("decided") / "thin")
    plan_decisions(folder)
    assert build_study(folder, prompt=None, progress=Silent(), today=TODAY).error is None
    return folder


@pytest.fixture
def agreed(agreed_once: Path, tmp_path: Path) -> Path:
    return shutil.copytree(agreed_once, tmp_path / "agreed")


@pytest.fixture
def decided(decided_once: Path, tmp_path: Path) -> Path:
    return shutil.copytree(decided_once, tmp_path / "decided")


def plan_decisions(folder: Path) -> None:
    edit(folder / "study.toml", "agreement = true", 'agreement = true\nadjudications = "adjudications.toml"')
    decide(folder, *decisions(folder))


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def decision(study: Path, name: str, place: str, code: str | None, *others: str) -> Adjudication:
    codings = {one.name: one for one in read_project(study, prompt=None).codings}
    at = codings[place]
    originals = tuple(Original(one, codings[one].coder, codings[one].code) for one in (place, *others))
    return Adjudication(
        name, at.document, at.start, at.end, at.quotation, code, originals, "EF", date(2026, 5, 1), "We met."
    )


def decisions(study: Path) -> tuple[Adjudication, ...]:
    return (
        decision(study, "d1", "ab-p01-sat-next-to", "training", "cd-p01-sat-next-to"),
        decision(study, "d2", "ab-p01-inspector-cares", "training by chance", "cd-p01-inspector-cares"),
        decision(study, "d3", "ab-p02-first-mover", None),
    )


def decide(study: Path, *made: Adjudication) -> None:
    write_adjudications(study / "sources/adjudications.toml", made)


def body(study: Path, step: str) -> dict[str, Any]:
    with open_session(study, prompt=None) as session:
        found = session.store.result(step)
        assert found is not None
        return dict(found.body)


def test_themes_rest_on_what_was_decided_and_agreement_on_what_each_coder_gave(
    agreed: Path, build: Builder
) -> None:
    theme = next_theme(agreed)
    before, agreement = body(agreed, theme), body(agreed, f"agreement:{STRAND}")
    plan_decisions(agreed)
    report = build(agreed)
    assert report.error is None
    # One passage is no training by chance any more, and two marks on the inspector's words became one.
    assert body(agreed, theme)["passages"] == before["passages"] - 2
    assert f"agreement:{STRAND}" in report.fresh
    assert body(agreed, f"agreement:{STRAND}") == agreement
    assert {READ, STEP} <= set(report.ran)
    assert not any(step.startswith(("estimate:", "place:", "model:", "typology:")) for step in report.ran)
    assert build(agreed).ran == []


def next_theme(study: Path) -> str:
    with open_session(study, prompt=None) as session:
        return next(
            f"theme:{one.name}" for one in session.store.themes() if "training by chance" in one.codes
        )


def test_a_decision_changes_only_what_reads_these_codings(decided: Path, build: Builder) -> None:
    third = decisions(decided)[2]
    decide(decided, *decisions(decided)[:2], replace(third, reason="We met again."))
    report = build(decided)
    assert {READ, STEP} <= set(report.ran) <= {READ, STEP, "documents"}
    decide(decided, *decisions(decided)[:2], replace(third, code="different speeds"))
    ran = set(build(decided).ran)
    assert "theme:safety-before-the-child-arrives" in ran
    assert not {one for one in ran if one.startswith(("place:", "agreement:", "estimate:", "model:"))}
    assert [one for one in ran if one.startswith("theme:")] == ["theme:safety-before-the-child-arrives"]


def test_a_line_that_moved_in_the_file_changes_nothing(decided: Path, build: Builder) -> None:
    edit(decided / "sources/adjudications.toml", "[[adjudication]]", "# Looked at again.\n[[adjudication]]")
    assert build(decided).ran == [READ]


def test_queries_read_the_decisions_and_the_coders_codings_stay(decided: Path) -> None:
    whole = read_project(decided, prompt=None)
    names = {one.name for one in whole.codings}
    assert {"ab-p01-sat-next-to", "cd-p01-sat-next-to", "adjudicated-d1", "adjudicated-d2"} <= names
    assert "adjudicated-d3" not in names
    used = as_decided(whole)
    found = {one.name for one in retrieve(used, 'code:"training by chance"').codings}
    assert "adjudicated-d2" in found
    assert not {"ab-p01-sat-next-to", "ab-p01-inspector-cares", "cd-p01-inspector-cares"} & found
    assert not [one for one in used.codings if one.name == "ab-p02-first-mover"]
    assert code_agreement(whole).coders == ("AB", "CD")


def test_a_decision_about_the_same_words_keeps_their_approval_and_quotes_them_as_often(
    agreed: Path, decided: Path
) -> None:
    by_name = {one.name: one for one in read_project(decided, prompt=None).codings}
    assert by_name["adjudicated-d2"].approval == by_name["ab-p01-inspector-cares"].approval is not None
    words = by_name["adjudicated-d2"].quotation
    before, page = ((one / "outputs/guideline.html").read_text("utf-8") for one in (agreed, decided))
    assert page.count(words) == before.count(words) > 0
    assert "We met." not in page


def test_the_documents_count_what_coders_gave(decided: Path) -> None:
    page = (decided / "outputs/guideline.html").read_text("utf-8")
    assert "2 coders made" in page
    assert ADJUDICATED not in page


def test_a_theme_that_names_a_passage_keeps_it_whatever_was_decided(decided: Path, build: Builder) -> None:
    theme = next_theme(decided)
    before = body(decided, theme)["passages"]
    edit(
        decided / "sources/themes.toml",
        'passages = ["ab-p01-first-half-hour"',
        'passages = ["ab-p01-sat-next-to", "ab-p01-first-half-hour"',
    )
    assert build(decided).error is None
    assert body(decided, theme)["passages"] == before + 1


def test_what_a_decision_rests_on_is_traced_and_status_knows_the_step(decided: Path) -> None:
    found = trace_node(decided, "passage:adjudicated-d1", prompt=None)
    below = json.dumps(found.as_json())
    assert "ab-p01-sat-next-to" in below
    assert "cd-p01-sat-next-to" in below
    edit(decided / "sources/adjudications.toml", 'code = "training by chance"', 'code = "resources"')
    status = study_status(decided, prompt=None, today=TODAY)
    assert READ in status.stale
    assert any(READ in row.because or STEP in row.because for row in status.recommendations)


def test_a_decision_that_is_taken_back_leaves_no_coding(decided: Path, build: Builder) -> None:
    decide(decided, *decisions(decided)[1:])
    assert build(decided).error is None
    names = {one.name for one in read_project(decided, prompt=None).codings}
    assert "adjudicated-d1" not in names
    edit(decided / "study.toml", 'adjudications = "adjudications.toml"\n', "")
    assert build(decided).error is None
    whole = read_project(decided, prompt=None)
    assert not [one for one in whole.codings if one.coder == ADJUDICATED]
    assert whole.settled == frozenset()


def test_check_and_build_say_everything_that_is_wrong_with_its_line(decided: Path, build: Builder) -> None:
    assert check_study(decided).problems == []
    first, second, third = decisions(decided)
    decide(decided, replace(first, code="unknown"), replace(second, start=0), replace(third, id="d1"))
    said = [str(one) for wrong in check_study(decided).problems for one in wrong.problems]
    assert any("adjudications.toml:" in one and "id is its own" in one for one in said), said
    decide(
        decided,
        replace(first, code="unknown"),
        replace(second, start=0),
        replace(third, originals=(Original("nobody", "AB", "training"),)),
    )
    said = [str(one) for wrong in check_study(decided).problems for one in wrong.problems]
    for rule in ("names a code of the project", "the text from start to end", "is one of the project"):
        assert sum(rule in one and "adjudications.toml:" in one for one in said) == 1, (rule, said)
    report = build(decided)
    assert isinstance(report.error, DataError)
    assert {str(one) for one in report.error.problems} == set(said)


def test_a_coder_is_not_called_as_decisions_are(decided: Path) -> None:
    edit(decided / "sources/codings-cd.toml", 'coder = "CD"', 'coder = "Adjudicated"')
    said = [str(one) for wrong in check_study(decided).problems for one in wrong.problems]
    assert any("codings-cd.toml:1: a coder is a person" in one for one in said), said


# ---- exchange --------------------------------------------------------------------------------------------


def test_a_decision_leaves_as_a_coding_of_its_own_user_and_comes_back_as_nothing_new(decided: Path) -> None:
    out = decided.parent / "out.qdpx"
    report = export_strand(decided, out, prompt=None, today=TODAY)
    lost = {one.element: one.count for one in report.losses}
    assert lost["which codings a decision rests on"] == 2
    assert lost["decision that no code stands"] == 1
    there = read_refi(out)
    assert [one.code for one in there.codings if one.coder == ADJUDICATED] == [
        "training",
        "training by chance",
    ]
    found = import_project(decided, out, yes=True, prompt=None, today=TODAY)
    assert found.taken.is_nothing
    changed = replace(
        there,
        codings=tuple(
            replace(one, code="resources") if one.coder == ADJUDICATED else one for one in there.codings
        ),
    )
    write_refi(changed, decided.parent / "back.qdpx")
    before = {path.name: path.read_bytes() for path in (decided / "sources").iterdir()}
    found = import_project(decided, decided.parent / "back.qdpx", yes=True, prompt=None, today=TODAY)
    assert found.taken.is_nothing
    assert dict(found.taken.left_out) == {"is a decision: the team's file of adjudications holds those": 2}
    assert {path.name: path.read_bytes() for path in (decided / "sources").iterdir()} == before


# ---- withdrawal ------------------------------------------------------------------------------------------


def test_a_withdrawal_takes_the_decisions_about_the_participant_along(decided: Path, build: Builder) -> None:
    file = decided / "sources/adjudications.toml"
    kept = file.read_text("utf-8").split("[[adjudication]]")
    dry = withdraw_from_study(decided, "P01", prompt=None, today=EARLY)
    assert any("2 adjudications" in one.what for one in dry.files)
    assert file.read_text("utf-8").split("[[adjudication]]") == kept
    withdraw_from_study(decided, "P01", yes=True, prompt=None, today=EARLY)
    assert file.read_text("utf-8") == f"{kept[0]}[[adjudication]]{kept[3]}"
    whole = read_project(decided, prompt=None)
    assert not [one for one in whole.codings if one.coder == ADJUDICATED]
    assert whole.settled == {"ab-p02-first-mover"}
    with open_session(decided, prompt=None) as session:
        assert "sat next to" not in repr([one.body for one in session.store.results()])
    file.write_text("[[adjudication]]".join(kept), "utf-8")
    error = build(decided).error
    assert error is not None
    assert sum("decision about words that were withdrawn" in str(one) for one in error.problems) == 2


def test_a_struck_passage_takes_the_decision_along(decided: Path, build: Builder) -> None:
    withdraw_from_study(decided, "passage:cd-p01-sat-next-to", yes=True, prompt=None, today=EARLY)
    left = (decided / "sources/adjudications.toml").read_text("utf-8")
    assert "sat next to" not in left
    assert "cd-p01-inspector-cares" in left


def test_a_stop_leaves_the_decisions_out_of_use_and_in_the_file(decided: Path, build: Builder) -> None:
    before = (decided / "sources/adjudications.toml").read_bytes()
    of_others = {one.coding for of in decisions(decided)[:2] for one in of.originals}
    withdraw_from_study(decided, "P02", act="stop", yes=True, prompt=None, today=EARLY)
    report = build(decided)
    # What the guideline rests on is the team's to edit; no decision is a problem.
    assert STEP in report.ran
    assert report.error is not None
    assert {one.rule for one in report.error.problems} == {"a link leads to evidence that exists"}
    whole = read_project(decided, prompt=None)
    assert whole.settled == of_others
    assert (decided / "sources/adjudications.toml").read_bytes() == before
