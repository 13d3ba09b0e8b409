"""A raw .qdpx project in, a pseudonymised one out: no name passes unseen, every coding keeps its place."""

# ruff: noqa: E501 - texts stand as they are

from __future__ import annotations

import json
import re
import tempfile
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from handrail.cli.commands import app
from handrail.interviews import (
    Candidate,
    Case,
    Decision,
    Document,
    Link,
    Note,
    Passage,
    ProjectCode,
    ProjectCoding,
    ProjectSet,
    RefiProject,
    Span,
    User,
    Variable,
    decisions_text,
    read_refi,
    write_refi,
)
from handrail.study.identifiers import Desk, lay_out
from handrail.study.pseudonymised_files import write_pseudonymised

runner = CliRunner()
DAY = date(2026, 5, 1)
NAMES = ("Tadhg", "Kerbrat", "Ngozi", "Okonkwo", "Totnes", "Delyth")
NUMBER = "07700900123"
NOTE = "00000001-0000-0000-0000-000000000000"


def project() -> RefiProject:
    """Return a project that names people in everything that can hold a word."""
    text = (
        "Tadhg: So 🙂 we learned it from Ngozi Okonkwo in Totnes, by luck.\r\nP02: e\u0301 Ngozi's team did."
    )

    def coding(words: str, code: str, **more: Any) -> ProjectCoding:
        start = text.index(words)
        return ProjectCoding(
            words, "tadhg.docx", start, start + len(words), words, code, "Delyth Kerbrat", **more
        )

    return RefiProject(
        "Interviews of Delyth Kerbrat",
        (
            Document("tadhg.docx", text, description="Met Tadhg.", values={"town": "Totnes", "wave": 2}),
            Document("Grace", "It went well."),
        ),
        (User("Delyth Kerbrat", initials="DK"),),
        (
            ProjectCode("luck", "What Ngozi calls luck."),
            ProjectCode("about Tadhg", "", "luck", include="Tadhg says so", exclude="not Ngozi"),
        ),
        (
            coding("by luck", "luck", memo="Ask Ngozi."),
            coding("Ngozi Okonkwo", "about Tadhg", selection_name="Okonkwo"),
            coding("from Ngozi", "luck", description="Said of Ngozi."),
            coding("team did", "luck"),
        ),
        (Passage("tadhg.docx", 0, 5, "Tadhg", name="Tadhg", user="Delyth Kerbrat"),),
        (
            Case(
                "Tadhg",
                values={"phone": int(NUMBER.lstrip("0")) + 44 * 10**10, "born": "1989-05-03", "age": 43},
                documents=("tadhg.docx",),
                spans=(Span("tadhg.docx", 0, text.index("\r")),),
                description="Ngozi's deputy.",
                codes=("about Tadhg",),
            ),
            Case("Grace", values={"met by Okonkwo": "yes"}),
        ),
        (
            Variable("town"),
            Variable("wave", kind="Integer"),
            Variable("phone", kind="Integer"),
            Variable("born", kind="Date"),
            Variable("age", kind="Integer", description="As Ngozi noted it"),
            Variable("met by Okonkwo"),
        ),
        (ProjectSet("Those of Totnes", description="With Tadhg.", codes=("luck",), documents=("Grace",)),),
        (Note(NOTE, "On Ngozi", "Okonkwo was there.", "Delyth Kerbrat"),),
        (Link("00000002-0000-0000-0000-000000000000", NOTE, NOTE, "Ngozi again"),),
        "Talks in Totnes.",
    )


def accept_all(desk: Desk) -> list[Decision]:
    return [Decision(one.kind, one.words, "accept", one.suggestion, "AB", DAY) for one in desk.items()]


def unpacked(path: Path) -> str:
    with zipfile.ZipFile(path) as archive:
        return "".join(archive.read(name).decode("utf-8") for name in archive.namelist())


@pytest.fixture
def folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setenv("HANDRAIL_PSEUDONYM_KEY", "four words or more")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "raw").mkdir()
    write_refi(project(), tmp_path / "raw" / "kerbrat.qdpx")
    return tmp_path


def run(*words: str) -> tuple[int, str]:
    done = runner.invoke(app, ["interviews", "identifiers", *words])
    return done.exit_code, done.stdout + done.stderr


def decided(*paths: str) -> None:
    decisions = accept_all(lay_out([Path(path) for path in paths]))
    Path("d.toml").write_text(decisions_text(decisions), "utf-8")


def test_in_a_pipe_a_project_is_counts_by_document_and_names_nobody(folder: Path) -> None:
    code, said = run("raw")
    assert code == 0
    counts = json.loads(run("raw", "--json")[1])
    assert [row["document"] for row in counts["transcripts"]] == [
        "kerbrat.qdpx: document 1",
        "kerbrat.qdpx: document 2",
        "kerbrat.qdpx: names, notes and answers",
    ]
    assert counts["open"] > 30
    shown = said + json.dumps(counts)
    assert not any(name in shown for name in (*NAMES, "Grace", "tadhg"))


def test_while_anything_of_a_project_is_open_nothing_is_written(folder: Path) -> None:
    assert run("raw", "--to", "out")[0] == 12
    decided("raw")
    desk = lay_out([Path("raw")])
    every = accept_all(desk)
    assert not replace(desk, decisions=tuple(every)).open()
    for i in range(len(every)):
        assert replace(desk, decisions=(*every[:i], *every[i + 1 :])).open()
    Path("d.toml").write_text(decisions_text(every[:-1]), "utf-8")
    assert run("raw", "--decisions", "d.toml", "--to", "out")[0] == 12
    assert not Path("out").exists()


def test_every_name_in_a_project_is_replaced_and_every_coding_moves_along(folder: Path) -> None:
    before = unpacked(Path("raw/kerbrat.qdpx"))
    assert all(name in before for name in (*NAMES, "Grace", "tadhg", "447700900123", "1989-05-03", '"DK"'))
    decided("raw")
    code, said = run("raw", "--decisions", "d.toml", "--to", "out")
    assert code == 0, said
    [written] = Path("out").iterdir()
    assert written.name == "project-01.qdpx"
    after = unpacked(written)
    for name in (*NAMES, "Grace", "447700900123", "1989-05-03", '"DK"'):
        assert name.casefold() not in after.casefold(), name
    old, new = read_refi(Path("raw/kerbrat.qdpx")), read_refi(written)
    document = new.documents[0]
    assert document.text == (
        "Name 1: So 🙂 we learned it from [Name 2] in [Name 3], by luck.\r\nP02: e\u0301 [Name 2]'s team did."
    )
    assert [one.quotation for one in new.codings] == ["by luck", "[Name 2]", "from [Name 2]", "team did"]
    assert all(document.text[one.start : one.end] == one.quotation for one in new.codings)
    assert [one.guid for one in new.codings] == [one.guid for one in old.codings]
    assert [one.guid for one in new.cases] == [one.guid for one in old.cases]
    # What refers to something that was renamed follows it.
    assert {one.coder for one in new.codings} == {one.name for one in new.users}
    assert [one.parent for one in new.codes] == [None, "luck"]
    assert new.cases[0].codes == (new.codes[1].name,) == (new.codings[1].code,)
    assert new.cases[0].documents == (document.name,)
    assert new.cases[0].values["age"] == 43
    assert new.cases[0].values["phone"] == "[Number 1]"
    assert set(new.cases[1].values) <= {one.name for one in new.variables}
    span = new.cases[0].spans[0]
    assert document.text[span.start : span.end].endswith("by luck.")
    code, said = run("raw", "--to", "out")
    assert (code, "not written over" in said) == (2, True)


def test_a_project_and_transcripts_are_decided_together_and_losses_are_told(folder: Path) -> None:
    Path("raw/p03.txt").write_text("P03: It was Ngozi Okonkwo.\n", "utf-8")
    decided("raw")
    code, said = run("raw", "--decisions", "d.toml", "--to", "out", "--json")
    assert code == 0, said
    told = json.loads(said)
    assert [Path(one).name for one in told["written"]] == ["p03.txt", "project-01.qdpx"]
    assert told["losses"] == {"project-01.qdpx": []}
    assert told["open"] == 0
    number = read_refi(Path("out/project-01.qdpx")).codings[1].quotation
    assert Path("out/p03.txt").read_text("utf-8") == f"P03: It was {number}.\n"


def test_a_decision_about_one_place_of_a_project_holds_there_alone(folder: Path) -> None:
    decided("raw")
    text = project().documents[0].text
    at = text.rindex("Ngozi")
    one = Decision("person", "Ngozi", "keep", "", "AB", DAY, "kerbrat.qdpx: document 1", at)
    with Path("d.toml").open("a", encoding="utf-8") as file:
        file.write(decisions_text([one]))
    code, said = run("raw", "--decisions", "d.toml", "--to", "out")
    assert code == 0, said
    after = unpacked(Path("out/project-01.qdpx"))
    assert after.count("Ngozi") == 1
    assert "Ngozi's team did" in after


def test_the_names_that_doubled_things_have_in_the_file_are_replaced_too(tmp_path: Path) -> None:
    one = RefiProject(
        "pilot",
        (Document("Tadhg", "Yes.", label="Tadhg"), Document("Tadhg (2)", "No.", label="Tadhg")),
        (User("Ngozi"), User("Ngozi (2)", label="Ngozi")),
        (ProjectCode("Totnes", ""), ProjectCode("Totnes (2)", "", label="Totnes")),
        cases=(Case("Delyth"), Case("Delyth (2)", label="Delyth", values={"Kerbrat (2)": "no"})),
        variables=(Variable("Kerbrat"), Variable("Kerbrat (2)", label="Kerbrat")),
    )
    write_refi(one, tmp_path / "p1.qdpx")
    assert sum(unpacked(tmp_path / "p1.qdpx").count(name) for name in NAMES) == 10
    desk = lay_out([tmp_path / "p1.qdpx"])
    [path] = write_pseudonymised(replace(desk, decisions=tuple(accept_all(desk))), tmp_path / "out").paths
    assert sum(unpacked(path).count(name) for name in NAMES) == 0
    assert len(read_refi(path).cases) == 2


# -- any coding -----------------------------------------------------------------------------------

PARTS = st.one_of(
    st.sampled_from(
        ["Tadhg", "Ngozi Okonkwo", "tadhg_k@north.example.org", "07700 900123", " ", "So ", "\r\n", "\r", "\n",
         "🙂", "👩🏽‍🚒", "e\u0301", "\u0301", "\ufeff", "שלום", "مرحبا", "\u202b", "\x00", "\u2028", "by luck. ", "P01: "]
    ),
    st.characters(exclude_categories=["Cs"]),
)  # fmt: skip


@st.composite
def coded(draw: st.DrawFn) -> RefiProject:
    """Draw documents that name people, with codings anywhere, over and inside each other."""
    documents, codings = [], []
    for i in range(draw(st.integers(1, 2))):
        text = draw(st.sampled_from(["", "\ufeff"])) + "".join(draw(st.lists(PARTS, max_size=25)))
        documents.append(Document(f"p{i}.txt", text))
        for j in range(draw(st.integers(0, 6))):
            start = draw(st.integers(0, len(text)))
            end = draw(st.integers(start, len(text)))
            code = draw(st.sampled_from(["luck", "talk"]))
            codings.append(ProjectCoding(f"c{i}-{j}", f"p{i}.txt", start, end, text[start:end], code, "P1"))
    codes = (ProjectCode("luck", ""), ProjectCode("talk", ""))
    return RefiProject("pilot", tuple(documents), (User("P1"),), codes, tuple(codings))


def slowly(text: str, replaced: list[tuple[Candidate, str]]) -> tuple[str, list[tuple[int, int]]]:
    """Return the new text, and from where to where each character of the old one stands in it."""
    new, places, at = "", [], 0
    while at < len(text):
        one = next((pair for pair in replaced if pair[0].start == at), None)
        if one is None:
            places.append((len(new), len(new) + 1))
            new += text[at]
            at += 1
            continue
        candidate, words = one
        places += [(len(new), len(new) + len(words))] * (candidate.end - candidate.start)
        new += words
        at = candidate.end
    return new, places


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(drawn=coded(), profile=st.sampled_from(["standard", "nvivo"]), data=st.data())
def test_any_coding_survives_import_pseudonymisation_export_and_import(
    drawn: RefiProject, profile: str, data: st.DataObject
) -> None:
    with tempfile.TemporaryDirectory() as name:
        raw, out = Path(name) / "p1.qdpx", Path(name) / "out"
        write_refi(drawn, raw, profile)  # type: ignore[arg-type]
        desk = lay_out([raw])
        decisions = [
            replace(one, choice="keep", replacement="") if data.draw(st.booleans()) else one
            for one in accept_all(desk)
        ]
        desk = replace(desk, decisions=tuple(decisions))
        [path] = write_pseudonymised(desk, out).paths
        old, new = read_refi(raw), read_refi(path)
    assert [one.text for one in old.documents] == [one.text for one in drawn.documents]
    after = {one.guid: one for one in new.codings}
    assert len(after) == len(drawn.codings)
    for i, document in enumerate(old.documents, start=1):
        key = f"p1.qdpx: document {i}"
        places = {
            place[1]: decision
            for item in desk.items()
            for place, decision in zip(item.places, desk.about(item), strict=True)
            if place[0] == key
        }
        replaced = []
        for one in desk.candidates[key]:
            decision = places[one.start]
            assert decision is not None
            if decision.choice != "keep":
                line = document.text[: one.start].rpartition("\n")[2]
                label = not line.strip() and re.match(r"[ \t]*:(?!\S)", document.text[one.end :])
                words = decision.replacement
                replaced.append((one, words[1:-1] if label else words))
        text, moved = slowly(document.text, replaced)
        assert new.documents[i - 1].text == text
        for coding in (one for one in old.codings if one.document == document.name):
            again = after[coding.guid]
            assert (again.code, again.coder, again.document) == (coding.code, coding.coder, document.name)
            assert text[again.start : again.end] == again.quotation
            if coding.start == coding.end:
                assert again.start == again.end
                continue
            assert (again.start, again.end) == (moved[coding.start][0], moved[coding.end - 1][1])
            touched = [words for one, words in replaced if one.start < coding.end and coding.start < one.end]
            assert all(words in again.quotation for words in touched)
            if not touched:
                assert again.quotation == coding.quotation
