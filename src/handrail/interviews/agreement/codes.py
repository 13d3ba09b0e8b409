"""Agreement on codes: how far coders, unit by unit, gave the same text the same codes."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from handrail.interviews.agreement.coded import Coded, read_coded
from handrail.interviews.agreement.resampling import FEWEST, Counts, draw_documents
from handrail.interviews.agreement.rows import AgreementRow, CodeAgreement, CodeLevel, PairRow
from handrail.interviews.agreement.stretches import Stretches, lengths, lengths_by_depth, united_in_groups
from handrail.interviews.agreement.tallies import Tallies
from handrail.interviews.agreement.units import Unit, known_unit
from handrail.interviews.codebook import Codebook
from handrail.interviews.project import RefiProject

_CELLS = ("both", "first_only", "second_only", "neither")


def code_agreement(
    project: RefiProject, coders: Sequence[str] | None = None, unit: Unit = "character", *, seed: int = 2011
) -> CodeAgreement:
    """Return Krippendorff's alpha between coders, per code and for all codes together.

    **Who rates what.** A coder who marked anything in a document has rated all of it: every unit either got
    the code or did not, and text that nobody coded counts. A coder who marked nothing there has not rated
    it. Documents with a single coder are left out.

    **Per code** the unit is a character, sentence, turn or document. Passages of one coder with the same code
    that overlap count once. White space is no unit and makes none coded, so a blank or line break taken along
    at either end of a passage, or left out between two, is no disagreement. A sentence, turn or document is
    coded by whoever gave the code to any other character of it. Text outside of turns (labels, headings) is
    in none.

    **All codes together**: a unit's value is the *set* of codes on it, and two sets are as far apart as
    the number of codes that are in one and not in the other. Then observed and expected disagreement are the
    sums of those of the codes, and alpha is one minus their quotient: the mean of the codes' alphas, weighted
    by the disagreement that chance would give (what De Vries and others call pooled, and prefer to the
    plain mean). One large binary table of the yes and no of all codes would instead credit coders with
    knowing that some codes are rare and others frequent.

    Characters within a passage are not independent, so the **interval** resamples whole documents: a
    percentile bootstrap with 2,000 resamples (PCG64), percentiles of type 8. There is none with fewer than
    5 documents, nor for a code of which more than 1 in 20 resamples hold nothing.

    Parameters
    ----------
    project
        Documents, codes and codings.
    coders
        Two or more, in the order in which they are told; where left out, all who coded, by name. What was
        adjudicated is no coder unless it is named.
    unit
        ``character``, ``sentence`` (see :func:`handrail.interviews.sentences.sentence_spans`), ``turn`` or
        ``document``.
    seed
        Of the resamples.

    Raises
    ------
    DataError
        When there are not two coders, a name is not a coder's, no document was coded by two, the unit, a
        document or a code is unknown, or turns are asked for where none are known.

    References
    ----------
    Krippendorff 2011, Computing Krippendorff's Alpha-Reliability; Krippendorff 2018, Content Analysis, 4th
    edition, chapter 12. De Vries, Elliott, Kanouse and Teleki 2008, Field Methods 20, 272-282. Light 1971,
    Psychological Bulletin 76, 365-377. Efron and Tibshirani 1993, An Introduction to the Bootstrap, chapter
    13.

    Examples
    --------
    >>> from handrail.interviews.project import Document, ProjectCode, ProjectCoding
    >>> def mark(name, coder, start, end):
    ...     return ProjectCoding(name, "p01.txt", start, end, "a" * (end - start), "training", coder)
    >>> found = code_agreement(RefiProject(
    ...     "pilot", (Document("p01.txt", "a" * 1000),), codes=(ProjectCode("training", "…"),),
    ...     codings=(mark("1", "AB", 0, 500), mark("2", "CD", 250, 750))))
    >>> row = found.row("training")
    >>> round(row.alpha, 6), row.kappa, row.shared, found.no_interval
    (0.0005, 0.0, 250, 'fewer than 5 documents were coded by both')
    """
    unit = known_unit(unit)
    coded = read_coded(project, coders, unit)
    draws = draw_documents(len(coded.documents), seed)
    book = Codebook(project.codes)
    topics = {name: book.path(name)[0] for name in book.names}
    same = {name: name for name in topics}
    levels = [_level(coded, "topic", topics, draws)] if topics != same else []
    levels.append(_level(coded, "code", same, draws))
    by_whom = "both" if len(coded.coders) == 2 else "two coders or more"
    return CodeAgreement(
        coders=coded.coders,
        documents=coded.documents,
        coded_once=coded.coded_once,
        unit=unit,
        units=int(coded.lengths.sum()),
        coded=tuple((coded.lengths @ coded.rated).tolist()),
        rows=tuple(row for rows, _ in levels for row in rows),
        pairs=tuple(pair for _, pairs in levels for pair in pairs),
        no_interval=None if draws is not None else f"fewer than {FEWEST} documents were coded by {by_whom}",
        seed=None if draws is None else seed,
    )


def _level(
    coded: Coded, level: CodeLevel, counted_as: Mapping[str, str], draws: Counts | None
) -> tuple[tuple[AgreementRow, ...], tuple[PairRow, ...]]:
    columns = tuple(dict.fromkeys(counted_as.values()))
    of_code = np.array([columns.index(counted_as[code]) for code in coded.codes], dtype=np.int64)
    column = of_code[coded.code]
    marks = _Marks.of(coded, column, len(columns))
    # With any code: everything in one column.
    anyhow = _Marks.of(coded, np.zeros_like(column), 1)
    pairs = tuple(_pairs(coded, level, columns, marks))
    kappas = {
        code: _mean([pair.kappa for pair in pairs if pair.code == code and pair.kappa is not None])
        for code in (None, *columns)
    }
    crew = coded.rated.sum(axis=1)
    tallies = Tallies(marks.depths, coded.lengths, crew)
    passages = [*_distinct(coded, np.zeros_like(column), 1), *_distinct(coded, column, len(columns))]
    rows = []
    observed = [None, *tallies.observed().tolist()]
    numbers = zip(tallies.alphas().tolist(), tallies.limits(draws), observed, strict=True)
    for at, (alpha, (low, high), alike) in enumerate(numbers):
        part, its = (anyhow, 0) if at == 0 else (marks, at - 1)
        rows.append(
            AgreementRow(
                level=level,
                code=None if at == 0 else columns[its],
                alpha=None if np.isnan(alpha) else alpha,
                low=low,
                high=high,
                kappa=kappas[None if at == 0 else columns[its]],
                observed=None if alike is None or np.isnan(alike) else alike,
                marked=tuple(part.lengths[:, its].sum(axis=0).tolist()),
                shared=int(np.take_along_axis(part.depths[:, its], crew[:, None], axis=1).sum()),
                passages=passages[at],
                documents=int((part.lengths[:, its].sum(axis=1) > 0).sum()),
            )
        )
    return tuple(rows), pairs


@dataclass(frozen=True, eq=False)
class _Marks:
    """What coders marked: each coder's stretches united, by document, column and coder.

    ``lengths`` is documents by columns by coders, ``depths`` documents by columns by 1 + coders.
    """

    stretches: Stretches
    lengths: Counts
    depths: Counts

    @classmethod
    def of(cls, coded: Coded, column: Counts, columns: int) -> _Marks:
        documents, coders = coded.rated.shape
        group = (coded.document * columns + column) * coders + coded.coder
        stretches = united_in_groups(group, coded.start, coded.end)
        whose, start, end = stretches
        return cls(
            stretches,
            lengths(whose, start, end, documents * columns * coders).reshape(documents, columns, coders),
            lengths_by_depth(whose // coders, start, end, documents * columns, coders).reshape(
                documents, columns, coders + 1
            ),
        )


def _pairs(coded: Coded, level: CodeLevel, columns: Sequence[str], marks: _Marks) -> Iterator[PairRow]:
    documents, coders = coded.rated.shape
    whose, start, end = marks.stretches
    for one, other in itertools.combinations(range(coders), 2):
        here = (coded.rated[:, one] & coded.rated[:, other]).astype(bool)
        if not here.any():
            continue
        theirs = (whose % coders == one) | (whose % coders == other)
        depths = lengths_by_depth(
            whose[theirs] // coders, start[theirs], end[theirs], documents * len(columns), 2
        ).reshape(documents, len(columns), 3)
        both = depths[here, :, 2].sum(axis=0)
        first, second = (marks.lengths[here, :, coder].sum(axis=0) - both for coder in (one, other))
        neither = int(coded.lengths[here].sum()) - both - first - second
        cells = np.stack([both, first, second, neither])
        names = (coded.coders[one], coded.coders[other])
        parts = np.split(cells, len(columns), axis=1)
        for code, part in zip((None, *columns), (cells, *parts), strict=True):
            counts = dict(zip(_CELLS, part.sum(axis=1).tolist(), strict=True))
            yield PairRow(level, code, *names, **counts, kappa=_pooled_kappa(part))


def _pooled_kappa(cells: Counts) -> float | None:
    """Return Cohen's kappa of tables of both, first only, second only and neither, pooled over tables."""
    beyond = possible = 0
    for both, first_only, second_only, neither in cells.T.tolist():
        n, first, second = both + first_only + second_only + neither, both + first_only, both + second_only
        by_chance = first * second + (n - first) * (n - second)
        beyond += n * (both + neither) - by_chance
        possible += n * n - by_chance
    return beyond / possible if possible else None


def _mean(values: Sequence[float]) -> float | None:
    return sum(values) / len(values) if values else None


def _distinct(coded: Coded, column: Counts, columns: int) -> list[int]:
    """Return how many passages each column has: one coder's same words count once."""
    starts = np.array([coding.start for coding in coded.codings], dtype=np.int64)
    ends = np.array([coding.end for coding in coded.codings], dtype=np.int64)
    keys = (ends, starts, coded.coder, coded.document, column)
    order = np.lexsort(keys)
    sorted_keys = np.stack(keys)[:, order]
    new = np.ones(len(order), dtype=bool)
    new[1:] = (np.diff(sorted_keys, axis=1) != 0).any(axis=0)
    found: list[int] = np.bincount(sorted_keys[-1][new], minlength=columns).tolist()
    return found
