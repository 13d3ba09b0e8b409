"""Agreement: how far two coders, character by character, marked the same text with the same codes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from handrail.interviews.codebook import Codebook
from handrail.interviews.naming import named
from handrail.interviews.overlaps import Ruler, Span, shared, united
from handrail.interviews.placing import Coding
from handrail.interviews.tallies import FEWEST_DOCUMENTS, Counts, Tallies, draw_documents
from handrail.interviews.transcript import Transcript
from handrail.values import DataError, did_you_mean

if TYPE_CHECKING:
    import polars as pl

UNIT = "character that is not white space"
"""What is agreed on."""

TOO_FEW = f"fewer than {FEWEST_DOCUMENTS} documents were coded by both"
"""Why there may be no interval."""

CodeLevel = Literal["code", "topic"]


@dataclass(frozen=True)
class AgreementRow:
    """Agreement on one code, or on all codes together.

    Attributes
    ----------
    level
        ``code``: the codes exactly as they were given. ``topic``: each code counted as its topmost code.
    code
        The code; None for all of the level together.
    alpha
        Krippendorff's alpha, nominal; None where it is undefined: neither coder used the code, or both gave
        it to all of the text.
    low, high
        The 95 % interval; both None where there is none (see :attr:`CodeAgreement.no_interval`).
    characters_a, characters_b, characters_both
        Characters that the first coder, the second and both marked; for all together, with any code.
    passages
        Passages that either marked.
    documents
        Documents coded by both in which either used the code.
    """

    level: CodeLevel
    code: str | None
    alpha: float | None
    low: float | None
    high: float | None
    characters_a: int
    characters_b: int
    characters_both: int
    passages: int
    documents: int


@dataclass(frozen=True)
class Disagreement:
    """A passage no character of which the other coder gave the same code; for the team only."""

    passage: str
    code: str
    coder: str
    document: str


@dataclass(frozen=True)
class CodeAgreement:
    """Agreement between two coders over the documents that both coded.

    Attributes
    ----------
    coders
        The first and the second; for the team only.
    documents
        Documents in which each of them marked something, by name.
    coded_once
        Documents in which one of them did.
    characters
        Units: characters of these documents that are not white space.
    rows
        For each level all codes together, then each code in the order of the codebook. Topics are there
        where the codebook nests.
    disagreements
        Passages that one coder marked where the other did not use the code.
    no_interval
        Why there is no interval at all, or None.
    seed
        What the resampled documents were drawn with; None where none were.
    """

    coders: tuple[str, str]
    documents: tuple[str, ...]
    coded_once: tuple[str, ...]
    characters: int
    rows: tuple[AgreementRow, ...]
    disagreements: tuple[Disagreement, ...]
    no_interval: str | None
    seed: int | None

    @property
    def table(self) -> pl.DataFrame:
        """Return the rows as a frame, a column for each attribute of :class:`AgreementRow`."""
        import polars as pl

        kinds = {"level": pl.String, "code": pl.String, **dict.fromkeys(("alpha", "low", "high"), pl.Float64)}
        names = list(AgreementRow.__dataclass_fields__)
        data = {name: [getattr(row, name) for row in self.rows] for name in names}
        return pl.DataFrame(data, schema={name: kinds.get(name, pl.Int64) for name in names})

    def row(self, code: str | None = None, level: CodeLevel = "code") -> AgreementRow:
        """Return one row; without a code, that of all codes together.

        Raises
        ------
        DataError
            When there is none.
        """
        for row in self.rows:
            if (row.level, row.code) == (level, code):
                return row
        known = [row.code for row in self.rows if row.level == level and row.code is not None]
        received = f"{level} {named(code or 'all together')}"
        raise DataError.because(
            "agreement is on a code of its level", received, did_you_mean(code or "", known)
        )


def code_agreement(
    codings: Iterable[Coding],
    codebook: Codebook,
    transcripts: Mapping[str, Transcript],
    coders: Sequence[str] | None = None,
    *,
    seed: int = 2011,
) -> CodeAgreement:
    """Return Krippendorff's alpha between two coders, per code and for all codes together.

    **Per code** every character of the documents that both coded is a unit, and each coder either gave it the
    code or did not; text that nobody coded counts. Passages of one coder with the same code that overlap
    count once. White space is no unit, so a blank or line break taken along at either end of a passage, or
    left out between two, is no disagreement.

    **All codes together**: a character's value is the *set* of codes on it, and two sets are as far apart as
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
    codings
        Placed codings; those of other coders are left out.
    codebook, transcripts
        The study's.
    coders
        The two, first and second; where left out, the codings are those of two coders, by name.
    seed
        Of the resamples.

    Raises
    ------
    DataError
        When there are not two coders, a name is not a coder's, no document was coded by both, or a
        document or code is unknown.

    References
    ----------
    Krippendorff 2011, Computing Krippendorff's Alpha-Reliability; Krippendorff 2018, Content Analysis, 4th
    edition, chapter 12. De Vries, Elliott, Kanouse and Teleki 2008, Field Methods 20, 272-282. Efron and
    Tibshirani 1993, An Introduction to the Bootstrap, chapter 13.

    Examples
    --------
    >>> from handrail.interviews.codebook import Code
    >>> text = Transcript("p01.txt", "txt", "a" * 1000)
    >>> def mark(name, coder, start, end):
    ...     return Coding(name, "p01.txt", start, end, text.text[start:end], "training", coder)
    >>> found = code_agreement([mark("1", "AB", 0, 500), mark("2", "CD", 250, 750)],
    ...                        Codebook((Code("training", "…"),)), {"p01.txt": text})
    >>> row = found.row("training")
    >>> round(row.alpha, 6), row.characters_both, found.no_interval
    (0.0005, 250, 'fewer than 5 documents were coded by both')
    """
    everything = tuple(codings)
    first, second = _two(everything, coders)
    theirs = [one for one in everything if one.coder in (first, second)]
    _check(theirs, codebook, transcripts)
    coded = {coder: {one.document for one in theirs if one.coder == coder} for coder in (first, second)}
    documents = tuple(sorted(coded[first] & coded[second]))
    if not documents:
        raise DataError.because(
            "agreement rests on documents that both coders coded",
            f"{len(coded[first])} documents coded by one and {len(coded[second])} by the other, none by both",
            "let both code some of the same documents, or leave agreement out of the plan",
        )
    both = [one for one in theirs if one.document in documents]
    rulers = {
        document: Ruler(
            transcripts[document].text, [(one.start, one.end) for one in both if one.document == document]
        )
        for document in documents
    }
    draws = draw_documents(len(documents), seed)
    topics = {name: codebook.path(name)[0] for name in codebook.names}
    same = {name: name for name in topics}
    rows = list(_rows("code", same, both, (first, second), rulers, draws=draws))
    if topics != same:
        rows = [*_rows("topic", topics, both, (first, second), rulers, draws=draws), *rows]
    return CodeAgreement(
        coders=(first, second),
        documents=documents,
        coded_once=tuple(sorted(coded[first] ^ coded[second])),
        characters=sum(ruler.length for ruler in rulers.values()),
        rows=tuple(rows),
        disagreements=_disagreements(both, (first, second), rulers),
        no_interval=TOO_FEW if draws is None else None,
        seed=None if draws is None else seed,
    )


def _two(codings: Iterable[Coding], coders: Sequence[str] | None) -> tuple[str, str]:
    known = sorted({one.coder for one in codings})
    for coder in coders or ():
        if coder not in known:
            raise DataError.because(
                "a coder is one who coded", f"coder {named(coder)}", did_you_mean(coder, known)
            )
    chosen = known if coders is None else list(dict.fromkeys(coders))
    if len(chosen) != 2:
        remedy = "name two of them" if len(known) > 1 else "add the codings of a second coder"
        raise DataError.because("agreement is between two coders", f"{len(chosen)}", remedy)
    return chosen[0], chosen[1]


def _check(codings: Sequence[Coding], codebook: Codebook, transcripts: Mapping[str, Transcript]) -> None:
    for code in sorted({one.code for one in codings}):
        codebook.code(code)
    for document in sorted({one.document for one in codings} - set(transcripts)):
        raise DataError.because(
            "a coding names a transcript of the study",
            f"document {named(document)}",
            did_you_mean(document, transcripts),
        )


def _rows(
    level: CodeLevel,
    counted_as: Mapping[str, str],
    codings: Iterable[Coding],
    coders: tuple[str, str],
    rulers: Mapping[str, Ruler],
    *,
    draws: Counts | None,
) -> Iterator[AgreementRow]:
    spans: dict[tuple[str, str | None, str], list[Span]] = defaultdict(list)
    passages: dict[str | None, set[tuple[str, str, int, int]]] = defaultdict(set)
    for one in codings:
        for counted in (counted_as[one.code], None):
            spans[one.document, counted, one.coder].append((one.start, one.end))
            passages[counted].add((one.coder, one.document, one.start, one.end))
    columns = (None, *dict.fromkeys(counted_as.values()))
    marked = np.zeros((len(rulers), len(columns), 3), dtype=np.int64)
    for at, (document, ruler) in enumerate(rulers.items()):
        for column, counted in enumerate(columns):
            first, second = (united(spans.get((document, counted, coder), ())) for coder in coders)
            marked[at, column] = [ruler.measure(found) for found in (first, second, shared(first, second))]
    tallies = Tallies(marked[:, 1:], np.array([ruler.length for ruler in rulers.values()], dtype=np.int64))
    numbers = zip(columns, tallies.alphas(), tallies.limits(draws), strict=True)
    for column, (counted, alpha, (low, high)) in enumerate(numbers):
        in_all = marked[:, column].sum(axis=0)
        yield AgreementRow(
            level=level,
            code=counted,
            alpha=None if np.isnan(alpha) else float(alpha),
            low=low,
            high=high,
            characters_a=int(in_all[0]),
            characters_b=int(in_all[1]),
            characters_both=int(in_all[2]),
            passages=len(passages[counted]),
            documents=int((marked[:, column, :2].sum(axis=1) > 0).sum()),
        )


def _disagreements(
    codings: Sequence[Coding], coders: tuple[str, str], rulers: Mapping[str, Ruler]
) -> tuple[Disagreement, ...]:
    marked: dict[tuple[str, str, str], list[Span]] = defaultdict(list)
    for one in codings:
        marked[one.document, one.code, one.coder].append((one.start, one.end))
    other = {coders[0]: coders[1], coders[1]: coders[0]}
    return tuple(
        Disagreement(one.name, one.code, one.coder, one.document)
        for one in codings
        if not rulers[one.document].measure(
            shared(
                ((one.start, one.end),), united(marked.get((one.document, one.code, other[one.coder]), ()))
            )
        )
    )
