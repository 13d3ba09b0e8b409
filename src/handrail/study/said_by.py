"""Said by: which participant said which passage, and into which groups the participants may be put.

A planned table of codes is made of the passages that one participant said, as themes are: what an interviewer
said, or several speakers together, counts for nobody.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from handrail.interviews.groups import SMALLEST_GROUP, group_levels, left_over
from handrail.interviews.spread import NOT_RECORDED
from handrail.study.place import Strand

if TYPE_CHECKING:
    from handrail.interviews.project import ProjectCode, RefiProject

NOBODY = ""
"""Stands for who said a passage that is no participant's."""


def said_by_one(strand: Strand) -> list[dict[str, Any]]:
    """Return the passages that one participant said."""
    return [passage for passage in strand.passages() if passage["participant"] is not None]


def people_of(strand: Strand) -> dict[str, Mapping[str, str]]:
    """Return the participants that themes are spread over, each with its attributes."""
    people = strand.session.store.participants(strand.plan.id)
    return {one.name: one.attributes for one in people if one.name not in strand.stopped}


def in_use_of(strand: Strand) -> set[str]:
    """Return those of them whose words may be analysed."""
    people = strand.session.store.participants(strand.plan.id)
    away = {one.name for one in people if one.consent["analysis"] != "yes"}
    return set(people_of(strand)) - away


def levels_of(strand: Strand, attribute: str) -> dict[str, str]:
    """Return each participant's level of an attribute; a blank one is a level too."""
    return {
        name: attributes.get(attribute, "") or NOT_RECORDED
        for name, attributes in sorted(people_of(strand).items())
    }


def rows_of(strand: Strand, level_of: Mapping[str, str]) -> dict[str, tuple[list[str], int]]:
    """Return the groups of enough participants, of whom enough are in use."""
    in_use = in_use_of(strand)
    speaking = Counter(level for who, level in level_of.items() if who in in_use)
    groups = group_levels(Counter(level_of.values()))
    return {
        group: (levels, people)
        for group, (levels, people) in groups.items()
        if sum(speaking[level] for level in levels) >= SMALLEST_GROUP
    }


def groups_of(strand: Strand, level_of: Mapping[str, str]) -> dict[str, tuple[list[str], int]] | None:
    """Return the groups to tell apart, or None where one or two participants would be given back.

    Themes and codes that stand together tell of all participants: where one or two are in no group, what the
    groups did not say is theirs.
    """
    people = Counter(level_of.values())
    rows = rows_of(strand, level_of)
    return rows if rows and not left_over(people) and len(rows) == len(group_levels(people)) else None


def each_participant(strand: Strand) -> Iterator[RefiProject]:
    """Yield a project for each participant who said a passage: their documents and their own codings."""
    from handrail.interviews.project import Document, ProjectCoding, RefiProject
    from handrail.study.convert import transcript_of

    codes = _project_codes(strand)
    mine: dict[str, list[dict[str, Any]]] = {}
    for passage in said_by_one(strand):
        mine.setdefault(passage["participant"], []).append(passage)
    read = {}
    for name in sorted({passage["document"] for some in mine.values() for passage in some}):
        transcript = transcript_of(strand.session.store, name)
        read[name] = Document(name, transcript.text, turns=transcript.turns)
    for who, some in sorted(mine.items()):
        yield RefiProject(
            who,
            documents=tuple(read[name] for name in sorted({passage["document"] for passage in some})),
            codes=codes,
            codings=tuple(
                ProjectCoding(
                    p["name"], p["document"], p["start"], p["end"], p["quotation"], p["code"], p["coder"]
                )
                for p in some
            ),
        )


def by_participant(strand: Strand, people: Sequence[str], *, nobody: bool = False) -> RefiProject:
    """Return a project with a document a participant and no cases, for what asks only who said what.

    Parameters
    ----------
    strand
        Placed.
    people
        The participants.
    nobody
        Whether all other passages are there too, in a document of no case.
    """
    from handrail.interviews.project import Document, ProjectCoding, RefiProject

    said_by = {
        p["name"]: p["participant"] if p["participant"] in people else NOBODY for p in strand.passages()
    }
    passages = [p for p in strand.passages() if nobody or said_by[p["name"]] != NOBODY]
    return RefiProject(
        strand.plan.title,
        documents=tuple(Document(name, "") for name in (*people, *([NOBODY] if nobody else []))),
        codes=_project_codes(strand),
        codings=tuple(
            ProjectCoding(p["name"], said_by[p["name"]], 0, 0, p["quotation"], p["code"], p["coder"])
            for p in passages
        ),
        settled=strand.decisions.settled,
    )


def _project_codes(strand: Strand) -> tuple[ProjectCode, ...]:
    from handrail.interviews.project import ProjectCode
    from handrail.study.convert import codebook_of

    return tuple(
        ProjectCode(**vars(code)) for code in codebook_of(strand.session.store, strand.plan.id).codes
    )
