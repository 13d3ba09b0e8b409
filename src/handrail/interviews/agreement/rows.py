"""Rows: what agreement on codes is told in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from handrail.interviews.agreement.units import UNITS, Unit
from handrail.values import DataError, did_you_mean
from handrail.values.naming import named

if TYPE_CHECKING:
    import polars as pl

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
        Krippendorff's alpha, nominal; None where it is undefined: no coder used the code, or all gave it to
        all of the text.
    low, high
        The 95 % interval; both None where there is none (see :attr:`CodeAgreement.no_interval`).
    kappa
        Cohen's kappa of two coders; of more, the mean of those pairs of coders for whom it is defined (Light
        1971). Of all together pooled over codes. None where undefined.
    observed
        Share of pairs of coders that agree, the mean over units; None for all together.
    marked
        Units that each coder marked, in the order of the coders; for all together, with any code.
    shared
        Units that every coder of the document marked.
    passages
        Passages that anyone marked.
    documents
        Documents in which any coder used the code.
    """

    level: CodeLevel
    code: str | None
    alpha: float | None
    low: float | None
    high: float | None
    kappa: float | None
    observed: float | None
    marked: tuple[int, ...]
    shared: int
    passages: int
    documents: int


@dataclass(frozen=True)
class PairRow:
    """Two coders on one code, over the documents that both coded; code None is all codes together.

    ``both``, ``first_only``, ``second_only`` and ``neither`` are units; of all together they are summed over
    codes. ``kappa`` is Cohen's, pooled over codes where they are together; None where it is undefined.
    """

    level: CodeLevel
    code: str | None
    first: str
    second: str
    both: int
    first_only: int
    second_only: int
    neither: int
    kappa: float | None


@dataclass(frozen=True)
class CodeAgreement:
    """Agreement between coders over the documents that two of them or more coded.

    Attributes
    ----------
    coders
        Who is compared; for the team only.
    documents
        Documents in which two of them or more marked something, by name.
    coded_once
        Documents in which one of them did.
    unit
        What is agreed on: ``character``, ``sentence``, ``turn`` or ``document``; see :attr:`unit_words`.
    units
        How many there are in these documents.
    coded
        Units in the documents that each coder coded, in the order of the coders.
    rows
        For each level all codes together, then each code in the order of the codebook. Topics are there
        where the codebook nests.
    pairs
        Every two coders who share a document, code by code; for the team only.
    no_interval
        Why there is no interval at all, or None.
    seed
        What the resampled documents were drawn with; None where none were.
    """

    coders: tuple[str, ...]
    documents: tuple[str, ...]
    coded_once: tuple[str, ...]
    unit: Unit
    units: int
    coded: tuple[int, ...]
    rows: tuple[AgreementRow, ...]
    pairs: tuple[PairRow, ...]
    no_interval: str | None
    seed: int | None

    @property
    def unit_words(self) -> str:
        """Return what is agreed on, in words."""
        return UNITS[self.unit]

    @property
    def table(self) -> pl.DataFrame:
        """Return the rows as a frame: a column for each attribute, and ``marked_…`` for each coder."""
        import polars as pl

        kinds: dict[str, type[pl.DataType]] = {"level": pl.String, "code": pl.String}
        for name in ("alpha", "low", "high", "kappa", "observed"):
            kinds[name] = pl.Float64
        data: dict[str, list[object]] = {}
        for name in AgreementRow.__dataclass_fields__:
            if name == "marked":
                for at, coder in enumerate(self.coders):
                    data[f"marked_{coder}"] = [row.marked[at] for row in self.rows]
            else:
                data[name] = [getattr(row, name) for row in self.rows]
        return pl.DataFrame(data, schema={name: kinds.get(name, pl.Int64) for name in data})

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
