"""A strand as a project: everything that is in use, at its place, and nobody who took their words back."""

from __future__ import annotations

import uuid
from dataclasses import replace
from pathlib import Path

import pytest

from handrail.interviews.coding_columns import LateCodings, columns_of
from handrail.interviews.project import ProjectCoding
from handrail.interviews.transcript import Transcript, Turn
from handrail.store import ParticipantRecord
from handrail.study.convert import approval_of
from handrail.study.guids import guid_of
from handrail.study.project import _cases, _document, read_project
from handrail.study.project_codings import BLANK, codings_in_use
from handrail.study.session import open_session
from handrail.values import UsageError

AGREED = {"analysis": "yes"}


def test_the_demonstration_is_a_project_whose_codings_stand_where_they_say(built_demonstration: Path) -> None:
    project = read_project(built_demonstration, prompt=None)
    assert (len(project.documents), len(project.cases), project.coders) == (11, 11, ("AB", "CD"))
    assert len({coding.guid for coding in project.codings}) == len(project.codings) > 200
    for coding in project.codings:
        assert project.document(coding.document).text[coding.start : coding.end] == coding.quotation
    assert {code.parent for code in project.codes} - {None} <= {code.name for code in project.codes}
    assert all(set(case.values) == {"sector", "country"} for case in project.cases)
    assert read_project(built_demonstration, prompt=None) == project


def test_codings_by_column_are_those_of_the_store_one_by_one(built_demonstration: Path) -> None:
    project = read_project(built_demonstration, prompt=None)
    texts = {one.name: one.text for one in project.documents}
    with open_session(built_demonstration, prompt=None) as session:
        (strand,) = session.plan.interviews
        records = [one for one in session.store.codings(strand.id) if one.document in texts]
        # All of a document's words blanked, and of another the beginning: its codings stay.
        gone, half = list(texts)[:2]
        texts[gone] = "".join(" " if one.isspace() else BLANK for one in texts[gone])
        texts[half] = BLANK * 300 + texts[half][300:]
        found = codings_in_use(session.store, strand.id, texts, {})
    expected = [
        ProjectCoding(
            one.name, one.document, one.start, one.end, texts[one.document][one.start : one.end], one.code,
            one.coder, one.memo, tuple(one.flags), approval_of(one.approval), one.speaker,
            guid_of("coding", one.id),
        )
        for one in records
        if texts[one.document][one.start : one.end].strip(f"{BLANK} \n\t")
    ]  # fmt: skip
    assert list(found) == expected
    assert found.columns == columns_of(expected)
    assert 0 < len(expected) < len(records)
    assert list(codings_in_use_of_nothing(built_demonstration)) == []


def codings_in_use_of_nothing(folder: Path) -> LateCodings:
    with open_session(folder, prompt=None) as session:
        return codings_in_use(session.store, session.plan.interviews[0].id, {}, {})


def test_an_unknown_strand_is_answered_with_those_there_are(built_demonstration: Path) -> None:
    with pytest.raises(UsageError, match="a strand is one of the plan's"):
        read_project(built_demonstration, "stakholders", prompt=None)


def group() -> tuple[Transcript, list[ParticipantRecord]]:
    text = "P01: We wait.\nP02: They asked me twice.\nP01: Yes."
    turns = (Turn(0, "P01", 5, 13), Turn(1, "P02", 19, 39), Turn(2, "P01", 45, 49))
    people = [
        ParticipantRecord(f"r{k}", "s", f"P0{k}", "group.txt", f"P0{k}", {"sector": "police"}, AGREED)
        for k in (1, 2)
    ]
    return Transcript("group.txt", "txt", text, turns), people


def test_the_turns_of_someone_who_is_not_in_use_are_blanked_at_their_length() -> None:
    transcript, people = group()
    document = _document(transcript, people, {"P02"})
    assert len(document.text) == len(transcript.text)
    assert document.text[19:39] == "".join(" " if c == " " else BLANK for c in transcript.text[19:39])
    assert document.text[:19] == transcript.text[:19]
    assert document.text[39:] == transcript.text[39:]


def test_a_case_in_a_group_is_its_own_turns() -> None:
    transcript, people = group()
    first, second = _cases(people, set(), {"group.txt": transcript}, ["sector"])
    assert [(span.start, span.end) for span in first.spans] == [(5, 13), (45, 49)]
    assert (second.documents, [(span.start, span.end) for span in second.spans]) == ((), [(19, 39)])
    assert dict(first.values) == {"sector": "police"}
    assert [case.name for case in _cases(people, {"P02"}, {"group.txt": transcript}, [])] == ["P01"]
    alone = [replace(people[0], document="own.txt")]
    (case,) = _cases(alone, set(), {"own.txt": replace(transcript, name="own.txt")}, [])
    assert (case.documents, case.spans) == (("own.txt",), ())


def test_a_guid_is_made_of_the_kind_and_the_random_id() -> None:
    assert guid_of("coding", "a") != guid_of("code", "a") != guid_of("code", "b")
    space = uuid.uuid5(uuid.NAMESPACE_URL, "https://handrail.example/ids")
    assert guid_of("coding", "77ab") == str(uuid.uuid5(space, "coding:77ab"))
