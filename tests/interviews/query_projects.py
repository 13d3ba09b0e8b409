"""Small projects, drawn at random, and what the tests of queries compare with: slow and readable."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from hypothesis import strategies as st

from handrail.interviews.project import (
    Case,
    Document,
    ProjectCode,
    ProjectCoding,
    RefiProject,
    Span,
    User,
)
from handrail.interviews.transcript import Turn

CODES = (
    ProjectCode("training", ""),
    ProjectCode("by luck", "", "training"),
    ProjectCode("aims", ""),
    ProjectCode("unused", ""),
)
CODERS = ("AB", "CD")
WORDS = (
    "luck",
    "Luck,",
    "by",
    "training",
    "trained",
    "Élan",
    "e\u0301lan",
    "straße",
    "STRASSE",
    "\U0001f642",
    "l’été",
)


def turns_of(text: str) -> tuple[Turn, ...]:
    """Each line that opens with a label and a colon is a turn."""
    found: list[Turn] = []
    at = 0
    for line in text.split("\n"):
        label, colon, said = line.partition(": ")
        if colon and said:
            start = at + len(label) + 2
            found.append(Turn(len(found), label, start, start + len(said)))
        at += len(line) + 1
    return tuple(found)


@st.composite
def texts(draw: st.DrawFn) -> str:
    lines = draw(st.lists(st.lists(st.sampled_from(WORDS), min_size=1, max_size=6), min_size=1, max_size=4))
    labels = draw(st.lists(st.sampled_from(["I: ", "P: ", ""]), min_size=len(lines), max_size=len(lines)))
    return "\n".join(label + " ".join(line) for label, line in zip(labels, lines, strict=True))


@st.composite
def projects(draw: st.DrawFn) -> RefiProject:
    bodies = draw(st.lists(texts(), min_size=1, max_size=3))
    documents = tuple(
        Document(f"d{at}", text, turns=turns_of(text), values={"place": f"t{at % 2}"})
        for at, text in enumerate(bodies)
    )
    codings = []
    for number in range(draw(st.integers(0, 8))):
        one = draw(st.sampled_from(documents))
        ends = sorted(draw(st.tuples(st.integers(0, len(one.text)), st.integers(0, len(one.text)))))
        codings.append(
            ProjectCoding(
                f"c{number}", one.name, ends[0], ends[1], one.text[ends[0] : ends[1]],
                draw(st.sampled_from(CODES[:3])).name, draw(st.sampled_from(CODERS)),
            )
        )  # fmt: skip
    cases = []
    for number in range(draw(st.integers(0, 3))):
        whole = draw(st.lists(st.sampled_from(documents), max_size=2, unique_by=lambda one: one.name))
        one = draw(st.sampled_from(documents))
        a, b = sorted(draw(st.tuples(st.integers(0, len(one.text)), st.integers(0, len(one.text)))))
        values = draw(
            st.fixed_dictionaries({}, optional={"sector": st.sampled_from(["police", "industry", ""])})
        )
        spans = (Span(one.name, a, b),) if a < b and draw(st.booleans()) else ()
        cases.append(Case(f"C{number}", values=values, documents=tuple(d.name for d in whole), spans=spans))
    return RefiProject(
        "small", documents, tuple(User(name) for name in CODERS), CODES, tuple(codings), cases=tuple(cases)
    )


def slow_fold(text: str) -> list[tuple[str, int, int]]:
    """Each folded character, and where what it comes from begins and ends, its accents included."""
    found: list[tuple[str, int, int]] = []
    for at, one in enumerate(text):
        if unicodedata.combining(one):
            if found:
                found = [(sign, start, at + 1 if end == at else end) for sign, start, end in found]
            continue
        one = "'" if one in "‘’" else one
        for sign in unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", one).casefold()):
            if not unicodedata.combining(sign):
                found.append((sign, at, at + 1))
    return found


def slow_words(text: str) -> list[tuple[str, int, int]]:
    """The words of a text, folded, with their places."""
    found: list[tuple[str, int, int]] = []
    current: list[tuple[str, int, int]] = []
    for sign, start, end in [*slow_fold(text), (" ", 0, 0)]:
        if sign.isalnum() or sign == "_":
            current.append((sign, start, end))
        elif current:
            found.append(("".join(one[0] for one in current), current[0][1], current[-1][2]))
            current = []
    return found


def slow_hits(text: str, asked: str, prefix: bool) -> list[tuple[int, int]]:
    """Where a phrase stands, without one over another."""
    wanted = [word for word, _, _ in slow_words(asked)]
    words = slow_words(text)
    found: list[tuple[int, int]] = []
    at = 0
    while at + len(wanted) <= len(words):
        here = words[at : at + len(wanted)]
        same = [word for word, _, _ in here] == wanted
        begun = (
            prefix
            and [word for word, _, _ in here[:-1]] == wanted[:-1]
            and here[-1][0].startswith(wanted[-1])
        )
        if same or begun:
            found.append((here[0][1], here[-1][2]))
            at += len(wanted)
        else:
            at += 1
    return found


def counted_words(text: str, characters: set[int]) -> int:
    """How many runs without white space have a character among some."""
    return sum(any(at in characters for at in range(start, end)) for start, end in plain_words(text))


def plain_words(text: str) -> Iterator[tuple[int, int]]:
    """Each run of characters that are not white space."""
    start = None
    for at, one in enumerate(text + " "):
        if one.isspace():
            if start is not None:
                yield start, at
            start = None
        elif start is None:
            start = at
