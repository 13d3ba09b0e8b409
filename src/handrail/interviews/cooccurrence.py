"""Co-occurrence: how often two codes stand in the same place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal, get_args

import numpy as np

from handrail.interviews.choosing import Chooser
from handrail.interviews.folding import Flags, Integers
from handrail.interviews.places import Places
from handrail.interviews.project import RefiProject
from handrail.interviews.query import Query
from handrail.interviews.query_parser import parse_query
from handrail.interviews.sheet import Sheet
from handrail.interviews.spans import runs_of, united_spans
from handrail.values import UsageError, did_you_mean

By = Literal["overlap", "turn", "document"]

_SAID = {
    "overlap": "Stretches of text that both codes cover; on the diagonal, those that the code covers.",
    "turn": "Turns (lines, where nothing says who speaks) in which both codes stand; on the diagonal, those "
    "of the code.",
    "document": "Documents in which both codes stand; on the diagonal, those of the code.",
}


@dataclass(frozen=True)
class CoOccurrence:
    """Codes by codes.

    Attributes
    ----------
    codes
        In the order of rows and columns.
    counts
        Places that both have; on the diagonal, places that the code has. All coders' codings are united
        first, so that what two coders marked alike counts once.
    by
        What a place is.
    """

    codes: tuple[str, ...]
    counts: Integers = field(repr=False, compare=False)
    by: By

    def sheet(self) -> Sheet:
        """Return the matrix as rows."""
        rows = [(name, *row) for name, row in zip(self.codes, self.counts.tolist(), strict=True)]
        return Sheet("Codes that stand together", ("code", *self.codes), tuple(rows), note=_SAID[self.by])


def co_occurrence(
    project: RefiProject,
    by: By = "overlap",
    codes: Sequence[str] | None = None,
    *,
    query: str | Query | None = None,
    below: bool = False,
) -> CoOccurrence:
    """Count the places that two codes have in common, for each two of some codes.

    Parameters
    ----------
    project
        Where they stand.
    by
        ``overlap``: stretches of text that both cover. ``turn``: turns with both, and lines where a document
        does not say who speaks. ``document``: documents with both.
    codes
        Which, in this order; None for all that have a coding, in the order of the codebook.
    query
        Only the codings that it means, such as ``coder:AB``; see :func:`handrail.interviews.retrieve`.
    below
        Whether a code takes in those below it.

    Raises
    ------
    UsageError
        For an unknown ``by``, or a query that cannot be read.
    DataError
        For an unknown code or name.

    Examples
    --------
    >>> from handrail.interviews.project import Document, ProjectCode, ProjectCoding
    >>> text = "We learned by luck, not by design."
    >>> one = RefiProject("pilot", (Document("p01.txt", text),), (), (ProjectCode("training", ""),
    ...     ProjectCode("luck", "")), (ProjectCoding("c1", "p01.txt", 3, 18, text[3:18], "training", "AB"),
    ...     ProjectCoding("c2", "p01.txt", 11, 18, text[11:18], "luck", "CD")))
    >>> co_occurrence(one).counts.tolist()
    [[1, 1], [1, 1]]
    """
    if by not in get_args(By):
        raise UsageError.because("codes stand together by a unit", f"'{by}'", did_you_mean(by, get_args(By)))
    places = Places(project)
    chosen = Chooser(places).codings(parse_query(query) if isinstance(query, str) else query)
    groups = code_groups(places, codes, chosen, below=below)
    names = tuple(groups)
    if by == "overlap":
        return CoOccurrence(names, _overlaps(places, list(groups.values())), by)
    return CoOccurrence(names, _together(places, list(groups.values()), by), by)


def code_groups(
    places: Places, codes: Sequence[str] | None, chosen: Flags, *, below: bool
) -> dict[str, Flags]:
    """Return each code with which chosen codings are its own; without names, the codes that have any."""
    groups = {}
    for name in places.codes if codes is None else codes:
        mine = chosen & np.isin(places.code, places.code_numbers(name, below=below))
        if codes is not None or mine.any():
            groups[name] = mine
    return groups


def _overlaps(places: Places, groups: Sequence[Flags]) -> Integers:
    # Within one code united stretches lie apart, so that each pair that meets is a stretch of its own.
    spans = [united_spans(places.start[mine], places.end[mine]) for mine in groups]
    counts = np.diag([len(one) for one in spans]).astype(np.int64).reshape(len(spans), len(spans))
    if not spans:
        return counts
    owner = np.repeat(np.arange(len(spans)), [len(one) for one in spans])
    starts = np.concatenate([one.starts for one in spans])
    ends = np.concatenate([one.ends for one in spans])
    cuts = np.concatenate([[0], np.cumsum([len(one) for one in spans])])
    for at, one in enumerate(spans):
        later = slice(int(cuts[at + 1]), None)
        met = np.searchsorted(one.starts, ends[later], "left") - np.searchsorted(
            one.ends, starts[later], "right"
        )
        counts[at] += np.bincount(owner[later], weights=met, minlength=len(spans)).astype(np.int64)
    upper = np.triu(counts, 1)
    return np.asarray(counts + upper.T)


def _together(places: Places, groups: Sequence[Flags], by: By) -> Integers:
    metric = places.metric(by)
    many = np.maximum(metric.last - metric.first + 1, 0)
    units = int(metric.last.max(initial=0)) + 1
    present = np.zeros((len(groups), units), dtype=np.float32)
    for at, mine in enumerate(groups):
        first, length = metric.first[mine], many[mine]
        present[at, runs_of(first, length)] = 1
    return np.asarray((present @ present.T).round(), dtype=np.int64)
