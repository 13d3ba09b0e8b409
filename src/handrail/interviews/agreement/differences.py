"""Differences: the places where coders differ, side by side, for whoever decides. For the team only."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import numpy as np

from handrail.interviews.agreement.coded import Coded, read_coded
from handrail.interviews.agreement.resampling import Counts
from handrail.interviews.agreement.stretches import lengths_by_depth, united_in_groups
from handrail.interviews.codebook import Codebook
from handrail.interviews.placing import Coding
from handrail.interviews.project import RefiProject
from handrail.values.own_file import write_own

Kind = Literal["absent", "extent"]


@dataclass(frozen=True)
class Given:
    """A coding that a coder gave: its name, and where it lies."""

    coder: str
    coding: str
    code: str
    start: int
    end: int


@dataclass(frozen=True)
class Disagreement:
    """A place where coders differ on a code: a stretch that someone gave it, and not all gave it alike.

    Attributes
    ----------
    document, start, end
        The whole stretch; code points, end exclusive.
    quotation
        The text there.
    code
        The code.
    kind
        ``absent``: someone who coded the document gave it to no character here. ``extent``: all gave it, and
        their passages begin or end elsewhere.
    given
        Who gave it, by coder and start.
    not_given
        Who coded the document and did not give it here.
    instead
        Other codes that those who did not give it gave to some of the same text.
    characters
        Characters other than white space on which they differ.
    """

    document: str
    start: int
    end: int
    quotation: str = field(repr=False)
    code: str
    kind: Kind
    given: tuple[Given, ...]
    not_given: tuple[str, ...]
    instead: tuple[Given, ...]
    characters: int


def disagreements(
    project: RefiProject, coders: Sequence[str] | None = None, code: str | None = None
) -> tuple[Disagreement, ...]:
    """Return where coders differ, by document, place and code.

    What counts is what counts for :func:`handrail.interviews.agreement.code_agreement` by character: who
    marked anything in a document has coded all of it; a place that differs in white space only does not
    differ; overlapping and touching passages with the same code are one place.

    Parameters
    ----------
    project, coders
        As for agreement.
    code
        Only this one; where left out, all.

    Raises
    ------
    DataError
        As agreement; and when the code is unknown.

    Examples
    --------
    >>> from handrail.interviews.project import Document, ProjectCode, ProjectCoding
    >>> project = RefiProject(
    ...     "pilot", (Document("p01.txt", "We learned by luck."),),
    ...     codes=(ProjectCode("training", "…"), ProjectCode("chance", "…")),
    ...     codings=(ProjectCoding("c1", "p01.txt", 3, 18, "learned by luck", "training", "AB"),
    ...              ProjectCoding("c2", "p01.txt", 3, 10, "learned", "training", "CD"),
    ...              ProjectCoding("c3", "p01.txt", 14, 18, "luck", "chance", "CD")))
    >>> for one in disagreements(project):
    ...     print(one.code, one.kind, one.start, one.end, one.characters, one.not_given)
    training extent 3 18 6 ()
    chance absent 14 18 4 ('AB',)
    """
    coded = read_coded(project, coders, "character")
    if code is not None:
        Codebook(project.codes).code(code)
    crew = len(coded.coders)
    group = coded.document * len(coded.codes) + coded.code
    whose, start, end = united_in_groups(group * crew + coded.coder, coded.start, coded.end)
    place_group, place_start, place_end = united_in_groups(whose // crew, start, end)
    # Each united stretch of one coder lies in one place; places are in order of group and start.
    of_stretch = _place_of(place_group, place_start, whose // crew, start)
    depths = lengths_by_depth(of_stretch, start, end, len(place_group), crew)
    everyone = coded.rated.sum(axis=1)[place_group // len(coded.codes)]
    by_all = np.take_along_axis(depths, everyone[:, None], axis=1)[:, 0]
    apart = (place_end - place_start) - by_all
    of_coding = np.where(coded.end > coded.start, _place_of(place_group, place_start, group, coded.start), -1)
    members: dict[int, list[int]] = defaultdict(list)
    for at in np.argsort(of_coding, kind="stable").tolist():
        members[int(of_coding[at])].append(at)
    texts = {document.name: document.text for document in project.documents}
    found = [
        _one(coded, texts, members[place], int(apart[place]))
        for place in np.flatnonzero(apart).tolist()
        if code is None or coded.codings[members[place][0]].code == code
    ]
    order = {name: at for at, name in enumerate(coded.codes)}
    return tuple(sorted(found, key=lambda one: (one.document, one.start, one.end, order[one.code])))


def _place_of(groups: Counts, starts: Counts, group: Counts, start: Counts) -> Counts:
    """Return the place, among those sorted by group and start, in which each start of a group lies."""
    width = int(max(starts.max(initial=0), start.max(initial=0))) + 1
    return np.searchsorted(groups * width + starts, group * width + start, "right") - 1


def _one(coded: Coded, texts: dict[str, str], members: Sequence[int], characters: int) -> Disagreement:
    here = [coded.codings[at] for at in members]
    place = int(coded.document[members[0]])
    start, end = min(one.start for one in here), max(one.end for one in here)
    gave = np.zeros(len(coded.coders), dtype=bool)
    gave[coded.coder[members]] = True
    missing = coded.rated[place].astype(bool) & ~gave
    # Codings stand document by document. In units, so that touching white space only is not touching.
    own = slice(*np.searchsorted(coded.document, (place, place + 1)))
    low, high = coded.start[members].min(), coded.end[members].max()
    touching = (coded.start[own] < high) & (coded.end[own] > low) & missing[coded.coder[own]]
    instead = [coded.codings[own.start + at] for at in np.flatnonzero(touching).tolist()]
    return Disagreement(
        document=here[0].document,
        start=start,
        end=end,
        quotation=texts[here[0].document][start:end],
        code=here[0].code,
        kind="absent" if missing.any() else "extent",
        given=_given(coded, here),
        not_given=tuple(coded.coders[at] for at in np.flatnonzero(missing).tolist()),
        instead=_given(coded, instead),
        characters=characters,
    )


def _given(coded: Coded, codings: Iterable[Coding]) -> tuple[Given, ...]:
    found = [Given(one.coder, one.name, one.code, one.start, one.end) for one in codings]
    return tuple(sorted(found, key=lambda one: (coded.coders.index(one.coder), one.start, one.end, one.code)))


HEADER = ("document", "start", "end", "code", "kind", "characters")


def header_of(coders: Sequence[str]) -> tuple[str, ...]:
    """Return the columns of disagreements side by side: a column for each coder, and the text last."""
    return (*HEADER, *coders, "text")


def side_by_side(found: Iterable[Disagreement], coders: Sequence[str]) -> Iterator[tuple[object, ...]]:
    """Yield a row for each disagreement: under each coder where the code was given, or what was instead.

    ``11-18`` is the code from 11 to 18; ``no`` is that the coder did not give it, followed by what else was
    given there. Nothing at all is that the coder did not code the document.
    """
    for one in found:
        cells = []
        for coder in coders:
            places = [f"{given.start}-{given.end}" for given in one.given if given.coder == coder]
            others = dict.fromkeys(given.code for given in one.instead if given.coder == coder)
            away = " ".join(("no", *([f"({', '.join(others)})"] if others else [])))
            cells.append("; ".join(places) or (away if coder in one.not_given else ""))
        yield (one.document, one.start, one.end, one.code, one.kind, one.characters, *cells, one.quotation)


def write_disagreements(path: Path, found: Iterable[Disagreement], coders: Sequence[str]) -> None:
    """Write disagreements as csv (UTF-8 with a byte-order mark, for spreadsheets), to decide upon.

    It holds participants' words; it is for the team and must stay where the transcripts are. A cell that a
    spreadsheet would compute begins with an apostrophe. Only its owner may read it.

    Raises
    ------
    DataError, DiskFull
        When it cannot be written.
    """
    held = io.StringIO(newline="")
    writer = csv.writer(held)
    writer.writerow(_harmless(one) for one in header_of(coders))
    writer.writerows([_harmless(cell) for cell in row] for row in side_by_side(found, coders))
    write_own(path, held.getvalue().encode("utf-8-sig"))


def _harmless(cell: object) -> object:
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell
