"""A project of interviews as large as a large study: 200 transcripts of 8,000 words, 50,000 codings.

Invented text of invented words: no person said any of it. The same seed gives the same project.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

from handrail.interviews.project import (
    Case,
    Document,
    ProjectCode,
    ProjectCoding,
    RefiProject,
    User,
    Variable,
)
from handrail.interviews.transcript import Turn

_SYLLABLES = ("ba", "de", "fi", "go", "lu", "ma", "ne", "po", "ri", "sa", "te", "vo", "li", "ka", "mi", "ro")
_COMMON = tuple(
    word
    for line in (
        "the a of and to we it that in is they was for on you have with not there but be so what if at one",
        "from can would do this about when just know think because by luck training police platform report",
        "school child parent evidence time people said never always",
    )
    for word in line.split()
)
_SECTORS = ("police", "industry", "government", "third sector", "academia")


@dataclass(frozen=True)
class Size:
    """How large a project is."""

    documents: int = 200
    words: int = 8_000
    codings: int = 50_000
    codes: int = 60
    cases: int = 40
    coders: tuple[str, ...] = ("AB", "CD", "EF")


def make_project(size: Size = Size(), seed: int = 1) -> RefiProject:
    """Return a project.

    Every fifth document holds curly quotation marks and accents, every fortieth an emoji and combining
    marks. Five documents belong to each case. Codes nest three deep; codings are longer and shorter stretches
    of whole words, and a third of them is marked alike by another coder.
    """
    draw = random.Random(seed)  # noqa: S311 - no secret
    vocabulary = [*_COMMON, *("".join(draw.choices(_SYLLABLES, k=draw.randint(2, 4))) for _ in range(6_000))]
    weights = [1 / (rank + 3) for rank in range(len(vocabulary))]
    made = [_document(draw, at, size, vocabulary, weights) for at in range(size.documents)]
    documents = tuple(one for one, _ in made)
    codes = tuple(ProjectCode(f"code {at:02}", "", _above(at)) for at in range(size.codes))
    return RefiProject(
        f"benchmark-{seed}",
        documents,
        tuple(User(name) for name in size.coders),
        codes,
        tuple(_codings(draw, made, size)),
        cases=_cases(draw, documents, size.cases),
        variables=(Variable("sector"), Variable("years", kind="Integer"), Variable("leads", kind="Boolean")),
    )


def _above(at: int) -> str | None:
    """Return the parent of a code: of each twelve one is a topic, three are below it, eight below these."""
    topic, within = at - at % 12, at % 12
    if within == 0:
        return None
    return f"code {topic if within < 4 else topic + 1 + within % 3:02}"


def _document(
    draw: random.Random, at: int, size: Size, vocabulary: list[str], weights: list[float]
) -> tuple[Document, list[int]]:
    """Return a document, and where its words begin."""
    words = draw.choices(vocabulary, weights, k=size.words)
    parts: list[str] = []
    begins: list[int] = []
    turns: list[Turn] = []
    here = 0
    place = 0
    while here < len(words):
        asks = len(turns) % 2 == 0
        label = "I" if asks else f"P{at:03}"
        many = draw.randint(8, 30) if asks else draw.randint(40, 260)
        said = words[here : here + many]
        here += len(said)
        parts.append(f"{label}: ")
        place += len(label) + 2
        start = place
        for number, word in enumerate(said):
            shown = word.capitalize() if number == 0 else word
            if at % 5 == 0 and number % 17 == 3:
                shown = f"“{shown}é”"
            if at % 40 == 0 and number % 50 == 7:
                shown += " \U0001f642 e\u0301"
            shown += "." if number == len(said) - 1 else "," if number % 11 == 10 else ""
            begins.append(place)
            parts.append(shown + " ")
            place += len(shown) + 1
        turns.append(Turn(len(turns), label, start, place - 1))
        parts.append("\n")
        place += 1
    return Document(f"p{at:03}.txt", "".join(parts), turns=tuple(turns)), begins


def _codings(draw: random.Random, made: list[tuple[Document, list[int]]], size: Size) -> list[ProjectCoding]:
    found: list[ProjectCoding] = []
    before: tuple[int, int, int, int, int] | None = None
    for number in range(size.codings):
        if before is not None and number % 3 == 2:
            at, start, end, code, coder = before
            coder = (coder + 1) % len(size.coders)
        else:
            at, code, coder = (
                draw.randrange(len(made)),
                draw.randrange(size.codes),
                draw.randrange(len(size.coders)),
            )
            document, begins = made[at]
            first = draw.randrange(len(begins) - 121)
            start, end = begins[first], begins[first + draw.randint(4, 120)] - 1
        before = (at, start, end, code, coder)
        document = made[at][0]
        found.append(
            ProjectCoding(
                f"c{number:05}",
                document.name,
                start,
                end,
                document.text[start:end],
                f"code {code:02}",
                size.coders[coder],
            )
        )
    return found


def _cases(draw: random.Random, documents: tuple[Document, ...], many: int) -> tuple[Case, ...]:
    return tuple(
        Case(
            f"C{at:02}",
            values={
                "sector": _SECTORS[at % len(_SECTORS)],
                "years": draw.randint(0, 35),
                "leads": draw.random() < 0.3,
            },
            documents=tuple(one.name for one in documents[at::many]),
        )
        for at in range(many)
    )
