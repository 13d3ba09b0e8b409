"""What came back from other programs: out of a project, through its file, and into a project again."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from refi_files import a_project, guid, projects

from handrail.interviews import (
    Note,
    RefiProject,
    Returned,
    merge_projects,
    read_returned,
    returned_of,
    with_returned,
)
from handrail.interviews.refi.guids import with_guids
from handrail.interviews.returned import KINDS, block


def bare(project: RefiProject) -> RefiProject:
    """As a study has it: texts, codes, codings and cases alone."""
    return replace(
        project,
        documents=tuple(replace(one, notes=()) for one in project.documents),
        codes=tuple(replace(one, notes=()) for one in project.codes),
        codings=tuple(replace(one, notes=(), selection_notes=()) for one in project.codings),
        cases=tuple(replace(one, notes=()) for one in project.cases),
        passages=(),
        sets=(),
        notes=(),
        links=(),
        project_notes=(),
    )


def through_its_file(returned: Returned) -> Returned:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "returned-talks.toml"
        blocks = (block(kind, one) for kind, name in KINDS.items() for one in getattr(returned, name))
        path.write_text("\n".join(blocks), "utf-8", newline="\n")
        return read_returned(path)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(projects())
def test_what_came_back_goes_through_its_file_into_a_project_and_is_the_same_there(one: RefiProject) -> None:
    project = with_guids(one)
    # A set stands under a name: one without is none that a person could find.
    project = replace(project, sets=tuple(each for each in project.sets if each.name.strip()))
    found = returned_of(project)
    assert through_its_file(found) == found
    again = with_returned(bare(project), found)
    assert returned_of(again) == replace(found, links=returned_of(again).links)
    assert {each.guid for each in again.links} == {each.guid for each in found.links}
    # Merged with itself there is nothing new, so that a second import has nothing to write.
    assert returned_of(merge_projects(again, project, keep_names=True).project).notes == found.notes


def test_a_note_of_the_other_program_is_merged_with_its_new_text() -> None:
    ours = with_guids(replace(a_project(), notes=(Note(guid(71), "Idea", "Ask."),)))
    theirs = replace(ours, notes=(Note(guid(71), "Idea", "Ask again."),))
    merged = merge_projects(ours, theirs)
    assert [note.text for note in merged.project.notes] == ["Ask again."]
    assert merge_projects(merged.project, theirs).difference.changes == ()
