"""Builders of the REFI-QDA files and projects that the tests of this room read and write."""

# ruff: noqa: E501 - one case a line is easier to compare
import os
import zipfile
from pathlib import Path

from hypothesis import strategies as st
from interview_files import SECRET
from lxml import etree

from handrail.interviews import (
    Case,
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
)

NS = "urn:QDA-XML:project:1.0"
SOURCE = "11111111-1111-1111-1111-111111111111"
CODE = "22222222-2222-2222-2222-222222222222"
USER = "33333333-3333-3333-3333-333333333333"
ROOT = etree.QName(NS, "Project")


def guid(number: int) -> str:
    return f"{number:08d}-0000-0000-0000-000000000000"


def selection(start: int, end: int, number: int = 1, name: str = "", inside: str = "") -> str:
    return (
        f'<PlainTextSelection guid="{guid(number)}" name="{name}" startPosition="{start}" endPosition="{end}">'
        f'<Coding guid="{guid(1000 + number)}" creatingUser="{USER}"><CodeRef targetGUID="{CODE}"/></Coding>'
        f"{inside}</PlainTextSelection>"
    )


def text_source(inside: str, path: str = f"internal://{SOURCE}.txt", name: str = "p01") -> str:
    return f'<TextSource guid="{SOURCE}" name="{name}" plainTextPath="{path}">{inside}</TextSource>'


def qde(sources: str, rest: str = "", origin: str = "", before: str = "") -> str:
    return (
        f'<?xml version="1.0" encoding="utf-8"?><Project xmlns="{NS}" name="pilot" origin="{origin}">'
        f'<Users><User guid="{USER}" name="AB"/></Users><CodeBook><Codes>'
        f'<Code guid="{CODE}" name="training" isCodable="true"/></Codes></CodeBook>{before}'
        f"<Sources>{sources}</Sources>{rest}</Project>"
    )


def write_qdpx(
    path: Path, project: str, texts: dict[str, bytes | str] | None = None, inner: str = "project.qde"
) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(inner, project)
        for name, data in (texts or {}).items():
            archive.writestr(name, data)
    return path


def one_text(
    path: Path, text: bytes | str, inside: str, origin: str = "", member: str = f"Sources/{SOURCE}.txt"
) -> Path:
    return write_qdpx(path, qde(text_source(inside), origin=origin), {member: text})


def schemas(folder: Path) -> tuple[etree.XMLSchema, etree.XMLSchema]:
    """Return the two official schemas, of projects and of codebooks."""
    files = (folder / "refi/Project_v1.0.xsd", folder / "refi/Codebook_v1.0.xsd")
    project, codebook = (etree.XMLSchema(etree.parse(os.fspath(file))) for file in files)
    return project, codebook


def inner_xml(path: Path) -> etree._Element:
    with zipfile.ZipFile(path) as archive:
        return etree.fromstring(archive.read("project.qde"))


def a_project() -> RefiProject:
    """Return a project with one of everything."""
    text = f"I: Why?\r\nP01: So 🙂 we learned by luck.\r\nP02: {SECRET}"
    at = text.index("by luck")
    note, code_note = guid(1), guid(2)

    def coding(name: str, start: int, end: int, code: str, coder: str, **more: object) -> ProjectCoding:
        return ProjectCoding(name, "p01.txt", start, end, text[start:end], code, coder, **more)  # type: ignore[arg-type]

    return RefiProject(
        "pilot",
        (
            Document("p01.txt", text, values={"wave": 2, "site": "North"}, notes=(note,)),
            Document("p02.txt", "\ufeffA second one.\rIts line ends are old.", description="From the archive"),
        ),
        (User("AB", initials="ab"), User("CD")),
        (
            ProjectCode("learning", "What officers learn."),
            ProjectCode("training", "Courses.", "learning", "guide", "paid hours", "hearsay", color="#33CC33"),
            ProjectCode("luck", "", "learning", is_codable=False, notes=(code_note,)),
        ),
        (
            coding("c1", at, at + 7, "luck", "AB", memo="Again?", flags=("operational", "third-party")),
            coding("c2", at - 8, at + 7, "training", "CD", created="2025-06-16T17:13:37Z", notes=(note,)),
            coding("c3", at, at + 7, "training", "AB"),
            coding("c4", at + 2, at + 2, "luck", "CD", selection_name="between", description="A pause."),
            ProjectCoding("c5", "p02.txt", 0, 1, "\ufeff", "luck", "AB"),
        ),
        (
            Passage("p01.txt", 0, 2, "I:", name="label", description="Not coded.", user="CD", notes=(note,)),
            Passage("p02.txt", 3, 3, ""),
        ),
        (
            Case("P01", values={"age": 34, "rate": 0.25, "agreed": True, "since": "2020-02-29", "site": None},
                 documents=("p02.txt",), codes=("luck",), notes=(note,), description="A sergeant."),
            Case("P02", spans=(Span("p01.txt", text.index("P02"), len(text)), Span("p01.txt", at, at + 7))),
        ),
        (
            Variable("age", kind="Integer"), Variable("rate", kind="Float"), Variable("agreed", kind="Boolean"),
            Variable("since", kind="Date", description="In service since"), Variable("site"),
            Variable("wave", kind="Integer"),
        ),
        (ProjectSet("core", codes=("luck",), documents=("p01.txt",), notes=(note,), description="To read first"),),
        (
            Note(note, "first thoughts", "Nobody plans.\r\nIt is\x00luck.", "AB", "2025-06-16T17:13:37Z"),
            Note(code_note, "", "A word that they use."),
        ),
        (Link(guid(3), note, code_note, "leads to", "OneWay", "#abc", (note,)),),
        "About officers.",
        project_notes=(note,),
    )  # fmt: skip


def told(project: RefiProject) -> dict[str, object]:
    """Return what must survive a round trip, without what a GUID was given for."""
    codings = sorted(
        (c.document, c.start, c.end, c.quotation, c.code, c.coder, c.memo, c.flags, c.selection_name,
         c.description, c.created, c.modified, c.notes, c.selection_notes)
        for c in project.codings
    )  # fmt: skip
    return {
        "name": (project.name, project.description, project.project_notes),
        "documents": [(d.name, d.text, d.description, dict(d.values), d.notes) for d in project.documents],
        "users": [(u.name, u.initials) for u in project.users],
        "codes": [
            (c.name, c.description, c.parent, c.origin, c.include, c.exclude, c.color, c.is_codable, c.notes)
            for c in project.codes
        ],
        "codings": codings,
        "passages": sorted(
            (p.document, p.start, p.end, p.quotation, p.name, p.description, p.user, p.created, p.notes)
            for p in project.passages
        ),
        "cases": [
            (c.name, c.description, dict(c.values), c.documents, c.codes, c.notes,
             [(s.document, s.start, s.end) for s in c.spans])
            for c in project.cases
        ],
        "variables": [(v.name, v.kind, v.description) for v in project.variables],
        "sets": [(s.name, s.description, s.codes, s.documents, s.notes) for s in project.sets],
        "notes": [(n.guid, n.name, n.text, n.user, n.created) for n in project.notes],
        "links": [(one.guid, one.origin, one.target, one.name, one.direction, one.color, one.notes) for one in project.links],
    }  # fmt: skip


LETTERS = st.one_of(
    st.sampled_from(
        ["\r\n", "\r", "\n", " ", "🙂", "👩🏽‍🚒", "e\u0301", "\u0301", "\ufeff", "שלום", "مرحبا", "\u202b", "\x00", "\x0b", "\u2028",
         "a", "word", "I: ", "�", "\U0010ffff", "\t"]
    ),
    st.characters(exclude_categories=["Cs"]),
)  # fmt: skip
TEXTS = st.lists(LETTERS, max_size=40).map("".join)


@st.composite
def projects(draw: st.DrawFn) -> RefiProject:
    """Draw a project with codings, passages and spans anywhere in any texts."""
    texts = draw(st.lists(TEXTS, min_size=1, max_size=3))
    documents = tuple(Document(f"d{i}.txt", text) for i, text in enumerate(texts))
    codes = tuple(ProjectCode(f"code {i}", draw(st.sampled_from(["", "About it.\r\n"]))) for i in range(3))
    users = (User("AB"), User("CD"))

    def places(most: int) -> list[tuple[str, int, int, str]]:
        found = []
        for _ in range(draw(st.integers(0, most))):
            one = draw(st.sampled_from(documents))
            start = draw(st.integers(0, len(one.text)))
            end = draw(st.integers(start, len(one.text)))
            found.append((one.name, start, end, one.text[start:end]))
        return found

    codings = tuple(
        ProjectCoding(
            f"c{i}", *place, draw(st.sampled_from(codes)).name, draw(st.sampled_from(["AB", "CD"])),
            memo=draw(st.sampled_from(["", "Why?\r\nYes.", "🙂", " "])),
        )
        for i, place in enumerate(places(6))
    )  # fmt: skip
    passages = tuple(
        Passage(*place, name=draw(st.sampled_from(["", "here"]))) for place in dict.fromkeys(places(3))
    )
    cases = (Case("P01", spans=tuple(Span(*place[:3]) for place in dict.fromkeys(places(2)))),)
    return RefiProject("drawn", documents, users, codes, codings, passages, cases)
