"""A project that comes back from another program: what differs is shown, nothing is doubled, nothing lost."""

# ruff: noqa: E501 - one case a line is easier to compare
from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from interview_files import SECRET
from refi_files import a_project, guid, projects, told

from handrail.interviews import (
    Case,
    Document,
    ProjectCode,
    ProjectCoding,
    RefiProject,
    Span,
    User,
    Variable,
    compare_projects,
    merge_projects,
    read_refi,
    write_refi,
)
from handrail.interviews.refi.edit import Edit
from handrail.interviews.refi.guids import with_guids

TEXT = f"I: Why?\nP01: We learned by luck.\nP02: {SECRET}\nP01: Yes.\nP02: Yes.\n"


def coding(name: str, words: str, code: str = "luck", coder: str = "AB", **more: object) -> ProjectCoding:
    at = TEXT.index(words)
    return ProjectCoding(name, "p01.txt", at, at + len(words), words, code, coder, **more)  # type: ignore[arg-type]


def ours() -> RefiProject:
    return RefiProject(
        "pilot",
        (Document("p01.txt", TEXT),),
        (User("AB"), User("CD")),
        (ProjectCode("luck", "By chance.", include="no plan"), ProjectCode("training", "Courses.")),
        (coding("c1", "by luck", memo="Again?", flags=("operational",)), coding("c2", "We learned", "training", "CD")),
        cases=(Case("P01", values={"age": 34, "site": "North"}, documents=("p01.txt",)),),
        variables=(Variable("age", kind="Integer"), Variable("site")),
    )  # fmt: skip


def back(project: RefiProject, profile: str = "nvivo") -> RefiProject:
    """Send a project out and home again."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "one.qdpx"
        write_refi(project, file, profile)  # type: ignore[arg-type]
        return read_refi(file)


def rows(one: RefiProject, other: RefiProject) -> set[tuple[str, ...]]:
    return {row[:6] for row in compare_projects(one, other).rows()}


def test_what_comes_back_untouched_is_the_same() -> None:
    for project in (ours(), a_project()):
        difference = compare_projects(project, back(project))
        assert difference.changes == ()
        assert difference.matched == {"guid": sum(difference.unchanged.values()), "name": 0, "place": 0}
        merged = merge_projects(project, back(project))
        assert told(merged.project) == told(project)
        assert (merged.kept, merged.own_text, merged.unplaced) == ((), (), ())


def test_additions_removals_and_changes_are_shown_without_a_word_that_was_said() -> None:
    there = back(ours())
    moved = TEXT.index("learned by luck")
    edited = replace(
        there,
        codes=(replace(there.codes[0], label="by chance", color="#ff0000"), *there.codes[2:], ProjectCode("plan", "")),
        codings=(
            replace(there.codings[0], start=moved, quotation="learned by luck", memo="Really? No."),
            replace(coding("n1", SECRET, "plan"), guid=guid(9)),
        ),
        cases=(replace(there.cases[0], values={"age": 35, "site": None}),),
    )  # fmt: skip
    at, secret = TEXT.index("by luck"), TEXT.index(SECRET)
    assert rows(ours(), edited) == {
        ("code", "changed", "luck", "name", "luck", "by chance"),
        ("code", "changed", "luck", "color", "none", "#ff0000"),
        ("code", "removed", "training", "", "", ""),
        ("code", "added", "plan", "", "", ""),
        ("case", "changed", "P01", "value of 'age'", "an answer", "another answer"),
        ("case", "changed", "P01", "value of 'site'", "an answer", "no answer"),
        ("coding", "changed", f"p01.txt {at}-{at + 7}", "place", f"{at}-{at + 7}", f"{moved}-{at + 7}"),
        ("coding", "changed", f"p01.txt {at}-{at + 7}", "memo", "6 characters", "11 characters"),
        ("coding", "removed", f"p01.txt {TEXT.index('We')}-{TEXT.index('We') + 10}", "", "", ""),
        ("coding", "added", f"p01.txt {secret}-{secret + len(SECRET)}", "", "", ""),
    }  # fmt: skip
    shown = str(sorted(rows(ours(), edited)))
    assert not any(words in shown for words in ("station", "Really", "Again", "North", "34"))


def test_a_merge_takes_in_what_is_new_and_keeps_what_they_lack() -> None:
    there = back(ours())
    edited = replace(
        there,
        codes=(replace(there.codes[0], label="by chance", include=""), ProjectCode("plan", "", guid=guid(7))),
        codings=(
            replace(there.codings[0], memo="Really?", flags=()),
            replace(coding("n1", SECRET, "plan", "EF"), guid=guid(9)),
        ),
        users=(*there.users, User("EF")),
        cases=(replace(there.cases[0], values={"age": 35, "site": None}), Case("P02", spans=(Span("p01.txt", 0, 2),))),
    )  # fmt: skip
    merged = merge_projects(ours(), edited)
    project = merged.project
    assert [(one.name, one.parent, one.include) for one in project.codes] == [
        ("by chance", None, "no plan"), ("training", None, ""), ("plan", None, ""),
    ]  # fmt: skip
    assert [(one.name, one.code, one.coder, one.memo, one.flags) for one in project.codings] == [
        ("c1", "by chance", "AB", "Really?", ("operational",)), ("c2", "training", "CD", "", ()), ("n1", "plan", "EF", "", ()),
    ]  # fmt: skip
    assert [(one.name, dict(one.values)) for one in project.cases] == [
        ("P01", {"age": 35, "site": "North"}),
        ("P02", {}),
    ]
    assert {(one.kind, one.what, one.name) for one in merged.kept} == {
        ("code", "removed", "training"), ("coding", "removed", f"p01.txt {TEXT.index('We')}-{TEXT.index('We') + 10}"),
        ("code", "changed", "luck"), ("case", "changed", "P01"),
    }  # fmt: skip
    again = merge_projects(project, edited)
    assert told(again.project) == told(project)


def test_new_guids_are_seen_through_by_names_and_places() -> None:
    there = back(ours())
    strange = replace(
        there,
        documents=tuple(replace(one, guid=guid(100 + i)) for i, one in enumerate(there.documents)),
        codes=tuple(replace(one, guid=guid(200 + i)) for i, one in enumerate(there.codes)),
        codings=tuple(replace(one, guid=guid(300 + i), selection=guid(400 + i)) for i, one in enumerate(there.codings)),
        users=tuple(replace(one, guid=guid(500 + i)) for i, one in enumerate(there.users)),
        cases=tuple(replace(one, guid=guid(600 + i)) for i, one in enumerate(there.cases)),
        variables=tuple(replace(one, guid=guid(700 + i)) for i, one in enumerate(there.variables)),
    )  # fmt: skip
    difference = compare_projects(ours(), strange)
    assert difference.changes == ()
    assert difference.matched == {"guid": 0, "name": 8, "place": 2}
    assert told(merge_projects(ours(), strange).project) == told(ours())


def test_another_program_s_line_ends_are_no_edit() -> None:
    for made in ("\r\n", "\r"):
        there = back(
            replace(ours(), documents=(Document("p01.txt", TEXT.replace("\n", made) + made),), codings=())
        )
        size = len(made)
        codings = tuple(
            replace(one, start=one.start + (size - 1) * TEXT[: one.start].count("\n"),
                    end=one.end + (size - 1) * TEXT[: one.end].count("\n"))
            for one in with_guids(ours()).codings
        )  # fmt: skip
        there = replace(there, codings=codings)
        difference = compare_projects(ours(), there)
        assert (difference.changes, difference.line_ends, difference.edited) == ((), 1, ())
        assert told(merge_projects(ours(), there).project) == told(ours())


def test_an_edited_text_is_taken_with_every_passage_of_ours_in_it() -> None:
    there = back(ours())
    text = TEXT.replace("I: Why?", "Interviewer: Why was that?")
    shift = len(text) - len(TEXT)
    own = replace(ours(), codings=(*ours().codings, coding("c3", "Yes.")))
    edited = replace(
        there,
        documents=(replace(there.documents[0], text=text),),
        codings=(
            replace(there.codings[0], start=there.codings[0].start + shift, end=there.codings[0].end + shift),
            replace(coding("n1", SECRET), start=text.index(SECRET), end=text.index(SECRET) + len(SECRET), guid=guid(9)),
        ),
    )  # fmt: skip
    difference = compare_projects(own, edited)
    assert difference.edited == ("p01.txt",)
    assert [(one.kind, one.what) for one in difference.changes] == [
        ("document", "changed"), ("coding", "removed"), ("coding", "removed"), ("coding", "added"),
    ]  # fmt: skip
    merged = merge_projects(own, edited)
    assert merged.project.documents[0].text == text
    assert [text[one.start : one.end] for one in merged.project.codings] == [
        "by luck",
        "We learned",
        "Yes.",
        SECRET,
    ]
    assert merged.own_text == merged.unplaced == ()


def test_our_text_stays_where_theirs_has_no_place_for_a_passage_of_ours() -> None:
    there = back(ours())
    text = TEXT.replace("We learned by luck.", "We were taught.").replace("Why?", "Why, then?")
    edited = replace(
        there,
        documents=(replace(there.documents[0], text=text),),
        codings=(
            replace(coding("n1", SECRET), start=text.index(SECRET), end=text.index(SECRET) + len(SECRET), guid=guid(8)),
            replace(coding("n2", "We"), start=text.index("were"), end=text.index("were") + 4, quotation="were", guid=guid(9)),
        ),
    )  # fmt: skip
    merged = merge_projects(ours(), edited)
    assert merged.project.documents[0].text == TEXT
    assert merged.own_text == ("p01.txt",)
    assert [one.quotation for one in merged.project.codings] == ["by luck", "We learned", SECRET]
    assert all(TEXT[one.start : one.end] == one.quotation for one in merged.project.codings)
    assert len(merged.unplaced) == 1
    assert "were" not in str(merged.unplaced[0]).replace("where", "")


def test_a_name_that_both_gave_to_different_things_stays_apart() -> None:
    there = with_guids(ours())
    theirs = replace(
        there,
        codes=(replace(there.codes[0], label="training"), replace(there.codes[1], guid=guid(5), label="", name="luck")),
        codings=(replace(there.codings[0], guid=guid(6), code="luck"),),
    )  # fmt: skip
    merged = merge_projects(ours(), theirs).project
    assert len({one.name for one in merged.codes}) == len(merged.codes)
    known = {one.name for one in merged.codes}
    assert all(one.code in known for one in merged.codings)
    assert {one.guid for one in merged.codings} >= {one.guid for one in there.codings}


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(mine=projects(), other=projects())
def test_no_coding_of_ours_is_ever_lost_and_merging_twice_changes_nothing(
    mine: RefiProject, other: RefiProject
) -> None:
    merged = merge_projects(mine, other)
    project = merged.project
    texts = {one.name: one.text for one in project.documents}
    assert {one.guid for one in project.codings} >= {one.guid for one in with_guids(mine).codings}
    for one in (*project.codings, *project.passages):
        assert texts[one.document][one.start : one.end] == one.quotation
    again = merge_projects(project, other).project
    assert len(again.codings) == len(project.codings)
    assert [one.text for one in again.documents] == [one.text for one in project.documents]
    assert not compare_projects(project, back(project, "standard")).changes


def test_a_passage_within_lines_that_stayed_moves_with_them_though_its_words_recur() -> None:
    new = TEXT.replace("I: Why?\n", "I: Why?\nP01: Well.\nP01: Yes.\n")
    edit = Edit(TEXT, new)
    at = TEXT.rindex("Yes.")
    assert edit.move("x", at, at + 4) == new.rindex("Yes.")
    assert not isinstance(edit.move("x", TEXT.index("Why"), TEXT.index("Why") + 3), str)


def test_names_of_the_study_stay_where_guids_are_given() -> None:
    assert [one.name for one in merge_projects(ours(), back(ours())).project.codings] == ["c1", "c2"]


@pytest.mark.parametrize("field", ["memo", "description"])
def test_what_they_emptied_stays(field: str) -> None:
    own = replace(ours(), codings=(replace(ours().codings[0], **{field: "Again?"}),))
    there = replace(back(own), codings=tuple(replace(one, **{field: ""}) for one in back(own).codings))
    merged = merge_projects(own, there)
    assert getattr(merged.project.codings[0], field) == "Again?"
    assert [change.fields[0].field for change in merged.kept] == [field]
