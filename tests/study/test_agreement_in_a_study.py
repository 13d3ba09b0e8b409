"""Agreement between coders through the study: asked for, printed, and computed again when it must be."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from handrail.study.build import BuildReport

Builder = Callable[..., BuildReport]
STEP = "agreement:professionals"


@pytest.fixture
def agreed(thin_folder: Path) -> Path:
    edit(thin_folder / "study.toml", 'approach = "codebook"', 'approach = "codebook"\nagreement = true')
    return thin_folder


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def table_of(folder: Path) -> Path:
    return folder / "outputs/tables/agreement-professionals.csv"


def test_it_is_computed_only_where_it_is_asked_for(thin_folder: Path, build: Builder) -> None:
    assert STEP not in build(thin_folder).ran
    assert not table_of(thin_folder).exists()


def test_it_is_printed_without_a_coder_s_name_and_without_a_grade(agreed: Path, build: Builder) -> None:
    assert STEP in build(agreed).ran
    assert build(agreed).ran == []
    table = table_of(agreed).read_text("utf-8")
    assert "All codes together" in table
    assert "AB" not in table
    page = (agreed / "outputs/guideline.html").read_text("utf-8")
    assert "Agreement is reported, not graded." in page


def test_codes_that_are_nested_anew_are_compared_anew(agreed: Path, build: Builder) -> None:
    build(agreed)
    before = table_of(agreed).read_text("utf-8")
    here = 'description = "A report is made and nothing useful comes back."\nparent = '
    edit(agreed / "sources/codebook.toml", f'{here}"reporting"', f'{here}"training"')
    assert STEP in build(agreed).ran
    assert table_of(agreed).read_text("utf-8") != before


def test_a_passage_that_moved_to_another_code_is_compared_anew(agreed: Path, build: Builder) -> None:
    build(agreed)
    edit(agreed / "sources/codings-cd.toml", 'code = "no answer to reports"', 'code = "reporting"')
    assert STEP in build(agreed).ran


def test_a_memo_changes_no_agreement(agreed: Path, build: Builder) -> None:
    build(agreed)
    edit(agreed / "sources/codings-ab.toml", "What the participant proposes, not what exists.", "A proposal.")
    assert STEP not in build(agreed).ran


def test_a_third_coder_is_compared_with_the_two_unless_two_are_named(agreed: Path, build: Builder) -> None:
    build(agreed)
    two = table_of(agreed).read_text("utf-8")
    third = (agreed / "sources/codings-cd.toml").read_text("utf-8")
    third = third.replace('coder = "CD"', 'coder = "EF"').replace('\nid = "', '\nid = "ef-')
    (agreed / "sources/codings-ef.toml").write_text(third, "utf-8")
    edit(agreed / "study.toml", '"codings-cd.toml"', '"codings-cd.toml", "codings-ef.toml"')
    assert STEP in build(agreed).ran
    three = table_of(agreed).read_text("utf-8")
    assert "share_c" in three
    assert "share_c" not in two
    edit(agreed / "study.toml", "agreement = true", 'agreement = true\ncoders = ["AB", "CD"]')
    assert STEP in build(agreed).ran
    assert table_of(agreed).read_text("utf-8") == two
