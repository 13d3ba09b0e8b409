"""Word tables: codes together, codes by groups, and groups' summaries, as tables that may leave the team.

They say in words how many of the participants spoke of something. Counts stay with the team: see
:mod:`handrail.interviews.groups` for who may be told apart.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib.metadata import version
from itertools import combinations_with_replacement

import numpy as np

from handrail.disclosure import SUMMARY
from handrail.interviews.cooccurrence import By, co_occurrence
from handrail.interviews.crosstabs import Crosstab
from handrail.interviews.folding import Integers
from handrail.interviews.framework_cells import FrameworkMatrix
from handrail.interviews.groups import SMALLEST_GROUP, words_for
from handrail.interviews.methods import METHODS
from handrail.interviews.project import RefiProject
from handrail.values import Cell, LeftOut, Result, Table

PLACES: Mapping[By, str] = {
    "overlap": "in the same words",
    "turn": "in the same turn",
    "document": "in the same interview",
}
_WORDS_NOTE = "Words and not counts: a handful of people are no proportion of anyone."
_BELOW = "a topic takes in those below it in the codebook"

Groups = Mapping[str, tuple[Sequence[str], int]]
"""Each group's name with its levels and its participants, as ``group_levels`` gives them."""


def spoke_of_both(each: Sequence[RefiProject], by: By, codes: Sequence[str]) -> Integers:
    """Return how many participants spoke of two codes in the same place, for each two of some codes.

    Parameters
    ----------
    each
        A project a participant, with that participant's own codings only.
    by
        What a place is; see :func:`handrail.interviews.co_occurrence`.
    codes
        Each takes in the codes below it.

    Returns
    -------
    array
        Codes by codes; on the diagonal, how many spoke of the code at all.

    Raises
    ------
    DataError
        For an unknown code.

    Examples
    --------
    >>> from handrail.interviews.project import Document, ProjectCode, ProjectCoding
    >>> text = "We learned by luck, not by design."
    >>> codes = (ProjectCode("training", ""), ProjectCode("luck", ""))
    >>> one = RefiProject("P01", (Document("p01.txt", text),), (), codes, (
    ...     ProjectCoding("c1", "p01.txt", 3, 18, text[3:18], "training", "AB"),
    ...     ProjectCoding("c2", "p01.txt", 11, 18, text[11:18], "luck", "CD")))
    >>> two = RefiProject("P02", (Document("p02.txt", text),), (), codes, (
    ...     ProjectCoding("c3", "p02.txt", 11, 18, text[11:18], "luck", "AB"),))
    >>> spoke_of_both([one, two], "overlap", ["training", "luck"]).tolist()
    [[1, 1], [1, 2]]
    """
    found = np.zeros((len(codes), len(codes)), dtype=np.int64)
    for project in each:
        found += co_occurrence(project, by, codes, below=True).counts > 0
    return found


def co_occurrence_result(  # noqa: PLR0917 - what was counted, over whom, and what it is called
    counts: Integers, codes: Sequence[str], people: int, by: By, name: str, title: str, source: str
) -> Result:
    """Return how widely two codes were spoken of together, as a result that disclosure control can judge.

    Parameters
    ----------
    counts, codes, by
        As :func:`spoke_of_both` has them.
    people
        All participants, at least three.
    name, title, source
        The node, a reader's title, and the strand.

    Raises
    ------
    ValueError
        When there are fewer than three participants.

    Examples
    --------
    >>> made = co_occurrence_result(np.array([[4, 2], [2, 5]]), ["training", "luck"], 6, "turn",
    ...                             "cooccurrence:talks", "Topics together", "talks")
    >>> [cell.category for cell in made.tables[0].cells]
    ['most', 'a few', 'most']
    """
    if people < SMALLEST_GROUP:
        raise ValueError("what fewer than three participants said is not told")
    # Each pair once: the other half of the matrix would say the same again.
    pairs = sorted((row, column) for column, row in combinations_with_replacement(range(len(codes)), 2))
    cells = tuple(
        Cell(
            {"topic": codes[row], "with": codes[column]},
            words_for(int(counts[row, column]), people),
            people,
            None,
            {},
        )
        for row, column in pairs
    )
    table = Table(
        name=name,
        title=title,
        measure="text",
        dimensions=("topic", "with"),
        cells=cells,
        source=source,
        variable="spoken",
        notes=(
            f"How many of those interviewed spoke of both topics {PLACES[by]}; where a topic meets itself, "
            "how many spoke of it at all.",
            _WORDS_NOTE,
        ),
        labels={"topic": "Topic", "with": "Together with"},
    )
    return Result(
        tables=(table,),
        base=people,
        weighted_base=None,
        left_out=(),
        method=METHODS["interviews.co_occurrence"],
        rules={"place": PLACES[by], "codes": _BELOW, "counted": "participants, for their own words only"},
        software={"numpy": version("numpy")},
    )


def crosstab_result(
    found: Mapping[str, tuple[Crosstab, Groups]], people: int, name: str, title: str, source: str
) -> Result:
    """Return which groups spoke of which code, as a result that disclosure control can judge.

    Parameters
    ----------
    found
        Attribute to its crosstab, and to the groups of its levels that may be told apart.
    people
        All participants.
    name, title, source
        The node, a reader's title, and the strand.

    Raises
    ------
    ValueError
        When a group has fewer than three participants.

    Examples
    --------
    >>> cross = Crosstab("sector", ("luck",), ("industry", "police"), *([np.array([[0, 2]])] * 3), (3, 4))
    >>> groups = {"industry": (["industry"], 3), "police": (["police"], 4)}
    >>> made = crosstab_result({"sector": (cross, groups)}, 7, "crosstab:talks", "Topics", "talks")
    >>> made.tables[0].name, [cell.category for cell in made.tables[0].cells]
    ('crosstab:talks.sector', ['not heard', 'heard'])
    """
    tables = tuple(
        _crosstab_table(attribute, cross, groups, f"{name}.{attribute}", title, source)
        for attribute, (cross, groups) in found.items()
    )
    return Result(
        tables=tables,
        base=people,
        weighted_base=None,
        left_out=(),
        method=METHODS["interviews.crosstab"],
        rules={"codes": _BELOW, "counted": "participants, for their own words only"},
        software={"numpy": version("numpy")},
    )


def participants_in(cross: Crosstab, row: int, levels: Sequence[str]) -> int:
    """Return how many participants of some levels a row of a crosstab counts; each is at one level."""
    return int(sum(cross.participants[row, cross.levels.index(level)] for level in levels))


def _crosstab_table(  # noqa: PLR0917 - see above
    attribute: str, cross: Crosstab, groups: Groups, name: str, title: str, source: str
) -> Table:
    if any(people < SMALLEST_GROUP for _, people in groups.values()):
        raise ValueError("a group of fewer than three participants is not told apart")
    cells = []
    for row, code in enumerate(cross.codes):
        for group, (levels, people) in groups.items():
            count = participants_in(cross, row, levels)
            cells.append(Cell({"topic": code, attribute: group}, words_for(count, people), people, None, {}))
    return Table(
        name=name,
        title=f"{title}, by {attribute}",
        measure="text",
        dimensions=("topic", attribute),
        cells=tuple(cells),
        source=source,
        variable="spoken",
        notes=(
            f"{_WORDS_NOTE} Groups of fewer than {SMALLEST_GROUP} participants are taken together.",
            "A topic takes in those below it in the codebook.",
        ),
        labels={"topic": "Topic", attribute: attribute.capitalize()},
    )


def framework_result(  # noqa: PLR0917 - what was charted, over whom, and what it is called
    matrix: FrameworkMatrix, people: Mapping[str, int], attribute: str, name: str, title: str, source: str
) -> Result:
    """Return the researchers' summaries by group and code; whether each may leave is for a review to say.

    Parameters
    ----------
    matrix
        A framework matrix whose cases are groups of participants.
    people
        Case to how many participants it has, each at least three.
    attribute
        What the groups are levels of.
    name, title, source
        The node, a reader's title, and the strand.

    Raises
    ------
    ValueError
        When a group has fewer than three participants.
    """
    if any(people[case] < SMALLEST_GROUP for case in matrix.cases):
        raise ValueError("a row of a framework matrix that leaves is a group of at least three participants")
    cells = tuple(
        Cell(
            {attribute: one.case, "topic": one.code},
            None if one.summary is None else one.summary.summary,
            people[one.case],
            None,
            {},
        )
        for one in matrix.cells
    )
    table = Table(
        name=name,
        title=f"{title}, by {attribute}",
        measure="text",
        dimensions=(attribute, "topic"),
        cells=cells,
        source=source,
        variable=SUMMARY,
        notes=(
            "Each cell is the researchers' own summary of what a group said on a topic; it is empty where "
            f"nobody wrote one. Groups of fewer than {SMALLEST_GROUP} participants are taken together.",
        ),
        labels={"topic": "Topic", attribute: attribute.capitalize(), SUMMARY: "Summary"},
    )
    open_cells = sum(one.state == "open" for one in matrix.cells)
    return Result(
        tables=(table,),
        base=sum(people[case] for case in matrix.cases),
        weighted_base=None,
        left_out=(LeftOut(open_cells, "cells with passages and no summary"),) if open_cells else (),
        method=METHODS["interviews.framework_matrix"],
        rules={"codes": _BELOW, "rows": f"groups of at least {SMALLEST_GROUP} participants"},
    )
