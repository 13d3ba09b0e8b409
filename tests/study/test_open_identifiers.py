"""What may identify somebody in a transcript waits for a person; until then nothing leaves."""

from __future__ import annotations

import shutil
from pathlib import Path

from talking_study import keep_all

from conftest import Builder
from handrail.study.check import check_study
from handrail.study.open_identifiers import read_kept
from handrail.values import DataError, DisclosureRefused

NAME = "Deborah Wexcombe"


def with_a_name(folder: Path) -> Path:
    path = folder / "sources/interview-p01.txt"
    path.write_text(path.read_text("utf-8") + f"\nP01: You would have to ask {NAME} about that.\n", "utf-8")
    return path


def test_a_name_in_a_transcript_blocks_the_documents_and_is_not_repeated(
    thin_built: Path, build: Builder
) -> None:
    shutil.rmtree(thin_built / "outputs")
    with_a_name(thin_built)
    report = build(thin_built)
    assert isinstance(report.error, DisclosureRefused)
    (problem,) = report.error.problems
    assert problem.received == "1 open in 1 transcript: interview-p01.txt 1"
    assert "Wexcombe" not in str(report.error)
    assert not (thin_built / "outputs").exists()


def test_what_a_person_keeps_lets_the_documents_go_until_another_name_comes(
    thin_built: Path, build: Builder
) -> None:
    path = with_a_name(thin_built)
    keep_all(thin_built / "sources")
    assert build(thin_built).error is None
    assert build(thin_built).ran == []
    path.write_text(path.read_text("utf-8") + "\nP01: Or Oswin Tredgold, perhaps.\n", "utf-8")
    assert isinstance(build(thin_built).error, DisclosureRefused)


def test_check_says_how_much_is_open(thin_folder: Path) -> None:
    with_a_name(thin_folder)
    (warning,) = [one for one in check_study(thin_folder).warnings if isinstance(one, DisclosureRefused)]
    (problem,) = warning.problems
    assert (problem.severity, problem.received) == ("warning", "1 open in 1 transcript: interview-p01.txt 1")
    keep_all(thin_folder / "sources")
    assert not any(isinstance(one, DisclosureRefused) for one in check_study(thin_folder).warnings)


def test_a_decision_holds_in_its_document_only(thin_built: Path, build: Builder) -> None:
    with_a_name(thin_built)
    keep_all(thin_built / "sources")
    other = thin_built / "sources/interview-p02.md"
    other.write_text(other.read_text("utf-8") + f"\n**P02:** {NAME} said so too.\n", "utf-8")
    report = build(thin_built)
    assert report.error is not None
    assert "1 open in 1 transcript: interview-p02.md 1" in str(report.error)


def test_the_key_to_the_people_is_refused_in_a_studys_folder(thin_built: Path, build: Builder) -> None:
    path = thin_built / "sources/identifiers.toml"
    path.write_text(
        path.read_text("utf-8") + f'\n[[decision]]\nkind = "person"\nwords = "{NAME}"\nchoice = "replace"\n'
        'replacement = "a colleague"\nby = "AB"\non = 2026-03-20\n',
        "utf-8",
    )
    report = build(thin_built)
    assert isinstance(report.error, DataError)
    assert "holds no key to the people" in str(report.error)
    assert "Wexcombe" not in str(report.error)
    assert [
        one.choice for one in read_kept(Path(__file__).with_name("thin_study") / "sources/identifiers.toml")
    ] == [
        "keep",
        "keep",
    ]
