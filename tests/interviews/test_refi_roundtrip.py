"""Whatever was coded comes back: any text, any place, any profile."""

# ruff: noqa: E501 - one case a line is easier to compare
from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from refi_files import a_project, inner_xml, projects, schemas, told

from handrail.interviews import (
    Document,
    ProjectCode,
    ProjectCoding,
    RefiProject,
    User,
    compare_projects,
    read_refi,
    write_refi,
)

PROFILES = ("standard", "nvivo", "maxqda")


@pytest.mark.parametrize("profile", PROFILES)
@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(project=projects())
def test_any_coding_survives_export_and_import(profile: str, project: RefiProject) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "one.qdpx"
        write_refi(project, file, profile)  # type: ignore[arg-type]
        again = read_refi(file)
    assert told(again) == told(project)
    assert all(
        again.document(one.document).text[one.start : one.end] == one.quotation for one in again.codings
    )
    assert not compare_projects(project, again).changes


@pytest.mark.parametrize("profile", PROFILES)
def test_one_of_everything_survives_and_a_second_trip_changes_nothing(profile: str, tmp_path: Path) -> None:
    project = a_project()
    first, second = tmp_path / "a.qdpx", tmp_path / "b.qdpx"
    report = write_refi(project, first, profile)  # type: ignore[arg-type]
    again = read_refi(first)
    # Only what XML cannot hold is changed, and said: the note's zero character stands in a file of its own.
    assert told(again) == told(project)
    assert [(loss.element, loss.count) for loss in report.losses] == []
    write_refi(again, second, profile)  # type: ignore[arg-type]
    assert told(read_refi(second)) == told(project)
    assert {one.guid for one in read_refi(second).codings} == {one.guid for one in again.codings}


@pytest.mark.parametrize("profile", PROFILES)
def test_every_profile_is_valid_by_the_official_schema(
    profile: str, tmp_path: Path, data_folder: Path
) -> None:
    schema, _ = schemas(data_folder)
    for number, project in enumerate((a_project(), RefiProject("nothing"), _hostile())):
        file = tmp_path / f"{number}.qdpx"
        write_refi(project, file, profile)  # type: ignore[arg-type]
        schema.assertValid(inner_xml(file))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(project=projects())
def test_any_project_is_valid_by_the_official_schema(project: RefiProject, data_folder: Path) -> None:
    schema, _ = schemas(data_folder)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "one.qdpx"
        write_refi(project, file)
        schema.assertValid(inner_xml(file))


def _hostile() -> RefiProject:
    """Names, GUIDs, colours and dates that the format does not take."""
    text = "We learned by luck."
    return RefiProject(
        'a\x01 <b> & "c"',
        (Document("p\x00.txt", text, guid="not a guid"),),
        (User("A & B", guid="{33333333-3333-3333-3333-333333333333}"),),
        (ProjectCode("x\x02", "", color="red", guid="x"), ProjectCode("y", "", parent="gone")),
        (
            ProjectCoding(
                "c", "p\x00.txt", 0, 2, "We", "y", "A & B", created="yesterday", notes=("nowhere",)
            ),
            ProjectCoding("d", "p\x00.txt", 0, 2, "We", "y", "somebody else", guid="1"),
            ProjectCoding("e", "gone.txt", 0, 2, "We", "y", "A & B"),
            ProjectCoding("f", "p\x00.txt", 0, 2, "We", "gone", "A & B"),
        ),
    )


def test_what_the_format_cannot_take_is_reported_and_nothing_else_is_dropped(tmp_path: Path) -> None:
    report = write_refi(_hostile(), tmp_path / "h.qdpx")
    lost = {loss.element: loss.count for loss in report.losses}
    assert lost == {
        "name": 3, "color": 1, "parent of a code": 1, "creationDateTime": 1, "NoteRef": 1, "Coding": 1, "selection": 1,
    }  # fmt: skip
    again = read_refi(tmp_path / "h.qdpx")
    assert {(one.code, one.coder) for one in again.codings} == {("y", "A & B"), ("y", "somebody else")}
    assert again.users[1].name == "somebody else"


def test_the_same_project_gives_the_same_bytes(tmp_path: Path) -> None:
    write_refi(a_project(), tmp_path / "a.qdpx")
    write_refi(replace(a_project()), tmp_path / "b.qdpx")
    assert (tmp_path / "a.qdpx").read_bytes() == (tmp_path / "b.qdpx").read_bytes()
