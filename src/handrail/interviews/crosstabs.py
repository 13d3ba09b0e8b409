"""Crosstab: codes by the levels of an attribute, as references, participants and words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal, get_args

import numpy as np

from handrail.interviews.choosing import Chooser
from handrail.interviews.cooccurrence import code_groups
from handrail.interviews.folding import Integers
from handrail.interviews.places import Places
from handrail.interviews.project import RefiProject
from handrail.interviews.query import Query
from handrail.interviews.query_parser import parse_query
from handrail.interviews.retrieval import distinct
from handrail.interviews.sheet import Field, Sheet
from handrail.interviews.spans import shared_spans
from handrail.values import UsageError, did_you_mean

Measure = Literal["references", "participants", "words"]


@dataclass(frozen=True)
class Crosstab:
    """Codes by levels.

    Attributes
    ----------
    attribute
        The variable.
    codes, levels
        In the order of rows and columns; who has no answer comes last, as "not recorded".
    references, participants, words
        Codes by levels. A coding that belongs to participants of two levels counts in both. Words are those
        of the level's participants that the code covers, once.
    bases
        Participants of each level in the project.
    """

    attribute: str
    codes: tuple[str, ...]
    levels: tuple[str, ...]
    references: Integers = field(repr=False, compare=False)
    participants: Integers = field(repr=False, compare=False)
    words: Integers = field(repr=False, compare=False)
    bases: tuple[int, ...] = ()

    def sheet(self, measure: Measure = "participants") -> Sheet:
        """Return one of the three as rows, a code each, below a row of the participants of each level.

        Raises
        ------
        UsageError
            For an unknown measure.
        """
        if measure not in get_args(Measure):
            known = get_args(Measure)
            raise UsageError.because(
                "a crosstab counts what is known", f"'{measure}'", did_you_mean(measure, known)
            )
        counts = {"references": self.references, "participants": self.participants, "words": self.words}[
            measure
        ]
        rows = [(name, *row) for name, row in zip(self.codes, counts.tolist(), strict=True)]
        base: tuple[Field, ...] = ("All participants", *self.bases)
        said = f"{measure.capitalize()} by {self.attribute}"
        note = f"{said}. A document without any case counts as a participant."
        return Sheet(f"Codes by {self.attribute}", ("code", *self.levels), (base, *rows), note=note)


def crosstab(
    project: RefiProject,
    codes: Sequence[str] | None,
    attribute: str,
    *,
    query: str | Query | None = None,
    below: bool = False,
) -> Crosstab:
    """Count codes by the levels of an attribute.

    Parameters
    ----------
    project
        Where the codings are.
    codes
        Which, in this order; None for all that have a coding.
    attribute
        A variable of the cases, or of the documents of a case that has no answer to it.
    query
        Only the codings that it means; see :func:`handrail.interviews.retrieve`.
    below
        Whether a code takes in those below it.

    Raises
    ------
    UsageError
        When the query cannot be read.
    DataError
        For an unknown code, variable or name.

    Examples
    --------
    >>> from handrail.interviews.project import Case, Document, ProjectCode, ProjectCoding
    >>> one = RefiProject("pilot", (Document("p01.txt", "By luck."), Document("p02.txt", "By design.")), (),
    ...     (ProjectCode("luck", ""),), (ProjectCoding("c1", "p01.txt", 3, 7, "luck", "luck", "AB"),),
    ...     cases=(Case("P01", values={"sector": "police"}, documents=("p01.txt",)),
    ...            Case("P02", values={"sector": "industry"}, documents=("p02.txt",))))
    >>> found = crosstab(one, None, "sector")
    >>> found.levels, found.bases, found.participants.tolist(), found.words.tolist()
    (('industry', 'police'), (1, 1), [[0, 1]], [[0, 1]])
    """
    places = Places(project)
    chosen = Chooser(places).codings(parse_query(query) if isinstance(query, str) else query)
    levels, level = places.levels(attribute)
    groups = code_groups(places, codes, chosen, below=below)
    codings, presences = places.pairs
    size = len(levels)
    shape = (len(groups), size)
    references, participants, words = (np.zeros(shape, dtype=np.int64) for _ in range(3))
    areas = [places.presences(level == at) for at in range(size)]
    for row, mine in enumerate(groups.values()):
        kept = mine[codings]
        references[row] = distinct(level[presences[kept]], codings[kept], size)
        participants[row] = distinct(level[presences[kept]], places.who[presences[kept]], size)
        covered = places.coded(mine)
        words[row] = [places.word_count(shared_spans(covered, area)) for area in areas]
    bases = distinct(level, places.who, size)
    return Crosstab(
        attribute, tuple(groups), tuple(levels), references, participants, words, tuple(bases.tolist())
    )
